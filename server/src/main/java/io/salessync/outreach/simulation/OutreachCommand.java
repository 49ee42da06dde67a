package io.salessync.outreach.simulation;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.HeldClock;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.ClassRecovery;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Why;
import io.salessync.outreach.sequences.SequenceDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "outreach",
        mixinStandardHelpOptions = true,
        description =
                "Play sequences against the sandbox, bring leads in, ask why they wait, try them again, look at accounts.",
        synopsisSubcommandLabel = "COMMAND")
final class OutreachCommand implements ModuleCommand, Runnable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BY = "command line";
    private static final int MOST_DAYS = 365;

    /** Why a look stops that read as far as it wanted. */
    private static final Set<String> ENOUGH = Set.of("END", "WATERMARK", "KNOWN");

    /** Seconds of the wall: a call in the same machine takes milliseconds. */
    private static final String TIMEOUT = "0.3";

    private static final long LARGEST = 64L << 20;

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    OutreachCommand(Program program) {
        this.program = program;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name what to do: simulate, simulations, import, why, recover or scan");
    }

    @Command(
            name = "simulate",
            mixinStandardHelpOptions = true,
            description = {
                "Play a sequence with its leads against the sandbox on a clock that is stepped, and hold the outcome against its truth.",
                "A database of its own is made for it and removed afterwards, unless --data-dir names one.",
                "Exit code 0: played, nothing was sent twice and no lead is stuck. 1: something was. 2: a file is wrong."
            })
    int simulate(
            @Parameters(paramLabel = "SEQUENCE.yaml", description = "the sequence") Path sequence,
            @Option(names = "--leads", required = true, paramLabel = "CSV", description = "the leads") Path csv,
            @Option(
                            names = "--days",
                            defaultValue = "30",
                            paramLabel = "N",
                            description = "how long (default: ${DEFAULT-VALUE})")
                    int days,
            @Option(
                            names = "--seed",
                            defaultValue = "1",
                            paramLabel = "S",
                            description =
                                    "what people do and when faults come follows from it (default: ${DEFAULT-VALUE})")
                    long seed,
            @Option(
                            names = "--faults",
                            paramLabel = "FILE",
                            description = "what goes wrong, and how people behave; JSON")
                    @Nullable Path faults,
            @Option(
                            names = "--sandbox",
                            paramLabel = "URL",
                            description = "a sandbox that runs, which begins anew (default: one of its own is started)")
                    @Nullable URI sandbox,
            @Option(
                            names = "--start",
                            paramLabel = "INSTANT",
                            defaultValue = "2026-03-02T07:00:00Z",
                            description = "when it begins (default: ${DEFAULT-VALUE})")
                    String start,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = TIMEOUT,
                            description = "how long a call may take, by the wall (default: ${DEFAULT-VALUE})")
                    String timeout,
            @Option(
                            names = "--most",
                            paramLabel = "MINUTES",
                            defaultValue = "30",
                            description =
                                    "after so many minutes of the wall it is given up (default: ${DEFAULT-VALUE})")
                    int most,
            @Option(names = "--data-dir", paramLabel = "DIR", description = "keep it there, to look at afterwards")
                    @Nullable Path dataDir,
            @Option(
                            names = "--continue",
                            description = "go on where a process was killed: with its --data-dir and its --sandbox")
                    boolean goesOn,
            @Option(names = "--json", description = "answer in JSON, for scripts") boolean json) {
        if (goesOn && (dataDir == null || sandbox == null)) {
            throw wrong("--continue needs --data-dir and --sandbox: those of the simulation that was killed.");
        }
        if (days < 1 || days > MOST_DAYS) {
            throw wrong("--days %d: from 1 to %d.".formatted(days, MOST_DAYS));
        }
        Simulation.Plan plan = new Simulation.Plan(
                new String(read(sequence), StandardCharsets.UTF_8),
                read(csv),
                String.valueOf(csv.getFileName()),
                days,
                seed,
                faults == null ? null : new String(read(faults), StandardCharsets.UTF_8),
                instant(start),
                timeout,
                Duration.ofMinutes(most));
        requireSound(plan.yaml(), plan.csv(), plan.file(), plan.faults());
        Path folder = folder(dataDir);
        reached();
        try (SandboxWorld world = sandbox == null ? SandboxWorld.start() : SandboxWorld.at(sandbox)) {
            HeldClock clock = program.get(HeldClock.class, folder);
            Path file = folder.resolve("simulation.json");
            SimulationReport report = program.get(Simulation.class, folder)
                    .play(
                            plan,
                            world,
                            clock::hold,
                            json ? Simulation.Progress.NONE : progress(days),
                            goesOn
                                    ? JSON.readValue(
                                            new String(read(file), StandardCharsets.UTF_8), Simulation.Begun.class)
                                    : null,
                            begun -> write(file, JSON.writeValueAsString(begun)));
            if (json) {
                print(JSON.writeValueAsString(report));
            } else {
                report.lines().forEach(this::print);
            }
            return report.sound() ? 0 : 1;
        }
    }

    private Simulation.Progress progress(int days) {
        PrintWriter told = spec.commandLine().getErr();
        return (day, now, states) -> {
            told.println(
                    "day %d of %d, %s: %s".formatted(day, days, now.toString().substring(0, 10), states));
            told.flush();
        };
    }

    @Command(
            name = "simulations",
            mixinStandardHelpOptions = true,
            description = {
                "Play many simulations one after another, each with leads, behaviour and faults of its own by its seed, and add them up.",
                "Exit code 0: what is promised was kept in all. 1: it was not; the seeds are named. 2: a file is wrong."
            })
    int simulations(
            @Parameters(paramLabel = "SEQUENCE.yaml", description = "the sequence") Path sequence,
            @Option(
                            names = "--leads",
                            required = true,
                            paramLabel = "CSV",
                            description = "leads that some have besides drawn ones")
                    Path csv,
            @Option(
                            names = "--faults",
                            paramLabel = "FILE",
                            description = "what goes wrong, more or less in each; JSON")
                    @Nullable Path faults,
            @Option(
                            names = "--runs",
                            defaultValue = "100",
                            paramLabel = "N",
                            description = "how many (default: ${DEFAULT-VALUE})")
                    int runs,
            @Option(
                            names = "--days",
                            defaultValue = "30",
                            paramLabel = "N",
                            description = "how long each (default: ${DEFAULT-VALUE})")
                    int days,
            @Option(
                            names = "--first-seed",
                            defaultValue = "1",
                            paramLabel = "S",
                            description = "seed of the first; the next ones follow (default: ${DEFAULT-VALUE})")
                    long first,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = TIMEOUT,
                            description = "how long a call may take, by the wall (default: ${DEFAULT-VALUE})")
                    String timeout,
            @Option(names = "--data-dir", paramLabel = "DIR", description = "keep it there, to look at afterwards")
                    @Nullable Path dataDir,
            @Option(
                            names = "--most",
                            paramLabel = "MINUTES",
                            defaultValue = "1000000",
                            description =
                                    "no more are begun after so many minutes of the wall; what was played is added up")
                    int most,
            @Option(
                            names = "--side-by-side",
                            defaultValue = "1",
                            paramLabel = "N",
                            description =
                                    "so many at a time, each in a process with a database and a sandbox of its own (default: ${DEFAULT-VALUE})")
                    int sideBySide,
            @Option(names = "--every", defaultValue = "1", hidden = true, description = "only every so manyth seed")
                    int every,
            @Option(names = "--reports", hidden = true, description = "write what each came to there, one a line")
                    @Nullable Path lines,
            @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too") @Nullable Path out) {
        if (sideBySide < 1 || sideBySide > 1 && dataDir != null || every < 1) {
            throw wrong("--side-by-side %d: at least 1, and only 1 with --data-dir.".formatted(sideBySide));
        }
        if (days < 1 || days > MOST_DAYS || runs < 1) {
            throw wrong(
                    "--days %d and --runs %d: from 1 to %d days, at least one run.".formatted(days, runs, MOST_DAYS));
        }
        String yaml = new String(read(sequence), StandardCharsets.UTF_8);
        String example = new String(read(csv), StandardCharsets.UTF_8);
        String trouble = faults == null ? null : new String(read(faults), StandardCharsets.UTF_8);
        requireSound(yaml, read(csv), String.valueOf(csv.getFileName()), trouble);
        long began = System.nanoTime();
        List<SimulationReport> reports = new ArrayList<>();
        List<Season.Bad> broken = new ArrayList<>();
        if (sideBySide > 1) {
            SideBySide.played(spec.root().commandLine().getParseResult().originalArgs(), sideBySide, first, runs)
                    .forEach(one -> {
                        if (one.report() != null) {
                            reports.add(one.report());
                        }
                        if (one.broken() != null) {
                            broken.add(one.broken());
                        }
                    });
            reports.sort(Comparator.comparingLong(SimulationReport::seed));
            return season(reports, broken, days, began, out);
        }
        Path folder = folder(dataDir);
        reached();
        PrintWriter told = spec.commandLine().getErr();
        try (SandboxWorld world = SandboxWorld.start()) {
            HeldClock clock = program.get(HeldClock.class, folder);
            Simulation simulation = program.get(Simulation.class, folder);
            long until = began + Duration.ofMinutes(most).toNanos();
            for (long seed = first; seed < first + runs && System.nanoTime() < until; seed += every) {
                Cast cast = new Cast(seed);
                Instant start = cast.start();
                Simulation.Plan plan = new Simulation.Plan(
                        yaml,
                        cast.leads(example).getBytes(StandardCharsets.UTF_8),
                        "leads.csv",
                        days,
                        seed,
                        cast.faults(trouble),
                        start,
                        timeout,
                        Duration.ofMinutes(30));
                try {
                    SimulationReport report = simulation.play(plan, world, clock::hold, Simulation.Progress.NONE);
                    reports.add(report);
                    line(lines, new SideBySide.Line(report.withoutStories(), null));
                    told.println(
                            "seed %d: %d leads, %d steps, killed %d times, %d of %d done, %d double, %d stuck, %.1f s%s"
                                    .formatted(
                                            seed,
                                            report.taken(),
                                            report.steps(),
                                            report.deaths(),
                                            report.succeeded(),
                                            report.processed(),
                                            report.doubleSends(),
                                            report.stuck().size(),
                                            report.milliseconds() / 1_000.0,
                                            report.sound() ? "" : "   NOT SOUND"));
                } catch (RuntimeException e) {
                    broken.add(new Season.Bad(seed, List.of("broken off: " + e)));
                    line(lines, new SideBySide.Line(null, broken.getLast()));
                    told.println("seed %d: broken off: %s".formatted(seed, e));
                }
                told.flush();
            }
        }
        return season(reports, broken, days, began, out);
    }

    private int season(
            List<SimulationReport> reports, List<Season.Bad> broken, int days, long began, @Nullable Path out) {
        Season season = Season.of(
                reports,
                broken,
                days,
                Duration.ofNanos(System.nanoTime() - began).toMillis() / 1_000.0);
        season.lines().forEach(this::print);
        if (out != null) {
            write(out, JSON.writeValueAsString(season) + "\n");
        }
        return season.kept() ? 0 : 1;
    }

    private static void line(@Nullable Path file, SideBySide.Line line) {
        if (file != null) {
            SideBySide.write(file, line);
        }
    }

    /** Mistakes in files are told before a database is made for them. */
    private static void requireSound(String yaml, byte[] csv, String file, @Nullable String faults) {
        SequenceDocument.of(yaml);
        LeadImports.rows(csv, file);
        Simulation.trouble(faults);
    }

    /** Mails need an address to unsubscribe at. */
    private static void reached() {
        System.setProperty("salessync.public-url", "http://127.0.0.1:" + NewsServer.free());
    }

    /** A folder of its own is thrown away, so nobody waits for its disk. */
    private static Path folder(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        System.setProperty("salessync.durable", "false");
        // what news left out is looked for less often than by a server: most of a simulation would be looks otherwise
        System.setProperty("salessync.outreach.scans.messages", "2h");
        return own();
    }

    /** Its database ends with the program; what is left of the folder goes with it. */
    private static Path own() {
        try {
            Path folder = Files.createTempDirectory("salessync-simulation-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // a folder for temporary files is emptied by the system
            return;
        }
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Bring the people of a CSV file into a sequence; each row is taken or told why not.",
                "Exit code 0: all were taken. 1: some were not. 2: the file or the sequence is wrong."
            })
    int bring(
            @Mixin CommonOptions options,
            @Parameters(index = "0", paramLabel = "SEQUENCE", description = "its name or id") String sequence,
            @Parameters(index = "1", paramLabel = "FILE.csv", description = "the people") Path file,
            @Option(names = "--dry-run", description = "only tell") boolean dryRun) {
        byte[] people = read(file);
        LeadImports.rows(people, String.valueOf(file.getFileName()));
        LeadImports.Report report = program.get(LeadImports.class, options.dataDir())
                .file(
                        tenant(options),
                        sequence,
                        BY,
                        people,
                        String.valueOf(file.getFileName()),
                        Map.of(),
                        new LeadImports.Way(0, false, true, dryRun));
        if (options.json()) {
            print(JSON.writeValueAsString(report));
        } else {
            print("%d of %d rows %s"
                    .formatted(report.taken(), report.rows(), dryRun ? "would be taken" : "were taken"));
            report.lines().stream()
                    .filter(line -> line.lead() == null || !line.notes().isEmpty())
                    .forEach(line -> print("  row %d, %s: %s"
                            .formatted(
                                    line.row(),
                                    line.who(),
                                    line.why() == null ? String.join(" ", line.notes()) : line.why())));
        }
        return report.taken() == report.rows() ? 0 : 1;
    }

    @Command(
            name = "why",
            mixinStandardHelpOptions = true,
            description = "Why a lead does not move, answered by what decides.")
    int why(
            @Mixin CommonOptions options,
            @Parameters(
                            paramLabel = "LEAD",
                            description = "its id, or the e-mail address or profile of somebody at work")
                    String subject) {
        options.requireDataDir();
        TenantId tenant = tenant(options);
        Leads leads = program.get(Leads.class, options.dataDir());
        Why why = program.get(Why.class, options.dataDir());
        record Answer(UUID lead, String name, String state, Why.Answer why) {}
        Answer answer = program.get(Database.class, options.dataDir()).inTenant(tenant, sql -> {
            Optional<Lead> found = uuid(subject)
                    .flatMap(id -> leads.lead(sql, tenant, id))
                    .or(() -> leads.atWork(
                            sql,
                            tenant,
                            subject.contains("@") ? subject.strip().toLowerCase(Locale.ROOT) : null,
                            subject.contains("@")
                                    ? null
                                    : subject.replaceFirst("/+$", "").replaceFirst("^.*/", ""),
                            null));
            Lead lead = found.orElseThrow(() -> Problem.of(
                            OutreachProblem.UNKNOWN_LEAD,
                            "There is no lead '%s'. Name its id, or the e-mail address or profile of somebody at work."
                                    .formatted(subject))
                    .with("lead", subject));
            return new Answer(
                    lead.id(),
                    lead.name(),
                    lead.state().name(),
                    why.of(sql, tenant, lead.id()).orElseThrow());
        });
        if (options.json()) {
            print(JSON.writeValueAsString(answer));
        } else {
            print("%s (%s): %s"
                    .formatted(answer.name(), answer.state(), answer.why().sentence()));
            if (answer.why().nextAt() != null) {
                print("  next at " + answer.why().nextAt());
            }
            print("  makes it go on: " + answer.why().unblocks());
        }
        return 0;
    }

    @Command(
            name = "recover",
            mixinStandardHelpOptions = true,
            description = {
                "Try again what failed or waits by a class of errors; without --apply it is only told.",
                "docs/outreach-recovery.md has what to do for each class."
            })
    int recover(
            @Mixin CommonOptions options,
            @Option(
                            names = "--class",
                            required = true,
                            paramLabel = "C",
                            description = "such as transient or lead_terminal")
                    String errorClass,
            @Option(names = "--apply", description = "do it; it can be taken back for a day") boolean apply) {
        options.requireDataDir();
        ClassRecovery.Told told =
                program.get(ClassRecovery.class, options.dataDir()).recover(tenant(options), errorClass, apply, BY);
        if (options.json()) {
            print(JSON.writeValueAsString(told));
            return 0;
        }
        print("%d leads %s, %d stay"
                .formatted(told.done(), apply ? "are tried again" : "would be tried again", told.left()));
        told.whyLeft().forEach((why, count) -> print("  %d: %s".formatted(count, why)));
        for (ClassRecovery.Line line : told.lines()) {
            print("  %s  %s: %s"
                    .formatted(
                            line.lead(),
                            line.name(),
                            line.to() == null ? line.why() : line.state() + " → " + line.to()));
        }
        if (told.act() != null) {
            print("Taken back by: " + told.act());
        }
        return 0;
    }

    @Command(
            name = "scan",
            mixinStandardHelpOptions = true,
            description = {
                "Look at the relations, invitations and messages of accounts now, bounded as every look, and tell what came of it.",
                "Exit code 0: all that was looked at was read as far as wanted. 1: something was not; its stop reason says why."
            })
    int scan(
            @Mixin CommonOptions options,
            @Option(
                            names = "--sender",
                            paramLabel = "NAME",
                            description = "one account, by its name or id (default: all)")
                    @Nullable String sender) {
        options.requireDataDir();
        List<AskedLooks.Told> told =
                program.get(AskedLooks.class, options.dataDir()).look(tenant(options), sender, BY);
        if (options.json()) {
            print(JSON.writeValueAsString(told));
        } else if (told.isEmpty()) {
            print("There is no account.");
        } else {
            told.forEach(this::print);
        }
        return told.stream().allMatch(OutreachCommand::wentWell) ? 0 : 1;
    }

    private void print(AskedLooks.Told told) {
        print("%s:%s".formatted(told.name(), told.why() == null ? "" : " " + told.why()));
        for (AskedLooks.Look look : told.looks()) {
            print("  %s: %d read on %d pages, %d of them new, %d leads moved%s; stopped by %s%s"
                    .formatted(
                            look.kind().toLowerCase(Locale.ROOT),
                            look.items(),
                            look.pages(),
                            look.fresh(),
                            look.matched(),
                            look.complete() ? ", the whole list" : "",
                            look.stop() == null ? "nobody knows what" : look.stop(),
                            look.detail() == null ? "" : " (" + look.detail() + ")"));
        }
    }

    private static boolean wentWell(AskedLooks.Told told) {
        return !told.asked()
                || !told.looks().isEmpty()
                        && told.looks().stream().allMatch(look -> look.stop() != null && ENOUGH.contains(look.stop()));
    }

    private TenantId tenant(CommonOptions options) {
        return program.get(Tenants.class, options.dataDir())
                .chosen(options.tenant())
                .id();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong("--start '%s' is no instant; write it as 2026-03-02T07:00:00Z.".formatted(text));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw wrong("%s cannot be written: %s.".formatted(file, e.getMessage()));
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw wrong("%s has more than 64 MB.".formatted(file));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong("There is no file %s.".formatted(file));
        } catch (IOException e) {
            throw wrong("%s cannot be read: %s.".formatted(file, e.getMessage()));
        }
    }

    private static Problem wrong(String detail) {
        return Problem.of(OutreachProblem.WRONG_SIMULATION, detail);
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}

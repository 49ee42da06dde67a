package io.salessync.flows;

import io.salessync.flows.graph.Checked;
import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.DueTimes;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowStore;
import io.salessync.flows.graph.Mistake;
import io.salessync.flows.graph.TriggerSpec;
import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.logs.RecordLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "flows",
        mixinStandardHelpOptions = true,
        description = "Import, export, check, run and watch flows.",
        synopsisSubcommandLabel = "COMMAND")
final class FlowsCommand implements ModuleCommand, Runnable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    value -> value.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();
    private static final long LARGEST = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    FlowsCommand(Program program) {
        this.program = program;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name what to do: import, export, validate, run, list, logs or next");
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Make the flow of a YAML file, or give the flow of that name this draft.",
                "Exit code 0: done. 1: it is there as a draft, and has problems. 2: the file is wrong."
            })
    int importFile(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "FILE", description = "the YAML file") Path file,
            @Option(names = "--publish", description = "publish it too; a new flow is switched on by that")
                    boolean publish,
            @Option(names = "--note", paramLabel = "TEXT", description = "what the history says of it") @Nullable String note) {
        // mistakes are told before a database is started
        FlowDefinition definition = read(file);
        Flows flows = flows(options);
        Flows.Saved saved = flows.importFlow(tenant(options), definition, Flows.Asker.COMMAND_LINE);
        FlowStore.Flow flow = saved.flow();
        boolean sound = saved.checked().problems().isEmpty();
        if (publish && sound && flow.draft() != null) {
            flow = flows.publish(tenant(options), flow.id(), flow.draft(), note, Flows.Asker.COMMAND_LINE);
        }
        if (options.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", flow.id());
            answer.put("name", flow.name());
            answer.put("version", flow.newest());
            answer.put("state", flow.state());
            answer.put("findings", saved.checked().findings());
            print(JSON.writeValueAsString(answer));
        } else {
            Flows.lines(saved.checked().findings()).forEach(this::print);
            print("%s is version %d of flow %s (%s)%s"
                    .formatted(
                            file.getFileName(),
                            flow.newest(),
                            flow.name(),
                            flow.id(),
                            flow.draft() == null ? ", published, " + flow.state() : ", a draft"));
        }
        return sound ? 0 : 1;
    }

    // --version is a flow's version here, so the standard options do not fit
    @Command(name = "export", description = "Print a flow as YAML.")
    int export(
            @Mixin CommonOptions options,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help message and exit.")
                    boolean help,
            @Parameters(paramLabel = "FLOW", description = "its name or id") String name,
            @Option(names = "--version", paramLabel = "N", description = "which version (default: the newest)")
                    @Nullable Integer version) {
        Flows flows = flows(options);
        FlowStore.Flow flow = flows.find(tenant(options), name);
        if (options.json()) {
            int number = version == null ? flow.newest() : version;
            print(Definitions.toText(flows.definition(tenant(options), flow.id(), number)));
        } else {
            print(flows.export(tenant(options), flow.id(), version).stripTrailing());
        }
        return 0;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = {
                "Read a YAML file and tell everything that is wrong; keeps nothing.",
                "Exit code 0: it can be published. 2: it cannot."
            })
    int validate(
            @Mixin CommonOptions options, @Parameters(paramLabel = "FILE", description = "the YAML file") Path file) {
        Definitions.Reading reading = Definitions.yaml(text(file));
        FlowDefinition definition = reading.definition();
        Checked checked = definition == null ? null : flows(options).check(anyTenant(options), definition);
        boolean sound = checked != null && checked.problems().isEmpty();
        if (options.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", sound);
            answer.put("problems", reading.mistakes());
            answer.put("findings", checked == null ? List.of() : checked.findings());
            print(JSON.writeValueAsString(answer));
        } else {
            for (Mistake mistake : reading.mistakes()) {
                print(file + ": " + mistake);
            }
            if (checked != null) {
                Flows.lines(checked.findings()).forEach(line -> print(file + ": " + line));
            }
            if (sound && definition != null) {
                print("%s is in order: %d nodes, %d edges, %d triggers"
                        .formatted(
                                file,
                                definition.nodes().size(),
                                definition.edges().size(),
                                definition.triggers().size()));
            }
        }
        return sound ? 0 : 2;
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Start the published version of a flow.",
                "Exit code 0: done, or queued. 1: some records failed. 3: it could not go on; nothing is lost."
            })
    int run(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "FLOW", description = "its name or id") String name,
            @Option(names = "--payload", paramLabel = "JSON", description = "what comes with it, a JSON document")
                    @Nullable String payload,
            @Option(names = "--wait", description = "wait until it is over") boolean wait) {
        ObjectNode document = document(payload);
        Flows flows = flows(options);
        TenantId tenant = tenant(options);
        RunId id = flows.run(tenant, flows.find(tenant, name).id(), document, Flows.Asker.COMMAND_LINE);
        Runs runs = bean(options, Runs.class);
        if (!wait) {
            tell(options, runs.find(tenant, id).orElseThrow());
            return 0;
        }
        Run run = await(options, runs, tenant, id);
        tell(options, run);
        return switch (run.state()) {
            case SUCCEEDED -> 0;
            case PARTLY_FAILED -> 1;
            default -> 3;
        };
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The flows and where they stand.")
    int list(@Mixin CommonOptions options) {
        Flows flows = flows(options);
        List<Flows.Standing> all = flows.all(tenant(options), null, 1_000);
        if (options.json()) {
            print(JSON.writeValueAsString(all.stream()
                    .map(standing -> FlowViews.FlowItem.of(flows, standing))
                    .toList()));
            return 0;
        }
        if (all.isEmpty()) {
            print("No flows yet: `flows import FILE.yaml` makes one.");
        }
        for (Flows.Standing standing : all) {
            FlowStore.Flow flow = standing.flow();
            Run last = standing.lastRun();
            print("%-30s %-5s %-22s %-28s %s"
                    .formatted(
                            flow.name(),
                            flow.state(),
                            (flow.published() == null ? "" : "version " + flow.published())
                                    + (flow.draft() == null ? "" : " draft " + flow.draft()),
                            standing.nextDue() == null ? "" : "next " + standing.nextDue(),
                            last == null ? "never ran" : last.state() + " " + last.queuedAt()));
        }
        return 0;
    }

    @Command(
            name = "logs",
            mixinStandardHelpOptions = true,
            description = "What became of each record of a run, the latest run where a flow is named.")
    int logs(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "FLOW|RUN", description = "a flow's name or id, or a run's id") String subject,
            @Option(names = "--outcome", description = "only ${COMPLETION-CANDIDATES}")
                    RecordLog.@Nullable Outcome outcome,
            @Option(names = "--key", paramLabel = "KEY", description = "only of this record") @Nullable String key,
            @Option(names = "--limit", defaultValue = "1000", description = "how many (default: ${DEFAULT-VALUE})")
                    int limit) {
        TenantId tenant = tenant(options);
        RunId run = runOf(options, tenant, subject);
        List<RecordLog.Line> lines = bean(options, Database.class)
                .inTenant(
                        tenant,
                        sql -> bean(options, RecordLog.class)
                                .inputs(sql, tenant, run.value(), outcome, key, null, Math.clamp(limit, 1, 10_000))
                                .lines());
        for (RecordLog.Line line : lines) {
            print(
                    options.json()
                            ? JSON.writeValueAsString(line)
                            : "%s %-8s %-16s %s%s"
                                    .formatted(
                                            line.at(),
                                            line.outcome(),
                                            line.node(),
                                            line.recordKey(),
                                            line.message() == null ? "" : ": " + line.message()));
        }
        return 0;
    }

    @Command(
            name = "next",
            mixinStandardHelpOptions = true,
            description = "The coming due times of a flow's triggers, as the editor shows them.")
    int next(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "FLOW", description = "its name or id") String name,
            @Option(names = "--count", defaultValue = "10", description = "how many (default: ${DEFAULT-VALUE})")
                    int count,
            @Option(
                            names = "--from",
                            paramLabel = "INSTANT",
                            description = "after this time, such as 2026-11-30T10:00:00Z (default: now)")
                    @Nullable String from) {
        Instant start = from == null ? null : instant(from);
        Flows flows = flows(options);
        TenantId tenant = tenant(options);
        FlowStore.Flow flow = flows.find(tenant, name);
        Instant after = start == null ? bean(options, InstantSource.class).instant() : start;
        int most = Math.clamp(count, 1, 1_000);
        record Coming(String trigger, DueTimes.Due due) {}
        List<Coming> coming = new ArrayList<>();
        for (TriggerSpec trigger :
                flows.definition(tenant, flow.id(), flow.newest()).triggers()) {
            if (trigger.enabled()) {
                flows.next(trigger, after, most).forEach(due -> coming.add(new Coming(trigger.id(), due)));
            }
        }
        List<Coming> shown = coming.stream()
                .sorted(Comparator.comparing(one -> one.due().at()))
                .limit(most)
                .toList();
        if (options.json()) {
            print(JSON.writeValueAsString(
                    shown.stream().map(one -> row(one.trigger(), one.due())).toList()));
        } else if (shown.isEmpty()) {
            print("No trigger of %s has a time to come.".formatted(flow.name()));
        } else {
            shown.forEach(one -> print("%s  %s %s  %s%s"
                    .formatted(
                            one.due().at(),
                            one.due().local(),
                            one.due().zone(),
                            one.trigger(),
                            one.due().note() == null ? "" : "  (" + one.due().note() + ")")));
        }
        return 0;
    }

    private static Map<String, Object> row(String trigger, DueTimes.Due due) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trigger", trigger);
        row.put("at", due.at());
        row.put("local", due.local());
        row.put("zone", due.zone());
        if (due.note() != null) {
            row.put("note", due.note());
        }
        return row;
    }

    private RunId runOf(CommonOptions options, TenantId tenant, String subject) {
        Optional<RunId> run = uuid(subject)
                .map(RunId::new)
                .filter(id -> bean(options, Runs.class).find(tenant, id).isPresent());
        if (run.isPresent()) {
            return run.get();
        }
        FlowStore.Flow flow = flows(options).find(tenant, subject);
        return flows(options)
                .lastRun(tenant, flow.id())
                .orElseThrow(() -> Problem.of(
                        FlowsProblem.UNKNOWN_FLOW,
                        "The flow '%s' never ran; there are no logs.".formatted(flow.name())));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private Run await(CommonOptions options, Runs runs, TenantId tenant, RunId id) {
        InstantSource clock = bean(options, InstantSource.class);
        String[] last = {""};
        while (true) {
            Run run = runs.await(tenant, id, now -> {
                String text = now.waitsFor() != null
                        ? "waiting for " + now.waitsFor()
                        : now.state() + ", " + now.done() + (now.total() == null ? "" : " of " + now.total())
                                + " records";
                if (!options.json() && !text.equals(last[0])) {
                    spec.commandLine().getErr().println(text);
                    spec.commandLine().getErr().flush();
                    last[0] = text;
                }
            });
            boolean soon = run.state() == RunState.PAUSED
                    && run.waitsUntil() != null
                    && Duration.between(clock.instant(), run.waitsUntil()).compareTo(PATIENCE) < 0;
            if (!soon) {
                return run;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return run;
            }
        }
    }

    private void tell(CommonOptions options, Run run) {
        if (options.json()) {
            print(JSON.writeValueAsString(RunView.of(run)));
            return;
        }
        print("%s  %s  %d records%s%s"
                .formatted(
                        run.id(),
                        run.state(),
                        run.done(),
                        run.failed() == 0 ? "" : ", " + run.failed() + " failed",
                        run.message() == null ? "" : ": " + run.message()));
        if (run.waitsFor() != null && !run.state().isFinal()) {
            print("  waits for " + run.waitsFor() + (run.waitsUntil() == null ? "" : ", until " + run.waitsUntil()));
        }
    }

    private static ObjectNode document(@Nullable String payload) {
        if (payload == null) {
            return JSON.createObjectNode();
        }
        try {
            if (JSON.readTree(payload) instanceof ObjectNode document) {
                return document;
            }
        } catch (JacksonException e) {
            throw wrong("The payload is no JSON: " + e.getOriginalMessage());
        }
        throw wrong("The payload has to be a JSON document: {…}");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong("'%s' is no instant; write it as 2026-11-30T10:00:00Z".formatted(text));
        }
    }

    private static Problem wrong(String detail) {
        return Problem.of(FlowsProblem.WRONG_VALUE, detail);
    }

    private static FlowDefinition read(Path file) {
        Definitions.Reading reading = Definitions.yaml(text(file));
        return reading.orThrow();
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw Problem.of(
                                FlowsProblem.TOO_LARGE,
                                "A flow's file may have up to 1 MB; %s has more.".formatted(file))
                        .with("file", file.toString());
            }
            return Files.readString(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException
                    ? "there is no such file"
                    : e instanceof java.nio.charset.CharacterCodingException
                            ? "it is not written in UTF-8"
                            : String.valueOf(e.getMessage());
            throw Problem.of(FlowsProblem.FILE_UNREADABLE, "%s cannot be read: %s.".formatted(file, why), e)
                    .with("file", file.toString());
        }
    }

    private Flows flows(CommonOptions options) {
        return bean(options, Flows.class);
    }

    /** Whose things the nodes may name; null where that is not said and there is not exactly one. */
    private @Nullable TenantId anyTenant(CommonOptions options) {
        List<Tenant> all = bean(options, Tenants.class).all();
        if (options.tenant() == null) {
            return all.size() == 1 ? all.getFirst().id() : null;
        }
        return tenant(options);
    }

    private TenantId tenant(CommonOptions options) {
        return bean(options, Tenants.class).chosen(options.tenant()).id();
    }

    private <T> T bean(CommonOptions options, Class<T> type) {
        try {
            return program.get(type, options.dataDir());
        } catch (NoSuchBeanDefinitionException e) {
            throw Problem.of(FlowsProblem.NOT_HERE, "This program has no " + type.getSimpleName() + ".", e);
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}

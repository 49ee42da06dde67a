package io.salessync.outreach.simulation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.detection.NewsGates;
import io.salessync.outreach.detection.NewsIntake;
import io.salessync.outreach.detection.Scans;
import io.salessync.outreach.leads.Counts;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Story;
import io.salessync.outreach.leads.Stuck;
import io.salessync.outreach.leads.VersionMoves;
import io.salessync.outreach.sending.Engine;
import io.salessync.outreach.sending.ReadySenders;
import io.salessync.outreach.sending.SenderSettings;
import io.salessync.outreach.sending.Senders;
import io.salessync.outreach.sending.Why;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.simulation.SimulationReport.LeadStory;
import io.salessync.outreach.simulation.SimulationReport.StoryLine;
import io.salessync.outreach.simulation.SimulationReport.StuckLead;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays a sequence with its leads over days against the sandbox: the program as it is, over HTTP, both stepped by one clock. It stands
 * in a tenant of its own.
 */
@Component
final class Simulation {
    /** After it died, the program is started again and at work so much later. */
    private static final Duration RESTART = Duration.ofSeconds(20);

    /** So long after it died leads are looked at step by step: longer than a lead is held. */
    private static final Duration WATCHED = Duration.ofMinutes(10);

    /** More of them in a day are a program that always has something due. */
    private static final int MOST_STEPS_A_DAY = 10_000;

    private static final String VENDOR = "unipile";

    /** What a person may be like, by the column "sandbox" of the leads. */
    private static final Set<String> BEHAVIOURS = Set.of("not_invitable", "blocks", "unreachable", "bounces");

    private static final List<String> LINKEDIN = SandboxWorld.ACCOUNTS.stream()
            .filter(account -> account.startsWith("linkedin"))
            .toList();

    /** The meter of the calls to vendors. */
    private static final String CALLS = "salessync.connectors.calls";

    private static final String SETTING_UP = "30";
    private static final int STORY = 200;
    private static final double MOST_DEATHS = 0.2;

    private final Tenants tenants;
    private final Accounts accounts;
    private final Database database;
    private final Connections connections;
    private final ObjectProvider<OutreachConnector> connectors;
    private final NewsGates gates;
    private final NewsIntake intake;
    private final Scans scans;
    private final Engine engine;
    private final Why why;
    private final Sequences sequences;
    private final Leads leads;
    private final LeadImports imports;
    private final ReadySenders senders;
    private final Senders known;
    private final VersionMoves moves;
    private final PlatformTransactionManager transactions;
    private final MeterRegistry meters;

    /** Where this program is told to be reached, if it is in this machine: mails carry that address, and looks keep news coming there. */
    private final int port;

    Simulation(
            Tenants tenants,
            Accounts accounts,
            Database database,
            Connections connections,
            ObjectProvider<OutreachConnector> connectors,
            NewsGates gates,
            NewsIntake intake,
            Scans scans,
            Engine engine,
            Why why,
            Sequences sequences,
            Leads leads,
            LeadImports imports,
            ReadySenders senders,
            Senders known,
            VersionMoves moves,
            PlatformTransactionManager transactions,
            MeterRegistry meters,
            @Value("${salessync.public-url:}") String publicUrl) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.database = database;
        this.connections = connections;
        this.connectors = connectors;
        this.gates = gates;
        this.intake = intake;
        this.scans = scans;
        this.engine = engine;
        this.why = why;
        this.sequences = sequences;
        this.leads = leads;
        this.imports = imports;
        this.senders = senders;
        this.known = known;
        this.moves = moves;
        this.transactions = transactions;
        this.meters = meters;
        URI reached = URI.create(publicUrl);
        this.port = "127.0.0.1".equals(reached.getHost()) && reached.getPort() > 0 ? reached.getPort() : 0;
    }

    /** Told as it goes on. */
    @FunctionalInterface
    interface Progress {
        /**
         * @param day that begins, from 1
         * @param states of the leads then
         */
        void day(int day, Instant now, Map<LeadState, Long> states);

        Progress NONE = (day, now, states) -> {};
    }

    /**
     * What is played.
     *
     * @param yaml the sequence
     * @param csv the leads
     * @param file their file's name
     * @param faults a document with {@code faults}, as the sandbox takes them, {@code settings}, how people behave, and {@code death}, how
     *     likely the program is killed at a transaction; null: none
     * @param timeout of a call, in seconds of the wall: what hangs holds the simulation up that long
     * @param most how long it may take by the wall
     */
    record Plan(
            String yaml,
            byte[] csv,
            String file,
            int days,
            long seed,
            @Nullable String faults,
            Instant start,
            String timeout,
            Duration most) {}

    /**
     * What was set up, so that another process can go on where this one is killed.
     *
     * @param ids of the leads
     * @param people the sandbox's by lead
     * @param told leads whom the file said to be connected or to have answered: that is no finding
     */
    record Begun(
            UUID tenant,
            List<UUID> ids,
            Map<UUID, String> people,
            Set<UUID> told,
            int rows,
            int taken,
            Map<Integer, String> notTaken) {}

    /** @param clock sets the program's */
    SimulationReport play(Plan plan, SandboxWorld world, Consumer<Instant> clock, Progress progress) {
        return play(plan, world, clock, progress, null, begun -> {});
    }

    /**
     * @param before what a process that was killed had set up, in the same database and the same sandbox; null: it begins
     * @param keep is given what is set up
     */
    SimulationReport play(
            Plan plan,
            SandboxWorld world,
            Consumer<Instant> clock,
            Progress progress,
            @Nullable Begun before,
            Consumer<Begun> keep) {
        long began = System.nanoTime();
        JsonNode trouble = trouble(plan.faults());
        double rate = trouble.path("death").asDouble(0);
        if (rate < 0 || rate > MOST_DEATHS) {
            throw Problem.of(
                    OutreachProblem.WRONG_SIMULATION,
                    "\"death\" is %s; it is how likely the program is killed at a transaction, from 0 to %s."
                            .formatted(rate, MOST_DEATHS));
        }
        SequenceDocument document = sequences.read(plan.yaml());
        Instant end = plan.start().plus(Duration.ofDays(plan.days()));
        Begun begun = before == null ? begin(plan, document, world, clock) : before;
        TenantId tenant = new TenantId(begun.tenant());
        clock.accept(before == null ? plan.start() : world.now());
        Connection connection = connections.all(tenant).getFirst();
        Course course = new Course(new Attendants(database, senders, sequences, moves, attendant(tenant), plan.seed()));
        Thread.UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            if (others != null && !(error instanceof Deaths.Death)) {
                others.uncaughtException(thread, error);
            }
        });
        try (NewsServer news = new NewsServer(intake, port);
                Deaths deaths = new Deaths(transactions, rate, plan.seed())) {
            String error = gates.subscribe(connector(), connection, news.address());
            // where it goes on, faults may have hit this call, and looks find what is not told
            if (error != null && before == null) {
                throw Problem.of(OutreachProblem.NOT_AT_HAND, "The sandbox takes no subscription: " + error);
            }
            if (before == null) {
                if (trouble.has("settings")) {
                    world.settings(trouble.path("settings"));
                }
                connect(tenant, world, plan.timeout());
                world.faults(trouble.path("faults"));
                keep.accept(begun);
            }
            run(tenant, world, news, clock, plan, end, deaths, course, progress, began);
            course.deaths = deaths.count();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(others);
        }
        return report(plan, document.name(), begun, all(tenant, begun.ids()), world, end, course, began);
    }

    private void connect(TenantId tenant, SandboxWorld world, String timeout) {
        connections.ensure(
                tenant, VENDOR, VENDOR, world.unipile(), Map.of("apiKey", SandboxWorld.KEY, "timeout", timeout), false);
    }

    private Begun begin(Plan plan, SequenceDocument document, SandboxWorld world, Consumer<Instant> clock) {
        clock.accept(plan.start());
        world.begin(plan.seed(), plan.start());
        TenantId tenant =
                tenants.create("simulation-" + UUID.randomUUID(), "Simulation").id();
        Actor actor = actor(tenant);
        // what is set up has time enough, also on a busy machine
        connect(tenant, world, SETTING_UP);
        senders.take(actor, VENDOR, SandboxWorld.ACCOUNTS, "Europe/Berlin", "DE", SenderSettings.STANDARD);
        UUID sequence = database.inTenant(tenant, sql -> {
            UUID id = sequences.put(sql, tenant, document, actor.signature()).id();
            sequences.publish(sql, tenant, id, "", actor.signature());
            return id;
        });
        LeadImports.Report imported = imports.file(
                tenant,
                sequence.toString(),
                actor.signature(),
                plan.csv(),
                plan.file(),
                Map.of(),
                new LeadImports.Way(0, false, false, false));
        List<UUID> ids = imported.lines().stream()
                .map(LeadImports.Line::lead)
                .filter(id -> id != null)
                .map(id -> (UUID) id)
                .toList();
        // by their rows: the sandbox makes its people in the same order each time
        Map<UUID, Lead> byId = all(tenant, ids).stream().collect(Collectors.toMap(Lead::id, lead -> lead));
        List<Lead> all = new ArrayList<>();
        for (UUID id : ids) {
            Lead lead = byId.get(id);
            if (lead != null) {
                all.add(lead);
            }
        }
        Map<Integer, String> notTaken = new TreeMap<>();
        imported.lines().stream()
                .filter(line -> line.lead() == null)
                .forEach(line -> notTaken.put(line.row(), String.valueOf(line.why())));
        return new Begun(
                tenant.value(),
                ids,
                people(world, all),
                all.stream()
                        .filter(lead -> lead.connectedAt() != null || lead.repliedAt() != null)
                        .map(Lead::id)
                        .collect(Collectors.toSet()),
                imported.rows(),
                imported.taken(),
                notTaken);
    }

    /** How it went. */
    private static final class Course {
        private final Troubles troubles = new Troubles();
        private final Standing standing = new Standing();
        private final Attendants attendants;
        private Instant watched = Instant.EPOCH;
        private int steps;
        private int deaths;

        Course(Attendants attendants) {
            this.attendants = attendants;
        }
    }

    static JsonNode trouble(@Nullable String faults) {
        try {
            JsonNode read = JsonMapper.shared().readTree(faults == null ? "{}" : faults);
            if (!read.isObject() || !read.path("faults").isArray() && read.has("faults")) {
                throw Problem.of(
                        OutreachProblem.WRONG_SIMULATION,
                        "The faults have to be a document such as {\"faults\":[{\"kind\":\"provider_error\",\"probability\":0.02}]}.");
            }
            ((ObjectNode) read).set("faults", each(read.path("faults")));
            return read;
        } catch (JacksonException e) {
            throw Problem.of(OutreachProblem.WRONG_SIMULATION, "The faults are no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A fault of several {@code kinds} is one of each, which share its probability. */
    private static ArrayNode each(JsonNode faults) {
        ArrayNode all = JsonMapper.shared().createArrayNode();
        for (JsonNode fault : faults) {
            JsonNode kinds = fault.path("kinds");
            if (!(fault instanceof ObjectNode one) || !kinds.isArray() || kinds.isEmpty()) {
                all.add(fault);
                continue;
            }
            for (JsonNode kind : kinds) {
                ObjectNode single = one.deepCopy();
                single.remove("kinds");
                single.set("kind", kind);
                if (one.has("probability")) {
                    single.put("probability", one.path("probability").asDouble(0) / kinds.size());
                }
                all.add(single);
            }
        }
        return all;
    }

    private static Actor attendant(TenantId tenant) {
        return new Actor(
                tenant,
                UUID.randomUUID(),
                "attendant@example.org",
                "Attendant",
                Role.OWNER,
                EnumSet.allOf(Permission.class));
    }

    private Actor actor(TenantId tenant) {
        User user = accounts.createUser(
                tenant,
                "simulation@example.org",
                "Simulation",
                Role.OWNER,
                UUID.randomUUID().toString());
        return new Actor(tenant, user.id(), user.email(), user.name(), Role.OWNER, EnumSet.allOf(Permission.class));
    }

    private OutreachConnector connector() {
        return connectors.stream()
                .filter(one -> one.vendor().equals(VENDOR))
                .findFirst()
                .orElseThrow(() -> Problem.of(OutreachProblem.NOT_AT_HAND, "This program does not speak to Unipile."));
    }

    private List<Lead> all(TenantId tenant, List<UUID> ids) {
        return database.inTenant(tenant, sql -> leads.leads(sql, tenant, ids));
    }

    /** Has the sandbox's world hold the people that the leads are, with what another tool did to them. */
    private static Map<UUID, String> people(SandboxWorld world, List<Lead> all) {
        Map<UUID, String> keys = new HashMap<>();
        String account = SandboxWorld.ACCOUNTS.getFirst();
        for (Lead lead : all) {
            if ("absent".equals(lead.fields().get("sandbox"))) {
                continue;
            }
            Map<String, @Nullable Object> person = new LinkedHashMap<>();
            person.put("first_name", lead.fields().getOrDefault("first_name", lead.name()));
            person.put("last_name", lead.fields().getOrDefault("last_name", ""));
            person.put("company", lead.company());
            person.put("public_id", lead.linkedin());
            if (lead.email() != null) {
                person.put("email", lead.email());
            }
            String how = String.valueOf(lead.fields().get("sandbox"));
            if (BEHAVIOURS.contains(how)) {
                person.put("behaviour", Map.of(how, true));
            }
            String key = world.act("people", person).path("person").asString("");
            keys.put(lead.id(), key);
            if (lead.state() == LeadState.INVITE_SENT) {
                world.act("invite", Map.of("account", account, "person", key));
            } else if (lead.state() == LeadState.CONNECTED || lead.state() == LeadState.REPLIED) {
                world.act("connect", Map.of("account", account, "person", key));
            } else if (how.equals("invited_by_hand") || how.equals("connected_by_hand")) {
                String other = LINKEDIN.get(Math.floorMod(key.hashCode(), LINKEDIN.size()));
                world.act(
                        how.equals("invited_by_hand") ? "invite" : "connect", Map.of("account", other, "person", key));
            }
        }
        return keys;
    }

    private void run(
            TenantId tenant,
            SandboxWorld world,
            NewsServer news,
            Consumer<Instant> clock,
            Plan plan,
            Instant end,
            Deaths deaths,
            Course course,
            Progress progress,
            long began) {
        Instant start = plan.start();
        long most = (long) MOST_STEPS_A_DAY * plan.days();
        Instant now = world.now();
        Instant[] due = {now};
        Instant theirs = world.next();
        Instant back = now;
        Instant day = start;
        int heard = 0;
        while (now.isBefore(end)) {
            if (course.steps++ > most) {
                throw new IllegalStateException(
                        "The simulation does not come to an end: something is always due at " + now);
            }
            if (System.nanoTime() - began > plan.most().toNanos()) {
                throw Problem.of(
                        OutreachProblem.WRONG_SIMULATION,
                        "Given up after %d minutes, at %s of the simulation, which ends at %s (%d steps). Take fewer leads or days, or allow it longer with --most."
                                .formatted(plan.most().toMinutes(), now, end, course.steps));
            }
            while (!now.isBefore(day.plus(Duration.ofDays(1)))) {
                day = day.plus(Duration.ofDays(1));
            }
            if (!now.isBefore(day)) {
                int number = (int) Duration.between(start, day).toDays() + 1;
                progress.day(number, day, database.inTenant(tenant, sql -> Counts.states(sql, tenant, null)));
                day = day.plus(Duration.ofDays(1));
            }
            Instant people = course.attendants.next();
            Instant next = earlier(due[0].isBefore(back) ? back : due[0], theirs == null ? end : theirs);
            next = earlier(next, people == null ? end : people);
            now = earlier(next.isAfter(now) ? next : now.plusSeconds(1), end);
            // ours first: what comes in meanwhile is of this time
            clock.accept(now);
            boolean up = !now.isBefore(back);
            news.up(up);
            theirs = world.to(now);
            if (people != null && !people.isAfter(now)) {
                course.attendants.look(now);
                due[0] = earlier(due[0], now);
            }
            if (!up || news.taken() == heard && due[0].isAfter(now)) {
                continue;
            }
            heard = news.taken();
            Instant time = now;
            long calls = calls();
            boolean lived = deaths.survives(() -> {
                Instant looks = scans.step(tenant).orElse(end);
                due[0] = earlier(looks, engine.step(tenant).orElse(end));
                if (time.isBefore(course.watched) || course.troubles.any() || calls() != calls) {
                    database.runInTenant(tenant, sql -> {
                        course.troubles.look(sql, tenant, time);
                        course.standing.look(sql, tenant, time);
                    });
                }
            });
            if (!lived) {
                // what a death left behind is found without a call, when its hold runs out
                course.watched = now.plus(WATCHED);
            }
            if (!lived) {
                back = now.plus(RESTART);
                due[0] = back;
                heard = -1;
            }
            if (!lived || calls() != calls) {
                course.attendants.look(now);
                // what was called for may make something happen; otherwise it is as the clock's step told
                theirs = world.next();
            }
        }
    }

    /** How many calls were made so far, to whomever. */
    private long calls() {
        return meters.find(CALLS).timers().stream().mapToLong(Timer::count).sum();
    }

    private Map<UUID, String> accounts(DSLContext sql, TenantId tenant) {
        Map<UUID, String> accounts = new HashMap<>();
        known.all(sql, tenant).forEach(sender -> accounts.put(sender.id(), sender.account()));
        return accounts;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private SimulationReport report(
            Plan plan,
            String name,
            Begun begun,
            List<Lead> all,
            SandboxWorld world,
            Instant end,
            Course course,
            long began) {
        TenantId tenant = new TenantId(begun.tenant());
        Map<UUID, String> people = begun.people();
        List<Lead> heardOf =
                all.stream().filter(lead -> !begun.told().contains(lead.id())).toList();
        JsonNode truth = world.truth();
        Verdict verdict = new Verdict(truth, end);
        Standing.Back back = course.standing.back(truth);
        Map<LeadState, Integer> states = new EnumMap<>(LeadState.class);
        all.forEach(lead -> states.merge(lead.state(), 1, Integer::sum));
        List<String> doubles = verdict.doubles();
        return database.inTenant(tenant, sql -> {
            Verdict.Work work = verdict.work(sql, tenant);
            List<LeadStory> stories = new ArrayList<>();
            for (Lead lead : all) {
                Optional<Why.Answer> waits = lead.state().ended() ? Optional.empty() : why.of(sql, tenant, lead.id());
                stories.add(new LeadStory(
                        lead.name(),
                        lead.state(),
                        lead.reason(),
                        waits.map(Why.Answer::sentence).orElse(null),
                        Story.of(sql, tenant, lead.id(), null, STORY).reversed().stream()
                                .map(line -> new StoryLine(
                                        line.at(), line.kind().name().toLowerCase(Locale.ROOT), line.note()))
                                .toList()));
            }
            return new SimulationReport(
                    name,
                    plan.seed(),
                    plan.days(),
                    plan.start(),
                    end,
                    begun.rows(),
                    begun.taken(),
                    begun.notTaken(),
                    states,
                    work.processed(),
                    work.succeeded(),
                    work.refused(),
                    work.open(),
                    work.waiting(),
                    work.unfinished(),
                    doubles.size(),
                    doubles,
                    verdict.connections(
                            heardOf,
                            people,
                            accounts(sql, tenant),
                            Verdict.told(sql, tenant, EventKind.CONNECTED),
                            Verdict.met(sql, tenant)),
                    verdict.replies(heardOf, people, Verdict.told(sql, tenant, EventKind.REPLIED)),
                    Stuck.of(sql, tenant, end).stream()
                            .map(one -> new StuckLead(one.name(), one.state(), one.why()))
                            .toList(),
                    course.troubles.times(),
                    course.troubles.slow(),
                    Verdict.uncertain(sql, tenant),
                    back,
                    work.sent(),
                    course.steps,
                    course.deaths,
                    course.attendants.acts(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis(),
                    stories);
        });
    }
}

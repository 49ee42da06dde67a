package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Flows without the rest of the program: definitions in a map, record lines in a list, nodes that do what a test says. */
@TestConfiguration(proxyBeanMethods = false)
class EngineKit {
    static final JsonMapper JSON = JsonMapper.builder().build();

    @Bean
    @Primary
    Shelf shelf() {
        return new Shelf();
    }

    @Bean
    @Primary
    Lines lines() {
        return new Lines();
    }

    @Bean
    Bringing bringing() {
        return new Bringing();
    }

    @Bean
    Storing storing() {
        return new Storing();
    }

    @Bean
    Sending sending() {
        return new Sending();
    }

    @Bean
    Holding holding() {
        return new Holding();
    }

    /** @param json with {@code '} for a double quotation mark and {@code `} for a single one */
    static ObjectNode settings(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"').replace('`', '\''));
    }

    static NodeSpec node(String id, String type, String settings) {
        return new NodeSpec(id, type, null, settings(settings), null, null);
    }

    static NodeSpec node(String id, String type, String settings, NodeSpec.Retry retry) {
        return new NodeSpec(id, type, null, settings(settings), retry, null);
    }

    /** @param edges {@code a -> b}, or {@code a.port -> b} */
    static FlowDefinition flow(FlowSettings settings, List<NodeSpec> nodes, String... edges) {
        List<EdgeSpec> made = new ArrayList<>();
        for (String edge : edges) {
            String[] ends = edge.split(" -> ");
            String[] from = ends[0].split("\\.");
            made.add(new EdgeSpec(from[0], from.length > 1 ? from[1] : EdgeSpec.OUT, ends[1]));
        }
        return new FlowDefinition("test-flow", "Test flow", null, List.of(), nodes, made, settings);
    }

    static FlowDefinition flow(List<NodeSpec> nodes, String... edges) {
        return flow(FlowSettings.DEFAULT, nodes, edges);
    }

    /** Definitions by version. */
    static final class Shelf implements FlowVersions {
        private final Map<UUID, List<FlowDefinition>> flows = new ConcurrentHashMap<>();
        private final Map<UUID, FlowDefinition> drafts = new ConcurrentHashMap<>();

        UUID publish(FlowDefinition definition) {
            UUID flow = UUID.randomUUID();
            publish(flow, definition);
            return flow;
        }

        int publish(UUID flow, FlowDefinition definition) {
            List<FlowDefinition> versions = flows.computeIfAbsent(flow, id -> new ArrayList<>());
            versions.add(definition);
            return versions.size();
        }

        void draw(UUID flow, FlowDefinition definition) {
            drafts.put(flow, definition);
        }

        @Override
        public Optional<Version> published(TenantId tenant, UUID flow) {
            List<FlowDefinition> versions = flows.getOrDefault(flow, List.of());
            return versions.isEmpty() ? Optional.empty() : version(tenant, flow, versions.size());
        }

        @Override
        public Optional<Version> version(TenantId tenant, UUID flow, int number) {
            List<FlowDefinition> versions = flows.getOrDefault(flow, List.of());
            return number < 1 || number > versions.size()
                    ? draft(tenant, flow).filter(draft -> draft.number() == number)
                    : Optional.of(new Version(flow, number, versions.get(number - 1)));
        }

        @Override
        public Optional<Version> draft(TenantId tenant, UUID flow) {
            return Optional.ofNullable(drafts.get(flow))
                    .map(draft -> new Version(flow, flows.getOrDefault(flow, List.of()).size() + 1, draft));
        }

        @Override
        public Optional<UUID> named(TenantId tenant, String name) {
            return Optional.empty();
        }
    }

    /** Record lines, kept once their transaction has committed. */
    static final class Lines implements RecordLog {
        private final List<Line> all = new ArrayList<>();

        @Override
        public void write(DSLContext sql, TenantId tenant, List<Line> lines) {
            List<Line> copy = List.copyOf(lines);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    synchronized (all) {
                        all.addAll(copy);
                    }
                }
            });
        }

        @Override
        public void inputs(
                TenantId tenant,
                UUID run,
                @Nullable Outcome outcome,
                @Nullable String recordKey,
                Consumer<List<Line>> page) {
            page.accept(of(run));
        }

        @Override
        public Inputs inputs(
                DSLContext sql,
                TenantId tenant,
                UUID run,
                @Nullable Outcome outcome,
                @Nullable String recordKey,
                @Nullable String after,
                int limit) {
            List<Line> found = of(run).stream()
                    .filter(line -> recordKey == null || line.recordKey().equals(recordKey))
                    .filter(line -> outcome == null || line.outcome() == outcome)
                    .toList();
            int from = after == null ? 0 : Integer.parseInt(after);
            int to = Math.min(found.size(), from + limit);
            return new Inputs(found.subList(from, to), to < found.size() ? Integer.toString(to) : null);
        }

        List<Line> of(UUID run) {
            synchronized (all) {
                return all.stream().filter(line -> line.run().equals(run)).toList();
            }
        }
    }

    private static NodeCard card(String type, boolean source, NodeCard.Effect effect) {
        return new NodeCard(
                type,
                type,
                type,
                NodeCard.Group.SHAPE,
                "box",
                settings("{'type':'object'}"),
                source,
                List.of("out"),
                effect);
    }

    /** {@code test.bring}: records of a list that a test lays down under a name, {@code page} at a time. */
    static final class Bringing implements ExecutableType {
        private final Map<String, List<Map<String, Object>>> lists = new ConcurrentHashMap<>();
        private final List<String> reads = new ArrayList<>();
        private final Map<String, Deque<RuntimeException>> faults = new ConcurrentHashMap<>();

        String lay(List<Map<String, Object>> records) {
            String name = UUID.randomUUID().toString();
            lists.put(name, records);
            return name;
        }

        String lay(int count, Function<Integer, Map<String, Object>> record) {
            List<Map<String, Object>> records = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                records.add(record.apply(i));
            }
            return lay(records);
        }

        void fails(String name, RuntimeException... with) {
            faults.put(name, new ArrayDeque<>(List.of(with)));
        }

        long readsOf(String name) {
            synchronized (reads) {
                return reads.stream().filter(name::equals).count();
            }
        }

        @Override
        public NodeCard card() {
            return EngineKit.card("test.bring", true, NodeCard.Effect.NONE);
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
            findings.output("out", new RecordShape(Map.of("day", FieldType.DATE), true));
        }

        @Override
        public Node make(NodeSpec spec, RecordShape in) {
            String name = spec.settings().path("list").asString();
            int page = spec.settings().path("page").asInt(100);
            return (Node.Source) (occasion, cursor, limit) -> {
                synchronized (reads) {
                    reads.add(name);
                }
                Deque<RuntimeException> wrong = faults.getOrDefault(name, new ArrayDeque<>());
                if (!wrong.isEmpty()) {
                    throw wrong.removeFirst();
                }
                List<Map<String, Object>> all = lists.getOrDefault(name, List.of());
                int from = cursor == null ? 0 : Integer.parseInt(cursor);
                int to = Math.min(all.size(), from + Math.min(page, limit));
                List<FlowRecord> records = new ArrayList<>();
                List<Node.Reject> rejects = new ArrayList<>();
                for (Map<String, Object> record : all.subList(from, to)) {
                    if (record.containsKey("unreadable")) {
                        rejects.add(new Node.Reject("?", "line broken"));
                    } else {
                        records.add(new FlowRecord(String.valueOf(record.get("key")), new LinkedHashMap<>(record)));
                    }
                }
                return new Node.Read(records, to < all.size() ? Integer.toString(to) : null, (long) all.size(), rejects);
            };
        }
    }

    /** {@code test.store}: writes our own data, one row for each record that comes; {@code refuse}: a key it breaks at. */
    static final class Storing implements ExecutableType {
        static final UUID STORE = UUID.fromString("00000000-0000-0000-0000-00000000cafe");

        @Override
        public NodeCard card() {
            return EngineKit.card("test.store", false, NodeCard.Effect.OWN_DATA);
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {}

        @Override
        public Node make(NodeSpec spec, RecordShape in) {
            String refuse = spec.settings().path("refuse").asString("");
            return new Node.Page() {
                @Override
                public boolean usesData() {
                    return true;
                }

                @Override
                public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
                    for (FlowRecord record : page) {
                        sql.execute(
                                "INSERT INTO flows.seen (tenant_id, scope, node, hash, at) VALUES (?, ?, ?, ?, now())",
                                occasion.tenant().value(),
                                STORE,
                                record.key(),
                                UUID.randomUUID());
                        if (record.key().equals(refuse)) {
                            sql.execute("SELECT 1 / 0");
                        }
                        out.pass("out", record);
                    }
                }
            };
        }
    }

    /** How often each record was stored. */
    static Map<String, Integer> stored(Database database, TenantId tenant) {
        Map<String, Integer> counts = new HashMap<>();
        database.runInTenant(
                tenant,
                sql -> sql.fetch("SELECT node, count(*) FROM flows.seen WHERE scope = ? GROUP BY node", Storing.STORE)
                        .forEach(row -> counts.put(row.get(0, String.class), row.get(1, Integer.class))));
        return counts;
    }

    /** {@code test.send}: sends to the list of that name, {@code batch} at a time; answers what a test laid down, else done. */
    static final class Sending implements ExecutableType {
        private final Map<String, List<String>> sent = new ConcurrentHashMap<>();
        private final Map<String, Deque<Node.Sent>> answers = new ConcurrentHashMap<>();
        private final Map<String, Consumer<String>> hooks = new ConcurrentHashMap<>();

        List<String> to(String name) {
            return sent.getOrDefault(name, List.of());
        }

        void answers(String name, Node.Sent... next) {
            answers.put(name, new ArrayDeque<>(List.of(next)));
        }

        /** Called within each call, after the request has arrived. */
        void during(String name, Consumer<String> hook) {
            hooks.put(name, hook);
        }

        @Override
        public NodeCard card() {
            return EngineKit.card("test.send", false, NodeCard.Effect.OUTSIDE);
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {}

        @Override
        public Node make(NodeSpec spec, RecordShape in) {
            String name = spec.settings().path("to").asString("");
            int batch = spec.settings().path("batch").asInt(1);
            return new Node.Effect() {
                @Override
                public int batch() {
                    return batch;
                }

                @Override
                public String prepare(Node.Occasion occasion, List<FlowRecord> records) {
                    return String.join(",", records.stream().map(FlowRecord::key).toList());
                }

                @Override
                public Node.Sent send(Node.Occasion occasion, String request, String key, List<FlowRecord> records) {
                    sent.computeIfAbsent(name, id -> new ArrayList<>()).add(request);
                    hooks.getOrDefault(name, word -> {}).accept(request);
                    Node.Sent laid = answers.getOrDefault(name, new ArrayDeque<>()).pollFirst();
                    return laid == null ? new Node.Sent.Done(records, "200") : laid;
                }
            };
        }
    }

    /** {@code test.hold}: holds pages for {@code minutes}. */
    static final class Holding implements ExecutableType {
        @Override
        public NodeCard card() {
            return EngineKit.card("test.hold", false, NodeCard.Effect.NONE);
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {}

        @Override
        public Node make(NodeSpec spec, RecordShape in) {
            Duration time = Duration.ofMinutes(spec.settings().path("minutes").asInt(10));
            boolean shut = spec.settings().path("shut").asBoolean(false);
            return (Node.Gate) (occasion, sql, parked, page, parkedAt) -> {
                Instant until = parkedAt.plus(time);
                // the kit's clock, as the engine tells it by asking
                Instant now = NOW.get();
                if (now.isBefore(until)) {
                    return new Node.Verdict.Closed(until, "ten minutes to pass");
                }
                return shut ? new Node.Verdict.Shut("nobody came") : new Node.Verdict.Open("out", page);
            };
        }
    }

    static java.util.function.Supplier<Instant> NOW = () -> Instant.EPOCH;
}

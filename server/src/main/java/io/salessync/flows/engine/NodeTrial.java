package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tries one node on a sample record. What it writes is taken back; what it would send outside is told and not sent. */
@Component
class NodeTrial {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SAMPLE = 10;

    private final Graphs graphs;
    private final Database database;
    private final InstantSource clock;

    NodeTrial(Graphs graphs, Database database, InstantSource clock) {
        this.graphs = graphs;
        this.database = database;
        this.clock = clock;
    }

    /** A record on an output. An effect's request comes on the output {@code request}. */
    record Output(String port, Map<String, @Nullable Object> values) {}

    /**
     * What came of it.
     *
     * @param dropped why it ended here; null: it did not
     * @param waits what it would wait for; null: for nothing
     * @param error what went wrong; null: nothing
     */
    record Tried(
            List<Output> outputs,
            @Nullable String dropped,
            @Nullable String waits,
            @Nullable String error) {}

    Tried tried(TenantId tenant, UUID user, FlowDefinition definition, String node, Map<String, @Nullable Object> values) {
        Graph graph = graphs.of(definition);
        Place place = graph.at(node);
        Occasion occasion = new Occasion(
                tenant,
                new UUID(0, 0),
                new UUID(0, 0),
                definition.name(),
                node,
                clock.instant(),
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                user);
        String field = definition.settings().key();
        Object key = field == null ? null : values.get(field);
        FlowRecord record =
                new FlowRecord(key == null ? "sample" : key.toString(), Packing.typed(values, place.in()));
        try {
            return switch (place.type().make(place.spec(), place.in())) {
                case Node.Source source -> read(source, occasion);
                case Node.Page page -> takenBack(tenant, sql -> process(page, occasion, sql, record));
                case Node.Effect effect -> new Tried(
                        List.of(new Output("request", request(effect.prepare(occasion, List.of(record))))), null, null, null);
                case Node.Gate gate -> takenBack(tenant, sql -> look(gate, occasion, sql, record));
            };
        } catch (Problem problem) {
            return new Tried(List.of(), null, null, problem.detail());
        } catch (RuntimeException e) {
            return new Tried(List.of(), null, null, Cascade.sentence(e));
        }
    }

    private static Tried read(Node.Source source, Occasion occasion) {
        Node.Read read = source.read(occasion, null, SAMPLE);
        List<Output> outputs = read.records().stream()
                .limit(SAMPLE)
                .map(record -> new Output(EdgeSpec.OUT, record.values()))
                .toList();
        String error = read.rejects().isEmpty() ? null : read.rejects().getFirst().message();
        return new Tried(outputs, null, null, error);
    }

    private static Map<String, @Nullable Object> request(String text) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        JsonNode document = null;
        try {
            document = JSON.readTree(text);
        } catch (tools.jackson.core.JacksonException e) {
            // not every request is a document
        }
        values.put("request", document == null ? text : Packing.plain(document));
        return values;
    }

    private static Tried process(Node.Page page, Occasion occasion, DSLContext sql, FlowRecord record) {
        List<Output> outputs = new ArrayList<>();
        String[] ends = new String[2];
        page.process(occasion, sql, List.of(record), new Node.Outlet() {
            @Override
            public void pass(String port, FlowRecord passed) {
                outputs.add(new Output(port, passed.values()));
            }

            @Override
            public void drop(FlowRecord dropped, String why) {
                ends[0] = why;
            }

            @Override
            public void fail(FlowRecord failed, String errorClass, String message) {
                ends[1] = message;
            }
        });
        return new Tried(outputs, ends[0], null, ends[1]);
    }

    private Tried look(Node.Gate gate, Occasion occasion, DSLContext sql, FlowRecord record) {
        return switch (gate.look(occasion, sql, UUID.randomUUID(), List.of(record), clock.instant())) {
            case Node.Verdict.Open open -> new Tried(
                    open.records().stream().map(one -> new Output(open.port(), one.values())).toList(), null, null, null);
            case Node.Verdict.Closed closed -> new Tried(List.of(), null, closed.waitsFor(), null);
            case Node.Verdict.Shut shut -> new Tried(List.of(), shut.why(), null, null);
        };
    }

    private interface Trying {
        Tried with(DSLContext sql);
    }

    /** Carries an outcome out of a transaction that is not to commit. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Tried outcome;

        TakenBack(Tried outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    private Tried takenBack(TenantId tenant, Trying trying) {
        try {
            return database.inTenant(tenant, sql -> {
                throw new TakenBack(trying.with(sql));
            });
        } catch (TakenBack back) {
            return back.outcome;
        }
    }
}

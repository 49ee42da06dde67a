package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.FAILED_RECORD;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records of earlier runs, in place of what sources would bring. */
final class Replays {
    private static final int PAGE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Replays() {}

    /** @param next null: that was all */
    record Stored(List<One> records, @Nullable String next) {
        /** @param sequence its place among the records of its source, in words */
        record One(String sequence, FlowRecord record) {}
    }

    /** @param next null: that was all */
    record Again(List<One> records, @Nullable String next) {
        record One(String node, Passage passage) {}
    }

    /** The next page of the inputs of a source in an earlier run. */
    static void read(
            ActiveRun run,
            FlowRun.Parts parts,
            FlowInput.Replay replay,
            Place source,
            @Nullable String after,
            Consumer<Stored> page) {
        RecordLog log = parts.logs().getIfAvailable();
        if (log == null) {
            throw Problem.of(EngineProblem.NOTHING_STORED, "This program keeps no record logs.");
        }
        RecordLog.Inputs inputs = run.inTransaction(
                sql -> log.inputs(sql, run.tenant(), replay.of(), null, replay.recordKey(), after, PAGE));
        RecordShape shape = source.out().getOrDefault(EdgeSpec.OUT, RecordShape.UNKNOWN);
        List<Stored.One> records = new ArrayList<>();
        for (RecordLog.Line line : inputs.lines()) {
            JsonNode begin = JSON.readTree(line.trail()).path(0);
            if (line.input() != null && begin.path("node").asString("").equals(source.id())) {
                records.add(new Stored.One(
                        begin.path("did").asString(""),
                        new FlowRecord(line.recordKey(), Packing.typed(Packing.values(line.input()), shape))));
            }
        }
        page.accept(new Stored(records, inputs.next()));
    }

    /** Those of the page that this run has not read yet: a record that was copied on its way has several lines. */
    static List<FlowRecord> unseen(DSLContext sql, ActiveRun run, Place source, Stored stored) {
        List<UUID> hashes = stored.records().stream()
                .map(one -> Dedupe.hash(List.of(one.sequence())))
                .toList();
        Set<UUID> fresh = Dedupe.remember(sql, run.tenant(), run.id().value(), "~" + source.id(), hashes, Instant.EPOCH);
        List<FlowRecord> unseen = new ArrayList<>();
        for (int i = 0; i < hashes.size(); i++) {
            if (fresh.remove(hashes.get(i))) {
                unseen.add(stored.records().get(i).record());
            }
        }
        return unseen;
    }

    /** The next page of the failed records that this run was asked to try again. */
    static Again failed(DSLContext sql, TenantId tenant, UUID run, @Nullable String after) {
        long from = after == null ? 0 : Long.parseLong(after);
        var rows = sql.selectFrom(FAILED_RECORD)
                .where(FAILED_RECORD
                        .TENANT_ID
                        .eq(tenant.value())
                        .and(FAILED_RECORD.RETRIED_IN.eq(run))
                        .and(FAILED_RECORD.SEQ.gt(from))
                        .and(FAILED_RECORD.PACKED.isNotNull()))
                .orderBy(FAILED_RECORD.SEQ)
                .limit(PAGE)
                .fetch();
        List<Again.One> records = new ArrayList<>();
        rows.forEach(row -> {
            Passage passage = Packing.unpack(java.util.Objects.requireNonNull(row.getPacked())).getFirst();
            records.add(new Again.One(row.getNode(), passage.tried(row.getAttempts() + 1)));
        });
        return new Again(
                records,
                rows.size() < PAGE ? null : Long.toString(rows.getLast().getSeq()));
    }

    /** The nodes on the way to this one. */
    static Set<String> leadingTo(Graph graph, String node) {
        graph.at(node);
        return graph.before(node);
    }

    /** A gate that was passed before: nobody is asked again. */
    static Node open(Place place) {
        String port = place.card().outputs().isEmpty() ? EdgeSpec.OUT : place.card().outputs().getFirst();
        return (Node.Gate) (occasion, sql, parked, page, parkedAt) -> new Node.Verdict.Open(port, page);
    }
}

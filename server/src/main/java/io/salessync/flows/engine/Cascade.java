package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Leads the records of one page through the graph, node by node in order, until each has come to an end or stands in front of
 * a node that calls out or waits. What needs no transaction is done before it begins.
 */
final class Cascade {
    /** What a call on our data would need; a node that says it needs none has to do without. */
    private static final DSLContext NO_DATA = DSL.using(SQLDialect.POSTGRES);

    private final Graph graph;
    private final Map<String, Node> nodes;
    private final Function<String, Occasion> occasions;
    private final Passing passing;
    private final Predicate<Turn> readAll;
    private final InstantSource clock;
    private final boolean[] needsData;

    /**
     * @param readAll whether every source is read to its end, with this turn
     */
    Cascade(
            Graph graph,
            Map<String, Node> nodes,
            Function<String, Occasion> occasions,
            Predicate<Turn> readAll,
            Passing passing,
            InstantSource clock) {
        this.graph = graph;
        this.nodes = nodes;
        this.occasions = occasions;
        this.passing = passing;
        this.readAll = readAll;
        this.clock = clock;
        this.needsData = needsData();
    }

    private boolean[] needsData() {
        boolean[] needs = new boolean[graph.order().size()];
        for (Place place : graph.order()) {
            Node node = nodes.get(place.id());
            needs[place.position()] |= !(node == null || node instanceof Node.Page page && !page.usesData());
            if (needs[place.position()]) {
                place.next()
                        .values()
                        .forEach(targets ->
                                targets.forEach(target -> needs[graph.at(target).position()] = true));
            }
        }
        return needs;
    }

    /** Something a node threw, which broke the transaction. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String node;

        Broken(String node, RuntimeException cause) {
            super(cause);
            this.node = node;
        }

        String node() {
            return node;
        }
    }

    /** The nodes before any that needs the transaction. */
    void outside(Turn turn) {
        walk(turn, null);
    }

    /** The rest. */
    void inside(Turn turn, DSLContext sql) {
        walk(turn, sql);
    }

    private void walk(Turn turn, @Nullable DSLContext sql) {
        for (Place place : graph.order()) {
            if (sql == null && needsData[place.position()]) {
                continue;
            }
            List<Passage> page = turn.take(place);
            if (page.isEmpty()) {
                continue;
            }
            switch (nodes.get(place.id())) {
                case Node.Page node when node.usesData() && sql != null -> withData(turn, place, node, page, sql);
                case Node.Page node -> oneByOne(turn, place, node, page);
                case Node.Gate gate
                when sql != null -> {
                    Instant now = now();
                    look(
                            turn,
                            place,
                            gate,
                            new Parked(
                                    turn.nextSeq,
                                    UUID.randomUUID(),
                                    place.id(),
                                    page.size(),
                                    Parked.State.WAITING,
                                    null,
                                    0,
                                    null,
                                    now,
                                    page),
                            sql,
                            true);
                }
                case Node.Effect effect ->
                    park(
                            turn,
                            new Parked(
                                    turn.nextSeq,
                                    UUID.randomUUID(),
                                    place.id(),
                                    page.size(),
                                    effect.batch() == 0 ? Parked.State.GATHERING : Parked.State.READY,
                                    null,
                                    0,
                                    null,
                                    now(),
                                    page));
                case null, default ->
                    throw new IllegalStateException("Records cannot come to the source " + place.id());
            }
        }
    }

    private void park(Turn turn, Parked page) {
        turn.nextSeq++;
        turn.parked.add(page);
        turn.tally(page.node()).waiting += page.size();
    }

    /** Asks a gate about a page, and lets it on, holds it or drops it. */
    void look(Turn turn, Place place, Node.Gate gate, Parked page, DSLContext sql, boolean isNew) {
        List<Passage> passages = page.passages() == null ? List.of() : page.passages();
        Occasion occasion = occasions.apply(place.id());
        long began = System.nanoTime();
        Node.Verdict verdict;
        boolean careful = turn.careful.contains(place.id());
        if (careful) {
            sql.execute("SAVEPOINT one_page");
        }
        try {
            verdict = gate.look(
                    occasion,
                    sql,
                    page.id(),
                    passages.stream().map(Passage::record).toList(),
                    page.parkedAt());
        } catch (RuntimeException e) {
            if (breaksAll(e)) {
                throw e;
            }
            if (!careful) {
                throw new Broken(place.id(), e);
            }
            sql.execute("ROLLBACK TO SAVEPOINT one_page");
            if (!isNew) {
                turn.gone.add(page.seq());
                turn.tally(place.id()).waiting -= page.size();
            }
            passing.tell(
                    turn,
                    place,
                    passages.stream().map(passage -> failure(passage, e)).toList(),
                    passages,
                    began);
            return;
        }
        Tally tally = turn.tally(place.id());
        if (verdict instanceof Node.Verdict.Closed closed) {
            Instant earliest = now().plusSeconds(1);
            Instant again = closed.askAgain().isBefore(earliest) ? earliest : closed.askAgain();
            Parked held = page.until(again.truncatedTo(ChronoUnit.MICROS), closed.waitsFor(), 0);
            tally.message = closed.waitsFor();
            if (isNew) {
                park(turn, held);
                if (graph.definition().settings().recordLogs()) {
                    passages.forEach(passage -> passing.line(
                            turn, place, passage, Outcome.WAITING, "waits for " + closed.waitsFor(), null));
                }
            } else {
                turn.moved.add(held);
            }
            return;
        }
        if (!isNew) {
            turn.gone.add(page.seq());
            tally.waiting -= page.size();
        }
        tally.message = null;
        if (verdict instanceof Node.Verdict.Open open) {
            List<Said> said = new ArrayList<>();
            Hearing.Matching matching = new Hearing.Matching(passages);
            for (int i = 0; i < open.records().size(); i++) {
                Passage passage = open.records().size() == passages.size()
                        ? passages.get(i)
                        : matching.find(open.records().get(i));
                said.add(new Said(
                        passage, Said.Kind.PASS, open.port(), "", open.records().get(i)));
            }
            passing.tell(turn, place, said, passages, began);
        } else if (verdict instanceof Node.Verdict.Shut shut) {
            passing.tell(
                    turn,
                    place,
                    passages.stream()
                            .map(passage -> new Said(passage, Said.Kind.DROP, "", shut.why(), passage.record()))
                            .toList(),
                    passages,
                    began);
        }
    }

    /** What came of a call for these passages. */
    void answered(Turn turn, Place place, Node.Sent sent, List<Passage> passages, long began) {
        Tally tally = turn.tally(place.id());
        tally.waiting -= passages.size();
        List<Said> said = new ArrayList<>(passages.size());
        switch (sent) {
            case Node.Sent.Done done -> {
                boolean fits = done.records().size() == passages.size();
                Map<String, FlowRecord> byKey = new HashMap<>();
                done.records().forEach(record -> byKey.put(record.key(), record));
                for (int i = 0; i < passages.size(); i++) {
                    Passage passage = passages.get(i);
                    FlowRecord record = fits
                            ? done.records().get(i)
                            : byKey.getOrDefault(passage.record().key(), passage.record());
                    said.add(new Said(passage, Said.Kind.PASS, EdgeSpec.OUT, "", record));
                }
            }
            case Node.Sent.Refused refused ->
                passages.forEach(passage -> said.add(
                        new Said(passage, Said.Kind.FAIL, refused.errorClass(), refused.message(), passage.record())));
            case Node.Sent.Unknown unknown ->
                passages.forEach(passage ->
                        said.add(new Said(passage, Said.Kind.FAIL, "unknown", unknown.message(), passage.record())));
            case Node.Sent.Later later ->
                passages.forEach(passage -> said.add(
                        new Said(passage, Said.Kind.FAIL, later.errorClass(), later.message(), passage.record())));
        }
        passing.tell(turn, place, said, passages, began);
    }

    private void oneByOne(Turn turn, Place place, Node.Page node, List<Passage> page) {
        Occasion occasion = occasions.apply(place.id());
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        Hearing hearing = new Hearing(said, new Hearing.Matching(List.of()));
        for (Passage passage : page) {
            int before = said.size();
            hearing.about = passage;
            try {
                node.process(occasion, NO_DATA, List.of(passage.record()), hearing);
            } catch (RuntimeException e) {
                said.subList(before, said.size()).clear();
                said.add(failure(passage, e));
            }
        }
        passing.tell(turn, place, said, page, began);
    }

    private void withData(Turn turn, Place place, Node.Page node, List<Passage> page, DSLContext sql) {
        if (turn.careful.contains(place.id())) {
            carefully(turn, place, node, page, sql);
            return;
        }
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        List<FlowRecord> records = page.stream().map(Passage::record).toList();
        Hearing hearing = new Hearing(said, new Hearing.Matching(page));
        try {
            if (isWhole(turn, place, page)) {
                node.processWhole(occasions.apply(place.id()), sql, records, hearing);
            } else {
                node.process(occasions.apply(place.id()), sql, records, hearing);
            }
        } catch (RuntimeException e) {
            if (breaksAll(e)) {
                throw e;
            }
            throw new Broken(place.id(), e);
        }
        passing.tell(turn, place, said, page, began);
    }

    /** Whether nothing came to the node before this page and nothing can come after it. */
    private boolean isWhole(Turn turn, Place place, List<Passage> page) {
        return turn.tally(place.id()).in == page.size() && turn.nothingParked() && readAll.test(turn);
    }

    /** One record at a time, each of which can be taken back. */
    private void carefully(Turn turn, Place place, Node.Page node, List<Passage> page, DSLContext sql) {
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        Hearing hearing = new Hearing(said, new Hearing.Matching(List.of()));
        for (Passage passage : page) {
            int before = said.size();
            hearing.about = passage;
            sql.execute("SAVEPOINT one_record");
            try {
                node.process(occasions.apply(place.id()), sql, List.of(passage.record()), hearing);
                sql.execute("RELEASE SAVEPOINT one_record");
            } catch (RuntimeException e) {
                if (breaksAll(e)) {
                    throw e;
                }
                sql.execute("ROLLBACK TO SAVEPOINT one_record");
                said.subList(before, said.size()).clear();
                said.add(failure(passage, e));
            }
        }
        passing.tell(turn, place, said, page, began);
    }

    private static Said failure(Passage passage, RuntimeException e) {
        return new Said(
                passage, Said.Kind.FAIL, e instanceof Problem ? "value" : "unexpected", sentence(e), passage.record());
    }

    static String sentence(Throwable e) {
        String text = e instanceof Problem problem ? problem.detail() : e.toString();
        return text.length() <= 500 ? text : text.substring(0, 500) + " …";
    }

    /** The database is away or gave way to another transaction: no fault of a record. */
    private static boolean breaksAll(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof io.salessync.kernel.runs.RunInterrupted) {
                return true;
            }
            if (cause instanceof java.sql.SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return state.startsWith("08")
                        || state.startsWith("40")
                        || state.startsWith("53")
                        || state.startsWith("57");
            }
        }
        return false;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

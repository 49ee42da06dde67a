package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.kernel.problems.Problem;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
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
    private final BiPredicate<String, String> leads;
    private final Predicate<Turn> readAll;
    private final InstantSource clock;
    private final UUID run;
    private final UUID flow;
    private final boolean[] needsData;

    /**
     * @param leads whether records go from a node to a node it leads to
     * @param readAll whether every source is read to its end, with this turn
     */
    Cascade(
            Graph graph,
            Map<String, Node> nodes,
            Function<String, Occasion> occasions,
            BiPredicate<String, String> leads,
            Predicate<Turn> readAll,
            InstantSource clock,
            UUID run,
            UUID flow) {
        this.graph = graph;
        this.nodes = nodes;
        this.occasions = occasions;
        this.leads = leads;
        this.readAll = readAll;
        this.clock = clock;
        this.run = run;
        this.flow = flow;
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

    /** What a node said of one passage. */
    private record Said(
            Passage passage,
            Kind kind,
            String word,
            String message,
            @Nullable FlowRecord record) {
        enum Kind {
            PASS,
            DROP,
            FAIL
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
            tell(
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
                if (settings().recordLogs()) {
                    passages.forEach(passage -> line(turn, place, passage, Outcome.WAITING, closed.waitsFor(), null));
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
            Matching matching = new Matching(passages);
            for (int i = 0; i < open.records().size(); i++) {
                Passage passage = open.records().size() == passages.size()
                        ? passages.get(i)
                        : matching.find(open.records().get(i));
                said.add(new Said(
                        passage, Said.Kind.PASS, open.port(), "", open.records().get(i)));
            }
            tell(turn, place, said, passages, began);
        } else if (verdict instanceof Node.Verdict.Shut shut) {
            tell(
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
        tell(turn, place, said, passages, began);
    }

    /** Writes that these will be tried again. */
    void retried(Turn turn, Place place, List<Passage> passages, String errorClass, String message) {
        passages.forEach(passage -> line(turn, place, passage, Outcome.RETRIED, message, errorClass));
    }

    /** What came from a source and could not be read. */
    void rejected(Turn turn, Place place, Node.Reject reject) {
        Tally tally = turn.tally(place.id());
        tally.in++;
        tally.failed++;
        tally.message = reject.message();
        turn.lines.add(new Line(
                now(),
                run,
                flow,
                place.id(),
                reject.recordKey(),
                Outcome.FAILED,
                reject.message(),
                "unreadable",
                1,
                0,
                Trail.begin(place.id(), tally.in)
                        .then(place.id(), "could not be read", 0)
                        .json(),
                null,
                null,
                settings().personal()));
        turn.failures.add(new Turn.Failure(place.id(), reject.recordKey(), null, "unreadable", reject.message(), 1));
    }

    /** Lets a passage leave a node by an output: to the nodes it leads to, or to its end. */
    void leave(Turn turn, Place place, String port, Passage passage) {
        turn.tally(place.id()).out.merge(port, 1L, Long::sum);
        List<String> targets = place.after(port);
        if (targets.isEmpty()) {
            turn.tally(place.id()).ended++;
            if (settings().recordLogs()) {
                line(turn, place, passage, Outcome.DONE, null, null);
            }
            return;
        }
        boolean led = false;
        for (String target : targets) {
            if (leads.test(place.id(), target)) {
                turn.offer(graph.at(target), passage);
                led = true;
            }
        }
        if (!led) {
            turn.tally(place.id()).dropped++;
        }
    }

    private void oneByOne(Turn turn, Place place, Node.Page node, List<Passage> page) {
        Occasion occasion = occasions.apply(place.id());
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        Hearing hearing = new Hearing(said, new Matching(List.of()));
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
        tell(turn, place, said, page, began);
    }

    private void withData(Turn turn, Place place, Node.Page node, List<Passage> page, DSLContext sql) {
        if (turn.careful.contains(place.id())) {
            carefully(turn, place, node, page, sql);
            return;
        }
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        List<FlowRecord> records = page.stream().map(Passage::record).toList();
        Hearing hearing = new Hearing(said, new Matching(page));
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
        tell(turn, place, said, page, began);
    }

    /** Whether nothing came to the node before this page and nothing can come after it. */
    private boolean isWhole(Turn turn, Place place, List<Passage> page) {
        return turn.tally(place.id()).in == page.size() && turn.nothingParked() && readAll.test(turn);
    }

    /** One record at a time, each of which can be taken back. */
    private void carefully(Turn turn, Place place, Node.Page node, List<Passage> page, DSLContext sql) {
        long began = System.nanoTime();
        List<Said> said = new ArrayList<>(page.size());
        Hearing hearing = new Hearing(said, new Matching(List.of()));
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
        tell(turn, place, said, page, began);
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

    /** Does what the node said, for every passage of the page. */
    private void tell(Turn turn, Place place, List<Said> said, List<Passage> page, long began) {
        long took = (System.nanoTime() - began) / 1_000;
        long share = page.isEmpty() ? 0 : took / page.size();
        Tally tally = turn.tally(place.id());
        tally.micros += took;
        Map<Passage, Boolean> told = new IdentityHashMap<>();
        for (Said word : said) {
            told.put(word.passage(), true);
            switch (word.kind()) {
                case PASS -> {
                    FlowRecord record = word.record() == null ? word.passage().record() : word.record();
                    String did = word.word().equals(EdgeSpec.OUT) ? "passed" : "to " + word.word();
                    leave(
                            turn,
                            place,
                            word.word(),
                            word.passage().with(record, word.passage().trail().then(place.id(), did, share)));
                }
                case DROP -> {
                    tally.dropped++;
                    if (settings().recordLogs()) {
                        line(
                                turn,
                                place,
                                word.passage().then(place.id(), "dropped", share),
                                Outcome.DROPPED,
                                word.message(),
                                null);
                    }
                }
                case FAIL ->
                    fail(
                            turn,
                            place,
                            word.passage().then(place.id(), "failed", share),
                            word.passage(),
                            word.word(),
                            word.message());
            }
        }
        if (told.size() < page.size()) {
            for (Passage passage : page) {
                if (!told.containsKey(passage)) {
                    fail(
                            turn,
                            place,
                            passage,
                            passage,
                            "unexpected",
                            "The node “%s” did not say what becomes of it.".formatted(place.id()));
                }
            }
        }
    }

    /** @param came as it came to the node */
    private void fail(Turn turn, Place place, Passage passage, Passage came, String errorClass, String message) {
        Tally tally = turn.tally(place.id());
        tally.failed++;
        tally.message = message;
        line(turn, place, passage, Outcome.FAILED, message, errorClass);
        turn.failures.add(new Turn.Failure(place.id(), came.record().key(), came, errorClass, message, came.attempt()));
    }

    void line(
            Turn turn,
            Place place,
            Passage passage,
            Outcome outcome,
            @Nullable String message,
            @Nullable String errorClass) {
        Instant now = now();
        String input = Packing.json(passage.origin().values());
        turn.lines.add(new Line(
                now,
                run,
                flow,
                place.id(),
                passage.record().key(),
                outcome,
                message,
                errorClass,
                passage.attempt(),
                Math.max(0, ChronoUnit.MICROS.between(Instant.EPOCH, now) - passage.began()),
                passage.trail().json(),
                input,
                passage.record() == passage.origin()
                        ? input
                        : Packing.json(passage.record().values()),
                settings().personal()));
    }

    private FlowSettings settings() {
        return graph.definition().settings();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Finds the passage that a record a node speaks of belongs to: the very record, or the next of that key. */
    private static final class Matching {
        private final Map<FlowRecord, Deque<Passage>> same = new IdentityHashMap<>();
        private final Map<String, Deque<Passage>> byKey = new HashMap<>();
        private final Map<Passage, Boolean> found = new IdentityHashMap<>();

        Matching(List<Passage> page) {
            page.forEach(passage -> {
                same.computeIfAbsent(passage.record(), record -> new ArrayDeque<>(1))
                        .add(passage);
                byKey.computeIfAbsent(passage.record().key(), key -> new ArrayDeque<>(1))
                        .add(passage);
            });
        }

        Passage find(FlowRecord record) {
            Deque<Passage> candidates = same.get(record);
            if (candidates == null) {
                candidates = byKey.get(record.key());
            }
            if (candidates == null) {
                throw new IllegalStateException("A record “" + record.key() + "” that was not in the page");
            }
            while (candidates.size() > 1 && found.containsKey(candidates.getFirst())) {
                candidates.removeFirst();
            }
            Passage passage = candidates.getFirst();
            found.put(passage, true);
            return passage;
        }
    }

    /** Takes down what a node says. */
    private static final class Hearing implements Node.Outlet {
        private final List<Said> said;
        private final Matching matching;
        /** The one passage that is spoken of; null: several are, and the record tells which. */
        private @Nullable Passage about;

        Hearing(List<Said> said, Matching matching) {
            this.said = said;
            this.matching = matching;
        }

        private Passage passage(FlowRecord record) {
            return about == null ? matching.find(record) : about;
        }

        @Override
        public void pass(String port, FlowRecord record) {
            said.add(new Said(passage(record), Said.Kind.PASS, port, "", record));
        }

        @Override
        public void drop(FlowRecord record, String why) {
            said.add(new Said(passage(record), Said.Kind.DROP, "", why, record));
        }

        @Override
        public void fail(FlowRecord record, String errorClass, String message) {
            said.add(new Said(passage(record), Said.Kind.FAIL, errorClass, message, record));
        }
    }
}

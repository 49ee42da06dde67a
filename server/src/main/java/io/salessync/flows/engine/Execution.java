package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.kernel.problems.ErrorCode;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a run: turn by turn, each a page of records and one transaction, until nothing is left, or nothing can be
 * done before a time. What stands in front of a node goes first, deepest node first, so that little is under way at once.
 */
final class Execution {
    /** No retry in the definition: this one. Attempts after the first. */
    static final NodeSpec.Retry RETRY = new NodeSpec.Retry(3, Duration.ofSeconds(2), 2, Duration.ofMinutes(5));

    /** Sources rest while that many pages stand in front of nodes that call out. */
    private static final int BACKLOG = 32;
    /** Records of parked pages that are kept in memory too. */
    private static final int KEPT_RECORDS = 4_000;
    /** A page of a source that weighs more, in bytes, is a fault of the flow. */
    private static final long HEAVIEST_PAGE = 100L << 20;
    /** What a page should weigh at most; the next one is made smaller. */
    private static final long HEAVY_PAGE = 8L << 20;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int FORGOTTEN_AT_ONCE = 10_000;

    private final ActiveRun run;
    private final FlowInput input;
    private final Graph graph;
    private final FlowRun.Parts parts;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Occasion> occasions = new HashMap<>();
    private final Map<String, Set<String>> before = new HashMap<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final Cascade cascade;
    private final boolean remembers;
    private Standing standing = new Standing();
    private long checked = System.nanoTime();

    /** Where records come from: a source, or what stands in for it. */
    private sealed interface Feed {
        String id();

        record Asked(Place place) implements Feed {
            @Override
            public String id() {
                return place.id();
            }
        }

        /** A source whose records are taken from an earlier run. */
        record Stored(Place place) implements Feed {
            @Override
            public String id() {
                return place.id();
            }
        }

        /** Records that failed in an earlier run. */
        record Failed() implements Feed {
            @Override
            public String id() {
                return FAILED;
            }
        }

        String FAILED = "~failed";
    }

    Execution(ActiveRun run, FlowInput input, Graph graph, FlowRun.Parts parts) {
        this.run = run;
        this.input = input;
        this.graph = graph;
        this.parts = parts;
        FlowInput.Replay replay = input.replay();
        String from =
                replay == null || replay.what() != FlowInput.What.NODE ? null : Objects.requireNonNull(replay.node());
        Set<String> bypassed = from == null ? Set.of() : Replays.leadingTo(graph, from);
        for (Place place : graph.order()) {
            if (!place.card().source()) {
                Node node = made(place);
                nodes.put(
                        place.id(),
                        bypassed.contains(place.id()) && node instanceof Node.Gate ? Replays.open(place) : node);
            }
        }
        if (replay != null && replay.what() == FlowInput.What.FAILED) {
            feeds.add(new Feed.Failed());
        } else {
            for (Place place : graph.order()) {
                if (place.card().source()
                        && (from == null
                                || bypassed.contains(place.id())
                                || place.id().equals(from))) {
                    feeds.add(replay == null ? new Feed.Asked(place) : new Feed.Stored(place));
                }
            }
        }
        this.remembers = nodes.values().stream().anyMatch(Dedupe.class::isInstance);
        this.cascade = new Cascade(
                graph,
                nodes,
                this::occasion,
                (at, to) -> !bypassed.contains(at) || bypassed.contains(to) || to.equals(from),
                parts.clock(),
                run.id().value(),
                input.flow());
    }

    private static Node made(Place place) {
        try {
            return place.type().make(place.spec(), place.in());
        } catch (Problem e) {
            throw Problem.of(e.code(), "Node “%s”: %s".formatted(place.title(), e.detail()), e)
                    .with("node", place.id());
        }
    }

    private Occasion occasion(String node) {
        return occasions.computeIfAbsent(
                node,
                id -> new Occasion(
                        run.tenant(),
                        run.id().value(),
                        input.flow(),
                        graph.definition().name(),
                        id,
                        input.due(),
                        input.since(),
                        input.before(),
                        input.payload(),
                        input.startedBy()));
    }

    RunOutcome execute() {
        standing = run.inTransaction(
                sql -> parts.tables().read(sql, run.tenant(), run.id().value()));
        told = !standing.tallies.isEmpty();
        // something that gates wait for may have come: they are asked once, whatever time they named
        standing.parked.replaceAll((seq, page) ->
                page.state() == Parked.State.WAITING ? page.until(null, page.waitsFor(), page.attempts()) : page);
        while (true) {
            checkpoint();
            Parked page = nextParked();
            if (page != null) {
                forward(page);
            } else {
                Feed feed = nextFeed();
                if (feed != null) {
                    read(feed);
                } else if (isOver()) {
                    return end();
                } else {
                    throw sleep();
                }
            }
            if (hasFailedForSure()) {
                return end();
            }
            progress(false);
        }
    }

    /** A checkpoint is a question to the database: asked ten times a second at most. */
    private void checkpoint() {
        if (isTimeToCheck()) {
            run.checkpoint();
            checked = System.nanoTime();
        }
    }

    private boolean isTimeToCheck() {
        return System.nanoTime() - checked > CHECK_NANOS;
    }

    // ---- what is next

    private @Nullable Parked nextParked() {
        Instant now = now();
        Set<String> blocked = new HashSet<>();
        Parked best = null;
        for (Parked page : standing.parked.values()) {
            boolean inOrder = !(nodes.get(page.node()) instanceof Node.Gate);
            if (inOrder && blocked.contains(page.node())) {
                continue;
            }
            if (page.state() == Parked.State.GATHERING) {
                if (!blocked.contains(page.node()) && isComplete(page.node()) && isDeeper(page, best)) {
                    best = page;
                }
                blocked.add(page.node());
                continue;
            }
            if (inOrder) {
                // records of one key stay in order: what came later waits for what is tried again
                blocked.add(page.node());
            }
            if (page.isDue(now) && isDeeper(page, best)) {
                best = page;
            }
        }
        return best;
    }

    private boolean isDeeper(Parked page, @Nullable Parked best) {
        return best == null
                || graph.at(page.node()).position() > graph.at(best.node()).position();
    }

    /** Whether nothing more can come to the node. */
    private boolean isComplete(String node) {
        Set<String> leading = before.computeIfAbsent(node, graph::before);
        return feeds.stream()
                        .allMatch(feed -> !(feed instanceof Feed.Failed) && !leading.contains(feed.id())
                                || standing.tally(feed.id()).readAll)
                && standing.parked.values().stream().noneMatch(page -> leading.contains(page.node()));
    }

    private @Nullable Feed nextFeed() {
        long backlog = standing.parked.values().stream()
                .filter(page -> page.state() == Parked.State.READY)
                .count();
        if (backlog >= BACKLOG) {
            return null;
        }
        Instant now = now();
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && (tally.notBefore == null || !tally.notBefore.isAfter(now))) {
                return feed;
            }
        }
        return null;
    }

    private boolean isOver() {
        return standing.parked.isEmpty() && feeds.stream().allMatch(feed -> standing.tally(feed.id()).readAll);
    }

    private RuntimeException sleep() {
        Instant until = null;
        String reason = "";
        for (Parked page : standing.parked.values()) {
            if (page.notBefore() != null && (until == null || page.notBefore().isBefore(until))) {
                until = page.notBefore();
                reason = page.waitsFor() == null ? graph.at(page.node()).title() : page.waitsFor();
            }
        }
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && tally.notBefore != null && (until == null || tally.notBefore.isBefore(until))) {
                until = tally.notBefore;
                reason = String.valueOf(tally.message);
            }
        }
        progress(true);
        if (until == null) {
            throw new IllegalStateException("Nothing is left to do and nothing to wait for, yet the run is not over");
        }
        return run.sleepUntil(until, reason);
    }

    // ---- turns

    /**
     * One turn: said what it begins with, led through the graph, committed.
     *
     * @param begin puts the records in and says what becomes of the page; done again when a node broke the transaction
     * @param inside more of the same, within the transaction
     */
    private void turn(Consumer<Turn> begin, BiConsumer<Turn, DSLContext> inside) {
        Set<String> careful = new HashSet<>();
        while (true) {
            Turn turn = new Turn(standing.tallies, standing.nextSeq, careful);
            begin.accept(turn);
            cascade.outside(turn);
            try {
                run.inTransaction(sql -> {
                    inside.accept(turn, sql);
                    cascade.inside(turn, sql);
                    parts.tables().write(sql, run.tenant(), run.id().value(), input.flow(), turn);
                    if (remembers && isLast(turn)) {
                        Dedupe.forget(sql, run.tenant(), run.id().value(), FORGOTTEN_AT_ONCE);
                    }
                    parts.news().moved(sql, run.tenant(), input.flow(), run.id().value());
                    return true;
                });
            } catch (RuntimeException e) {
                String broken = brokenBy(e);
                if (broken == null || !careful.add(broken)) {
                    throw e;
                }
                continue;
            }
            standing.committed(turn);
            standing.shed(KEPT_RECORDS);
            return;
        }
    }

    private static @Nullable String brokenBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Cascade.Broken broken) {
                return broken.node();
            }
        }
        return null;
    }

    /** Whether nothing is left to do once this turn has committed. */
    private boolean isLast(Turn turn) {
        return turn.parked.stream().allMatch(page -> turn.gone.contains(page.seq()))
                && standing.parked.keySet().stream().allMatch(turn.gone::contains)
                && feeds.stream().allMatch(feed -> {
                    Tally changed = turn.changed().get(feed.id());
                    return (changed == null ? standing.tally(feed.id()) : changed).readAll;
                });
    }

    private void read(Feed feed) {
        switch (feed) {
            case Feed.Asked asked -> ask(asked.place());
            case Feed.Stored stored -> readStored(stored.place());
            case Feed.Failed failed -> readFailed(failed);
        }
    }

    private void ask(Place place) {
        Tally tally = standing.tally(place.id());
        Node.Source source = (Node.Source) nodes.computeIfAbsent(place.id(), id -> made(place));
        Node.Read read;
        long began = System.nanoTime();
        try {
            read = source.read(occasion(place.id()), tally.place, tally.page);
        } catch (Problem e) {
            notRead(place, e);
            return;
        }
        long took = (System.nanoTime() - began) / 1_000;
        int page = fit(place, read.records(), tally.page);
        if (read.records().isEmpty()
                && read.rejects().isEmpty()
                && read.next() != null
                && read.next().equals(tally.place)) {
            throw Problem.of(
                    EngineProblem.SOURCE_STANDS,
                    "Node “%s” brought nothing and says that there is more at the same place (%s)."
                            .formatted(place.title(), read.next()));
        }
        turn(
                turn -> {
                    Tally changed = turn.tally(place.id());
                    changed.place = read.next();
                    changed.readAll = read.next() == null;
                    changed.total = read.total() == null ? changed.total : read.total();
                    changed.micros += took;
                    changed.attempts = 0;
                    changed.notBefore = null;
                    changed.message = null;
                    changed.page = page;
                    read.rejects().forEach(reject -> cascade.rejected(turn, place, reject));
                    bring(turn, place, read.records());
                },
                (turn, sql) -> {});
    }

    private void bring(Turn turn, Place place, List<FlowRecord> records) {
        Tally tally = turn.tally(place.id());
        String key = graph.definition().settings().key();
        long began = ChronoUnit.MICROS.between(Instant.EPOCH, now());
        for (FlowRecord brought : records) {
            Object named = key == null ? null : brought.get(key);
            FlowRecord record = named == null || named.toString().equals(brought.key())
                    ? brought
                    : new FlowRecord(named.toString(), brought.values());
            tally.in++;
            cascade.leave(turn, place, "out", new Passage(record, record, Trail.begin(place.id(), tally.in), began, 1));
        }
    }

    /** A source that cannot be reached is tried again; any other fault ends the run. */
    private void notRead(Place place, Problem problem) {
        Tally tally = standing.tally(place.id());
        NodeSpec.Retry retry = retry(place);
        boolean passes = problem.code().kind() == ErrorCode.Kind.UNREACHABLE
                || problem.code().kind() == ErrorCode.Kind.TOO_OFTEN;
        Instant told = told(problem);
        if (passes && told != null && told.isAfter(now())) {
            // a vendor that says when is no fault of the source: it costs no attempt
            turn(
                    turn -> {
                        Tally changed = turn.tally(place.id());
                        changed.notBefore = told;
                        changed.message = "%s: %s".formatted(place.title(), problem.detail());
                    },
                    (turn, sql) -> {});
            return;
        }
        if (!passes || tally.attempts >= retry.attempts()) {
            throw Problem.of(
                            EngineProblem.NODE_FAILED,
                            "Node “%s”%s: %s"
                                    .formatted(
                                            place.title(),
                                            tally.attempts == 0 ? "" : " (%d attempts)".formatted(tally.attempts + 1),
                                            problem.detail()),
                            problem)
                    .with("node", place.id());
        }
        turn(
                turn -> {
                    Tally changed = turn.tally(place.id());
                    changed.attempts++;
                    changed.notBefore = now().plus(pause(retry, changed.attempts));
                    changed.message = "%s: attempt %d of %d failed: %s"
                            .formatted(place.title(), changed.attempts, retry.attempts() + 1, problem.detail());
                },
                (turn, sql) -> {});
    }

    /** When a source may be asked again, as far as its problem says so. */
    private static @Nullable Instant told(Problem problem) {
        Object told = problem.places().get("notBefore");
        try {
            return told == null ? null : Instant.parse(told.toString());
        } catch (java.time.DateTimeException e) {
            return null;
        }
    }

    /** @return how many records to ask for next time */
    private static int fit(Place place, List<FlowRecord> records, int asked) {
        long weight = 0;
        for (FlowRecord record : records) {
            weight += Packing.weight(record.values(), HEAVIEST_PAGE);
        }
        if (weight > HEAVIEST_PAGE) {
            throw Problem.of(
                            EngineProblem.PAGE_TOO_LARGE,
                            "Node “%s” brought a page of %d records and more than %d MB; ask it for fewer or smaller records."
                                    .formatted(place.title(), records.size(), HEAVIEST_PAGE >> 20))
                    .with("node", place.id());
        }
        if (weight > HEAVY_PAGE) {
            return (int) Math.max(1, Math.min(asked, records.size()) * HEAVY_PAGE / weight);
        }
        return Math.min(Tally.PAGE, asked * 2);
    }

    private void readStored(Place place) {
        Replays.read(
                run,
                parts,
                Objects.requireNonNull(input.replay()),
                place,
                standing.tally(place.id()).place,
                stored -> turn(
                        turn -> {
                            Tally changed = turn.tally(place.id());
                            changed.place = stored.next();
                            changed.readAll = stored.next() == null;
                        },
                        (turn, sql) -> bring(turn, place, Replays.unseen(sql, run, place, stored))));
    }

    private void readFailed(Feed.Failed feed) {
        Replays.Again again = run.inTransaction(
                sql -> Replays.failed(sql, run.tenant(), run.id().value(), standing.tally(feed.id()).place));
        turn(
                turn -> {
                    Tally changed = turn.tally(feed.id());
                    changed.place = again.next();
                    changed.readAll = again.next() == null;
                    again.records().forEach(record -> {
                        changed.in++;
                        changed.out.merge("out", 1L, Long::sum);
                        turn.offer(graph.at(record.node()), record.passage());
                    });
                },
                (turn, sql) -> {});
    }

    // ---- in front of nodes

    private void forward(Parked page) {
        Place place = graph.at(page.node());
        switch (nodes.get(place.id())) {
            case Node.Gate gate -> {
                Parked whole = loaded(page);
                turn(turn -> {}, (turn, sql) -> cascade.look(turn, place, gate, whole, sql, false));
            }
            case Node.Effect effect -> {
                if (page.state() == Parked.State.GATHERING && gather(page)) {
                    return;
                }
                send(loaded(page), place, effect);
            }
            case null, default ->
                // the node has become another kind in this version: it goes through as what it is now
                turn(
                        turn -> {
                            turn.gone.add(page.seq());
                            Tally tally = turn.tally(place.id());
                            tally.waiting -= page.size();
                            tally.in -= page.size();
                            Objects.requireNonNull(loaded(page).passages())
                                    .forEach(passage -> turn.offer(place, passage));
                        },
                        (turn, sql) -> {});
        }
    }

    private Parked loaded(Parked page) {
        if (page.passages() != null) {
            return page;
        }
        List<Passage> passages = run.inTransaction(
                sql -> parts.tables().passages(sql, run.tenant(), run.id().value(), page.seq()));
        return new Parked(
                page.seq(),
                page.id(),
                page.node(),
                page.size(),
                page.state(),
                page.notBefore(),
                page.attempts(),
                page.waitsFor(),
                page.parkedAt(),
                passages);
    }

    /** Makes one page of all that were gathered; false: there is only this one. */
    private boolean gather(Parked first) {
        List<Parked> pages = standing.parked.values().stream()
                .filter(page -> page.node().equals(first.node()))
                .toList();
        if (pages.size() == 1) {
            return false;
        }
        List<Passage> all = new ArrayList<>();
        long weight = 0;
        for (Parked page : pages) {
            List<Passage> passages = Objects.requireNonNull(loaded(page).passages());
            for (Passage passage : passages) {
                weight += Packing.weight(passage.record().values(), HEAVIEST_PAGE);
            }
            if (weight > HEAVIEST_PAGE) {
                throw Problem.of(
                        EngineProblem.PAGE_TOO_LARGE,
                        "Node “%s” takes all records in one call, which would be more than %d MB; give it a number of records for each call."
                                .formatted(graph.at(first.node()).title(), HEAVIEST_PAGE >> 20));
            }
            all.addAll(passages);
        }
        turn(
                turn -> {
                    pages.forEach(page -> turn.gone.add(page.seq()));
                    turn.parked.add(new Parked(
                            turn.nextSeq++,
                            UUID.randomUUID(),
                            first.node(),
                            all.size(),
                            Parked.State.READY,
                            null,
                            0,
                            null,
                            first.parkedAt(),
                            all));
                },
                (turn, sql) -> {});
        return true;
    }

    /** Makes the calls that a parked page takes, one after the other, each written before it is made. */
    private void send(Parked page, Place place, Node.Effect effect) {
        List<Passage> passages = Objects.requireNonNull(page.passages());
        TreeMap<Integer, Calling> calls = new TreeMap<>(standing.calls.getOrDefault(page.seq(), new TreeMap<>()));
        prepare(page, place, effect, passages, calls);
        Calling current = first(calls, Calling.State.SENT);
        while (current != null) {
            List<Passage> batch = passages.subList(current.first(), current.first() + current.size());
            Occasion occasion = occasion(place.id());
            long began = System.nanoTime();
            Node.Sent sent;
            try {
                sent = effect.send(
                        occasion,
                        current.request(),
                        current.key(),
                        batch.stream().map(Passage::record).toList());
            } catch (RuntimeException e) {
                sent = new Node.Sent.Unknown("The call ended in a way that tells nothing: " + Cascade.sentence(e));
            }
            if (!settle(page, place, sent, current, calls, batch, began)) {
                return;
            }
            current = first(calls, Calling.State.SENT);
            if (current == null) {
                Calling next = first(calls, Calling.State.PREPARED);
                if (next == null) {
                    return;
                }
                checkpoint();
                Calling going = next.sent();
                turn(turn -> turn.calls.add(going), (turn, sql) -> {});
                calls.put(going.first(), going);
                current = going;
            }
        }
    }

    /** Writes the calls down; those that were under way when the program ended are of unknown outcome. */
    private void prepare(
            Parked page, Place place, Node.Effect effect, List<Passage> passages, TreeMap<Integer, Calling> calls) {
        TreeMap<Integer, Calling> prepared = new TreeMap<>();
        List<Calling> unknown = calls.values().stream()
                .filter(call -> call.state() == Calling.State.SENT)
                .map(call -> call.to(Calling.State.UNKNOWN, "The program ended during the call."))
                .toList();
        List<Calling> refused = new ArrayList<>();
        if (calls.isEmpty()) {
            int size = effect.batch() <= 0 ? passages.size() : effect.batch();
            for (int first = 0; first < passages.size(); first += size) {
                List<Passage> batch = passages.subList(first, Math.min(passages.size(), first + size));
                String key = UUID.nameUUIDFromBytes((run.id() + "/" + page.seq() + "/" + first)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString();
                try {
                    String request = effect.prepare(
                            occasion(place.id()),
                            batch.stream().map(Passage::record).toList());
                    prepared.put(
                            first,
                            new Calling(
                                    place.id(),
                                    page.seq(),
                                    first,
                                    batch.size(),
                                    key,
                                    request,
                                    Calling.State.PREPARED,
                                    null,
                                    0));
                } catch (RuntimeException e) {
                    refused.add(new Calling(
                            place.id(),
                            page.seq(),
                            first,
                            batch.size(),
                            key,
                            "",
                            Calling.State.REFUSED,
                            Cascade.sentence(e),
                            0));
                }
            }
        }
        TreeMap<Integer, Calling> after = new TreeMap<>(calls);
        after.putAll(prepared);
        refused.forEach(call -> after.put(call.first(), call));
        unknown.forEach(call -> after.put(call.first(), call));
        Calling next = first(after, Calling.State.PREPARED);
        Calling going = next == null ? null : next.sent();
        if (going != null) {
            after.put(going.first(), going);
        }
        turn(
                turn -> {
                    prepared.values().forEach(call -> turn.calls.add(after.get(call.first())));
                    turn.calls.addAll(refused);
                    turn.calls.addAll(unknown);
                    if (going != null && !prepared.containsKey(going.first())) {
                        turn.calls.add(going);
                    }
                    refused.forEach(call -> cascade.answered(
                            turn,
                            place,
                            new Node.Sent.Refused("value", String.valueOf(call.evidence())),
                            part(passages, call),
                            System.nanoTime()));
                    unknown.forEach(call -> cascade.answered(
                            turn,
                            place,
                            new Node.Sent.Unknown(
                                    "The program ended while this was being sent: look there whether it arrived, then"
                                            + " run it again or close it."),
                            part(passages, call),
                            System.nanoTime()));
                    if (going == null) {
                        turn.gone.add(page.seq());
                    }
                },
                (turn, sql) -> {});
        calls.clear();
        calls.putAll(after);
    }

    private static List<Passage> part(List<Passage> passages, Calling call) {
        return passages.subList(call.first(), call.first() + call.size());
    }

    private static @Nullable Calling first(TreeMap<Integer, Calling> calls, Calling.State state) {
        return calls.values().stream()
                .filter(call -> call.state() == state)
                .findFirst()
                .orElse(null);
    }

    /**
     * Stores what came of a call and lets the records go on; marks the next call as sent in the same transaction where no
     * checkpoint is due before it.
     *
     * @return whether to go on with the page's calls
     */
    private boolean settle(
            Parked page,
            Place place,
            Node.Sent sent,
            Calling current,
            TreeMap<Integer, Calling> calls,
            List<Passage> batch,
            long began) {
        NodeSpec.Retry retry = retry(place);
        if (sent instanceof Node.Sent.Later later && current.attempts() <= retry.attempts()) {
            Instant wait = now().plus(pause(retry, current.attempts()));
            Instant until = later.notBefore() != null && later.notBefore().isAfter(wait)
                    ? later.notBefore().truncatedTo(ChronoUnit.MICROS)
                    : wait;
            String said = "%s: attempt %d of %d failed: %s"
                    .formatted(place.title(), current.attempts(), retry.attempts() + 1, later.message());
            Calling back = current.to(Calling.State.PREPARED, later.message());
            turn(
                    turn -> {
                        turn.calls.add(back);
                        turn.moved.add(page.until(until, said, current.attempts()));
                        turn.tally(place.id()).message = said;
                        cascade.retried(
                                turn,
                                place,
                                batch.stream()
                                        .map(passage -> passage.tried(current.attempts()))
                                        .toList(),
                                later.errorClass(),
                                said);
                    },
                    (turn, sql) -> {});
            return false;
        }
        Calling settled = switch (sent) {
            case Node.Sent.Done done -> current.to(Calling.State.DONE, done.evidence());
            case Node.Sent.Refused refused -> current.to(Calling.State.REFUSED, refused.message());
            case Node.Sent.Later later -> current.to(Calling.State.REFUSED, later.message());
            case Node.Sent.Unknown unknown -> current.to(Calling.State.UNKNOWN, unknown.message());
        };
        calls.put(settled.first(), settled);
        Calling next = first(calls, Calling.State.PREPARED);
        Calling going = next == null || isTimeToCheck() ? null : next.sent();
        turn(
                turn -> {
                    turn.calls.add(settled);
                    if (going != null) {
                        turn.calls.add(going);
                    }
                    if (next == null) {
                        turn.gone.add(page.seq());
                    }
                    turn.tally(place.id()).message = null;
                    cascade.answered(
                            turn,
                            place,
                            sent,
                            batch.stream()
                                    .map(passage -> passage.tried(Math.max(1, current.attempts())))
                                    .toList(),
                            began);
                },
                (turn, sql) -> {});
        if (going != null) {
            calls.put(going.first(), going);
        }
        return true;
    }

    private static NodeSpec.Retry retry(Place place) {
        NodeSpec.Retry own = place.spec().retry();
        return own == null ? RETRY : own;
    }

    /** @param attempt the attempts made so far, at least 1 */
    static Duration pause(NodeSpec.Retry retry, int attempt) {
        double millis = retry.first().toMillis() * Math.pow(Math.max(1, retry.factor()), Math.max(0, attempt - 1));
        return Duration.ofMillis((long) Math.min(millis, retry.longest().toMillis()));
    }

    // ---- the end

    /** Whether so many failed that whatever else comes cannot help. */
    private boolean hasFailedForSure() {
        long failed = sum(tally -> tally.failed);
        if (failed == 0 || failed < graph.definition().settings().failAtLeast()) {
            return false;
        }
        long known = 0;
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            if (!tally.readAll && tally.total == null) {
                return false;
            }
            known += Math.max(tally.in, tally.total == null ? 0 : tally.total);
        }
        return passesShare(failed, known) && !isOver();
    }

    private boolean passesShare(long failed, long all) {
        return failed >= graph.definition().settings().failAtLeast()
                && failed > 0
                && failed >= graph.definition().settings().failShare() * all;
    }

    private RunOutcome end() {
        boolean isOver = isOver();
        if (isOver && remembers) {
            while (run.inTransaction(
                            sql -> Dedupe.forget(sql, run.tenant(), run.id().value(), FORGOTTEN_AT_ONCE))
                    == FORGOTTEN_AT_ONCE) {
                checkpoint();
            }
        }
        progress(true);
        long read =
                feeds.stream().mapToLong(feed -> standing.tally(feed.id()).in).sum();
        long failed = sum(tally -> tally.failed);
        String words = words(read, failed);
        if (failed > 0 && passesShare(failed, read)) {
            return RunOutcome.failed(
                    isOver
                            ? words
                            : words
                                    + "; stopped there, because at least %s of the records fail"
                                            .formatted(share(graph.definition()
                                                    .settings()
                                                    .failShare())));
        }
        return failed > 0 ? RunOutcome.partlyFailed(words) : RunOutcome.succeeded(words);
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private String words(long read, long failed) {
        Map<String, Long> counts = new LinkedHashMap<>();
        long sent = outOf(NodeCard.Effect.OUTSIDE);
        long written = outOf(NodeCard.Effect.OWN_DATA);
        long dropped = sum(tally -> tally.dropped);
        counts.put("sent", sent);
        counts.put("written", written);
        counts.put("dropped", dropped);
        counts.put("failed", failed);
        if (sent == 0 && written == 0) {
            counts.put("done", sum(tally -> tally.ended));
        }
        StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "%,d read", read));
        counts.forEach((word, count) -> {
            if (count > 0) {
                words.append(String.format(Locale.ROOT, ", %,d %s", count, word));
            }
        });
        return words.toString();
    }

    private long outOf(NodeCard.Effect effect) {
        return graph.order().stream()
                .filter(place -> place.card().effect() == effect)
                .mapToLong(place -> standing.tally(place.id()).out.values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .sum();
    }

    private long sum(java.util.function.ToLongFunction<Tally> part) {
        return standing.tallies.values().stream().mapToLong(part).sum();
    }

    private long shown = System.nanoTime();
    private boolean told;

    /**
     * A step for each node, with the passages that came to their end there: together they are the records dealt with. What a
     * source still has to bring is its own total.
     */
    private void progress(boolean now) {
        if (!now && System.nanoTime() - shown < CHECK_NANOS * 2) {
            return;
        }
        shown = System.nanoTime();
        long over = sum(Tally::over);
        Long total = 0L;
        for (Feed feed : feeds) {
            Tally tally = standing.tally(feed.id());
            Long known = tally.readAll ? Long.valueOf(tally.in) : tally.total;
            total = total == null || known == null ? null : Long.valueOf(total + known);
        }
        boolean first = true;
        for (Place place : graph.order()) {
            Tally tally = standing.tallies.get(place.id());
            // the step of a source is left out where a run is over before anybody could see it
            if (tally == null || tally.over() == 0 && !(place.card().source() && (told || !isOver()))) {
                continue;
            }
            Long own = tally.over();
            if (first) {
                own = total == null ? null : Long.valueOf(Math.max(0, total - over) + tally.over());
                first = false;
            }
            run.progress(place.title(), tally.over(), tally.failed, own, tally.message);
        }
        told = true;
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}

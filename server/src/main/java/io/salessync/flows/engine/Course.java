package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** What an execution of a run of this graph goes by: its nodes made ready, where its records come from, and the way they take. */
final class Course {
    final TenantId tenant;
    final UUID run;
    final FlowInput input;
    final Graph graph;
    final Map<String, Node> nodes = new HashMap<>();
    final List<Feed> feeds = new ArrayList<>();
    final Cascade cascade;
    final Passing passing;
    /** Whether a node keeps keys that have to be forgotten when the run is over. */
    final boolean remembers;

    private final Map<String, Occasion> occasions = new HashMap<>();
    private final Map<String, Set<String>> before = new HashMap<>();

    Course(TenantId tenant, UUID run, FlowInput input, Graph graph, InstantSource clock) {
        this.tenant = tenant;
        this.run = run;
        this.input = input;
        this.graph = graph;
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
        this.passing = new Passing(
                graph,
                (at, to) -> !bypassed.contains(at) || bypassed.contains(to) || to.equals(from),
                clock,
                run,
                input.flow());
        this.cascade = new Cascade(
                graph,
                nodes,
                this::occasion,
                turn -> feeds.stream().allMatch(feed -> turn.hasRead(feed.id())),
                passing,
                clock);
    }

    private static Node made(Place place) {
        try {
            return place.type().make(place.spec(), place.in());
        } catch (Problem e) {
            throw Problem.of(e.code(), "Node “%s”: %s".formatted(place.title(), e.detail()), e)
                    .with("node", place.id());
        }
    }

    Occasion occasion(String node) {
        return occasions.computeIfAbsent(
                node,
                id -> new Occasion(
                        tenant,
                        run,
                        input.flow(),
                        graph.definition().name(),
                        id,
                        input.due(),
                        input.since(),
                        input.before(),
                        input.payload(),
                        input.startedBy(),
                        input.version()));
    }

    /** All nodes that lead to a node, near or far. */
    Set<String> before(String node) {
        return before.computeIfAbsent(node, graph::before);
    }

    /**
     * Whether whatever brings records to a node is read to its end.
     *
     * @param isRead says it of one feed
     */
    boolean isReadFor(String node, Predicate<String> isRead) {
        return feeds.stream()
                .allMatch(feed ->
                        !(feed instanceof Feed.Failed) && !before(node).contains(feed.id()) || isRead.test(feed.id()));
    }

    /** The source in that place, made ready when it is first asked. */
    Node.Source source(Place place) {
        return (Node.Source) nodes.computeIfAbsent(place.id(), id -> made(place));
    }

    /** Lets the records of a page of a source go their way. */
    void bring(Turn turn, Place place, List<FlowRecord> records, Instant now) {
        Tally tally = turn.tally(place.id());
        String key = graph.definition().settings().key();
        long began = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        for (FlowRecord brought : records) {
            Object named = key == null ? null : brought.get(key);
            FlowRecord record = named == null || named.toString().equals(brought.key())
                    ? brought
                    : new FlowRecord(named.toString(), brought.values());
            tally.in++;
            passing.leave(turn, place, "out", new Passage(record, record, Trail.begin(place.id(), tally.in), began, 1));
        }
    }
}

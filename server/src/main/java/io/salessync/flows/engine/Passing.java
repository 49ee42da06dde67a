package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What becomes of passages that a node has dealt with: on to the next nodes, or to an end, with counts and lines in the log. */
final class Passing {
    private final Graph graph;
    private final BiPredicate<String, String> leads;
    private final InstantSource clock;
    private final UUID run;
    private final UUID flow;

    /** @param leads whether records go from a node to a node it leads to */
    Passing(Graph graph, BiPredicate<String, String> leads, InstantSource clock, UUID run, UUID flow) {
        this.graph = graph;
        this.leads = leads;
        this.clock = clock;
        this.run = run;
        this.flow = flow;
    }

    /** Does what the node said, for every passage of the page. */
    void tell(Turn turn, Place place, List<Said> said, List<Passage> page, long began) {
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

    private FlowSettings settings() {
        return graph.definition().settings();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

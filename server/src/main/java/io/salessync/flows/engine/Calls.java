package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.kernel.runs.ActiveRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes the calls that parked records take: each written before it is made, its outcome after. */
final class Calls {
    /** No retry in the definition: this one. Attempts after the first. */
    static final NodeSpec.Retry RETRY = new NodeSpec.Retry(3, Duration.ofSeconds(2), 2, Duration.ofMinutes(5));

    private final Turns turns;
    private final ActiveRun run;
    private final Course course;

    Calls(Turns turns) {
        this.turns = turns;
        this.run = turns.run;
        this.course = turns.course;
    }

    /** Makes the calls that a parked page takes, one after the other, each written before it is made. */
    void send(Parked page, Place place, Node.Effect effect) {
        List<Passage> passages = Objects.requireNonNull(page.passages());
        TreeMap<Integer, Calling> calls = new TreeMap<>(turns.standing.calls.getOrDefault(page.seq(), new TreeMap<>()));
        prepare(page, place, effect, passages, calls);
        make(page, place, effect, passages, calls);
    }

    /**
     * Writes the first call about a page in the turn that parks it, where nothing can come between: each transaction costs more than most
     * calls do. Where the page cannot be sent next, or a call cannot be made of it, it is left to {@link #send}.
     */
    void intend(Turn turn, DSLContext sql) {
        List<Parked> parked = turn.parked.stream()
                .filter(page -> !turn.gone.contains(page.seq()))
                .toList();
        if (parked.size() != 1 || !turn.gone.containsAll(turns.standing.parked.keySet())) {
            return;
        }
        Parked page = parked.getFirst();
        if (!(course.nodes.get(page.node()) instanceof Node.Effect effect)
                || page.state() == Parked.State.GATHERING && !course.isReadFor(page.node(), turn::hasRead)
                // so many may have failed that the run is to end before it sends anything
                || turn.changed().values().stream().anyMatch(tally -> tally.failed > 0)
                || turns.standing.tallies.values().stream().anyMatch(tally -> tally.failed > 0)
                || turns.isAskedToStop(sql)) {
            return;
        }
        TreeMap<Integer, Calling> calls = new TreeMap<>();
        for (Calling call : of(page, course.graph.at(page.node()), effect, Objects.requireNonNull(page.passages()))) {
            if (call.state() == Calling.State.REFUSED) {
                return;
            }
            calls.put(call.first(), calls.isEmpty() ? call.sent() : call);
        }
        turn.calls.addAll(calls.values());
        turn.intended = page.ready();
        turn.parked.replaceAll(one -> one == page ? page.ready() : one);
    }

    /** Makes the calls about a page that {@link #intend} has written; the first is under way already. */
    void sendIntended(@Nullable Parked page) {
        if (page != null && course.nodes.get(page.node()) instanceof Node.Effect effect) {
            make(
                    page,
                    course.graph.at(page.node()),
                    effect,
                    Objects.requireNonNull(page.passages()),
                    new TreeMap<>(Objects.requireNonNull(turns.standing.calls.get(page.seq()))));
        }
    }

    private void make(
            Parked page, Place place, Node.Effect effect, List<Passage> passages, TreeMap<Integer, Calling> calls) {
        Calling current = first(calls, Calling.State.SENT);
        while (current != null) {
            List<Passage> batch = passages.subList(current.first(), current.first() + current.size());
            Occasion occasion = course.occasion(place.id());
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
                turns.checkpoint();
                Calling going = next.sent();
                turns.turn(turn -> turn.moves.add(going), (turn, sql) -> {});
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
            for (Calling call : of(page, place, effect, passages)) {
                if (call.state() == Calling.State.REFUSED) {
                    refused.add(call);
                } else {
                    prepared.put(call.first(), call);
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
        turns.turn(
                turn -> {
                    prepared.values().forEach(call -> turn.calls.add(after.get(call.first())));
                    turn.calls.addAll(refused);
                    turn.moves.addAll(unknown);
                    if (going != null && !prepared.containsKey(going.first())) {
                        turn.moves.add(going);
                    }
                    refused.forEach(call -> course.cascade.answered(
                            turn,
                            place,
                            new Node.Sent.Refused("value", String.valueOf(call.evidence())),
                            part(passages, call),
                            System.nanoTime()));
                    unknown.forEach(call -> course.cascade.answered(
                            turn,
                            place,
                            new Node.Sent.Unknown(
                                    "The program ended while this was being sent: look there whether it arrived, then run it again or close it."),
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

    /** The calls that a page takes, in order; refused where none can be made of its records. */
    private List<Calling> of(Parked page, Place place, Node.Effect effect, List<Passage> passages) {
        List<Calling> calls = new ArrayList<>();
        int size = effect.batch() <= 0 ? passages.size() : effect.batch();
        for (int first = 0; first < passages.size(); first += size) {
            List<Passage> batch = passages.subList(first, Math.min(passages.size(), first + size));
            String key = UUID.nameUUIDFromBytes(
                            (run.id() + "/" + page.seq() + "/" + first).getBytes(StandardCharsets.UTF_8))
                    .toString();
            String request = "";
            String why = null;
            try {
                request = effect.prepare(
                        course.occasion(place.id()),
                        batch.stream().map(Passage::record).toList());
            } catch (RuntimeException e) {
                why = Cascade.sentence(e);
            }
            calls.add(new Calling(
                    place.id(),
                    page.seq(),
                    first,
                    batch.size(),
                    key,
                    request,
                    why == null ? Calling.State.PREPARED : Calling.State.REFUSED,
                    why,
                    0));
        }
        return calls;
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
            Instant wait = turns.now().plus(pause(retry, current.attempts()));
            Instant until = later.notBefore() != null && later.notBefore().isAfter(wait)
                    ? later.notBefore().truncatedTo(ChronoUnit.MICROS)
                    : wait;
            String said = "%s: attempt %d of %d failed: %s"
                    .formatted(place.title(), current.attempts(), retry.attempts() + 1, later.message());
            Calling back = current.to(Calling.State.PREPARED, later.message());
            turns.turn(
                    turn -> {
                        turn.moves.add(back);
                        turn.moved.add(page.until(until, said, current.attempts()));
                        turn.tally(place.id()).message = said;
                        course.passing.retried(
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
        Calling going = next == null || turns.isTimeToCheck() ? null : next.sent();
        turns.turn(
                turn -> {
                    turn.moves.add(settled);
                    if (going != null) {
                        turn.moves.add(going);
                    }
                    if (next == null) {
                        turn.gone.add(page.seq());
                    }
                    turn.tally(place.id()).message = null;
                    course.cascade.answered(
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

    static NodeSpec.Retry retry(Place place) {
        NodeSpec.Retry own = place.spec().retry();
        return own == null ? RETRY : own;
    }

    /** @param attempt the attempts made so far, at least 1 */
    static Duration pause(NodeSpec.Retry retry, int attempt) {
        double millis = retry.first().toMillis() * Math.pow(Math.max(1, retry.factor()), Math.max(0, attempt - 1));
        return Duration.ofMillis((long) Math.min(millis, retry.longest().toMillis()));
    }
}

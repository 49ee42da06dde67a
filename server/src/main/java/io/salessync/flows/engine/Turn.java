package io.salessync.flows.engine;

import io.salessync.logs.RecordLog.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One page's work: everything that becomes of it, for one transaction. Nothing of it counts before that has committed. */
final class Turn {
    private final Map<String, Tally> before;
    private final Map<String, Tally> changed = new LinkedHashMap<>();
    private final Map<Integer, List<Passage>> inbox = new HashMap<>();
    final List<Line> lines = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    final List<Parked> parked = new ArrayList<>();
    final List<Parked> moved = new ArrayList<>();
    final List<Long> gone = new ArrayList<>();
    /** Calls that nothing is written of yet. */
    final List<Calling> calls = new ArrayList<>();
    /** Calls that are written already and have come to another state. */
    final List<Calling> moves = new ArrayList<>();
    /** A page of {@link #parked} whose first call is about to be sent once this turn has committed. */
    @Nullable Parked intended;

    /** Nodes whose last attempt at this page broke the transaction: they are given one record at a time. */
    final Set<String> careful;

    long nextSeq;

    /** @param passage null: it could not be read at all */
    record Failure(
            String node, String recordKey, @Nullable Passage passage, String errorClass, String error, int attempts) {}

    Turn(Map<String, Tally> before, long nextSeq, Set<String> careful) {
        this.before = before;
        this.nextSeq = nextSeq;
        this.careful = careful;
    }

    Tally tally(String node) {
        return changed.computeIfAbsent(node, id -> {
            Tally known = before.get(id);
            return known == null ? new Tally() : known.copy();
        });
    }

    /** Whether a source is read to its end, with this turn. */
    boolean hasRead(String source) {
        Tally now = changed.getOrDefault(source, before.get(source));
        return now != null && now.readAll;
    }

    /** Whether no record of the run ever stood in front of a node beyond its turn. */
    boolean nothingParked() {
        return nextSeq == Standing.FIRST_SEQ && parked.isEmpty();
    }

    Map<String, Tally> changed() {
        return changed;
    }

    void offer(Graph.Place place, Passage passage) {
        inbox.computeIfAbsent(place.position(), position -> new ArrayList<>()).add(passage);
        tally(place.id()).in++;
    }

    /** Whether records stand in front of nodes still. */
    boolean hasMore() {
        return !inbox.isEmpty();
    }

    List<Passage> take(Graph.Place place) {
        List<Passage> taken = inbox.remove(place.position());
        return taken == null ? List.of() : taken;
    }
}

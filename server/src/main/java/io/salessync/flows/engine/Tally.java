package io.salessync.flows.engine;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The counts of a node in a run and, of a source, how far it was read. A turn changes a copy, which counts once it has committed. */
final class Tally {
    /** How many records a source is asked for at first, and at most. */
    static final int PAGE = 1_000;

    long in;
    final Map<String, Long> out = new TreeMap<>();
    /** Passages that ended well here. */
    long ended;

    long dropped;
    long failed;
    long waiting;
    long micros;
    @Nullable String message;
    @Nullable String place;
    boolean readAll;
    @Nullable Long total;
    int attempts;
    @Nullable Instant notBefore;
    /** Not stored: a run that goes on finds it out anew. */
    int page = PAGE;

    Tally copy() {
        Tally copy = new Tally();
        copy.in = in;
        copy.out.putAll(out);
        copy.ended = ended;
        copy.dropped = dropped;
        copy.failed = failed;
        copy.waiting = waiting;
        copy.micros = micros;
        copy.message = message;
        copy.place = place;
        copy.readAll = readAll;
        copy.total = total;
        copy.attempts = attempts;
        copy.notBefore = notBefore;
        copy.page = page;
        return copy;
    }

    /** Passages that came to their end here, well or not. */
    long over() {
        return ended + dropped + failed;
    }
}

package io.salessync.flows.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The way of a record so far, node by node; shared between the copies that a fork makes.
 *
 * @param before the way up to this node; null: it begins here
 * @param packed a JSON array's inside, read back from the database, that goes before everything else
 */
record Trail(
        @Nullable Trail before,
        String packed,
        String node,
        String did,
        long micros) {
    /** @param sequence the record's place among those of its source; tells copies of one record from records of one key */
    static Trail begin(String source, long sequence) {
        return new Trail(null, "", source, "read " + sequence, 0);
    }

    static Trail read(String packed) {
        return new Trail(null, packed, "", "", 0);
    }

    Trail then(String next, String what, long took) {
        return new Trail(this, "", next, what, took);
    }

    /** As in {@code RecordLog.Line.trail}. */
    String json() {
        return '[' + inside() + ']';
    }

    String inside() {
        Deque<Trail> way = new ArrayDeque<>();
        for (Trail step = this; step != null; step = step.before) {
            way.addFirst(step);
        }
        StringBuilder text = new StringBuilder(64 * way.size());
        for (Trail step : way) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            if (step.node.isEmpty()) {
                text.append(step.packed);
                continue;
            }
            text.append("{\"node\":");
            Packing.quote(text, step.node);
            text.append(",\"did\":");
            Packing.quote(text, step.did);
            if (step.micros > 0) {
                text.append(",\"ms\":").append(milliseconds(step.micros));
            }
            text.append('}');
        }
        return text.toString();
    }

    private static String milliseconds(long micros) {
        String rest = Long.toString(1_000 + micros % 1_000).substring(1);
        return micros / 1_000 + "." + rest;
    }
}

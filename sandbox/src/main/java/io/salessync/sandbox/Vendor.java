package io.salessync.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A stand-in for one vendor, reached below {@code /<name>/}. */
public interface Vendor {
    String name();

    /** Answers a call of the vendor's own API. */
    Reply answer(Request request);

    /** Answers below {@code /_sandbox/<name>/}, where a person or a test acts on the vendor's data. */
    Reply act(Request request, List<String> path);

    /** What the vendor holds, told without any of its limits. */
    Object state(Request request);

    Set<String> faultKinds();

    void reset(long seed);

    /** Plays what happens by itself up to a time the clock is about to be stepped to. */
    default void passTo(Instant time) {}

    /** When something will happen by itself next; null when nothing will. */
    default @Nullable Instant nextDue() {
        return null;
    }

    /** Stops what runs by itself. */
    default void close() {}

    /** Grows with every change of what is worth saving. */
    long revision();

    ObjectNode save();

    void load(JsonNode saved);
}

package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;
import org.jspecify.annotations.Nullable;

/** What a node said of one passage. */
record Said(
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

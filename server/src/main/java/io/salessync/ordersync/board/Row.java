package io.salessync.ordersync.board;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delta that is due: one order or one line, with what the source says of it now. */
record Row(
        RowKind kind,
        long deltaId,
        UUID recordUuid,
        UUID orderUuid,
        String sourceKey,
        @Nullable String lineKey,
        String group,
        String action,
        int attempts,
        String @Nullable [] cells) {

    boolean removal() {
        return "REMOVE".equals(action);
    }

    /** As people know it. */
    String label() {
        return lineKey == null ? sourceKey : sourceKey + " / " + lineKey;
    }
}

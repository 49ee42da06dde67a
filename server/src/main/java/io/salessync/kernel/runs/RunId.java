package io.salessync.kernel.runs;

import java.util.UUID;

/** Names a run within its tenant. */
public record RunId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

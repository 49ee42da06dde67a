package io.salessync.connectors;

import java.util.UUID;

/** Names a connection within its tenant. */
public record ConnectionId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

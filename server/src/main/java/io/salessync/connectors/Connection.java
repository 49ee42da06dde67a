package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account at a vendor. Its token is a secret that only the connector opens.
 *
 * @param vendor {@code monday}, as the connector names itself
 * @param name unique within the tenant
 * @param settings what it is set to beyond its address, by name; no secrets
 * @param healthy what the last test or call found; null before the first
 */
public record Connection(
        TenantId tenant,
        ConnectionId id,
        String vendor,
        String name,
        URI endpoint,
        Map<String, String> settings,
        @Nullable Boolean healthy,
        @Nullable String healthMessage,
        @Nullable Instant healthAt) {
    public Connection {
        settings = Map.copyOf(settings);
    }
}

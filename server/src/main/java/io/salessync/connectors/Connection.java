package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account at a vendor. Its token is a secret that only the connector opens.
 *
 * @param vendor {@code monday}, as the connector names itself
 * @param name unique within the tenant
 * @param healthy what the last test or call found; null before the first
 */
public record Connection(
        TenantId tenant,
        ConnectionId id,
        String vendor,
        String name,
        URI endpoint,
        @Nullable Boolean healthy,
        @Nullable String healthMessage,
        @Nullable Instant healthAt) {}

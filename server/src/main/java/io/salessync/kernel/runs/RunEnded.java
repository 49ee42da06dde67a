package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run came to its end; published in the transaction that writes it. Hear it with an {@code @EventListener}. */
public record RunEnded(
        TenantId tenant,
        RunId run,
        String kind,
        @Nullable UUID subject,
        RunState state,
        long done,
        long failed,
        @Nullable String message) {}

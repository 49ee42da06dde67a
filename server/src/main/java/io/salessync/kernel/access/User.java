package io.salessync.kernel.access;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can sign in to a tenant.
 *
 * @param lockedUntil when sign-in is possible again after too many wrong passwords; null: it is
 */
public record User(
        TenantId tenant,
        UUID id,
        String email,
        String name,
        Role role,
        boolean disabled,
        @Nullable Instant lockedUntil,
        Instant createdAt,
        @Nullable Instant lastSignInAt) {}

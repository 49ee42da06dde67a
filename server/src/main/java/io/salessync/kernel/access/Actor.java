package io.salessync.kernel.access;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Set;
import java.util.UUID;

/**
 * Whoever asks: a signed-in user, or a program with a user's API key. Controllers take it as their
 * {@code @AuthenticationPrincipal}.
 *
 * @param permissions what this session or key may do: the role's, narrowed by the key's scopes
 */
public record Actor(TenantId tenant, UUID userId, String email, String name, Role role, Set<Permission> permissions) {}

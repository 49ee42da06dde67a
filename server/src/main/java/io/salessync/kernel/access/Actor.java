package io.salessync.kernel.access;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whoever asks: a signed-in user, or a program with a user's API key. Controllers take it as their
 * {@code @AuthenticationPrincipal}.
 *
 * @param permissions what this session or key may do: the role's, narrowed by the key's scopes
 * @param key the name of the API key; null: a person in a browser
 */
public record Actor(
        TenantId tenant,
        UUID userId,
        String email,
        String name,
        Role role,
        Set<Permission> permissions,
        @Nullable String key) {
    public Actor(TenantId tenant, UUID userId, String email, String name, Role role, Set<Permission> permissions) {
        this(tenant, userId, email, name, role, permissions, null);
    }

    /** How the audit trail names it: the e-mail address, or {@code key:<name>}. */
    public String signature() {
        return key == null ? email : "key:" + key;
    }

    /** How people read it: the name, with the key's where it is a program. */
    public String words() {
        return key == null ? name : name + ", key " + key;
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}

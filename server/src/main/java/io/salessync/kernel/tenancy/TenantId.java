package io.salessync.kernel.tenancy;

import java.util.UUID;

/** Names a tenant: one organisation whose data no other one sees. */
public record TenantId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

package io.salessync.kernel.access;

import io.salessync.kernel.tenancy.TenantId;

/** Something about users, sessions or keys changed; published inside the transaction that changed it. */
public record AccessChanged(TenantId tenant, String subject) {}

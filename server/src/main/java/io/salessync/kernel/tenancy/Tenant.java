package io.salessync.kernel.tenancy;

/** One organisation. {@code slug} is how people name it on the command line. */
public record Tenant(TenantId id, String slug, String name) {}

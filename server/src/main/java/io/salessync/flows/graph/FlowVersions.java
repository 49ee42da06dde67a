package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Definitions by version. */
public interface FlowVersions {
    /** One version of a flow. */
    record Version(UUID flow, int number, FlowDefinition definition) {}

    /** The version that is published and not switched off. */
    Optional<Version> published(TenantId tenant, UUID flow);

    /** The same of many flows; those that are not published are not among them. */
    default Map<UUID, Version> published(TenantId tenant, Collection<UUID> flows) {
        Map<UUID, Version> found = new HashMap<>();
        flows.forEach(flow -> published(tenant, flow).ifPresent(version -> found.put(flow, version)));
        return found;
    }

    /** A version by number, the draft included. */
    Optional<Version> version(TenantId tenant, UUID flow, int number);

    /** The version that is being drawn, where there is one. */
    default Optional<Version> draft(TenantId tenant, UUID flow) {
        return Optional.empty();
    }

    /**
     * Who answers for a version.
     *
     * @param name as the audit trail has it
     * @param userId null: the program itself, whoever has its command line, or not known
     */
    record Author(String name, @Nullable UUID userId) {}

    /** The user who published a version, or saved it where none published it; empty where there is no such version. */
    default Optional<Author> author(DSLContext sql, TenantId tenant, UUID flow, int number) {
        return Optional.empty();
    }

    /** The flow of that name. */
    Optional<UUID> named(TenantId tenant, String name);
}

package io.salessync.mapping;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Mappings by name. */
public interface Mappings {
    /**
     * A mapping made ready, as it is stored now.
     *
     * @param version grows with each change
     */
    record Ready(MappedFields fields, long version) {}

    /** The names of all there are, in order. */
    List<String> names(TenantId tenant);

    /** In the open transaction; the fields of both ends are as they were known when it was saved. */
    Optional<Ready> named(DSLContext sql, TenantId tenant, String name);

    /** The version it has now, cheaply. */
    Optional<Long> version(DSLContext sql, TenantId tenant, String name);

    /**
     * Looks at both ends as they are now, unless that was done a short while ago: not for inside a transaction. Where an end cannot be
     * asked, what was found last counts.
     *
     * @return what changed and does no harm to records
     * @throws io.salessync.kernel.problems.Problem when there is no such mapping, or a field that has to be filled lost its source or
     *     its type
     */
    List<String> ready(TenantId tenant, String name);

    /**
     * Makes the mapping of this document, as the API takes it; one of its name that is there already stays as it is. Both ends are
     * asked for their fields: not for inside a transaction.
     *
     * @throws io.salessync.kernel.problems.Problem naming what is wrong with it
     */
    void ship(TenantId tenant, String who, String document);
}

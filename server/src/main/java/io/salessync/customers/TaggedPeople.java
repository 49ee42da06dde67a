package io.salessync.customers;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What lists of people show and choose by beside their own fields; a bean of whoever keeps tags. */
public interface TaggedPeople {
    /** @param color as {@code #2f9e44} */
    record Label(UUID id, String name, String color) {}

    /** Whether the person in that column has the tag, by its id or its name. */
    Condition having(TenantId tenant, Field<UUID> person, String tag);

    /** The tags of each, by name; people without any are not in it. */
    Map<UUID, List<Label>> of(DSLContext sql, TenantId tenant, Collection<UUID> people);
}

package io.salessync.customers;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Hears, in the transaction that does it, of what happens to people as a whole; a bean of whoever keeps something about people. */
public interface CustomerListener {
    /** What belongs to the one who is gone belongs to the kept one from now on. */
    default void merged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {}

    /** The merge is taken back: what came by it goes back. */
    default void unmerged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {}

    /**
     * Their records were made one elsewhere, so the two may be one person; told once.
     *
     * @param where the service, as people call it
     * @param why for people, such as {@code Contact 003A was merged into 003B}
     * @param run in which it was told; null: in none
     */
    default void sameElsewhere(
            DSLContext sql, TenantId tenant, UUID one, UUID other, String where, String why, @Nullable UUID run) {}

    /** Their data are taken out on request: nothing that tells who they were may stay. */
    default void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {}
}

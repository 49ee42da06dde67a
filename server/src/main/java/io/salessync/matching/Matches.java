package io.salessync.matching;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Finds who is there twice. */
public interface Matches {
    /**
     * Has all customers of a tenant held against each other, as a run: pairs that may be one go to the queue of reviews. One that is
     * at work already goes on.
     *
     * @param who as the audit trail names them
     * @param user the user who asked; null: none
     * @return the run
     */
    UUID lookForDuplicates(DSLContext sql, TenantId tenant, String who, @Nullable UUID user);

    /**
     * Puts the question whether two customers are one to the queue of reviews; one that was asked before is not asked again.
     *
     * @param why who says so, for the people who decide
     * @param run in which it came up
     * @return whether the question waits; false: it was decided before, or one of them was merged or erased
     */
    boolean ask(DSLContext sql, TenantId tenant, UUID one, UUID other, String why, RunId run);
}

package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What people have to do for leads. All of it happens in the open transaction. */
public interface LeadTasks {
    /** Where a task stands. */
    enum State {
        OPEN,
        DONE,
        SKIPPED
    }

    /**
     * A task. Times are UTC.
     *
     * @param name the lead's
     * @param assignee a user's e-mail; empty: whoever wants
     * @param waits whether the lead waits for it
     */
    record Task(
            UUID id,
            UUID lead,
            String name,
            UUID sequence,
            String step,
            String text,
            String assignee,
            boolean waits,
            State state,
            Instant createdAt,
            @Nullable Instant doneAt,
            @Nullable String doneBy,
            @Nullable String note) {}

    /** Makes the task of a lead's step; the one there is where it was made before. Moves nothing. */
    Task open(DSLContext sql, TenantId tenant, Lead lead, String step, String text, String assignee, boolean waits);

    /** The task of a lead's step. */
    Optional<Task> of(DSLContext sql, TenantId tenant, UUID lead, String step);

    /**
     * Ends a task; a lead that waits for it (blocker TASK, at this step) is due now, so that whoever decides moves it on.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-move} where it has ended already
     */
    Task end(DSLContext sql, TenantId tenant, UUID task, boolean done, @Nullable String note, String who);

    /** Tasks by state, the oldest first. */
    List<Task> all(DSLContext sql, TenantId tenant, State state, @Nullable String assignee, int limit);
}

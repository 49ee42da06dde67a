package io.salessync.kernel.live;

import io.salessync.kernel.tenancy.TenantId;
import java.util.function.Consumer;

/** Hears what changed in a tenant, on whichever node, a moment after it was committed. */
public interface LiveListening {
    /** Something that changed. Ids grow, but not always in the order of hearing. */
    record Event(long id, String topic, String subject) {}

    /** An end to listening. */
    interface Ear extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Calls {@code heard} for each change until the ear is closed; on a thread of ours, so it has to be quick. News may be
     * missed while the database is away: whoever must know reads the database now and then.
     */
    Ear listen(TenantId tenant, Consumer<Event> heard);
}

package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What was heard of leads, from whatever source, and what it moves. Idempotent; all of it in the open transaction. */
public interface Heard {
    /**
     * A lead and a sender are connected.
     *
     * @param connectedAt as the network tells it, UTC; null: not told
     * @param evidence what it was read from: source, ids, how they were matched
     * @return what it did, one sentence for people
     */
    String connected(
            DSLContext sql,
            TenantId tenant,
            UUID lead,
            UUID sender,
            @Nullable Instant connectedAt,
            Map<String, ? extends @Nullable Object> evidence);

    /**
     * A lead said something. A machine's answer puts the lead off until its person is back; a person's stops whom the sequence says.
     *
     * @param automatic what tells that a machine said it; null: a person did
     * @return what it did, one sentence for people
     */
    String replied(
            DSLContext sql,
            TenantId tenant,
            UUID lead,
            Leads.Channel channel,
            Instant at,
            @Nullable Automatic automatic,
            Map<String, ? extends @Nullable Object> evidence);

    /**
     * A machine's answer.
     *
     * @param sign by what it was told
     * @param back when the person is back, UTC; null: not said
     */
    record Automatic(String sign, @Nullable Instant back) {}
}

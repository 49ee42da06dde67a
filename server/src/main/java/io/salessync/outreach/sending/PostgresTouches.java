package io.salessync.outreach.sending;

import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Touches as rows. */
@Component
class PostgresTouches implements Touches {
    static final String INTENT = "outreach.touch";

    private static final String SELECT =
            "SELECT touch_id, lead_id, sequence_id, version, step, variant, sender_id, action, subject, text, state, intent_id, body, vendor_id,"
                    + " chat, slug, approved_by, decided_at, sent_at, done_at, settled_at, due_at FROM outreach.touch WHERE tenant_id = ?";

    private final Intents intents;
    private final Audit audit;
    private final InstantSource clock;

    PostgresTouches(Intents intents, Audit audit, InstantSource clock) {
        this.intents = intents;
        this.audit = audit;
        this.clock = clock;
    }

    private Touch touch(TenantId tenant, Record row) {
        State state = State.valueOf(row.get("state", String.class));
        UUID id = row.get("touch_id", UUID.class);
        UUID intent = row.get("intent_id", UUID.class);
        Instant sentAt = row.get("sent_at", Instant.class);
        if (state == State.DECIDED && intent != null && sentAt == null) {
            sentAt = marked(tenant, id, row.get("decided_at", Instant.class));
        }
        return new Touch(
                id,
                row.get("lead_id", UUID.class),
                row.get("sequence_id", UUID.class),
                row.get("version", Integer.class),
                row.get("step", String.class),
                row.get("variant", String.class),
                row.get("sender_id", UUID.class),
                Action.valueOf(row.get("action", String.class)),
                row.get("subject", String.class),
                row.get("text", String.class),
                state,
                intent,
                row.get("body", String.class),
                row.get("vendor_id", String.class),
                row.get("chat", String.class),
                row.get("slug", String.class),
                row.get("approved_by", String.class),
                row.get("decided_at", Instant.class),
                sentAt,
                row.get("done_at", Instant.class),
                row.get("settled_at", Instant.class),
                row.get("due_at", Instant.class));
    }

    /** When the call of a decided touch began; an intent that is closed already was sent, for all we know. */
    private @Nullable Instant marked(TenantId tenant, UUID touch, Instant decidedAt) {
        List<Intent> open = intents.open(tenant, INTENT, touch.toString());
        return open.isEmpty() ? decidedAt : open.getFirst().firstSentAt();
    }

    @Override
    public List<Touch> of(DSLContext sql, TenantId tenant, UUID lead) {
        return sql.fetch(SELECT + " AND lead_id = ? ORDER BY decided_at, touch_id", tenant.value(), lead)
                .map(row -> touch(tenant, row));
    }

    @Override
    public Optional<Touch> touch(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch(SELECT + " AND touch_id = ?", tenant.value(), id).stream()
                .findFirst()
                .map(row -> touch(tenant, row));
    }

    @Override
    public Optional<Touch> standing(DSLContext sql, TenantId tenant, UUID lead, String step) {
        return sql
                .fetch(
                        SELECT
                                + " AND lead_id = ? AND step = ? AND state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'UNKNOWN')",
                        tenant.value(),
                        lead,
                        step)
                .stream()
                .findFirst()
                .map(row -> touch(tenant, row));
    }

    /** Those that stand for any of these leads, whatever their step. */
    List<Touch> standing(DSLContext sql, TenantId tenant, UUID[] leads) {
        return sql.fetch(
                        SELECT
                                + " AND lead_id = ANY (?::uuid[]) AND state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'UNKNOWN')",
                        tenant.value(),
                        leads)
                .map(row -> touch(tenant, row));
    }

    /** What is under way or unknown for a lead, whatever its step is now. */
    Optional<Touch> unsettled(DSLContext sql, TenantId tenant, UUID lead) {
        return sql
                .fetch(
                        SELECT + " AND lead_id = ? AND state IN ('DECIDED', 'UNKNOWN') ORDER BY decided_at",
                        tenant.value(),
                        lead)
                .stream()
                .map(row -> touch(tenant, row))
                .filter(touch -> touch.state() == State.UNKNOWN || touch.sentAt() != null)
                .findFirst();
    }

    void put(DSLContext sql, TenantId tenant, Touch touch, @Nullable String leadState) {
        sql.execute(
                "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, variant, sender_id, action, subject,"
                        + " text, state, intent_id, body, approved_by, decided_at, due_at, lead_state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid, ?, ?, ?::timestamptz, ?::timestamptz, ?)"
                        + " ON CONFLICT (tenant_id, touch_id) DO UPDATE SET state = excluded.state, intent_id = excluded.intent_id,"
                        + " body = excluded.body, text = excluded.text, subject = excluded.subject, decided_at = excluded.decided_at,"
                        + " lead_state = excluded.lead_state",
                tenant.value(),
                touch.id(),
                touch.lead(),
                touch.sequence(),
                touch.version(),
                touch.step(),
                touch.variant(),
                touch.sender(),
                touch.action().name(),
                touch.subject(),
                touch.text(),
                touch.state().name(),
                touch.intent(),
                touch.body(),
                touch.approvedBy(),
                PostgresSenders.at(touch.decidedAt()),
                PostgresSenders.at(touch.dueAt()),
                leadState);
    }

    /** How an InMail goes: by which product, and whether for a credit. */
    void inmail(DSLContext sql, TenantId tenant, UUID touch, OutreachWrite.Product product, boolean free) {
        sql.execute(
                "UPDATE outreach.touch SET product = ?, free = ? WHERE tenant_id = ? AND touch_id = ?",
                product.name(),
                free,
                tenant.value(),
                touch);
    }

    /** The product an InMail went through. */
    OutreachWrite.Product product(DSLContext sql, TenantId tenant, UUID touch) {
        String name = sql.fetchSingle(
                        "SELECT coalesce(product, 'CLASSIC') FROM outreach.touch WHERE tenant_id = ? AND touch_id = ?",
                        tenant.value(),
                        touch)
                .get(0, String.class);
        return OutreachWrite.Product.valueOf(name);
    }

    /** For calls without an intent: true once, whoever asks. */
    boolean mark(DSLContext sql, TenantId tenant, UUID touch) {
        return sql.execute(
                        "UPDATE outreach.touch SET sent_at = ?::timestamptz WHERE tenant_id = ? AND touch_id = ? AND sent_at IS NULL"
                                + " AND state = 'DECIDED'",
                        PostgresSenders.at(clock.instant()),
                        tenant.value(),
                        touch)
                == 1;
    }

    /**
     * What became of a touch.
     *
     * @return false: somebody settled it before
     */
    boolean settle(
            DSLContext sql,
            TenantId tenant,
            Touch touch,
            State to,
            @Nullable Instant sentAt,
            @Nullable String vendorId,
            @Nullable String chat,
            @Nullable String slug) {
        boolean done = to == State.DONE;
        boolean open = to == State.UNKNOWN;
        String now = PostgresSenders.at(clock.instant());
        return sql.execute(
                        "UPDATE outreach.touch SET state = ?, sent_at = coalesce(sent_at, ?::timestamptz), vendor_id = coalesce(?, vendor_id),"
                                + " chat = coalesce(?, chat), slug = coalesce(?, slug), done_at = CASE WHEN ? THEN ?::timestamptz END,"
                                + " settled_at = CASE WHEN ? THEN NULL ELSE ?::timestamptz END,"
                                // the text is kept with the touch alone, where erasure finds it
                                + " body = CASE WHEN ? THEN body END"
                                + " WHERE tenant_id = ? AND touch_id = ? AND state IN ('DECIDED', 'UNKNOWN')",
                        to.name(),
                        PostgresSenders.at(sentAt),
                        vendorId,
                        chat,
                        slug,
                        done,
                        now,
                        open,
                        now,
                        open,
                        tenant.value(),
                        touch.id())
                == 1;
    }

    /** One more look told nothing. */
    int looked(DSLContext sql, TenantId tenant, UUID touch) {
        return sql.fetchSingle(
                        "UPDATE outreach.touch SET looks = looks + 1 WHERE tenant_id = ? AND touch_id = ? RETURNING looks",
                        tenant.value(),
                        touch)
                .get(0, Integer.class);
    }

    @Nullable String leadState(DSLContext sql, TenantId tenant, UUID touch) {
        return sql.fetchSingle(
                        "SELECT lead_state FROM outreach.touch WHERE tenant_id = ? AND touch_id = ?",
                        tenant.value(),
                        touch)
                .get(0, String.class);
    }

    @Override
    public boolean drop(DSLContext sql, TenantId tenant, UUID id, String why, String who) {
        Touch touch = touch(sql, tenant, id).orElse(null);
        boolean waits = touch != null && (touch.state() != State.DECIDED || touch.sentAt() == null);
        if (touch == null || !waits || touch.state() == State.UNKNOWN) {
            return false;
        }
        if (touch.state() == State.DECIDED) {
            intents.open(tenant, INTENT, id.toString()).forEach(intent -> intents.drop(sql, tenant, intent, why));
        }
        int dropped = sql.execute(
                "UPDATE outreach.touch SET state = 'DROPPED', settled_at = ?::timestamptz WHERE tenant_id = ? AND touch_id = ?"
                        + " AND state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'REFUSED', 'NOT_DONE')",
                PostgresSenders.at(clock.instant()),
                tenant.value(),
                id);
        if (dropped == 1 && !who.equals("outreach")) {
            audit.record(sql, tenant, who, "outreach.touch-dropped", id.toString(), Map.of("why", why));
        }
        return dropped == 1;
    }
}

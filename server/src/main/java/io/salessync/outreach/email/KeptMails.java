package io.salessync.outreach.email;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.sending.Channel;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The table of mails. All of it in the open transaction. */
@Component("outreachKeptMails")
class KeptMails {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /** One of them. */
    record Kept(
            UUID touch,
            UUID lead,
            UUID sender,
            String address,
            String subject,
            @Nullable String messageId,
            String chain,
            String letter,
            String outcome,
            @Nullable String reason,
            @Nullable Instant sentAt,
            @Nullable String tracking,
            @Nullable String vendorMail,
            @Nullable Instant bouncedAt,
            @Nullable Instant unsubscribedAt) {
        Letter written() {
            return JSON.readValue(letter, Letter.class);
        }
    }

    void put(DSLContext sql, Channel.Outgoing outgoing, Letter letter, String chain, Instant now) {
        sql.execute(
                "INSERT INTO outreach.mail AS m (tenant_id, touch_id, lead_id, sender_id, address, domain, subject, message_id, chain, letter, decided_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz) ON CONFLICT (tenant_id, touch_id) DO UPDATE"
                        + " SET address = excluded.address, domain = excluded.domain, subject = excluded.subject, chain = excluded.chain,"
                        + " letter = excluded.letter, decided_at = excluded.decided_at, outcome = 'READY'"
                        // what may have gone out is never written anew
                        + " WHERE m.outcome IN ('READY', 'NOT_TAKEN', 'REFUSED') AND m.sent_at IS NULL",
                outgoing.tenant().value(),
                outgoing.touch(),
                outgoing.lead().id(),
                outgoing.sender().id(),
                letter.to(),
                domain(letter.to()),
                letter.subject(),
                letter.messageId(),
                chain,
                JSON.writeValueAsString(letter),
                now);
    }

    /** Keeps a reply from the inbox under its own id, so that what comes back of it finds its lead. */
    void putReply(
            DSLContext sql,
            TenantId tenant,
            UUID reply,
            UUID lead,
            UUID sender,
            Letter letter,
            String chain,
            Instant now) {
        sql.execute(
                "INSERT INTO outreach.mail (tenant_id, touch_id, lead_id, sender_id, address, domain, subject, message_id, chain, letter, decided_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz)",
                tenant.value(),
                reply,
                lead,
                sender,
                letter.to(),
                domain(letter.to()),
                letter.subject(),
                letter.messageId(),
                chain,
                JSON.writeValueAsString(letter),
                now);
    }

    /** What came back of a mail proves that the server took it, where its own answer was lost. */
    void proven(DSLContext sql, TenantId tenant, UUID touch) {
        sql.execute(
                "UPDATE outreach.mail SET outcome = 'TAKEN', reason = NULL WHERE tenant_id = ? AND touch_id = ? AND outcome IN ('SENDING', 'LOST')",
                tenant.value(),
                touch);
    }

    /** Whether a report was not heard before. */
    boolean isNews(DSLContext sql, TenantId tenant, UUID touch, String report) {
        return sql.execute(
                        "INSERT INTO outreach.mail_report (tenant_id, touch_id, report) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        tenant.value(),
                        touch,
                        report)
                > 0;
    }

    Optional<Kept> mail(DSLContext sql, TenantId tenant, UUID touch) {
        return one(sql, "touch_id = ?", tenant, touch);
    }

    /** The last one that went to a lead from a sender. */
    Optional<Kept> before(DSLContext sql, TenantId tenant, UUID lead, UUID sender) {
        return one(
                sql,
                "lead_id = ? AND sender_id = ? AND sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 1",
                tenant,
                lead,
                sender);
    }

    Optional<Kept> named(DSLContext sql, TenantId tenant, UUID sender, String messageId) {
        return one(sql, "sender_id = ? AND message_id = ? LIMIT 1", tenant, sender, messageId);
    }

    Optional<Kept> tracked(DSLContext sql, TenantId tenant, UUID sender, String tracking) {
        return one(sql, "sender_id = ? AND tracking = ? LIMIT 1", tenant, sender, tracking);
    }

    private static Optional<Kept> one(DSLContext sql, String condition, TenantId tenant, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = tenant.value();
        System.arraycopy(values, 0, all, 1, values.length);
        Record row = sql.fetchOne("SELECT * FROM outreach.mail WHERE tenant_id = ? AND " + condition, all);
        return row == null
                ? Optional.empty()
                : Optional.of(new Kept(
                        row.get("touch_id", UUID.class),
                        row.get("lead_id", UUID.class),
                        row.get("sender_id", UUID.class),
                        row.get("address", String.class),
                        row.get("subject", String.class),
                        row.get("message_id", String.class),
                        row.get("chain", String.class),
                        row.get("letter", String.class),
                        row.get("outcome", String.class),
                        row.get("reason", String.class),
                        row.get("sent_at", Instant.class),
                        row.get("tracking", String.class),
                        row.get("vendor_mail", String.class),
                        row.get("bounced_at", Instant.class),
                        row.get("unsubscribed_at", Instant.class)));
    }

    /** When a further one may go to the domain; null: now. */
    @Nullable Instant full(DSLContext sql, TenantId tenant, String domain, int most, Instant now) {
        Record row = sql.fetchOne(
                "SELECT decided_at FROM outreach.mail WHERE tenant_id = ? AND domain = ? AND decided_at > ?::timestamptz"
                        + " AND outcome NOT IN ('NOT_TAKEN', 'REFUSED') ORDER BY decided_at DESC OFFSET ? LIMIT 1",
                tenant.value(),
                domain,
                now.minusSeconds(3600),
                most - 1);
        Instant blocking = row == null ? null : row.get(0, Instant.class);
        return blocking == null ? null : blocking.plusSeconds(3601);
    }

    /** Takes it for handing over; false: it may have been handed over before. */
    boolean begin(DSLContext sql, TenantId tenant, UUID touch) {
        return sql.execute(
                        "UPDATE outreach.mail SET outcome = 'SENDING' WHERE tenant_id = ? AND touch_id = ? AND outcome = 'READY'",
                        tenant.value(),
                        touch)
                > 0;
    }

    /** Gives it up where no conversation began, so that none begins from now on; false: one may have. */
    boolean giveUp(DSLContext sql, TenantId tenant, UUID touch) {
        return sql.execute(
                        "UPDATE outreach.mail SET outcome = 'NOT_TAKEN', reason = 'never handed over' WHERE tenant_id = ? AND touch_id = ? AND outcome = 'READY'",
                        tenant.value(),
                        touch)
                > 0;
    }

    void told(DSLContext sql, TenantId tenant, UUID touch, String outcome, @Nullable String reason) {
        sql.execute(
                "UPDATE outreach.mail SET outcome = ?, reason = ? WHERE tenant_id = ? AND touch_id = ?",
                outcome,
                reason,
                tenant.value(),
                touch);
    }

    void sent(DSLContext sql, TenantId tenant, UUID touch, @Nullable String tracking, Instant now) {
        sql.execute(
                "UPDATE outreach.mail SET sent_at = coalesce(sent_at, ?::timestamptz), tracking = ? WHERE tenant_id = ? AND touch_id = ?",
                now,
                tracking,
                tenant.value(),
                touch);
    }

    /** What the service calls it. */
    void found(DSLContext sql, TenantId tenant, UUID touch, String vendorMail, @Nullable String messageId) {
        sql.execute(
                "UPDATE outreach.mail SET vendor_mail = ?, message_id = coalesce(?, message_id) WHERE tenant_id = ? AND touch_id = ?",
                vendorMail,
                messageId,
                tenant.value(),
                touch);
    }

    boolean unsubscribed(DSLContext sql, TenantId tenant, UUID touch, Instant now) {
        return sql.execute(
                        "UPDATE outreach.mail SET unsubscribed_at = ?::timestamptz WHERE tenant_id = ? AND touch_id = ? AND unsubscribed_at IS NULL",
                        now,
                        tenant.value(),
                        touch)
                > 0;
    }

    boolean bounced(DSLContext sql, TenantId tenant, UUID touch, Instant now) {
        return sql.execute(
                        "UPDATE outreach.mail SET bounced_at = ?::timestamptz WHERE tenant_id = ? AND touch_id = ? AND bounced_at IS NULL",
                        now,
                        tenant.value(),
                        touch)
                > 0;
    }

    /** Counts a report that it could not be delivered for now; how many there are for the address. */
    int soft(DSLContext sql, TenantId tenant, Kept mail) {
        sql.execute(
                "UPDATE outreach.mail SET soft = soft + 1 WHERE tenant_id = ? AND touch_id = ?",
                tenant.value(),
                mail.touch());
        Record row = sql.fetchOne(
                "SELECT sum(soft) FROM outreach.mail WHERE tenant_id = ? AND address = ?",
                tenant.value(),
                mail.address());
        return row == null ? 1 : row.get(0, Integer.class);
    }

    static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}

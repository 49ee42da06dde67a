package io.salessync.outreach.detection;

import io.salessync.connectors.OutreachInvitation;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.detection.Matching.Match;
import io.salessync.outreach.detection.Matching.Seen;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Invitations that wait at the network: those of others' hands count against the same caps and are written down with their leads. */
@Component
class Invitations {
    private static final String WHO = "outreach";
    private static final int DAYS = 14;
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String KEEP = """
            INSERT INTO outreach.invitation (tenant_id, sender_id, invitation, member, public_id, name, sent_at, by_hand, lead_id, first_seen,
                last_seen)
            SELECT ?, ?, n.invitation, n.member, n.public_id, n.name, n.sent_at, n.by_hand, n.lead_id, ?::timestamptz, ?::timestamptz
            FROM jsonb_to_recordset(?::jsonb) AS n(invitation text, member text, public_id text, name text, sent_at timestamptz, by_hand boolean,
                lead_id uuid)
            ON CONFLICT (tenant_id, sender_id, invitation) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL,
                lead_id = coalesce(outreach.invitation.lead_id, excluded.lead_id),
                sent_at = coalesce(outreach.invitation.sent_at, excluded.sent_at),
                by_hand = outreach.invitation.by_hand AND excluded.by_hand
            RETURNING (xmax = 0) AS fresh
            """;

    /** Invitations of leads that the program sent, or may have, from this account. */
    private static final String OURS = """
            SELECT lead_id, vendor_id FROM outreach.touch WHERE tenant_id = ? AND sender_id = ? AND action IN ('INVITE', 'NOTED_INVITE')
                AND (lead_id = ANY (?::uuid[]) OR vendor_id = ANY (?::text[]))
                AND (state IN ('DONE', 'UNKNOWN') OR state = 'DECIDED' AND sent_at IS NOT NULL)
            """;

    /** Leads whose invitation a complete look did not find, and nobody found connected. */
    private static final String GONE = """
            SELECT i.lead_id, i.invitation, i.last_seen FROM outreach.invitation i
            JOIN outreach.lead l ON l.tenant_id = i.tenant_id AND l.lead_id = i.lead_id
            WHERE i.tenant_id = ? AND i.sender_id = ? AND i.gone_at >= ?::timestamptz AND i.gone_at <= ?::timestamptz AND l.ended_at IS NULL AND l.connected_at IS NULL
              AND l.state = 'INVITE_SENT'
            """;

    private final Leads leads;
    private final Senders senders;
    private final Finding finding;

    Invitations(Leads leads, Senders senders, Finding finding) {
        this.leads = leads;
        this.senders = senders;
        this.finding = finding;
    }

    /** What a page told. */
    record Kept(int fresh, int moved) {}

    /** Whether invitations of an account are known to wait. */
    boolean any(DSLContext sql, TenantId tenant, UUID sender) {
        return sql.fetchSingle(
                        "SELECT EXISTS (SELECT FROM outreach.invitation WHERE tenant_id = ? AND sender_id = ? AND gone_at IS NULL)",
                        tenant.value(),
                        sender)
                .get(0, Boolean.class);
    }

    Kept keep(DSLContext sql, TenantId tenant, Sender sender, List<OutreachInvitation> page, Instant now) {
        if (page.isEmpty()) {
            return new Kept(0, 0);
        }
        List<Seen> seen = page.stream()
                .map(one -> Seen.of(one.member(), one.publicId(), null, one.name()))
                .toList();
        List<Match> matches = finding.match(sql, tenant, sender.id(), seen);
        Set<UUID> invited = new HashSet<>();
        Set<String> sent = new HashSet<>();
        sql.fetch(
                        OURS,
                        tenant.value(),
                        sender.id(),
                        matches.stream()
                                .map(Match::lead)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toArray(UUID[]::new),
                        page.stream().map(OutreachInvitation::id).toArray(String[]::new))
                .forEach(row -> {
                    invited.add(row.get("lead_id", UUID.class));
                    sent.add(row.get("vendor_id", String.class));
                });
        Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        List<Integer> byHand = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            OutreachInvitation one = page.get(i);
            UUID lead = matches.get(i).lead();
            boolean ours = sent.contains(one.id()) || lead != null && invited.contains(lead);
            Instant at = one.sentAt();
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("invitation", storable(one.id()));
            row.put("member", storable(one.member()));
            row.put("public_id", storable(seen.get(i).publicId()));
            row.put("name", storable(one.name()));
            row.put("sent_at", at == null ? null : at.toString());
            row.put("by_hand", !ours);
            row.put("lead_id", lead == null ? null : lead.toString());
            // a list that shifts while it is read tells some twice
            rows.putIfAbsent(one.id(), row);
            if (!ours && lead != null) {
                byHand.add(i);
            }
        }
        int fresh = (int) sql
                .fetch(
                        KEEP,
                        tenant.value(),
                        sender.id(),
                        now,
                        now,
                        JSONB.valueOf(JSON.writeValueAsString(List.copyOf(rows.values()))))
                .stream()
                .filter(row -> row.get("fresh", Boolean.class))
                .count();
        int moved = 0;
        for (int i : byHand) {
            UUID lead = Objects.requireNonNull(matches.get(i).lead());
            moved += register(sql, tenant, sender, lead, page.get(i), matches.get(i), now) ? 1 : 0;
        }
        return new Kept(fresh, moved);
    }

    /** What PostgreSQL keeps: no zero characters. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : text.replace("\0", "");
    }

    /** A lead that somebody invited by hand is not invited again; who was invited before they entered has a sender from now on: whose invitation it is. */
    private boolean register(
            DSLContext sql,
            TenantId tenant,
            Sender sender,
            UUID id,
            OutreachInvitation invitation,
            Match match,
            Instant now) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        boolean elsewhere = lead != null && lead.state() == LeadState.INVITE_SENT && lead.sender() == null;
        if (lead == null || !elsewhere && (lead.state() != LeadState.PENDING_INVITE || lead.invitedAt() != null)) {
            return false;
        }
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "SENT_INVITATIONS");
        evidence.put("invitation", invitation.id());
        evidence.put("match", String.valueOf(match.by()));
        evidence.put("member", invitation.member());
        evidence.put("publicId", invitation.publicId());
        evidence.put("seenAt", now.toString());
        Instant at = invitation.sentAt();
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.INVITE_SENT,
                        null,
                        lead.step(),
                        now,
                        null,
                        null,
                        0,
                        sender.id(),
                        null,
                        new Leads.Happening(
                                elsewhere ? EventKind.VERIFIED : EventKind.INVITED,
                                elsewhere || at == null || at.isAfter(now) ? now : at,
                                lead.step(),
                                "",
                                sender.id(),
                                elsewhere
                                        ? "The invitation of another tool waits at “" + sender.name() + "”."
                                        : "Somebody invited them by hand from “" + sender.name() + "”.",
                                evidence,
                                WHO)));
        return true;
    }

    /**
     * The whole list was read: what it did not hold any more is gone, what was done by hand is counted.
     *
     * @param started when the look began
     */
    void complete(DSLContext sql, TenantId tenant, Sender sender, Instant started, Instant now) {
        sql.execute(
                "UPDATE outreach.invitation SET gone_at = ?::timestamptz WHERE tenant_id = ? AND sender_id = ? AND gone_at IS NULL"
                        + " AND last_seen < ?::timestamptz",
                now,
                tenant.value(),
                sender.id(),
                started);
        int waiting = Objects.requireNonNull(sql.fetchOne(
                        "SELECT count(*) FROM outreach.invitation WHERE tenant_id = ? AND sender_id = ? AND gone_at IS NULL",
                        tenant.value(),
                        sender.id()))
                .get(0, Integer.class);
        senders.pending(sql, tenant, sender.id(), waiting, now);
        LocalDate today = LocalDate.ofInstant(now, sender.zone());
        Map<LocalDate, Integer> days = new HashMap<>();
        sql.fetch(
                        "SELECT (sent_at AT TIME ZONE ?)::date AS day, count(*)::integer AS many FROM outreach.invitation"
                                + " WHERE tenant_id = ? AND sender_id = ? AND by_hand AND sent_at >= ?::timestamptz GROUP BY 1",
                        sender.zone().getId(),
                        tenant.value(),
                        sender.id(),
                        today.minusDays(DAYS).atStartOfDay(sender.zone()).toInstant())
                .forEach(row -> days.put(row.get("day", LocalDate.class), row.get("many", Integer.class)));
        days.forEach((day, many) -> senders.byHand(sql, tenant, sender.id(), Action.INVITE, day, many));
    }

    /** After a complete look at an account that was well before and after: those who neither wait nor are connected said no. */
    int declined(DSLContext sql, TenantId tenant, Sender sender, Instant from, Instant until) {
        int noted = 0;
        for (Record row : sql.fetch(GONE, tenant.value(), sender.id(), from, until)) {
            Lead lead = leads.lead(sql, tenant, row.get("lead_id", UUID.class)).orElse(null);
            if (lead != null) {
                Map<String, Object> evidence = Map.of(
                        "source",
                        "COMPLETE_LOOK",
                        "invitation",
                        row.get("invitation", String.class),
                        "lastSeen",
                        row.get("last_seen", Instant.class).toString(),
                        "lookFrom",
                        from.toString(),
                        "lookUntil",
                        until.toString());
                leads.note(
                        sql,
                        tenant,
                        lead,
                        new Leads.Happening(
                                EventKind.DECLINED,
                                until,
                                lead.step(),
                                "",
                                sender.id(),
                                "The invitation waits no longer, and they are not connected: they declined it, or somebody took it back.",
                                evidence,
                                WHO));
                noted++;
            }
        }
        return noted;
    }
}

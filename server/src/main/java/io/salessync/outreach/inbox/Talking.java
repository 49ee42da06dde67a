package io.salessync.outreach.inbox;

import io.salessync.connectors.OutreachMail;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.detection.Heard;
import io.salessync.outreach.detection.Recognised;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Touches;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps conversations, and lets them move leads. */
@Component
final class Talking implements Conversations {
    /** The topic of news of conversations; the subject is the id of one. */
    static final String TOPIC = "outreach-inbox";

    private static final int LONGEST = 100_000;
    private static final int SHOWN = 300;

    private static final String CONVERSATION = """
            INSERT INTO outreach.conversation (tenant_id, conversation_id, sender_id, channel, chat, lead_id, person_id, member, name,
                subject, last_at, last_text, last_ours, waiting, created_at)
            VALUES (?, ?, ?, ?, ?, ?::uuid, ?::uuid, ?::text, ?, ?::text, ?::timestamptz, '', ?, false, ?::timestamptz)
            ON CONFLICT (tenant_id, sender_id, channel, chat) DO UPDATE SET
                lead_id = coalesce(outreach.conversation.lead_id, excluded.lead_id),
                person_id = coalesce(outreach.conversation.person_id, excluded.person_id),
                member = coalesce(outreach.conversation.member, excluded.member),
                name = CASE WHEN outreach.conversation.name = '' THEN excluded.name ELSE outreach.conversation.name END,
                subject = coalesce(outreach.conversation.subject, excluded.subject)
            RETURNING *
            """;

    /** What a page sent from here becomes when its message is heard: the same row. */
    private static final String OWN = """
            UPDATE outreach.message SET vendor_id = ?, state = 'SENT', error = NULL
            WHERE tenant_id = ? AND message_id = (
                SELECT m.message_id FROM outreach.message m
                WHERE m.tenant_id = ? AND m.conversation_id = ? AND m.vendor_id IS NULL AND m.state IN ('SENT', 'UNKNOWN', 'RECORDED')
                  AND m.text = ? AND m.at <= ?::timestamptz + interval '5 minutes' ORDER BY m.at LIMIT 1 FOR UPDATE)
            RETURNING message_id
            """;

    private static final String MESSAGE = """
            INSERT INTO outreach.message (tenant_id, message_id, conversation_id, sender_id, vendor_id, ours, text, at, state, source, effect,
                who, heard_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz, 'HEARD', ?, ?::text, ?::text, ?::timestamptz)
            ON CONFLICT (tenant_id, sender_id, vendor_id) WHERE vendor_id IS NOT NULL DO NOTHING RETURNING message_id
            """;

    /** Conversations of nobody whose other end is known by now: by the account's id, or by a public id that a list told with it. */
    private static final String NOBODYS = """
            SELECT DISTINCT ON (c.conversation_id) c.conversation_id, l.lead_id, l.person_id
            FROM outreach.conversation c
            JOIN LATERAL (
                SELECT i.lead_id FROM outreach.identity i
                WHERE i.tenant_id = c.tenant_id AND i.sender_id = c.sender_id AND i.member = c.member
                UNION ALL
                SELECT o.lead_id FROM outreach.relation r
                JOIN outreach.lead o ON o.tenant_id = r.tenant_id AND o.linkedin = r.public_id AND o.sender_id = r.sender_id
                WHERE r.tenant_id = c.tenant_id AND r.sender_id = c.sender_id AND r.member = c.member
                UNION ALL
                SELECT o.lead_id FROM outreach.invitation v
                JOIN outreach.lead o ON o.tenant_id = v.tenant_id AND o.linkedin = v.public_id AND o.sender_id = v.sender_id
                WHERE v.tenant_id = c.tenant_id AND v.sender_id = c.sender_id AND v.member = c.member) known ON true
            JOIN outreach.lead l ON l.tenant_id = c.tenant_id AND l.lead_id = known.lead_id
            WHERE c.tenant_id = ? AND c.lead_id IS NULL AND c.member IS NOT NULL AND c.channel = 'LINKEDIN'
            ORDER BY c.conversation_id, l.ended_at DESC NULLS FIRST, l.entered_at DESC LIMIT 100
            """;

    private final Leads leads;
    private final Touches touches;
    private final Heard heard;
    private final Recognised recognised;
    private final Live live;
    private final InstantSource clock;

    Talking(Leads leads, Touches touches, Heard heard, Recognised recognised, Live live, InstantSource clock) {
        this.leads = leads;
        this.touches = touches;
        this.heard = heard;
        this.recognised = recognised;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public Effect heard(DSLContext sql, TenantId tenant, Sender sender, Said said) {
        return keep(sql, tenant, sender, said, true);
    }

    @Override
    public Effect mine(DSLContext sql, TenantId tenant, Sender sender, Said said) {
        return keep(sql, tenant, sender, said, false);
    }

    private Effect keep(DSLContext sql, TenantId tenant, Sender sender, Said said, boolean moves) {
        Record known = sql.fetchOne(
                "SELECT m.message_id, m.conversation_id, c.lead_id FROM outreach.message m JOIN outreach.conversation c"
                        + " ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id"
                        + " WHERE m.tenant_id = ? AND m.sender_id = ? AND m.vendor_id = ?",
                tenant.value(),
                sender.id(),
                said.vendorId());
        if (known != null) {
            return new Effect(
                    known.get("conversation_id", UUID.class),
                    known.get("message_id", UUID.class),
                    known.get("lead_id", UUID.class),
                    false,
                    null);
        }
        UUID lead = said.lead() != null ? said.lead() : whose(sql, tenant, sender, said);
        Lead found = lead == null ? null : leads.lead(sql, tenant, lead).orElse(null);
        Record conversation = conversation(sql, tenant, sender, said, found);
        UUID id = conversation.get("conversation_id", UUID.class);
        UUID its = conversation.get("lead_id", UUID.class);
        if (found == null && its != null) {
            found = leads.lead(sql, tenant, its).orElse(null);
        }
        String text = storable(said.text());
        if (said.ours()) {
            Record own = sql.fetchOne(OWN, said.vendorId(), tenant.value(), tenant.value(), id, text, said.at());
            if (own != null) {
                told(sql, tenant, id);
                return new Effect(id, own.get(0, UUID.class), found == null ? null : found.id(), true, null);
            }
        }
        Heard.Automatic automatic =
                said.ours() ? null : recognised.automatic(said.headers(), said.subject(), said.text(), said.at());
        UUID message = UUID.nameUUIDFromBytes((sender.id() + "\n" + said.vendorId()).getBytes(StandardCharsets.UTF_8));
        Record row = sql.fetchOne(
                MESSAGE,
                tenant.value(),
                message,
                id,
                sender.id(),
                said.vendorId(),
                said.ours(),
                text,
                said.at(),
                said.source(),
                null,
                said.ours() && !moves ? "outreach" : null,
                clock.instant());
        if (row == null) {
            // another node heard it in the same moment
            return new Effect(id, message, found == null ? null : found.id(), false, null);
        }
        if (said.channel() == Leads.Channel.EMAIL) {
            // what it takes to answer it in its thread
            sql.execute(
                    "UPDATE outreach.message SET mail_id = ?::text, refs = ?::text, subject = ?::text, address = ?::text"
                            + " WHERE tenant_id = ? AND message_id = ?",
                    said.mailId(),
                    cut(said.headers().get("references"), 4_000),
                    cut(said.subject(), 1_000),
                    said.email(),
                    tenant.value(),
                    message);
        }
        String effect = moves && found != null ? effect(sql, tenant, sender, said, found, id, automatic) : null;
        if (effect != null) {
            sql.execute(
                    "UPDATE outreach.message SET effect = ? WHERE tenant_id = ? AND message_id = ?",
                    effect,
                    tenant.value(),
                    message);
        }
        count(sql, tenant, id, said, text, automatic != null);
        told(sql, tenant, id);
        return new Effect(id, message, found == null ? null : found.id(), true, effect);
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        return text == null ? null : storable(text.length() > most ? text.substring(0, most) : text);
    }

    @Override
    public boolean replied(DSLContext sql, TenantId tenant, UUID sender, OutreachMail mail) {
        UUID named = ReplyMails.named(mail.headers());
        Record reply = sql.fetchOne(
                "SELECT message_id, conversation_id, vendor_id FROM outreach.message WHERE tenant_id = ? AND sender_id = ? AND letter IS NOT NULL"
                        + " AND (message_id = ?::uuid OR vendor_id = ?::text OR vendor_id = ?::text OR mail_id = ?) LIMIT 1",
                tenant.value(),
                sender,
                named,
                mail.tracking(),
                mail.messageId(),
                mail.id());
        if (reply == null) {
            return false;
        }
        String name = mail.messageId() == null ? mail.id() : mail.messageId();
        sql.execute(
                "UPDATE outreach.message m SET mail_id = ?, state = 'SENT', error = NULL, over_at = NULL, vendor_id = CASE WHEN EXISTS ("
                        + "SELECT FROM outreach.message o WHERE o.tenant_id = m.tenant_id AND o.sender_id = m.sender_id AND o.vendor_id = ?"
                        + " AND o.message_id <> m.message_id) THEN m.vendor_id ELSE ? END WHERE m.tenant_id = ? AND m.message_id = ?",
                mail.id(),
                name,
                name,
                tenant.value(),
                reply.get("message_id", UUID.class));
        told(sql, tenant, reply.get("conversation_id", UUID.class));
        return true;
    }

    @Override
    public void arrived(DSLContext sql, TenantId tenant, UUID message) {
        sql.fetch(
                        "UPDATE outreach.message SET state = 'SENT', error = NULL, over_at = NULL WHERE tenant_id = ? AND message_id = ?"
                                + " AND letter IS NOT NULL AND state = 'UNKNOWN' RETURNING conversation_id",
                        tenant.value(),
                        message)
                .forEach(row -> told(sql, tenant, row.get(0, UUID.class)));
    }

    @Override
    public int adopt(DSLContext sql, TenantId tenant) {
        int adopted = 0;
        for (Record row : sql.fetch(NOBODYS, tenant.value())) {
            UUID conversation = row.get("conversation_id", UUID.class);
            UUID id = row.get("lead_id", UUID.class);
            adopted += sql.execute(
                    "UPDATE outreach.conversation SET lead_id = ?, person_id = ?::uuid WHERE tenant_id = ? AND conversation_id = ?"
                            + " AND lead_id IS NULL",
                    id,
                    row.get("person_id", UUID.class),
                    tenant.value(),
                    conversation);
            Lead lead = leads.lead(sql, tenant, id).orElse(null);
            if (lead != null) {
                catchUp(sql, tenant, lead, conversation);
            }
            told(sql, tenant, conversation);
        }
        return adopted;
    }

    /** What was said meanwhile counts as if it were heard now. */
    private void catchUp(DSLContext sql, TenantId tenant, Lead lead, UUID conversation) {
        for (Record said : sql.fetch(
                "SELECT message_id, vendor_id, text, at, sender_id, source FROM outreach.message WHERE tenant_id = ? AND conversation_id = ?"
                        + " AND NOT ours AND effect IS NULL AND at >= ?::timestamptz ORDER BY at, message_id LIMIT 50",
                tenant.value(),
                conversation,
                lead.enteredAt())) {
            Instant at = said.get("at", Instant.class);
            String text = said.get("text", String.class);
            Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
            evidence.put("source", said.get("source", String.class));
            evidence.put("channel", Leads.Channel.LINKEDIN.name());
            evidence.put("message", said.get("vendor_id", String.class));
            evidence.put("conversation", conversation.toString());
            evidence.put("sender", said.get("sender_id", UUID.class).toString());
            leads.lead(sql, tenant, lead.id())
                    .ifPresent(now ->
                            accepted(sql, tenant, said.get("sender_id", UUID.class), now, conversation, at, evidence));
            String effect = heard.replied(
                    sql,
                    tenant,
                    lead.id(),
                    Leads.Channel.LINKEDIN,
                    at,
                    recognised.automatic(Map.of(), null, text, at),
                    evidence);
            sql.execute(
                    "UPDATE outreach.message SET effect = ? WHERE tenant_id = ? AND message_id = ?",
                    effect,
                    tenant.value(),
                    said.get("message_id", UUID.class));
        }
    }

    private @Nullable UUID whose(DSLContext sql, TenantId tenant, Sender sender, Said said) {
        if (said.channel() == Leads.Channel.LINKEDIN) {
            return recognised.lead(sql, tenant, sender.id(), said.member(), said.publicId());
        }
        String email = said.email();
        if (email == null) {
            return null;
        }
        Record row = sql.fetchOne(
                "SELECT lead_id FROM outreach.lead WHERE tenant_id = ? AND email = ?"
                        + " ORDER BY (ended_at IS NULL) DESC, entered_at DESC LIMIT 1",
                tenant.value(),
                email);
        return row == null ? null : row.get(0, UUID.class);
    }

    private Record conversation(DSLContext sql, TenantId tenant, Sender sender, Said said, @Nullable Lead lead) {
        String name = said.name() == null || said.ours() ? lead == null ? "" : lead.name() : said.name();
        return Objects.requireNonNull(sql.fetchOne(
                CONVERSATION,
                tenant.value(),
                UUID.randomUUID(),
                sender.id(),
                said.channel().name(),
                said.chat(),
                lead == null ? null : lead.id(),
                lead == null ? null : lead.person(),
                said.member(),
                storable(name),
                said.subject() == null ? null : storable(said.subject()),
                said.at(),
                said.ours(),
                clock.instant()));
    }

    private @Nullable String effect(
            DSLContext sql,
            TenantId tenant,
            Sender sender,
            Said said,
            Lead lead,
            UUID conversation,
            Heard.@Nullable Automatic automatic) {
        // what was said before they entered answers nothing of ours
        if (said.at().isBefore(lead.enteredAt())) {
            return null;
        }
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", said.source());
        evidence.put("channel", said.channel().name());
        evidence.put("chat", said.chat());
        evidence.put("message", said.vendorId());
        evidence.put("conversation", conversation.toString());
        evidence.put("sender", sender.id().toString());
        if (!said.ours()) {
            if (said.channel() == Leads.Channel.LINKEDIN) {
                accepted(sql, tenant, sender.id(), lead, conversation, said.at(), evidence);
            }
            return heard.replied(sql, tenant, lead.id(), said.channel(), said.at(), automatic, evidence);
        }
        if (said.channel() == Leads.Channel.LINKEDIN && isAcceptedNote(sql, tenant, sender, said, lead, conversation)) {
            evidence.put("match", "NOTE");
            return heard.connected(sql, tenant, lead.id(), sender.id(), said.at(), evidence);
        }
        return null;
    }

    /**
     * Who says something to the account that invited them has accepted: strangers cannot. Answers to what strangers can be sent as well, an
     * InMail or a request by hand, tell nothing of it.
     */
    private void accepted(
            DSLContext sql,
            TenantId tenant,
            UUID sender,
            Lead lead,
            UUID conversation,
            Instant at,
            Map<String, @Nullable Object> evidence) {
        if (lead.connectedAt() != null || !sender.equals(lead.sender())) {
            return;
        }
        List<Touches.Touch> sent = touches.of(sql, tenant, lead.id()).stream()
                .filter(touch -> sender.equals(touch.sender()) && mayBeOut(touch))
                .toList();
        boolean invited = lead.invitedAt() != null
                || sent.stream()
                        .anyMatch(touch -> touch.action() == Action.INVITE || touch.action() == Action.NOTED_INVITE);
        if (!invited || sent.stream().anyMatch(touch -> touch.action() == Action.INMAIL)) {
            return;
        }
        Set<String> notes = sent.stream()
                .filter(touch -> touch.action() == Action.NOTED_INVITE && touch.text() != null)
                .map(touch -> folded(Objects.requireNonNull(touch.text())))
                .collect(Collectors.toSet());
        boolean others = sql
                .fetch(
                        "SELECT text FROM outreach.message WHERE tenant_id = ? AND conversation_id = ? AND ours AND at <= ?::timestamptz",
                        tenant.value(),
                        conversation,
                        at)
                .getValues(0, String.class)
                .stream()
                .anyMatch(text -> !notes.contains(folded(text)));
        if (others) {
            return;
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>(evidence);
        told.put("match", "ANSWER");
        heard.connected(sql, tenant, lead.id(), sender, at, told);
    }

    private static boolean mayBeOut(Touches.Touch touch) {
        return touch.state() == Touches.State.DONE
                || touch.state() == Touches.State.UNKNOWN
                || touch.state() == Touches.State.DECIDED && touch.sentAt() != null;
    }

    /** The note of an invitation becomes the first message of a chat in the moment it is accepted. */
    private boolean isAcceptedNote(
            DSLContext sql, TenantId tenant, Sender sender, Said said, Lead lead, UUID conversation) {
        if (lead.connectedAt() != null || lead.invitedAt() == null && lead.state() != LeadState.PENDING_VERIFY) {
            return false;
        }
        boolean first = sql.fetchCount(sql.selectOne()
                        .from("outreach.message")
                        .where("tenant_id = ? AND conversation_id = ?", tenant.value(), conversation))
                <= 1;
        return first
                && touches.of(sql, tenant, lead.id()).stream()
                        .anyMatch(touch -> touch.action() == Action.NOTED_INVITE
                                && sender.id().equals(touch.sender())
                                && (touch.state() == Touches.State.DONE || touch.state() == Touches.State.UNKNOWN)
                                && touch.text() != null
                                && folded(touch.text()).equals(folded(said.text())));
    }

    private static String folded(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static void count(
            DSLContext sql, TenantId tenant, UUID conversation, Said said, String text, boolean automatic) {
        String shown = text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        sql.execute(
                """
                UPDATE outreach.conversation SET messages = messages + 1,
                    last_text = CASE WHEN ?::timestamptz >= last_at OR messages = 0 THEN ? ELSE last_text END,
                    last_ours = CASE WHEN ?::timestamptz >= last_at OR messages = 0 THEN ? ELSE last_ours END,
                    waiting = CASE WHEN ?::timestamptz >= last_at OR messages = 0 THEN ? ELSE waiting END,
                    last_at = greatest(last_at, ?::timestamptz)
                WHERE tenant_id = ? AND conversation_id = ?
                """,
                said.at(),
                shown.length() > SHOWN ? shown.substring(0, SHOWN - 1) + "…" : shown,
                said.at(),
                said.ours(),
                said.at(),
                !said.ours() && !automatic,
                said.at(),
                tenant.value(),
                conversation);
    }

    private void told(DSLContext sql, TenantId tenant, UUID conversation) {
        live.changed(sql, tenant, TOPIC, conversation.toString());
    }

    private static String storable(String text) {
        String kept = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return TenantRows.storable(kept);
    }
}

package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Leads and their events as rows. */
final class Rows {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** What a move may change. */
    static final List<String> MOVING = List.of(
            "state",
            "before",
            "reason",
            "step",
            "next_at",
            "blocker",
            "blocker_note",
            "sender_id",
            "mail_sender_id",
            "tries",
            "held_until",
            "changed_at",
            "step_at",
            "invited_at",
            "connected_at",
            "replied_at",
            "ended_at");

    private static final List<String> EVENT = List.of(
            "tenant_id",
            "lead_id",
            "sequence_id",
            "at",
            "kind",
            "from_state",
            "to_state",
            "step",
            "variant",
            "sender_id",
            "note",
            "evidence",
            "who");

    private Rows() {}

    static Lead lead(Record row) {
        String zone = row.get("zone", String.class);
        String before = row.get("before", String.class);
        String blocker = row.get("blocker", String.class);
        return new Lead(
                row.get("lead_id", UUID.class),
                row.get("sequence_id", UUID.class),
                row.get("version", Integer.class),
                row.get("person_id", UUID.class),
                row.get("name", String.class),
                row.get("company", String.class),
                row.get("company_key", String.class),
                row.get("email", String.class),
                row.get("linkedin", String.class),
                JSON.readValue(row.get("fields", JSONB.class).data(), TEXTS),
                zone == null ? null : ZoneId.of(zone),
                row.get("country", String.class),
                LeadState.valueOf(row.get("state", String.class)),
                before == null ? null : LeadState.valueOf(before),
                row.get("reason", String.class),
                row.get("step", String.class),
                row.get("next_at", Instant.class),
                blocker == null ? null : Blocker.valueOf(blocker),
                row.get("blocker_note", String.class),
                row.get("sender_id", UUID.class),
                row.get("mail_sender_id", UUID.class),
                row.get("tries", Integer.class),
                row.get("held_until", Instant.class),
                row.get("entered_at", Instant.class),
                row.get("changed_at", Instant.class),
                row.get("step_at", Instant.class),
                row.get("invited_at", Instant.class),
                row.get("connected_at", Instant.class),
                row.get("replied_at", Instant.class),
                row.get("ended_at", Instant.class),
                row.get("row_version", Long.class));
    }

    /** What a move may change, and by what the row is found. */
    static Map<String, @Nullable Object> moving(TenantId tenant, Lead lead) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("lead_id", lead.id());
        row.put("row_version", lead.rowVersion());
        row.put("state", lead.state());
        row.put("before", lead.before());
        row.put("reason", lead.reason());
        row.put("step", lead.step());
        row.put("next_at", lead.nextAt());
        row.put("blocker", lead.blocker());
        row.put("blocker_note", lead.blockerNote());
        row.put("sender_id", lead.sender());
        row.put("mail_sender_id", lead.mailSender());
        row.put("tries", lead.tries());
        row.put("held_until", lead.heldUntil());
        row.put("changed_at", lead.changedAt());
        row.put("step_at", lead.stepAt());
        row.put("invited_at", lead.invitedAt());
        row.put("connected_at", lead.connectedAt());
        row.put("replied_at", lead.repliedAt());
        row.put("ended_at", lead.endedAt());
        return row;
    }

    static Map<String, @Nullable Object> whole(TenantId tenant, Lead lead) {
        Map<String, @Nullable Object> row = moving(tenant, lead);
        row.put("sequence_id", lead.sequence());
        row.put("version", lead.version());
        row.put("person_id", lead.person());
        row.put("name", lead.name());
        row.put("company", lead.company());
        row.put("company_key", lead.companyKey());
        row.put("company_name", Names.companyName(lead.company()));
        row.put("email", lead.email());
        row.put("linkedin", lead.linkedin());
        row.put("fields", lead.fields());
        row.put("zone", lead.zone());
        row.put("country", lead.country());
        row.put("entered_at", lead.enteredAt());
        return row;
    }

    static Map<String, @Nullable Object> event(
            TenantId tenant, Lead lead, @Nullable LeadState from, @Nullable LeadState to, Leads.Happening happening) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("lead_id", lead.id());
        row.put("sequence_id", lead.sequence());
        row.put("at", happening.at());
        row.put("kind", happening.kind());
        row.put("from_state", from);
        row.put("to_state", to);
        row.put("step", happening.step());
        row.put("variant", happening.variant());
        row.put("sender_id", happening.sender());
        row.put("note", Names.cut(happening.note(), 2_000));
        row.put("evidence", happening.evidence().isEmpty() ? null : happening.evidence());
        row.put("who", happening.who());
        return row;
    }

    static void events(DSLContext sql, List<Map<String, @Nullable Object>> events) {
        TenantRows.insert(sql, "outreach.event", EVENT, events);
    }
}

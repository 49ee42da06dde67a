package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Leads as rows. Many go over in one statement, as one JSON document that PostgreSQL takes apart by the table's own types. */
final class Rows {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

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

    static Map<String, @Nullable Object> of(TenantId tenant) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("tenant_id", tenant.toString());
        return row;
    }

    static String json(Collection<? extends Map<String, ?>> rows) {
        List<@Nullable Object> written = new ArrayList<>(rows.size());
        rows.forEach(row -> written.add(plain(row)));
        return JSON.writeValueAsString(written);
    }

    /** As JSON has it: times, ids and words are text; what PostgreSQL cannot keep is left out of texts. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> made = new LinkedHashMap<>();
                map.forEach((name, inner) -> made.put(String.valueOf(name), plain(inner)));
                yield made;
            }
            case Iterable<?> list -> {
                List<@Nullable Object> made = new ArrayList<>();
                list.forEach(inner -> made.add(plain(inner)));
                yield made;
            }
            case Instant time -> time.toString();
            case LocalDate date -> date.toString();
            case ZoneId zone -> zone.getId();
            case UUID id -> id.toString();
            case Enum<?> word -> word.name();
            case String text -> Names.storable(text);
            case null, default -> value;
        };
    }

    static Map<String, @Nullable Object> map(@Nullable String json) {
        return json == null ? Map.of() : JSON.readValue(json, MAP);
    }

    /** @param columns of the table; those that are generated left out */
    static void insert(DSLContext sql, String table, List<String> columns, List<? extends Map<String, ?>> rows) {
        if (!rows.isEmpty()) {
            String names = String.join(", ", columns);
            sql.execute(
                    "INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$s, ?::jsonb)"
                            .formatted(table, names),
                    json(rows));
        }
    }

    static UUID[] ids(Collection<UUID> ids) {
        return ids.stream().distinct().sorted().toArray(UUID[]::new);
    }

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
        Map<String, @Nullable Object> row = of(tenant);
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
        Map<String, @Nullable Object> row = of(tenant);
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
        insert(sql, "outreach.event", EVENT, events);
    }
}

package io.salessync.outreach.champions;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Champions as rows. */
final class Rows {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String SELECT = "SELECT *, signs::text AS signs_text FROM outreach.champion WHERE tenant_id = ?";
    private static final TypeReference<List<Sign>> SIGNS = new TypeReference<>() {};
    private static final int SEARCHED = 600;

    private Rows() {}

    static @Nullable String at(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    static List<Sign> signs(String json) {
        return JSON.readValue(json, SIGNS);
    }

    static Champion champion(Record row) {
        return new Champion(
                row.get("champion_id", UUID.class),
                row.get("person_id", UUID.class),
                row.get("name", String.class),
                row.get("company", String.class),
                row.get("domain", String.class),
                row.get("known_since", Instant.class),
                row.get("linkedin", String.class),
                row.get("owner", String.class),
                row.get("source", String.class),
                row.get("followed_at", Instant.class),
                row.get("followed_by", String.class),
                row.get("unfollowed_at", Instant.class),
                row.get("next_check_at", Instant.class),
                row.get("asked", String.class),
                row.get("checked_at", Instant.class),
                row.get("tries", Integer.class),
                row.get("note", String.class),
                row.get("sender_id", UUID.class),
                Verdict.valueOf(row.get("verdict", String.class)),
                row.get("confidence", Integer.class),
                row.get("why", String.class),
                signs(row.get("signs_text", String.class)),
                row.get("new_company", String.class),
                row.get("new_title", String.class),
                row.get("new_email", String.class),
                row.get("new_since", LocalDate.class),
                row.get("waits", Boolean.class),
                row.get("dismissed", String.class),
                row.get("move_id", UUID.class),
                row.get("changed_at", Instant.class),
                row.get("version", Long.class));
    }

    static Optional<Champion> one(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch(SELECT + " AND champion_id = ?", tenant.value(), id).stream()
                .findFirst()
                .map(Rows::champion);
    }

    static Optional<Champion> locked(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch(SELECT + " AND champion_id = ? FOR UPDATE", tenant.value(), id).stream()
                .findFirst()
                .map(Rows::champion);
    }

    /** Whoever is or was this customer. */
    static Optional<Champion> ofPerson(DSLContext sql, TenantId tenant, UUID person) {
        return sql
                .fetch(
                        SELECT
                                + " AND (person_id = ? OR champion_id IN (SELECT champion_id FROM outreach.champion_record WHERE tenant_id = ?"
                                + " AND person_id = ?)) ORDER BY (person_id = ?) DESC LIMIT 1",
                        tenant.value(),
                        person,
                        tenant.value(),
                        person,
                        person)
                .stream()
                .findFirst()
                .map(Rows::champion);
    }

    static List<UUID> people(DSLContext sql, TenantId tenant, UUID champion) {
        return sql.fetch(
                        "SELECT person_id FROM outreach.champion_record WHERE tenant_id = ? AND champion_id = ?",
                        tenant.value(),
                        champion)
                .map(row -> row.get(0, UUID.class));
    }

    static String search(String name, String company, @Nullable String newCompany, @Nullable String linkedin) {
        String all = (name + " " + company + " " + (newCompany == null ? "" : newCompany) + " "
                        + (linkedin == null ? "" : linkedin))
                .toLowerCase(Locale.ROOT);
        return all.codePointCount(0, all.length()) <= SEARCHED
                ? all
                : all.substring(0, all.offsetByCodePoints(0, SEARCHED));
    }

    static void link(
            DSLContext sql,
            TenantId tenant,
            UUID champion,
            UUID person,
            String company,
            Instant now,
            String who,
            @Nullable UUID move) {
        sql.execute(
                "INSERT INTO outreach.champion_record (tenant_id, person_id, champion_id, company, linked_at, linked_by, move_id)"
                        + " VALUES (?, ?, ?, ?, ?::timestamptz, ?, ?) ON CONFLICT (tenant_id, person_id) DO UPDATE SET left_at = NULL,"
                        + " company = excluded.company, champion_id = excluded.champion_id",
                tenant.value(),
                person,
                champion,
                company,
                at(now),
                who,
                move);
    }
}

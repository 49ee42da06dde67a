package io.salessync.outreach.champions;

import io.salessync.customers.CustomerListener;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.TimelineSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Champions follow what happens to customers, and are part of their stories. */
@Component
class CustomersOfChampions implements CustomerListener, TimelineSource {
    private static final String MOVES = """
            SELECT m.at, m.move_id::text AS id, m.from_company, m.to_company, m.who, m.confidence, m.undone_at FROM outreach.champion_move m
            WHERE m.tenant_id = ? AND (m.old_person = ? OR m.new_person = ?) AND (?::timestamptz IS NULL OR m.at < ?::timestamptz)
            ORDER BY m.at DESC LIMIT ?
            """;
    private static final String CHECKS = """
            SELECT k.at, k.check_id::text AS id, k.outcome, k.verdict, k.why, k.detail FROM outreach.champion_check k
            JOIN outreach.champion_record r ON r.tenant_id = k.tenant_id AND r.champion_id = k.champion_id
            WHERE k.tenant_id = ? AND r.person_id = ? AND k.outcome IN ('SEEN', 'HIDDEN') AND (?::timestamptz IS NULL OR k.at < ?::timestamptz)
            ORDER BY k.at DESC LIMIT ?
            """;

    private final Database database;

    CustomersOfChampions(Database database) {
        this.database = database;
    }

    /** The kept one is followed with what was known of the other; two who are followed go on as the kept one. */
    @Override
    public void merged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        UUID goes = Rows.ofPerson(sql, tenant, gone).map(Champion::id).orElse(null);
        if (goes == null) {
            return;
        }
        UUID stays = Rows.ofPerson(sql, tenant, kept).map(Champion::id).orElse(null);
        if (stays == null) {
            sql.execute(
                    "UPDATE outreach.champion SET person_id = ?, version = version + 1 WHERE tenant_id = ? AND person_id = ?",
                    kept,
                    tenant.value(),
                    gone);
            sql.execute(
                    "UPDATE outreach.champion_record SET person_id = ? WHERE tenant_id = ? AND person_id = ?",
                    kept,
                    tenant.value(),
                    gone);
            return;
        }
        sql.execute("DELETE FROM outreach.champion_record WHERE tenant_id = ? AND person_id = ?", tenant.value(), gone);
        if (stays.equals(goes)) {
            sql.execute(
                    "UPDATE outreach.champion SET person_id = ?, version = version + 1 WHERE tenant_id = ? AND person_id = ?",
                    kept,
                    tenant.value(),
                    gone);
        } else {
            sql.execute(
                    "UPDATE outreach.champion_record SET champion_id = ? WHERE tenant_id = ? AND champion_id = ?",
                    stays,
                    tenant.value(),
                    goes);
            sql.execute("DELETE FROM outreach.champion WHERE tenant_id = ? AND champion_id = ?", tenant.value(), goes);
        }
    }

    /** Nothing stays of them, whichever of their records was erased. */
    @Override
    public void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        UUID[] ids = people.toArray(UUID[]::new);
        sql.execute(
                "DELETE FROM outreach.champion c WHERE c.tenant_id = ? AND (c.person_id = ANY (?::uuid[]) OR EXISTS (SELECT FROM"
                        + " outreach.champion_record r WHERE r.tenant_id = c.tenant_id AND r.champion_id = c.champion_id"
                        + " AND r.person_id = ANY (?::uuid[])))",
                tenant.value(),
                ids,
                ids);
    }

    @Override
    public List<Entry> entries(TenantId tenant, String recordKey, @Nullable Instant before, int limit) {
        UUID person;
        try {
            person = UUID.fromString(recordKey);
        } catch (IllegalArgumentException nobodysId) {
            return List.of();
        }
        return database.inTenant(tenant, sql -> {
            List<Entry> all = new ArrayList<>();
            sql.fetch(MOVES, tenant.value(), person, person, before, before, limit)
                    .forEach(row -> all.add(new Entry(
                            row.get("at", Instant.class),
                            "champion",
                            row.get("id", String.class),
                            row.get("undone_at", Instant.class) == null ? "MOVED" : "UNDONE",
                            "Changed jobs: from %s to %s"
                                    .formatted(
                                            row.get("from_company", String.class), row.get("to_company", String.class)),
                            "Decided by %s, confidence %d %%%s"
                                    .formatted(
                                            row.get("who", String.class),
                                            row.get("confidence", Integer.class),
                                            row.get("undone_at", Instant.class) == null ? "." : "; taken back."),
                            null)));
            sql.fetch(CHECKS, tenant.value(), person, before, before, limit)
                    .forEach(row -> all.add(new Entry(
                            row.get("at", Instant.class),
                            "champion-check",
                            row.get("id", String.class),
                            String.valueOf(row.get("verdict", String.class)),
                            "Profile looked at: " + row.get("why", String.class),
                            row.get("detail", String.class),
                            null)));
            all.sort(Comparator.comparing(Entry::at).reversed());
            return all.size() <= limit ? all : List.copyOf(all.subList(0, limit));
        });
    }
}

package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.HISTORY;

import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What was done to customers: the fields that changed, as they were and as they became. */
final class History {
    private static final String INSERT = """
            INSERT INTO customers.history (tenant_id, person_id, company_id, at, who, what, before, after, run_id)
            SELECT tenant_id, person_id, company_id, at, who, what, before, after, run_id
            FROM jsonb_populate_recordset(NULL::customers.history, ?::jsonb)
            """;

    private History() {}

    /** Kinds of entries. */
    enum What {
        CREATED,
        CHANGED,
        MERGED,
        UNMERGED,
        /** A record elsewhere that was linked by mistake became a person of its own. */
        PARTED,
        ERASED,
        /** A record of theirs elsewhere is gone there. */
        GONE,
        /** It is there again. */
        BACK
    }

    /** @param before of the fields that changed; @param after likewise */
    record Entry(
            @Nullable UUID person,
            @Nullable UUID company,
            Instant at,
            String who,
            What what,
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> after,
            @Nullable UUID run) {}

    static Entry ofPerson(
            UUID person,
            Instant at,
            Origin origin,
            What what,
            Map<String, ? extends @Nullable Object> before,
            Map<String, ? extends @Nullable Object> after) {
        return entry(person, null, at, origin, what, before, after);
    }

    static Entry ofCompany(
            UUID company,
            Instant at,
            Origin origin,
            What what,
            Map<String, ? extends @Nullable Object> before,
            Map<String, ? extends @Nullable Object> after) {
        return entry(null, company, at, origin, what, before, after);
    }

    private static Entry entry(
            @Nullable UUID person,
            @Nullable UUID company,
            Instant at,
            Origin origin,
            What what,
            Map<String, ? extends @Nullable Object> before,
            Map<String, ? extends @Nullable Object> after) {
        Map<String, @Nullable Object> was = new LinkedHashMap<>(before);
        Map<String, @Nullable Object> is = new LinkedHashMap<>(after);
        before.forEach((name, value) -> {
            if (after.containsKey(name) && Objects.equals(value, after.get(name))) {
                was.remove(name);
                is.remove(name);
            }
        });
        return new Entry(person, company, at, origin.who(), what, was, is, origin.run());
    }

    static void write(DSLContext sql, TenantId tenant, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        sql.execute(
                INSERT,
                TenantRows.json(entries.stream()
                        .map(entry -> {
                            Map<String, @Nullable Object> row = TenantRows.of(tenant);
                            row.put("person_id", entry.person());
                            row.put("company_id", entry.company());
                            row.put("at", entry.at());
                            row.put("who", Folding.storable(entry.who()));
                            row.put("what", entry.what());
                            row.put("before", entry.before());
                            row.put("after", entry.after());
                            row.put("run_id", entry.run());
                            return row;
                        })
                        .toList()));
    }

    /** An entry with its number. */
    record Stored(long id, Entry entry) {}

    /**
     * Newest first.
     *
     * @param before only those from before then; null: from the newest
     */
    static List<Stored> newest(
            DSLContext sql,
            TenantId tenant,
            @Nullable UUID person,
            @Nullable UUID company,
            @Nullable Instant before,
            int limit) {
        Condition those = HISTORY.TENANT_ID
                .eq(tenant.value())
                .and(person == null ? HISTORY.COMPANY_ID.eq(company) : HISTORY.PERSON_ID.eq(person));
        if (before != null) {
            those = those.and(HISTORY.AT.lt(before));
        }
        return sql.selectFrom(HISTORY)
                .where(those)
                .orderBy(HISTORY.AT.desc(), HISTORY.HISTORY_ID.desc())
                .limit(limit)
                .fetch(row -> new Stored(
                        row.getHistoryId(),
                        new Entry(
                                row.getPersonId(),
                                row.getCompanyId(),
                                row.getAt(),
                                row.getWho(),
                                What.valueOf(row.getWhat()),
                                TenantRows.map(row.getBefore().data()),
                                TenantRows.map(row.getAfter().data()),
                                row.getRunId())));
    }
}

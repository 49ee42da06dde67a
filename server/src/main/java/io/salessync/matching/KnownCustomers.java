package io.salessync.matching;

import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What of each customer is compared, kept beside them with the keys they are found by; follows their changes. */
@Component
final class KnownCustomers {
    private static final int PAGE = 1_000;
    /** From so many on the planner has to hear of them at once. */
    private static final int MANY = 500;

    /** More customers than this share a key: it tells nothing; a finer one finds them. */
    private static final int MOST = 100;

    private static final UUID NOBODY = new UUID(0, 0);
    private static final TypeReference<Map<String, List<String>>> CELLS = new TypeReference<>() {};

    private final Customers customers;
    private final JsonMapper json;
    private final InstantSource clock;

    KnownCustomers(Customers customers, JsonMapper json, InstantSource clock) {
        this.customers = customers;
        this.json = json;
        this.clock = clock;
    }

    /** Takes over what changed since it was last asked, or all. */
    void follow(DSLContext sql, TenantId tenant, String region) {
        follow(sql, tenant, region, Integer.MAX_VALUE);
    }

    /**
     * Takes over some of what changed, for those who do it in several transactions.
     *
     * @param most about how many customers
     * @return whether nothing is left
     */
    boolean follow(DSLContext sql, TenantId tenant, String region, int most) {
        // one at a time: two would prepare the same people and wait for each other's rows
        sql.resultQuery(
                        "SELECT pg_advisory_xact_lock(hashtextextended('matching ' || ?::text, 0))::text",
                        tenant.toString())
                .fetch();
        Walk walk = walk(sql, tenant);
        Instant stood = walk.at();
        boolean begun = stood != null;
        Instant began = Objects.requireNonNullElseGet(walk.began(), clock::instant);
        Instant at = stood == null ? lookingBack(walk.seen()) : stood;
        UUID after = Objects.requireNonNullElse(walk.after(), NOBODY);
        int done = 0;
        long fresh = 0;
        while (true) {
            var rows = sql.resultQuery("""
                SELECT p.person_id, p.changed_at, r.version
                FROM customers.person p
                LEFT JOIN matching.prepared r ON r.tenant_id = p.tenant_id AND r.person_id = p.person_id
                WHERE p.tenant_id = ?::uuid AND (p.changed_at, p.person_id) > (?::timestamptz, ?::uuid)
                  AND p.merged_into IS NULL AND p.erased_at IS NULL AND r.version IS DISTINCT FROM p.version
                ORDER BY p.changed_at, p.person_id LIMIT ?
                """, tenant.value(), at.toString(), after, PAGE)
                    .fetch();
            if (!rows.isEmpty()) {
                List<UUID> before = new ArrayList<>();
                rows.forEach(row -> {
                    if (row.get(2) != null) {
                        before.add(row.get(0, UUID.class));
                    }
                });
                unblock(sql, tenant, before);
                prepare(sql, tenant, customers.people(sql, tenant, rows.getValues(0, UUID.class)), region);
                var last = rows.getLast();
                at = last.get(1, OffsetDateTime.class).toInstant();
                after = last.get(0, UUID.class);
                done += rows.size();
                fresh += rows.size() - before.size();
            }
            boolean all = rows.size() < PAGE;
            if (all && begun) {
                // what was committed late since the first of these transactions
                begun = false;
                at = lookingBack(began);
                after = NOBODY;
                began = clock.instant();
            } else if (all || done >= most) {
                stand(sql, tenant, all ? new Walk(began, null, null, null) : new Walk(null, began, at, after), fresh);
                if (done >= MANY) {
                    sql.resultQuery("SELECT matching.take_statistics()::text").fetch();
                }
                return all;
            }
        }
    }

    /**
     * How far changes were taken over.
     *
     * @param seen all of up to then; null: nothing yet
     * @param began when what is under way was begun; null: nothing is
     * @param at the change it stands at, with {@code after} of those of one time
     */
    private record Walk(
            @Nullable Instant seen,
            @Nullable Instant began,
            @Nullable Instant at,
            @Nullable UUID after) {}

    /** Transactions commit in another order than their times. */
    private static Instant lookingBack(@Nullable Instant seen) {
        return seen == null ? Instant.EPOCH : seen.minusSeconds(600);
    }

    private static Walk walk(DSLContext sql, TenantId tenant) {
        var row = sql.resultQuery(
                        "SELECT seen_at, walk_began, walk_at, walk_after FROM matching.settings WHERE tenant_id = ?::uuid",
                        tenant.value())
                .fetchOne();
        return row == null
                ? new Walk(null, null, null, null)
                : new Walk(
                        row.get(0, Instant.class),
                        row.get(1, Instant.class),
                        row.get(2, Instant.class),
                        row.get(3, UUID.class));
    }

    private static void stand(DSLContext sql, TenantId tenant, Walk walk, long fresh) {
        sql.query("""
                        INSERT INTO matching.settings AS s (tenant_id, same_from, review_from, promise, survivors, seen_at, walk_began,
                            walk_at, walk_after, customers)
                        VALUES (?::uuid, 0.9, 0.2, 0.99, '{}', ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::uuid, ?::bigint)
                        ON CONFLICT (tenant_id) DO UPDATE SET seen_at = greatest(s.seen_at, excluded.seen_at),
                            walk_began = excluded.walk_began, walk_at = excluded.walk_at, walk_after = excluded.walk_after,
                            customers = s.customers + excluded.customers
                        """, tenant.value(), text(walk.seen()), text(walk.began()), text(walk.at()), walk.after(), fresh)
                .execute();
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static void unblock(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        if (!people.isEmpty()) {
            sql.query(
                            "DELETE FROM matching.block WHERE tenant_id = ?::uuid AND person_id = ANY (?::uuid[])",
                            tenant.value(),
                            people.toArray(UUID[]::new))
                    .execute();
        }
    }

    /** Of people who have no keys. */
    private void prepare(DSLContext sql, TenantId tenant, List<Person> people, String region) {
        if (people.isEmpty()) {
            return;
        }
        UUID[] ids = people.stream().map(Person::id).toArray(UUID[]::new);
        String[] cells = new String[ids.length];
        Long[] versions = new Long[ids.length];
        List<Integer> passes = new ArrayList<>();
        List<Long> keys = new ArrayList<>();
        List<UUID> owners = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            Map<String, List<String>> of = ContactCells.of(people.get(i));
            cells[i] = json.writeValueAsString(of);
            versions[i] = people.get(i).version();
            List<long[]> all = ContactCells.keys(of, region);
            for (int pass = 0; pass < all.size(); pass++) {
                for (long key : all.get(pass)) {
                    if (key != 0) {
                        passes.add(pass);
                        keys.add(key);
                        owners.add(ids[i]);
                    }
                }
            }
        }
        sql.query("""
            INSERT INTO matching.prepared (tenant_id, person_id, version, cells)
            SELECT ?::uuid, u.id, u.version, u.cells::jsonb FROM unnest(?::uuid[], ?::bigint[], ?::text[]) AS u (id, version, cells)
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET version = excluded.version, cells = excluded.cells
            """, tenant.value(), ids, versions, cells).execute();
        sql.query(
                        """
                        INSERT INTO matching.block (tenant_id, pass, key, person_id)
                        SELECT ?::uuid, u.pass, u.key, u.id FROM unnest(?::int[], ?::bigint[], ?::uuid[]) AS u (pass, key, id)
                        ON CONFLICT DO NOTHING
                        """,
                        tenant.value(),
                        passes.toArray(Integer[]::new),
                        keys.toArray(Long[]::new),
                        owners.toArray(UUID[]::new))
                .execute();
    }

    /** Somebody was merged away or came back. */
    void refresh(DSLContext sql, TenantId tenant, Collection<UUID> people, String region) {
        int gone = delete(sql, tenant, people);
        List<Person> there = customers.people(sql, tenant, people).stream()
                .filter(person -> person.mergedInto() == null && person.erasedAt() == null)
                .toList();
        prepare(sql, tenant, there, region);
        count(sql, tenant, there.size() - gone);
    }

    /** Nothing is kept of them any more. */
    void forget(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        count(sql, tenant, -delete(sql, tenant, people));
    }

    private static int delete(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        unblock(sql, tenant, people);
        return sql.query(
                        "DELETE FROM matching.prepared WHERE tenant_id = ?::uuid AND person_id = ANY (?::uuid[])",
                        tenant.value(),
                        people.toArray(UUID[]::new))
                .execute();
    }

    /** They are counted as they come and go: to count all for each change would take longer than the change. */
    private static void count(DSLContext sql, TenantId tenant, long more) {
        sql.query("""
            INSERT INTO matching.settings AS s (tenant_id, same_from, review_from, promise, survivors, customers)
            VALUES (?::uuid, 0.9, 0.2, 0.99, '{}', ?)
            ON CONFLICT (tenant_id) DO UPDATE SET customers = s.customers + excluded.customers
            """, tenant.value(), more).execute();
    }

    /** The next of all that are prepared, by id. */
    List<UUID> after(DSLContext sql, TenantId tenant, UUID after, int limit) {
        return sql.resultQuery("""
            SELECT person_id FROM matching.prepared
            WHERE tenant_id = ?::uuid AND person_id > ?::uuid ORDER BY person_id LIMIT ?
            """, tenant.value(), after, limit).fetch(row -> row.get(0, UUID.class));
    }

    /** Who shares a key with each contact, by the contact's place. */
    Map<Integer, List<UUID>> candidates(
            DSLContext sql, TenantId tenant, List<Map<String, List<String>>> contacts, String region) {
        List<Integer> places = new ArrayList<>();
        List<Integer> passes = new ArrayList<>();
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < contacts.size(); i++) {
            List<long[]> all = ContactCells.keys(contacts.get(i), region);
            for (int pass = 0; pass < all.size(); pass++) {
                for (long key : all.get(pass)) {
                    if (key != 0) {
                        places.add(i);
                        passes.add(pass);
                        keys.add(key);
                    }
                }
            }
        }
        Map<Integer, List<UUID>> found = new HashMap<>();
        sql.resultQuery(
                        """
                        SELECT DISTINCT c.place, b.person_id
                        FROM unnest(?::int[], ?::int[], ?::bigint[]) AS c (place, pass, key)
                        CROSS JOIN LATERAL (
                            SELECT array_agg(person_id) AS people FROM (
                                SELECT person_id FROM matching.block
                                WHERE tenant_id = ?::uuid AND pass = c.pass::smallint AND key = c.key LIMIT ?) f
                        ) k
                        CROSS JOIN LATERAL unnest(k.people) AS b (person_id)
                        WHERE cardinality(k.people) <= ?
                        """,
                        places.toArray(Integer[]::new),
                        passes.toArray(Integer[]::new),
                        keys.toArray(Long[]::new),
                        tenant.value(),
                        MOST + 1,
                        MOST)
                .forEach(row -> found.computeIfAbsent(row.get(0, Integer.class), place -> new ArrayList<>())
                        .add(row.get(1, UUID.class)));
        return found;
    }

    Map<UUID, Map<String, List<String>>> cells(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        Map<UUID, Map<String, List<String>>> cells = new LinkedHashMap<>();
        sql.resultQuery("""
            SELECT person_id, cells::text FROM matching.prepared
            WHERE tenant_id = ?::uuid AND person_id = ANY (?::uuid[]) ORDER BY person_id
            """, tenant.value(), people.toArray(UUID[]::new))
                .forEach(row -> cells.put(row.get(0, UUID.class), json.readValue(row.get(1, String.class), CELLS)));
        return cells;
    }

    /** Some of them, for learning: always the same ones, and no matter whom they are like. */
    List<Map<String, List<String>>> sample(DSLContext sql, TenantId tenant, int most) {
        return sql.resultQuery(
                        "SELECT cells::text FROM matching.prepared WHERE tenant_id = ?::uuid ORDER BY person_id LIMIT"
                                + " ?",
                        tenant.value(),
                        most)
                .fetch(row -> json.readValue(row.get(0, String.class), CELLS));
    }

    /**
     * Those outside of the sample who share a key, as contacts that come would, with one of its first: among many customers hardly two of a sample are
     * one person, and nothing could be learnt of what one person's records are like.
     *
     * @param sample as it was asked for
     * @param seeds of how many of it they are the partners
     * @param most so many partners at most
     */
    List<Map<String, List<String>>> partners(DSLContext sql, TenantId tenant, int sample, int seeds, int most) {
        return sql.resultQuery(
                        """
                        WITH fair AS MATERIALIZED (
                            SELECT person_id FROM matching.prepared WHERE tenant_id = {0} ORDER BY person_id LIMIT {1}),
                        seed AS (SELECT person_id FROM fair ORDER BY person_id LIMIT {2}),
                        shared AS (
                            SELECT DISTINCT b.pass, b.key FROM seed
                            JOIN matching.block b ON b.tenant_id = {0} AND b.person_id = seed.person_id),
                        partner AS (
                            SELECT DISTINCT p.person_id FROM shared
                            CROSS JOIN LATERAL (
                                SELECT array_agg(person_id) AS people FROM (
                                    SELECT person_id FROM matching.block
                                    WHERE tenant_id = {0} AND pass = shared.pass AND key = shared.key LIMIT {3} + 1) f
                            ) k
                            CROSS JOIN LATERAL unnest(k.people) AS p (person_id)
                            WHERE cardinality(k.people) <= {3})
                        SELECT r.cells::text FROM partner
                        JOIN matching.prepared r ON r.tenant_id = {0} AND r.person_id = partner.person_id
                        WHERE NOT EXISTS (SELECT FROM fair WHERE fair.person_id = partner.person_id)
                        ORDER BY r.person_id LIMIT {4}
                        """, DSL.val(tenant.value()), DSL.val(sample), DSL.val(seeds), DSL.val(MOST), DSL.val(most))
                .fetch(row -> json.readValue(row.get(0, String.class), CELLS));
    }

    long count(DSLContext sql, TenantId tenant) {
        Long count = sql.resultQuery(
                        "SELECT customers FROM matching.settings WHERE tenant_id = ?::uuid", tenant.value())
                .fetchOne(0, Long.class);
        return count == null ? 0 : count;
    }
}

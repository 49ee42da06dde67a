package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.GONE_RECORD;

import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.GoneRecord;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.customers.History.What;
import io.salessync.customers.PeopleUpsert.Ref;
import io.salessync.customers.Person.Gone;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of customers whose records elsewhere are gone there. A customer stays; its id there is marked. Where the record was merged
 * into another, that one is the customer's from then on, known yet or not; where it is another customer's, the two may be one. It is kept
 * of records that nobody here has too, so that the order in which merges are told does not matter.
 */
final class GoneRecords {
    /** Merges of merges are followed so far. */
    static final int DEPTH = 20;

    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final boolean people;
    private final Instant now;

    private final List<Pair> pairs = new ArrayList<>();
    private final Set<UUID> touched = new LinkedHashSet<>();
    private final List<History.Entry> history = new ArrayList<>();

    /** Two customers whose records were made one elsewhere; {@code why} for people. */
    record Pair(UUID one, UUID other, String where, String why) {}

    /** @param people whether the records are people; else companies */
    GoneRecords(DSLContext sql, TenantId tenant, Origin origin, boolean people, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.people = people;
        this.now = now;
    }

    List<Pair> pairs() {
        return pairs;
    }

    Set<UUID> touched() {
        return touched;
    }

    List<Outcome> tell(List<GoneRecord> rows) {
        List<Ref> refs = rows.stream()
                .map(row -> new Ref(row.system(), row.object(), row.externalId()))
                .toList();
        PeopleUpsert.lock(sql, tenant, refs);
        Map<Ref, Gone> facts = facts(refs);
        Set<Integer> news = new HashSet<>();
        Map<Ref, Gone> changed = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Ref ref = refs.get(i);
            String into = rows.get(i).into();
            if (into != null && (into.isBlank() || into.equals(ref.id()))) {
                into = null;
            }
            Gone before = facts.get(ref);
            // that it is not told any more into which one it was merged takes nothing back
            if (before == null || into != null && !into.equals(before.into())) {
                Gone fact = new Gone(now, into, origin.run());
                facts.put(ref, fact);
                changed.put(ref, fact);
                news.add(i);
            }
        }
        store(changed);
        follow(facts, changed.keySet());
        Set<Ref> wanted = new HashSet<>(refs);
        changed.keySet().forEach(ref -> wanted.add(end(facts, ref)));
        Map<Ref, UUID> owners = new HashMap<>(PeopleUpsert.known(sql, tenant, wanted, people));
        List<Map<String, @Nullable Object>> links = new ArrayList<>();
        changed.forEach((ref, fact) -> {
            UUID owner = owners.get(ref);
            if (owner == null) {
                return;
            }
            touched.add(owner);
            write(owner, What.GONE, ref, fact.into());
            Ref end = end(facts, ref);
            UUID other = owners.get(end);
            if (other == null) {
                owners.put(end, owner);
                links.add(ExternalIds.row(tenant, end, people, owner, now));
            } else if (!other.equals(owner)) {
                pairs.add(new Pair(
                        owner,
                        other,
                        ExternalIds.service(ref.system()),
                        "%s %s was merged into %s".formatted(ref.object(), ref.id(), end.id())));
            }
        });
        ExternalIds.insert(sql, links);
        History.write(sql, tenant, history);
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            UUID owner = owners.get(refs.get(i));
            outcomes.add(new Outcome(owner != null && news.contains(i) ? Change.GONE : Change.UNCHANGED, owner, null));
        }
        return outcomes;
    }

    private void write(UUID owner, What what, Ref ref, @Nullable String into) {
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        after.put("record", ref.object() + " " + ref.id());
        after.put("system", ref.system());
        if (into != null) {
            after.put("intoRecord", into);
        }
        history.add(
                people
                        ? History.ofPerson(owner, now, origin, what, Map.of(), after)
                        : History.ofCompany(owner, now, origin, what, Map.of(), after));
    }

    /** The record that one became in the end. */
    private static Ref end(Map<Ref, Gone> facts, Ref ref) {
        Ref at = ref;
        for (int step = 0; step < DEPTH; step++) {
            Gone fact = facts.get(at);
            if (fact == null || fact.into() == null) {
                return at;
            }
            at = new Ref(at.system(), at.object(), fact.into());
        }
        return at;
    }

    /** Looks up what became of the records that others were merged into. */
    private void follow(Map<Ref, Gone> facts, Collection<Ref> from) {
        Set<Ref> seen = new HashSet<>(from);
        Set<Ref> open = new HashSet<>(from);
        for (int step = 0; step < DEPTH && !open.isEmpty(); step++) {
            Set<Ref> next = new HashSet<>();
            open.forEach(ref -> {
                Gone fact = facts.get(ref);
                if (fact != null && fact.into() != null) {
                    Ref into = new Ref(ref.system(), ref.object(), fact.into());
                    if (seen.add(into)) {
                        next.add(into);
                    }
                }
            });
            facts(next).forEach(facts::putIfAbsent);
            open = next;
        }
    }

    private Map<Ref, Gone> facts(Collection<Ref> refs) {
        return facts(sql, tenant, refs);
    }

    static Map<Ref, Gone> facts(DSLContext sql, TenantId tenant, Collection<Ref> refs) {
        Map<Ref, Gone> facts = new HashMap<>();
        if (refs.isEmpty()) {
            return facts;
        }
        sql.selectFrom(GONE_RECORD)
                .where(GONE_RECORD.TENANT_ID.eq(tenant.value()))
                .and(GONE_RECORD.SYSTEM.eq(DSL.any(each(refs, Ref::system))))
                .and(GONE_RECORD.OBJECT.eq(DSL.any(each(refs, Ref::object))))
                .and(GONE_RECORD.EXTERNAL_ID.eq(DSL.any(each(refs, Ref::id))))
                .forEach(row -> facts.put(
                        new Ref(row.getSystem(), row.getObject(), row.getExternalId()),
                        new Gone(row.getToldAt(), row.getIntoId(), row.getRunId())));
        facts.keySet().retainAll(new HashSet<>(refs));
        return facts;
    }

    private static String[] each(Collection<Ref> refs, java.util.function.Function<Ref, String> part) {
        return refs.stream().map(part).distinct().toArray(String[]::new);
    }

    private void store(Map<Ref, Gone> facts) {
        if (facts.isEmpty()) {
            return;
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        facts.forEach((ref, fact) -> {
            Map<String, @Nullable Object> row = TenantRows.of(tenant);
            row.put("system", ref.system());
            row.put("object", ref.object());
            row.put("external_id", ref.id());
            row.put("into_id", fact.into());
            row.put("told_at", fact.at());
            row.put("run_id", fact.run());
            rows.add(row);
        });
        sql.execute("""
                INSERT INTO customers.gone_record (tenant_id, system, object, external_id, into_id, told_at, run_id)
                SELECT tenant_id, system, object, external_id, into_id, told_at, run_id
                FROM jsonb_populate_recordset(NULL::customers.gone_record, ?::jsonb)
                ON CONFLICT (tenant_id, system, object, external_id) DO UPDATE SET
                    into_id = excluded.into_id, told_at = excluded.told_at, run_id = excluded.run_id
                """, TenantRows.json(rows));
    }

    /** Records that come are there: what said they were gone is over. Returns those of which it did. */
    Set<Ref> back(Collection<Ref> refs) {
        Set<Ref> back = new LinkedHashSet<>(facts(refs).keySet());
        if (back.isEmpty()) {
            return back;
        }
        back.forEach(ref -> sql.deleteFrom(GONE_RECORD)
                .where(GONE_RECORD.TENANT_ID.eq(tenant.value()))
                .and(GONE_RECORD.SYSTEM.eq(ref.system()))
                .and(GONE_RECORD.OBJECT.eq(ref.object()))
                .and(GONE_RECORD.EXTERNAL_ID.eq(ref.id()))
                .execute());
        Map<Ref, UUID> owners = PeopleUpsert.known(sql, tenant, back, people);
        back.forEach(ref -> {
            UUID owner = owners.get(ref);
            if (owner != null) {
                touched.add(owner);
                write(owner, What.BACK, ref, null);
            }
        });
        History.write(sql, tenant, history);
        return back;
    }
}

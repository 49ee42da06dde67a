package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;

import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The companies that a page of people names: by their ids elsewhere, else by name; made where there are none. */
final class CompanyLookup {
    /** What a company is called where people come from, as far as it is not said. */
    private static final String OBJECT = "Account";

    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final Instant now;

    private final Map<Wish, @Nullable Found> found = new LinkedHashMap<>();

    /** @param key of the name; empty: only the id is known */
    private record Wish(
            String system,
            @Nullable String externalId,
            String key,
            @Nullable String name) {}

    /** A company. */
    record Found(UUID id, String name) {}

    private record Candidate(UUID id, String name, boolean known) {}

    CompanyLookup(DSLContext sql, TenantId tenant, Origin origin, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.now = now;
    }

    private static @Nullable Wish wish(String system, @Nullable String name, @Nullable String externalId) {
        if (name == null && externalId == null) {
            return null;
        }
        return new Wish(system, externalId, name == null ? "" : key(name), name);
    }

    /** What companies are told apart by; a name of signs alone is itself. */
    static String key(String name) {
        String key = Folding.key(name);
        return key.isEmpty() ? Folding.fold(name) : key;
    }

    void want(String system, @Nullable String name, @Nullable String externalId) {
        Wish wish = wish(system, name, externalId);
        if (wish != null) {
            found.putIfAbsent(wish, null);
        }
    }

    @Nullable Found of(String system, @Nullable String name, @Nullable String externalId) {
        Wish wish = wish(system, name, externalId);
        return wish == null ? null : found.get(wish);
    }

    void find() {
        if (found.isEmpty()) {
            return;
        }
        byId();
        byName();
        if (missing()) {
            alone();
            byName();
            make();
        }
    }

    /** Finds those that are there, and makes none. Nobody else makes one of a name that is missing until the transaction ends. */
    void findKnown() {
        if (found.isEmpty()) {
            return;
        }
        byId();
        byName();
        if (missing()) {
            alone();
            byName();
        }
    }

    private void alone() {
        // nobody else makes one of the same name meanwhile
        sql.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "customers " + tenant + " companies");
    }

    private boolean missing() {
        return found.entrySet().stream()
                .anyMatch(entry -> entry.getValue() == null && entry.getKey().name() != null);
    }

    private void byId() {
        String[] ids = found.keySet().stream()
                .filter(wish -> wish.externalId() != null)
                .map(Wish::externalId)
                .distinct()
                .toArray(String[]::new);
        if (ids.length == 0) {
            return;
        }
        Map<List<String>, Found> known = new HashMap<>();
        sql.select(EXTERNAL_ID.SYSTEM, EXTERNAL_ID.EXTERNAL_ID_, COMPANY.COMPANY_ID, COMPANY.NAME)
                .from(EXTERNAL_ID)
                .join(COMPANY)
                .on(COMPANY.TENANT_ID.eq(EXTERNAL_ID.TENANT_ID))
                .and(COMPANY.COMPANY_ID.eq(EXTERNAL_ID.COMPANY_ID))
                .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                .and(EXTERNAL_ID.EXTERNAL_ID_.eq(DSL.any(ids)))
                .forEach(row -> known.put(List.of(row.value1(), row.value2()), new Found(row.value3(), row.value4())));
        found.replaceAll((wish, one) ->
                wish.externalId() == null ? one : known.getOrDefault(List.of(wish.system(), wish.externalId()), one));
    }

    private void byName() {
        String[] keys = found.entrySet().stream()
                .filter(entry -> entry.getValue() == null)
                .map(entry -> entry.getKey().key())
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        if (keys.length == 0) {
            return;
        }
        Map<String, List<Candidate>> candidates = new HashMap<>();
        String[] systems = found.keySet().stream().map(Wish::system).distinct().toArray(String[]::new);
        sql.select(
                        COMPANY.NAME_KEY,
                        COMPANY.COMPANY_ID,
                        COMPANY.NAME,
                        DSL.field(DSL.exists(DSL.selectOne()
                                .from(EXTERNAL_ID)
                                .where(EXTERNAL_ID.TENANT_ID.eq(COMPANY.TENANT_ID))
                                .and(EXTERNAL_ID.COMPANY_ID.eq(COMPANY.COMPANY_ID))
                                .and(EXTERNAL_ID.SYSTEM.eq(DSL.any(systems))))))
                .from(COMPANY)
                .where(COMPANY.TENANT_ID.eq(tenant.value()))
                .and(COMPANY.MERGED_INTO.isNull())
                .and(COMPANY.NAME_KEY.eq(DSL.any(keys)))
                .orderBy(COMPANY.NAME_KEY, COMPANY.CREATED_AT, COMPANY.COMPANY_ID)
                .forEach(row -> candidates
                        .computeIfAbsent(row.value1(), key -> new ArrayList<>())
                        .add(new Candidate(row.value2(), row.value3(), Boolean.TRUE.equals(row.value4()))));
        found.replaceAll((wish, one) -> one != null || wish.key().isEmpty() ? one : fitting(wish, candidates));
    }

    /** One that has another id in the same system already is another company of the same name. */
    private static @Nullable Found fitting(Wish wish, Map<String, List<Candidate>> candidates) {
        return candidates.getOrDefault(wish.key(), List.of()).stream()
                .filter(candidate -> wish.externalId() == null || !candidate.known())
                .findFirst()
                .map(candidate -> new Found(candidate.id(), candidate.name()))
                .orElse(null);
    }

    private void make() {
        List<CompanyState> made = new ArrayList<>();
        Map<String, Found> byKey = new HashMap<>();
        List<Map<String, @Nullable Object>> ids = new ArrayList<>();
        List<History.Entry> history = new ArrayList<>();
        found.replaceAll((wish, one) -> {
            String name = wish.name();
            if (one != null || name == null) {
                return one;
            }
            Found already = byKey.get(wish.key());
            if (already != null && wish.externalId() == null) {
                return already;
            }
            CompanyState state = new CompanyState(UUID.randomUUID(), now);
            state.fields.put(CompanyField.NAME.text(), name);
            state.fields.put(CompanyField.SOURCE.text(), wish.system());
            made.add(state);
            history.add(History.ofCompany(state.id, now, origin, History.What.CREATED, Map.of(), state.shown()));
            if (wish.externalId() != null) {
                ids.add(ExternalIds.row(
                        tenant, new PeopleUpsert.Ref(wish.system(), OBJECT, wish.externalId()), false, state.id, now));
            }
            Found company = new Found(state.id, name);
            byKey.putIfAbsent(wish.key(), company);
            return company;
        });
        CompanyRows.insert(sql, tenant, made);
        ExternalIds.insert(sql, ids);
        History.write(sql, tenant, history);
    }
}

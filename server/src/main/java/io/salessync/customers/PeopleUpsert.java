package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;

import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.customers.History.What;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One page of people from elsewhere: looked up, changed and written in a handful of statements, however many they are. */
final class PeopleUpsert {
    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final Instant now;

    /** By who they are there. */
    private final Map<Ref, UUID> known = new HashMap<>();

    private final Map<UUID, PersonState> before = new HashMap<>();
    private final Map<UUID, PersonState> states = new LinkedHashMap<>();
    private final Set<UUID> created = new HashSet<>();
    private final List<Map<String, @Nullable Object>> ids = new ArrayList<>();
    private final List<Consents.About> consents = new ArrayList<>();
    private final List<Consents.About> optOuts = new ArrayList<>();

    /** Who somebody is elsewhere. */
    record Ref(String system, String object, String id) {
        static Ref of(Incoming row) {
            return new Ref(row.system(), row.object(), row.externalId());
        }
    }

    PeopleUpsert(DSLContext sql, TenantId tenant, Origin origin, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.now = now;
    }

    List<Outcome> write(List<Incoming> rows) {
        lock(sql, tenant, refs(rows));
        known.putAll(known(sql, tenant, refs(rows), true));
        load(rows);
        CompanyLookup companies = new CompanyLookup(sql, tenant, origin, now);
        List<@Nullable PersonValues> read = new ArrayList<>();
        List<@Nullable Problem> faults = new ArrayList<>();
        for (Incoming row : rows) {
            PersonValues values = null;
            Problem fault = null;
            try {
                checkId(row);
                values = PersonValues.read(record(row), row.values());
                companies.want(row.system(), values.company, values.companyExternalId);
            } catch (Problem problem) {
                fault = problem;
            }
            read.add(values);
            faults.add(fault);
        }
        companies.find();
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            PersonValues values = read.get(i);
            outcomes.add(
                    values == null
                            ? new Outcome(Change.REFUSED, null, faults.get(i))
                            : one(rows.get(i), values, companies));
        }
        store();
        return outcomes;
    }

    static String record(Incoming row) {
        return "%s %s".formatted(row.object(), row.externalId());
    }

    static List<Ref> refs(List<Incoming> rows) {
        return rows.stream().map(Ref::of).toList();
    }

    /** Two writers of one object's records wait for each other: neither makes what the other is about to. */
    static void lock(DSLContext sql, TenantId tenant, Collection<Ref> refs) {
        Set<String> locks = new TreeSet<>();
        refs.forEach(ref -> locks.add("customers " + tenant + " " + ref.system() + " " + ref.object()));
        locks.forEach(lock -> sql.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", lock));
    }

    /** @param people whether people are asked for; else companies */
    static Map<Ref, UUID> known(DSLContext sql, TenantId tenant, Collection<Ref> refs, boolean people) {
        Map<Ref, UUID> known = new HashMap<>();
        String[] systems = refs.stream().map(Ref::system).distinct().toArray(String[]::new);
        String[] objects = refs.stream().map(Ref::object).distinct().toArray(String[]::new);
        String[] ids = refs.stream().map(Ref::id).distinct().toArray(String[]::new);
        sql.selectFrom(EXTERNAL_ID)
                .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                .and(EXTERNAL_ID.SYSTEM.eq(DSL.any(systems)))
                .and(EXTERNAL_ID.OBJECT.eq(DSL.any(objects)))
                .and(EXTERNAL_ID.EXTERNAL_ID_.eq(DSL.any(ids)))
                .and(people ? EXTERNAL_ID.PERSON_ID.isNotNull() : EXTERNAL_ID.COMPANY_ID.isNotNull())
                .forEach(row -> known.put(
                        new Ref(row.getSystem(), row.getObject(), row.getExternalId()),
                        people ? row.getPersonId() : row.getCompanyId()));
        return known;
    }

    private void load(List<Incoming> rows) {
        Set<UUID> wanted = new HashSet<>(known.values());
        for (Incoming row : rows) {
            if (row.same() != null && !known.containsKey(Ref.of(row))) {
                wanted.add(row.same());
            }
        }
        while (!wanted.isEmpty()) {
            Map<UUID, PersonState> found = PersonRows.read(sql, tenant, wanted, true);
            found.forEach((id, state) -> before.putIfAbsent(id, state));
            wanted = new HashSet<>();
            for (PersonState state : found.values()) {
                if (state.mergedInto != null && !before.containsKey(state.mergedInto)) {
                    wanted.add(state.mergedInto);
                }
            }
        }
    }

    private @Nullable PersonState living(@Nullable UUID id) {
        PersonState state = id == null ? null : states.getOrDefault(id, before.get(id));
        while (state != null && state.mergedInto != null) {
            UUID next = state.mergedInto;
            state = states.getOrDefault(next, before.get(next));
        }
        return state;
    }

    static void checkId(Incoming row) {
        String id = row.externalId();
        if (id.isBlank() || id.length() > 300 || id.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(
                            CustomersProblem.WRONG_EXTERNAL_ID,
                            "'%s' cannot be the id of a %s: 1 to 300 characters."
                                    .formatted(id.length() > 80 ? id.substring(0, 80) + "…" : id, row.object()))
                    .with("id", id.length() > 80 ? id.substring(0, 80) : id);
        }
    }

    private Outcome one(Incoming row, PersonValues values, CompanyLookup companies) {
        Ref ref = Ref.of(row);
        UUID byId = known.get(ref);
        PersonState current = living(byId == null ? row.same() : byId);
        if (current == null && row.same() != null && byId == null) {
            return new Outcome(
                    Change.REFUSED,
                    null,
                    Problem.of(
                                    CustomersProblem.UNKNOWN_PERSON,
                                    "%s is said to be person %s, who is not there.".formatted(record(row), row.same()))
                            .with("person", row.same()));
        }
        if (current != null && current.erasedAt != null) {
            return new Outcome(
                    Change.REFUSED,
                    null,
                    Problem.of(
                                    CustomersProblem.ERASED,
                                    "%s: the data of this person were erased on request at %s and are not taken in again."
                                            .formatted(record(row), current.erasedAt))
                            .with("person", current.id));
        }
        boolean fresh = current == null;
        PersonState state = current == null ? new PersonState(UUID.randomUUID(), now) : current.copy();
        try {
            values.putInto(state, now);
        } catch (Problem problem) {
            return new Outcome(Change.REFUSED, null, problem);
        }
        if (values.companyGiven || values.companyExternalId != null) {
            CompanyLookup.Found company = companies.of(row.system(), values.company, values.companyExternalId);
            if (company != null || values.companyGiven && values.companyExternalId == null) {
                state.companyId = company == null ? null : company.id();
                state.company = company == null ? null : company.name();
            }
        }
        boolean linked = byId == null;
        if (linked) {
            link(ref, state.id);
        }
        values.say(row.system(), state.id, now, consents, optOuts);
        boolean same = current != null && state.sameAs(current);
        if (!same) {
            state.changedAt = now;
            states.put(state.id, state);
            if (fresh) {
                created.add(state.id);
            }
        }
        Change change = fresh ? Change.CREATED : same && !linked ? Change.UNCHANGED : Change.UPDATED;
        return new Outcome(change, state.id, null);
    }

    private void link(Ref ref, UUID person) {
        known.put(ref, person);
        ids.add(ExternalIds.row(tenant, ref, true, person, now));
    }

    private void store() {
        List<PersonState> made = new ArrayList<>();
        List<PersonState> changed = new ArrayList<>();
        List<PersonState> points = new ArrayList<>();
        List<History.Entry> history = new ArrayList<>();
        for (PersonState state : states.values()) {
            PersonState was = before.get(state.id);
            if (was == null) {
                made.add(state);
                history.add(History.ofPerson(state.id, now, origin, What.CREATED, Map.of(), state.shown()));
                continue;
            }
            state.version = was.version + 1;
            changed.add(state);
            if (!state.samePointsAs(was)) {
                points.add(state);
            }
            History.Entry entry = History.ofPerson(state.id, now, origin, What.CHANGED, was.shown(), state.shown());
            if (!entry.before().isEmpty() || !entry.after().isEmpty()) {
                history.add(entry);
            }
        }
        PersonRows.insert(sql, tenant, made);
        PersonRows.update(sql, tenant, changed);
        PersonRows.replaceChildren(sql, tenant, points);
        ExternalIds.insert(sql, ids);
        Consents.write(sql, tenant, CustomerKind.PERSON, origin, consents, optOuts, now);
        History.write(sql, tenant, history);
    }

    /** Whether anything was written. */
    boolean wrote() {
        return !states.isEmpty() || !ids.isEmpty() || !consents.isEmpty();
    }

    /** The one that was written; null: none, or several. */
    @Nullable UUID single() {
        return states.size() == 1 ? states.keySet().iterator().next() : null;
    }
}

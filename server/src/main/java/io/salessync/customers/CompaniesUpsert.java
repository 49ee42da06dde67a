package io.salessync.customers;

import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.customers.History.What;
import io.salessync.customers.PeopleUpsert.Ref;
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
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One page of companies from elsewhere. One whose id is new is the company of its name that has no id there yet, such as one that people
 * brought; else it is made.
 */
final class CompaniesUpsert {
    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final Instant now;

    private final Map<Ref, UUID> known = new HashMap<>();
    private final Map<UUID, CompanyState> before = new HashMap<>();
    private final Map<UUID, CompanyState> states = new LinkedHashMap<>();
    private final Set<UUID> taken = new HashSet<>();
    private final List<Map<String, @Nullable Object>> ids = new ArrayList<>();
    private final List<Consents.About> consents = new ArrayList<>();
    private final List<Consents.About> optOuts = new ArrayList<>();

    CompaniesUpsert(DSLContext sql, TenantId tenant, Origin origin, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.now = now;
    }

    List<Outcome> write(List<Incoming> rows) {
        PeopleUpsert.lock(sql, tenant, PeopleUpsert.refs(rows));
        known.putAll(PeopleUpsert.known(sql, tenant, PeopleUpsert.refs(rows), false));
        CompanyLookup names = new CompanyLookup(sql, tenant, origin, now);
        List<@Nullable CompanyValues> read = new ArrayList<>();
        List<@Nullable Problem> faults = new ArrayList<>();
        for (Incoming row : rows) {
            CompanyValues values = null;
            Problem fault = null;
            try {
                PeopleUpsert.checkId(row);
                values = CompanyValues.read(PeopleUpsert.record(row), row.values());
                if (!known.containsKey(Ref.of(row)) && row.same() == null && values.name() != null) {
                    names.want(row.system(), values.name(), row.externalId());
                }
            } catch (Problem problem) {
                fault = problem;
            }
            read.add(values);
            faults.add(fault);
        }
        names.findKnown();
        load(rows, read, names);
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            CompanyValues values = read.get(i);
            outcomes.add(
                    values == null
                            ? new Outcome(Change.REFUSED, null, faults.get(i))
                            : one(rows.get(i), values, names));
        }
        store(sql, tenant, origin, now, before, states.values());
        ExternalIds.insert(sql, ids);
        Consents.write(sql, tenant, CustomerKind.COMPANY, origin, consents, optOuts, now);
        return outcomes;
    }

    private static @Nullable UUID named(Incoming row, CompanyValues values, CompanyLookup names) {
        CompanyLookup.Found found =
                values.name() == null ? null : names.of(row.system(), values.name(), row.externalId());
        return found == null ? null : found.id();
    }

    private void load(List<Incoming> rows, List<@Nullable CompanyValues> read, CompanyLookup names) {
        Set<UUID> wanted = new HashSet<>(known.values());
        for (int i = 0; i < rows.size(); i++) {
            Incoming row = rows.get(i);
            CompanyValues values = read.get(i);
            UUID same = row.same() == null && values != null ? named(row, values, names) : row.same();
            if (same != null) {
                wanted.add(same);
            }
        }
        while (!wanted.isEmpty()) {
            Map<UUID, CompanyState> found = CompanyRows.read(sql, tenant, wanted, true);
            found.forEach(before::putIfAbsent);
            wanted = new HashSet<>();
            for (CompanyState state : found.values()) {
                if (state.mergedInto != null && !before.containsKey(state.mergedInto)) {
                    wanted.add(state.mergedInto);
                }
            }
        }
    }

    private @Nullable CompanyState living(@Nullable UUID id) {
        CompanyState state = id == null ? null : states.getOrDefault(id, before.get(id));
        while (state != null && state.mergedInto != null) {
            UUID next = state.mergedInto;
            state = states.getOrDefault(next, before.get(next));
        }
        return state;
    }

    private Outcome one(Incoming row, CompanyValues values, CompanyLookup names) {
        Ref ref = Ref.of(row);
        UUID byId = known.get(ref);
        UUID id = byId == null ? row.same() : byId;
        if (id != null && living(id) == null) {
            return new Outcome(Change.REFUSED, null, PostgresCustomers.unknownCompany(id));
        }
        UUID named = id == null ? named(row, values, names) : null;
        // two ids there are two companies, whatever they are called
        CompanyState current = living(named == null || !taken.add(named) ? id : named);
        CompanyState state = current == null ? new CompanyState(UUID.randomUUID(), now) : current.copy();
        try {
            values.putInto(state, state.isShared(), now);
        } catch (Problem problem) {
            return new Outcome(Change.REFUSED, null, problem);
        }
        boolean linked = byId == null;
        if (linked) {
            known.put(ref, state.id);
            ids.add(ExternalIds.row(tenant, ref, false, state.id, now));
        }
        values.say(row.system(), state.id, now, consents, optOuts);
        boolean same = current != null && state.holdsSameAs(current);
        if (!same) {
            state.changedAt = now;
            states.put(state.id, state);
        }
        return new Outcome(
                current == null ? Change.CREATED : same && !linked ? Change.UNCHANGED : Change.UPDATED, state.id, null);
    }

    /** Writes companies that were made or changed, with their history. */
    static void store(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            Instant now,
            Map<UUID, CompanyState> before,
            Collection<CompanyState> states) {
        List<CompanyState> made = new ArrayList<>();
        List<CompanyState> changed = new ArrayList<>();
        List<CompanyState> points = new ArrayList<>();
        List<History.Entry> history = new ArrayList<>();
        for (CompanyState state : states) {
            CompanyState was = before.get(state.id);
            if (was == null) {
                made.add(state);
                history.add(History.ofCompany(state.id, now, origin, What.CREATED, Map.of(), state.shown()));
                continue;
            }
            state.version = was.version + 1;
            changed.add(state);
            if (!state.samePointsAs(was)) {
                points.add(state);
            }
            History.Entry entry = History.ofCompany(state.id, now, origin, What.CHANGED, was.shown(), state.shown());
            if (!entry.before().isEmpty() || !entry.after().isEmpty()) {
                history.add(entry);
            }
        }
        CompanyRows.insert(sql, tenant, made);
        CompanyRows.update(sql, tenant, changed);
        CompanyRows.replaceChildren(sql, tenant, points);
        for (CompanyState state : changed) {
            CompanyState was = before.get(state.id);
            if (was != null && !was.name().equals(state.name())) {
                CompanyRows.rename(sql, tenant, state.id, state.name());
            }
        }
        History.write(sql, tenant, history);
    }

    /** Those that were written. */
    Set<UUID> written() {
        return states.keySet();
    }

    boolean wrote() {
        return !states.isEmpty() || !ids.isEmpty() || !consents.isEmpty();
    }
}

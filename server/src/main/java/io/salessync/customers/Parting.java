package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.CONSENT;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.HISTORY;

import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.customers.History.What;
import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.mapping.Coercion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes a record that was linked to the wrong person off them: it becomes a person of its own, and what it changed when it was linked
 * goes back where nobody changed it since.
 */
final class Parting {
    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final Instant now;

    Parting(DSLContext sql, TenantId tenant, Origin origin, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.now = now;
    }

    UUID part(UUID from, ExternalId id, Map<String, @Nullable Object> known, String why) {
        PersonState current = PersonRows.read(sql, tenant, List.of(from), true).get(from);
        if (current == null) {
            throw PostgresCustomers.unknownPerson(from);
        }
        var linked = sql.deleteFrom(EXTERNAL_ID)
                .where(of(id).and(EXTERNAL_ID.PERSON_ID.eq(from)))
                .returning(EXTERNAL_ID.FIRST_AT)
                .fetchOne();
        if (linked == null) {
            throw Problem.of(
                            CustomersProblem.NOT_LINKED,
                            "%s %s is not linked to person %s.".formatted(id.object(), id.id(), from))
                    .with("person", from)
                    .with("id", id.id());
        }
        PersonState left = current.copy();
        left.externalIds.removeIf(id::isSame);
        Map<String, @Nullable Object> brought = new LinkedHashMap<>(known);
        sql.selectFrom(HISTORY)
                .where(HISTORY.TENANT_ID.eq(tenant.value()))
                .and(HISTORY.PERSON_ID.eq(from))
                .and(HISTORY.WHAT.eq(What.CHANGED.name()))
                .and(HISTORY.AT.eq(linked.getFirstAt()))
                .forEach(row -> restore(
                        left,
                        TenantRows.map(row.getBefore().data()),
                        TenantRows.map(row.getAfter().data()),
                        linked.getFirstAt(),
                        brought));
        left.changedAt = now;
        left.version = current.version + 1;
        PersonRows.update(sql, tenant, List.of(left));
        PersonRows.replaceChildren(sql, tenant, List.of(left));

        UUID own = made(new Incoming(id.system(), id.object(), id.id(), brought, null));
        Consents.move(sql, tenant, CustomerKind.PERSON, said(from, id), own);
        Map<String, @Nullable Object> after = new LinkedHashMap<>(left.shown());
        after.put("record", id.object() + " " + id.id());
        after.put("into", own.toString());
        after.put("why", why);
        History.write(
                sql,
                tenant,
                List.of(
                        History.ofPerson(from, now, origin, What.PARTED, current.shown(), after),
                        History.ofPerson(
                                own, now, origin, What.PARTED, Map.of(), Map.of("from", from.toString(), "why", why))));
        return own;
    }

    private Condition of(ExternalId id) {
        return EXTERNAL_ID
                .TENANT_ID
                .eq(tenant.value())
                .and(EXTERNAL_ID.SYSTEM.eq(id.system()))
                .and(EXTERNAL_ID.OBJECT.eq(id.object()))
                .and(EXTERNAL_ID.EXTERNAL_ID_.eq(id.id()));
    }

    private UUID made(Incoming record) {
        Outcome outcome = new PeopleUpsert(sql, tenant, origin, now)
                .write(List.of(record))
                .getFirst();
        UUID own = outcome.customer();
        if (outcome.change() != Change.CREATED || own == null) {
            throw outcome.problem() == null
                    ? new IllegalStateException("The record became " + outcome.change())
                    : outcome.problem();
        }
        return own;
    }

    /** The statements that came with the record, by the words they are written down with. */
    private List<Long> said(UUID person, ExternalId id) {
        return sql.select(CONSENT.CONSENT_ID)
                .from(CONSENT)
                .where(CONSENT.TENANT_ID.eq(tenant.value()).and(CONSENT.PERSON_ID.eq(person)))
                .and(CONSENT.SOURCE.eq(id.system()))
                .and(CONSENT.EVIDENCE.startsWith(id.object() + " " + id.id() + ":"))
                .orderBy(CONSENT.CONSENT_ID)
                .fetch(CONSENT.CONSENT_ID);
    }

    /**
     * Puts back what one change did, and tells what the record brought by it.
     *
     * @param at the time of the change: what began or ended then did so by it
     */
    private void restore(
            PersonState state,
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> after,
            Instant at,
            Map<String, @Nullable Object> brought) {
        Map<String, Object> shown = state.shown();
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            PersonField field = PersonField.named(name);
            boolean kept = Objects.equals(shown.get(name), after.get(name));
            if (field != null) {
                if (after.get(name) != null) {
                    brought.putIfAbsent(name, after.get(name));
                }
                if (kept && (field != PersonField.FULL_NAME || before.get(name) != null)) {
                    state.set(field, Coercion.to(field.type(), before.get(name)));
                }
            } else if (name.startsWith(CustomerFields.EXTRA)) {
                restoreExtra(state, name, kept, before.get(name), after.get(name), brought);
            } else if (name.equals(CustomerFields.COMPANY) && kept) {
                state.companyId = company(before.get(name));
                state.company = state.companyId == null ? null : String.valueOf(before.get(name));
            }
        }
        back(state.emails, at, before.get("emails"));
        back(state.phones, at, before.get("phones"));
        // the former one is in the history, as words alone
        state.addresses.values().removeIf((Place place) -> place.since().equals(at));
    }

    private static void restoreExtra(
            PersonState state,
            String name,
            boolean kept,
            @Nullable Object before,
            @Nullable Object after,
            Map<String, @Nullable Object> brought) {
        if (after != null) {
            brought.putIfAbsent(name, after);
        }
        if (kept) {
            String key = name.substring(CustomerFields.EXTRA.length());
            if (before == null) {
                state.extra.remove(key);
            } else {
                state.extra.put(key, before);
            }
        }
    }

    private @Nullable UUID company(@Nullable Object name) {
        return name == null
                ? null
                : sql.select(COMPANY.COMPANY_ID)
                        .from(COMPANY)
                        .where(COMPANY.TENANT_ID.eq(tenant.value()))
                        .and(COMPANY.MERGED_INTO.isNull())
                        .and(COMPANY.NAME_KEY.eq(Folding.key(name.toString())))
                        .and(COMPANY.NAME.eq(name.toString()))
                        .orderBy(COMPANY.COMPANY_ID)
                        .limit(1)
                        .fetchOne(COMPANY.COMPANY_ID);
    }

    /** What came then goes, or has ended again; what ended then is in use again. */
    private static void back(Map<String, Point> points, Instant at, @Nullable Object before) {
        List<?> words = before instanceof List<?> list ? list : List.of();
        points.values()
                .removeIf(point -> point.since().equals(at)
                        && words.stream().noneMatch(word -> word.toString().startsWith(point.written() + " (")));
        points.replaceAll((key, point) -> {
            boolean came = point.since().equals(at) && point.ended() == null;
            boolean went = at.equals(point.ended());
            boolean former = words.contains(point.written() + " (" + point.kind() + ", former)");
            return came && former || went
                    ? new Point(key, point.written(), point.kind(), false, point.since(), came && former ? at : null)
                    : point;
        });
        PersonState.choosePrimary(points);
    }
}

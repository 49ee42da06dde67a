package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.CONSENT;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.MERGE;
import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.customers.Customers.Origin;
import io.salessync.customers.History.What;
import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Point;
import io.salessync.customers.jooq.tables.records.MergeRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes two customers one, and two again. Both are kept as they were. */
final class Merges {
    private final DSLContext sql;
    private final TenantId tenant;
    private final Origin origin;
    private final Instant now;

    Merges(DSLContext sql, TenantId tenant, Origin origin, Instant now) {
        this.sql = sql;
        this.tenant = tenant;
        this.origin = origin;
        this.now = now;
    }

    UUID mergePeople(UUID keep, UUID gone, Map<String, @Nullable Object> values, String why) {
        refuseSame(keep, gone);
        Map<UUID, PersonState> both = PersonRows.read(sql, tenant, List.of(keep, gone), true);
        PersonState kept = living(both, keep);
        PersonState left = living(both, gone);
        PersonState merged = joined(kept, left);
        PersonValues.read("Person " + keep, values).putInto(merged, now);
        merged.changedAt = now;
        merged.version = kept.version + 1;
        PersonState husk = left.copy();
        husk.mergedInto = keep;
        husk.changedAt = now;
        husk.version = left.version + 1;

        List<Long> statements = Consents.numbers(sql, tenant, CustomerKind.PERSON, gone);
        long last = lastStatement();
        UUID merge = UUID.randomUUID();
        Map<String, @Nullable Object> snapshot = new LinkedHashMap<>();
        snapshot.put("kept", kept.document());
        snapshot.put("gone", left.document());
        snapshot.put("merged", merged.document());
        snapshot.put("consents", statements);
        snapshot.put("lastConsent", last);
        store(merge, "PERSON", keep, gone, why, snapshot);

        PersonRows.update(sql, tenant, List.of(merged, husk));
        PersonRows.replaceChildren(sql, tenant, List.of(merged));
        moveIds(EXTERNAL_ID.PERSON_ID, gone, keep);
        Consents.move(sql, tenant, CustomerKind.PERSON, statements, keep);
        Map<String, @Nullable Object> before = new LinkedHashMap<>(kept.shown());
        Map<String, @Nullable Object> after = new LinkedHashMap<>(merged.shown());
        after.put("merge", merge.toString());
        after.put("with", gone.toString());
        after.put("withName", left.fields.get(PersonField.FULL_NAME.text()));
        after.put("why", why);
        History.write(
                sql,
                tenant,
                List.of(
                        History.ofPerson(keep, now, origin, What.MERGED, before, after),
                        History.ofPerson(
                                gone,
                                now,
                                origin,
                                What.MERGED,
                                Map.of(),
                                Map.of("merge", merge.toString(), "into", keep.toString(), "why", why))));
        return merge;
    }

    private static void refuseSame(UUID keep, UUID gone) {
        if (keep.equals(gone)) {
            throw Problem.of(
                            CustomersProblem.SAME_CUSTOMER,
                            "A merge needs two customers; %s is named twice.".formatted(keep))
                    .with("id", keep);
        }
    }

    private static PersonState living(Map<UUID, PersonState> both, UUID id) {
        PersonState state = both.get(id);
        if (state == null) {
            throw Problem.of(CustomersProblem.UNKNOWN_PERSON, "There is no person %s.".formatted(id))
                    .with("person", id);
        }
        if (state.mergedInto != null) {
            throw Problem.of(
                            CustomersProblem.ALREADY_MERGED,
                            "Person %s was merged into %s. Take that one instead.".formatted(id, state.mergedInto))
                    .with("person", id)
                    .with("into", state.mergedInto);
        }
        if (state.erasedAt != null) {
            throw Problem.of(
                            CustomersProblem.ERASED,
                            "The data of person %s were erased on request at %s.".formatted(id, state.erasedAt))
                    .with("person", id);
        }
        return state;
    }

    private static PersonState joined(PersonState kept, PersonState gone) {
        PersonState merged = kept.copy();
        joinAlike(merged, gone);
        if (gone.fields.get(PersonField.LAST_ACTIVITY_AT.text()) instanceof Instant theirs
                && merged.fields.get(PersonField.LAST_ACTIVITY_AT.text()) instanceof Instant ours
                && theirs.isAfter(ours)) {
            merged.set(PersonField.LAST_ACTIVITY_AT, theirs);
        }
        if (merged.companyId == null) {
            merged.companyId = gone.companyId;
            merged.company = gone.company;
        }
        return merged;
    }

    /** What people and companies take along alike. Whoever asked one of the two to be left alone asked for both. */
    private static void joinAlike(CustomerState merged, CustomerState gone) {
        gone.fields.forEach(merged.fields::putIfAbsent);
        join(merged.emails, gone.emails);
        join(merged.phones, gone.phones);
        gone.addresses.forEach(merged.addresses::putIfAbsent);
        gone.extra.forEach(merged.extra::putIfAbsent);
        merged.externalIds.addAll(gone.externalIds);
    }

    private static void join(Map<String, Point> into, Map<String, Point> from) {
        Set<String> taken = new HashSet<>();
        into.values().stream().filter(point -> point.ended() == null).forEach(point -> taken.add(point.kind()));
        from.forEach((key, point) -> {
            Point known = into.get(key);
            if (known == null || known.ended() != null && point.ended() == null) {
                String kind = point.ended() == null && taken.contains(point.kind()) ? "other" : point.kind();
                into.put(key, new Point(key, point.written(), kind, false, point.since(), point.ended()));
            }
        });
        PersonState.choosePrimary(into);
    }

    private long lastStatement() {
        Long last = sql.select(DSL.max(CONSENT.CONSENT_ID))
                .from(CONSENT)
                .where(CONSENT.TENANT_ID.eq(tenant.value()))
                .fetchSingle()
                .value1();
        return last == null ? 0 : last;
    }

    private void store(
            UUID merge, String kind, UUID keep, UUID gone, String why, Map<String, @Nullable Object> snapshot) {
        sql.insertInto(MERGE)
                .set(MERGE.TENANT_ID, tenant.value())
                .set(MERGE.MERGE_ID, merge)
                .set(MERGE.KIND, kind)
                .set(MERGE.KEPT, keep)
                .set(MERGE.GONE, gone)
                .set(MERGE.AT, now)
                .set(MERGE.WHO, Folding.storable(origin.who()))
                .set(MERGE.WHY, Folding.storable(why))
                .set(MERGE.RUN_ID, origin.run())
                .set(MERGE.SNAPSHOT, JSONB.valueOf(JsonMapper.shared().writeValueAsString(TenantRows.plain(snapshot))))
                .execute();
    }

    private void moveIds(org.jooq.Field<UUID> column, UUID from, UUID to) {
        sql.update(EXTERNAL_ID)
                .set(column, to)
                .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                .and(column.eq(from))
                .execute();
    }

    /** The two that were parted; {@code people} is false for companies. */
    record Two(boolean people, UUID kept, UUID gone) {}

    Two undo(UUID merge) {
        MergeRecord row = sql.selectFrom(MERGE)
                .where(MERGE.TENANT_ID.eq(tenant.value()).and(MERGE.MERGE_ID.eq(merge)))
                .forUpdate()
                .fetchOne();
        if (row == null) {
            throw Problem.of(CustomersProblem.UNKNOWN_MERGE, "There is no merge %s.".formatted(merge))
                    .with("merge", merge);
        }
        if (row.getUndoneAt() != null) {
            throw over(merge, "It was undone at %s by %s already.".formatted(row.getUndoneAt(), row.getUndoneBy()));
        }
        JsonNode snapshot = JsonMapper.shared().readTree(row.getSnapshot().data());
        if (row.getKind().equals("PERSON")) {
            undoPeople(row, snapshot);
        } else {
            undoCompanies(row, snapshot);
        }
        row.setUndoneAt(now);
        row.setUndoneBy(Folding.storable(origin.who()));
        row.update();
        return new Two(row.getKind().equals("PERSON"), row.getKept(), row.getGone());
    }

    private static Problem over(UUID merge, String why) {
        return Problem.of(CustomersProblem.MERGE_OVER, why).with("merge", merge);
    }

    private void undoPeople(MergeRecord row, JsonNode snapshot) {
        Map<UUID, PersonState> both = PersonRows.read(sql, tenant, List.of(row.getKept(), row.getGone()), true);
        PersonState current = both.get(row.getKept());
        PersonState husk = both.get(row.getGone());
        if (current == null || husk == null || !row.getKept().equals(husk.mergedInto)) {
            throw over(row.getMergeId(), "The two are not what they became by this merge any more.");
        }
        if (current.mergedInto != null) {
            throw over(
                    row.getMergeId(),
                    "Person %s was merged into %s since. Undo that merge first."
                            .formatted(row.getKept(), current.mergedInto));
        }
        if (current.erasedAt != null || husk.erasedAt != null) {
            throw over(row.getMergeId(), "The data were erased on request since; there is nothing to put back.");
        }
        PersonState kept = PersonState.of(snapshot.path("kept"));
        PersonState gone = PersonState.of(snapshot.path("gone"));
        PersonState merged = PersonState.of(snapshot.path("merged"));
        PersonState parted = current.copy();
        restore(parted.fields, merged.fields, kept.fields);
        restore(parted.addresses, merged.addresses, kept.addresses);
        restore(parted.extra, merged.extra, kept.extra);
        part(parted.emails, merged.emails, kept.emails);
        part(parted.phones, merged.phones, kept.phones);
        if (Objects.equals(current.companyId, merged.companyId)) {
            parted.companyId = kept.companyId;
        }
        parted.changedAt = now;
        parted.version = current.version + 1;
        PersonState back = husk.copy();
        back.mergedInto = null;
        back.changedAt = now;
        back.version = husk.version + 1;
        parted.company = companyName(parted.companyId);
        back.company = companyName(back.companyId);
        PersonRows.update(sql, tenant, List.of(parted, back));
        PersonRows.replaceChildren(sql, tenant, List.of(parted));
        for (ExternalId id : gone.externalIds) {
            sql.update(EXTERNAL_ID)
                    .set(EXTERNAL_ID.PERSON_ID, row.getGone())
                    .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                    .and(EXTERNAL_ID.SYSTEM.eq(id.system()))
                    .and(EXTERNAL_ID.OBJECT.eq(id.object()))
                    .and(EXTERNAL_ID.EXTERNAL_ID_.eq(id.id()))
                    .and(EXTERNAL_ID.PERSON_ID.eq(row.getKept()))
                    .execute();
        }
        // what was said since was said about both
        Consents.copySince(
                sql,
                tenant,
                CustomerKind.PERSON,
                row.getKept(),
                row.getGone(),
                snapshot.path("lastConsent").asLong());
        Consents.move(sql, tenant, CustomerKind.PERSON, moved(snapshot), row.getGone());
        Map<String, Object> told = Map.of(
                "merge", row.getMergeId().toString(), "from", row.getGone().toString());
        Map<String, @Nullable Object> after = new LinkedHashMap<>(parted.shown());
        after.putAll(told);
        History.write(
                sql,
                tenant,
                List.of(
                        History.ofPerson(row.getKept(), now, origin, What.UNMERGED, current.shown(), after),
                        History.ofPerson(
                                row.getGone(),
                                now,
                                origin,
                                What.UNMERGED,
                                Map.of(),
                                Map.of(
                                        "merge",
                                        row.getMergeId().toString(),
                                        "from",
                                        row.getKept().toString()))));
    }

    private static List<Long> moved(JsonNode snapshot) {
        List<Long> moved = new java.util.ArrayList<>();
        snapshot.path("consents").forEach(number -> moved.add(number.asLong()));
        return moved;
    }

    private @Nullable String companyName(@Nullable UUID company) {
        return company == null
                ? null
                : CompanyRows.read(sql, tenant, List.of(company), false).values().stream()
                        .findFirst()
                        .map(CompanyState::name)
                        .orElse(null);
    }

    /** What is still as the merge left it becomes what it was before. */
    private static <V extends @Nullable Object> void restore(
            Map<String, V> current, Map<String, V> merged, Map<String, V> before) {
        Set<String> names = new HashSet<>(merged.keySet());
        names.addAll(before.keySet());
        for (String name : names) {
            if (Objects.equals(current.get(name), merged.get(name))) {
                if (before.containsKey(name)) {
                    current.put(name, before.get(name));
                } else {
                    current.remove(name);
                }
            }
        }
    }

    /** What only the other one had goes back to it. */
    private static void part(Map<String, Point> current, Map<String, Point> merged, Map<String, Point> before) {
        Set<String> theirs = new HashSet<>(merged.keySet());
        theirs.removeAll(before.keySet());
        current.keySet().removeAll(theirs);
        before.forEach((key, point) -> {
            if (Objects.equals(current.get(key), merged.get(key))) {
                current.put(key, point);
            }
        });
        PersonState.choosePrimary(current);
    }

    UUID mergeCompanies(UUID keep, UUID gone, Map<String, @Nullable Object> values, String why) {
        refuseSame(keep, gone);
        Map<UUID, CompanyState> both = CompanyRows.read(sql, tenant, List.of(keep, gone), true);
        CompanyState kept = livingCompany(both, keep);
        CompanyState left = livingCompany(both, gone);
        CompanyState merged = kept.copy();
        joinAlike(merged, left);
        CompanyValues.read("Company " + keep, values).putInto(merged, merged.isShared(), now);
        merged.changedAt = now;
        merged.version = kept.version + 1;
        CompanyState husk = left.copy();
        husk.mergedInto = keep;
        husk.changedAt = now;
        husk.version = left.version + 1;
        List<UUID> people = sql.select(PERSON.PERSON_ID)
                .from(PERSON)
                .where(PERSON.TENANT_ID.eq(tenant.value()).and(PERSON.COMPANY_ID.eq(gone)))
                .fetch(PERSON.PERSON_ID);
        List<Long> statements = Consents.numbers(sql, tenant, CustomerKind.COMPANY, gone);
        long last = lastStatement();
        UUID merge = UUID.randomUUID();
        Map<String, @Nullable Object> snapshot = new LinkedHashMap<>();
        snapshot.put("kept", kept.document());
        snapshot.put("gone", left.document());
        snapshot.put("merged", merged.document());
        snapshot.put("people", people);
        snapshot.put("consents", statements);
        snapshot.put("lastConsent", last);
        store(merge, "COMPANY", keep, gone, why, snapshot);
        CompanyRows.update(sql, tenant, List.of(merged, husk));
        CompanyRows.replaceChildren(sql, tenant, List.of(merged));
        moveIds(EXTERNAL_ID.COMPANY_ID, gone, keep);
        Consents.move(sql, tenant, CustomerKind.COMPANY, statements, keep);
        movePeople(people, gone, keep);
        CompanyRows.rename(sql, tenant, keep, merged.name());
        Map<String, @Nullable Object> after = new LinkedHashMap<>(merged.shown());
        after.put("merge", merge.toString());
        after.put("with", gone.toString());
        after.put("withName", left.name());
        after.put("why", why);
        History.write(
                sql,
                tenant,
                List.of(
                        History.ofCompany(keep, now, origin, What.MERGED, kept.shown(), after),
                        History.ofCompany(
                                gone,
                                now,
                                origin,
                                What.MERGED,
                                Map.of(),
                                Map.of("merge", merge.toString(), "into", keep.toString(), "why", why))));
        return merge;
    }

    private void movePeople(List<UUID> people, UUID from, UUID to) {
        sql.update(PERSON)
                .set(PERSON.COMPANY_ID, to)
                .where(PERSON.TENANT_ID.eq(tenant.value()))
                .and(PERSON.COMPANY_ID.eq(from))
                .and(PERSON.PERSON_ID.eq(DSL.any(people.toArray(UUID[]::new))))
                .execute();
    }

    private static CompanyState livingCompany(Map<UUID, CompanyState> both, UUID id) {
        CompanyState state = both.get(id);
        if (state == null) {
            throw Problem.of(CustomersProblem.UNKNOWN_COMPANY, "There is no company %s.".formatted(id))
                    .with("company", id);
        }
        if (state.mergedInto != null) {
            throw Problem.of(
                            CustomersProblem.ALREADY_MERGED,
                            "Company %s was merged into %s. Take that one instead.".formatted(id, state.mergedInto))
                    .with("company", id);
        }
        return state;
    }

    private void undoCompanies(MergeRecord row, JsonNode snapshot) {
        Map<UUID, CompanyState> both = CompanyRows.read(sql, tenant, List.of(row.getKept(), row.getGone()), true);
        CompanyState current = both.get(row.getKept());
        CompanyState husk = both.get(row.getGone());
        if (current == null || husk == null || !row.getKept().equals(husk.mergedInto) || current.mergedInto != null) {
            throw over(row.getMergeId(), "The two were merged again since. Undo that merge first.");
        }
        CompanyState kept = CompanyState.of(snapshot.path("kept"));
        CompanyState merged = CompanyState.of(snapshot.path("merged"));
        CompanyState gone = CompanyState.of(snapshot.path("gone"));
        CompanyState parted = current.copy();
        restore(parted.fields, merged.fields, kept.fields);
        restore(parted.addresses, merged.addresses, kept.addresses);
        restore(parted.extra, merged.extra, kept.extra);
        part(parted.emails, merged.emails, kept.emails);
        part(parted.phones, merged.phones, kept.phones);
        parted.changedAt = now;
        parted.version = current.version + 1;
        CompanyState back = husk.copy();
        back.mergedInto = null;
        back.changedAt = now;
        back.version = husk.version + 1;
        CompanyRows.update(sql, tenant, List.of(parted, back));
        CompanyRows.replaceChildren(sql, tenant, List.of(parted));
        Consents.copySince(
                sql,
                tenant,
                CustomerKind.COMPANY,
                row.getKept(),
                row.getGone(),
                snapshot.path("lastConsent").asLong(Long.MAX_VALUE));
        Consents.move(sql, tenant, CustomerKind.COMPANY, moved(snapshot), row.getGone());
        for (ExternalId id : gone.externalIds) {
            sql.update(EXTERNAL_ID)
                    .set(EXTERNAL_ID.COMPANY_ID, row.getGone())
                    .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                    .and(EXTERNAL_ID.SYSTEM.eq(id.system()))
                    .and(EXTERNAL_ID.OBJECT.eq(id.object()))
                    .and(EXTERNAL_ID.EXTERNAL_ID_.eq(id.id()))
                    .and(EXTERNAL_ID.COMPANY_ID.eq(row.getKept()))
                    .execute();
        }
        List<UUID> people = new java.util.ArrayList<>();
        snapshot.path("people").forEach(id -> people.add(UUID.fromString(id.asString())));
        movePeople(people, row.getKept(), row.getGone());
        CompanyRows.rename(sql, tenant, row.getKept(), parted.name());
        CompanyRows.rename(sql, tenant, row.getGone(), back.name());
        Map<String, @Nullable Object> after = new LinkedHashMap<>(parted.shown());
        after.put("merge", row.getMergeId().toString());
        History.write(
                sql,
                tenant,
                List.of(
                        History.ofCompany(row.getKept(), now, origin, What.UNMERGED, current.shown(), after),
                        History.ofCompany(
                                row.getGone(),
                                now,
                                origin,
                                What.UNMERGED,
                                Map.of(),
                                Map.of("merge", row.getMergeId().toString()))));
    }
}

package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.ADDRESS;
import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EMAIL;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.PERSON;
import static io.salessync.customers.jooq.Tables.PHONE;

import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.customers.jooq.tables.records.PersonRecord;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** People as rows: read by page, written by page. */
final class PersonRows {
    private static final List<String> FIXED =
            List.of("company_id", "extra", "sort_name", "search", "changed_at", "version", "merged_into", "erased_at");
    private static final List<String> POINT =
            List.of("tenant_id", "person_id", "normalised", "written", "kind", "is_primary", "since", "ended_at");
    private static final List<String> PLACE = List.of(
            "tenant_id",
            "person_id",
            "kind",
            "street",
            "city",
            "region",
            "postal_code",
            "country",
            "normalised",
            "is_primary",
            "since");

    private PersonRows() {}

    /**
     * Those that are there, by id in its order.
     *
     * @param lock whether they are to stay as they are until the transaction ends
     */
    static Map<UUID, PersonState> read(DSLContext sql, TenantId tenant, Collection<UUID> wanted, boolean lock) {
        Map<UUID, PersonState> states = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            return states;
        }
        UUID[] ids = TenantRows.ids(wanted);
        SelectConditionStep<Record> people = sql.select(PERSON.fields())
                .select(COMPANY.NAME)
                .from(PERSON)
                .leftJoin(COMPANY)
                .on(COMPANY.TENANT_ID.eq(PERSON.TENANT_ID))
                .and(COMPANY.COMPANY_ID.eq(PERSON.COMPANY_ID))
                .where(PERSON.TENANT_ID.eq(tenant.value()))
                .and(PERSON.PERSON_ID.eq(DSL.any(ids)));
        (lock ? people.orderBy(PERSON.PERSON_ID).forUpdate().of(PERSON) : people.orderBy(PERSON.PERSON_ID))
                .forEach(row -> {
                    PersonState state = state(row.into(PERSON));
                    state.company = row.get(COMPANY.NAME);
                    states.put(state.id, state);
                });
        if (!states.isEmpty()) {
            children(sql, tenant, TenantRows.ids(states.keySet()), states);
        }
        return states;
    }

    private static PersonState state(PersonRecord row) {
        PersonState state = new PersonState(row.getPersonId(), row.getCreatedAt());
        for (PersonField field : PersonField.values()) {
            Object value = row.get(field.column());
            state.set(field, Boolean.FALSE.equals(value) ? null : value);
        }
        state.extra.putAll(TenantRows.map(row.getExtra().data()));
        state.companyId = row.getCompanyId();
        state.changedAt = row.getChangedAt();
        state.version = row.getVersion();
        state.mergedInto = row.getMergedInto();
        state.erasedAt = row.getErasedAt();
        return state;
    }

    private static void children(DSLContext sql, TenantId tenant, UUID[] ids, Map<UUID, PersonState> states) {
        sql.selectFrom(EMAIL)
                .where(EMAIL.TENANT_ID.eq(tenant.value()).and(EMAIL.PERSON_ID.eq(DSL.any(ids))))
                .orderBy(EMAIL.PERSON_ID, EMAIL.NORMALISED)
                .forEach(row -> of(states, row.getPersonId())
                        .emails
                        .put(
                                row.getNormalised(),
                                new Point(
                                        row.getNormalised(),
                                        row.getWritten(),
                                        row.getKind(),
                                        row.getIsPrimary(),
                                        row.getSince(),
                                        row.getEndedAt())));
        sql.selectFrom(PHONE)
                .where(PHONE.TENANT_ID.eq(tenant.value()).and(PHONE.PERSON_ID.eq(DSL.any(ids))))
                .orderBy(PHONE.PERSON_ID, PHONE.NORMALISED)
                .forEach(row -> of(states, row.getPersonId())
                        .phones
                        .put(
                                row.getNormalised(),
                                new Point(
                                        row.getNormalised(),
                                        row.getWritten(),
                                        row.getKind(),
                                        row.getIsPrimary(),
                                        row.getSince(),
                                        row.getEndedAt())));
        sql.selectFrom(ADDRESS)
                .where(ADDRESS.TENANT_ID.eq(tenant.value()).and(ADDRESS.PERSON_ID.eq(DSL.any(ids))))
                .forEach(row -> of(states, row.getPersonId())
                        .addresses
                        .put(
                                row.getKind(),
                                new Place(
                                        row.getKind(),
                                        row.getStreet(),
                                        row.getCity(),
                                        row.getRegion(),
                                        row.getPostalCode(),
                                        row.getCountry(),
                                        row.getNormalised(),
                                        row.getIsPrimary(),
                                        row.getSince())));
        ExternalIds.read(
                sql, tenant, EXTERNAL_ID.PERSON_ID, ids, (person, id) -> of(states, person).externalIds.add(id));
    }

    private static PersonState of(Map<UUID, PersonState> states, UUID id) {
        return Objects.requireNonNull(states.get(id));
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (PersonField field : PersonField.values()) {
            columns.add(field.column());
        }
        columns.addAll(FIXED);
        return columns;
    }

    private static Map<String, @Nullable Object> row(TenantId tenant, PersonState state) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("person_id", state.id);
        for (PersonField field : PersonField.values()) {
            row.put(field.column(), state.fields.get(field.text()));
        }
        row.put("do_not_contact", Boolean.TRUE.equals(state.fields.get(PersonField.DO_NOT_CONTACT.text())));
        row.put("company_id", state.companyId);
        row.put("extra", state.extra);
        row.put("sort_name", state.sortName());
        row.put("search", state.search());
        row.put("created_at", state.createdAt);
        row.put("changed_at", state.changedAt);
        row.put("version", state.version);
        row.put("merged_into", state.mergedInto);
        row.put("erased_at", state.erasedAt);
        return row;
    }

    static void insert(DSLContext sql, TenantId tenant, Collection<PersonState> states) {
        List<String> columns = new ArrayList<>(List.of("tenant_id", "person_id", "created_at"));
        columns.addAll(columns());
        TenantRows.insert(
                sql,
                "customers.person",
                columns,
                states.stream().map(state -> row(tenant, state)).toList());
        insertChildren(sql, tenant, states);
    }

    static void update(DSLContext sql, TenantId tenant, Collection<PersonState> states) {
        if (states.isEmpty()) {
            return;
        }
        List<String> settings = new ArrayList<>();
        columns().forEach(column -> settings.add(column + " = n." + column));
        sql.execute(
                "UPDATE customers.person p SET " + String.join(", ", settings)
                        + " FROM jsonb_populate_recordset(NULL::customers.person, ?::jsonb) n"
                        + " WHERE p.tenant_id = n.tenant_id AND p.person_id = n.person_id",
                TenantRows.json(states.stream().map(state -> row(tenant, state)).toList()));
    }

    /** Writes e-mails, phones and addresses anew. */
    static void replaceChildren(DSLContext sql, TenantId tenant, Collection<PersonState> states) {
        if (states.isEmpty()) {
            return;
        }
        UUID[] ids = TenantRows.ids(states.stream().map(state -> state.id).toList());
        sql.deleteFrom(EMAIL)
                .where(EMAIL.TENANT_ID.eq(tenant.value()).and(EMAIL.PERSON_ID.eq(DSL.any(ids))))
                .execute();
        sql.deleteFrom(PHONE)
                .where(PHONE.TENANT_ID.eq(tenant.value()).and(PHONE.PERSON_ID.eq(DSL.any(ids))))
                .execute();
        sql.deleteFrom(ADDRESS)
                .where(ADDRESS.TENANT_ID.eq(tenant.value()).and(ADDRESS.PERSON_ID.eq(DSL.any(ids))))
                .execute();
        insertChildren(sql, tenant, states);
    }

    private static void insertChildren(DSLContext sql, TenantId tenant, Collection<PersonState> states) {
        List<Map<String, @Nullable Object>> emails = new ArrayList<>();
        List<Map<String, @Nullable Object>> phones = new ArrayList<>();
        List<Map<String, @Nullable Object>> places = new ArrayList<>();
        for (PersonState state : states) {
            state.emails.values().forEach(point -> emails.add(point(tenant, state.id, point)));
            state.phones.values().forEach(point -> phones.add(point(tenant, state.id, point)));
            state.addresses.values().forEach(place -> places.add(place(tenant, state.id, place)));
        }
        TenantRows.insert(sql, "customers.email", POINT, emails);
        TenantRows.insert(sql, "customers.phone", POINT, phones);
        TenantRows.insert(sql, "customers.address", PLACE, places);
    }

    private static Map<String, @Nullable Object> point(TenantId tenant, UUID person, Point point) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("person_id", person);
        row.put("normalised", point.normalised());
        row.put("written", point.written());
        row.put("kind", point.kind());
        row.put("is_primary", point.primary());
        row.put("since", point.since());
        row.put("ended_at", point.ended());
        return row;
    }

    private static Map<String, @Nullable Object> place(TenantId tenant, UUID person, Place place) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("person_id", person);
        row.put("kind", place.kind());
        row.put("street", place.street());
        row.put("city", place.city());
        row.put("region", place.region());
        row.put("postal_code", place.postalCode());
        row.put("country", place.country());
        row.put("normalised", place.normalised());
        row.put("is_primary", place.primary());
        row.put("since", place.since());
        return row;
    }
}

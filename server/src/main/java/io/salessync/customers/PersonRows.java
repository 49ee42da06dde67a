package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.PERSON;

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
            UUID[] there = TenantRows.ids(states.keySet());
            ReachRows.read(sql, tenant, CustomerKind.PERSON, there, states);
            ExternalIds.read(
                    sql,
                    tenant,
                    EXTERNAL_ID.PERSON_ID,
                    there,
                    (person, id) -> Objects.requireNonNull(states.get(person))
                            .externalIds
                            .add(id));
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
        ReachRows.insert(sql, tenant, CustomerKind.PERSON, states);
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
        ReachRows.replace(sql, tenant, CustomerKind.PERSON, states);
    }
}

package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;

import io.salessync.customers.jooq.tables.records.CompanyRecord;
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
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Companies as rows: read by page, written by page. */
final class CompanyRows {
    private CompanyRows() {}

    static Map<UUID, CompanyState> read(DSLContext sql, TenantId tenant, Collection<UUID> wanted, boolean lock) {
        Map<UUID, CompanyState> states = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            return states;
        }
        UUID[] ids = TenantRows.ids(wanted);
        var companies = sql.selectFrom(COMPANY)
                .where(COMPANY.TENANT_ID.eq(tenant.value()))
                .and(COMPANY.COMPANY_ID.eq(DSL.any(ids)))
                .orderBy(COMPANY.COMPANY_ID);
        (lock ? companies.forUpdate() : companies).forEach(row -> {
            CompanyState state = state(row);
            states.put(state.id, state);
        });
        if (states.isEmpty()) {
            return states;
        }
        UUID[] there = TenantRows.ids(states.keySet());
        ReachRows.read(sql, tenant, CustomerKind.COMPANY, there, states);
        ExternalIds.read(
                sql,
                tenant,
                EXTERNAL_ID.COMPANY_ID,
                there,
                (company, id) ->
                        Objects.requireNonNull(states.get(company)).externalIds.add(id));
        return states;
    }

    private static CompanyState state(CompanyRecord row) {
        CompanyState state = new CompanyState(row.getCompanyId(), row.getCreatedAt());
        for (CompanyField field : CompanyField.values()) {
            Object value = row.get(field.column());
            state.set(field, Boolean.FALSE.equals(value) ? null : value);
        }
        state.extra.putAll(TenantRows.map(row.getExtra().data()));
        state.changedAt = row.getChangedAt();
        state.version = row.getVersion();
        state.mergedInto = row.getMergedInto();
        return state;
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (CompanyField field : CompanyField.values()) {
            columns.add(field.column());
        }
        columns.addAll(List.of("name_key", "search", "extra", "changed_at", "version", "merged_into"));
        return columns;
    }

    private static Map<String, @Nullable Object> row(TenantId tenant, CompanyState state) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("company_id", state.id);
        for (CompanyField field : CompanyField.values()) {
            row.put(field.column(), state.fields.get(field.text()));
        }
        row.put("do_not_contact", Boolean.TRUE.equals(state.fields.get(CompanyField.DO_NOT_CONTACT.text())));
        row.put("name_key", CompanyLookup.key(state.name()));
        row.put("search", state.search());
        row.put("extra", state.extra);
        row.put("created_at", state.createdAt);
        row.put("changed_at", state.changedAt);
        row.put("version", state.version);
        row.put("merged_into", state.mergedInto);
        return row;
    }

    static void insert(DSLContext sql, TenantId tenant, Collection<CompanyState> states) {
        List<String> columns = new ArrayList<>(List.of("tenant_id", "company_id", "created_at"));
        columns.addAll(columns());
        TenantRows.insert(
                sql,
                "customers.company",
                columns,
                states.stream().map(state -> row(tenant, state)).toList());
        ReachRows.insert(sql, tenant, CustomerKind.COMPANY, states);
    }

    static void update(DSLContext sql, TenantId tenant, Collection<CompanyState> states) {
        if (states.isEmpty()) {
            return;
        }
        List<String> settings = new ArrayList<>();
        columns().forEach(column -> settings.add(column + " = n." + column));
        sql.execute(
                "UPDATE customers.company c SET " + String.join(", ", settings)
                        + " FROM jsonb_populate_recordset(NULL::customers.company, ?::jsonb) n"
                        + " WHERE c.tenant_id = n.tenant_id AND c.company_id = n.company_id",
                TenantRows.json(states.stream().map(state -> row(tenant, state)).toList()));
    }

    /** Writes e-mails, phones and addresses anew. */
    static void replaceChildren(DSLContext sql, TenantId tenant, Collection<CompanyState> states) {
        ReachRows.replace(sql, tenant, CustomerKind.COMPANY, states);
    }

    /** What people of a company are found by follows its name. */
    static void rename(DSLContext sql, TenantId tenant, UUID company, String name) {
        sql.execute("""
                UPDATE customers.person
                SET search = left(search, strpos(search, chr(31))) || ?
                WHERE tenant_id = ? AND company_id = ?
                """, Folding.fold(name), tenant.value(), company);
    }
}

package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.GONE_RECORD;

import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Gone;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What customers are called elsewhere, as rows; with what is known of records that are gone there. */
final class ExternalIds {
    private ExternalIds() {}

    /** @param column whose ids: people's or companies' */
    static void read(
            DSLContext sql,
            TenantId tenant,
            Field<UUID> column,
            UUID[] customers,
            BiConsumer<UUID, ExternalId> taking) {
        sql.select(
                        column,
                        EXTERNAL_ID.SYSTEM,
                        EXTERNAL_ID.OBJECT,
                        EXTERNAL_ID.EXTERNAL_ID_,
                        GONE_RECORD.TOLD_AT,
                        GONE_RECORD.INTO_ID,
                        GONE_RECORD.RUN_ID)
                .from(EXTERNAL_ID)
                .leftJoin(GONE_RECORD)
                .on(GONE_RECORD.TENANT_ID.eq(EXTERNAL_ID.TENANT_ID))
                .and(GONE_RECORD.SYSTEM.eq(EXTERNAL_ID.SYSTEM))
                .and(GONE_RECORD.OBJECT.eq(EXTERNAL_ID.OBJECT))
                .and(GONE_RECORD.EXTERNAL_ID.eq(EXTERNAL_ID.EXTERNAL_ID_))
                .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()).and(column.eq(DSL.any(customers))))
                .orderBy(EXTERNAL_ID.SYSTEM, EXTERNAL_ID.OBJECT, EXTERNAL_ID.EXTERNAL_ID_)
                .forEach(row -> taking.accept(
                        row.value1(),
                        new ExternalId(
                                row.value2(),
                                row.value3(),
                                row.value4(),
                                row.value5() == null ? null : new Gone(row.value5(), row.value6(), row.value7()))));
    }

    /**
     * A row that says whom a record elsewhere is.
     *
     * @param people whether the customer is a person; else a company
     */
    static Map<String, @Nullable Object> row(
            TenantId tenant, PeopleUpsert.Ref ref, boolean people, UUID customer, Instant since) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put("system", ref.system());
        row.put("object", ref.object());
        row.put("external_id", ref.id());
        row.put(people ? "person_id" : "company_id", customer);
        row.put("first_at", since);
        return row;
    }

    static void insert(DSLContext sql, List<Map<String, @Nullable Object>> rows) {
        TenantRows.insert(
                sql,
                "customers.external_id",
                List.of("tenant_id", "system", "object", "external_id", "person_id", "company_id", "first_at"),
                rows);
    }

    /** The system as people call it, by what its name begins with. */
    static String service(String system) {
        return system.startsWith("salesforce:") ? "Salesforce" : system;
    }

    /** The name of the connection; null: the system is none. */
    static @Nullable String connection(String system) {
        int colon = system.indexOf(':');
        return colon < 0 ? null : system.substring(colon + 1);
    }
}

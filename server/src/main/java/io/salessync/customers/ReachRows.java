package io.salessync.customers;

import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** How customers are reached, as rows: e-mails, phones, addresses; of people and of companies alike. */
final class ReachRows {
    private static final List<String> POINT =
            List.of("normalised", "written", "kind", "is_primary", "since", "ended_at");
    private static final List<String> PLACE =
            List.of("kind", "street", "city", "region", "postal_code", "country", "normalised", "is_primary", "since");

    private ReachRows() {}

    static void read(
            DSLContext sql, TenantId tenant, CustomerKind kind, UUID[] ids, Map<UUID, ? extends CustomerState> states) {
        points(
                sql,
                tenant,
                kind,
                kind.emails(),
                ids,
                (id, point) -> of(states, id).emails.put(point.normalised(), point));
        points(
                sql,
                tenant,
                kind,
                kind.phones(),
                ids,
                (id, point) -> of(states, id).phones.put(point.normalised(), point));
        sql.resultQuery(
                        "SELECT %s AS customer, kind, street, city, region, postal_code, country, normalised, is_primary, since FROM %s WHERE tenant_id = ?::uuid AND %s = ANY (?::uuid[])"
                                .formatted(kind.column(), kind.addresses(), kind.column()),
                        tenant.value(),
                        ids)
                .forEach(row -> of(states, row.get("customer", UUID.class))
                        .addresses
                        .put(
                                row.get("kind", String.class),
                                new Place(
                                        row.get("kind", String.class),
                                        row.get("street", String.class),
                                        row.get("city", String.class),
                                        row.get("region", String.class),
                                        row.get("postal_code", String.class),
                                        row.get("country", String.class),
                                        row.get("normalised", String.class),
                                        row.get("is_primary", Boolean.class),
                                        row.get("since", Instant.class))));
    }

    private static void points(
            DSLContext sql,
            TenantId tenant,
            CustomerKind kind,
            String table,
            UUID[] ids,
            BiConsumer<UUID, Point> taking) {
        sql.resultQuery(
                        "SELECT %s AS customer, normalised, written, kind, is_primary, since, ended_at FROM %s WHERE tenant_id = ?::uuid AND %s = ANY (?::uuid[]) ORDER BY 1, 2"
                                .formatted(kind.column(), table, kind.column()),
                        tenant.value(),
                        ids)
                .forEach(row -> taking.accept(
                        row.get("customer", UUID.class),
                        new Point(
                                row.get("normalised", String.class),
                                row.get("written", String.class),
                                row.get("kind", String.class),
                                row.get("is_primary", Boolean.class),
                                row.get("since", Instant.class),
                                row.get("ended_at", Instant.class))));
    }

    private static CustomerState of(Map<UUID, ? extends CustomerState> states, UUID id) {
        return Objects.requireNonNull(states.get(id));
    }

    /** Writes them anew. */
    static void replace(
            DSLContext sql, TenantId tenant, CustomerKind kind, Collection<? extends CustomerState> states) {
        if (states.isEmpty()) {
            return;
        }
        UUID[] ids = TenantRows.ids(states.stream().map(state -> state.id).toList());
        for (String table : List.of(kind.emails(), kind.phones(), kind.addresses())) {
            sql.execute(
                    "DELETE FROM %s WHERE tenant_id = ?::uuid AND %s = ANY (?::uuid[])".formatted(table, kind.column()),
                    tenant.value(),
                    ids);
        }
        insert(sql, tenant, kind, states);
    }

    static void insert(DSLContext sql, TenantId tenant, CustomerKind kind, Collection<? extends CustomerState> states) {
        List<Map<String, @Nullable Object>> emails = new ArrayList<>();
        List<Map<String, @Nullable Object>> phones = new ArrayList<>();
        List<Map<String, @Nullable Object>> places = new ArrayList<>();
        for (CustomerState state : states) {
            state.emails.values().forEach(point -> emails.add(point(tenant, kind, state.id, point)));
            state.phones.values().forEach(point -> phones.add(point(tenant, kind, state.id, point)));
            state.addresses.values().forEach(place -> places.add(place(tenant, kind, state.id, place)));
        }
        TenantRows.insert(sql, kind.emails(), columns(kind, POINT), emails);
        TenantRows.insert(sql, kind.phones(), columns(kind, POINT), phones);
        TenantRows.insert(sql, kind.addresses(), columns(kind, PLACE), places);
    }

    private static List<String> columns(CustomerKind kind, List<String> more) {
        List<String> columns = new ArrayList<>(List.of("tenant_id", kind.column()));
        columns.addAll(more);
        return columns;
    }

    private static Map<String, @Nullable Object> point(TenantId tenant, CustomerKind kind, UUID customer, Point point) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put(kind.column(), customer);
        row.put("normalised", point.normalised());
        row.put("written", point.written());
        row.put("kind", point.kind());
        row.put("is_primary", point.primary());
        row.put("since", point.since());
        row.put("ended_at", point.ended());
        return row;
    }

    private static Map<String, @Nullable Object> place(TenantId tenant, CustomerKind kind, UUID customer, Place place) {
        Map<String, @Nullable Object> row = TenantRows.of(tenant);
        row.put(kind.column(), customer);
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

package io.salessync.customers;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Many rows in one statement: they go over as one JSON document that PostgreSQL takes apart by the table's own types. */
final class Rows {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private Rows() {}

    static Map<String, @Nullable Object> of(TenantId tenant) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("tenant_id", tenant.toString());
        return row;
    }

    static String json(Collection<? extends Map<String, ?>> rows) {
        List<Object> written = new ArrayList<>(rows.size());
        rows.forEach(row -> written.add(plain(row)));
        return JSON.writeValueAsString(written);
    }

    /** As JSON has it: dates, times and ids are text. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> made = new LinkedHashMap<>();
                map.forEach((name, inner) -> made.put(String.valueOf(name), plain(inner)));
                yield made;
            }
            case Iterable<?> list -> {
                List<@Nullable Object> made = new ArrayList<>();
                list.forEach(inner -> made.add(plain(inner)));
                yield made;
            }
            case Instant time -> time.toString();
            case LocalDate date -> date.toString();
            case UUID id -> id.toString();
            case Enum<?> word -> word.name();
            case Double number when !Double.isFinite(number) -> null;
            case null, default -> value;
        };
    }

    static Map<String, @Nullable Object> map(String json) {
        return JSON.readValue(json, MAP);
    }

    /** @param columns of the table, those that are generated left out */
    static void insert(DSLContext sql, String table, List<String> columns, List<? extends Map<String, ?>> rows) {
        if (!rows.isEmpty()) {
            String names = String.join(", ", columns);
            sql.execute(
                    "INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$s, ?::jsonb)"
                            .formatted(table, names),
                    json(rows));
        }
    }

    static UUID[] ids(Collection<UUID> ids) {
        return ids.stream().distinct().sorted().toArray(UUID[]::new);
    }
}

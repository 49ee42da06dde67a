package io.salessync.kernel.tenancy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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
public final class TenantRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private TenantRows() {}

    /** A row to fill, by the columns' names; only its tenant stands in it. */
    public static Map<String, @Nullable Object> of(TenantId tenant) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("tenant_id", tenant.toString());
        return row;
    }

    /** The rows as a JSON list, for {@code jsonb_populate_recordset} and {@code jsonb_to_recordset}. */
    public static String json(Collection<? extends Map<String, ?>> rows) {
        List<@Nullable Object> written = new ArrayList<>(rows.size());
        rows.forEach(row -> written.add(plain(row)));
        return JSON.writeValueAsString(written);
    }

    /** As JSON has it: times (UTC), dates, zones, ids and words are text; what PostgreSQL cannot keep is left out of texts, and is null for numbers. */
    public static @Nullable Object plain(@Nullable Object value) {
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
            case ZoneId zone -> zone.getId();
            case UUID id -> id.toString();
            case Enum<?> word -> word.name();
            case Double number when !Double.isFinite(number) -> null;
            case String text -> storable(text);
            case null, default -> value;
        };
    }

    /** What PostgreSQL keeps of a text: no zero characters, no halves of a pair. */
    public static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == 0 || Character.isSurrogate(one)) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace("\0", "");
            }
        }
        return text;
    }

    /** A JSON document of a column; null has no entries. */
    public static Map<String, @Nullable Object> map(@Nullable String json) {
        return json == null ? Map.of() : JSON.readValue(json, MAP);
    }

    /**
     * Inserts them in one statement; none is no statement.
     *
     * @param table with its schema
     * @param columns of the table; those that are generated left out
     */
    public static void insert(DSLContext sql, String table, List<String> columns, List<? extends Map<String, ?>> rows) {
        if (!rows.isEmpty()) {
            String names = String.join(", ", columns);
            sql.execute(
                    "INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$s, ?::jsonb)"
                            .formatted(table, names),
                    json(rows));
        }
    }

    /** Each once and in order, so that whoever locks them does so in the same order. */
    public static UUID[] ids(Collection<UUID> ids) {
        return ids.stream().distinct().sorted().toArray(UUID[]::new);
    }
}

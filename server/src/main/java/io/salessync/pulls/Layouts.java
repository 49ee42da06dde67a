package io.salessync.pulls;

import io.salessync.connectors.CrmQuery;
import io.salessync.kernel.tenancy.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Which names the values of a pull's rows have; the id and the time of change are not among them, as rows have them by themselves. */
@Component
final class Layouts {
    /** The names in the order of a row's values, and the number by which a row tells them. */
    record Layout(int number, List<String> paths) {
        Layout {
            paths = List.copyOf(paths);
        }
    }

    /** All of a pull's, by number: rows that were not fetched again have an earlier one. */
    record Known(Map<Integer, List<String>> paths) {
        Known {
            paths = Map.copyOf(paths);
        }

        /** The values of a row's content by their names. */
        Map<String, JsonNode> named(JsonNode content) {
            Map<String, JsonNode> named = new HashMap<>();
            if (content.isObject()) {
                // as rows were kept at first
                content.properties().forEach(value -> named.put(value.getKey(), value.getValue()));
                return named;
            }
            List<String> names = paths.getOrDefault(content.path(0).asInt(0), List.of());
            for (int i = 0; i < names.size(); i++) {
                named.put(names.get(i), content.path(i + 1));
            }
            return named;
        }
    }

    /** The layout of what a query brings, made where the pull has none like it. */
    Layout of(DSLContext sql, TenantId tenant, UUID pull, Compiled compiled) {
        List<String> paths = compiled.columns().stream()
                .map(CrmQuery.Column::path)
                .filter(path -> !path.equals("Id") && !path.equals(compiled.modstamp()))
                .toList();
        while (true) {
            Integer number = number(sql, tenant, pull, paths);
            if (number != null) {
                return new Layout(number, paths);
            }
            // whoever makes one at the same time is waited for, and looked at again
            sql.execute(
                    "INSERT INTO pulls.layout (tenant_id, pull_id, layout, paths) SELECT ?, ?, coalesce(max(layout), 0) + 1,"
                            + " ? FROM pulls.layout WHERE tenant_id = ? AND pull_id = ? ON CONFLICT DO NOTHING",
                    tenant.value(),
                    pull,
                    paths.toArray(String[]::new),
                    tenant.value(),
                    pull);
        }
    }

    private static @Nullable Integer number(DSLContext sql, TenantId tenant, UUID pull, List<String> paths) {
        return sql.fetchOptional(
                        "SELECT layout FROM pulls.layout WHERE tenant_id = ? AND pull_id = ? AND paths = ?::text[]",
                        tenant.value(),
                        pull,
                        paths.toArray(String[]::new))
                .map(row -> row.get(0, Integer.class))
                .orElse(null);
    }

    Known all(DSLContext sql, TenantId tenant, UUID pull) {
        Map<Integer, List<String>> paths = new HashMap<>();
        sql.fetch("SELECT layout, paths FROM pulls.layout WHERE tenant_id = ? AND pull_id = ?", tenant.value(), pull)
                .forEach(row -> paths.put(row.get(0, Integer.class), List.of(row.get(1, String[].class))));
        return new Known(paths);
    }
}

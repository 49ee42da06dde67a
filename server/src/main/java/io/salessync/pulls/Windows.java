package io.salessync.pulls;

import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a query's rows is asked for at a time. Pure. */
final class Windows {
    private Windows() {}

    static @Nullable String window(
            Compiled compiled, @Nullable Instant from, @Nullable Instant to, Execution.@Nullable After after) {
        List<String> parts = new ArrayList<>();
        String field = compiled.modstamp();
        if (field != null && from != null) {
            parts.add(field + " >= " + Moments.written(from));
        }
        if (field != null && to != null) {
            parts.add(field + " < " + Moments.written(to));
        }
        if (after != null) {
            Instant at = after.at();
            parts.add(
                    field == null || at == null
                            ? "Id > '" + after.id() + "'"
                            : "(%1$s > %2$s OR (%1$s = %2$s AND Id > '%3$s'))"
                                    .formatted(field, Moments.written(at), after.id()));
        }
        return parts.isEmpty() ? null : String.join(" AND ", parts);
    }

    /** The columns with the time of change, which the keyset needs. */
    static List<CrmQuery.Column> asked(Compiled compiled) {
        String modstamp = compiled.modstamp();
        boolean there = modstamp == null
                || compiled.columns().stream().anyMatch(column -> column.path().equals(modstamp));
        if (there || modstamp == null) {
            return compiled.columns();
        }
        List<CrmQuery.Column> columns = new ArrayList<>(compiled.columns());
        columns.add(new CrmQuery.Column(modstamp, CrmType.INSTANT));
        return columns;
    }
}

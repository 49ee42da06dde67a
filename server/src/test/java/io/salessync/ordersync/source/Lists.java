package io.salessync.ordersync.source;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.source.Input.FileInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A sync of a test's own, lists loaded into it, and what came of them in short words. */
record Lists(Syncs syncs, Loads loads, Database database, TenantId tenant, Path folder) {
    static final String WIDE = """
            name = "wide"
            [source]
            shape = "wide"
            order_key = "Order"
            group = "{Customer}"
            max_removals = 1.0
            [source.sizes]
            total = "Total"
            [items]
            name = "{Order}"
            record_uuid = "record_uuid"
            [[items.column]]
            id = "style"
            type = "text"
            from = "Style"
            [[items.column]]
            id = "date"
            type = "date"
            from = "Date"
            [lines]
            name = "{size}"
            record_uuid = "record_uuid"
            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "quantity"
            [dev]
            boards = "1"
            token = "env:T"
            """;

    static final String LONG = """
            name = "long"
            [source]
            shape = "long"
            order_key = "Order"
            group = "{Customer}"
            max_removals = 1.0
            [source.lines]
            line_key = "Sku"
            repeat = "quarantine"
            [items]
            name = "{Order}"
            record_uuid = "record_uuid"
            [[items.column]]
            id = "date"
            type = "date"
            from = "Date"
            [lines]
            name = "{Sku}"
            record_uuid = "record_uuid"
            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "Qty"
            [dev]
            boards = "1"
            token = "env:T"
            """;

    Sync sync(String toml) {
        return syncs.save(tenant, toml, "dev", null, null);
    }

    Loaded load(Sync sync, String csv) {
        return load(sync, csv.getBytes(StandardCharsets.UTF_8), "list.csv");
    }

    Loaded load(Sync sync, byte[] bytes, String name) {
        try {
            Path file = Files.createTempFile(folder, "list", name);
            Files.write(file, bytes);
            return load(sync, file, name, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loaded load(Sync sync, Path file, String name, boolean allowRemovals) {
        return loads.load(
                tenant, sync.id(), new FileInput(file, name), allowRemovals, (step, done, total, message) -> {});
    }

    /** Deltas of orders, oldest first: {@code CREATE A1 NEW - → Polo|2026-01-01}. */
    List<String> orderDeltas(Sync sync) {
        return rows("""
                SELECT action || ' ' || source_key || ' ' || state || ' ' || coalesce(array_to_string(old_cells, '|', ''), '-')
                    || ' → ' || coalesce(array_to_string(new_cells, '|', ''), '-')
                FROM ordersync.order_list_delta WHERE sync_id = ? ORDER BY version, source_key""", sync);
    }

    List<String> lineDeltas(Sync sync) {
        return rows("""
                SELECT action || ' ' || source_key || '/' || line_key || ' ' || state || ' '
                    || coalesce(array_to_string(old_cells, '|', ''), '-') || ' → ' || coalesce(array_to_string(new_cells, '|', ''), '-')
                FROM ordersync.order_list_lines_delta WHERE sync_id = ? ORDER BY version, source_key, position, line_key""", sync);
    }

    List<String> problems(Loaded loaded) {
        return database.inTenant(tenant, sql -> sql.fetch("""
                                SELECT coalesce(line::text, '?') || ' ' || code || ' ' || coalesce(source_key, '-') || ' '
                                    || coalesce(column_name, '-') || '=' || coalesce(value, '-')
                                FROM ordersync.row_problem WHERE load_id = ? ORDER BY position""", loaded.loadId()).getValues(0, String.class));
    }

    /** As a run that told the boards everything would leave it. */
    void allSynced(Sync sync) {
        state(sync, "SYNCED");
    }

    void state(Sync sync, String state) {
        database.runInTenant(tenant, sql -> {
            sql.execute("UPDATE ordersync.order_list_delta SET state = ? WHERE sync_id = ?", state, sync.id());
            sql.execute("UPDATE ordersync.order_list_lines_delta SET state = ? WHERE sync_id = ?", state, sync.id());
        });
    }

    private List<String> rows(String query, Sync sync) {
        return database.inTenant(tenant, sql -> sql.fetch(query, sync.id()).getValues(0, String.class));
    }
}

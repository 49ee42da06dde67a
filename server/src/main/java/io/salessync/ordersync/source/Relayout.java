package io.salessync.ordersync.source;

import io.salessync.ordersync.jooq.tables.records.SyncRecord;
import io.salessync.ordersync.mapping.MappedColumn;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings stored cells into the order a changed mapping wants. Cells that feed a board column mapped anew or otherwise are
 * forgotten, so that the next load finds every record of the list changed there.
 */
final class Relayout {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Relayout() {}

    static void apply(DSLContext sql, SyncRecord sync, Mapping mapping) {
        Map<String, String> before = JSON.readValue(sync.getFingerprints().data(), new TypeReference<>() {});
        Map<String, String> now = new TreeMap<>();
        Set<String> newItems = changed("items", mapping.items(), before, now);
        Set<String> newLines = mapping.lines() == null ? Set.of() : changed("lines", mapping.lines(), before, now);
        boolean first = sync.getItemColumns().length == 0;
        if (!first) {
            move(sql, sync, true, sync.getItemColumns(), mapping.itemCells(), newItems);
            move(sql, sync, false, sync.getLineColumns(), mapping.lineCells(), newLines);
        }
        sync.setItemColumns(mapping.itemCells().toArray(String[]::new));
        sync.setLineColumns(mapping.lineCells().toArray(String[]::new));
        sync.setFingerprints(JSONB.jsonb(JSON.writeValueAsString(now)));
    }

    /** The cells of all columns whose definition is not the one of the last load. */
    private static Set<String> changed(
            String part, Target target, Map<String, String> before, Map<String, String> now) {
        Set<String> cells = new HashSet<>();
        note(
                part + ".=name",
                target.nameTemplate().text(),
                target.nameTemplate().cells(),
                target,
                before,
                now,
                cells);
        for (MappedColumn column : target.columns()) {
            note(part + "." + column.id(), column.fingerprint(), column.cells(), target, before, now, cells);
        }
        return cells;
    }

    private static void note(
            String key,
            String fingerprint,
            List<String> reads,
            Target target,
            Map<String, String> before,
            Map<String, String> now,
            Set<String> cells) {
        String hash = UUID.nameUUIDFromBytes(fingerprint.getBytes(StandardCharsets.UTF_8))
                .toString();
        now.put(key, hash);
        if (!hash.equals(before.get(key))) {
            // a fixed value reads no cell: any cell makes the record count as changed
            cells.addAll(reads.isEmpty() ? target.cells().stream().limit(1).toList() : reads);
        }
    }

    private static void move(
            DSLContext sql, SyncRecord sync, boolean items, String[] from, List<String> to, Set<String> forget) {
        List<String> old = Arrays.asList(from);
        boolean moved = !old.equals(to);
        List<String> forgotten = to.stream().filter(forget::contains).toList();
        String list = items ? "ordersync.order_list" : "ordersync.order_list_lines";
        if (moved || !forgotten.isEmpty()) {
            update(sql, sync, list, "cells = " + array("cells", old, to, forget));
        }
        if (moved) {
            String delta = list + "_delta";
            update(
                    sql,
                    sync,
                    delta,
                    "old_cells = CASE WHEN old_cells IS NOT NULL THEN " + array("old_cells", old, to, Set.of())
                            + " END,"
                            + " new_cells = CASE WHEN new_cells IS NOT NULL THEN "
                            + array("new_cells", old, to, Set.of())
                            + " END");
            update(
                    sql,
                    sync,
                    delta,
                    "column_hashes = (SELECT array_agg(hashtextextended(c, 0) ORDER BY n)"
                            + " FROM unnest(new_cells) WITH ORDINALITY AS u (c, n)) WHERE new_cells IS NOT NULL");
        }
    }

    private static String array(String column, List<String> old, List<String> to, Set<String> forget) {
        List<String> places = new ArrayList<>();
        for (String name : to) {
            @Nullable String place = forget.contains(name) || !old.contains(name)
                    ? "NULL"
                    : column + "[" + (old.indexOf(name) + 1) + "]";
            places.add(place);
        }
        return places.stream().collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    private static void update(DSLContext sql, SyncRecord sync, String table, String set) {
        String statement = "UPDATE " + table + " SET " + set + (set.contains(" WHERE ") ? " AND " : " WHERE ")
                + "tenant_id = ? AND sync_id = ?";
        sql.execute(statement, sync.getTenantId(), sync.getSyncId());
    }
}

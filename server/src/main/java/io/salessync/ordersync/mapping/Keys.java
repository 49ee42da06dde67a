package io.salessync.ordersync.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every key a mapping file may hold, by section; the reference page lists the same. */
final class Keys {
    static final String TOP = "";
    static final String SOURCE = "source";
    static final String SIZES = "source.sizes";
    static final String SOURCE_LINES = "source.lines";
    static final String TYPES = "source.types";
    static final String ITEMS = "items";
    static final String LINES = "lines";
    static final String COLUMN = "column";
    static final String STATUS = "status";
    static final String ENVIRONMENT = "environment";

    private static final List<String> TARGET = List.of("name", "record_uuid", "on_too_long", "column");

    static final Map<String, List<String>> OF = Map.of(
            TOP, List.of("name", "title", "source", "items", "lines", "status"),
            SOURCE,
                    List.of(
                            "kind",
                            "shape",
                            "order_key",
                            "group",
                            "group_default",
                            "complete",
                            "max_removals",
                            "format",
                            "encoding",
                            "delimiter",
                            "sheet",
                            "date_formats",
                            "decimal",
                            "path",
                            "pattern",
                            "done",
                            "failed",
                            "url",
                            "user",
                            "password",
                            "query",
                            "table",
                            "timeout",
                            "sizes",
                            "lines",
                            "types"),
            SIZES, List.of("columns", "pattern", "after", "before", "total"),
            SOURCE_LINES, List.of("line_key", "repeat", "header"),
            ITEMS, TARGET,
            LINES, TARGET,
            COLUMN,
                    List.of(
                            "id",
                            "type",
                            "from",
                            "template",
                            "value",
                            "transform",
                            "required",
                            "default",
                            "labels",
                            "max_length",
                            "on_too_long",
                            "owner",
                            "create_labels"),
            STATUS, List.of("column", "synced", "partial", "removed"),
            ENVIRONMENT,
                    List.of(
                            "vendor",
                            "boards",
                            "token",
                            "endpoint",
                            "api_version",
                            "idempotency_window",
                            "batch",
                            "item_columns",
                            "line_columns"));

    /** Names of cells that no source column brings: what the size rule makes of a size column. */
    static final Set<String> MADE = Set.of("size", "quantity", "line_number");

    private Keys() {}
}

package io.salessync.ordersync;

import io.salessync.ordersync.mapping.MappedColumn;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping as the page shows it. */
record MappingView(
        String name,
        String title,
        String source,
        String shape,
        List<String> orderKey,
        String group,
        String itemName,
        @Nullable String lineName,
        List<Column> items,
        List<Column> lines) {

    record Column(
            String columnId,
            String type,
            String from,
            @Nullable String transform,
            boolean required,
            @Nullable String fallback,
            Map<String, String> labels,
            String onTooLong,
            boolean createLabels,
            String owner,
            int line) {}

    static MappingView of(Mapping mapping) {
        Target lines = mapping.lines();
        return new MappingView(
                mapping.name(),
                mapping.title(),
                word(mapping.source().kind()),
                word(mapping.source().shape()),
                mapping.source().orderKey(),
                mapping.source().group().text(),
                mapping.items().nameTemplate().text(),
                lines == null ? null : lines.nameTemplate().text(),
                columns(mapping.items()),
                lines == null ? List.of() : columns(lines));
    }

    private static List<Column> columns(Target target) {
        return target.columns().stream().map(MappingView::column).toList();
    }

    private static Column column(MappedColumn column) {
        return new Column(
                column.id(),
                word(column.type()),
                column.from().text(),
                column.transform() == null ? null : column.transform().expression(),
                column.required(),
                column.fallback(),
                column.labels(),
                column.cut() ? "cut" : "fail",
                column.createLabels(),
                word(column.owner()),
                column.line());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

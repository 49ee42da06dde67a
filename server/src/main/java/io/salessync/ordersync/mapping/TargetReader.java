package io.salessync.ordersync.mapping;

import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code [items]} and {@code [lines]} with their columns. */
final class TargetReader {
    /** Board columns people know that nobody can write; named so that the mistake is explained. */
    private static final List<String> NOT_WRITABLE = List.of(
            "formula",
            "mirror",
            "auto_number",
            "item_id",
            "creation_log",
            "last_updated",
            "button",
            "progress",
            "subtasks",
            "subitems");

    private static final List<String> TYPES = Stream.of(ColumnType.values())
            .filter(type -> type != ColumnType.NAME)
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .toList();

    private TargetReader() {}

    static Target read(Section section) {
        section.refuseOthers(Keys.OF.getOrDefault(Keys.ITEMS, List.of()));
        Template name = section.parsed("name", Template::parse);
        if (name == null && !section.has("name")) {
            section.problem("name", "is missing", "a template such as name = \"{Order Number}\"");
        }
        List<MappedColumn> columns = new ArrayList<>();
        for (Section column : section.sections("column")) {
            MappedColumn read = column(column);
            if (read != null) {
                columns.add(read);
            }
        }
        return new Target(
                name == null ? Template.constant("-") : name,
                section.word("on_too_long", "fail", List.of("fail", "cut")).equals("cut"),
                section.required("record_uuid"),
                List.copyOf(columns));
    }

    private static @Nullable MappedColumn column(Section section) {
        section.refuseOthers(Keys.OF.getOrDefault(Keys.COLUMN, List.of()));
        String id = section.required("id");
        ColumnType type = type(section);
        Template from = from(section);
        Transform transform = section.parsed("transform", Transform::compile);
        boolean cut =
                section.word("on_too_long", "fail", List.of("fail", "cut")).equals("cut");
        String owner = section.word("owner", "source", MappingReader.words(MappedColumn.Owner.values()));
        Double maximum = section.number("max_length");
        if (maximum != null && (maximum < 1 || maximum != Math.rint(maximum))) {
            section.problem("max_length", "cannot be " + maximum, "a whole number from 1");
        }
        if (type == null || from == null) {
            return null;
        }
        boolean createLabels = section.flag("create_labels", false);
        if (createLabels && type != ColumnType.STATUS && type != ColumnType.DROPDOWN) {
            section.problem("create_labels", "is for status and dropdown columns", null);
        }
        return new MappedColumn(
                id,
                type,
                from,
                transform,
                section.flag("required", false),
                section.text("default"),
                section.pairs("labels"),
                maximum == null ? null : maximum.intValue(),
                cut,
                MappedColumn.Owner.valueOf(owner.toUpperCase(Locale.ROOT)),
                createLabels,
                section.line());
    }

    private static @Nullable ColumnType type(Section section) {
        String written = section.required("type").toLowerCase(Locale.ROOT);
        if (written.isEmpty()) {
            return null;
        }
        if (TYPES.contains(written)) {
            return ColumnType.valueOf(written.toUpperCase(Locale.ROOT));
        }
        if (written.equals("name")) {
            section.problem("type", "'name' is not a column", "the item's name is made by 'name' of the section above");
        } else if (NOT_WRITABLE.contains(written)) {
            section.problem("type", "'" + written + "' columns cannot be written by anybody", "leave the column out");
        } else {
            section.problem(
                    "type",
                    "'" + written + "' is not a type of column",
                    Spelling.nearest(written, TYPES)
                            .map(word -> "did you mean '" + word + "'?")
                            .orElse("one of: " + String.join(", ", TYPES)));
        }
        return null;
    }

    private static @Nullable Template from(Section section) {
        List<String> given =
                Stream.of("from", "template", "value").filter(section::has).toList();
        if (given.size() > 1) {
            section.problem(given.get(1), "does not go together with '" + given.getFirst() + "'", "keep one of them");
        }
        if (given.isEmpty()) {
            if (section.has("transform")) {
                return Template.constant("");
            }
            section.problem("from", "is missing", "name the source column, or give a 'template' or a 'value'");
            return null;
        }
        return switch (given.getFirst()) {
            case "from" -> {
                String cell = section.text("from");
                yield cell == null || cell.isBlank() ? null : Template.ofCell(cell.strip());
            }
            case "template" -> section.parsed("template", Template::parse);
            default -> {
                String value = section.text("value");
                yield value == null ? null : Template.constant(value);
            }
        };
    }
}

package io.salessync.sandbox.monday;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an item and its column values tell. */
final class ItemFields {
    private static final Map<String, String> VALUE_TYPES = Map.ofEntries(
            Map.entry("checkbox", "CheckboxValue"),
            Map.entry("country", "CountryValue"),
            Map.entry("creation_log", "CreationLogValue"),
            Map.entry("date", "DateValue"),
            Map.entry("dropdown", "DropdownValue"),
            Map.entry("email", "EmailValue"),
            Map.entry("formula", "FormulaValue"),
            Map.entry("hour", "HourValue"),
            Map.entry("item_id", "ItemIdValue"),
            Map.entry("last_updated", "LastUpdatedValue"),
            Map.entry("link", "LinkValue"),
            Map.entry("location", "LocationValue"),
            Map.entry("long_text", "LongTextValue"),
            Map.entry("mirror", "MirrorValue"),
            Map.entry("numbers", "NumbersValue"),
            Map.entry("people", "PeopleValue"),
            Map.entry("phone", "PhoneValue"),
            Map.entry("rating", "RatingValue"),
            Map.entry("status", "StatusValue"),
            Map.entry("subtasks", "SubtasksValue"),
            Map.entry("tags", "TagsValue"),
            Map.entry("text", "TextValue"),
            Map.entry("timeline", "TimelineValue"),
            Map.entry("week", "WeekValue"));

    private ItemFields() {}

    static void addTo(RuntimeWiring.Builder wiring) {
        Fields.<Item>of("Item")
                .field("id", Item::id)
                .field("name", Item::name)
                .field("state", item -> item.state().name())
                .field("email", item -> "pulse-" + item.id() + "@sandbox.example.com")
                .field("url", ItemFields::url)
                .field("relative_link", item -> "/boards/" + item.board().id() + "/pulses/" + item.id())
                .field("creator_id", Item::creator)
                .field("created_at", item -> moment(item.createdAt()))
                .field("updated_at", item -> moment(item.updatedAt()))
                .field("board", Item::board)
                .field("group", Item::group)
                .field("parent_item", Item::parent)
                .field("subitems", ItemFields::subitems)
                .field("updates", item -> List.of())
                .field("column_values", ItemFields::values)
                .addTo(wiring);
        wiring.type(TypeRuntimeWiring.newTypeWiring("ColumnValue")
                .typeResolver(env -> env.getSchema()
                        .getObjectType(typeName(((Cell) Objects.requireNonNull(env.getObject())).column()))));
        for (String type : VALUE_TYPES.values()) {
            valueFields(type).addTo(wiring);
        }
        valueFields("UnsupportedValue").addTo(wiring);
    }

    /** The vendor tells moments in whole seconds. */
    private static String moment(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String typeName(Column column) {
        return VALUE_TYPES.getOrDefault(column.type(), "UnsupportedValue");
    }

    private static String url(Item item) {
        return "http://127.0.0.1/boards/" + item.board().id() + "/pulses/" + item.id();
    }

    private static Object subitems(Item item, DataFetchingEnvironment env) {
        Turn turn = env.getGraphQlContext().get(Turn.class);
        if (turn.subitemsRefused()) {
            throw MondayFault.of("FIELD_LIMIT_EXCEEDED", 429, "Concurrency limit exceeded for the field")
                    .with(Map.of("retry_in_seconds", turn.fieldWait(), "error_data", Map.of("entity", "subitems")));
        }
        return List.copyOf(item.subitems());
    }

    private static Object values(Item item, DataFetchingEnvironment env) {
        Collection<String> ids = env.getArgument("ids");
        Collection<String> types = env.getArgument("types");
        List<Cell> cells = new ArrayList<>();
        for (Column column : item.board().columns().values()) {
            boolean asked =
                    (ids == null || ids.contains(column.id())) && (types == null || types.contains(column.type()));
            if (asked && !column.archived() && !column.type().equals("name")) {
                cells.add(Cell.of(item, column));
            }
        }
        return cells;
    }

    private static Fields<Cell> valueFields(String type) {
        Fields<Cell> fields = Fields.<Cell>of(type)
                .field("id", cell -> cell.column().id())
                .field("column", Cell::column)
                .field("type", cell -> cell.column().type())
                .field("is_leaf", cell -> true)
                .field("text", ItemFields::text)
                .field("value", cell -> json(cell.told()));
        return switch (type) {
            case "CheckboxValue" -> stamped(fields).field("checked", cell -> cell.value() != null);
            case "CreationLogValue" ->
                fields.field("created_at", cell -> cell.item().createdAt().toString())
                        .field("creator_id", cell -> cell.item().creator());
            case "DateValue" -> parts(stamped(fields), "date", "time");
            case "DropdownValue" -> fields.field("values", ItemFields::dropdown);
            case "EmailValue" -> parts(stamped(fields), "email").field("label", cell -> cell.part("text"));
            case "FormulaValue", "MirrorValue" -> fields.field("display_value", Cell::text);
            case "HourValue" -> numbers(stamped(fields), "hour", "minute");
            case "ItemIdValue" -> fields.field("item_id", cell -> cell.item().id());
            case "LastUpdatedValue" ->
                fields.field("updated_at", cell -> cell.item().updatedAt().toString())
                        .field("updater_id", cell -> People.OWNER.id());
            case "LinkValue" -> parts(stamped(fields), "url").field("url_text", cell -> cell.part("text"));
            case "LocationValue" -> numbers(parts(stamped(fields), "address"), "lat", "lng");
            case "NumbersValue" ->
                fields.field("number", cell -> cell.value() == null ? null : Double.valueOf(cell.text()));
            case "PeopleValue" -> stamped(fields).field("persons_and_teams", ItemFields::people);
            case "PhoneValue" ->
                parts(stamped(fields), "phone").field("country_short_name", cell -> cell.part("countryShortName"));
            case "RatingValue" -> numbers(stamped(fields), "rating");
            case "StatusValue" ->
                numbers(stamped(fields), "index")
                        .field("label", ItemFields::text)
                        .field("is_done", cell -> {
                            Label label = cell.column().label(cell.text());
                            return label != null && Column.isDone(label);
                        });
            case "SubtasksValue" ->
                fields.field("display_value", Cell::text)
                        .field("subitems", cell -> List.copyOf(cell.item().subitems()))
                        .field(
                                "subitems_ids",
                                cell -> cell.item().subitems().stream()
                                        .map(Item::id)
                                        .toList());
            case "TagsValue" -> fields.field("tag_ids", ItemFields::tags);
            case "TimelineValue" -> parts(stamped(fields), "from", "to");
            case "WeekValue" ->
                fields.field("start_date", cell -> week(cell, "startDate"))
                        .field("end_date", cell -> week(cell, "endDate"));
            case "CountryValue", "LongTextValue" -> stamped(fields);
            default -> fields;
        };
    }

    private static @Nullable Object text(Cell cell) {
        String text = cell.text();
        return text.isEmpty() && cell.column().type().equals("status") ? null : text;
    }

    private static @Nullable Object json(@Nullable JsonNode value) {
        return value == null ? null : value.toString();
    }

    private static Fields<Cell> stamped(Fields<Cell> fields) {
        return fields.field("updated_at", cell -> cell.part("changed_at"));
    }

    private static Fields<Cell> parts(Fields<Cell> fields, String... names) {
        for (String name : names) {
            fields.field(name, cell -> cell.part(name));
        }
        return fields;
    }

    private static Fields<Cell> numbers(Fields<Cell> fields, String... names) {
        for (String name : names) {
            fields.field(name, cell -> {
                JsonNode part = cell.value() == null ? null : cell.value().get(name);
                return part == null ? null : part.numberValue();
            });
        }
        return fields;
    }

    private static Object dropdown(Cell cell) {
        List<Map<String, Object>> values = new ArrayList<>();
        if (cell.value() != null) {
            for (JsonNode id : cell.value().path("ids")) {
                Label label = cell.column().label(id.asInt());
                if (label != null) {
                    values.add(Map.of("id", label.id(), "label", label.text()));
                }
            }
        }
        return values;
    }

    private static Object people(Cell cell) {
        List<Map<String, Object>> people = new ArrayList<>();
        if (cell.value() != null) {
            for (JsonNode one : cell.value().path("personsAndTeams")) {
                people.add(Map.of(
                        "id", one.path("id").asLong(), "kind", one.path("kind").asString()));
            }
        }
        return people;
    }

    private static Object tags(Cell cell) {
        List<Integer> ids = new ArrayList<>();
        if (cell.value() != null) {
            cell.value().path("tag_ids").forEach(id -> ids.add(id.asInt()));
        }
        return ids;
    }

    private static @Nullable Object week(Cell cell, String part) {
        return cell.value() == null
                ? null
                : cell.value().path("week").path(part).asString();
    }
}

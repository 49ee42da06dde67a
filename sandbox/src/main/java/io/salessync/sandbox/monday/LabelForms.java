package io.salessync.sandbox.monday;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Status and dropdown labels, tags and people: values that have to exist already. */
final class LabelForms {
    private LabelForms() {}

    static void addTo(Map<String, ValueForm> forms) {
        forms.put("status", new Status());
        forms.put("dropdown", new Dropdown());
        forms.put("tags", new Tags());
        forms.put("people", new PeopleForm());
    }

    private static Label named(String text, Column column, Writing writing) {
        Label label = column.label(text);
        if (label != null) {
            return label;
        }
        if (!writing.createLabels()) {
            throw MondayFault.value(
                    column,
                    "invalid value - label \"" + text + "\" does not exist in column " + column.id() + ". Known: "
                            + column.labels().stream().map(Label::text).toList());
        }
        if (column.type().equals("dropdown") && column.labels().size() >= Column.DROPDOWN_LABELS) {
            throw MondayFault.value(column, "the column already has " + Column.DROPDOWN_LABELS + " labels");
        }
        return column.addLabel(text);
    }

    private static Label numbered(int id, Column column) {
        Label label = column.label(id);
        if (label == null) {
            throw MondayFault.value(column, "invalid value - label " + id + " does not exist in column " + column.id());
        }
        return label;
    }

    private static final class Status implements ValueForm {
        @Override
        public @Nullable JsonNode take(JsonNode given, Column column, Writing writing) {
            Label label;
            if (given.isString()) {
                Label exact = column.label(given.asString());
                int index = PlainForms.wholeNumber(given);
                label = exact != null || index < 0 ? named(given.asString(), column, writing) : numbered(index, column);
            } else if (given.path("label").isString()) {
                if (given.path("label").asString().isEmpty()) {
                    return null;
                }
                label = named(given.path("label").asString(), column, writing);
            } else if (PlainForms.wholeNumber(given.path("index")) >= 0) {
                label = numbered(PlainForms.wholeNumber(given.path("index")), column);
            } else {
                throw ValueForms.shape(column, "{\"label\": \"…\"} or {\"index\": 1}");
            }
            return ValueForms.stamped(writing).put("index", label.id()).putNull("post_id");
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            Label label = column.label(kept.path("index").asInt(-1));
            return label == null ? "" : label.text();
        }
    }

    private static final class Dropdown implements ValueForm {
        @Override
        public @Nullable JsonNode take(JsonNode given, Column column, Writing writing) {
            List<Label> chosen = new ArrayList<>();
            if (given.isString()) {
                for (String text : given.asString().split(",", -1)) {
                    chosen.add(named(text.strip(), column, writing));
                }
            } else if (given.has("labels") && given.has("ids")) {
                throw MondayFault.value(column, "labels and ids cannot be mixed");
            } else if (given.path("labels").isArray()) {
                given.path("labels").forEach(text -> chosen.add(named(text.asString(""), column, writing)));
            } else if (given.path("ids").isArray()) {
                given.path("ids").forEach(id -> chosen.add(numbered(PlainForms.wholeNumber(id), column)));
            } else {
                throw ValueForms.shape(column, "{\"labels\": [\"…\"]} or {\"ids\": [1]}");
            }
            if (chosen.isEmpty()) {
                return null;
            }
            ObjectNode kept = ValueForms.stamped(writing);
            ArrayNode ids = kept.putArray("ids");
            chosen.stream().distinct().forEach(label -> ids.add(label.id()));
            return kept;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            List<String> texts = new ArrayList<>();
            for (JsonNode id : kept.path("ids")) {
                Label label = column.label(id.asInt());
                if (label != null) {
                    texts.add(label.text());
                }
            }
            return String.join(", ", texts);
        }
    }

    private static final class Tags implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            if (!given.path("tag_ids").isArray()) {
                throw ValueForms.shape(column, "{\"tag_ids\": [1]}");
            }
            ObjectNode kept = ValueForms.node();
            ArrayNode ids = kept.putArray("tag_ids");
            for (JsonNode id : given.path("tag_ids")) {
                int tag = PlainForms.wholeNumber(id);
                if (!writing.people().knowsTag(tag)) {
                    throw MondayFault.value(column, "tag " + id + " does not exist");
                }
                ids.add(tag);
            }
            return kept;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            List<String> names = new ArrayList<>();
            kept.path("tag_ids").forEach(id -> names.add(people.tagName(id.asInt())));
            return String.join(", ", names);
        }
    }

    private static final class PeopleForm implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            ObjectNode kept = ValueForms.stamped(writing);
            ArrayNode persons = kept.putArray("personsAndTeams");
            if (given.isString()) {
                for (String id : given.asString().split(",", -1)) {
                    add(persons, id.strip(), "person", column, writing);
                }
                return kept;
            }
            if (!given.path("personsAndTeams").isArray()) {
                throw ValueForms.shape(column, "{\"personsAndTeams\": [{\"id\": 1, \"kind\": \"person\"}]}");
            }
            for (JsonNode one : given.path("personsAndTeams")) {
                add(persons, one.path("id").asString(""), one.path("kind").asString(""), column, writing);
            }
            return kept;
        }

        private static void add(ArrayNode persons, String id, String kind, Column column, Writing writing) {
            if (!kind.equals("person") && !kind.equals("team")) {
                throw MondayFault.value(column, "kind has to be person or team");
            }
            boolean known = id.matches("[0-9]{1,18}") && writing.people().knows(Long.parseLong(id));
            if (!known || kind.equals("team")) {
                throw MondayFault.of("InvalidUserIdException", "The " + kind + " " + id + " is not on this board");
            }
            persons.addObject().put("id", Long.parseLong(id)).put("kind", kind);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            List<String> names = new ArrayList<>();
            kept.path("personsAndTeams")
                    .forEach(one -> names.add(people.nameOf(one.path("id").asLong())));
            return String.join(", ", names);
        }
    }
}

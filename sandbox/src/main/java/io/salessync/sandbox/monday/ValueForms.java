package io.salessync.sandbox.monday;

import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The writable column types and their forms. */
final class ValueForms {
    static final Set<String> NOT_WRITABLE = Set.of(
            "formula",
            "mirror",
            "auto_number",
            "item_id",
            "creation_log",
            "last_updated",
            "button",
            "progress",
            "subtasks");

    private static final Map<String, ValueForm> FORMS = new HashMap<>();

    static {
        PlainForms.addTo(FORMS);
        LabelForms.addTo(FORMS);
        TimeForms.addTo(FORMS);
        ContactForms.addTo(FORMS);
    }

    private ValueForms() {}

    static @Nullable JsonNode take(JsonNode given, Column column, Writing writing) {
        ValueForm form = FORMS.get(column.type());
        if (form == null) {
            throw MondayFault.value(column, "columns of type " + column.type() + " cannot be written through the API");
        }
        if (given.isNull()
                || (given.isString() && given.asString().isEmpty())
                || (given.isObject() && given.isEmpty())) {
            return null;
        }
        return form.take(given, column, writing);
    }

    static String text(JsonNode kept, Column column, People people) {
        ValueForm form = FORMS.get(column.type());
        return form == null ? "" : form.text(kept, column, people);
    }

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode stamped(Writing writing) {
        return node().put(
                        "changed_at",
                        writing.at().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    static MondayFault shape(Column column, String expected) {
        return MondayFault.value(column, "invalid value for column " + column.id() + ": expected " + expected);
    }
}

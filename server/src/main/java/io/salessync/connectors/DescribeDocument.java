package io.salessync.connectors;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the description of an object in the form that Salesforce publishes: {@code /sobjects/NAME/describe}. */
public final class DescribeDocument {
    private DescribeDocument() {}

    /** The object, without anything we have no use for. */
    public static CrmDescription read(JsonNode told) {
        List<CrmField> fields = new ArrayList<>();
        for (JsonNode one : told.path("fields")) {
            fields.add(field(one));
        }
        return new CrmDescription(
                told.path("name").asString(""),
                told.path("label").asString(""),
                told.path("queryable").asBoolean(true),
                told.path("custom").asBoolean(false),
                fields);
    }

    private static CrmField field(JsonNode one) {
        List<CrmField.Choice> choices = new ArrayList<>();
        for (JsonNode choice : one.path("picklistValues")) {
            choices.add(new CrmField.Choice(
                    choice.path("value").asString(""),
                    choice.path("label").asString(choice.path("value").asString("")),
                    choice.path("active").asBoolean(true)));
        }
        List<String> references = new ArrayList<>();
        one.path("referenceTo").forEach(reference -> references.add(reference.asString("")));
        String type = one.path("type").asString("");
        boolean encrypted = one.path("encrypted").asBoolean(false);
        return new CrmField(
                one.path("name").asString(""),
                one.path("label").asString(""),
                type(type),
                type,
                one.path("length").asInt(0),
                one.path("filterable").asBoolean(false) && !encrypted,
                one.path("sortable").asBoolean(false),
                one.path("nillable").asBoolean(true),
                one.path("createable").asBoolean(false),
                one.path("updateable").asBoolean(false),
                one.path("externalId").asBoolean(false),
                one.path("unique").asBoolean(false),
                one.path("calculated").asBoolean(false),
                choices,
                one.path("relationshipName").asString(null),
                references);
    }

    /** What a type of Salesforce's holds. */
    public static CrmType type(String type) {
        return switch (type) {
            case "id", "reference" -> CrmType.ID;
            case "picklist", "combobox" -> CrmType.CHOICE;
            case "multipicklist" -> CrmType.CHOICES;
            case "boolean" -> CrmType.FLAG;
            case "int", "long" -> CrmType.WHOLE;
            case "double", "currency", "percent" -> CrmType.DECIMAL;
            case "date" -> CrmType.DATE;
            case "datetime" -> CrmType.INSTANT;
            case "time" -> CrmType.TIME;
            case "address", "location", "base64", "anyType", "complexvalue", "json" -> CrmType.OTHER;
            default -> CrmType.TEXT;
        };
    }
}

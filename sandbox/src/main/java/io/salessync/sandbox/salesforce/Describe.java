package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells objects and fields as the describe calls do. */
final class Describe {
    private final Org org;

    Describe(Org org) {
        this.org = org;
    }

    ObjectNode global(String base) {
        ObjectNode all = Json.MAPPER.createObjectNode();
        all.put("encoding", "UTF-8");
        all.put("maxBatchSize", 200);
        ArrayNode list = all.putArray("sobjects");
        org.schema().all().forEach(type -> list.add(head(type, base)));
        return all;
    }

    ObjectNode basic(ObjectType type, String base) {
        ObjectNode basic = Json.MAPPER.createObjectNode();
        basic.set("objectDescribe", head(type, base));
        basic.putArray("recentItems");
        return basic;
    }

    private static ObjectNode head(ObjectType type, String base) {
        ObjectNode head = Json.MAPPER.createObjectNode();
        boolean writable = !type.is("nocreate");
        head.put("activateable", false);
        head.putNull("associateEntityType");
        head.putNull("associateParentEntity");
        head.put("createable", writable);
        head.put("custom", type.is("custom"));
        head.put("customSetting", false);
        head.put("deepCloneable", false);
        head.put("deletable", !type.is("nodelete"));
        head.put("deprecatedAndHidden", false);
        head.put("feedEnabled", !type.is("custom"));
        head.put("hasSubtypes", false);
        head.put("isInterface", false);
        head.put("isSubtype", false);
        head.put("keyPrefix", type.is("noquery") ? null : type.prefix());
        head.put("label", type.label());
        head.put("labelPlural", type.plural());
        head.put("layoutable", true);
        head.put("mergeable", type.is("mergeable"));
        head.put("mruEnabled", true);
        head.put("name", type.name());
        head.put("queryable", !type.is("noquery"));
        head.put("replicateable", !type.is("noquery"));
        head.put("retrieveable", !type.is("noquery"));
        head.put("searchable", true);
        head.put("triggerable", true);
        head.put("undeletable", !type.is("nodelete"));
        head.put("updateable", !type.is("noquery"));
        ObjectNode urls = head.putObject("urls");
        String own = base + "/sobjects/" + type.name();
        urls.put("sobject", own);
        urls.put("describe", own + "/describe");
        urls.put("rowTemplate", own + "/{ID}");
        return head;
    }

    ObjectNode full(ObjectType type, String base) {
        ObjectNode full = head(type, base);
        ArrayNode children = full.putArray("childRelationships");
        for (ObjectType other : org.schema().all()) {
            for (Field field : other.fields()) {
                if (field.referenceTo().contains(type.name())) {
                    ObjectNode child = children.addObject();
                    child.put("cascadeDelete", false);
                    child.put("childSObject", other.name());
                    child.put("deprecatedAndHidden", false);
                    child.put("field", field.name());
                    child.putArray("junctionIdListNames");
                    child.putArray("junctionReferenceTo");
                    child.put("relationshipName", childName(other, field, type.name()));
                    child.put("restrictedDelete", false);
                }
            }
        }
        ArrayNode fields = full.putArray("fields");
        type.fields().forEach(field -> fields.add(field(field)));
        full.putArray("recordTypeInfos");
        full.putArray("supportedScopes");
        return full;
    }

    /** The name that a parent calls its children by; null where the vendor gives none. */
    static @Nullable String childName(ObjectType child, Field field, String parent) {
        if (!field.referenceTo().contains(parent)
                || field.name()
                        .matches("MasterRecordId|ReportsToId|ParentId|OwnerId|CreatedById|LastModifiedById|"
                                + "ConvertedContactId|ManagerId|IndividualId")) {
            return null;
        }
        String plural = child.plural().replace(' ', '_');
        return child.is("custom") ? plural + "__r" : plural.replace("_", "");
    }

    private static ObjectNode field(Field field) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        Kind kind = field.kind();
        boolean whole = kind == Kind.INT;
        told.put("aggregatable", field.filterable());
        told.put("aiPredictionField", false);
        told.put("autoNumber", field.autoNumber());
        told.put("byteLength", field.kind().id() ? 18 : field.length() * 3);
        told.put("calculated", field.calculated());
        told.putNull("calculatedFormula");
        told.put("cascadeDelete", false);
        told.put("caseSensitive", false);
        told.put("compoundFieldName", field.in());
        told.putNull("controllerName");
        told.put("createable", field.createable());
        told.put("custom", field.custom());
        if (kind == Kind.BOOLEAN) {
            told.put("defaultValue", "true".equals(field.fallback()));
        } else {
            told.putNull("defaultValue");
        }
        told.putNull("defaultValueFormula");
        told.put(
                "defaultedOnCreate",
                !field.createable()
                        || kind == Kind.BOOLEAN
                        || field.fallback() != null
                        || field.name().equals("OwnerId"));
        told.put("dependentPicklist", false);
        told.put("deprecatedAndHidden", false);
        told.put("digits", whole ? 9 : 0);
        told.put("displayLocationInDecimal", false);
        told.put("encrypted", false);
        told.put("externalId", field.externalId());
        told.put("extraTypeInfo", kind == Kind.TEXTAREA ? "plaintextarea" : null);
        told.put("filterable", field.filterable() && kind != Kind.ADDRESS);
        told.putNull("filteredLookupInfo");
        told.put("formulaTreatNullNumberAsZero", false);
        told.put(
                "groupable",
                field.filterable()
                        && kind != Kind.ADDRESS
                        && kind != Kind.DATETIME
                        && kind != Kind.MULTIPICKLIST
                        && (whole || !kind.number()));
        told.put("highScaleNumber", false);
        told.put("htmlFormatted", false);
        told.put("idLookup", field.idLookup());
        told.putNull("inlineHelpText");
        told.put("label", field.label());
        told.put("length", field.length());
        told.putNull("mask");
        told.putNull("maskType");
        told.put("name", field.name());
        told.put("nameField", field.nameField());
        told.put("namePointing", field.referenceTo().size() > 1);
        told.put("nillable", field.nillable());
        told.put("permissionable", field.createable() && !field.required());
        ArrayNode values = told.putArray("picklistValues");
        for (String value : field.values()) {
            ObjectNode one = values.addObject();
            one.put("active", true);
            one.put("defaultValue", value.equals(field.fallback()));
            one.put("label", value);
            one.putNull("validFor");
            one.put("value", value);
        }
        told.put("polymorphicForeignKey", field.referenceTo().size() > 1);
        told.put("precision", kind.number() && !whole ? 18 : 0);
        told.put("queryByDistance", kind == Kind.ADDRESS);
        told.putNull("referenceTargetField");
        ArrayNode to = told.putArray("referenceTo");
        field.referenceTo().forEach(to::add);
        told.put("relationshipName", field.relationship());
        told.putNull("relationshipOrder");
        told.put("restrictedDelete", false);
        told.put("restrictedPicklist", field.restricted());
        told.put("scale", field.scale());
        told.put("searchPrefilterable", kind == Kind.REFERENCE);
        told.put("soapType", kind.soap());
        told.put("sortable", field.sortable() && kind != Kind.ADDRESS);
        told.put("type", kind.told());
        told.put("unique", field.unique());
        told.put("updateable", field.updateable());
        told.put("writeRequiresMasterRead", false);
        return told;
    }
}

package io.salessync.connectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be asked of a parent that may be of several objects, such as the owner of a lead: the fields of Salesforce's object
 * {@code Name}, and {@code Type}, which tells of which object it is. Fields that only one of the objects has cannot be columns: that
 * would need TYPEOF, which bulk queries do not know.
 */
final class NameObject {
    static final String NAME = "Name";

    /** Those of them that are documented, for organisations that do not describe the object. */
    private static final List<String> DOCUMENTED = List.of("Id", "Name", "FirstName", "LastName", "Alias");

    private NameObject() {}

    /** @param way the field that refers to it */
    static CrmDescription of(Optional<CrmDescription> described, CrmField way) {
        List<CrmField> fields = new ArrayList<>();
        described.ifPresent(there -> there.fields().stream()
                .filter(field -> !field.name().equalsIgnoreCase("Type"))
                .forEach(fields::add));
        for (String name : DOCUMENTED) {
            if (fields.stream().noneMatch(field -> field.name().equalsIgnoreCase(name))) {
                fields.add(field(name, name.equals("Id") ? CrmType.ID : CrmType.TEXT, "string", List.of()));
            }
        }
        fields.add(field(
                "Type",
                CrmType.CHOICE,
                "picklist",
                // Salesforce tells queues from other groups here
                Stream.concat(
                                way.referenceTo().stream(),
                                way.referenceTo().contains("Group") ? Stream.of("Queue") : Stream.empty())
                        .map(object -> new CrmField.Choice(object, object, true))
                        .toList()));
        return new CrmDescription(NAME, String.join(" or ", few(way.referenceTo())), false, false, fields);
    }

    private static List<String> few(List<String> objects) {
        return objects.size() <= 3 ? objects : List.of(objects.get(0), objects.get(1), "another");
    }

    private static CrmField field(String name, CrmType type, String vendorType, List<CrmField.Choice> choices) {
        return new CrmField(
                name,
                name,
                type,
                vendorType,
                255,
                true,
                true,
                true,
                false,
                false,
                false,
                false,
                false,
                choices,
                null,
                List.of());
    }
}

package io.salessync.connectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a CRM's object, as the CRM describes it.
 *
 * @param vendorType as the CRM names the type, such as {@code picklist}
 * @param length of texts, in characters; 0 where it has none
 * @param filterable whether conditions may name it
 * @param calculated a formula or a roll-up: it changes without the record's time of change
 * @param choices what it may hold, as stored; empty where it is no list
 * @param relationshipName what paths to the parent begin with; null where it refers to nothing
 * @param referenceTo the objects it may refer to
 */
public record CrmField(
        String name,
        String label,
        CrmType type,
        String vendorType,
        int length,
        boolean filterable,
        boolean sortable,
        boolean nillable,
        boolean createable,
        boolean updateable,
        boolean externalId,
        boolean unique,
        boolean calculated,
        List<Choice> choices,
        @Nullable String relationshipName,
        List<String> referenceTo) {
    public CrmField {
        choices = List.copyOf(choices);
        referenceTo = List.copyOf(referenceTo);
    }

    /** One value of a list. */
    public record Choice(String value, String label, boolean active) {}
}

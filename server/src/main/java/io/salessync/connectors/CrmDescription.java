package io.salessync.connectors;

import java.util.List;
import java.util.Optional;

/** An object of a CRM with its fields. */
public record CrmDescription(String name, String label, boolean queryable, boolean custom, List<CrmField> fields) {
    public CrmDescription {
        fields = List.copyOf(fields);
    }

    /** The field of this name, whatever the case of its letters. */
    public Optional<CrmField> field(String wanted) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    /** The field whose parents are reached by this name, such as {@code Account} for {@code AccountId}. */
    public Optional<CrmField> relationship(String wanted) {
        return fields.stream()
                .filter(field -> wanted.equalsIgnoreCase(field.relationshipName()))
                .findFirst();
    }
}

package io.salessync.sandbox.salesforce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object.
 *
 * @param key what its values are kept under; the name that it first had, so that a renamed field keeps them
 * @param scale digits behind the point, of numbers
 * @param in the compound field that it is a part of
 */
record Field(
        String key,
        String name,
        String label,
        Kind kind,
        int length,
        int scale,
        boolean required,
        boolean createable,
        boolean updateable,
        boolean filterable,
        boolean sortable,
        boolean externalId,
        boolean unique,
        boolean idLookup,
        boolean nameField,
        boolean autoNumber,
        boolean calculated,
        boolean restricted,
        @Nullable String fallback,
        List<String> values,
        List<String> referenceTo,
        @Nullable String relationship,
        @Nullable String in) {

    Field {
        values = List.copyOf(values);
        referenceTo = List.copyOf(referenceTo);
    }

    /** Whether it may refer to records of several objects. */
    boolean polymorphic() {
        return referenceTo.size() > 1;
    }

    boolean custom() {
        return name.endsWith("__c");
    }

    /** Whether a value may be taken away. */
    boolean nillable() {
        return !required && kind != Kind.BOOLEAN && kind != Kind.ID && !autoNumber;
    }

    Field renamed(String fresh) {
        String path = referenceTo.isEmpty() ? null : Schema.relationshipOf(fresh);
        return new Field(
                key,
                fresh,
                label,
                kind,
                length,
                scale,
                required,
                createable,
                updateable,
                filterable,
                sortable,
                externalId,
                unique,
                idLookup,
                nameField,
                autoNumber,
                calculated,
                restricted,
                fallback,
                values,
                referenceTo,
                path,
                in);
    }

    /** The same field with another type; values of the old one are no longer told. */
    Field retyped(Kind other, int otherLength) {
        return new Field(
                name + ":" + other.told(),
                name,
                label,
                other,
                otherLength,
                other.number() && other != Kind.INT ? 2 : 0,
                required,
                createable,
                updateable,
                otherLength <= 4000,
                otherLength <= 4000 && other != Kind.MULTIPICKLIST,
                externalId && (other == Kind.STRING || other == Kind.EMAIL || other.number()),
                unique,
                idLookup,
                nameField,
                false,
                calculated,
                restricted,
                null,
                values,
                List.of(),
                null,
                in);
    }
}

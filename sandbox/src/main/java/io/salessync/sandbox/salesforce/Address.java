package io.salessync.sandbox.salesforce;

import org.jspecify.annotations.Nullable;

/** The value of a compound address field. */
record Address(
        @Nullable String city,
        @Nullable String country,
        @Nullable String postalCode,
        @Nullable String state,
        @Nullable String street) {

    /** The address of its parts; null when it has none. */
    static @Nullable Address of(Parts parts) {
        Address address = new Address(
                parts.get("City"),
                parts.get("Country"),
                parts.get("PostalCode"),
                parts.get("State"),
                parts.get("Street"));
        boolean empty = address.city == null
                && address.country == null
                && address.postalCode == null
                && address.state == null
                && address.street == null;
        return empty ? null : address;
    }

    /** Gives a part of the address by its name. */
    interface Parts {
        @Nullable String get(String part);
    }
}

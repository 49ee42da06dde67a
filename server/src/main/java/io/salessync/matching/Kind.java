package io.salessync.matching;

import java.util.List;
import java.util.Locale;

/** What a comparison is about, and the words for the columns it takes. */
enum Kind {
    /** {@code given} and {@code surname}, or {@code full}. */
    NAME(List.of("given", "surname", "full")),
    /** Any of these. */
    ADDRESS(List.of("street", "number", "line2", "city", "postcode", "state", "country")),
    DATE(List.of("date")),
    /** Numbers of documents, codes of customers. */
    CODE(List.of("code")),
    EMAIL(List.of("email")),
    PHONE(List.of("phone")),
    COMPANY(List.of("company")),
    TEXT(List.of("text"));

    private final List<String> roles;

    Kind(List<String> roles) {
        this.roles = roles;
    }

    /** As it is written in a configuration. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> roles() {
        return roles;
    }
}

package io.salessync.sandbox.salesforce;

import java.util.Locale;

/** The types of fields that the org's objects have, by the names that describe tells. */
enum Kind {
    ID("tns:ID"),
    REFERENCE("tns:ID"),
    STRING("xsd:string"),
    TEXTAREA("xsd:string"),
    PICKLIST("xsd:string"),
    MULTIPICKLIST("xsd:string"),
    EMAIL("xsd:string"),
    PHONE("xsd:string"),
    URL("xsd:string"),
    BOOLEAN("xsd:boolean"),
    INT("xsd:int"),
    DOUBLE("xsd:double"),
    CURRENCY("xsd:double"),
    PERCENT("xsd:double"),
    DATE("xsd:date"),
    DATETIME("xsd:dateTime"),
    ADDRESS("urn:address");

    private final String soap;

    Kind(String soap) {
        this.soap = soap;
    }

    String soap() {
        return soap;
    }

    /** The name in describe. */
    String told() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean text() {
        return switch (this) {
            case STRING, TEXTAREA, PICKLIST, MULTIPICKLIST, EMAIL, PHONE, URL -> true;
            default -> false;
        };
    }

    boolean id() {
        return this == ID || this == REFERENCE;
    }

    boolean number() {
        return switch (this) {
            case INT, DOUBLE, CURRENCY, PERCENT -> true;
            default -> false;
        };
    }
}

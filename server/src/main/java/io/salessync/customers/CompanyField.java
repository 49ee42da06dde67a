package io.salessync.customers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a company; each holds text. */
public enum CompanyField {
    NAME("name", "Name"),
    DOMAIN("domain", "Domain"),
    WEBSITE("website", "Website"),
    PHONE("phone", "Phone"),
    STREET("street", "Street"),
    CITY("city", "City"),
    REGION("region", "State or region"),
    POSTAL_CODE("postalCode", "Postal code"),
    COUNTRY("country", "Country"),
    INDUSTRY("industry", "Industry"),
    OWNER("owner", "Owner"),
    SOURCE("source", "Source");

    private static final Map<String, CompanyField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(field -> field.name, Function.identity()));

    private final String name;
    private final String label;

    CompanyField(String name, String label) {
        this.name = name;
        this.label = label;
    }

    /** As it is written in documents and mappings. */
    public String text() {
        return name;
    }

    /** For people. */
    public String label() {
        return label;
    }

    /** Its column. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable CompanyField named(String name) {
        return BY_NAME.get(name);
    }
}

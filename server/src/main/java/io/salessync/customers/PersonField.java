package io.salessync.customers;

import io.salessync.flows.graph.FieldType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a person that hold one value each. */
public enum PersonField implements CustomerField {
    SALUTATION("salutation", "Salutation", FieldType.TEXT),
    GIVEN_NAME("givenName", "Given name", FieldType.TEXT),
    MIDDLE_NAME("middleName", "Middle name", FieldType.TEXT),
    FAMILY_NAME("familyName", "Family name", FieldType.TEXT),
    SUFFIX("suffix", "Suffix", FieldType.TEXT),
    FULL_NAME("fullName", "Full name", FieldType.TEXT),
    TITLE("title", "Job title", FieldType.TEXT),
    DEPARTMENT("department", "Department", FieldType.TEXT),
    BIRTH_DATE("birthDate", "Date of birth", FieldType.DATE),
    LANGUAGE("language", "Language", FieldType.TEXT),
    OWNER("owner", "Owner", FieldType.TEXT),
    SOURCE("source", "Source", FieldType.TEXT),
    DO_NOT_CONTACT("doNotContact", "Do not contact", FieldType.FLAG),
    LAST_ACTIVITY_AT("lastActivityAt", "Last activity", FieldType.TIME);

    private static final Map<String, PersonField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(field -> field.name, Function.identity()));

    private final String name;
    private final String label;
    private final FieldType type;

    PersonField(String name, String label, FieldType type) {
        this.name = name;
        this.label = label;
        this.type = type;
    }

    @Override
    public String text() {
        return name;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public FieldType type() {
        return type;
    }

    @Override
    public String column() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static @Nullable PersonField named(String name) {
        return BY_NAME.get(name);
    }
}

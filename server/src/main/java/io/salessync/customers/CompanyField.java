package io.salessync.customers;

import io.salessync.flows.graph.FieldType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a company that hold one value each. */
public enum CompanyField implements CustomerField {
    NAME("name", "Name", FieldType.TEXT),
    DOMAIN("domain", "Domain", FieldType.TEXT),
    WEBSITE("website", "Website", FieldType.TEXT),
    INDUSTRY("industry", "Industry", FieldType.TEXT),
    OWNER("owner", "Owner", FieldType.TEXT),
    SOURCE("source", "Source", FieldType.TEXT),
    DO_NOT_CONTACT("doNotContact", "Do not contact", FieldType.FLAG);

    private static final Map<String, CompanyField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(field -> field.name, Function.identity()));

    private final String name;
    private final String label;
    private final FieldType type;

    CompanyField(String name, String label, FieldType type) {
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
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable CompanyField named(String name) {
        return BY_NAME.get(name);
    }
}

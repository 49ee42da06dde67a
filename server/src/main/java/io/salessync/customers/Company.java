package io.salessync.customers;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A company as stored. All times are UTC.
 *
 * @param fields by the names of {@link CompanyField}; those without a value are not in it
 * @param emails the primary one first, those that ended last
 * @param phones likewise
 * @param extra further fields, as they came
 * @param mergedInto the company this one became; null: none
 */
public record Company(
        UUID id,
        Map<String, Object> fields,
        List<Person.Point> emails,
        List<Person.Point> phones,
        List<Person.Place> addresses,
        Map<String, @Nullable Object> extra,
        List<Person.ExternalId> externalIds,
        Instant createdAt,
        Instant changedAt,
        long version,
        @Nullable UUID mergedInto) {
    public Company {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        emails = List.copyOf(emails);
        phones = List.copyOf(phones);
        addresses = List.copyOf(addresses);
        externalIds = List.copyOf(externalIds);
    }

    /** A field that holds text. */
    public @Nullable String text(CompanyField field) {
        return fields.get(field.text()) instanceof String text ? text : null;
    }

    public boolean doNotContact() {
        return Boolean.TRUE.equals(fields.get(CompanyField.DO_NOT_CONTACT.text()));
    }

    public String name() {
        return String.valueOf(fields.get(CompanyField.NAME.text()));
    }
}

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
 * @param extra further fields, as they came
 * @param mergedInto the company this one became; null: none
 */
public record Company(
        UUID id,
        Map<String, String> fields,
        Map<String, @Nullable Object> extra,
        List<Person.ExternalId> externalIds,
        Instant createdAt,
        Instant changedAt,
        long version,
        @Nullable UUID mergedInto) {
    public Company {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        externalIds = List.copyOf(externalIds);
    }

    public String name() {
        return String.valueOf(fields.get(CompanyField.NAME.text()));
    }
}

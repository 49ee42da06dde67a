package io.salessync.customers;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person as stored. All times are UTC.
 *
 * @param fields by the names of {@link PersonField}: String, LocalDate, Instant, Boolean; those without a value are not in it
 * @param emails the primary one first, those that ended last
 * @param phones likewise
 * @param extra further fields, as they came
 * @param company the company's name
 * @param mergedInto the person this one became; null: none
 * @param erasedAt when their data were taken out on request; null: they are there
 */
public record Person(
        UUID id,
        Map<String, Object> fields,
        List<Point> emails,
        List<Point> phones,
        List<Place> addresses,
        Map<String, @Nullable Object> extra,
        List<ExternalId> externalIds,
        @Nullable UUID companyId,
        @Nullable String company,
        Instant createdAt,
        Instant changedAt,
        long version,
        @Nullable UUID mergedInto,
        @Nullable Instant erasedAt) {
    public Person {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        emails = List.copyOf(emails);
        phones = List.copyOf(phones);
        addresses = List.copyOf(addresses);
        externalIds = List.copyOf(externalIds);
    }

    /**
     * An e-mail address or a phone number.
     *
     * @param normalised what is compared: an address in small letters, a number's digits with + before a country
     * @param kind {@code work}, {@code home}, {@code mobile}, {@code other}
     * @param ended when another took its place; null: it is in use
     */
    @Schema(name = "PersonPoint")
    public record Point(
            String normalised,
            String written,
            String kind,
            boolean primary,
            Instant since,
            @Nullable Instant ended) {}

    /** @param normalised all its parts, folded, for comparing */
    @Schema(name = "PersonAddress")
    public record Place(
            String kind,
            @Nullable String street,
            @Nullable String city,
            @Nullable String region,
            @Nullable String postalCode,
            @Nullable String country,
            String normalised,
            boolean primary,
            Instant since) {}

    /**
     * What it is called elsewhere.
     *
     * @param gone since when nothing is there by that id any more; null: it is there, as far as is known
     */
    @Schema(name = "CustomerExternalId")
    public record ExternalId(
            String system,
            String object,
            String id,
            @Nullable Gone gone) {
        public ExternalId(String system, String object, String id) {
            this(system, object, id, null);
        }

        /** Whether it names the same record. */
        public boolean isSame(ExternalId other) {
            return system.equals(other.system) && object.equals(other.object) && id.equals(other.id);
        }
    }

    /**
     * That a record elsewhere is gone.
     *
     * @param at when that was told here, UTC
     * @param into the id of the record it was merged into there; null: it was deleted
     * @param run in which it was told; null: in none
     */
    @Schema(name = "CustomerIdGone")
    public record Gone(
            Instant at, @Nullable String into, @Nullable UUID run) {}

    /** A field that holds text. */
    public @Nullable String text(PersonField field) {
        return fields.get(field.text()) instanceof String text ? text : null;
    }

    public String fullName() {
        return String.valueOf(fields.get(PersonField.FULL_NAME.text()));
    }

    public boolean doNotContact() {
        return Boolean.TRUE.equals(fields.get(PersonField.DO_NOT_CONTACT.text()));
    }

    /** When they last did something, as the sources say; null: not known. */
    public @Nullable Instant lastActivityAt() {
        return fields.get(PersonField.LAST_ACTIVITY_AT.text()) instanceof Instant at ? at : null;
    }

    /** The address in use that comes first; null: there is none. */
    public @Nullable String email() {
        return emails.isEmpty() || emails.getFirst().ended() != null
                ? null
                : emails.getFirst().written();
    }
}

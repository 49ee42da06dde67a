package io.salessync.customers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A person while it is worked on. */
final class PersonState extends CustomerState {
    /** Between what is a person's own in the text that is searched, and the company's name; nobody can type it. */
    static final char COMPANY_MARK = '\u001f';

    private static final int LONGEST_SEARCH = 2_000;
    private static final List<PersonField> FIELDS = List.of(PersonField.values());

    @Nullable UUID companyId;

    @Nullable String company;

    @Nullable Instant erasedAt;

    PersonState(UUID id, Instant createdAt) {
        super(id, createdAt);
    }

    @Override
    List<PersonField> all() {
        return FIELDS;
    }

    PersonState copy() {
        PersonState copy = new PersonState(id, createdAt);
        copyInto(copy);
        copy.companyId = companyId;
        copy.company = company;
        copy.erasedAt = erasedAt;
        return copy;
    }

    Person person() {
        return new Person(
                id,
                fields,
                sorted(emails),
                sorted(phones),
                List.copyOf(addresses.values()),
                extra,
                externalIds,
                companyId,
                company,
                createdAt,
                changedAt,
                version,
                mergedInto,
                erasedAt);
    }

    @Override
    Map<String, Object> shown() {
        Map<String, Object> shown = super.shown();
        if (company != null) {
            shown.put(CustomerFields.COMPANY, company);
        }
        return shown;
    }

    /** Whether anything that is kept differs, what is not shown included. */
    boolean sameAs(PersonState other) {
        return holdsSameAs(other)
                && Objects.equals(companyId, other.companyId)
                && Objects.equals(erasedAt, other.erasedAt);
    }

    String sortName() {
        String family = text(PersonField.FAMILY_NAME);
        String given = text(PersonField.GIVEN_NAME);
        String full = String.valueOf(fields.get(PersonField.FULL_NAME.text()));
        return Folding.fold(family == null ? full : family + " " + (given == null ? "" : given) + " " + full);
    }

    String search() {
        StringBuilder words = new StringBuilder(128);
        words.append(Folding.fold(String.valueOf(fields.get(PersonField.FULL_NAME.text()))));
        for (PersonField field : new PersonField[] {PersonField.GIVEN_NAME, PersonField.FAMILY_NAME}) {
            String name = Folding.fold(text(field));
            if (words.indexOf(name) < 0) {
                words.append(' ').append(name);
            }
        }
        searchPoints(words);
        if (words.length() > LONGEST_SEARCH) {
            words.setLength(LONGEST_SEARCH);
        }
        return words.append(COMPANY_MARK).append(Folding.fold(company)).toString();
    }

    @Override
    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = super.document();
        document.put("companyId", companyId);
        return document;
    }

    /** Reads {@link #document}. */
    static PersonState of(JsonNode document) {
        PersonState state = new PersonState(UUID.fromString(document.path("id").asString()), Instant.EPOCH);
        state.read(document);
        String company = text(document, "companyId");
        state.companyId = company == null ? null : UUID.fromString(company);
        return state;
    }
}

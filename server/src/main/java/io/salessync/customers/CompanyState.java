package io.salessync.customers;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A company while it is worked on. */
final class CompanyState extends CustomerState {
    private static final List<CompanyField> FIELDS = List.of(CompanyField.values());

    CompanyState(UUID id, Instant createdAt) {
        super(id, createdAt);
    }

    @Override
    List<CompanyField> all() {
        return FIELDS;
    }

    CompanyState copy() {
        CompanyState copy = new CompanyState(id, createdAt);
        copyInto(copy);
        return copy;
    }

    Company company() {
        return new Company(
                id,
                fields,
                sorted(emails),
                sorted(phones),
                List.copyOf(addresses.values()),
                extra,
                externalIds,
                createdAt,
                changedAt,
                version,
                mergedInto);
    }

    String name() {
        return String.valueOf(fields.get(CompanyField.NAME.text()));
    }

    String search() {
        StringBuilder words = new StringBuilder(Folding.fold(name()));
        for (CompanyField field : new CompanyField[] {CompanyField.DOMAIN, CompanyField.WEBSITE}) {
            words.append(' ').append(Folding.fold(text(field)));
        }
        searchPoints(words);
        return words.toString();
    }

    /** Reads {@link #document}. */
    static CompanyState of(JsonNode document) {
        CompanyState state =
                new CompanyState(UUID.fromString(document.path("id").asString()), Instant.EPOCH);
        state.read(document);
        return state;
    }
}

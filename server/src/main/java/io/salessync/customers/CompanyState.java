package io.salessync.customers;

import io.salessync.customers.Person.ExternalId;
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.Coercion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A company while it is worked on. */
final class CompanyState {
    private static final int LONGEST = 2_000;

    final UUID id;
    final Map<String, String> fields = new LinkedHashMap<>();
    final Map<String, @Nullable Object> extra = new TreeMap<>();
    final List<ExternalId> externalIds = new ArrayList<>();
    Instant createdAt;
    Instant changedAt;
    long version = 1;

    @Nullable UUID mergedInto;

    CompanyState(UUID id, Instant createdAt) {
        this.id = id;
        this.createdAt = createdAt;
        this.changedAt = createdAt;
    }

    CompanyState copy() {
        CompanyState copy = new CompanyState(id, createdAt);
        copy.fields.putAll(fields);
        copy.extra.putAll(extra);
        copy.externalIds.addAll(externalIds);
        copy.changedAt = changedAt;
        copy.version = version;
        copy.mergedInto = mergedInto;
        return copy;
    }

    Company company() {
        return new Company(id, fields, extra, externalIds, createdAt, changedAt, version, mergedInto);
    }

    String name() {
        return String.valueOf(fields.get(CompanyField.NAME.text()));
    }

    boolean sameAs(CompanyState other) {
        return fields.equals(other.fields) && extra.equals(other.extra) && Objects.equals(mergedInto, other.mergedInto);
    }

    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>(fields);
        extra.forEach((name, value) -> {
            if (value != null) {
                shown.put(CustomerFields.EXTRA + name, value);
            }
        });
        return shown;
    }

    String search() {
        StringBuilder words = new StringBuilder(Folding.fold(name()));
        for (CompanyField field : new CompanyField[] {CompanyField.DOMAIN, CompanyField.WEBSITE, CompanyField.CITY}) {
            words.append(' ').append(Folding.fold(fields.get(field.text())));
        }
        String phone = fields.get(CompanyField.PHONE.text());
        words.append(' ').append(phone == null ? "" : phone.replaceAll("\\D", ""));
        return words.toString();
    }

    /**
     * Puts values into it.
     *
     * @param record what it is called in problems
     * @throws Problem naming record, field and value
     */
    void put(String record, Map<String, @Nullable Object> values) {
        values.forEach((name, value) -> {
            String text = Folding.storable(Coercion.text(value)).strip();
            if (text.length() > LONGEST) {
                throw Problem.of(
                                CustomersProblem.WRONG_VALUE,
                                "%s: '%s' is longer than %d characters.".formatted(record, name, LONGEST))
                        .with("field", name);
            }
            CompanyField field = CompanyField.named(name);
            if (field != null) {
                if (text.isEmpty()) {
                    fields.remove(field.text());
                } else {
                    fields.put(field.text(), text);
                }
            } else if (name.startsWith(CustomerFields.EXTRA)) {
                extra.put(name.substring(CustomerFields.EXTRA.length()), text.isEmpty() ? null : text);
            } else {
                throw Problem.of(
                                CustomersProblem.UNKNOWN_FIELD,
                                "%s: companies have no field '%s'. To keep it as it is, call it '%s%s'."
                                        .formatted(record, name, CustomerFields.EXTRA, name))
                        .with("field", name);
            }
        });
        extra.values().removeIf(value -> value == null);
        if (!fields.containsKey(CompanyField.NAME.text())) {
            throw Problem.of(CustomersProblem.NO_NAME, "%s has no name, which a company needs.".formatted(record));
        }
    }

    /** All of it as a document, to be read again by {@link #of}. */
    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", id.toString());
        document.put("fields", fields);
        document.put("extra", extra);
        document.put(
                "externalIds",
                externalIds.stream()
                        .map(id -> List.of(id.system(), id.object(), id.id()))
                        .toList());
        return document;
    }

    /** Reads {@link #document}. */
    static CompanyState of(JsonNode document) {
        CompanyState state =
                new CompanyState(UUID.fromString(document.path("id").asString()), Instant.EPOCH);
        document.path("fields")
                .properties()
                .forEach(entry ->
                        state.fields.put(entry.getKey(), entry.getValue().asString()));
        document.path("extra")
                .properties()
                .forEach(entry -> state.extra.put(
                        entry.getKey(), JsonMapper.shared().treeToValue(entry.getValue(), Object.class)));
        document.path("externalIds")
                .forEach(id -> state.externalIds.add(new ExternalId(
                        id.path(0).asString(), id.path(1).asString(), id.path(2).asString())));
        return state;
    }
}

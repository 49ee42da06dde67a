package io.salessync.customers;

import io.salessync.customers.CustomerFields.PhoneKind;
import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a person on their way in: read, typed, checked; then put into its state. */
final class PersonValues extends CustomerValues {
    private static final List<PhoneKind> PHONES = List.of(PhoneKind.values());

    final Map<PersonField, @Nullable Object> fields = new EnumMap<>(PersonField.class);
    boolean companyGiven;

    @Nullable String company;

    @Nullable String companyExternalId;

    private PersonValues(String record) {
        super(record);
    }

    /**
     * Reads the values of a row.
     *
     * @param record what the row is called in problems
     * @throws Problem naming record, field and value
     */
    static PersonValues read(String record, Map<String, @Nullable Object> values) {
        PersonValues read = new PersonValues(record);
        values.forEach(read::take);
        return read;
    }

    @Override
    String those() {
        return "people";
    }

    @Override
    List<PhoneKind> phoneKinds() {
        return PHONES;
    }

    @Override
    boolean takeOwn(String name, @Nullable Object value) {
        PersonField field = PersonField.named(name);
        if (field != null) {
            fields.put(field, field.type() == FieldType.TEXT ? text(name, value) : typed(name, field.type(), value));
        } else if (name.equals(CustomerFields.COMPANY)) {
            companyGiven = true;
            company = text(name, value);
        } else if (name.equals(CustomerFields.COMPANY_ID)) {
            companyExternalId = text(name, value);
        } else {
            return false;
        }
        return true;
    }

    /**
     * Puts the values into a person.
     *
     * @param now the time of what begins and ends by it
     * @throws Problem when there is nothing to call them by then
     */
    void putInto(PersonState state, Instant now) {
        putInto(state, state.isShared(), now);
    }

    /** @param shared see {@link PersonState#put} */
    void putInto(PersonState state, boolean shared, Instant now) {
        fields.forEach((field, value) -> {
            if (field != PersonField.FULL_NAME) {
                state.set(field, Boolean.FALSE.equals(value) ? null : value);
            }
        });
        putAlike(state, shared, now);
        name(state);
    }

    private void name(PersonState state) {
        boolean partsGiven = fields.keySet().stream()
                .anyMatch(field -> field == PersonField.GIVEN_NAME
                        || field == PersonField.MIDDLE_NAME
                        || field == PersonField.FAMILY_NAME
                        || field == PersonField.SUFFIX);
        Object full = fields.get(PersonField.FULL_NAME);
        if (full == null
                && (partsGiven
                        || fields.containsKey(PersonField.FULL_NAME)
                        || !state.fields.containsKey(PersonField.FULL_NAME.text()))) {
            full = made(state);
        }
        if (full != null) {
            state.set(PersonField.FULL_NAME, full);
        } else if (!state.fields.containsKey(PersonField.FULL_NAME.text())) {
            throw Problem.of(
                    CustomersProblem.NO_NAME,
                    "%s has neither a name nor an e-mail address. Map at least one of givenName, familyName, fullName and email."
                            .formatted(record));
        }
    }

    private static @Nullable String made(PersonState state) {
        List<String> parts = new ArrayList<>();
        for (PersonField field : new PersonField[] {
            PersonField.GIVEN_NAME, PersonField.MIDDLE_NAME, PersonField.FAMILY_NAME, PersonField.SUFFIX
        }) {
            String part = state.text(field);
            if (part != null) {
                parts.add(part);
            }
        }
        if (!parts.isEmpty()) {
            return String.join(" ", parts);
        }
        return state.emails.values().stream()
                .filter(Person.Point::primary)
                .map(Person.Point::written)
                .findFirst()
                .orElse(null);
    }
}

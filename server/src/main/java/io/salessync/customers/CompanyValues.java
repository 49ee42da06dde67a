package io.salessync.customers;

import io.salessync.customers.CustomerFields.PhoneKind;
import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Problem;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a company on their way in: read, typed, checked; then put into its state. */
final class CompanyValues extends CustomerValues {
    /** A company is at home where it works. */
    static final List<PhoneKind> PHONES = List.of(PhoneKind.WORK, PhoneKind.MOBILE, PhoneKind.OTHER);

    final Map<CompanyField, @Nullable Object> fields = new EnumMap<>(CompanyField.class);

    private CompanyValues(String record) {
        super(record);
    }

    /**
     * Reads the values of a row.
     *
     * @param record what the row is called in problems
     * @throws Problem naming record, field and value
     */
    static CompanyValues read(String record, Map<String, @Nullable Object> values) {
        CompanyValues read = new CompanyValues(record);
        values.forEach(read::take);
        return read;
    }

    @Override
    String those() {
        return "companies";
    }

    @Override
    List<PhoneKind> phoneKinds() {
        return PHONES;
    }

    @Override
    boolean takeOwn(String name, @Nullable Object value) {
        CompanyField field = CompanyField.named(name);
        if (field == null) {
            return false;
        }
        Object typed = field.type() == FieldType.TEXT ? text(name, value) : typed(name, field.type(), value);
        // domains are compared without regard to case
        fields.put(
                field,
                field == CompanyField.DOMAIN && typed instanceof String text ? text.toLowerCase(Locale.ROOT) : typed);
        return true;
    }

    /** The name, as far as it is given. */
    @Nullable String name() {
        Object name = fields.get(CompanyField.NAME);
        return name == null ? null : name.toString();
    }

    /**
     * Puts the values into a company.
     *
     * @param shared see {@link CustomerState#put}
     * @param now the time of what begins and ends by it
     * @throws Problem when it has no name then
     */
    void putInto(CompanyState state, boolean shared, Instant now) {
        fields.forEach((field, value) -> state.set(field, Boolean.FALSE.equals(value) ? null : value));
        putAlike(state, shared, now);
        if (!state.fields.containsKey(CompanyField.NAME.text())) {
            throw Problem.of(CustomersProblem.NO_NAME, "%s has no name, which a company needs.".formatted(record));
        }
    }
}

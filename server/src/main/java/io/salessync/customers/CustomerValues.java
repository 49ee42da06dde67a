package io.salessync.customers;

import io.salessync.customers.Consent.State;
import io.salessync.customers.Consent.Statement;
import io.salessync.customers.CustomerFields.AddressKind;
import io.salessync.customers.CustomerFields.AddressPart;
import io.salessync.customers.CustomerFields.ConsentField;
import io.salessync.customers.CustomerFields.PhoneKind;
import io.salessync.customers.Person.Place;
import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.Coercion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of a customer on their way in, as far as people and companies have them alike: read, typed, checked. */
abstract class CustomerValues {
    private static final int LONGEST = 2_000;
    private static final int MOST_EXTRA = 200;
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}.]+(\\.[^\\s@\\p{Cntrl}.]+)*");

    /** Names the record in problems. */
    final String record;

    final Map<String, Reached> emails = new LinkedHashMap<>();
    final Map<String, Reached> phones = new LinkedHashMap<>();
    final Map<AddressKind, Map<AddressPart, @Nullable String>> addresses = new EnumMap<>(AddressKind.class);
    final Map<String, @Nullable Object> extra = new LinkedHashMap<>();
    final Map<Consent.Channel, Said> consents = new EnumMap<>(Consent.Channel.class);

    /** Null in both: taken away. */
    record Reached(@Nullable String normalised, @Nullable String written) {}

    /** @param optOut whether the field can only say no: its no is nothing said */
    record Said(Consent.Channel channel, State state, boolean optOut, String evidence) {}

    CustomerValues(String record) {
        this.record = record;
    }

    /** What they are called in problems. */
    abstract String those();

    abstract List<PhoneKind> phoneKinds();

    /** Takes a value of a field that only this kind of customer has; false: there is none of that name. */
    abstract boolean takeOwn(String name, @Nullable Object value);

    final void take(String name, @Nullable Object value) {
        if (takeOwn(name, value)) {
            return;
        }
        if (name.startsWith(CustomerFields.EXTRA) && name.length() > CustomerFields.EXTRA.length()) {
            takeExtra(name, value);
        } else if (name.equals(CustomerFields.EMAIL)) {
            emails.put("work", email(name, value));
        } else if (name.equals(CustomerFields.OTHER_EMAIL)) {
            emails.put("other", email(name, value));
        } else if (!takePhone(name, value) && !takeAddress(name, value) && !takeConsent(name, value)) {
            throw Problem.of(
                            CustomersProblem.UNKNOWN_FIELD,
                            "%s: %s have no field '%s'. To keep it as it is, call it '%s%s'."
                                    .formatted(record, those(), shown(name), CustomerFields.EXTRA, shown(name)))
                    .with("field", name);
        }
    }

    private void takeExtra(String name, @Nullable Object value) {
        if (name.length() > 120 || extra.size() >= MOST_EXTRA) {
            throw Problem.of(
                            CustomersProblem.UNKNOWN_FIELD,
                            "%s: a customer has at most %d further fields, with names of up to 100 characters."
                                    .formatted(record, MOST_EXTRA))
                    .with("field", name);
        }
        extra.put(
                Folding.storable(name.substring(CustomerFields.EXTRA.length())),
                value == null || value instanceof Boolean || value instanceof Number
                        ? value
                        : text(name, Coercion.text(value)));
    }

    private boolean takePhone(String name, @Nullable Object value) {
        for (PhoneKind kind : phoneKinds()) {
            if (kind.field().equals(name)) {
                phones.put(kind.text(), phone(name, value));
                return true;
            }
        }
        return false;
    }

    private boolean takeAddress(String name, @Nullable Object value) {
        for (AddressKind kind : AddressKind.values()) {
            for (AddressPart part : AddressPart.values()) {
                if (kind.field(part).equals(name)) {
                    addresses
                            .computeIfAbsent(kind, key -> new EnumMap<>(AddressPart.class))
                            .put(part, text(name, value));
                    return true;
                }
            }
        }
        return false;
    }

    private boolean takeConsent(String name, @Nullable Object value) {
        for (ConsentField field : ConsentField.values()) {
            if (field.field().equals(name)) {
                consent(field, value);
                return true;
            }
        }
        return false;
    }

    private void consent(ConsentField field, @Nullable Object value) {
        Object typed = typed(field.field(), field.type(), value);
        if (typed == null) {
            return;
        }
        State state;
        if (field.optOut()) {
            state = Boolean.TRUE.equals(typed) ? State.WITHDRAWN : State.UNKNOWN;
        } else {
            state = switch (typed.toString().toLowerCase(Locale.ROOT)) {
                case "granted", "yes", "true", "optin", "opt-in", "opted in" -> State.GRANTED;
                case "withdrawn", "no", "false", "optout", "opt-out", "opted out" -> State.WITHDRAWN;
                case "unknown", "notseen", "seen", "pending" -> State.UNKNOWN;
                default -> throw wrong(field.field(), value, "is none of granted, withdrawn and unknown");
            };
        }
        Said said = new Said(
                field.channel(), state, field.optOut(), "%s: %s = %s".formatted(record, field.field(), shown(typed)));
        Said other = consents.get(field.channel());
        consents.put(field.channel(), other == null ? said : stricter(other, said));
    }

    /** Of two fields about one channel: a no from either, else what the one says that can say yes. */
    private static Said stricter(Said one, Said other) {
        if (one.state() == State.WITHDRAWN || other.state() == State.WITHDRAWN) {
            return one.state() == State.WITHDRAWN ? one : other;
        }
        return one.optOut() ? other : one;
    }

    @Nullable Object typed(String name, FieldType type, @Nullable Object value) {
        try {
            return Coercion.to(type, value);
        } catch (Coercion.Misfit misfit) {
            throw wrong(name, value, misfit.getMessage());
        }
    }

    @Nullable String text(String name, @Nullable Object value) {
        Object typed = typed(name, FieldType.TEXT, value);
        if (typed == null) {
            return null;
        }
        String text = Folding.storable(typed.toString());
        if (text.length() > LONGEST) {
            throw wrong(name, value, "is longer than %d characters".formatted(LONGEST));
        }
        return text;
    }

    private Reached email(String name, @Nullable Object value) {
        String written = text(name, value);
        if (written == null) {
            return new Reached(null, null);
        }
        if (written.length() > 254 || !EMAIL.matcher(written).matches()) {
            throw Problem.of(
                            CustomersProblem.WRONG_EMAIL,
                            "%s: '%s' in '%s' is not an e-mail address.".formatted(record, shown(written), name))
                    .with("field", name)
                    .with("value", shown(written));
        }
        return new Reached(written.toLowerCase(Locale.ROOT), written);
    }

    private Reached phone(String name, @Nullable Object value) {
        String written = text(name, value);
        if (written == null) {
            return new Reached(null, null);
        }
        String normalised = phone(written);
        if (normalised.length() < 3 || normalised.length() > 40) {
            throw Problem.of(
                            CustomersProblem.WRONG_PHONE,
                            "%s: '%s' in '%s' is not a phone number.".formatted(record, shown(written), name))
                    .with("field", name)
                    .with("value", shown(written));
        }
        return new Reached(normalised, written);
    }

    /** The digits, with + before them where a country is written (+49, 0049); an extension goes after an x. */
    static String phone(String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        String[] parts = text.split("ext\\.?|extension|x|#|;", 2);
        String main = parts[0].replaceFirst("(?<=^\\+?\\d{1,3}[ .-]{0,2})\\(0\\)", "");
        String digits = main.replaceAll("\\D", "");
        boolean international = main.strip().startsWith("+");
        if (!international && digits.startsWith("00") && digits.length() > 6) {
            digits = digits.substring(2);
            international = true;
        }
        String extension = parts.length > 1 ? parts[1].replaceAll("\\D", "") : "";
        return (international ? "+" : "") + digits + (extension.isEmpty() ? "" : "x" + extension);
    }

    private Problem wrong(String name, @Nullable Object value, @Nullable String what) {
        return Problem.of(
                        CustomersProblem.WRONG_VALUE,
                        "%s: '%s' %s.".formatted(record, name, what == null ? "cannot be used" : what))
                .with("field", name)
                .with("value", shown(value));
    }

    static String shown(@Nullable Object value) {
        String text = Coercion.text(value).replaceAll("\\p{Cntrl}", " ");
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    /**
     * Puts what both kinds have into a customer.
     *
     * @param shared see {@link CustomerState#put}
     * @param now the time of what begins and ends by it
     */
    final void putAlike(CustomerState state, boolean shared, Instant now) {
        emails.forEach((kind, reached) ->
                CustomerState.put(state.emails, kind, reached.normalised(), reached.written(), shared, now));
        phones.forEach((kind, reached) ->
                CustomerState.put(state.phones, kind, reached.normalised(), reached.written(), shared, now));
        for (Map.Entry<AddressKind, Map<AddressPart, @Nullable String>> address : addresses.entrySet()) {
            putAddress(state, address.getKey().text(), address.getValue(), now);
        }
        extra.forEach((name, value) -> {
            if (value == null) {
                state.extra.remove(name);
            } else {
                state.extra.put(name, value);
            }
        });
    }

    private static void putAddress(
            CustomerState state, String kind, Map<AddressPart, @Nullable String> parts, Instant now) {
        Place known = state.addresses.get(kind);
        Map<AddressPart, @Nullable String> all = new EnumMap<>(AddressPart.class);
        if (known != null) {
            all.put(AddressPart.STREET, known.street());
            all.put(AddressPart.CITY, known.city());
            all.put(AddressPart.REGION, known.region());
            all.put(AddressPart.POSTAL_CODE, known.postalCode());
            all.put(AddressPart.COUNTRY, known.country());
        }
        all.putAll(parts);
        List<String> words = new ArrayList<>();
        all.values().forEach(part -> words.add(Folding.key(part)));
        String normalised = String.join(" ", words).replaceAll(" +", " ").strip();
        if (all.values().stream().allMatch(part -> part == null)) {
            state.addresses.remove(kind);
            return;
        }
        state.addresses.put(
                kind,
                new Place(
                        kind,
                        all.get(AddressPart.STREET),
                        all.get(AddressPart.CITY),
                        all.get(AddressPart.REGION),
                        all.get(AddressPart.POSTAL_CODE),
                        all.get(AddressPart.COUNTRY),
                        normalised,
                        kind.equals("work"),
                        known != null && known.normalised().equals(normalised) ? known.since() : now));
    }

    /** The statements about consent, as a source says them: those that say something, and those that only take none back. */
    final void say(
            String source, UUID customer, Instant now, List<Consents.About> statements, List<Consents.About> optOuts) {
        consents.values().forEach(said -> {
            List<Consents.About> list = said.optOut() && said.state() != State.WITHDRAWN ? optOuts : statements;
            list.add(new Consents.About(
                    customer,
                    new Statement(
                            said.channel(), Consent.ANY_PURPOSE, said.state(), source, said.evidence(), now, null)));
        });
    }
}

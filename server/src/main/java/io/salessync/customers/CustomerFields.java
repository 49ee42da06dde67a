package io.salessync.customers;

import io.salessync.flows.graph.FieldType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a customer that comes from elsewhere may say of itself, by name. */
public final class CustomerFields {
    /** Begins the name of a field that is kept as it comes: {@code extra.segment}. */
    public static final String EXTRA = "extra.";

    private CustomerFields() {}

    /**
     * A field that can be written.
     *
     * @param about one sentence; null: its label says it
     */
    public record Writable(
            String name,
            String label,
            FieldType type,
            @Nullable String about) {}

    static final String EMAIL = "email";
    static final String OTHER_EMAIL = "otherEmail";
    static final String COMPANY = "company";
    static final String COMPANY_ID = "companyExternalId";

    /** The fields of a person. */
    public static List<Writable> ofPeople() {
        List<Writable> all = new ArrayList<>();
        for (PersonField field : PersonField.values()) {
            all.add(new Writable(field.text(), field.label(), field.type(), null));
        }
        all.add(text(EMAIL, "E-mail", "The address that comes first; one it replaces is kept as a former one."));
        all.add(text(OTHER_EMAIL, "Other e-mail", null));
        reach(all, List.of(PhoneKind.values()));
        all.add(text(COMPANY, "Company", "Its name; a company of that name is made where there is none."));
        all.add(text(COMPANY_ID, "Company's id", "The company's id where the person comes from."));
        consents(all);
        return List.copyOf(all);
    }

    private static void reach(List<Writable> all, List<PhoneKind> phones) {
        for (PhoneKind kind : phones) {
            all.add(text(kind.field(), kind.label(), null));
        }
        for (AddressKind kind : AddressKind.values()) {
            for (AddressPart part : AddressPart.values()) {
                all.add(text(kind.field(part), kind.label(part), null));
            }
        }
    }

    private static void consents(List<Writable> all) {
        for (ConsentField field : ConsentField.values()) {
            all.add(new Writable(field.field(), field.label(), field.type(), field.about()));
        }
    }

    /** The fields of a company. */
    public static List<Writable> ofCompanies() {
        List<Writable> all = new ArrayList<>();
        for (CompanyField field : CompanyField.values()) {
            all.add(new Writable(field.text(), field.label(), field.type(), null));
        }
        all.add(text(
                EMAIL, "E-mail", "A mailbox of the company, such as info@; one it replaces is kept as a former one."));
        all.add(text(OTHER_EMAIL, "Other e-mail", null));
        reach(all, CompanyValues.PHONES);
        consents(all);
        return List.copyOf(all);
    }

    private static Writable text(String name, String label, @Nullable String about) {
        return new Writable(name, label, FieldType.TEXT, about);
    }

    /** Phones, the first in use is the primary one. */
    enum PhoneKind {
        WORK("phone", "Phone"),
        MOBILE("mobilePhone", "Mobile phone"),
        HOME("homePhone", "Home phone"),
        OTHER("otherPhone", "Other phone");

        private final String field;
        private final String label;

        PhoneKind(String field, String label) {
            this.field = field;
            this.label = label;
        }

        String field() {
            return field;
        }

        String label() {
            return label;
        }

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Addresses. */
    enum AddressKind {
        WORK("", ""),
        OTHER("other", "Other ");

        private final String prefix;
        private final String words;

        AddressKind(String prefix, String words) {
            this.prefix = prefix;
            this.words = words;
        }

        String field(AddressPart part) {
            return prefix.isEmpty()
                    ? part.field()
                    : prefix
                            + Character.toUpperCase(part.field().charAt(0))
                            + part.field().substring(1);
        }

        String label(AddressPart part) {
            return words.isEmpty() ? part.label() : words + part.label().toLowerCase(java.util.Locale.ROOT);
        }

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Parts of an address. */
    enum AddressPart {
        STREET("street", "Street"),
        CITY("city", "City"),
        REGION("region", "State or region"),
        POSTAL_CODE("postalCode", "Postal code"),
        COUNTRY("country", "Country");

        private final String field;
        private final String label;

        AddressPart(String field, String label) {
            this.field = field;
            this.label = label;
        }

        String field() {
            return field;
        }

        @Nullable String of(Person.Place place) {
            return switch (this) {
                case STREET -> place.street();
                case CITY -> place.city();
                case REGION -> place.region();
                case POSTAL_CODE -> place.postalCode();
                case COUNTRY -> place.country();
            };
        }

        String label() {
            return label;
        }
    }

    /** What a source says about consent, in fields of its record. */
    enum ConsentField {
        EMAIL_OPT_OUT("emailOptOut", "Opted out of e-mail", Consent.Channel.EMAIL, true),
        PHONE_OPT_OUT("phoneOptOut", "Do not call", Consent.Channel.PHONE, true),
        MAIL_OPT_OUT("mailOptOut", "Opted out of mail", Consent.Channel.MAIL, true),
        EMAIL_CONSENT("emailConsent", "Consent to e-mail", Consent.Channel.EMAIL, false),
        PHONE_CONSENT("phoneConsent", "Consent to calls", Consent.Channel.PHONE, false),
        MAIL_CONSENT("mailConsent", "Consent to mail", Consent.Channel.MAIL, false);

        private final String field;
        private final String label;
        private final Consent.Channel channel;
        private final boolean optOut;

        ConsentField(String field, String label, Consent.Channel channel, boolean optOut) {
            this.field = field;
            this.label = label;
            this.channel = channel;
            this.optOut = optOut;
        }

        String field() {
            return field;
        }

        String label() {
            return label;
        }

        Consent.Channel channel() {
            return channel;
        }

        boolean optOut() {
            return optOut;
        }

        FieldType type() {
            return optOut ? FieldType.FLAG : FieldType.TEXT;
        }

        String about() {
            return optOut
                    ? "True takes consent back; false takes nothing back and grants nothing."
                    : "granted, withdrawn or unknown.";
        }
    }
}

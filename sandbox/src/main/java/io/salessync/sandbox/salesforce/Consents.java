package io.salessync.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What contacts, leads, person accounts, individuals and their consents allow, looked at together for everybody who has the same
 * e-mail address. Consents to contact points are not looked at, as the vendor does not name them among what it consults.
 */
final class Consents {
    private final Org org;

    Consents(Org org) {
        this.org = org;
    }

    /**
     * What is asked.
     *
     * @param purpose the name of a data use purpose; null: whatever purpose
     * @param at when it has to hold
     * @param explicit whether only what was said counts: who said nothing is answered so
     * @param verbose whether what was looked at is told too
     */
    record Asked(String action, @Nullable String purpose, Instant at, boolean explicit, boolean verbose) {
        /** The type of contact point that the action is about; null where it is about none. */
        private @Nullable String contactPoint() {
            return switch (action) {
                case "email" -> "Email";
                case "phone" -> "Phone";
                case "mail" -> "MailingAddress";
                case "social" -> "Social";
                case "web" -> "Web";
                default -> null;
            };
        }
    }

    private record Person(Table table, int row) {}

    /** What people together allow so far, and whether one of them said so. */
    private static final class Sum {
        private boolean allowed;
        private boolean said;
        private final List<Map<String, Object>> consulted = new ArrayList<>();
    }

    /** @param id a record's id or an e-mail address */
    Map<String, Object> of(String id, Asked asked) {
        List<Person> people = new ArrayList<>();
        if (id.contains("@")) {
            byEmail(id, people);
        } else {
            byId(id, asked, people);
        }
        Sum sum = new Sum();
        sum.allowed = !people.isEmpty();
        for (Person person : people) {
            look(person, asked, sum);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("result", "Success");
        Map<String, Object> answer = new LinkedHashMap<>();
        boolean nothing = asked.explicit() && !sum.said && sum.allowed;
        answer.put(asked.action(), nothing ? "infoNotFound" : Boolean.toString(sum.allowed));
        answer.put(asked.action() + "Result", "Success");
        told.put("proceed", answer);
        if (asked.verbose()) {
            told.put("explanation", sum.consulted);
        }
        return told;
    }

    private void byId(String id, Asked asked, List<Person> people) {
        Table table = org.tableOf(id);
        int row = table == null ? -1 : table.row(id);
        if (table == null || row < 0 || table.isDeleted(row)) {
            return;
        }
        if (PersonAccounts.isPerson(table, row)) {
            byId(String.valueOf(table.value(row, PersonAccounts.CONTACT)), asked, people);
            return;
        }
        people.add(new Person(table, row));
        Object email = table.type().field("Email") == null ? null : table.value(row, "Email");
        if (email != null && asked.action().equals("email")) {
            byEmail(email.toString(), people);
        }
    }

    private void byEmail(String email, List<Person> people) {
        for (String object : List.of("Contact", "Lead")) {
            Table table = org.table(object);
            Field field = table.type().field("Email");
            if (field != null) {
                table.candidates(field, email, row -> {
                    boolean same = email.equalsIgnoreCase(String.valueOf(table.value(row, field)));
                    boolean converted = object.equals("Lead") && Boolean.TRUE.equals(table.value(row, "IsConverted"));
                    boolean known = people.stream().anyMatch(each -> each.table == table && each.row == row);
                    if (same && !converted && !known && !table.isDeleted(row)) {
                        people.add(new Person(table, row));
                    }
                });
            }
        }
    }

    private void look(Person person, Asked asked, Sum sum) {
        String flag = switch (asked.action()) {
            case "email" -> "HasOptedOutOfEmail";
            case "fax" -> "HasOptedOutOfFax";
            case "phone" -> "DoNotCall";
            default -> null;
        };
        if (flag != null && person.table.type().field(flag) != null) {
            sum.allowed &= !yes(person.table, person.row, flag, sum);
        }
        Object individual = person.table.type().name().equals("Individual")
                ? person.table.id(person.row)
                : person.table.type().field("IndividualId") == null
                        ? null
                        : person.table.value(person.row, "IndividualId");
        Table individuals = org.table("Individual");
        int row = individual == null ? -1 : individuals.row(individual.toString());
        if (row < 0) {
            return;
        }
        individual(individuals, row, asked.action(), sum);
        String point = asked.contactPoint();
        if (point != null) {
            said(individuals.id(row), point, asked, sum);
        }
    }

    private static void individual(Table individuals, int row, String action, Sum sum) {
        sum.allowed &= !yes(individuals, row, "ShouldForget", sum);
        String flag = switch (action) {
            case "track" -> "HasOptedOutTracking";
            case "process" -> "HasOptedOutProcessing";
            case "profile" -> "HasOptedOutProfiling";
            case "geotrack" -> "HasOptedOutGeoTracking";
            case "solicit", "email", "phone", "fax" -> "HasOptedOutSolicit";
            default -> null;
        };
        if (flag != null) {
            sum.allowed &= !yes(individuals, row, flag, sum);
        }
    }

    /** What an individual said of a type of contact point, as far as it is in force then and about the purpose. */
    private void said(String individual, String point, Asked asked, Sum sum) {
        Table consents = org.table("ContactPointTypeConsent");
        Field party = consents.type().field("PartyId");
        if (party == null) {
            return;
        }
        consents.candidates(party, individual, row -> {
            boolean its = individual.equals(consents.value(row, party))
                    && !consents.isDeleted(row)
                    && point.equals(consents.value(row, "ContactPointType"));
            String purpose = purpose(consents, row);
            boolean about = asked.purpose() == null || purpose == null || purpose.equalsIgnoreCase(asked.purpose());
            if (!its || !about || !inForce(consents, row, asked.at())) {
                return;
            }
            Object status = consents.value(row, "PrivacyConsentStatus");
            boolean out = "OptOut".equals(status);
            boolean in = "OptIn".equals(status);
            sum.said |= in || out;
            sum.allowed &= !out;
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("objectConsulted", "ContactPointTypeConsent");
            told.put("status", in ? "opt_in" : out ? "opt_out" : "not_seen");
            if (purpose != null) {
                told.put("purpose", purpose);
            }
            told.put("recordId", consents.id(row));
            told.put("value", Boolean.toString(in));
            sum.consulted.add(told);
        });
    }

    private @Nullable String purpose(Table consents, int row) {
        Object id = consents.value(row, "DataUsePurposeId");
        Table purposes = org.table("DataUsePurpose");
        int there = id == null ? -1 : purposes.row(id.toString());
        return there < 0 ? null : String.valueOf(purposes.value(there, "Name"));
    }

    private static boolean inForce(Table consents, int row, Instant at) {
        return !(consents.value(row, "EffectiveFrom") instanceof Instant from && from.isAfter(at))
                && !(consents.value(row, "EffectiveTo") instanceof Instant to && !to.isAfter(at));
    }

    private static boolean yes(Table table, int row, String key, Sum sum) {
        boolean value = Boolean.TRUE.equals(table.value(row, key));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("objectConsulted", table.type().name());
        told.put("field", key);
        told.put("recordId", table.id(row));
        told.put("value", Boolean.toString(value));
        sum.consulted.add(told);
        return value;
    }
}

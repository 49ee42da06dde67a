package io.salessync.sandbox.salesforce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What contacts, leads and individuals allow, looked at together for everybody who has the same e-mail address. */
final class Consents {
    private final Org org;

    Consents(Org org) {
        this.org = org;
    }

    private record Person(Table table, int row) {}

    /**
     * What one person allows.
     *
     * @param asked a record's id or an e-mail address
     * @param verbose whether the fields that were looked at are told too
     */
    Map<String, Object> of(String asked, String action, boolean verbose) {
        List<Person> people = new ArrayList<>();
        if (asked.contains("@")) {
            byEmail(asked, people);
        } else {
            Table table = org.tableOf(asked);
            int row = table == null ? -1 : table.row(asked);
            if (table != null && row >= 0 && !table.isDeleted(row)) {
                people.add(new Person(table, row));
                Object email = table.type().field("Email") == null ? null : table.value(row, "Email");
                if (email != null && action.equals("email")) {
                    byEmail(email.toString(), people);
                }
            }
        }
        List<Map<String, Object>> consulted = new ArrayList<>();
        boolean proceed = !people.isEmpty();
        for (Person person : people) {
            proceed &= allows(person, action, consulted);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("result", "Success");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(action, Boolean.toString(proceed));
        answer.put(action + "Result", "Success");
        told.put("proceed", answer);
        if (verbose) {
            told.put("explanation", consulted);
        }
        return told;
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

    private boolean allows(Person person, String action, List<Map<String, Object>> consulted) {
        String flag = switch (action) {
            case "email" -> "HasOptedOutOfEmail";
            case "fax" -> "HasOptedOutOfFax";
            case "phone" -> "DoNotCall";
            default -> null;
        };
        boolean allowed = true;
        if (flag != null && person.table.type().field(flag) != null) {
            allowed = !asked(person.table, person.row, flag, consulted);
        }
        Object individual = person.table.type().name().equals("Individual")
                ? person.table.id(person.row)
                : person.table.type().field("IndividualId") == null
                        ? null
                        : person.table.value(person.row, "IndividualId");
        Table individuals = org.table("Individual");
        int row = individual == null ? -1 : individuals.row(individual.toString());
        if (row < 0) {
            return allowed;
        }
        allowed &= !asked(individuals, row, "ShouldForget", consulted);
        String more = switch (action) {
            case "track" -> "HasOptedOutTracking";
            case "process" -> "HasOptedOutProcessing";
            case "solicit", "email", "phone", "fax" -> "HasOptedOutSolicit";
            default -> null;
        };
        return more == null ? allowed : !asked(individuals, row, more, consulted) && allowed;
    }

    private static boolean asked(Table table, int row, String key, List<Map<String, Object>> consulted) {
        boolean value = yes(table, row, key);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("objectConsulted", table.type().name());
        told.put("field", key);
        told.put("recordId", table.id(row));
        told.put("value", Boolean.toString(value));
        consulted.add(told);
        return value;
    }

    private static boolean yes(Table table, int row, String key) {
        return Boolean.TRUE.equals(table.value(row, key));
    }
}

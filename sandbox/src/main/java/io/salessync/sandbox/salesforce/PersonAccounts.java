package io.salessync.sandbox.salesforce;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accounts that are people, where the org has them: an account and a contact that are one. What belongs to the person is kept with
 * the contact and told by the account too, under names that begin with {@code Person} or end with {@code __pc}.
 */
final class PersonAccounts {
    static final String FLAG = "IsPersonAccount";
    static final String CONTACT = "PersonContactId";

    private static final List<String> ON_ACCOUNT = List.of(
            FLAG + " boolean readonly \"Is Person Account\"",
            CONTACT + " reference(Contact) readonly \"Contact ID\"",
            "LastName string(80)",
            "FirstName string(40)",
            "Salutation picklist : Mr.; Ms.; Mrs.; Dr.; Prof.",
            "PersonEmail email(80) \"Email\"",
            "PersonMobilePhone phone(40) \"Mobile\"",
            "PersonTitle string(128) \"Title\"",
            "PersonBirthdate date \"Birthdate\"",
            "PersonHasOptedOutOfEmail boolean \"Email Opt Out\"",
            "PersonHasOptedOutOfFax boolean \"Fax Opt Out\"",
            "PersonDoNotCall boolean \"Do Not Call\"",
            "PersonIndividualId reference(Individual) \"Individual ID\"",
            "Sync_Tag__pc string(255) \"Sync Tag\"",
            "Tags__pc multipicklist \"Tags\" : Old lead; VIP; Newsletter; Trade fair; Win back; Do not disturb",
            "Score__pc double(5,1)");

    private PersonAccounts() {}

    /** Lets the org have them; there is no way back, as at the vendor. */
    static void turnOn(Org org, Instant now) {
        ObjectType accounts = org.type("Account");
        if (accounts.field(FLAG) != null) {
            return;
        }
        ON_ACCOUNT.forEach(line -> accounts.replace(null, Schema.field(line), now));
        org.type("Contact").replace(null, Schema.field(FLAG + " boolean readonly \"Is Person Account\""), now);
        org.changed();
    }

    /** What a field of an account is called with the contact; null where it is the account's own. */
    static @Nullable String ofContact(String key) {
        if (key.equals("LastName") || key.equals("FirstName") || key.equals("Salutation")) {
            return key;
        }
        if (key.endsWith("__pc")) {
            return key.substring(0, key.length() - 2) + "c";
        }
        return key.startsWith("Person") && !key.equals(CONTACT) ? key.substring("Person".length()) : null;
    }

    /** The person's value that an account tells; null also where it is none. */
    static @Nullable Object value(Org org, Table accounts, int row, String ofContact) {
        Object contact = accounts.value(row, CONTACT);
        Table contacts = org.table("Contact");
        int person = contact == null ? -1 : contacts.row(contact.toString());
        return person < 0 ? null : contacts.value(person, ofContact);
    }

    static boolean isPerson(ObjectType type, ObjectNode sent) {
        return type.name().equals("Account")
                && type.field(FLAG) != null
                && sent.properties().stream().anyMatch(entry -> entry.getKey().equalsIgnoreCase("LastName"));
    }

    static boolean isPerson(Table table, int row) {
        return table.type().field(FLAG) != null
                && table.type().name().equals("Account")
                && Boolean.TRUE.equals(table.value(row, FLAG));
    }

    /** What of a body is the contact's, taken out of it. */
    static ObjectNode taken(ObjectType type, ObjectNode sent) {
        ObjectNode person = sent.objectNode();
        for (String name : sent.properties().stream().map(Map.Entry::getKey).toList()) {
            Field field = type.field(name);
            String there = field == null ? null : ofContact(field.key());
            if (there != null) {
                person.set(there, sent.remove(name));
            }
        }
        return person;
    }

    static Writer.Saved create(Org org, Writer writer, ObjectNode sent, Writer.Manner manner) {
        Org.Mark mark = org.mark();
        try {
            ObjectType type = org.type("Account");
            ObjectNode account = sent.deepCopy();
            ObjectNode person = taken(type, account);
            Writer.Saved contact = writer.create(org.type("Contact"), person, manner);
            Table contacts = org.table("Contact");
            account.put("Name", String.valueOf(contacts.value(contacts.row(contact.id()), "Name")));
            Writer.Saved saved = writer.create(type, account, manner);
            Table accounts = org.table("Account");
            int now = (int) org.clock().stamp().getEpochSecond();
            accounts.change(accounts.row(saved.id()), Map.of(FLAG, true, CONTACT, contact.id()), now);
            contacts.change(contacts.row(contact.id()), Map.of(FLAG, true, "AccountId", saved.id()), now);
            return saved;
        } catch (SalesforceFault fault) {
            org.back(mark);
            throw fault;
        }
    }
}

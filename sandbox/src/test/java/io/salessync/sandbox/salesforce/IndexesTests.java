package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.SandboxClock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In an org so large that queries use indexes, they find what a look at every row finds. */
class IndexesTests {
    private final SandboxClock clock = new SandboxClock(InstantSource.fixed(RunningSandbox.START), 1);
    private final Org org = new Org(clock, 1, 5_000);
    private final Writer writer = new Writer(org);

    private int[] rows(String condition) {
        return org.reading(
                () -> new Search(org, Soql.parse("SELECT Id FROM Contact WHERE " + condition), false).rows());
    }

    /** Rows of a condition, and of one that means the same and helps no index. */
    private void same(String condition) {
        assertThat(rows(condition)).as(condition).isNotEmpty().isEqualTo(rows("NOT (NOT (" + condition + "))"));
    }

    private void edit(int row, Map<String, String> values) {
        ObjectType contact = org.type("Contact");
        org.writing(() -> writer.update(
                contact, row, io.salessync.sandbox.Json.MAPPER.valueToTree(values), Writer.Manner.of(Made.user(0))));
    }

    /** The first row from the thirtieth on that has a value of its own. */
    private static int with(Table table, String key) {
        int row = 30;
        while (table.value(row, key) == null
                || String.valueOf(table.value(row, key)).startsWith("info@")) {
            row++;
        }
        return row;
    }

    @Test
    void valuesAreFoundBeforeAndAfterTheyChange() {
        Table contacts = org.table("Contact");
        int written = with(contacts, "Email");
        int employed = with(contacts, "AccountId");
        String email = String.valueOf(contacts.value(written, "Email"));
        String account = String.valueOf(contacts.value(employed, "AccountId"));
        String name = String.valueOf(contacts.value(30, "Name"));
        List<String> conditions = List.of(
                "Email = '" + email.toUpperCase(java.util.Locale.ROOT) + "'",
                "AccountId IN ('" + account + "', '" + account.substring(0, 15) + "')",
                "Name = '" + name.replace("'", "\\'") + "'",
                "External_Id__c IN ('C-0000012', 'C-0000013', 'C-0000014') AND LastName != 'x'",
                "SystemModstamp >= 2026-10-01T00:00:00Z AND SystemModstamp < 2026-10-10T00:00:00Z",
                "Id IN ('" + Ids.of("003", 4) + "', '" + Ids.of("003", 40).substring(0, 15) + "')");
        conditions.forEach(this::same);
        edit(4_000, Map.of("Email", email, "AccountId", account));
        edit(4_001, Map.of("FirstName", "Quite", "LastName", "Changed"));
        edit(written, Map.of("Email", "moved@mail.example"));
        conditions.forEach(condition -> {
            if (!condition.startsWith("Email") && !condition.startsWith("System")) {
                same(condition);
            }
        });
        assertThat(rows("Email = '" + email + "'")).contains(4_000).doesNotContain(written);
        assertThat(rows("Email = 'moved@mail.example'")).containsExactly(written);
        assertThat(rows("Name = 'quite changed'")).containsExactly(4_001);
        assertThat(rows("AccountId = '" + account + "'")).contains(4_000, employed);
    }

    @Test
    void whatIsTakenBackIsNotFound() {
        ObjectType contact = org.type("Contact");
        org.writing(() -> {
            Org.Mark mark = org.mark();
            writer.create(
                    contact,
                    io.salessync.sandbox.Json.MAPPER
                            .createObjectNode()
                            .put("LastName", "Never")
                            .put("Email", "n@v.example"),
                    Writer.Manner.of(Made.user(0)));
            org.back(mark);
            return true;
        });
        assertThat(rows("Email = 'n@v.example'")).isEmpty();
        assertThat(org.table("Contact").size()).isEqualTo(5_000);
    }

    @Test
    void theOrgHasTheCasesThatMatchingIsAbout() {
        Table contacts = org.table("Contact");
        int shared = rows("Email LIKE 'info@%'").length;
        int optedOut = rows("HasOptedOutOfEmail = true").length;
        int old = rows("LastActivityDate < LAST_N_DAYS:365").length;
        int ties = rows("SystemModstamp = "
                        + java.time.Instant.ofEpochSecond(RunningSandbox.START.getEpochSecond() - 3600 - 40L * 86_400))
                .length;
        java.util.Set<String> people = new java.util.HashSet<>();
        int twice = 0;
        for (int row = 0; row < contacts.size(); row++) {
            twice += people.add(contacts.value(row, "Name") + "|" + contacts.value(row, "Phone")) ? 0 : 1;
        }
        assertThat(shared).isBetween(30, 150);
        assertThat(optedOut).isBetween(300, 500);
        assertThat(old).isBetween(1_000, 2_000);
        assertThat(ties).isBetween(700, 1_300);
        assertThat(twice).isBetween(30, 200);
    }
}

package io.salessync.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Decisions that make two of what was taken for one, and the search for customers who are there twice. */
@ProgramTest
class PartingTests {
    private static final String CRM = "salesforce:test";
    private static final UUID RUN = UUID.fromString("00000000-0000-0000-0000-000000000007");
    private static final Origin PULL = new Origin("flow pull", RUN);

    @Autowired
    private Customers customers;

    @Autowired
    private Reviews reviews;

    @Autowired
    private Duplicates duplicates;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    private TenantId tenant;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
    }

    private <T extends @Nullable Object> T within(Function<DSLContext, T> work) {
        return database.inTenant(tenant, work);
    }

    private static Map<String, @Nullable Object> values(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return values;
    }

    private UUID store(String id, @Nullable UUID same, @Nullable Object... values) {
        return Objects.requireNonNull(within(sql -> customers.upsertPeople(
                        sql, tenant, PULL, List.of(new Incoming(CRM, "Contact", id, values(values), same))))
                .getFirst()
                .customer());
    }

    private Person person(UUID id) {
        return within(sql -> customers.person(sql, tenant, id)).orElseThrow();
    }

    private List<String> audited() {
        return within(sql -> sql.resultQuery(
                        "SELECT action FROM kernel.audit_entry WHERE tenant_id = ?::uuid AND action LIKE 'matching.%' ORDER BY seq",
                        tenant.value())
                .fetch(0, String.class));
    }

    private UUID taken(UUID person, String id, Map<String, @Nullable Object> values) {
        ContactMatching.Found found = new ContactMatching.Found(
                Band.SAME, List.of(new ContactMatching.Candidate(person, 0.97, List.of())), "");
        return within(sql -> {
            reviews.note(sql, tenant, RUN, new Reviews.Contact(CRM, "Contact", id, ContactCells.of(values)), found);
            return reviews.page(sql, tenant, Reviews.AUTOMATIC, null, 10)
                    .getFirst()
                    .id();
        });
    }

    @Test
    void differentTakesAContactOffTheCustomerItWasTakenForAndPutsBackWhatItChanged() {
        UUID anna = store(
                "a",
                null,
                "givenName",
                "Anna",
                "familyName",
                "Berg",
                "email",
                "anna@berg.example",
                "title",
                "Buyer",
                "company",
                "Berg AG");
        Map<String, @Nullable Object> other = values(
                "givenName",
                "Anna",
                "familyName",
                "Berger",
                "email",
                "a.berger@tal.example",
                "title",
                "Head of sales",
                "company",
                "Tal GmbH");
        UUID review = taken(anna, "b", other);
        within(sql ->
                customers.upsertPeople(sql, tenant, PULL, List.of(new Incoming(CRM, "Contact", "b", other, anna))));
        assertThat(person(anna).text(PersonField.FAMILY_NAME)).isEqualTo("Berger");

        Reviews.Review decided =
                within(sql -> reviews.decide(sql, tenant, review, Reviews.DIFFERENT, Map.of(), "ann@example.org"));

        Person back = person(anna);
        assertThat(back.text(PersonField.FAMILY_NAME)).isEqualTo("Berg");
        assertThat(back.text(PersonField.TITLE)).isEqualTo("Buyer");
        assertThat(back.company()).isEqualTo("Berg AG");
        assertThat(back.email()).isEqualTo("anna@berg.example");
        assertThat(back.emails()).hasSize(1);
        assertThat(back.externalIds()).extracting(Person.ExternalId::id).containsExactly("a");
        UUID own = Objects.requireNonNull(decided.parted());
        Person berger = person(own);
        assertThat(berger.fullName()).isEqualTo("Anna Berger");
        assertThat(berger.email()).isEqualTo("a.berger@tal.example");
        assertThat(berger.text(PersonField.TITLE)).isEqualTo("Head of sales");
        assertThat(berger.company()).isEqualTo("Tal GmbH");
        assertThat(berger.externalIds()).extracting(Person.ExternalId::id).containsExactly("b");
        List<String> history = within(sql -> sql.resultQuery(
                        "SELECT what FROM customers.history WHERE tenant_id = ?::uuid AND person_id = ?::uuid ORDER BY history_id",
                        tenant.value(),
                        anna)
                .fetch(0, String.class));
        assertThat(history).containsExactly("CREATED", "CHANGED", "PARTED");
        assertThat(audited()).containsExactly("matching.different");

        Reviews.Review undone = within(sql -> reviews.undo(sql, tenant, review, "ann@example.org"));
        assertThat(undone.state()).isEqualTo(Reviews.AUTOMATIC);
        assertThat(person(own).mergedInto()).isEqualTo(anna);
        assertThat(audited()).containsExactly("matching.different", "matching.undone");
    }

    @Test
    void aContactLinkedAfterSameIsOfItsOwnAgainWhenThatIsTakenBack() {
        UUID anna = store("a", null, "givenName", "Anna", "familyName", "Berg", "email", "anna@berg.example");
        Map<String, @Nullable Object> other =
                values("givenName", "Anna", "familyName", "Berg", "email", "other@tal.example");
        ContactMatching.Found found = new ContactMatching.Found(
                Band.REVIEW, List.of(new ContactMatching.Candidate(anna, 0.6, List.of())), "");
        UUID review = within(sql -> {
            reviews.note(sql, tenant, RUN, new Reviews.Contact(CRM, "Contact", "c", ContactCells.of(other)), found);
            return reviews.page(sql, tenant, Reviews.OPEN, null, 10).getFirst().id();
        });
        within(sql -> reviews.decide(sql, tenant, review, Reviews.SAME, Map.of(), "ann@example.org"));
        within(sql ->
                customers.upsertPeople(sql, tenant, PULL, List.of(new Incoming(CRM, "Contact", "c", other, anna))));
        assertThat(person(anna).externalIds()).hasSize(2);

        Reviews.Review undone = within(sql -> reviews.undo(sql, tenant, review, "ann@example.org"));

        assertThat(undone.state()).isEqualTo(Reviews.OPEN);
        assertThat(person(anna).externalIds()).extracting(Person.ExternalId::id).containsExactly("a");
        UUID own = within(sql -> customers.known(sql, tenant, CRM, "Contact", List.of("c")))
                .get("c");
        assertThat(own).isNotNull().isNotEqualTo(anna);
        // asked again and said to be one, the two become one
        Reviews.Review again =
                within(sql -> reviews.decide(sql, tenant, review, Reviews.SAME, Map.of(), "ann@example.org"));
        assertThat(again.merge()).isNotNull();
        assertThat(person(Objects.requireNonNull(own)).mergedInto()).isEqualTo(anna);
    }

    private void crowd() {
        List<Incoming> people = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            people.add(new Incoming(
                    CRM,
                    "Contact",
                    "x" + i,
                    values(
                            "givenName",
                            "Given" + (char) ('a' + i % 7),
                            "familyName",
                            "Family" + (char) ('a' + i % 26) + (char) ('a' + i / 26),
                            "email",
                            "p" + i + "@firm" + i % 9 + ".example",
                            "phone",
                            "+4930555" + (1000 + i * 37),
                            "company",
                            "Firm " + i % 9),
                    null));
        }
        within(sql -> customers.upsertPeople(sql, tenant, PULL, people));
    }

    private Run searched() {
        UUID id = within(sql -> {
            UUID run = runs.queue(new RunRequest(
                            tenant, Duplicates.NAME, "Look for duplicates", tenant.value(), "{}", null, null))
                    .value();
            duplicates.begin(sql, tenant, run, "ann@example.org");
            return run;
        });
        stepper.runDue(tenant);
        return runs.find(tenant, new RunId(id)).orElseThrow();
    }

    @Test
    void aSearchPutsCustomersWhoAreThereTwiceIntoTheQueueOnceAndRespectsWhatPeopleSaid() {
        crowd();
        UUID old = store(
                "g1",
                null,
                "givenName",
                "Margarete",
                "familyName",
                "Holzapfel",
                "email",
                "m.holzapfel@obst.example",
                "phone",
                "+49 40 7766554",
                "company",
                "Obst GmbH");
        UUID twin = store(
                "g2",
                null,
                "givenName",
                "Greta",
                "familyName",
                "Holzapfel",
                "email",
                "greta@privat.example",
                "phone",
                "040 7766554",
                "company",
                "Obst");
        assertThat(searched().state()).isEqualTo(RunState.SUCCEEDED);
        List<Reviews.Review> open = within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 50));
        assertThat(open).hasSize(1);
        Reviews.Review pair = open.getFirst();
        assertThat(List.of(pair.person(), UUID.fromString(pair.contact().externalId())))
                .containsExactlyInAnyOrder(old, twin);
        Duplicates.Search search = Objects.requireNonNull(within(sql -> duplicates.last(sql, tenant)));
        assertThat(search.done()).isTrue();
        assertThat(search.looked()).isEqualTo(62);
        assertThat(search.found()).isEqualTo(1);

        within(sql -> reviews.decide(sql, tenant, pair.id(), Reviews.SAME, Map.of(), "ann@example.org"));
        assertThat(person(UUID.fromString(pair.contact().externalId())).mergedInto())
                .isEqualTo(pair.person());
        within(sql -> reviews.undo(sql, tenant, pair.id(), "ann@example.org"));
        within(sql -> reviews.decide(sql, tenant, pair.id(), Reviews.DIFFERENT, Map.of(), "ann@example.org"));
        assertThat(searched().state()).isEqualTo(RunState.SUCCEEDED);
        long waiting = within(sql -> reviews.waiting(sql, tenant));
        assertThat(waiting).isZero();
    }
}

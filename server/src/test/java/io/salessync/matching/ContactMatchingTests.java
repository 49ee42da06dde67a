package io.salessync.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class ContactMatchingTests {
    private static final String CRM = "salesforce:test";
    private static final Origin PULL = new Origin("flow pull", null);
    private static final UUID RUN = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @Autowired
    private Customers customers;

    @Autowired
    private ContactMatching matching;

    @Autowired
    private Reviews reviews;

    @Autowired
    private MatchCustomersType type;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    private TenantId tenant;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        List<Incoming> people = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String family = "Family" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            people.add(contact(
                    "x" + i,
                    "givenName",
                    "Given" + (char) ('a' + i % 7),
                    "familyName",
                    family,
                    "email",
                    "p" + i + "@firm" + i % 9 + ".example",
                    "phone",
                    "+4930555" + (1000 + i * 37),
                    "street",
                    i + " Long Road",
                    "postalCode",
                    "1" + (1000 + i),
                    "company",
                    "Firm " + i % 9));
        }
        within(sql -> customers.upsertPeople(sql, tenant, PULL, people));
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

    private static Incoming contact(String id, @Nullable Object... values) {
        return new Incoming(CRM, "Contact", id, values(values), null);
    }

    private UUID make(String id, @Nullable Object... values) {
        return Objects.requireNonNull(within(sql -> customers
                .upsertPeople(sql, tenant, PULL, List.of(contact(id, values)))
                .getFirst()
                .customer()));
    }

    private ContactMatching.Found found(Map<String, @Nullable Object> values) {
        return within(sql -> {
            matching.ready(sql, tenant);
            return matching.match(sql, tenant, List.of(ContactCells.of(values)), List.of(Set.of()))
                    .getFirst();
        });
    }

    private UUID greta() {
        return make(
                "g",
                "givenName",
                "Margarete",
                "familyName",
                "Holzapfel",
                "email",
                "m.holzapfel@obst.example",
                "phone",
                "+49 40 7766554",
                "street",
                "12 Apfelweg",
                "postalCode",
                "20095",
                "company",
                "Obst GmbH");
    }

    @Test
    void customersAreTakenOverBeforeTheFirstPage() {
        Node node = type.make(
                new NodeSpec(
                        "match",
                        "match.customers",
                        null,
                        JsonMapper.shared()
                                .createObjectNode()
                                .put("system", CRM)
                                .put("object", "Contact"),
                        null,
                        null),
                RecordShape.UNKNOWN);
        assertThat(node)
                .isInstanceOfSatisfying(
                        Node.Page.class,
                        page -> page.makeReady(
                                new Node.Occasion(
                                        tenant,
                                        RUN,
                                        RUN,
                                        "flow",
                                        "match",
                                        null,
                                        null,
                                        null,
                                        JsonMapper.shared().createObjectNode(),
                                        null),
                                () -> {}));
        int prepared = within(sql -> sql.fetchSingle(
                        "SELECT count(*)::int FROM matching.prepared WHERE tenant_id = ?", tenant.value())
                .get(0, Integer.class));
        assertThat(prepared).isEqualTo(60);
    }

    @Test
    void aContactWithAnotherEmailIsTheCustomerAndItIsSaidWhy() {
        UUID greta = greta();
        ContactMatching.Found found = found(values(
                "givenName",
                "Greta",
                "familyName",
                "Holzapfel",
                "email",
                "greta@privat.example",
                "phone",
                "040 7766554",
                "street",
                "12 Apfelweg",
                "postalCode",
                "20095",
                "company",
                "Obst"));
        assertThat(found.band()).isEqualTo(Band.SAME);
        assertThat(found.candidates().getFirst().person()).isEqualTo(greta);
        assertThat(Reviews.words(found.candidates().getFirst(), found.note()))
                .contains("surname equal")
                .contains("given name a form of the same name");
    }

    @Test
    void aStrangerAndAColleagueBehindOneMailboxAreNotTakenForACustomer() {
        make("i", "givenName", "Paul", "familyName", "Amsel", "email", "info@vogel.example", "company", "Vogel AG");
        assertThat(found(values("givenName", "Ida", "familyName", "Zeisig", "email", "ida@elsewhere.example"))
                        .band())
                .isEqualTo(Band.DIFFERENT);
        assertThat(found(values(
                                "givenName",
                                "Ida",
                                "familyName",
                                "Zeisig",
                                "email",
                                "info@vogel.example",
                                "company",
                                "Vogel AG"))
                        .band())
                .isNotEqualTo(Band.SAME);
    }

    @Test
    void twoCustomersWhoBothFitAreAQuestionForAPerson() {
        make("t1", "givenName", "Uwe", "familyName", "Specht", "email", "uwe@wald.example", "phone", "+49 89 1122334");
        make("t2", "givenName", "Uwe", "familyName", "Specht", "email", "uwe@wald.example", "phone", "+49 89 1122334");
        ContactMatching.Found found = found(values(
                "givenName", "Uwe", "familyName", "Specht", "email", "uwe@wald.example", "phone", "+49 89 1122334"));
        assertThat(found.band()).isEqualTo(Band.REVIEW);
        assertThat(found.note()).isEqualTo("several customers match");
    }

    @Test
    void aReviewMakesOneOfTwoAndUndoMakesTwoOfOne() {
        UUID greta = greta();
        UUID twin = make(
                "new",
                "givenName",
                "Greta",
                "familyName",
                "Holzapfel",
                "email",
                "greta@privat.example",
                "title",
                "Head");
        UUID review = asked(greta, "new");
        Reviews.Review decided =
                within(sql -> reviews.decide(sql, tenant, review, Reviews.SAME, Map.of(), "ann@example.org"));
        assertThat(decided.merge()).isNotNull();
        assertThat(within(sql -> customers.person(sql, tenant, twin))
                        .orElseThrow()
                        .mergedInto())
                .isEqualTo(greta);
        assertThatThrownBy(() -> within(
                        sql -> reviews.decide(sql, tenant, review, Reviews.DIFFERENT, Map.of(), "bob@example.org")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("ann@example.org decided 'same' already");
        within(sql -> reviews.undo(sql, tenant, review, "ann@example.org"));
        assertThat(within(sql -> customers.person(sql, tenant, twin))
                        .orElseThrow()
                        .mergedInto())
                .isNull();
        List<Reviews.Review> open = within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 10));
        assertThat(open).extracting(Reviews.Review::id).containsExactly(review);
    }

    @Test
    void whatAPersonDecidedIsRemembered() {
        UUID greta = greta();
        UUID review = asked(greta, "later");
        within(sql -> reviews.decide(sql, tenant, review, Reviews.DIFFERENT, Map.of(), "ann@example.org"));
        Map<String, Map<UUID, String>> remembered =
                within(sql -> reviews.decided(sql, tenant, CRM, "Contact", List.of("later", "other")));
        assertThat(remembered).isEqualTo(Map.of("later", Map.of(greta, Reviews.DIFFERENT)));
        // the same question coming again does not open it
        note(greta, "later");
        long waiting = within(sql -> reviews.waiting(sql, tenant));
        assertThat(waiting).isZero();
    }

    private UUID asked(UUID person, String id) {
        note(person, id);
        return within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 10))
                .getFirst()
                .id();
    }

    private void note(UUID person, String id) {
        ContactMatching.Found found = new ContactMatching.Found(
                Band.REVIEW, List.of(new ContactMatching.Candidate(person, 0.6, List.of())), "");
        within(sql -> {
            reviews.note(sql, tenant, RUN, new Reviews.Contact(CRM, "Contact", id, Map.of()), found);
            return null;
        });
    }

    @Test
    void aCustomerWhoChangedIsFoundByTheNewAndTheFormerEmail() {
        UUID greta = greta();
        assertThat(found(values("givenName", "Greta", "familyName", "Holzapfel", "email", "m.holzapfel@obst.example"))
                        .band())
                .isEqualTo(Band.SAME);
        make("g", "email", "mh@neu.example");
        for (String email : List.of("mh@neu.example", "m.holzapfel@obst.example")) {
            ContactMatching.Found found =
                    found(values("givenName", "Margarete", "familyName", "Holzapfel", "email", email));
            assertThat(found.band()).as(email).isEqualTo(Band.SAME);
            assertThat(found.candidates().getFirst().person()).isEqualTo(greta);
        }
    }
}

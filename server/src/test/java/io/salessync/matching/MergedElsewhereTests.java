package io.salessync.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.GoneRecord;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Records that people made one where they come from: whatever order it is told in, one customer comes of it, with their consent. */
@ProgramTest
class MergedElsewhereTests {
    private static final String CRM = "salesforce:test";
    private static final Origin PULL = new Origin("flow pull", UUID.fromString("00000000-0000-0000-0000-000000000008"));

    @Autowired
    private Customers customers;

    @Autowired
    private Reviews reviews;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
    }

    private <T extends @Nullable Object> T within(Function<DSLContext, T> work) {
        return database.inTenant(tenant, work);
    }

    /** What a pull tells: {@code A} is a record that is there, {@code A>B} one that was merged, {@code A>} one that was deleted. */
    private void told(String... tellings) {
        within(sql -> {
            List<GoneRecord> gone = new ArrayList<>();
            List<Incoming> rows = new ArrayList<>();
            for (String telling : tellings) {
                String[] parts = telling.split(">", -1);
                if (parts.length > 1) {
                    gone.add(new GoneRecord(CRM, "Contact", parts[0], parts[1].isEmpty() ? null : parts[1]));
                } else {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    values.put("givenName", "Somebody");
                    values.put("familyName", "Else");
                    rows.add(new Incoming(CRM, "Contact", telling, values, null));
                }
            }
            customers.gone(sql, tenant, PULL, true, gone);
            return customers.upsertPeople(sql, tenant, PULL, rows);
        });
        clock.advance(Duration.ofSeconds(1));
    }

    private void eachAccepted() {
        List<Reviews.Review> open = within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 50));
        open.forEach(review ->
                within(sql -> reviews.decide(sql, tenant, review.id(), Reviews.SAME, Map.of(), "ann@example.org")));
    }

    private Map<String, UUID> known(String... ids) {
        Map<String, UUID> known = within(sql -> customers.known(sql, tenant, CRM, "Contact", List.of(ids)));
        return new TreeMap<>(known);
    }

    private Map<String, Person.Gone> goneOf(String... ids) {
        return within(sql -> customers.goneOf(sql, tenant, CRM, "Contact", List.of(ids)));
    }

    private List<Person> living() {
        return within(sql -> customers.page(sql, tenant, null, 100));
    }

    private Map<String, String> gone() {
        Map<String, String> gone = new TreeMap<>();
        living().forEach(person -> person.externalIds().stream()
                .filter(id -> id.gone() != null)
                .forEach(id -> gone.put(id.id(), String.valueOf(id.gone().into()))));
        return gone;
    }

    private long happenings() {
        return Objects.requireNonNull(within(sql -> sql.resultQuery(
                        "SELECT count(*) FROM customers.history WHERE tenant_id = ?::uuid", tenant.value())
                .fetchOne(0, Long.class)));
    }

    private static List<List<String>> orders(List<String> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> orders = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            List<String> rest = new ArrayList<>(of);
            String first = rest.remove(i);
            orders(rest).forEach(order -> {
                List<String> one = new ArrayList<>(List.of(first));
                one.addAll(order);
                orders.add(one);
            });
        }
        return orders;
    }

    private void oneComesOf(List<String> before, List<String> tellings, String survivor, Map<String, String> gone) {
        List<List<String>> orders = new ArrayList<>(orders(tellings));
        orders.add(List.of());
        for (List<String> order : orders) {
            begin();
            before.forEach(this::told);
            if (order.isEmpty()) {
                told(tellings.toArray(String[]::new));
            } else {
                order.forEach(this::told);
            }
            eachAccepted();
            String as = before + " then " + (order.isEmpty() ? "one page of " + tellings : order);
            assertThat(living()).as(as).hasSize(1);
            UUID only = living().getFirst().id();
            List<String> ids = new ArrayList<>(gone.keySet());
            ids.add(survivor);
            assertThat(known(ids.toArray(String[]::new)).values()).as(as).containsOnly(only);
            assertThat(gone()).as(as).isEqualTo(gone);

            long count = happenings();
            tellings.forEach(this::told);
            eachAccepted();
            assertThat(happenings()).as("told again: " + as).isEqualTo(count);
        }
    }

    @Test
    void whateverTheOrderOneCustomerComesOfAMerge() {
        // the survivor is nobody's yet
        oneComesOf(List.of("A"), List.of("A>B", "B"), "B", Map.of("A", "B"));
        // the survivor is another customer
        oneComesOf(List.of("A", "B"), List.of("A>B", "B"), "B", Map.of("A", "B"));
        oneComesOf(List.of("B", "A"), List.of("A>B", "B"), "B", Map.of("A", "B"));
    }

    @Test
    void whateverTheOrderOneCustomerComesOfMergesOfMerges() {
        oneComesOf(List.of("A", "B"), List.of("A>B", "B>C", "C"), "C", Map.of("A", "B", "B", "C"));
        oneComesOf(List.of("A", "B", "C"), List.of("A>B", "B>C"), "C", Map.of("A", "B", "B", "C"));
        oneComesOf(List.of("A", "B", "C"), List.of("A>C", "B>C"), "C", Map.of("A", "C", "B", "C"));
    }

    @Test
    void aMergeOfWhichTheMiddleWasNeverSeenLeadsToTheEnd() {
        told("A");
        told("B>C");
        told("A>B");
        told("C");
        assertThat(living()).hasSize(1);
        assertThat(known("A", "C").values()).containsOnly(living().getFirst().id());
    }

    @Test
    void theProposalSaysWhyAndTheMergeCanBeTakenBack() {
        told("A");
        told("B");
        told("A>B");
        Reviews.Review review =
                within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 50)).getFirst();
        assertThat(review.note()).isEqualTo("Merged in Salesforce");
        assertThat(review.probability()).isGreaterThan(0.98);
        assertThat(review.reasons())
                .singleElement()
                .extracting(Explanation.Reason::words)
                .isEqualTo("Contact A was merged into B");
        assertThat(living()).hasSize(2);

        within(sql -> reviews.decide(sql, tenant, review.id(), Reviews.SAME, Map.of(), "ann@example.org"));
        assertThat(living()).hasSize(1);
        within(sql -> reviews.undo(sql, tenant, review.id(), "ann@example.org"));
        assertThat(living()).hasSize(2);
        assertThat(known("A").get("A")).isNotEqualTo(known("B").get("B"));
    }

    @Test
    void whatSomebodyTookForTwoIsAskedAgainOnceWhenItWasMadeOneElsewhere() {
        told("A");
        told("B");
        told("A>B");
        Reviews.Review review =
                within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 50)).getFirst();
        within(sql -> reviews.decide(sql, tenant, review.id(), Reviews.DIFFERENT, Map.of(), "ann@example.org"));
        told("A>B");
        long waiting = within(sql -> reviews.waiting(sql, tenant));
        assertThat(waiting).as("told before").isZero();

        told("A");
        told("A>B");
        Reviews.Review again =
                within(sql -> reviews.page(sql, tenant, Reviews.OPEN, null, 50)).getFirst();
        assertThat(again.id()).isEqualTo(review.id());
        assertThat(again.note()).contains("ann@example.org said before that they are different");
    }

    @Test
    void aRecordThatComesAgainIsThereAndMayBeWrittenTo() {
        told("A");
        told("A>");
        assertThat(gone()).isEqualTo(Map.of("A", "null"));
        assertThat(goneOf("A", "B")).containsOnlyKeys("A");
        told("A");
        assertThat(gone()).isEmpty();
        assertThat(goneOf("A")).isEmpty();
        assertThat(living()).hasSize(1);
    }
}

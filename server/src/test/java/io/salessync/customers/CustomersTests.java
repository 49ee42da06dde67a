package io.salessync.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.customers.Consent.Channel;
import io.salessync.customers.Consent.State;
import io.salessync.customers.Consent.Statement;
import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.TestDatabase;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class CustomersTests {
    private static final String CRM = "salesforce:test";
    private static final Origin PULL = new Origin("flow pull", UUID.fromString("00000000-0000-0000-0000-000000000001"));
    private static final Origin ANN = new Origin("ann@example.org", null);

    @Autowired
    private Customers customers;

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

    private List<Outcome> upsert(Incoming... rows) {
        return within(sql -> customers.upsertPeople(sql, tenant, PULL, List.of(rows)));
    }

    private UUID make(String id, @Nullable Object... values) {
        Outcome outcome = upsert(contact(id, values)).getFirst();
        assertThat(outcome.problem()).isNull();
        return Objects.requireNonNull(outcome.customer());
    }

    private <T> List<T> all(Function<DSLContext, List<T>> work) {
        return within(work);
    }

    private Person person(UUID id) {
        return within(sql -> customers.person(sql, tenant, id)).orElseThrow();
    }

    private List<History.Entry> history(UUID id) {
        return within(sql -> History.newest(sql, tenant, id, null, null, 100)).stream()
                .map(History.Stored::entry)
                .toList();
    }

    private Consent consent(UUID id, Channel channel, String purpose) {
        return within(sql -> customers.consent(sql, tenant, id, channel, purpose, clock.instant()));
    }

    private void said(UUID id, Channel channel, String purpose, State state, String source, @Nullable Instant expires) {
        within(sql -> {
            customers.state(
                    sql,
                    tenant,
                    ANN,
                    id,
                    List.of(new Statement(channel, purpose, state, source, "said so", clock.instant(), expires)));
            return true;
        });
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void aPersonIsCreatedOnceChangedWhereItDiffersAndElseLeftAlone() {
        Incoming ada = contact("003A", "givenName", "Ada", "familyName", "Byron", "email", "Ada@Example.org");
        assertThat(upsert(ada).getFirst().change()).isEqualTo(Change.CREATED);
        assertThat(upsert(ada).getFirst().change()).isEqualTo(Change.UNCHANGED);
        Outcome third = upsert(contact("003A", "title", "Countess")).getFirst();
        assertThat(third.change()).isEqualTo(Change.UPDATED);

        UUID id = Objects.requireNonNull(third.customer());
        assertThat(person(id).fullName()).isEqualTo("Ada Byron");
        assertThat(person(id).text(PersonField.TITLE)).isEqualTo("Countess");
        assertThat(person(id).email()).isEqualTo("Ada@Example.org");
        assertThat(person(id).emails().getFirst().normalised()).isEqualTo("ada@example.org");
        assertThat(history(id))
                .extracting(History.Entry::what)
                .containsExactly(History.What.CHANGED, History.What.CREATED);
        assertThat(history(id).getFirst().after()).containsExactly(Map.entry("title", "Countess"));
        assertThat(history(id).getFirst().run()).isEqualTo(PULL.run());
    }

    @Test
    void anAddressThatIsReplacedStaysAsAFormerOne() {
        UUID id = make("003A", "familyName", "Byron", "email", "old@example.org");
        clock.advance(Duration.ofDays(1));
        upsert(contact("003A", "email", "new@example.org"));

        assertThat(person(id).email()).isEqualTo("new@example.org");
        assertThat(person(id).emails())
                .extracting(Person.Point::normalised, point -> point.ended() != null, Person.Point::primary)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("new@example.org", false, true),
                        org.assertj.core.groups.Tuple.tuple("old@example.org", true, false));

        upsert(contact("003A", "email", null));
        assertThat(person(id).email()).isNull();
        assertThat(person(id).emails()).hasSize(2);
    }

    @Test
    void aRowThatDoesNotFitIsRefusedAloneAndNamesWhatIsWrong() {
        List<Outcome> outcomes = upsert(
                contact("003A", "familyName", "Byron"),
                contact("003B", "familyName", "Bad", "email", "nobody at example"),
                contact("003C", "familyName", "Bad", "birthDate", "31.12.1815"),
                contact("003D", "title", "Nameless"),
                contact("003E", "familyName", "Bad", "shoeSize", 38),
                contact("003F", "familyName", "Lovelace"));

        assertThat(outcomes)
                .extracting(Outcome::change)
                .containsExactly(
                        Change.CREATED, Change.REFUSED, Change.REFUSED, Change.REFUSED, Change.REFUSED, Change.CREATED);
        assertThat(Objects.requireNonNull(outcomes.get(1).problem()).detail())
                .contains("Contact 003B", "'email'", "nobody at example");
        assertThat(Objects.requireNonNull(outcomes.get(2).problem()).detail())
                .contains("birthDate", "31.12.1815", "2026-11-30");
        assertThat(Objects.requireNonNull(outcomes.get(3).problem()).code()).isEqualTo(CustomersProblem.NO_NAME);
        assertThat(Objects.requireNonNull(outcomes.get(4).problem()).detail()).contains("extra.shoeSize");
    }

    @Test
    void phonesAreComparedByTheirDigits() {
        assertThat(PersonValues.phone("+49 (0)30 / 123-45")).isEqualTo("+493012345");
        assertThat(PersonValues.phone("0049 30 12345")).isEqualTo("+493012345");
        assertThat(PersonValues.phone("(030) 12345")).isEqualTo("03012345");
        assertThat(PersonValues.phone("+1 415 555 0100 ext. 7")).isEqualTo("+14155550100x7");
    }

    @Test
    void peopleOfOneCompanyNameShareTheCompanyAndItsIdTellsTwoOfOneNameApart() {
        UUID ada = make("003A", "familyName", "Byron", "company", "Analytical Engines, Ltd.");
        UUID bob = make("003B", "familyName", "Babbage", "company", "ANALYTICAL ENGINES LTD");
        UUID eve = make("003C", "familyName", "Eve", "company", "Acme", "companyExternalId", "001X");
        UUID ivy = make("003D", "familyName", "Ivy", "company", "Acme", "companyExternalId", "001Y");

        assertThat(person(ada).companyId()).isNotNull().isEqualTo(person(bob).companyId());
        assertThat(person(eve).companyId()).isNotEqualTo(person(ivy).companyId());
        assertThat(all(sql -> customers.search(sql, tenant, "analytical byron", 10)))
                .extracting(Person::id)
                .containsExactly(ada);

        within(sql -> customers.upsertCompanies(
                sql, tenant, PULL, List.of(new Incoming(CRM, "Account", "001X", values("name", "Zenith"), null))));
        assertThat(person(eve).company()).isEqualTo("Zenith");
        assertThat(all(sql -> customers.search(sql, tenant, "zenith", 10)))
                .extracting(Person::id)
                .containsExactly(eve);
    }

    @Test
    void theLeastPermissiveSourceDecidesAndItsNewestWordCounts() {
        UUID id = make("003A", "familyName", "Byron");
        assertThat(consent(id, Channel.EMAIL, "newsletter").state()).isEqualTo(State.UNKNOWN);

        said(id, Channel.EMAIL, "newsletter", State.GRANTED, "form", null);
        assertThat(consent(id, Channel.EMAIL, "newsletter").state()).isEqualTo(State.GRANTED);
        assertThat(consent(id, Channel.EMAIL, "offers").state()).isEqualTo(State.UNKNOWN);
        assertThat(consent(id, Channel.PHONE, "newsletter").state()).isEqualTo(State.UNKNOWN);

        said(id, Channel.EMAIL, Consent.ANY_PURPOSE, State.WITHDRAWN, "crm", null);
        Consent least = consent(id, Channel.EMAIL, "newsletter");
        assertThat(least.state()).isEqualTo(State.WITHDRAWN);
        assertThat(least.evidence()).hasSize(2);
        assertThat(least.why()).contains("crm");

        said(id, Channel.EMAIL, Consent.ANY_PURPOSE, State.GRANTED, "crm", null);
        assertThat(consent(id, Channel.EMAIL, "newsletter").state()).isEqualTo(State.GRANTED);

        said(id, Channel.ANY, Consent.ANY_PURPOSE, State.WITHDRAWN, "letter", null);
        assertThat(consent(id, Channel.EMAIL, "newsletter").state()).isEqualTo(State.WITHDRAWN);
    }

    @Test
    void consentExpiresAndDoNotContactOutweighsIt() {
        UUID id = make("003A", "familyName", "Byron");
        said(id, Channel.EMAIL, "offers", State.GRANTED, "form", clock.instant().plus(Duration.ofDays(1)));
        assertThat(consent(id, Channel.EMAIL, "offers").state()).isEqualTo(State.GRANTED);
        clock.advance(Duration.ofDays(2));
        assertThat(consent(id, Channel.EMAIL, "offers").state()).isEqualTo(State.UNKNOWN);

        said(id, Channel.EMAIL, "offers", State.GRANTED, "form", null);
        assertThat(consent(id, Channel.EMAIL, "offers").state()).isEqualTo(State.GRANTED);
        upsert(contact("003A", "doNotContact", true));
        assertThat(consent(id, Channel.EMAIL, "offers").state()).isEqualTo(State.WITHDRAWN);
        assertThat(consent(id, Channel.EMAIL, "offers").why()).contains("do not contact");
    }

    @Test
    void anOptOutTakesConsentBackAndItsEndGrantsNothing() {
        UUID id = make("003A", "familyName", "Byron", "emailOptOut", false);
        assertThat(consent(id, Channel.EMAIL, "any").evidence()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        upsert(contact("003A", "emailOptOut", true));
        assertThat(consent(id, Channel.EMAIL, "any").state()).isEqualTo(State.WITHDRAWN);
        clock.advance(Duration.ofSeconds(1));
        upsert(contact("003A", "emailOptOut", true));
        upsert(contact("003A", "emailOptOut", "false"));
        assertThat(consent(id, Channel.EMAIL, "any").state()).isEqualTo(State.UNKNOWN);
        assertThat(all(sql -> Consents.all(sql, tenant, CustomerKind.PERSON, id, null, 10)))
                .hasSize(2);
    }

    @Test
    void whoeverAskedToBeLeftAloneIsLeftAloneAfterAMerge() {
        UUID kept = make("003A", "familyName", "Byron", "doNotContact", false);
        UUID gone = make("003B", "familyName", "Byron", "doNotContact", true);
        within(sql -> customers.merge(sql, tenant, ANN, kept, gone, values(), "same"));
        assertThat(person(kept).doNotContact()).isTrue();
    }

    @Test
    void aMergeKeepsBothAsTheyWereAndCanBeTakenBack() {
        UUID kept =
                make("003A", "givenName", "Ada", "familyName", "Byron", "email", "ada@example.org", "city", "London");
        UUID gone = make(
                "003B", "givenName", "A.", "familyName", "Byron", "email", "byron@example.com", "title", "Countess");
        Person keptBefore = person(kept);
        Person goneBefore = person(gone);
        said(gone, Channel.EMAIL, Consent.ANY_PURPOSE, State.WITHDRAWN, "crm", null);

        UUID merge = within(sql -> customers.merge(sql, tenant, ANN, kept, gone, values(), "same phone"));

        Person merged = person(kept);
        assertThat(merged.text(PersonField.TITLE)).isEqualTo("Countess");
        assertThat(merged.text(PersonField.GIVEN_NAME)).isEqualTo("Ada");
        assertThat(merged.email()).isEqualTo("ada@example.org");
        assertThat(merged.emails()).hasSize(2).allMatch(point -> point.ended() == null);
        assertThat(merged.externalIds()).hasSize(2);
        assertThat(person(gone).mergedInto()).isEqualTo(kept);
        assertThat(consent(kept, Channel.EMAIL, "any").state()).isEqualTo(State.WITHDRAWN);
        assertThat(all(sql -> customers.page(sql, tenant, null, 10)))
                .extracting(Person::id)
                .containsExactly(kept);

        // a pull of either record leads to the one they are now, and takes nothing of the other's away
        Outcome pulled = upsert(contact("003B", "email", "byron@example.com")).getFirst();
        assertThat(pulled.customer()).isEqualTo(kept);
        assertThat(pulled.change()).isEqualTo(Change.UNCHANGED);
        upsert(contact("003A", "city", "Oxford"));
        said(kept, Channel.PHONE, Consent.ANY_PURPOSE, State.WITHDRAWN, "call", null);

        within(sql -> {
            customers.unmerge(sql, tenant, ANN, merge);
            return true;
        });

        assertThat(person(kept).fields()).isEqualTo(keptBefore.fields());
        assertThat(person(kept).emails()).isEqualTo(keptBefore.emails());
        assertThat(person(kept).externalIds()).isEqualTo(keptBefore.externalIds());
        assertThat(person(kept).addresses().getFirst().city()).isEqualTo("Oxford");
        assertThat(person(gone).fields()).isEqualTo(goneBefore.fields());
        assertThat(person(gone).emails()).isEqualTo(goneBefore.emails());
        assertThat(person(gone).externalIds()).isEqualTo(goneBefore.externalIds());
        assertThat(person(gone).mergedInto()).isNull();
        assertThat(consent(kept, Channel.EMAIL, "any").state()).isEqualTo(State.UNKNOWN);
        assertThat(consent(gone, Channel.EMAIL, "any").state()).isEqualTo(State.WITHDRAWN);
        assertThat(consent(kept, Channel.PHONE, "any").state()).isEqualTo(State.WITHDRAWN);
        assertThat(consent(gone, Channel.PHONE, "any").state()).isEqualTo(State.WITHDRAWN);
        assertThatThrownBy(() -> within(sql -> {
                    customers.unmerge(sql, tenant, ANN, merge);
                    return true;
                }))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("already");
    }

    @Test
    void laterMergesAreTakenBackFirst() {
        UUID one = make("003A", "familyName", "One");
        UUID two = make("003B", "familyName", "Two");
        UUID three = make("003C", "familyName", "Three");
        UUID first = within(sql -> customers.merge(sql, tenant, ANN, two, three, values(), "same"));
        UUID second = within(sql -> customers.merge(sql, tenant, ANN, one, two, values(), "same"));
        assertThat(person(one).externalIds()).hasSize(3);
        assertThatThrownBy(() -> within(sql -> {
                    customers.unmerge(sql, tenant, ANN, first);
                    return true;
                }))
                .hasMessageContaining("Undo that merge first");
        within(sql -> {
            customers.unmerge(sql, tenant, ANN, second);
            customers.unmerge(sql, tenant, ANN, first);
            return true;
        });
        assertThat(person(three).mergedInto()).isNull();
        assertThat(person(three).externalIds()).hasSize(1);
    }

    @Test
    void aMergeOfSomebodyWhoIsNotThereIsRefused() {
        UUID one = make("003A", "familyName", "One");
        assertThatThrownBy(() -> within(sql -> customers.merge(sql, tenant, ANN, one, one, values(), "same")))
                .hasMessageContaining("two customers");
        assertThatThrownBy(() ->
                        within(sql -> customers.merge(sql, tenant, ANN, one, UUID.randomUUID(), values(), "same")))
                .hasMessageContaining("There is no person");
    }

    private static Incoming account(String id, @Nullable Object... values) {
        return new Incoming(CRM, "Account", id, values(values), null);
    }

    private Company companyOf(Incoming row) {
        Outcome outcome = within(sql -> customers.upsertCompanies(sql, tenant, PULL, List.of(row)))
                .getFirst();
        assertThat(outcome.problem()).isNull();
        return within(sql -> customers.company(sql, tenant, Objects.requireNonNull(outcome.customer())))
                .orElseThrow();
    }

    @Test
    void aCompanyIsReachedAsAPersonIs() {
        companyOf(account("001A", "name", "Engines", "phone", "+44 20 1111", "otherPhone", "+44 20 2222"));
        clock.advance(Duration.ofDays(1));
        Company changed = companyOf(account(
                "001A",
                "phone",
                "+44 20 3333",
                "email",
                "Info@Engines.example",
                "city",
                "London",
                "otherCity",
                "York"));
        assertThat(changed.phones())
                .extracting(Person.Point::normalised, point -> point.ended() != null)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("+44203333", false),
                        org.assertj.core.groups.Tuple.tuple("+44202222", false),
                        org.assertj.core.groups.Tuple.tuple("+44201111", true));
        assertThat(changed.emails().getFirst().normalised()).isEqualTo("info@engines.example");
        assertThat(changed.addresses()).extracting(Person.Place::city).containsExactlyInAnyOrder("London", "York");
        assertThat(changed.version()).isEqualTo(2);
        assertThat(companyOf(account("001A", "phone", "+44 20 3333")).version())
                .as("nothing new")
                .isEqualTo(2);
        Outcome wrong = within(sql ->
                        customers.upsertCompanies(sql, tenant, PULL, List.of(account("001A", "email", "nonsense"))))
                .getFirst();
        assertThat(wrong.change()).isEqualTo(Change.REFUSED);
    }

    @Test
    void aCompanyThatPeopleBroughtIsTheAccountOfItsNameOnce() {
        UUID ada = make("003A", "familyName", "Byron", "company", "Engines Ltd");
        Company company = companyOf(account("001A", "name", "ENGINES, Ltd."));
        assertThat(company.id()).isEqualTo(person(ada).companyId());
        assertThat(companyOf(account("001B", "name", "Engines Ltd")).id())
                .as("another id is another company")
                .isNotEqualTo(company.id());
        List<Outcome> twins = within(sql -> customers.upsertCompanies(
                sql, tenant, PULL, List.of(account("001C", "name", "Twin"), account("001D", "name", "Twin"))));
        assertThat(twins.getFirst().customer()).isNotEqualTo(twins.getLast().customer());
    }

    @Test
    void whoWorksWhereNobodyIsToBeContactedIsNotContacted() {
        UUID ada = make("003A", "familyName", "Byron", "company", "Engines", "emailConsent", "granted");
        assertThat(consent(ada, Channel.EMAIL, Consent.ANY_PURPOSE).state()).isEqualTo(State.GRANTED);
        Company company = companyOf(account("001A", "name", "Engines", "doNotContact", true));
        assertThat(consent(ada, Channel.EMAIL, Consent.ANY_PURPOSE).state()).isEqualTo(State.WITHDRAWN);
        assertThat(consent(ada, Channel.EMAIL, Consent.ANY_PURPOSE).why()).contains("Engines", "do not contact");
        assertThat(consent(company.id(), Channel.EMAIL, Consent.ANY_PURPOSE).state())
                .isEqualTo(State.WITHDRAWN);
        Company silent = companyOf(account("001B", "name", "Looms"));
        Map<UUID, Consent> nothing = within(sql -> customers.consents(
                sql, tenant, List.of(silent.id()), Channel.EMAIL, Consent.ANY_PURPOSE, clock.instant()));
        assertThat(nothing)
                .as("of a company of which nothing was said, nothing is known")
                .isEmpty();
    }

    @Test
    void aRecordThatMatchingKnewIsLinkedInsteadOfMade() {
        UUID ada = make("003A", "familyName", "Byron");
        Outcome linked = within(sql -> customers.upsertPeople(
                        sql,
                        tenant,
                        PULL,
                        List.of(new Incoming(CRM, "Lead", "00QA", values("familyName", "Byron"), ada))))
                .getFirst();
        assertThat(linked.customer()).isEqualTo(ada);
        assertThat(linked.change()).isEqualTo(Change.UPDATED);
        Map<String, UUID> known = within(sql -> customers.known(sql, tenant, CRM, "Lead", List.of("00QA", "00QB")));
        assertThat(known).containsExactly(Map.entry("00QA", ada));
    }

    @Test
    void peopleAreFoundByPartsOfWordsAndByWordsWrittenAlmostSo() {
        UUID jose = make(
                "003A",
                "givenName",
                "José",
                "familyName",
                "Müller",
                "email",
                "jm@widgets.example",
                "mobilePhone",
                "+49 171 2345678");
        make("003B", "givenName", "Joan", "familyName", "Miller");
        assertThat(found("muller jose")).containsExactly(jose);
        assertThat(found("ülle")).containsExactly(jose);
        assertThat(found("widgets.ex")).containsExactly(jose);
        assertThat(found("0171 / 234 56 78".substring(1))).containsExactly(jose);
        assertThat(found("003A")).containsExactly(jose);
        assertThat(found("mueler josee")).isEmpty();
        assertThat(found("josse muller")).containsExactly(jose);
        assertThat(found("100% _")).isEmpty();
    }

    private List<UUID> found(String words) {
        return within(sql -> customers.search(sql, tenant, words, 10)).stream()
                .map(Person::id)
                .toList();
    }

    /** Held against what the planner does with a large table: reading all of it would take seconds. */
    @Test
    void aSearchGoesByTheIndex() throws Exception {
        List<Incoming> rows = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            rows.add(contact("003" + i, "familyName", "Name%05d".formatted(i), "givenName", "Given"));
        }
        within(sql -> customers.upsertPeople(sql, tenant, PULL, rows));
        DatabaseAddress address = TestDatabase.address();
        try (var owner = DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                var statement = owner.createStatement()) {
            statement.execute("VACUUM ANALYZE customers.person");
        }
        long before = scans();
        List<Person> found = all(sql -> {
            List<Person> people = customers.search(sql, tenant, "name04711 given", 10);
            // what this connection counted is told at the end of its transaction
            sql.execute("SELECT pg_stat_force_next_flush()");
            return people;
        });
        assertThat(found).hasSize(1);
        assertThat(scans()).isGreaterThan(before);
    }

    private long scans() {
        Long scans = within(sql -> sql.resultQuery(
                        "SELECT idx_scan FROM pg_stat_user_indexes WHERE schemaname = 'customers' AND indexrelname = 'person_search'")
                .fetchSingle(0, Long.class));
        return scans == null ? 0 : scans;
    }

    @Test
    void anotherTenantSeesNothing() {
        UUID id = make("003A", "familyName", "Byron");
        TenantId other = tenants.fresh().id();
        Optional<Person> seen = database.inTenant(other, sql -> customers.person(sql, other, id));
        List<Person> found = database.inTenant(other, sql -> customers.search(sql, other, "byron", 10));
        Map<String, UUID> known =
                database.inTenant(other, sql -> customers.known(sql, other, CRM, "Contact", List.of("003A")));
        assertThat(seen).isEmpty();
        assertThat(found).isEmpty();
        assertThat(known).isEmpty();
    }
}

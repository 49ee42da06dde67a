package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.COMPANY;
import static io.salessync.customers.jooq.Tables.EXTERNAL_ID;
import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.customers.Consent.Channel;
import io.salessync.customers.Consent.State;
import io.salessync.customers.Consent.Statement;
import io.salessync.customers.History.What;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Customers as rows. */
@Component
final class PostgresCustomers implements Customers {
    private final InstantSource clock;
    private final Live live;
    private final ObjectProvider<CustomerListener> listeners;

    PostgresCustomers(InstantSource clock, Live live, ObjectProvider<CustomerListener> listeners) {
        this.clock = clock;
        this.live = live;
        this.listeners = listeners;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<Outcome> upsertPeople(DSLContext sql, TenantId tenant, Origin origin, List<Incoming> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        PeopleUpsert upsert = new PeopleUpsert(sql, tenant, origin, now());
        List<Outcome> outcomes = back(sql, tenant, origin, true, rows, upsert.write(rows));
        if (upsert.wrote()) {
            UUID single = upsert.single();
            tell(sql, tenant, single == null ? "people" : single.toString());
        }
        return outcomes;
    }

    /** Whoever comes is there; the outcomes with that. */
    private List<Outcome> back(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            boolean people,
            List<Incoming> rows,
            List<Outcome> outcomes) {
        GoneRecords records = new GoneRecords(sql, tenant, origin, people, now());
        Set<PeopleUpsert.Ref> back = records.back(PeopleUpsert.refs(rows));
        if (back.isEmpty()) {
            return outcomes;
        }
        records.touched().forEach(customer -> tell(sql, tenant, customer.toString()));
        List<Outcome> told = new ArrayList<>(outcomes);
        for (int i = 0; i < told.size(); i++) {
            Outcome outcome = told.get(i);
            if (outcome.change() == Change.UNCHANGED && back.contains(PeopleUpsert.Ref.of(rows.get(i)))) {
                told.set(i, new Outcome(Change.UPDATED, outcome.customer(), null));
            }
        }
        return told;
    }

    @Override
    public List<Outcome> gone(
            DSLContext sql, TenantId tenant, Origin origin, boolean people, List<GoneRecord> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        GoneRecords gone = new GoneRecords(sql, tenant, origin, people, now());
        List<Outcome> outcomes = gone.tell(records);
        gone.touched().forEach(customer -> tell(sql, tenant, customer.toString()));
        if (people) {
            gone.pairs()
                    .forEach(pair -> listeners
                            .orderedStream()
                            .forEach(listener -> listener.sameElsewhere(
                                    sql, tenant, pair.one(), pair.other(), pair.where(), pair.why(), origin.run())));
        }
        return outcomes;
    }

    @Override
    public Map<String, Person.Gone> goneOf(
            DSLContext sql, TenantId tenant, String system, String object, Collection<String> externalIds) {
        Map<String, Person.Gone> gone = new HashMap<>();
        GoneRecords.facts(
                        sql,
                        tenant,
                        externalIds.stream()
                                .map(id -> new PeopleUpsert.Ref(system, object, id))
                                .toList())
                .forEach((ref, fact) -> gone.put(ref.id(), fact));
        return gone;
    }

    private void tell(DSLContext sql, TenantId tenant, String subject) {
        live.changed(sql, tenant, TOPIC, subject);
    }

    @Override
    public List<Outcome> upsertCompanies(DSLContext sql, TenantId tenant, Origin origin, List<Incoming> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        CompaniesUpsert upsert = new CompaniesUpsert(sql, tenant, origin, now());
        List<Outcome> outcomes = back(sql, tenant, origin, false, rows, upsert.write(rows));
        if (upsert.wrote()) {
            tell(
                    sql,
                    tenant,
                    upsert.written().size() == 1
                            ? upsert.written().iterator().next().toString()
                            : "companies");
        }
        return outcomes;
    }

    static Problem unknownPerson(UUID id) {
        return Problem.of(CustomersProblem.UNKNOWN_PERSON, "There is no person %s.".formatted(id))
                .with("person", id);
    }

    static Problem unknownCompany(UUID id) {
        return Problem.of(CustomersProblem.UNKNOWN_COMPANY, "There is no company %s.".formatted(id))
                .with("company", id);
    }

    @Override
    public Optional<Person> person(DSLContext sql, TenantId tenant, UUID id) {
        return people(sql, tenant, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Person> people(DSLContext sql, TenantId tenant, Collection<UUID> ids) {
        return PersonRows.read(sql, tenant, ids, false).values().stream()
                .map(PersonState::person)
                .toList();
    }

    /** The same in the order asked for. */
    List<Person> inOrder(DSLContext sql, TenantId tenant, List<UUID> ids) {
        Map<UUID, PersonState> states = PersonRows.read(sql, tenant, ids, false);
        List<Person> people = new ArrayList<>();
        for (UUID id : ids) {
            PersonState state = states.get(id);
            if (state != null) {
                people.add(state.person());
            }
        }
        return people;
    }

    @Override
    public List<Person> page(DSLContext sql, TenantId tenant, @Nullable UUID after, int limit) {
        Condition those = PERSON.TENANT_ID
                .eq(tenant.value())
                .and(PERSON.MERGED_INTO.isNull())
                .and(PERSON.ERASED_AT.isNull());
        List<UUID> ids = sql.select(PERSON.PERSON_ID)
                .from(PERSON)
                .where(after == null ? those : those.and(PERSON.PERSON_ID.gt(after)))
                .orderBy(PERSON.PERSON_ID)
                .limit(limit)
                .fetch(PERSON.PERSON_ID);
        return people(sql, tenant, ids);
    }

    @Override
    public Optional<Company> company(DSLContext sql, TenantId tenant, UUID id) {
        return companies(sql, tenant, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Company> companies(DSLContext sql, TenantId tenant, Collection<UUID> ids) {
        return CompanyRows.read(sql, tenant, ids, false).values().stream()
                .map(CompanyState::company)
                .toList();
    }

    /** The company whose record one that was merged elsewhere became, in the end; empty: it was not, or nobody's. */
    Optional<Company> becameElsewhere(DSLContext sql, TenantId tenant, Person.ExternalId id) {
        Person.Gone gone = id.gone();
        String at = id.id();
        for (int step = 0; gone != null && gone.into() != null && step < GoneRecords.DEPTH; step++) {
            at = gone.into();
            gone = goneOf(sql, tenant, id.system(), id.object(), List.of(at)).get(at);
        }
        UUID became = at.equals(id.id())
                ? null
                : known(sql, tenant, id.system(), id.object(), List.of(at)).get(at);
        return became == null ? Optional.empty() : company(sql, tenant, became);
    }

    @Override
    public Map<String, UUID> known(
            DSLContext sql, TenantId tenant, String system, String object, Collection<String> externalIds) {
        Map<String, UUID> known = new HashMap<>();
        sql.select(EXTERNAL_ID.EXTERNAL_ID_, EXTERNAL_ID.PERSON_ID, EXTERNAL_ID.COMPANY_ID)
                .from(EXTERNAL_ID)
                .where(EXTERNAL_ID.TENANT_ID.eq(tenant.value()))
                .and(EXTERNAL_ID.SYSTEM.eq(system))
                .and(EXTERNAL_ID.OBJECT.eq(object))
                .and(EXTERNAL_ID.EXTERNAL_ID_.eq(
                        DSL.any(externalIds.stream().distinct().toArray(String[]::new))))
                .forEach(row -> known.put(row.value1(), row.value2() == null ? row.value3() : row.value2()));
        return known;
    }

    @Override
    public Map<String, UUID> reachedBy(DSLContext sql, TenantId tenant, Collection<String> emails) {
        Map<String, UUID> reached = new HashMap<>();
        sql.fetch(
                        "SELECT e.normalised, min(e.person_id::text)::uuid FROM customers.email e JOIN customers.person p USING (tenant_id, person_id)"
                                + " WHERE e.tenant_id = ? AND e.normalised = ANY (?::text[]) AND e.ended_at IS NULL"
                                + " AND p.merged_into IS NULL AND p.erased_at IS NULL GROUP BY 1 HAVING count(DISTINCT e.person_id) = 1",
                        tenant.value(),
                        emails.stream().distinct().toArray(String[]::new))
                .forEach(row -> reached.put(row.get(0, String.class), row.get(1, UUID.class)));
        return reached;
    }

    @Override
    public List<Person> search(DSLContext sql, TenantId tenant, String words, int limit) {
        Looking.Filter filter = new Looking.Filter(words, null, null, null, null, null);
        Looking.Page page = Looking.people(sql, tenant, filter, Looking.Order.NAME, null, Math.clamp(limit, 1, 200));
        return inOrder(sql, tenant, page.ids());
    }

    @Override
    public Consent consent(DSLContext sql, TenantId tenant, UUID person, Channel channel, String purpose, Instant at) {
        Consent consent =
                consents(sql, tenant, List.of(person), channel, purpose, at).get(person);
        if (consent == null) {
            throw unknownPerson(person);
        }
        return consent;
    }

    @Override
    public Map<UUID, Consent> consents(
            DSLContext sql, TenantId tenant, Collection<UUID> people, Channel channel, String purpose, Instant at) {
        Map<UUID, Consent> consents = new HashMap<>();
        if (people.isEmpty()) {
            return consents;
        }
        Map<UUID, List<Statement>> newest = Consents.newest(sql, tenant, CustomerKind.PERSON, people, at);
        sql.select(
                        PERSON.PERSON_ID,
                        PERSON.DO_NOT_CONTACT,
                        PERSON.ERASED_AT,
                        PERSON.CHANGED_AT,
                        COMPANY.DO_NOT_CONTACT,
                        COMPANY.NAME,
                        COMPANY.CHANGED_AT)
                .from(PERSON)
                .leftJoin(COMPANY)
                .on(COMPANY.TENANT_ID.eq(PERSON.TENANT_ID))
                .and(COMPANY.COMPANY_ID.eq(PERSON.COMPANY_ID))
                .where(PERSON.TENANT_ID.eq(tenant.value()))
                .and(PERSON.PERSON_ID.eq(DSL.any(TenantRows.ids(people))))
                .forEach(row -> {
                    Consent consent =
                            Consents.least(newest.getOrDefault(row.value1(), List.of()), channel, purpose, at);
                    if (Boolean.TRUE.equals(row.value2())) {
                        consent =
                                nothing(consent, DO_NOT_CONTACT, "The person is marked do not contact.", row.value4());
                    } else if (row.value3() != null) {
                        consent = nothing(consent, "erased", "The person's data were erased on request.", row.value4());
                    } else if (Boolean.TRUE.equals(row.value5())) {
                        consent = nothing(
                                consent,
                                DO_NOT_CONTACT,
                                "Their company, %s, is marked do not contact.".formatted(row.value6()),
                                row.value7());
                    }
                    consents.put(row.value1(), consent);
                });
        List<UUID> others =
                people.stream().filter(id -> !consents.containsKey(id)).toList();
        if (!others.isEmpty()) {
            ofCompanies(sql, tenant, others, channel, purpose, at).forEach((id, consent) -> {
                if (!consent.evidence().isEmpty()) {
                    consents.put(id, consent);
                }
            });
        }
        return consents;
    }

    /** What companies allow. */
    Map<UUID, Consent> ofCompanies(
            DSLContext sql, TenantId tenant, Collection<UUID> companies, Channel channel, String purpose, Instant at) {
        Map<UUID, Consent> consents = new HashMap<>();
        Map<UUID, List<Statement>> newest = Consents.newest(sql, tenant, CustomerKind.COMPANY, companies, at);
        sql.select(COMPANY.COMPANY_ID, COMPANY.DO_NOT_CONTACT, COMPANY.CHANGED_AT)
                .from(COMPANY)
                .where(COMPANY.TENANT_ID.eq(tenant.value()))
                .and(COMPANY.COMPANY_ID.eq(DSL.any(TenantRows.ids(companies))))
                .forEach(row -> {
                    Consent consent =
                            Consents.least(newest.getOrDefault(row.value1(), List.of()), channel, purpose, at);
                    consents.put(
                            row.value1(),
                            Boolean.TRUE.equals(row.value2())
                                    ? nothing(
                                            consent,
                                            DO_NOT_CONTACT,
                                            "The company is marked do not contact.",
                                            row.value3())
                                    : consent);
                });
        return consents;
    }

    private static Consent nothing(Consent consent, String source, String why, Instant since) {
        List<Statement> evidence = new ArrayList<>(consent.evidence());
        evidence.addFirst(new Statement(Channel.ANY, Consent.ANY_PURPOSE, State.WITHDRAWN, source, why, since, null));
        return new Consent(State.WITHDRAWN, why, evidence);
    }

    @Override
    public void state(DSLContext sql, TenantId tenant, Origin origin, UUID person, List<Statement> statements) {
        PersonState state = PersonRows.read(sql, tenant, List.of(person), true).get(person);
        if (state == null) {
            throw unknownPerson(person);
        }
        if (state.erasedAt != null) {
            throw erased(state);
        }
        said(sql, tenant, CustomerKind.PERSON, origin, person, statements);
    }

    private void said(
            DSLContext sql,
            TenantId tenant,
            CustomerKind kind,
            Origin origin,
            UUID customer,
            List<Statement> statements) {
        List<Consents.About> fresh = Consents.write(
                sql,
                tenant,
                kind,
                origin,
                statements.stream()
                        .map(statement -> new Consents.About(customer, statement))
                        .toList(),
                now());
        if (!fresh.isEmpty()) {
            tell(sql, tenant, customer.toString());
        }
    }

    /** Writes down what a source said of a company. */
    void stateOfCompany(DSLContext sql, TenantId tenant, Origin origin, UUID company, List<Statement> statements) {
        if (CompanyRows.read(sql, tenant, List.of(company), true).isEmpty()) {
            throw unknownCompany(company);
        }
        said(sql, tenant, CustomerKind.COMPANY, origin, company, statements);
    }

    private static Problem erased(PersonState state) {
        return Problem.of(
                        CustomersProblem.ERASED,
                        "The data of person %s were erased on request at %s.".formatted(state.id, state.erasedAt))
                .with("person", state.id);
    }

    @Override
    public UUID merge(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID keep,
            UUID gone,
            Map<String, @Nullable Object> values,
            String why) {
        UUID merge = new Merges(sql, tenant, origin, now()).mergePeople(keep, gone, values, why);
        listeners.orderedStream().forEach(listener -> listener.merged(sql, tenant, merge, keep, gone));
        tell(sql, tenant, keep.toString());
        tell(sql, tenant, gone.toString());
        return merge;
    }

    @Override
    public void unmerge(DSLContext sql, TenantId tenant, Origin origin, UUID merge) {
        Merges.Two two = new Merges(sql, tenant, origin, now()).undo(merge);
        if (two.people()) {
            listeners
                    .orderedStream()
                    .forEach(listener -> listener.unmerged(sql, tenant, merge, two.kept(), two.gone()));
        }
        tell(sql, tenant, "people");
    }

    @Override
    public UUID part(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID person,
            Person.ExternalId id,
            Map<String, @Nullable Object> known,
            String why) {
        UUID own = new Parting(sql, tenant, origin, now()).part(person, id, known, why);
        tell(sql, tenant, person.toString());
        tell(sql, tenant, own.toString());
        return own;
    }

    @Override
    public UUID mergeCompanies(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID keep,
            UUID gone,
            Map<String, @Nullable Object> values,
            String why) {
        UUID merge = new Merges(sql, tenant, origin, now()).mergeCompanies(keep, gone, values, why);
        tell(sql, tenant, "companies");
        return merge;
    }

    /**
     * Makes a person by hand, or changes one.
     *
     * @param id null: a new one
     * @param version what the one who changes it has seen; null: whatever it is
     */
    UUID edit(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            @Nullable UUID id,
            @Nullable Long version,
            Map<String, @Nullable Object> values) {
        Instant now = now();
        PersonState current = id == null ? null : editable(sql, tenant, id, version);
        PersonState state = current == null ? new PersonState(UUID.randomUUID(), now) : current.copy();
        PersonValues read = PersonValues.read(current == null ? "The person" : "Person " + state.id, values);
        read.putInto(state, false, now);
        if (read.companyGiven) {
            CompanyLookup companies = new CompanyLookup(sql, tenant, origin, now);
            companies.want(BY_HAND, read.company, null);
            companies.find();
            CompanyLookup.Found company = companies.of(BY_HAND, read.company, null);
            state.companyId = company == null ? null : company.id();
            state.company = company == null ? null : company.name();
        }
        if (current == null) {
            PersonRows.insert(sql, tenant, List.of(state));
            History.write(
                    sql,
                    tenant,
                    List.of(History.ofPerson(state.id, now, origin, What.CREATED, Map.of(), state.shown())));
        } else if (!state.sameAs(current)) {
            state.changedAt = now;
            state.version = current.version + 1;
            PersonRows.update(sql, tenant, List.of(state));
            if (!state.samePointsAs(current)) {
                PersonRows.replaceChildren(sql, tenant, List.of(state));
            }
            History.write(
                    sql,
                    tenant,
                    List.of(History.ofPerson(state.id, now, origin, What.CHANGED, current.shown(), state.shown())));
        }
        List<Consents.About> said = new ArrayList<>();
        read.say(BY_HAND, state.id, now, said, said);
        Consents.write(sql, tenant, CustomerKind.PERSON, origin, said, List.of(), now);
        tell(sql, tenant, state.id.toString());
        return state.id;
    }

    /** The source of what people write down here. */
    static final String BY_HAND = "salessync";

    private static final String DO_NOT_CONTACT = "do-not-contact";

    private static PersonState editable(DSLContext sql, TenantId tenant, UUID id, @Nullable Long version) {
        PersonState current = PersonRows.read(sql, tenant, List.of(id), true).get(id);
        if (current == null) {
            throw unknownPerson(id);
        }
        if (current.erasedAt != null) {
            throw erased(current);
        }
        if (current.mergedInto != null) {
            throw Problem.of(
                            CustomersProblem.ALREADY_MERGED,
                            "Person %s was merged into %s. Change that one.".formatted(id, current.mergedInto))
                    .with("person", id)
                    .with("into", current.mergedInto);
        }
        refuseStale(version, current.version, "Person " + id);
        return current;
    }

    private static void refuseStale(@Nullable Long seen, long version, String what) {
        if (seen != null && seen != version) {
            throw Problem.of(
                            CustomersProblem.CHANGED_MEANWHILE,
                            "%s was changed by somebody else since you looked (version %d, now %d). Look at it again."
                                    .formatted(what, seen, version))
                    .with("version", version);
        }
    }

    /** The same for a company. */
    UUID editCompany(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            @Nullable UUID id,
            @Nullable Long version,
            Map<String, @Nullable Object> values) {
        Instant now = now();
        Map<UUID, CompanyState> before =
                id == null ? new HashMap<>() : CompanyRows.read(sql, tenant, List.of(id), true);
        CompanyState current = id == null ? null : before.get(id);
        if (id != null && current == null) {
            throw unknownCompany(id);
        }
        if (current != null && current.mergedInto != null) {
            throw Problem.of(
                            CustomersProblem.ALREADY_MERGED,
                            "Company %s was merged into %s. Change that one.".formatted(id, current.mergedInto))
                    .with("company", current.id)
                    .with("into", current.mergedInto);
        }
        if (current != null) {
            refuseStale(version, current.version, "Company " + id);
        }
        CompanyState state = current == null ? new CompanyState(UUID.randomUUID(), now) : current.copy();
        CompanyValues read = CompanyValues.read(current == null ? "The company" : "Company " + id, values);
        read.putInto(state, false, now);
        if (current == null || !state.holdsSameAs(current)) {
            state.changedAt = now;
            CompaniesUpsert.store(sql, tenant, origin, now, before, List.of(state));
        }
        List<Consents.About> said = new ArrayList<>();
        read.say(BY_HAND, state.id, now, said, said);
        Consents.write(sql, tenant, CustomerKind.COMPANY, origin, said, List.of(), now);
        tell(sql, tenant, state.id.toString());
        return state.id;
    }

    /**
     * Takes out everything that tells who somebody was, of those merged into them too. The row and the ids elsewhere stay: the next
     * pull is refused by them instead of bringing the data back.
     */
    void erase(DSLContext sql, TenantId tenant, Origin origin, UUID id) {
        Instant now = now();
        PersonState person = PersonRows.read(sql, tenant, List.of(id), true).get(id);
        if (person == null) {
            throw unknownPerson(id);
        }
        if (person.erasedAt != null) {
            throw erased(person);
        }
        if (person.mergedInto != null) {
            throw Problem.of(
                            CustomersProblem.ALREADY_MERGED,
                            "Person %s was merged into %s. Erase that one; this one goes with it."
                                    .formatted(id, person.mergedInto))
                    .with("person", id)
                    .with("into", person.mergedInto);
        }
        Set<UUID> all = new HashSet<>(Set.of(id));
        all.addAll(mergedInto(sql, tenant, id));
        List<PersonState> blank = new ArrayList<>();
        for (PersonState state : PersonRows.read(sql, tenant, all, true).values()) {
            PersonState empty = new PersonState(state.id, state.createdAt);
            empty.set(PersonField.FULL_NAME, "Erased person");
            empty.set(PersonField.DO_NOT_CONTACT, true);
            empty.changedAt = now;
            empty.version = state.version + 1;
            empty.mergedInto = state.mergedInto;
            empty.erasedAt = now;
            blank.add(empty);
        }
        PersonRows.update(sql, tenant, blank);
        PersonRows.replaceChildren(sql, tenant, blank);
        UUID[] ids = TenantRows.ids(all);
        sql.execute(
                "UPDATE customers.history SET before = '{}', after = '{}' WHERE tenant_id = ? AND person_id = ANY (?::uuid[])",
                tenant.value(),
                ids);
        sql.execute(
                "UPDATE customers.consent SET evidence = 'erased' WHERE tenant_id = ? AND person_id = ANY (?::uuid[])",
                tenant.value(),
                ids);
        sql.execute(
                "UPDATE customers.merge SET snapshot = '{}', why = 'erased' WHERE tenant_id = ? AND (kept = ANY (?::uuid[]) OR gone = ANY (?::uuid[]))",
                tenant.value(),
                ids,
                ids);
        History.write(sql, tenant, List.of(History.ofPerson(id, now, origin, What.ERASED, Map.of(), Map.of())));
        listeners.orderedStream().forEach(listener -> listener.erased(sql, tenant, all));
        tell(sql, tenant, id.toString());
    }

    /** All that became this person, one after another. */
    List<UUID> mergedInto(DSLContext sql, TenantId tenant, UUID id) {
        return mergedInto(sql, tenant, CustomerKind.PERSON, id);
    }

    /** All that became this customer, one after another. */
    List<UUID> mergedInto(DSLContext sql, TenantId tenant, CustomerKind kind, UUID id) {
        return sql.resultQuery(
                        """
                        WITH RECURSIVE those AS (
                            SELECT %1$s AS id FROM %2$s WHERE tenant_id = ?::uuid AND merged_into = ?::uuid
                            UNION
                            SELECT c.%1$s FROM %2$s c JOIN those t ON c.merged_into = t.id WHERE c.tenant_id = ?::uuid
                        )
                        SELECT id FROM those
                        """.formatted(
                                kind.column(), kind == CustomerKind.PERSON ? "customers.person" : "customers.company"),
                        tenant.value(),
                        id,
                        tenant.value())
                .fetch(0, UUID.class);
    }
}

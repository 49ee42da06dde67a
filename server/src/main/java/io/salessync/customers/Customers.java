package io.salessync.customers;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** People and companies. All of it happens in the open transaction; open pages hear of it under the topic {@code customers}. */
public interface Customers {
    /** The topic of news; the subject is the id of what changed, or {@code people} and {@code companies} where many did. */
    String TOPIC = "customers";

    /**
     * Who does it, for the history.
     *
     * @param who as the audit trail names them, or what does it, such as {@code flow Nightly pull}
     * @param run the run it happens in; null: none
     */
    record Origin(String who, @Nullable UUID run) {}

    /**
     * A customer as it comes from elsewhere.
     *
     * @param system {@code salesforce:<connection>}, {@code import}
     * @param object what it is there, such as {@code Contact}
     * @param values fields by the names of {@link CustomerFields}; a field that is not given keeps its value, null takes it away
     * @param same the customer it is known to be, where its id is new; null: a new one is made then
     */
    record Incoming(
            String system,
            String object,
            String externalId,
            Map<String, @Nullable Object> values,
            @Nullable UUID same) {}

    /** What became of it. */
    enum Change {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** It is told to be gone where it comes from; the customer stays. */
        GONE,
        /** Nothing of it was written. */
        REFUSED
    }

    /**
     * What became of a row, in the order given.
     *
     * @param customer null where it was refused
     * @param problem why it was refused; null: it was not
     */
    record Outcome(
            Change change,
            @Nullable UUID customer,
            @Nullable Problem problem) {}

    /**
     * A record elsewhere that is gone there.
     *
     * @param system {@code salesforce:<connection>}
     * @param into the id of the record it was merged into; null: it was deleted, or that is not known
     */
    record GoneRecord(
            String system,
            String object,
            String externalId,
            @Nullable String into) {}

    /**
     * Tells that records elsewhere are gone. The customers stay, with their ids there marked until a record comes again; where one was
     * merged into another customer's, {@link CustomerListener}s hear of it. What was told already changes nothing.
     *
     * @param people whether the records are people; else companies
     * @return in the order given: {@link Change#GONE}, or {@link Change#UNCHANGED} where it was known or is nobody's
     */
    List<Outcome> gone(DSLContext sql, TenantId tenant, Origin origin, boolean people, List<GoneRecord> records);

    /** Of these records elsewhere those that are gone there, by id. */
    Map<String, Person.Gone> goneOf(
            DSLContext sql, TenantId tenant, String system, String object, Collection<String> externalIds);

    /**
     * Creates or changes people by their ids elsewhere, set-based, with history. An id that belongs to somebody who was merged leads to
     * the person they became. Rows that do not fit are refused alone.
     */
    List<Outcome> upsertPeople(DSLContext sql, TenantId tenant, Origin origin, List<Incoming> rows);

    /** The same for companies, by the names of {@link CompanyField}. */
    List<Outcome> upsertCompanies(DSLContext sql, TenantId tenant, Origin origin, List<Incoming> rows);

    Optional<Person> person(DSLContext sql, TenantId tenant, UUID id);

    /** Those that are there, merged ones as they were left; in the order of their ids. */
    List<Person> people(DSLContext sql, TenantId tenant, Collection<UUID> ids);

    /**
     * A page of all people that are neither merged nor erased, in the order of their ids.
     *
     * @param after the last id of the page before; null: from the beginning
     */
    List<Person> page(DSLContext sql, TenantId tenant, @Nullable UUID after, int limit);

    Optional<Company> company(DSLContext sql, TenantId tenant, UUID id);

    List<Company> companies(DSLContext sql, TenantId tenant, Collection<UUID> ids);

    /** Whom ids elsewhere belong to, merges followed; those that are known. */
    Map<String, UUID> known(
            DSLContext sql, TenantId tenant, String system, String object, Collection<String> externalIds);

    /** By address, in small letters, whom it reaches now; addresses of nobody or of several people are not in it. */
    Map<String, UUID> reachedBy(DSLContext sql, TenantId tenant, Collection<String> emails);

    /**
     * People whose name, e-mail, phone, company or id holds all words, by name; where there are none, those that are written nearly so.
     *
     * @param limit at most 200
     */
    List<Person> search(DSLContext sql, TenantId tenant, String words, int limit);

    /**
     * What is allowed at that time: of each source, channel and purpose the newest statement counts, and of all those the least
     * permissive. Do-not-contact and an erased person allow nothing.
     *
     * @param purpose {@link Consent#ANY_PURPOSE} asks for all purposes alike
     */
    Consent consent(DSLContext sql, TenantId tenant, UUID person, Consent.Channel channel, String purpose, Instant at);

    /** The same for many; people who are not there are not in it. */
    Map<UUID, Consent> consents(
            DSLContext sql,
            TenantId tenant,
            Collection<UUID> people,
            Consent.Channel channel,
            String purpose,
            Instant at);

    /** Writes down what a source said; a statement that says what the newest of that source says already is not repeated. */
    void state(DSLContext sql, TenantId tenant, Origin origin, UUID person, List<Consent.Statement> statements);

    /**
     * Makes two people one. E-mails, phones, addresses, ids elsewhere and consent of the other come along; fields that the kept one
     * lacks are taken over.
     *
     * @param values fields that are decided otherwise, by the names of {@link PersonField}
     * @param why for people
     * @return the merge's id
     * @throws Problem when one is not there, was merged or erased
     */
    UUID merge(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID keep,
            UUID gone,
            Map<String, @Nullable Object> values,
            String why);

    /**
     * Takes a merge back: both are as they were, with what changed since left where it was changed. What was said about consent since
     * holds for both.
     *
     * @throws Problem when there is none, or it is undone, or a later merge has to be undone first
     */
    void unmerge(DSLContext sql, TenantId tenant, Origin origin, UUID merge);

    /**
     * Takes a record elsewhere off the person it was linked to by mistake: it becomes a person of its own with its id, and what it
     * changed when it was linked goes back where nobody changed it since.
     *
     * @param known what is known of the record, by the names of {@link CustomerFields}
     * @param why for people
     * @return the new person
     * @throws Problem when the record is not linked to that person, or nothing is known to call the new one by
     */
    UUID part(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID person,
            Person.ExternalId id,
            Map<String, @Nullable Object> known,
            String why);

    /** Makes two companies one; people of the other move along. */
    UUID mergeCompanies(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            UUID keep,
            UUID gone,
            Map<String, @Nullable Object> values,
            String why);
}

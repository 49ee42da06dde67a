package io.salessync.matching;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Decisions about contacts that came: those taken without a look, and the queue of those that people decide. */
@Component
final class Reviews {
    static final String TOPIC = "matching";
    static final String OPEN = "OPEN";
    static final String SAME = "SAME";
    static final String DIFFERENT = "DIFFERENT";
    static final String SKIPPED = "SKIPPED";
    static final String AUTOMATIC = "AUTOMATIC";

    private static final TypeReference<Map<String, List<String>>> CELLS = new TypeReference<>() {};
    private static final TypeReference<List<Explanation.Reason>> REASONS = new TypeReference<>() {};
    private static final String COLUMNS =
            "review_id, at, run_id, system, object, external_id, incoming::text, person_id, probability,"
                    + " reasons::text, note, state, decided_by, decided_at, merge_id, band, parted_to";

    private final Customers customers;
    private final KnownCustomers known;
    private final ContactMatching matching;
    private final Live live;
    private final Audit audit;
    private final JsonMapper json;
    private final InstantSource clock;

    Reviews(
            Customers customers,
            KnownCustomers known,
            ContactMatching matching,
            Live live,
            Audit audit,
            JsonMapper json,
            InstantSource clock) {
        this.customers = customers;
        this.known = known;
        this.matching = matching;
        this.live = live;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** The system of customers who are held against each other: their id is the id of the person. */
    static final String OURS = "salessync";

    /** A contact as it came, or a customer who may be another one too. */
    record Contact(String system, String object, String externalId, Map<String, List<String>> cells) {
        static Contact ours(UUID person, Map<String, List<String>> cells) {
            return new Contact(OURS, "Person", person.toString(), cells);
        }

        boolean isOurs() {
            return system.equals(OURS);
        }

        String words() {
            return object + " " + externalId;
        }
    }

    /**
     * A decision, or the question for one.
     *
     * @param band what was decided without a look
     * @param decidedAt in UTC
     * @param parted the person of its own that the contact became by the decision; null: none
     */
    record Review(
            UUID id,
            Instant at,
            @Nullable UUID run,
            Contact contact,
            UUID person,
            double probability,
            List<Explanation.Reason> reasons,
            String note,
            String state,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable UUID merge,
            String band,
            @Nullable UUID parted) {}

    /** The reasons in a sentence, the strongest first. */
    static String words(ContactMatching.Candidate candidate, String note) {
        String words = candidate.reasons().stream()
                .map(reason ->
                        String.format(Locale.ROOT, "%s %s (%+.1f)", reason.evidence(), reason.words(), reason.weight()))
                .collect(Collectors.joining("; "));
        return note.isEmpty() ? words : note + "; " + words;
    }

    /** Keeps what was found for a contact; what a person decided before stays. */
    void note(DSLContext sql, TenantId tenant, UUID run, Contact contact, ContactMatching.Found found) {
        ContactMatching.Candidate best = found.candidates().getFirst();
        int changed = sql.query(
                        """
                        INSERT INTO matching.review (tenant_id, review_id, at, run_id, system, object, external_id, incoming, person_id,
                            probability, reasons, note, band, state)
                        VALUES (?::uuid, ?::uuid, ?::timestamptz, ?::uuid, ?, ?, ?, ?::jsonb, ?::uuid, ?, ?::jsonb, ?, ?, ?)
                        ON CONFLICT (tenant_id, system, object, external_id, person_id) DO UPDATE SET
                            at = excluded.at, run_id = excluded.run_id, incoming = excluded.incoming, probability = excluded.probability,
                            reasons = excluded.reasons, note = excluded.note, band = excluded.band, state = excluded.state
                        WHERE matching.review.state IN ('AUTOMATIC', 'OPEN', 'SKIPPED')
                        """,
                        tenant.value(),
                        UUID.randomUUID(),
                        clock.instant().toString(),
                        run,
                        contact.system(),
                        contact.object(),
                        contact.externalId(),
                        json.writeValueAsString(contact.cells()),
                        best.person(),
                        best.probability(),
                        json.writeValueAsString(best.reasons()),
                        found.note(),
                        found.band() == Band.SAME ? "SAME" : "REVIEW",
                        found.band() == Band.SAME ? AUTOMATIC : OPEN)
                .execute();
        if (changed > 0 && found.band() == Band.REVIEW) {
            live.changed(sql, tenant, TOPIC, "reviews");
        }
    }

    /** What people decided of contacts, by the contact's id: the state by customer. */
    Map<String, Map<UUID, String>> decided(
            DSLContext sql, TenantId tenant, String system, String object, Collection<String> ids) {
        Map<String, Map<UUID, String>> decided = new HashMap<>();
        sql.resultQuery("""
            SELECT external_id, person_id, state FROM matching.review
            WHERE tenant_id = ?::uuid AND system = ? AND object = ? AND external_id = ANY (?::text[])
              AND state IN ('SAME', 'DIFFERENT')
            """, tenant.value(), system, object, ids.toArray(String[]::new))
                .forEach(row -> decided.computeIfAbsent(row.get(0, String.class), id -> new HashMap<>())
                        .put(row.get(1, UUID.class), row.get(2, String.class)));
        return decided;
    }

    private Review review(Record row) {
        OffsetDateTime decided = row.get(13, OffsetDateTime.class);
        return new Review(
                row.get(0, UUID.class),
                row.get(1, OffsetDateTime.class).toInstant(),
                row.get(2, UUID.class),
                new Contact(
                        row.get(3, String.class),
                        row.get(4, String.class),
                        row.get(5, String.class),
                        json.readValue(row.get(6, String.class), CELLS)),
                row.get(7, UUID.class),
                row.get(8, Double.class),
                json.readValue(row.get(9, String.class), REASONS),
                row.get(10, String.class),
                row.get(11, String.class),
                row.get(12, String.class),
                decided == null ? null : decided.toInstant(),
                row.get(14, UUID.class),
                row.get(15, String.class),
                row.get(16, UUID.class));
    }

    /** The newest first. */
    List<Review> page(DSLContext sql, TenantId tenant, String state, @Nullable UUID after, int limit) {
        return sql.resultQuery("SELECT " + COLUMNS + """
             FROM matching.review r WHERE tenant_id = ?::uuid AND state = ?
               AND (?::uuid IS NULL OR (at, review_id) < (SELECT a.at, a.review_id FROM matching.review a
                    WHERE a.tenant_id = r.tenant_id AND a.review_id = ?::uuid))
             ORDER BY at DESC, review_id DESC LIMIT ?
            """, tenant.value(), state, after, after, limit)
                .fetch(this::review);
    }

    long waiting(DSLContext sql, TenantId tenant) {
        Long count = sql.resultQuery(
                        "SELECT count(*) FROM matching.review WHERE tenant_id = ?::uuid AND state = 'OPEN'",
                        tenant.value())
                .fetchOne(0, Long.class);
        return count == null ? 0 : count;
    }

    Review required(DSLContext sql, TenantId tenant, UUID id) {
        return Optional.ofNullable(sql.resultQuery(
                                "SELECT " + COLUMNS
                                        + " FROM matching.review WHERE tenant_id = ?::uuid AND review_id = ?::uuid FOR"
                                        + " UPDATE",
                                tenant.value(),
                                id)
                        .fetchOne(this::review))
                .orElseThrow(() -> Problem.of(MatchingProblem.UNKNOWN_REVIEW, "There is no review %s.".formatted(id))
                        .with("review", id));
    }

    /**
     * A person decides. The same: where the contact became a customer of its own meanwhile, the two become one; else it will be linked
     * when it comes again. Different: where it was linked to that customer, it becomes one of its own.
     *
     * @param values fields to keep otherwise than the rules of the settings say, by name
     */
    Review decide(
            DSLContext sql, TenantId tenant, UUID id, String state, Map<String, @Nullable Object> values, String who) {
        Review review = required(sql, tenant, id);
        if (review.state().equals(SAME) || review.state().equals(DIFFERENT)) {
            throw Problem.of(
                            MatchingProblem.NOT_OPEN,
                            "%s decided '%s' already. Undo that first."
                                    .formatted(
                                            review.decidedBy(), review.state().toLowerCase(Locale.ROOT)))
                    .with("state", review.state());
        }
        UUID merge = state.equals(SAME) ? merged(sql, tenant, review, values, who) : null;
        UUID parted = state.equals(DIFFERENT) ? parted(sql, tenant, review, who, null) : null;
        sql.query("""
            UPDATE matching.review SET state = ?, decided_by = ?, decided_at = ?::timestamptz, merge_id = ?::uuid,
                parted_to = ?::uuid
            WHERE tenant_id = ?::uuid AND review_id = ?::uuid
            """, state, who, clock.instant().toString(), merge, parted, tenant.value(), id)
                .execute();
        told(sql, tenant, who, state.toLowerCase(Locale.ROOT), review, merge, parted);
        live.changed(sql, tenant, TOPIC, "reviews");
        return required(sql, tenant, id);
    }

    private @Nullable UUID merged(
            DSLContext sql, TenantId tenant, Review review, Map<String, @Nullable Object> values, String who) {
        UUID own = own(sql, tenant, review.contact());
        UUID keep = living(sql, tenant, review.person());
        if (own == null || own.equals(keep)) {
            return null;
        }
        Map<String, @Nullable Object> survivors = survivors(sql, tenant, keep, own);
        survivors.putAll(values);
        return customers.merge(sql, tenant, new Origin(who, null), keep, own, survivors, "reviewed as the same person");
    }

    private void told(
            DSLContext sql,
            TenantId tenant,
            String who,
            String what,
            Review review,
            @Nullable UUID merge,
            @Nullable UUID parted) {
        Map<String, String> detail = new HashMap<>();
        detail.put("review", review.id().toString());
        detail.put("customer", review.person().toString());
        detail.put("probability", String.format(Locale.ROOT, "%.4f", review.probability()));
        detail.put("before", review.state().toLowerCase(Locale.ROOT));
        if (merge != null) {
            detail.put("merge", merge.toString());
        }
        if (parted != null) {
            detail.put("person", parted.toString());
        }
        audit.record(sql, tenant, who, "matching." + what, review.contact().words(), detail);
    }

    /** The customer that the contact is by its id; null: none yet. */
    private @Nullable UUID own(DSLContext sql, TenantId tenant, Contact contact) {
        return contact.isOurs()
                ? living(sql, tenant, UUID.fromString(contact.externalId()))
                : customers
                        .known(sql, tenant, contact.system(), contact.object(), List.of(contact.externalId()))
                        .get(contact.externalId());
    }

    /**
     * Takes the contact off the customer it was linked to; null: it was not.
     *
     * @param since only where it was linked since then; null: whenever
     */
    private @Nullable UUID parted(DSLContext sql, TenantId tenant, Review review, String who, @Nullable Instant since) {
        Contact contact = review.contact();
        UUID person = living(sql, tenant, review.person());
        if (contact.isOurs() || !person.equals(own(sql, tenant, contact))) {
            return null;
        }
        OffsetDateTime linked = sql.resultQuery(
                        "SELECT first_at FROM customers.external_id WHERE tenant_id = ?::uuid AND system = ? AND object = ?"
                                + " AND external_id = ?",
                        tenant.value(),
                        contact.system(),
                        contact.object(),
                        contact.externalId())
                .fetchOne(0, OffsetDateTime.class);
        if (since != null && (linked == null || linked.toInstant().isBefore(since))) {
            return null;
        }
        UUID own = customers.part(
                sql,
                tenant,
                new Origin(who, null),
                person,
                new Person.ExternalId(contact.system(), contact.object(), contact.externalId()),
                ContactCells.fields(contact.cells()),
                "reviewed as somebody else");
        known.refresh(sql, tenant, List.of(person, own), ContactMatching.REGION);
        return own;
    }

    /** The person, or whom they became. */
    private UUID living(DSLContext sql, TenantId tenant, UUID person) {
        UUID at = person;
        for (int step = 0; step < 20; step++) {
            UUID into =
                    customers.person(sql, tenant, at).map(Person::mergedInto).orElse(null);
            if (into == null) {
                return at;
            }
            at = into;
        }
        return at;
    }

    private Map<String, @Nullable Object> survivors(DSLContext sql, TenantId tenant, UUID keep, UUID gone) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Person kept = customers.person(sql, tenant, keep).orElse(null);
        Person other = customers.person(sql, tenant, gone).orElse(null);
        if (kept == null || other == null) {
            return values;
        }
        matching.settings(sql, tenant).survivors().forEach((field, rule) -> {
            Object ours = kept.fields().get(field);
            Object theirs = other.fields().get(field);
            if (theirs == null || ours == null) {
                return;
            }
            boolean take = switch (rule) {
                case KEPT -> false;
                case NEWEST -> other.changedAt().isAfter(kept.changedAt());
                case LONGEST -> theirs.toString().length() > ours.toString().length();
            };
            if (take) {
                values.put(field, theirs);
            }
        });
        return values;
    }

    /** Takes a decision back: two that became one are two again, one that became two is one again, and the question is open. */
    Review undo(DSLContext sql, TenantId tenant, UUID id, String who) {
        Review review = required(sql, tenant, id);
        UUID merge = null;
        UUID parted = null;
        if (review.merge() != null) {
            unmerge(sql, tenant, review.merge(), who);
        } else if (review.parted() != null) {
            UUID keep = living(sql, tenant, review.person());
            UUID gone = living(sql, tenant, review.parted());
            merge = keep.equals(gone)
                    ? null
                    : customers.merge(
                            sql,
                            tenant,
                            new Origin(who, null),
                            keep,
                            gone,
                            Map.of(),
                            "it is the same person after all");
        } else if (review.state().equals(SAME)) {
            parted = parted(sql, tenant, review, who, review.decidedAt());
        }
        sql.query("""
            UPDATE matching.review SET state = CASE WHEN band = 'SAME' AND ?::uuid IS NULL THEN 'AUTOMATIC' ELSE 'OPEN' END,
                decided_by = NULL, decided_at = NULL, merge_id = NULL, parted_to = NULL
            WHERE tenant_id = ?::uuid AND review_id = ?::uuid
            """, parted, tenant.value(), id).execute();
        told(sql, tenant, who, "undone", review, merge, parted);
        live.changed(sql, tenant, TOPIC, "reviews");
        return required(sql, tenant, id);
    }

    /** Makes two of one again, wherever they were made one; a review that did it is open again. */
    void unmerge(DSLContext sql, TenantId tenant, UUID merge, String who) {
        customers.unmerge(sql, tenant, new Origin(who, null), merge);
        sql.query("""
            UPDATE matching.review SET state = 'OPEN', decided_by = NULL, decided_at = NULL, merge_id = NULL
            WHERE tenant_id = ?::uuid AND merge_id = ?::uuid
            """, tenant.value(), merge).execute();
        audit.record(sql, tenant, who, "matching.unmerged", "merge " + merge, Map.of("merge", merge.toString()));
        live.changed(sql, tenant, TOPIC, "reviews");
    }

    boolean isOpen(DSLContext sql, TenantId tenant, Contact contact, UUID person) {
        return sql.resultQuery("""
                        SELECT 1 FROM matching.review WHERE tenant_id = ?::uuid AND system = ? AND object = ? AND external_id = ?
                          AND person_id = ?::uuid AND state = 'OPEN'
                        """, tenant.value(), contact.system(), contact.object(), contact.externalId(), person)
                        .fetchOne()
                != null;
    }

    /** Asks whether two customers are one; false: it was asked before. */
    boolean ask(
            DSLContext sql, TenantId tenant, UUID run, Contact contact, ContactMatching.Candidate other, String note) {
        return open(sql, tenant, run, contact, other, note, "DO NOTHING");
    }

    /** Asks what something beside likeness speaks for, whatever was decided before; what likeness said stays beside it. */
    void propose(
            DSLContext sql,
            TenantId tenant,
            @Nullable UUID run,
            Contact contact,
            ContactMatching.Candidate other,
            String note) {
        open(sql, tenant, run, contact, other, note, """
            DO UPDATE SET at = excluded.at, run_id = excluded.run_id, incoming = excluded.incoming,
                probability = greatest(r.probability, excluded.probability), reasons = excluded.reasons || r.reasons,
                note = excluded.note || CASE WHEN r.decided_by IS NULL THEN ''
                    ELSE '; ' || r.decided_by || ' said before that they are different' END,
                state = 'OPEN', decided_by = NULL, decided_at = NULL
            WHERE r.state IN ('OPEN', 'SKIPPED', 'DIFFERENT')
            """);
        live.changed(sql, tenant, TOPIC, "reviews");
    }

    /** @param asked what happens where it was asked before */
    private boolean open(
            DSLContext sql,
            TenantId tenant,
            @Nullable UUID run,
            Contact contact,
            ContactMatching.Candidate other,
            String note,
            String asked) {
        return sql.query(
                                """
                        INSERT INTO matching.review AS r (tenant_id, review_id, at, run_id, system, object, external_id, incoming,
                            person_id, probability, reasons, note, band, state)
                        VALUES (?::uuid, ?::uuid, ?::timestamptz, ?::uuid, ?, ?, ?, ?::jsonb, ?::uuid, ?, ?::jsonb, ?, 'REVIEW', 'OPEN')
                        ON CONFLICT (tenant_id, system, object, external_id, person_id)\s""" + asked,
                                tenant.value(),
                                UUID.randomUUID(),
                                clock.instant().toString(),
                                run,
                                contact.system(),
                                contact.object(),
                                contact.externalId(),
                                json.writeValueAsString(contact.cells()),
                                other.person(),
                                other.probability(),
                                json.writeValueAsString(other.reasons()),
                                note)
                        .execute()
                > 0;
    }

    /** What was asked about people whose data are taken out goes with them. */
    void forget(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        UUID[] ids = people.toArray(UUID[]::new);
        sql.query("""
            DELETE FROM matching.review r WHERE r.tenant_id = ?::uuid AND (r.person_id = ANY (?::uuid[])
                OR r.system = 'salessync' AND r.external_id = ANY (?::uuid[]::text[])
                OR EXISTS (SELECT FROM customers.external_id e WHERE e.tenant_id = r.tenant_id AND e.system = r.system
                    AND e.object = r.object AND e.external_id = r.external_id AND e.person_id = ANY (?::uuid[])))
            """, tenant.value(), ids, ids, ids).execute();
        live.changed(sql, tenant, TOPIC, "reviews");
    }

    /** A field of a customer that a rule of survival can name. */
    static boolean field(String name) {
        for (PersonField field : PersonField.values()) {
            if (field.text().equals(name)) {
                return true;
            }
        }
        return false;
    }
}

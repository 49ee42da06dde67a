package io.salessync.matching;

import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks for customers who are there twice: each is held against all others as a contact that comes would be, and pairs that may be one
 * go to the review queue. Nothing is merged by it.
 */
@Component
final class Duplicates implements RunKind {
    static final String NAME = "matching.duplicates";

    /** One in so many customers is expected to be there twice. */
    private static final double SHARE = 0.05;

    private static final int PAGE = 500;

    /** The database works while the program compares. */
    private static final int WORKERS = 2;

    private final ContactMatching matching;
    private final KnownCustomers known;
    private final Reviews reviews;
    private final Customers customers;
    private final Live live;
    private final InstantSource clock;

    Duplicates(
            ContactMatching matching,
            KnownCustomers known,
            Reviews reviews,
            Customers customers,
            Live live,
            InstantSource clock) {
        this.matching = matching;
        this.known = known;
        this.reviews = reviews;
        this.customers = customers;
        this.live = live;
        this.clock = clock;
    }

    /** Where a search stands. */
    private enum Phase {
        PREPARE,
        COMPARE,
        DONE
    }

    /**
     * The last search.
     *
     * @param looked how many customers were held against the others so far
     * @param found how many pairs were put into the queue
     * @param ended in UTC; null: it is not over
     */
    record Search(
            UUID run,
            boolean done,
            long looked,
            long customers,
            long found,
            String startedBy,
            Instant started,
            @Nullable Instant ended) {}

    private record At(Phase phase, UUID after, long looked, long customers, long found) {}

    @Override
    public String name() {
        return NAME;
    }

    /** A new search takes the place of the last one. */
    void begin(DSLContext sql, TenantId tenant, UUID run, String who) {
        sql.query("""
                        INSERT INTO matching.search (tenant_id, run_id, phase, after_id, started_by, started_at)
                        VALUES (?::uuid, ?::uuid, 'PREPARE', ?::uuid, ?, ?::timestamptz)
                        ON CONFLICT (tenant_id) DO UPDATE SET run_id = excluded.run_id, phase = excluded.phase,
                            after_id = excluded.after_id, looked = 0, customers = 0, found = 0, started_by = excluded.started_by,
                            started_at = excluded.started_at, ended_at = NULL
                        """, tenant.value(), run, new UUID(0, 0), who, clock.instant().toString())
                .execute();
        live.changed(sql, tenant, Reviews.TOPIC, "duplicates");
    }

    @Nullable Search last(DSLContext sql, TenantId tenant) {
        var row = sql.resultQuery(
                        "SELECT run_id, phase, looked, customers, found, started_by, started_at, ended_at FROM matching.search"
                                + " WHERE tenant_id = ?::uuid",
                        tenant.value())
                .fetchOne();
        if (row == null) {
            return null;
        }
        OffsetDateTime ended = row.get(7, OffsetDateTime.class);
        return new Search(
                row.get(0, UUID.class),
                row.get(1, String.class).equals(Phase.DONE.name()),
                row.get(2, Long.class),
                row.get(3, Long.class),
                row.get(4, Long.class),
                row.get(5, String.class),
                row.get(6, OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant());
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        while (true) {
            run.checkpoint();
            At at = run.inTransaction(sql -> where(sql, run, false));
            if (at != null) {
                at = at.phase() == Phase.COMPARE ? compared(run, at) : step(run);
            }
            if (at == null) {
                return RunOutcome.failed("Another search was begun.");
            }
            if (at.phase() == Phase.PREPARE) {
                run.progress("Preparing", at.customers(), 0, null, null);
            } else {
                run.progress("Comparing", at.looked(), 0, at.customers(), at.found() + " found");
            }
            if (at.phase() == Phase.DONE) {
                return RunOutcome.succeeded("%,d customers were looked at; %,d pairs wait for a decision."
                        .formatted(at.looked(), at.found()));
            }
        }
    }

    private static @Nullable At where(DSLContext sql, ActiveRun run, boolean lock) {
        var row = sql.resultQuery(
                        "SELECT phase, after_id, looked, customers, found FROM matching.search WHERE tenant_id = ?::uuid AND"
                                + " run_id = ?::uuid" + (lock ? " FOR UPDATE" : ""),
                        run.tenant().value(),
                        run.id().value())
                .fetchOne();
        return row == null
                ? null
                : new At(
                        Phase.valueOf(row.get(0, String.class)),
                        row.get(1, UUID.class),
                        row.get(2, Long.class),
                        row.get(3, Long.class),
                        row.get(4, Long.class));
    }

    private @Nullable At step(ActiveRun run) {
        return run.inTransaction(sql -> {
            At at = where(sql, run, true);
            return at == null || at.phase() != Phase.PREPARE ? at : kept(sql, run, at, prepared(sql, run.tenant(), at));
        });
    }

    private At kept(DSLContext sql, ActiveRun run, At before, At next) {
        TenantId tenant = run.tenant();
        sql.query(
                        """
                        UPDATE matching.search SET phase = ?, after_id = ?::uuid, looked = ?, customers = ?, found = ?,
                            ended_at = CASE WHEN ? THEN coalesce(ended_at, ?::timestamptz) END
                        WHERE tenant_id = ?::uuid
                        """,
                        next.phase().name(),
                        next.after(),
                        next.looked(),
                        next.customers(),
                        next.found(),
                        next.phase() == Phase.DONE,
                        clock.instant().toString(),
                        tenant.value())
                .execute();
        if (next.found() > before.found() || next.phase() == Phase.DONE) {
            live.changed(sql, tenant, Reviews.TOPIC, "reviews");
        }
        live.changed(sql, tenant, Reviews.TOPIC, "duplicates");
        return next;
    }

    private At prepared(DSLContext sql, TenantId tenant, At at) {
        boolean all = matching.prepare(sql, tenant);
        if (all) {
            matching.ready(sql, tenant);
        }
        return new At(all ? Phase.COMPARE : Phase.PREPARE, at.after(), 0, known.count(sql, tenant), at.found());
    }

    /** Some pages side by side, each read and compared in a transaction of its own; what was found is written in one. */
    private @Nullable At compared(ActiveRun run, At at) {
        List<UUID> ids = run.inTransaction(sql -> known.after(sql, run.tenant(), at.after(), PAGE * WORKERS));
        List<List<UUID>> pages = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PAGE) {
            pages.add(ids.subList(from, Math.min(ids.size(), from + PAGE)));
        }
        List<Page> found = new ArrayList<>(Collections.nCopies(pages.size(), Page.NONE));
        Parallel.run(
                pages.size(),
                worker -> found.set(worker, run.inTransaction(sql -> page(sql, run.tenant(), pages.get(worker)))));
        return run.inTransaction(sql -> {
            At now = where(sql, run, true);
            if (now == null || !now.equals(at)) {
                return now;
            }
            long looked = at.looked() + ids.size();
            if (ids.isEmpty()) {
                return kept(sql, run, at, new At(Phase.DONE, at.after(), looked, looked, at.found()));
            }
            long asked = 0;
            for (Page page : found) {
                asked += asked(sql, run, page.ids(), page.found());
            }
            return kept(
                    sql,
                    run,
                    at,
                    new At(Phase.COMPARE, ids.getLast(), looked, Math.max(at.customers(), looked), at.found() + asked));
        });
    }

    private record Page(List<UUID> ids, List<ContactMatching.Found> found) {
        static final Page NONE = new Page(List.of(), List.of());
    }

    private Page page(DSLContext sql, TenantId tenant, List<UUID> those) {
        Map<UUID, Map<String, List<String>>> cells = known.cells(sql, tenant, those);
        List<UUID> ids = List.copyOf(cells.keySet());
        Map<UUID, Set<UUID>> apart = apart(sql, tenant, ids);
        List<Set<UUID>> not = new ArrayList<>();
        for (UUID id : ids) {
            Set<UUID> others = apart.getOrDefault(id, new HashSet<>());
            others.add(id);
            not.add(others);
        }
        return new Page(ids, matching.match(sql, tenant, List.copyOf(cells.values()), not, SHARE));
    }

    private long asked(DSLContext sql, ActiveRun run, List<UUID> ids, List<ContactMatching.Found> found) {
        TenantId tenant = run.tenant();
        double from = matching.settings(sql, tenant).review();
        Set<UUID> involved = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            for (ContactMatching.Candidate candidate : found.get(i).candidates()) {
                if (candidate.probability() >= from) {
                    involved.add(ids.get(i));
                    involved.add(candidate.person());
                }
            }
        }
        Map<UUID, Person> people = new HashMap<>();
        customers.people(sql, tenant, involved).forEach(person -> people.put(person.id(), person));
        long asked = 0;
        for (int i = 0; i < ids.size(); i++) {
            for (ContactMatching.Candidate candidate : found.get(i).candidates()) {
                Person one = people.get(ids.get(i));
                Person other = people.get(candidate.person());
                boolean likely = candidate.probability() >= from;
                if (likely && one != null && other != null && living(one) && living(other)) {
                    // whoever was there first stays, whichever of the two it was looked from
                    boolean first = BY_AGE.compare(one, other) < 0;
                    Person keep = first ? one : other;
                    Person gone = first ? other : one;
                    boolean fresh = reviews.ask(
                            sql,
                            tenant,
                            run.id().value(),
                            Reviews.Contact.ours(gone.id(), ContactCells.of(gone)),
                            new ContactMatching.Candidate(keep.id(), candidate.probability(), candidate.reasons()),
                            found.get(i).note());
                    asked += fresh ? 1 : 0;
                }
            }
        }
        return asked;
    }

    /** What it weighs that people made two records one elsewhere, in bits. */
    private static final double MERGED = 12;

    private static final double LIKELY = 0.99;

    /**
     * Asks of two whose records were made one elsewhere. Other than likeness, that is asked again where it was decided otherwise
     * before: somebody else decided it too.
     *
     * @param where the service, as people call it
     * @param why what became of the records
     */
    void propose(DSLContext sql, TenantId tenant, UUID one, UUID other, String where, String why, @Nullable UUID run) {
        List<Person> both = both(sql, tenant, one, other);
        if (both.size() == 2) {
            reviews.propose(
                    sql,
                    tenant,
                    run,
                    Reviews.Contact.ours(both.getLast().id(), ContactCells.of(both.getLast())),
                    new ContactMatching.Candidate(
                            both.getFirst().id(),
                            LIKELY,
                            List.of(new Explanation.Reason("merged in " + where, why, MERGED))),
                    "Merged in " + where);
        }
    }

    /** The two, whoever was there first before the other; fewer where one of them was merged or erased. */
    private List<Person> both(DSLContext sql, TenantId tenant, UUID one, UUID other) {
        return customers.people(sql, tenant, List.of(one, other)).stream()
                .filter(Duplicates::living)
                .sorted(BY_AGE)
                .toList();
    }

    /** Asks of two whom somebody else takes to be one; how likely it is, the likeness of what we know does not say. */
    boolean ask(DSLContext sql, TenantId tenant, UUID one, UUID other, String why, UUID run) {
        List<Person> both = both(sql, tenant, one, other);
        if (both.size() < 2) {
            return false;
        }
        // whoever was there first stays
        Person keep = both.getFirst();
        Reviews.Contact gone = Reviews.Contact.ours(both.getLast().id(), ContactCells.of(both.getLast()));
        boolean fresh = reviews.ask(
                sql,
                tenant,
                run,
                gone,
                new ContactMatching.Candidate(
                        keep.id(), matching.settings(sql, tenant).review(), List.of()),
                why);
        if (fresh) {
            live.changed(sql, tenant, Reviews.TOPIC, "reviews");
        }
        return fresh || reviews.isOpen(sql, tenant, gone, keep.id());
    }

    private static final Comparator<Person> BY_AGE =
            Comparator.comparing(Person::createdAt).thenComparing(Person::id);

    private static boolean living(Person person) {
        return person.mergedInto() == null && person.erasedAt() == null;
    }

    /** Whom people have said to be others: by a review of a contact that became one of them, or by taking a merge back. */
    private static Map<UUID, Set<UUID>> apart(DSLContext sql, TenantId tenant, List<UUID> ids) {
        Map<UUID, Set<UUID>> apart = new HashMap<>();
        UUID[] those = ids.toArray(UUID[]::new);
        sql.resultQuery("""
                        SELECT r.person_id, e.person_id FROM matching.review r
                        JOIN customers.external_id e ON e.tenant_id = r.tenant_id AND e.system = r.system AND e.object = r.object
                            AND e.external_id = r.external_id
                        WHERE r.tenant_id = ?::uuid AND r.state = 'DIFFERENT'
                          AND (r.person_id = ANY (?::uuid[]) OR e.person_id = ANY (?::uuid[]))
                        UNION ALL
                        SELECT kept, gone FROM customers.merge WHERE tenant_id = ?::uuid AND kind = 'PERSON' AND undone_at IS NOT NULL
                          AND (kept = ANY (?::uuid[]) OR gone = ANY (?::uuid[]))
                        """, tenant.value(), those, those, tenant.value(), those, those)
                .forEach(row -> {
                    UUID one = row.get(0, UUID.class);
                    UUID other = row.get(1, UUID.class);
                    apart.computeIfAbsent(one, id -> new HashSet<>()).add(other);
                    apart.computeIfAbsent(other, id -> new HashSet<>()).add(one);
                });
        return apart;
    }
}

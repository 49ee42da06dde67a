package io.salessync.pulls;

import io.salessync.connectors.CrmConnector.Counted;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds the ids that the CRM has against those that were landed: what is missing is fetched by id, what is gone is marked so. */
@Component
class IdComparison {
    private static final String DELETED = "IsDeleted";
    private static final int SOME = 5_000;
    private static final int ROUNDS = 3;
    private static final int IDS_AT_ONCE = 200;
    private static final int SWEEP_IN_BULK_FROM = 20_000;

    private final Database database;
    private final PullRows rows;
    private final Landing landing;
    private final Endings endings;
    private final InstantSource clock;

    IdComparison(Database database, PullRows rows, Landing landing, Endings endings, InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.landing = landing;
        this.endings = endings;
        this.clock = clock;
    }

    /**
     * After all was fetched: what was landed before and did not come now was deleted or no longer meets the conditions, unless it
     * only changed after the window. Returns how many there were.
     */
    long vanished(Pulling.Work work, Crms.Crm crm, Execution at) {
        long deleted = 0;
        String after = "";
        while (true) {
            String from = after;
            List<String> unseen = work.in(database, sql -> landing.unseen(sql, work.tenant(), at, from, IDS_AT_ONCE));
            if (unseen.isEmpty()) {
                return deleted;
            }
            after = unseen.getLast();
            Map<String, Landing.Gone> gone = new LinkedHashMap<>();
            unseen.forEach(id -> gone.put(id, Landing.Gone.DELETED));
            CrmQuery query = at.compiled()
                    .part(
                            List.of(new CrmQuery.Column("Id", CrmType.ID)),
                            "Id IN ('" + String.join("','", unseen) + "')",
                            null);
            if (!Answers.each(
                    work, crm, query, page -> page.forEach(row -> gone.remove(String.valueOf(row.get("Id")))))) {
                throw gaveUp("whether records that did not come are still there");
            }
            if (gone.isEmpty()) {
                continue;
            }
            gone.putAll(known(work, crm, at.compiled(), List.copyOf(gone.keySet())));
            deleted += work.in(database, sql -> landing.delete(sql, work.tenant(), at, gone));
        }
    }

    /**
     * The numbers differ: records were changed, made or deleted while they were fetched, or rows are missing. Which, the ids tell;
     * what is missing is fetched by id.
     */
    Execution compared(Pulling.Work work, Crms.Crm crm, Execution begun, @Nullable String window, long counted) {
        Execution at = begun;
        for (int round = 0; round < ROUNDS; round++) {
            Execution now = at;
            if (!sweep(work, crm, now, window, counted)) {
                return endings.broken(work, now, "Salesforce can neither count the rows nor list their ids");
            }
            at = completed(work, crm, now, window);
            if (at.isOver()) {
                return at;
            }
            Execution end = at;
            long swept = work.in(database, sql -> landing.swept(sql, work.tenant(), end));
            long landed = work.in(database, sql -> landing.count(sql, work.tenant(), end));
            long moved = landed + end.rejected() - swept;
            Counted again =
                    crm.connector().count(crm.connection(), end.compiled().count(window), work.run());
            // rows may leave the window meanwhile; more than the list of ids has may not be there
            boolean proved = !(again instanceof Counted.Rows(long rowCount) && rowCount > swept);
            if (proved && moved >= 0) {
                String why = moved == 0
                        ? null
                        : "%,d rows were changed or deleted while they were fetched; they belong to the next window"
                                .formatted(moved);
                return endings.sealed(work, end, swept, landed - moved, moved, why);
            }
        }
        Execution last = at;
        long landed = work.in(database, sql -> landing.count(sql, work.tenant(), last));
        Counted all = crm.connector().count(crm.connection(), last.compiled().count(window), work.run());
        return endings.unequal(
                work,
                last,
                all instanceof Counted.Rows(long rowCount) ? rowCount : counted,
                landed,
                "; its list of ids lacks the others");
    }

    /** With the rows that were missing, one lot after the other; over where Salesforce gives them up. */
    private Execution completed(Pulling.Work work, Crms.Crm crm, Execution begun, @Nullable String window) {
        Execution at = begun;
        while (true) {
            Execution now = at;
            List<String> missing = work.in(database, sql -> landing.missing(sql, work.tenant(), now, true, SOME));
            if (missing.isEmpty()) {
                return now;
            }
            Execution next = fetch(work, crm, now, window, missing);
            if (next == null) {
                long swept = work.in(database, sql -> landing.swept(sql, work.tenant(), now));
                long landed = work.in(database, sql -> landing.count(sql, work.tenant(), now));
                return endings.unequal(
                        work,
                        now,
                        swept,
                        landed,
                        "; missing are, among others, "
                                + String.join(", ", missing.subList(0, Math.min(5, missing.size()))));
            }
            at = next;
        }
    }

    private boolean sweep(Pulling.Work work, Crms.Crm crm, Execution at, @Nullable String window, long counted) {
        work.in(database, sql -> {
            rows.forgetSwept(sql, work.tenant(), at.id());
            return true;
        });
        CrmQuery query = at.compiled().part(List.of(new CrmQuery.Column("Id", CrmType.ID)), window, null);
        Consumer<List<Map<String, @Nullable Object>>> taking = page -> {
            List<String> ids =
                    page.stream().map(row -> String.valueOf(row.get("Id"))).toList();
            work.in(database, sql -> {
                landing.sweep(sql, work.tenant(), at, ids);
                return true;
            });
        };
        return counted < SWEEP_IN_BULK_FROM && Answers.each(work, crm, query, taking)
                || Answers.eachInBulk(work, crm, query, taking);
    }

    /**
     * Rows by id, as far as they are still in the window; those that are not any more are not missing either. Null where
     * Salesforce gives it up.
     */
    private @Nullable Execution fetch(
            Pulling.Work work, Crms.Crm crm, Execution begun, @Nullable String window, List<String> missing) {
        Execution at = begun;
        for (int from = 0; from < missing.size(); from += IDS_AT_ONCE) {
            Execution now = at;
            List<String> some = missing.subList(from, Math.min(missing.size(), from + IDS_AT_ONCE));
            String ids = "Id IN ('" + String.join("','", some) + "')";
            CrmQuery query = now.compiled()
                    .part(Windows.asked(now.compiled()), window == null ? ids : window + " AND " + ids, null);
            List<Map<String, @Nullable Object>> found = new ArrayList<>();
            List<CrmRead.Reject> rejects = new ArrayList<>();
            String locator = null;
            do {
                if (!(crm.connector().page(crm.connection(), query, locator, work.run())
                        instanceof CrmRead.Page page)) {
                    return null;
                }
                found.addAll(page.rows());
                rejects.addAll(page.rejects());
                locator = page.next();
            } while (locator != null);
            List<String> left = new ArrayList<>(some);
            found.forEach(row -> left.remove(String.valueOf(row.get("Id"))));
            rejects.forEach(reject -> left.remove(reject.id()));
            at = work.in(database, sql -> {
                landing.land(sql, work.tenant(), now, found);
                landing.unsweep(sql, work.tenant(), now, left);
                rows.reject(sql, work.tenant(), now.id(), rejects);
                long rejected = rejects.isEmpty() ? now.rejected() : rows.rejected(sql, work.tenant(), now.id());
                return rows.move(sql, work.tenant(), now, row -> {
                    row.setPage(now.page() + 1);
                    row.setReceived(now.received() + found.size() + rejects.size());
                    row.setRejected(rejected);
                });
            });
        }
        return at;
    }

    /**
     * All ids are listed and the list is held against the count: of the records that did not change within the last minute, so that
     * both speak of the same ones. What it lacks is asked for by id before anything is marked deleted.
     */
    Execution reconcile(Pulling.Work work, Crms.Crm crm, Execution begun) {
        Instant settled = clock.instant().minus(Pulling.SETTLED).truncatedTo(ChronoUnit.SECONDS);
        String window =
                Windows.window(begun.compiled(), null, begun.compiled().modstamp() == null ? null : settled, null);
        String why = "";
        for (int round = 0; round < ROUNDS; round++) {
            String wrong = listed(work, crm, begun, window);
            if (wrong == null) {
                return reconciled(work, crm, begun);
            }
            why = wrong;
        }
        return endings.broken(work, begun, why + "; nothing was deleted");
    }

    /** Lists all ids; null: nothing speaks against the list, else what does. */
    private @Nullable String listed(Pulling.Work work, Crms.Crm crm, Execution at, @Nullable String window) {
        CrmQuery count = at.compiled().count(window);
        Counted before = crm.connector().count(crm.connection(), count, work.run());
        if (!sweep(work, crm, at, window, before instanceof Counted.Rows(long all) ? all : Long.MAX_VALUE)) {
            return "Salesforce cannot list the ids of all records";
        }
        long listed = work.in(database, sql -> landing.swept(sql, work.tenant(), at));
        if (!(crm.connector().count(crm.connection(), count, work.run()) instanceof Counted.Rows(long counted))) {
            return "Salesforce cannot count the records, so nothing proves that its list of ids has them all";
        }
        // records may have left the window meanwhile; more than the list has may not be there
        if (counted > listed) {
            return "Salesforce counts %,d records, its list of ids has %,d".formatted(counted, listed);
        }
        return unlisted(work, crm, at, window);
    }

    /**
     * Asks by id for records that were landed and are not in the list; those that are still there join it. Null: all of them changed
     * after it was made, else what is wrong with it.
     */
    private @Nullable String unlisted(Pulling.Work work, Crms.Crm crm, Execution at, @Nullable String window) {
        List<CrmQuery.Column> id = List.of(new CrmQuery.Column("Id", CrmType.ID));
        String after = "";
        while (true) {
            String from = after;
            List<String> extra =
                    work.in(database, sql -> landing.extra(sql, work.tenant(), at, false, from, IDS_AT_ONCE));
            if (extra.isEmpty()) {
                return null;
            }
            after = extra.getLast();
            String ids = "Id IN ('" + String.join("','", extra) + "')";
            List<String> there = new ArrayList<>();
            List<String> lacking = new ArrayList<>();
            boolean told = Answers.each(work, crm, at.compiled().part(id, ids, null), page -> there.addAll(ids(page)));
            if (told && !there.isEmpty()) {
                told = Answers.each(
                        work,
                        crm,
                        at.compiled().part(id, window == null ? ids : window + " AND " + ids, null),
                        page -> lacking.addAll(ids(page)));
            }
            if (!told) {
                return "Salesforce gives up the question whether records that its list of ids lacks are still there";
            }
            if (!lacking.isEmpty()) {
                return "Salesforce's list of ids lacks records that are there, such as %s"
                        .formatted(lacking.getFirst());
            }
            work.in(database, sql -> {
                landing.sweep(sql, work.tenant(), at, there);
                return true;
            });
        }
    }

    /** The list is proved: what it has and we lack is fetched, then what we have and it lacks is marked deleted. */
    private Execution reconciled(Pulling.Work work, Crms.Crm crm, Execution begun) {
        Compiled compiled = begun.compiled();
        long counted = work.in(database, sql -> landing.swept(sql, work.tenant(), begun));
        // what changed since the last window is the next window's
        String before = compiled.modstamp() == null ? null : Windows.window(compiled, null, begun.to(), null);
        Execution at = begun;
        while (true) {
            Execution now = at;
            List<String> missing = work.in(database, sql -> landing.missing(sql, work.tenant(), now, false, SOME));
            if (missing.isEmpty()) {
                break;
            }
            Execution next = fetch(work, crm, now, before, missing);
            if (next == null) {
                return endings.broken(
                        work, now, "Salesforce gives up on records that were missing; nothing was deleted");
            }
            at = next;
        }
        Execution end = at;
        long deleted = forget(work, crm, end);
        return work.in(database, sql -> {
            long here = landing.here(sql, work.tenant(), end);
            rows.forgetSwept(sql, work.tenant(), end.id());
            rows.reconciled(sql, work.tenant(), end.pull());
            return rows.move(sql, work.tenant(), end, row -> {
                row.setCounted(counted);
                row.setLanded(here);
                row.setMoved(counted - here - end.rejected());
                row.setDeleted(deleted);
                row.setSealed(true);
                row.setWhy("%,d records are gone or no longer meet the conditions, %,d had been missed"
                        .formatted(deleted, end.received()));
                row.setPhase(Execution.Phase.DONE.name());
                row.setEndedAt(clock.instant());
            });
        });
    }

    /** Marks deleted what is landed and surely not there any more; returns how many there were. */
    private long forget(Pulling.Work work, Crms.Crm crm, Execution at) {
        long deleted = 0;
        String after = "";
        while (true) {
            String from = after;
            List<String> gone =
                    work.in(database, sql -> landing.extra(sql, work.tenant(), at, false, from, IDS_AT_ONCE));
            if (gone.isEmpty()) {
                return deleted;
            }
            Map<String, Landing.Gone> fates = new LinkedHashMap<>();
            gone.forEach(id -> fates.put(id, Landing.Gone.DELETED));
            fates.putAll(known(work, crm, at.compiled(), gone));
            deleted += work.in(database, sql -> {
                rows.hold(sql, work.tenant(), at);
                return landing.delete(sql, work.tenant(), at, fates);
            });
            after = gone.getLast();
            Answers.checkpoint(work);
        }
    }

    /**
     * What became of these: into which records they were merged, as far as they are still in the bin, and which of them are there and
     * only do not meet the conditions any more.
     */
    private static Map<String, Landing.Gone> known(
            Pulling.Work work, Crms.Crm crm, Compiled compiled, List<String> ids) {
        Map<String, Landing.Gone> known = new LinkedHashMap<>();
        List<CrmQuery.Column> columns = new ArrayList<>(List.of(new CrmQuery.Column("Id", CrmType.ID)));
        if (compiled.hasDeleted()) {
            columns.add(new CrmQuery.Column(DELETED, CrmType.FLAG));
        }
        if (compiled.hasMaster()) {
            columns.add(new CrmQuery.Column("MasterRecordId", CrmType.ID));
        }
        if (columns.size() == 1) {
            return known;
        }
        String soql = "SELECT "
                + String.join(", ", columns.stream().map(CrmQuery.Column::path).toList()) + " FROM " + compiled.object()
                + " WHERE Id IN ('" + String.join("','", ids) + "')";
        CrmQuery query = new CrmQuery(compiled.object(), soql, columns, true);
        if (!Answers.each(work, crm, query, page -> known.putAll(gone(page)))) {
            throw gaveUp("what became of records that are gone");
        }
        return known;
    }

    private static List<String> ids(List<Map<String, @Nullable Object>> page) {
        return page.stream().map(row -> String.valueOf(row.get("Id"))).toList();
    }

    static Map<String, Landing.Gone> gone(List<Map<String, @Nullable Object>> page) {
        Map<String, Landing.Gone> gone = new LinkedHashMap<>();
        page.forEach(row -> gone.put(
                String.valueOf(row.get("Id")),
                new Landing.Gone((String) row.get("MasterRecordId"), Boolean.FALSE.equals(row.get(DELETED)))));
        return gone;
    }

    private static Problem gaveUp(String what) {
        return Problem.of(PullsProblem.NOT_SEALED, "Salesforce gives up the question " + what);
    }
}

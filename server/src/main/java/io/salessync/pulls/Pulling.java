package io.salessync.pulls;

import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmConnector.Counted;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.problems.ErrorCode;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Fetches a pull step by step: each page is landed together with the place of the next one, so that a kill costs one page at
 * most. A pull ends sealed, when what the CRM counts in the window is what was landed or refused by name, or it ends broken,
 * with the reason.
 */
@Component
class Pulling {
    /** What was written within the last minute may still be about to be committed. */
    static final Duration SETTLED = Duration.ofSeconds(60);

    private static final Duration COVERED_LOOK = Duration.ofHours(2);
    private final Database database;
    private final Crms crms;
    private final PullRows rows;
    private final Landing landing;
    private final Turns turns;
    private final IdComparison ids;
    private final Endings endings;
    private final InstantSource clock;
    private final Ahead ahead = new Ahead();

    Pulling(
            Database database,
            Crms crms,
            PullRows rows,
            Landing landing,
            Turns turns,
            IdComparison ids,
            Endings endings,
            InstantSource clock) {
        this.database = database;
        this.crms = crms;
        this.rows = rows;
        this.landing = landing;
        this.turns = turns;
        this.ids = ids;
        this.endings = endings;
        this.clock = clock;
    }

    /** Whom a pull works for: a run of its own, or a node of a flow. */
    record Work(
            TenantId tenant,
            @Nullable ActiveRun run,
            @Nullable UUID runId) {
        static Work of(ActiveRun run) {
            return new Work(run.tenant(), run, run.id().value());
        }

        static Work of(TenantId tenant, UUID runId) {
            return new Work(tenant, null, runId);
        }

        <T> T in(Database database, Function<DSLContext, T> what) {
            return run == null ? database.inTenant(tenant, what) : run.inTransaction(what);
        }
    }

    /** Begins: the window is fixed, what is still being committed is asked for, the rows are counted, the interface chosen. */
    Execution begin(Work work, Pull pull, boolean full) {
        turns.waitForOthers(work, pull);
        Crms.Crm crm = crms.of(work.tenant(), pull.connection());
        Compiled compiled = crms.usable(crm, pull.query(), work.run());
        boolean plain = compiled.limit() != null || compiled.order() != null;
        String modstamp = plain ? null : compiled.modstamp();
        Instant to = modstamp == null ? null : clock.instant().minus(SETTLED).truncatedTo(ChronoUnit.SECONDS);
        Instant cursor = pull.cursor();
        Instant from = full || pull.mode() == Pull.Mode.FULL || cursor == null || modstamp == null
                ? null
                : cursor.minusSeconds(pull.overlap());
        // asked before the rows are: what is open now and commits later is older than this
        Instant covered = to == null ? null : covered(crm, compiled, from, to, work.run());
        Execution.Kind kind = from == null ? Execution.Kind.FULL : Execution.Kind.INCREMENTAL;
        boolean tooMuch = false;
        long count = 0;
        switch (crm.connector()
                .count(crm.connection(), compiled.count(Windows.window(compiled, from, to, null)), work.run())) {
            case Counted.Rows(long rowCount) -> count = rowCount;
            case Counted.TooMuch much -> tooMuch = true;
        }
        boolean bulk = !plain && (tooMuch || count >= CrmConnector.BULK_FROM);
        Execution.Api api = bulk ? Execution.Api.BULK : Execution.Api.REST;
        return turns.alone(
                work,
                pull,
                sql -> rows.begin(sql, work.tenant(), pull, work.runId(), kind, compiled, api, from, to, covered));
    }

    private @Nullable Instant covered(
            Crms.Crm crm, Compiled compiled, @Nullable Instant from, Instant to, @Nullable ActiveRun run) {
        if (!"SystemModstamp".equals(compiled.modstamp())) {
            return null;
        }
        Instant start = to.minus(COVERED_LOOK);
        if (from != null && from.isAfter(start)) {
            start = from.isBefore(to.minusSeconds(60)) ? from : to.minusSeconds(60);
        }
        try {
            Instant told = crm.connector()
                    .updated(crm.connection(), compiled.object(), start, to, run)
                    .latestDateCovered();
            // where it tells nothing, long transactions of the last hours may still be open
            return told == null ? start : told;
        } catch (Problem problem) {
            if (problem.code().kind() == ErrorCode.Kind.WRONG_INPUT
                    || problem.code().kind() == ErrorCode.Kind.NOT_FOUND) {
                // objects that are not replicated cannot be asked
                return start;
            }
            throw problem;
        }
    }

    /** One step on; over when {@link Execution#isOver}. What trying again cannot mend ends it broken, with the reason. */
    Execution step(Work work, Execution at) {
        try {
            return stepped(work, at);
        } catch (Problem problem) {
            boolean passes = problem.code().kind() == ErrorCode.Kind.UNREACHABLE
                    || problem.code().kind() == ErrorCode.Kind.TOO_OFTEN
                    || problem.code() == PullsProblem.TAKEN_OVER
                    || problem.code() == PullsProblem.IN_USE;
            if (!passes) {
                endings.broken(work, at, problem.detail());
            }
            throw problem;
        }
    }

    private Execution stepped(Work work, Execution at) {
        Crms.Crm crm = crms.of(
                work.tenant(),
                work.in(database, sql -> rows.present(sql, work.tenant(), at.pull()))
                        .connection());
        return switch (at.phase()) {
            case ROWS -> at.api() == Execution.Api.BULK ? bulk(work, crm, at) : rest(work, crm, at);
            case DELETES -> deletes(work, crm, at);
            case SEAL -> at.kind() == Execution.Kind.RECONCILE ? ids.reconcile(work, crm, at) : seal(work, crm, at);
            case DONE, BROKEN -> at;
        };
    }

    // ------------------------------------------------------------------ rows over REST

    private Execution rest(Work work, Crms.Crm crm, Execution at) {
        Compiled compiled = at.compiled();
        CrmQuery query = at.isPlain()
                ? compiled.query()
                : compiled.part(
                        Windows.asked(compiled),
                        Windows.window(compiled, at.sliceFrom(), at.sliceTo(), at.after()),
                        compiled.modstamp() == null ? "Id" : compiled.modstamp() + ", Id");
        return switch (crm.connector().page(crm.connection(), query, at.locator(), work.run())) {
            case CrmRead.Page page ->
                landed(work, at, page, page.next() != null || isLastSlice(at) ? null : nextSlice(at));
            case CrmRead.LocatorGone gone -> {
                if (!at.isPlain()) {
                    // the last landed row says where to go on
                    yield endings.move(work, at, row -> row.setLocator(null));
                }
                yield again(work, at, gone.message());
            }
            case CrmRead.TooMuch much -> smaller(work, at, much);
        };
    }

    private static boolean isLastSlice(Execution at) {
        Instant to = at.to();
        Instant slice = at.sliceTo();
        return to == null || slice == null || !slice.isBefore(to);
    }

    private record Slice(@Nullable Instant from, @Nullable Instant to) {}

    private static Slice nextSlice(Execution at) {
        Instant from = at.sliceTo();
        Instant to = at.to();
        Instant before = at.sliceFrom();
        if (from == null || to == null) {
            return new Slice(from, to);
        }
        Duration width = before == null ? Duration.ofDays(1) : Duration.between(before, from);
        Instant end = from.plus(width.multipliedBy(2));
        return new Slice(from, end.isBefore(to) ? end : to);
    }

    /** Too long or too large: half of the time, and where that is not possible, in bulk. */
    private Execution smaller(Work work, Execution at, CrmRead.TooMuch much) {
        if (at.isPlain()) {
            return endings.broken(
                    work,
                    at,
                    "Salesforce gives the query up (" + much.code() + ": " + much.message()
                            + "). With an order or a number of rows it can be neither parted nor done in bulk; take"
                            + " them out, or narrow the conditions.");
        }
        Instant from = at.sliceFrom();
        Execution.After after = at.after();
        Instant reached = after == null ? null : after.at();
        if (reached != null && (from == null || reached.isAfter(from))) {
            from = reached;
        }
        Instant to = at.sliceTo();
        boolean parts = !much.code().equals("URL_TOO_LONG")
                && from != null
                && to != null
                && Duration.between(from, to).compareTo(Duration.ofSeconds(2)) >= 0;
        if (!parts || from == null || to == null) {
            return endings.move(work, at, row -> {
                row.setApi(Execution.Api.BULK.name());
                row.setLocator(null);
                row.setJob(null);
            });
        }
        Instant begin = from;
        Instant middle = begin.plus(Duration.between(begin, to).dividedBy(2)).truncatedTo(ChronoUnit.SECONDS);
        return endings.move(work, at, row -> {
            row.setSliceFrom(begin);
            row.setSliceTo(middle.isAfter(begin) ? middle : begin.plusSeconds(1));
            row.setLocator(null);
        });
    }

    /** From the beginning: what is landed already is landed again. */
    private Execution again(Work work, Execution at, String reason) {
        if (at.restarts() >= Answers.RESTARTS) {
            return endings.broken(work, at, "Begun anew " + Answers.RESTARTS + " times, in vain: " + reason);
        }
        return endings.move(work, at, row -> {
            row.setRestarts(at.restarts() + 1);
            row.setLocator(null);
            row.setJob(null);
            row.setAfterAt(null);
            row.setAfterId(null);
            row.setSliceFrom(at.from());
            row.setSliceTo(at.to());
        });
    }

    /**
     * Lands a page and notes where the next one is, in one transaction.
     *
     * @param slice the part of the window that follows; null: the same, or none
     */
    private Execution landed(Work work, Execution at, CrmRead.Page page, @Nullable Slice slice) {
        boolean more = page.next() != null || slice != null;
        return work.in(database, sql -> {
            landing.land(sql, work.tenant(), at, page.rows());
            rows.reject(sql, work.tenant(), at.id(), page.rejects());
            long rejected = page.rejects().isEmpty() ? at.rejected() : rows.rejected(sql, work.tenant(), at.id());
            return rows.move(sql, work.tenant(), at, row -> {
                row.setPage(at.page() + 1);
                row.setReceived(
                        at.received() + page.rows().size() + page.rejects().size());
                row.setRejected(rejected);
                row.setLocator(page.next());
                if (!page.rows().isEmpty()) {
                    Map<String, @Nullable Object> last = page.rows().getLast();
                    String modstamp = at.compiled().modstamp();
                    row.setAfterId(String.valueOf(last.get("Id")));
                    row.setAfterAt(modstamp == null ? null : (Instant) last.get(modstamp));
                }
                if (slice != null) {
                    row.setSliceFrom(slice.from());
                    row.setSliceTo(slice.to());
                    row.setAfterAt(null);
                    row.setAfterId(null);
                }
                if (!more) {
                    boolean deletes = at.from() != null
                            && at.compiled().hasDeleted()
                            && !at.compiled().deleted();
                    row.setPhase((deletes ? Execution.Phase.DELETES : Execution.Phase.SEAL).name());
                }
            });
        });
    }

    // ------------------------------------------------------------------ rows in bulk

    private Execution bulk(Work work, Crms.Crm crm, Execution at) {
        Compiled compiled = at.compiled();
        CrmQuery query =
                compiled.part(Windows.asked(compiled), Windows.window(compiled, at.from(), at.to(), null), null);
        String job = at.job();
        if (job == null) {
            String made = crm.connector().startBulk(crm.connection(), query, work.run());
            return endings.move(work, at, row -> {
                row.setJob(made);
                row.setLocator(null);
            });
        }
        if (at.locator() == null) {
            CrmConnector.BulkState state =
                    crm.connector().bulk(crm.connection(), job, Answers.BULK_PATIENCE, work.run());
            switch (state.state()) {
                case RUNNING -> {
                    return at;
                }
                case DONE -> {
                    // its pages follow
                }
                case FAILED -> {
                    return failed(work, crm, at, job, String.valueOf(state.message()));
                }
                case ABORTED, GONE -> {
                    return again(work, at, "Salesforce has ended the bulk query");
                }
            }
        }
        return switch (ahead.page(at, () -> bulkPage(work, crm, query, job, at.locator()))) {
            case CrmRead.Page page -> {
                String next = page.next();
                if (next != null) {
                    // while this page is landed the next one is on its way
                    ahead.begin(at, next, () -> bulkPage(work, crm, query, job, next));
                }
                yield landed(work, at, page, null);
            }
            case CrmRead.LocatorGone gone -> again(work, at, gone.message());
            case CrmRead.TooMuch much -> again(work, at, much.code() + ": " + much.message());
        };
    }

    private static CrmRead bulkPage(Work work, Crms.Crm crm, CrmQuery query, String job, @Nullable String locator) {
        return crm.connector().bulkPage(crm.connection(), query, job, locator, work.run());
    }

    /** A bulk query that failed is begun anew once; then rows are asked for part by part. */
    private Execution failed(Work work, Crms.Crm crm, Execution at, String job, String message) {
        crm.connector().endBulk(crm.connection(), job, true, work.run());
        if (at.restarts() == 0 || at.from() == null) {
            return again(work, at, "Salesforce's bulk query failed: " + message);
        }
        Execution begun = again(work, at, "Salesforce's bulk query failed: " + message);
        return begun.isOver() ? begun : endings.move(work, begun, row -> row.setApi(Execution.Api.REST.name()));
    }

    // ------------------------------------------------------------------ deletions

    private Execution deletes(Work work, Crms.Crm crm, Execution at) {
        Compiled compiled = at.compiled();
        List<CrmQuery.Column> columns = new ArrayList<>();
        columns.add(new CrmQuery.Column("Id", CrmType.ID));
        if (compiled.hasMaster()) {
            columns.add(new CrmQuery.Column("MasterRecordId", CrmType.ID));
        }
        String soql = "SELECT "
                + String.join(", ", columns.stream().map(CrmQuery.Column::path).toList()) + " FROM " + compiled.object()
                + " WHERE IsDeleted = TRUE AND " + Windows.window(compiled, at.from(), at.to(), null);
        CrmQuery query = new CrmQuery(compiled.object(), soql, columns, true);
        long[] deleted = {0};
        Consumer<List<Map<String, @Nullable Object>>> taking = page -> {
            Map<String, Landing.Gone> gone = IdComparison.gone(page);
            deleted[0] += work.in(database, sql -> landing.delete(sql, work.tenant(), at, gone));
        };
        // without them the window is not complete: its cursor stays, and the next run reads them again
        if (!Answers.each(work, crm, query, taking) && !Answers.eachInBulk(work, crm, query, taking)) {
            return endings.broken(
                    work,
                    at,
                    "Salesforce gives up the query for what was deleted since %s, over REST and in bulk; the next run reads it again"
                            .formatted(at.from()));
        }
        return endings.move(work, at, row -> {
            row.setDeleted(at.deleted() + deleted[0]);
            row.setPhase(Execution.Phase.SEAL.name());
        });
    }

    // ------------------------------------------------------------------ the seal

    private Execution seal(Work work, Crms.Crm crm, Execution at) {
        String job = at.job();
        if (job != null && at.api() == Execution.Api.BULK) {
            crm.connector().endBulk(crm.connection(), job, true, work.run());
        }
        if (at.from() == null && !at.isPlain()) {
            long gone = ids.vanished(work, crm, at);
            if (gone > 0) {
                endings.move(work, at, row -> row.setDeleted(row.getDeleted() + gone));
            }
        }
        Compiled compiled = at.compiled();
        String window = Windows.window(compiled, at.from(), at.to(), null);
        Counted counted = crm.connector().count(crm.connection(), compiled.count(window), work.run());
        long landed = work.in(database, sql -> landing.count(sql, work.tenant(), at));
        if (counted instanceof Counted.Rows(long all)) {
            long expected = compiled.limit() == null ? all : Math.min(all, compiled.limit());
            if (expected == landed + at.rejected()) {
                return endings.sealed(work, at, expected, landed, 0, null);
            }
            if (at.isPlain()) {
                return at.restarts() == 0
                        ? endings.move(work, at, row -> {
                            row.setRestarts(1);
                            row.setLocator(null);
                            row.setPhase(Execution.Phase.ROWS.name());
                        })
                        : endings.unequal(work, at, expected, landed, "");
            }
        } else if (at.isPlain()) {
            return endings.broken(work, at, "Salesforce cannot count the rows, so nothing proves that all came");
        }
        return ids.compared(work, crm, at, window, counted instanceof Counted.Rows(long all) ? all : Long.MAX_VALUE);
    }

    // ------------------------------------------------------------------ nightly comparison

    /** Begins a comparison of all ids. */
    Execution beginReconcile(Work work, Pull pull) {
        turns.waitForOthers(work, pull);
        Crms.Crm crm = crms.of(work.tenant(), pull.connection());
        Compiled compiled = crms.usable(crm, pull.query(), work.run());
        Instant cursor = pull.cursor();
        return turns.alone(
                work,
                pull,
                sql -> rows.begin(
                        sql,
                        work.tenant(),
                        pull,
                        work.runId(),
                        Execution.Kind.RECONCILE,
                        compiled,
                        Execution.Api.REST,
                        null,
                        cursor,
                        null));
    }

    /** All rows were handed on. */
    void accept(Work work, Execution at) {
        work.in(database, sql -> {
            rows.accept(sql, work.tenant(), at);
            landing.handedOn(sql, work.tenant(), at);
            return true;
        });
    }

    /** Goes on with what a killed execution of the same run left, or begins. */
    Execution resume(Work work, Pull pull, boolean full) {
        UUID run = work.runId();
        if (run != null) {
            Execution open = work.in(database, sql -> rows.open(sql, work.tenant(), pull.id(), run))
                    .orElse(null);
            if (open != null) {
                return open;
            }
        }
        return begin(work, pull, full);
    }
}

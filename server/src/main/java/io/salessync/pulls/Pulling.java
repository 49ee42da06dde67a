package io.salessync.pulls;

import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmConnector.Counted;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.problems.ErrorCode;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pulls.jooq.tables.records.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final String DELETED = "IsDeleted";

    private static final Duration SETTLED = Duration.ofSeconds(60);

    private static final Duration BULK_PATIENCE = Duration.ofSeconds(45);
    private static final int RESTARTS = 4;
    private static final int SOME = 5_000;
    private static final int ROUNDS = 3;
    private static final int IDS_AT_ONCE = 200;
    private static final int SWEEP_IN_BULK_FROM = 20_000;
    private static final Duration COVERED_LOOK = Duration.ofHours(2);

    /** Longer than what a flow takes for a fault of its source: waiting for another run costs it no attempt. */
    private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(6);

    private final Database database;
    private final Crms crms;
    private final PullRows rows;
    private final Landing landing;
    private final Runs runs;
    private final InstantSource clock;
    private final Ahead ahead = new Ahead();

    Pulling(Database database, Crms crms, PullRows rows, Landing landing, Runs runs, InstantSource clock) {
        this.database = database;
        this.crms = crms;
        this.rows = rows;
        this.landing = landing;
        this.runs = runs;
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
    }

    private <T> T in(Work work, Function<DSLContext, T> what) {
        ActiveRun run = work.run();
        return run == null ? database.inTenant(work.tenant(), what) : run.inTransaction(what);
    }

    /**
     * The other run that fetches this pull, or hands on what it fetched, and is not over; empty: there is none. One that a person has
     * paused is waited for too, since it goes on where it was; a paused comparison just begins anew.
     */
    Optional<Run> other(DSLContext sql, TenantId tenant, UUID pull, @Nullable UUID run) {
        for (Execution open : rows.ofOthers(sql, tenant, pull, run)) {
            UUID owner = open.run();
            Run found =
                    owner == null ? null : runs.find(tenant, new RunId(owner)).orElse(null);
            if (found == null || found.state().isFinal()) {
                continue;
            }
            boolean pausedByHand = found.state() == RunState.PAUSED && found.waitsUntil() == null;
            if (open.kind() != Execution.Kind.RECONCILE || !pausedByHand) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Begins where no other run is at this pull; puts the run off until then otherwise. */
    private Execution alone(Work work, Pull pull, Function<DSLContext, Execution> beginning) {
        record Begun(
                @Nullable Execution execution, @Nullable Run other) {}
        Begun begun = in(work, sql -> {
            rows.lock(sql, work.tenant(), pull.id());
            Run other = other(sql, work.tenant(), pull.id(), work.runId()).orElse(null);
            return new Begun(other == null ? beginning.apply(sql) : null, other);
        });
        Execution execution = begun.execution();
        if (execution == null) {
            throw putOff(work, begun.other());
        }
        return execution;
    }

    /** Nothing is asked of the CRM for a run that has to wait anyway. */
    private void waitForOthers(Work work, Pull pull) {
        Optional<Run> other = in(work, sql -> other(sql, work.tenant(), pull.id(), work.runId()));
        if (other.isPresent()) {
            throw putOff(work, other.get());
        }
    }

    private RuntimeException putOff(Work work, @Nullable Run other) {
        Instant until = clock.instant().plus(WAIT_FOR_OTHERS);
        String who = other == null
                ? "another run"
                : "run " + other.id() + " (" + other.title() + ")"
                        + (other.state() == RunState.PAUSED && other.waitsUntil() == null
                                ? ", which is paused: resume or cancel it"
                                : "");
        String reason = "The same pull is being fetched by " + who;
        ActiveRun run = work.run();
        return run != null
                ? run.sleepUntil(until, reason)
                : Problem.of(PullsProblem.IN_USE, reason + ". It is tried again at " + until + ".")
                        .with("notBefore", until.toString());
    }

    /** Begins: the window is fixed, what is still being committed is asked for, the rows are counted, the interface chosen. */
    Execution begin(Work work, Pull pull, boolean full) {
        waitForOthers(work, pull);
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
        switch (crm.connector().count(crm.connection(), compiled.count(window(compiled, from, to, null)), work.run())) {
            case Counted.Rows(long rowCount) -> count = rowCount;
            case Counted.TooMuch much -> tooMuch = true;
        }
        boolean bulk = !plain && (tooMuch || count >= CrmConnector.BULK_FROM);
        Execution.Api api = bulk ? Execution.Api.BULK : Execution.Api.REST;
        return alone(
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

    private static @Nullable String window(
            Compiled compiled, @Nullable Instant from, @Nullable Instant to, Execution.@Nullable After after) {
        List<String> parts = new ArrayList<>();
        String field = compiled.modstamp();
        if (field != null && from != null) {
            parts.add(field + " >= " + Moments.written(from));
        }
        if (field != null && to != null) {
            parts.add(field + " < " + Moments.written(to));
        }
        if (after != null) {
            Instant at = after.at();
            parts.add(
                    field == null || at == null
                            ? "Id > '" + after.id() + "'"
                            : "(%1$s > %2$s OR (%1$s = %2$s AND Id > '%3$s'))"
                                    .formatted(field, Moments.written(at), after.id()));
        }
        return parts.isEmpty() ? null : String.join(" AND ", parts);
    }

    /** The columns with the time of change, which the keyset needs. */
    private static List<CrmQuery.Column> asked(Compiled compiled) {
        String modstamp = compiled.modstamp();
        boolean there = modstamp == null
                || compiled.columns().stream().anyMatch(column -> column.path().equals(modstamp));
        if (there || modstamp == null) {
            return compiled.columns();
        }
        List<CrmQuery.Column> columns = new ArrayList<>(compiled.columns());
        columns.add(new CrmQuery.Column(modstamp, CrmType.INSTANT));
        return columns;
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
                broken(work, at, problem.detail());
            }
            throw problem;
        }
    }

    private Execution stepped(Work work, Execution at) {
        Crms.Crm crm = crms.of(
                work.tenant(),
                in(work, sql -> rows.present(sql, work.tenant(), at.pull())).connection());
        return switch (at.phase()) {
            case ROWS -> at.api() == Execution.Api.BULK ? bulk(work, crm, at) : rest(work, crm, at);
            case DELETES -> deletes(work, crm, at);
            case SEAL -> at.kind() == Execution.Kind.RECONCILE ? reconcile(work, crm, at) : seal(work, crm, at);
            case DONE, BROKEN -> at;
        };
    }

    private Execution move(Work work, Execution at, Consumer<ExecutionRecord> change) {
        return in(work, sql -> rows.move(sql, work.tenant(), at, change));
    }

    private Execution broken(Work work, Execution at, String why) {
        return move(work, at, row -> {
            row.setPhase(Execution.Phase.BROKEN.name());
            row.setWhy(why.length() <= 1_000 ? why : why.substring(0, 999) + "…");
            row.setEndedAt(clock.instant());
        });
    }

    // ------------------------------------------------------------------ rows over REST

    private Execution rest(Work work, Crms.Crm crm, Execution at) {
        Compiled compiled = at.compiled();
        CrmQuery query = at.isPlain()
                ? compiled.query()
                : compiled.part(
                        asked(compiled),
                        window(compiled, at.sliceFrom(), at.sliceTo(), at.after()),
                        compiled.modstamp() == null ? "Id" : compiled.modstamp() + ", Id");
        return switch (crm.connector().page(crm.connection(), query, at.locator(), work.run())) {
            case CrmRead.Page page ->
                landed(work, at, page, page.next() != null || isLastSlice(at) ? null : nextSlice(at));
            case CrmRead.LocatorGone gone -> {
                if (!at.isPlain()) {
                    // the last landed row says where to go on
                    yield move(work, at, row -> row.setLocator(null));
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
            return broken(
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
            return move(work, at, row -> {
                row.setApi(Execution.Api.BULK.name());
                row.setLocator(null);
                row.setJob(null);
            });
        }
        Instant begin = from;
        Instant middle = begin.plus(Duration.between(begin, to).dividedBy(2)).truncatedTo(ChronoUnit.SECONDS);
        return move(work, at, row -> {
            row.setSliceFrom(begin);
            row.setSliceTo(middle.isAfter(begin) ? middle : begin.plusSeconds(1));
            row.setLocator(null);
        });
    }

    /** From the beginning: what is landed already is landed again. */
    private Execution again(Work work, Execution at, String reason) {
        if (at.restarts() >= RESTARTS) {
            return broken(work, at, "Begun anew " + RESTARTS + " times, in vain: " + reason);
        }
        return move(work, at, row -> {
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
        return in(work, sql -> {
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
        CrmQuery query = compiled.part(asked(compiled), window(compiled, at.from(), at.to(), null), null);
        String job = at.job();
        if (job == null) {
            String made = crm.connector().startBulk(crm.connection(), query, work.run());
            return move(work, at, row -> {
                row.setJob(made);
                row.setLocator(null);
            });
        }
        if (at.locator() == null) {
            CrmConnector.BulkState state = crm.connector().bulk(crm.connection(), job, BULK_PATIENCE, work.run());
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
        return begun.isOver() ? begun : move(work, begun, row -> row.setApi(Execution.Api.REST.name()));
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
                + " WHERE IsDeleted = TRUE AND " + window(compiled, at.from(), at.to(), null);
        CrmQuery query = new CrmQuery(compiled.object(), soql, columns, true);
        long[] deleted = {0};
        Consumer<List<Map<String, @Nullable Object>>> taking = page -> {
            Map<String, Landing.Gone> gone = gone(page);
            deleted[0] += in(work, sql -> landing.delete(sql, work.tenant(), at, gone));
        };
        // without them the window is not complete: its cursor stays, and the next run reads them again
        if (!each(work, crm, query, taking) && !eachInBulk(work, crm, query, taking)) {
            return broken(
                    work,
                    at,
                    "Salesforce gives up the query for what was deleted since %s, over REST and in bulk; the next run reads it again"
                            .formatted(at.from()));
        }
        return move(work, at, row -> {
            row.setDeleted(at.deleted() + deleted[0]);
            row.setPhase(Execution.Phase.SEAL.name());
        });
    }

    private static Map<String, Landing.Gone> gone(List<Map<String, @Nullable Object>> page) {
        Map<String, Landing.Gone> gone = new LinkedHashMap<>();
        page.forEach(row -> gone.put(
                String.valueOf(row.get("Id")),
                new Landing.Gone((String) row.get("MasterRecordId"), Boolean.FALSE.equals(row.get(DELETED)))));
        return gone;
    }

    /** Every page of a query, begun anew where a place in it is gone; false where Salesforce gives it up. */
    private boolean each(
            Work work, Crms.Crm crm, CrmQuery query, Consumer<List<Map<String, @Nullable Object>>> taking) {
        String locator = null;
        int begun = 1;
        while (true) {
            switch (crm.connector().page(crm.connection(), query, locator, work.run())) {
                case CrmRead.Page page -> {
                    taking.accept(page.rows());
                    checkpoint(work);
                    if (page.next() == null) {
                        return true;
                    }
                    locator = page.next();
                }
                case CrmRead.LocatorGone gone -> {
                    if (++begun > RESTARTS) {
                        return false;
                    }
                    locator = null;
                }
                case CrmRead.TooMuch much -> {
                    return false;
                }
            }
        }
    }

    /** The same in bulk. */
    private boolean eachInBulk(
            Work work, Crms.Crm crm, CrmQuery query, Consumer<List<Map<String, @Nullable Object>>> taking) {
        for (int begun = 0; begun < RESTARTS; begun++) {
            String job = crm.connector().startBulk(crm.connection(), query, work.run());
            CrmConnector.BulkState.State state = CrmConnector.BulkState.State.RUNNING;
            for (int looks = 0; state == CrmConnector.BulkState.State.RUNNING && looks < 60; looks++) {
                state = crm.connector()
                        .bulk(crm.connection(), job, BULK_PATIENCE, work.run())
                        .state();
                checkpoint(work);
            }
            if (state != CrmConnector.BulkState.State.DONE) {
                continue;
            }
            if (pages(work, crm, query, job, taking)) {
                crm.connector().endBulk(crm.connection(), job, true, work.run());
                return true;
            }
        }
        return false;
    }

    private static boolean pages(
            Work work, Crms.Crm crm, CrmQuery query, String job, Consumer<List<Map<String, @Nullable Object>>> taking) {
        String locator = null;
        while (true) {
            if (!(crm.connector().bulkPage(crm.connection(), query, job, locator, work.run())
                    instanceof CrmRead.Page page)) {
                return false;
            }
            taking.accept(page.rows());
            checkpoint(work);
            if (page.next() == null) {
                return true;
            }
            locator = page.next();
        }
    }

    private static void checkpoint(Work work) {
        if (work.run() != null) {
            work.run().checkpoint();
        }
    }

    // ------------------------------------------------------------------ the seal

    private Execution seal(Work work, Crms.Crm crm, Execution at) {
        String job = at.job();
        if (job != null && at.api() == Execution.Api.BULK) {
            crm.connector().endBulk(crm.connection(), job, true, work.run());
        }
        if (at.from() == null && !at.isPlain()) {
            long gone = vanished(work, crm, at);
            if (gone > 0) {
                move(work, at, row -> row.setDeleted(row.getDeleted() + gone));
            }
        }
        Compiled compiled = at.compiled();
        String window = window(compiled, at.from(), at.to(), null);
        Counted counted = crm.connector().count(crm.connection(), compiled.count(window), work.run());
        long landed = in(work, sql -> landing.count(sql, work.tenant(), at));
        if (counted instanceof Counted.Rows(long all)) {
            long expected = compiled.limit() == null ? all : Math.min(all, compiled.limit());
            if (expected == landed + at.rejected()) {
                return sealed(work, at, expected, landed, 0, null);
            }
            if (at.isPlain()) {
                return at.restarts() == 0
                        ? move(work, at, row -> {
                            row.setRestarts(1);
                            row.setLocator(null);
                            row.setPhase(Execution.Phase.ROWS.name());
                        })
                        : unequal(work, at, expected, landed, "");
            }
        } else if (at.isPlain()) {
            return broken(work, at, "Salesforce cannot count the rows, so nothing proves that all came");
        }
        return compared(work, crm, at, window, counted instanceof Counted.Rows(long all) ? all : Long.MAX_VALUE);
    }

    private Execution unequal(Work work, Execution at, long counted, long landed, String more) {
        String why = "Salesforce counts %,d rows, %,d were landed and %,d refused%s"
                .formatted(counted, landed, at.rejected(), more);
        return move(work, at, row -> {
            row.setCounted(counted);
            row.setLanded(landed);
            row.setPhase(Execution.Phase.BROKEN.name());
            row.setWhy(why);
            row.setEndedAt(clock.instant());
        });
    }

    private Execution sealed(Work work, Execution at, long counted, long landed, long moved, @Nullable String why) {
        return in(work, sql -> {
            rows.forgetSwept(sql, work.tenant(), at.id());
            return rows.move(sql, work.tenant(), at, row -> {
                row.setCounted(counted);
                row.setLanded(landed);
                row.setMoved(moved);
                row.setSealed(true);
                row.setWhy(why);
                row.setPhase(Execution.Phase.DONE.name());
                row.setEndedAt(clock.instant());
            });
        });
    }

    /**
     * The numbers differ: records were changed, made or deleted while they were fetched, or rows are missing. Which, the ids tell;
     * what is missing is fetched by id.
     */
    private Execution compared(Work work, Crms.Crm crm, Execution begun, @Nullable String window, long counted) {
        Execution at = begun;
        for (int round = 0; round < ROUNDS; round++) {
            Execution now = at;
            if (!sweep(work, crm, now, window, counted)) {
                return broken(work, now, "Salesforce can neither count the rows nor list their ids");
            }
            at = completed(work, crm, now, window);
            if (at.isOver()) {
                return at;
            }
            Execution end = at;
            long swept = in(work, sql -> landing.swept(sql, work.tenant(), end));
            long landed = in(work, sql -> landing.count(sql, work.tenant(), end));
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
                return sealed(work, end, swept, landed - moved, moved, why);
            }
        }
        Execution last = at;
        long landed = in(work, sql -> landing.count(sql, work.tenant(), last));
        Counted all = crm.connector().count(crm.connection(), last.compiled().count(window), work.run());
        return unequal(
                work,
                last,
                all instanceof Counted.Rows(long rowCount) ? rowCount : counted,
                landed,
                "; its list of ids lacks the others");
    }

    /** With the rows that were missing, one lot after the other; over where Salesforce gives them up. */
    private Execution completed(Work work, Crms.Crm crm, Execution begun, @Nullable String window) {
        Execution at = begun;
        while (true) {
            Execution now = at;
            List<String> missing = in(work, sql -> landing.missing(sql, work.tenant(), now, true, SOME));
            if (missing.isEmpty()) {
                return now;
            }
            Execution next = fetch(work, crm, now, window, missing);
            if (next == null) {
                long swept = in(work, sql -> landing.swept(sql, work.tenant(), now));
                long landed = in(work, sql -> landing.count(sql, work.tenant(), now));
                return unequal(
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

    private boolean sweep(Work work, Crms.Crm crm, Execution at, @Nullable String window, long counted) {
        in(work, sql -> {
            rows.forgetSwept(sql, work.tenant(), at.id());
            return true;
        });
        CrmQuery query = at.compiled().part(List.of(new CrmQuery.Column("Id", CrmType.ID)), window, null);
        Consumer<List<Map<String, @Nullable Object>>> taking = page -> {
            List<String> ids =
                    page.stream().map(row -> String.valueOf(row.get("Id"))).toList();
            in(work, sql -> {
                landing.sweep(sql, work.tenant(), at, ids);
                return true;
            });
        };
        return counted < SWEEP_IN_BULK_FROM && each(work, crm, query, taking) || eachInBulk(work, crm, query, taking);
    }

    /**
     * Rows by id, as far as they are still in the window; those that are not any more are not missing either. Null where
     * Salesforce gives it up.
     */
    private @Nullable Execution fetch(
            Work work, Crms.Crm crm, Execution begun, @Nullable String window, List<String> missing) {
        Execution at = begun;
        for (int from = 0; from < missing.size(); from += IDS_AT_ONCE) {
            Execution now = at;
            List<String> some = missing.subList(from, Math.min(missing.size(), from + IDS_AT_ONCE));
            String ids = "Id IN ('" + String.join("','", some) + "')";
            CrmQuery query =
                    now.compiled().part(asked(now.compiled()), window == null ? ids : window + " AND " + ids, null);
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
            at = in(work, sql -> {
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
     * After all was fetched: what was landed before and did not come now was deleted or no longer meets the conditions, unless it
     * only changed after the window. Returns how many there were.
     */
    private long vanished(Work work, Crms.Crm crm, Execution at) {
        long deleted = 0;
        String after = "";
        while (true) {
            String from = after;
            List<String> unseen = in(work, sql -> landing.unseen(sql, work.tenant(), at, from, IDS_AT_ONCE));
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
            if (!each(work, crm, query, page -> page.forEach(row -> gone.remove(String.valueOf(row.get("Id")))))) {
                throw gaveUp("whether records that did not come are still there");
            }
            if (gone.isEmpty()) {
                continue;
            }
            gone.putAll(known(work, crm, at.compiled(), List.copyOf(gone.keySet())));
            deleted += in(work, sql -> landing.delete(sql, work.tenant(), at, gone));
        }
    }

    private static Problem gaveUp(String what) {
        return Problem.of(PullsProblem.NOT_SEALED, "Salesforce gives up the question " + what);
    }

    // ------------------------------------------------------------------ nightly comparison

    /** Begins a comparison of all ids. */
    Execution beginReconcile(Work work, Pull pull) {
        waitForOthers(work, pull);
        Crms.Crm crm = crms.of(work.tenant(), pull.connection());
        Compiled compiled = crms.usable(crm, pull.query(), work.run());
        Instant cursor = pull.cursor();
        return alone(
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

    /**
     * All ids are listed and the list is held against the count: of the records that did not change within the last minute, so that
     * both speak of the same ones. What it lacks is asked for by id before anything is marked deleted.
     */
    private Execution reconcile(Work work, Crms.Crm crm, Execution begun) {
        Instant settled = clock.instant().minus(SETTLED).truncatedTo(ChronoUnit.SECONDS);
        String window = window(begun.compiled(), null, begun.compiled().modstamp() == null ? null : settled, null);
        String why = "";
        for (int round = 0; round < ROUNDS; round++) {
            String wrong = listed(work, crm, begun, window);
            if (wrong == null) {
                return reconciled(work, crm, begun);
            }
            why = wrong;
        }
        return broken(work, begun, why + "; nothing was deleted");
    }

    /** Lists all ids; null: nothing speaks against the list, else what does. */
    private @Nullable String listed(Work work, Crms.Crm crm, Execution at, @Nullable String window) {
        CrmQuery count = at.compiled().count(window);
        Counted before = crm.connector().count(crm.connection(), count, work.run());
        if (!sweep(work, crm, at, window, before instanceof Counted.Rows(long all) ? all : Long.MAX_VALUE)) {
            return "Salesforce cannot list the ids of all records";
        }
        long listed = in(work, sql -> landing.swept(sql, work.tenant(), at));
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
    private @Nullable String unlisted(Work work, Crms.Crm crm, Execution at, @Nullable String window) {
        List<CrmQuery.Column> id = List.of(new CrmQuery.Column("Id", CrmType.ID));
        String after = "";
        while (true) {
            String from = after;
            List<String> extra = in(work, sql -> landing.extra(sql, work.tenant(), at, false, from, IDS_AT_ONCE));
            if (extra.isEmpty()) {
                return null;
            }
            after = extra.getLast();
            String ids = "Id IN ('" + String.join("','", extra) + "')";
            List<String> there = new ArrayList<>();
            List<String> lacking = new ArrayList<>();
            boolean told = each(work, crm, at.compiled().part(id, ids, null), page -> there.addAll(ids(page)));
            if (told && !there.isEmpty()) {
                told = each(
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
            in(work, sql -> {
                landing.sweep(sql, work.tenant(), at, there);
                return true;
            });
        }
    }

    private static List<String> ids(List<Map<String, @Nullable Object>> page) {
        return page.stream().map(row -> String.valueOf(row.get("Id"))).toList();
    }

    /** The list is proved: what it has and we lack is fetched, then what we have and it lacks is marked deleted. */
    private Execution reconciled(Work work, Crms.Crm crm, Execution begun) {
        Compiled compiled = begun.compiled();
        long counted = in(work, sql -> landing.swept(sql, work.tenant(), begun));
        // what changed since the last window is the next window's
        String before = compiled.modstamp() == null ? null : window(compiled, null, begun.to(), null);
        Execution at = begun;
        while (true) {
            Execution now = at;
            List<String> missing = in(work, sql -> landing.missing(sql, work.tenant(), now, false, SOME));
            if (missing.isEmpty()) {
                break;
            }
            Execution next = fetch(work, crm, now, before, missing);
            if (next == null) {
                return broken(work, now, "Salesforce gives up on records that were missing; nothing was deleted");
            }
            at = next;
        }
        Execution end = at;
        long deleted = forget(work, crm, end);
        return in(work, sql -> {
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
    private long forget(Work work, Crms.Crm crm, Execution at) {
        long deleted = 0;
        String after = "";
        while (true) {
            String from = after;
            List<String> gone = in(work, sql -> landing.extra(sql, work.tenant(), at, false, from, IDS_AT_ONCE));
            if (gone.isEmpty()) {
                return deleted;
            }
            Map<String, Landing.Gone> fates = new LinkedHashMap<>();
            gone.forEach(id -> fates.put(id, Landing.Gone.DELETED));
            fates.putAll(known(work, crm, at.compiled(), gone));
            deleted += in(work, sql -> {
                rows.hold(sql, work.tenant(), at);
                return landing.delete(sql, work.tenant(), at, fates);
            });
            after = gone.getLast();
            checkpoint(work);
        }
    }

    /**
     * What became of these: into which records they were merged, as far as they are still in the bin, and which of them are there and
     * only do not meet the conditions any more.
     */
    private Map<String, Landing.Gone> known(Work work, Crms.Crm crm, Compiled compiled, List<String> ids) {
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
        if (!each(work, crm, new CrmQuery(compiled.object(), soql, columns, true), page -> known.putAll(gone(page)))) {
            throw gaveUp("what became of records that are gone");
        }
        return known;
    }

    /** All rows were handed on. */
    void accept(Work work, Execution at) {
        in(work, sql -> {
            rows.accept(sql, work.tenant(), at);
            landing.handedOn(sql, work.tenant(), at);
            return true;
        });
    }

    /** Goes on with what a killed execution of the same run left, or begins. */
    Execution resume(Work work, Pull pull, boolean full) {
        UUID run = work.runId();
        if (run != null) {
            Execution open = in(work, sql -> rows.open(sql, work.tenant(), pull.id(), run))
                    .orElse(null);
            if (open != null) {
                return open;
            }
        }
        return begin(work, pull, full);
    }
}

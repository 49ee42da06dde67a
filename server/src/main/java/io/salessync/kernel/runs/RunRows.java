package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.APP_USER;
import static io.salessync.kernel.jooq.Tables.RUN;
import static io.salessync.kernel.jooq.Tables.RUN_LOG;
import static io.salessync.kernel.jooq.Tables.RUN_STEP;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.jooq.tables.records.RunStepRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads runs and their logs as people see them. */
@Component
final class RunRows {
    private static final io.salessync.kernel.jooq.tables.Run AHEAD = RUN.as("ahead");
    /** What a queued run with a key waits for: the run that holds it, or the first before it in the queue. */
    private static final Field<String> AHEAD_TEXT = DSL.field(DSL.select(
                    DSL.concat(DSL.inline("“"), AHEAD.TITLE, DSL.inline("”, which is "), DSL.lower(AHEAD.STATE)))
            .from(AHEAD)
            .where(RUN.STATE
                    .eq(RunState.QUEUED.name())
                    .and(RUN.HOLDS_KEY.isFalse())
                    .and(AHEAD.TENANT_ID.eq(RUN.TENANT_ID))
                    .and(AHEAD.EXCLUSIVE_KEY.eq(RUN.EXCLUSIVE_KEY))
                    .and(AHEAD.HOLDS_KEY
                            .isTrue()
                            .or(AHEAD.STATE.eq(RunState.QUEUED.name()).and(AHEAD.POSITION.lt(RUN.POSITION)))))
            .orderBy(AHEAD.HOLDS_KEY.desc(), AHEAD.POSITION)
            .limit(1));

    /** How many of those with the same key are before it, the one that holds the key included. */
    private static final Field<Integer> AHEAD_OF_KEY = DSL.field(DSL.select(DSL.count())
            .from(AHEAD)
            .where(RUN.STATE
                    .eq(RunState.QUEUED.name())
                    .and(RUN.HOLDS_KEY.isFalse())
                    .and(AHEAD.TENANT_ID.eq(RUN.TENANT_ID))
                    .and(AHEAD.EXCLUSIVE_KEY.eq(RUN.EXCLUSIVE_KEY))
                    .and(AHEAD.HOLDS_KEY
                            .isTrue()
                            .or(AHEAD.STATE.eq(RunState.QUEUED.name()).and(AHEAD.POSITION.lt(RUN.POSITION))))));

    private static final Field<String> STARTED_BY = DSL.field(DSL.select(APP_USER.EMAIL)
            .from(APP_USER)
            .where(APP_USER.TENANT_ID.eq(RUN.TENANT_ID).and(APP_USER.USER_ID.eq(RUN.STARTED_BY))));

    private final Database database;
    private final InstantSource clock;
    private final RunWaits waits;

    RunRows(Database database, InstantSource clock, RunWaits waits) {
        this.waits = waits;
        this.database = database;
        this.clock = clock;
    }

    /** Runs of a page, newest first, and where the next page begins. */
    record Page(List<Run> runs, @Nullable Long next) {}

    /** @param before the position where the last page ended; null: from the newest */
    record Filter(
            @Nullable String kind,
            @Nullable RunState state,
            boolean activeOnly,
            @Nullable UUID subject,
            @Nullable Long before,
            int limit) {}

    record LogLine(
            long id, Instant at, String level, @Nullable String recordKey, String message) {}

    record LogFilter(
            @Nullable String level,
            @Nullable String text,
            @Nullable Long before,
            int limit) {}

    Optional<Run> find(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant,
                sql -> read(sql, RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)), 1).stream()
                        .findFirst()
                        .map(found -> found.run()));
    }

    List<Run> active(TenantId tenant, String kind, UUID subject) {
        return database.inTenant(
                tenant,
                sql -> read(
                                sql,
                                RUN.TENANT_ID
                                        .eq(tenant.value())
                                        .and(RUN.KIND.eq(kind))
                                        .and(RUN.SUBJECT.eq(subject))
                                        .and(RUN.STATE.in(
                                                RunState.QUEUED.name(),
                                                RunState.RUNNING.name(),
                                                RunState.PAUSED.name())),
                                100)
                        .stream()
                        .map(found -> found.run())
                        .toList());
    }

    Page list(TenantId tenant, Filter filter) {
        Condition condition = RUN.TENANT_ID.eq(tenant.value());
        if (filter.kind() != null) {
            condition = condition.and(RUN.KIND.eq(filter.kind()));
        }
        if (filter.state() != null) {
            condition = condition.and(RUN.STATE.eq(filter.state().name()));
        }
        if (filter.activeOnly()) {
            condition = condition.and(
                    RUN.STATE.in(RunState.QUEUED.name(), RunState.RUNNING.name(), RunState.PAUSED.name()));
        }
        if (filter.subject() != null) {
            condition = condition.and(RUN.SUBJECT.eq(filter.subject()));
        }
        if (filter.before() != null) {
            condition = condition.and(RUN.POSITION.lt(filter.before()));
        }
        Condition all = condition;
        List<Positioned> found = database.inTenant(tenant, sql -> read(sql, all, filter.limit() + 1));
        List<Positioned> shown = found.size() > filter.limit() ? found.subList(0, filter.limit()) : found;
        return new Page(
                shown.stream().map(Positioned::run).toList(),
                found.size() > shown.size() ? shown.getLast().position() : null);
    }

    List<LogLine> log(TenantId tenant, UUID id, LogFilter filter) {
        Condition condition = RUN_LOG.TENANT_ID.eq(tenant.value()).and(RUN_LOG.RUN_ID.eq(id));
        if (filter.level() != null) {
            condition = condition.and(RUN_LOG.LEVEL.eq(filter.level()));
        }
        if (filter.text() != null) {
            condition = condition.and(
                    RUN_LOG.MESSAGE.containsIgnoreCase(filter.text()).or(RUN_LOG.RECORD_KEY.eq(filter.text())));
        }
        if (filter.before() != null) {
            condition = condition.and(RUN_LOG.LOG_ID.lt(filter.before()));
        }
        Condition all = condition;
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(RUN_LOG)
                        .where(all)
                        .orderBy(RUN_LOG.LOG_ID.desc())
                        .limit(filter.limit())
                        .fetch(line -> new LogLine(
                                line.getLogId(),
                                line.getAt(),
                                line.getLevel(),
                                line.getRecordKey(),
                                line.getMessage())));
    }

    private record Positioned(long position, Run run) {}

    private List<Positioned> read(DSLContext sql, Condition condition, int limit) {
        var rows = sql.select(
                        RUN.asterisk(),
                        AHEAD_TEXT.as("ahead_text"),
                        AHEAD_OF_KEY.as("ahead_of_key"),
                        STARTED_BY.as("started_by_email"))
                .from(RUN)
                .where(condition)
                .orderBy(RUN.POSITION.desc())
                .limit(limit)
                .fetch();
        Map<UUID, List<RunStepRecord>> steps = sql.selectFrom(RUN_STEP)
                .where(RUN_STEP.TENANT_ID
                        .in(rows.map(row -> row.get(RUN.TENANT_ID)))
                        .and(RUN_STEP.RUN_ID.in(rows.map(row -> row.get(RUN.RUN_ID)))))
                .orderBy(RUN_STEP.POSITION)
                .fetchGroups(RUN_STEP.RUN_ID, RunStepRecord.class);
        List<UUID> waiting = rows.stream()
                .filter(row -> RunLanes.Slot.WAITS.name().equals(row.get(RUN.SLOT))
                        || RunLanes.Slot.SHORT.name().equals(row.get(RUN.SLOT)))
                .map(row -> row.get(RUN.RUN_ID))
                .toList();
        Map<UUID, RunWaits.Lane> lanes =
                waiting.isEmpty() ? Map.of() : waits.lanes(sql, rows.getFirst().get(RUN.TENANT_ID), waiting);
        return rows.map(row -> new Positioned(
                row.get(RUN.POSITION),
                run(row, steps.getOrDefault(row.get(RUN.RUN_ID), List.of()), lanes.get(row.get(RUN.RUN_ID)))));
    }

    private Run run(Record row, List<RunStepRecord> steps, RunWaits.@Nullable Lane lane) {
        RunRecord run = row.into(RUN);
        Integer aheadOfKey = row.get("ahead_of_key", Integer.class);
        Integer place =
                lane != null ? Integer.valueOf(lane.place()) : aheadOfKey != null && aheadOfKey > 0 ? aheadOfKey : null;
        return new Run(
                new TenantId(run.getTenantId()),
                new RunId(run.getRunId()),
                run.getKind(),
                run.getTitle(),
                run.getSubject(),
                RunState.valueOf(run.getState()),
                run.getInput().data(),
                run.getDone(),
                run.getFailed(),
                run.getTotal(),
                run.getMessage(),
                lane != null ? lane.reason() : waitsFor(run, row.get("ahead_text", String.class)),
                run.getWaitsUntil(),
                run.getQueuedAt(),
                run.getStartedAt(),
                run.getFinishedAt(),
                row.get("started_by_email", String.class),
                run.getRatePerMinute(),
                eta(run),
                steps.stream()
                        .map(step -> new Run.Step(
                                step.getName(),
                                RunState.valueOf(step.getState()),
                                step.getDone(),
                                step.getFailed(),
                                step.getTotal(),
                                step.getMessage()))
                        .toList(),
                place);
    }

    private @Nullable String waitsFor(RunRecord run, @Nullable String ahead) {
        if (ahead != null) {
            return ahead.endsWith(" paused") ? ahead + ": resume or cancel it" : ahead;
        }
        if (run.getAsked() != null) {
            return "the next safe point, to be %s there"
                    .formatted(run.getAsked().equals("PAUSE") ? "paused" : "cancelled");
        }
        if (run.getLeaseUntil() != null && run.getLeaseUntil().isBefore(clock.instant())) {
            return "another node to go on with it: the one that had it does not answer";
        }
        return run.getWaitsFor();
    }

    private @Nullable Long eta(RunRecord run) {
        if (RunState.valueOf(run.getState()).isFinal()
                || run.getTotal() == null
                || run.getRatePerMinute() == null
                || run.getRatePerMinute() <= 0) {
            return null;
        }
        double seconds = Math.max(0, run.getTotal() - run.getDone()) * 60 / run.getRatePerMinute();
        Duration wait =
                run.getWaitsUntil() == null ? Duration.ZERO : Duration.between(clock.instant(), run.getWaitsUntil());
        return Math.round(seconds) + Math.max(0, wait.toSeconds());
    }
}

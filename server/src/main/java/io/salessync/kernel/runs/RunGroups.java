package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.TENANTS_WITH_SHORT_RUNS;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.postgres.Pools;
import io.salessync.kernel.postgres.Pools.Pool;
import io.salessync.kernel.runs.ShortRunKind.Asked;
import io.salessync.kernel.runs.ShortRunKind.Done;
import io.salessync.kernel.runs.ShortRunKind.Together;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Does short runs, many in one transaction that takes, executes and ends them: what is committed is over, what is not was never begun, and
 * no lease is needed, because their rows are locked meanwhile. Turn about between tenants, and of a tenant as many of each person.
 */
@Component
final class RunGroups {
    private static final Logger log = LoggerFactory.getLogger(RunGroups.class);
    /** Short runs that another node queued are seen at the next look. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final String TAKE = """
            WITH RECURSIVE lanes AS (
                (SELECT r.lane FROM kernel.run r WHERE r.tenant_id = ? AND r.slot = 'SHORT' ORDER BY r.lane LIMIT 1)
                UNION ALL
                SELECT n.lane FROM lanes l CROSS JOIN LATERAL (
                    SELECT r.lane FROM kernel.run r WHERE r.tenant_id = ? AND r.slot = 'SHORT' AND r.lane > l.lane ORDER BY r.lane LIMIT 1) n
            )
            SELECT r.run_id, r.kind, r.subject, r.input, r.position
            FROM lanes CROSS JOIN LATERAL (
                SELECT r.run_id, r.kind, r.subject, r.input::text AS input, r.position FROM kernel.run r
                WHERE r.tenant_id = ? AND r.slot = 'SHORT' AND r.state = 'QUEUED' AND r.lane = lanes.lane
                ORDER BY r.position LIMIT (SELECT greatest(1, ? / count(*)) FROM lanes) FOR UPDATE SKIP LOCKED) r
            ORDER BY r.position
            """;
    private static final String END = """
            UPDATE kernel.run r SET state = e.state, slot = NULL, fence = r.fence + 1, started_at = e.started_at, finished_at = e.finished_at,
                updated_at = e.finished_at, done = e.done, failed = e.failed, total = e.done, message = e.message
            FROM (SELECT u.run_id, u.state, u.started_at::timestamptz AS started_at, u.finished_at::timestamptz AS finished_at, u.done, u.failed, u.message
                FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
                    AS u (run_id, state, started_at, finished_at, done, failed, message)) e
            WHERE r.tenant_id = ? AND r.run_id = e.run_id
            """;
    private static final String STEPS = """
            INSERT INTO kernel.run_step (tenant_id, run_id, position, name, state, done, failed, total, message)
            SELECT ?, s.* FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) s
            """;
    private static final String DECLINE =
            "UPDATE kernel.run SET slot = 'WAITS' WHERE tenant_id = ? AND run_id = ANY (?::uuid[]) AND slot = 'SHORT'";

    private final Database database;
    private final ObjectProvider<RunKind> kinds;
    private final RunLanes lanes;
    private final RunMeters meters;
    private final Live live;
    private final InstantSource clock;
    private final RunSettings settings;
    private final ApplicationEventPublisher events;
    private final Semaphore bell = new Semaphore(0);
    private volatile @Nullable Thread worker;

    /** One for all transactions: registered twice in one, it is still called once. */
    private final TransactionSynchronization afterCommit = new TransactionSynchronization() {
        @Override
        public void afterCommit() {
            bell.release();
        }
    };

    RunGroups(
            Database database,
            ObjectProvider<RunKind> kinds,
            RunLanes lanes,
            RunMeters meters,
            Live live,
            InstantSource clock,
            RunSettings settings,
            ApplicationEventPublisher events) {
        this.database = database;
        this.kinds = kinds;
        this.lanes = lanes;
        this.meters = meters;
        this.live = live;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
    }

    /** Whether runs are done together at all. */
    boolean isOn() {
        return settings.together() > 0;
    }

    /** There are short runs once the open transaction has committed. */
    void workAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(afterCommit);
    }

    synchronized void start() {
        if (isOn()) {
            // known before it runs: it ends as soon as it is not the one
            Thread working = Thread.ofPlatform().daemon().name("run-groups").unstarted(this::workForEver);
            worker = working;
            working.start();
        }
    }

    /** Ends after the group at hand. */
    void stop(Duration most) {
        Thread working;
        synchronized (this) {
            working = worker;
            worker = null;
        }
        bell.release();
        if (working != null) {
            try {
                working.join(most.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void workForEver() {
        while (worker == Thread.currentThread()) {
            try {
                if (work() == 0) {
                    bell.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
                bell.drainPermits();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Short runs are done a little later: {}", e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One group of each tenant that has short runs.
     *
     * @return how many were done or given away; 0: nothing is left that is not in the hands of another node
     */
    int work() {
        return Pools.on(Pool.ENGINE, () -> {
            List<TenantId> tenants = database.outsideTenants(
                    sql -> sql.selectFrom(TENANTS_WITH_SHORT_RUNS()).fetch(row -> new TenantId(row.getTenantId())));
            int done = 0;
            for (TenantId tenant : tenants) {
                done += group(tenant);
            }
            return done;
        });
    }

    /** One group of this tenant's. */
    int group(TenantId tenant) {
        List<UUID> tried = new ArrayList<>();
        try {
            return database.inTenant(tenant, sql -> group(sql, tenant, tried));
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isPassing(e) || tried.isEmpty()) {
                throw e;
            }
            // one of them breaks the transaction: on their own it breaks none but its own
            log.warn("{} short runs could not be done together and go on their own: {}", tried.size(), e.toString());
            database.runInTenant(tenant, sql -> decline(sql, tenant, tried));
            return tried.size();
        }
    }

    private int group(DSLContext sql, TenantId tenant, List<UUID> tried) {
        Map<String, List<Asked>> byKind = new LinkedHashMap<>();
        UUID id = tenant.value();
        sql.fetch(TAKE, id, id, id, settings.together()).forEach(row -> {
            UUID run = Objects.requireNonNull(row.get(0, UUID.class));
            tried.add(run);
            byKind.computeIfAbsent(Objects.requireNonNull(row.get(1, String.class)), kind -> new ArrayList<>())
                    .add(new Asked(
                            new RunId(run), row.get(2, UUID.class), Objects.requireNonNull(row.get(3, String.class))));
        });
        int over = 0;
        for (Map.Entry<String, List<Asked>> entry : byKind.entrySet()) {
            RunKind kind = kinds.stream()
                    .filter(known -> known.name().equals(entry.getKey()))
                    .findFirst()
                    .orElse(null);
            Together together = kind instanceof ShortRunKind able
                    ? able.executeTogether(sql, tenant, entry.getValue())
                    // a node of another release knows it, or whoever takes it says so
                    : new Together(
                            List.of(), entry.getValue().stream().map(Asked::id).toList());
            if (!together.done().isEmpty()) {
                end(sql, tenant, entry.getKey(), together.done());
            }
            if (!together.declined().isEmpty()) {
                decline(
                        sql,
                        tenant,
                        together.declined().stream().map(RunId::value).toList());
            }
            over += together.done().size() + together.declined().size();
        }
        return over;
    }

    private void decline(DSLContext sql, TenantId tenant, List<UUID> runs) {
        sql.execute(DECLINE, tenant.value(), runs.toArray(UUID[]::new));
        lanes.giveAfterCommit();
    }

    private void end(DSLContext sql, TenantId tenant, String kind, List<Done> done) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID[] runs = done.stream().map(one -> one.id().value()).toArray(UUID[]::new);
        sql.execute(
                END,
                runs,
                done.stream().map(one -> one.outcome().state().name()).toArray(String[]::new),
                done.stream()
                        .map(one -> now.minus(one.micros(), ChronoUnit.MICROS).toString())
                        .toArray(String[]::new),
                done.stream().map(one -> now.toString()).toArray(String[]::new),
                done.stream().map(Done::done).toArray(Long[]::new),
                done.stream().map(Done::failed).toArray(Long[]::new),
                done.stream().map(one -> one.outcome().message()).toArray(String[]::new),
                tenant.value());
        steps(sql, tenant, done);
        live.changedAll(
                sql, tenant, "runs", Arrays.stream(runs).map(UUID::toString).toList());
        List<RunEnded> well = new ArrayList<>();
        for (Done one : done) {
            meters.ended(kind, one.outcome().state(), one.micros());
            RunEnded ended = new RunEnded(
                    tenant,
                    one.id(),
                    kind,
                    one.subject(),
                    one.outcome().state(),
                    one.done(),
                    one.failed(),
                    one.outcome().message());
            if (one.outcome().state() == RunState.SUCCEEDED) {
                well.add(ended);
            } else {
                events.publishEvent(ended);
            }
        }
        if (!well.isEmpty()) {
            events.publishEvent(new RunsEnded(tenant, kind, well));
        }
    }

    private static void steps(DSLContext sql, TenantId tenant, List<Done> done) {
        List<UUID> runs = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        List<Run.Step> steps = new ArrayList<>();
        for (Done one : done) {
            for (int step = 0; step < one.steps().size(); step++) {
                runs.add(one.id().value());
                positions.add(step + 1);
                steps.add(one.steps().get(step));
            }
        }
        if (steps.isEmpty()) {
            return;
        }
        sql.execute(
                STEPS,
                tenant.value(),
                runs.toArray(UUID[]::new),
                positions.toArray(Integer[]::new),
                steps.stream().map(Run.Step::name).toArray(String[]::new),
                steps.stream().map(step -> step.state().name()).toArray(String[]::new),
                steps.stream().map(Run.Step::done).toArray(Long[]::new),
                steps.stream().map(Run.Step::failed).toArray(Long[]::new),
                steps.stream().map(Run.Step::total).toArray(Long[]::new),
                steps.stream().map(Run.Step::message).toArray(String[]::new));
    }
}

package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.COUNT_RUNS;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.salessync.kernel.jooq.tables.records.CountRunsRecord;
import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Gauges over the runs of all tenants; however often they are read, the database is asked every ten seconds at most. */
@Component
final class RunGauges implements MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(RunGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final List<RunState> ACTIVE = List.of(RunState.QUEUED, RunState.RUNNING, RunState.PAUSED);

    private final Database database;
    private final InstantSource clock;
    private final ObjectProvider<RunKind> kinds;
    private Instant read = Instant.MIN;
    private List<CountRunsRecord> counts = List.of();

    RunGauges(Database database, InstantSource clock, ObjectProvider<RunKind> kinds) {
        this.database = database;
        this.clock = clock;
        this.kinds = kinds;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        kinds.stream().map(RunKind::name).forEach(kind -> {
            for (RunState state : ACTIVE) {
                Gauge.builder("salessync.runs", () -> count(kind, state))
                        .description("runs that are not over")
                        .tag("kind", kind)
                        .tag("state", state.name())
                        .register(registry);
            }
        });
        Gauge.builder("salessync.runs.queued.oldest", this::oldestQueuedSeconds)
                .description("age of the run that has been queued longest")
                .baseUnit("seconds")
                .register(registry);
    }

    private double count(String kind, RunState state) {
        return counts().stream()
                .filter(row -> kind.equals(row.getKind()) && state.name().equals(row.getState()))
                .mapToLong(CountRunsRecord::getRuns)
                .sum();
    }

    private double oldestQueuedSeconds() {
        Instant now = clock.instant();
        return counts().stream()
                .filter(row -> RunState.QUEUED.name().equals(row.getState()))
                .map(CountRunsRecord::getOldest)
                .filter(Objects::nonNull)
                .mapToLong(oldest -> Duration.between(oldest, now).toSeconds())
                .max()
                .orElse(0);
    }

    private synchronized List<CountRunsRecord> counts() {
        Instant now = clock.instant();
        if (read.equals(Instant.MIN) || Duration.between(read, now).compareTo(FRESH) >= 0) {
            try {
                counts = database.outsideTenants(
                        sql -> sql.selectFrom(COUNT_RUNS()).fetch());
            } catch (RuntimeException e) {
                log.debug("The runs could not be counted; the last numbers stand", e);
            }
            read = now;
        }
        return counts;
    }
}

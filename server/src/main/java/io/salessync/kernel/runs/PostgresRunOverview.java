package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/** Reads the runs of the database. */
@Component
final class PostgresRunOverview implements RunOverview {
    private static final int NEWEST = 100_000;
    private static final io.salessync.kernel.jooq.tables.Run OTHER = RUN.as("other");

    private final Database database;
    private final InstantSource clock;

    PostgresRunOverview(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Silent> silent(TenantId tenant, Instant since, int most) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(RUN)
                        .where(RUN.TENANT_ID
                                .eq(tenant.value())
                                .and(RUN.STATE.eq(DSL.inline(RunState.RUNNING.name())))
                                .and(RUN.UPDATED_AT.lt(since)))
                        .orderBy(RUN.UPDATED_AT)
                        .limit(most)
                        .fetch(row -> new Silent(
                                new RunId(row.getRunId()),
                                row.getKind(),
                                row.getTitle(),
                                row.getSubject(),
                                row.getUpdatedAt(),
                                row.getMessage())));
    }

    @Override
    public Queue queue(TenantId tenant) {
        Instant now = clock.instant();
        return database.inTenant(
                tenant,
                sql -> sql.select(DSL.count(), DSL.min(RUN.QUEUED_AT))
                        .from(RUN)
                        .where(RUN.TENANT_ID
                                .eq(tenant.value())
                                .and(RUN.STATE.eq(DSL.inline(RunState.QUEUED.name())))
                                .and(RUN.WAITS_UNTIL.isNull().or(RUN.WAITS_UNTIL.le(now)))
                                .and(RUN.HOLDS_KEY
                                        .isTrue()
                                        .or(RUN.EXCLUSIVE_KEY.isNull())
                                        .or(DSL.notExists(DSL.selectOne()
                                                .from(OTHER)
                                                .where(OTHER.TENANT_ID
                                                        .eq(RUN.TENANT_ID)
                                                        .and(OTHER.EXCLUSIVE_KEY.eq(RUN.EXCLUSIVE_KEY))
                                                        .and(OTHER.HOLDS_KEY
                                                                .isTrue()
                                                                .or(OTHER.STATE
                                                                        .eq(RunState.QUEUED.name())
                                                                        .and(OTHER.POSITION.lt(RUN.POSITION)))))))))
                        .fetchSingle(row -> new Queue(row.value1(), row.value2())));
    }

    @Override
    public List<Past> past(TenantId tenant, UUID subject, Instant since, int most) {
        return database.inTenant(tenant, sql -> {
            Long newest = sql.select(DSL.max(RUN.POSITION))
                    .from(RUN)
                    .where(RUN.TENANT_ID.eq(tenant.value()))
                    .fetchSingle()
                    .value1();
            return sql.selectFrom(RUN)
                    .where(RUN.TENANT_ID
                            .eq(tenant.value())
                            .and(RUN.POSITION.gt(newest == null ? 0 : newest - NEWEST))
                            .and(RUN.SUBJECT.eq(subject))
                            .and(RUN.FINISHED_AT.ge(since)))
                    .orderBy(RUN.POSITION.desc())
                    .limit(most)
                    .fetch(row -> new Past(
                            new RunId(row.getRunId()),
                            RunState.valueOf(row.getState()),
                            row.getDone(),
                            row.getFailed(),
                            row.getFinishedAt()));
        });
    }
}

package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.tenancy.TenantId;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/** Reads figures from the newest lines of a run. */
@Component
final class PostgresRecordFigures implements RecordFigures {
    private static final int LINES_READ = 10_000;

    @Override
    public OptionalDouble emptyShare(DSLContext sql, TenantId tenant, UUID run, String field) {
        var value = DSL.field("{0} ->> {1}", String.class, RECORD_LOG.INPUT, DSL.val(field));
        var values = sql.select(value.as("value"))
                .from(RECORD_LOG)
                .where(RECORD_LOG
                        .TENANT_ID
                        .eq(tenant.value())
                        .and(RECORD_LOG.RUN_ID.eq(run))
                        .and(RECORD_LOG.INPUT.isNotNull())
                        // another line tells of the same record
                        .and(RECORD_LOG.OUTCOME.ne(DSL.inline(RecordLog.Outcome.RETRIED.name()))))
                .orderBy(RECORD_LOG.AT.desc(), RECORD_LOG.LOG_ID.desc())
                .limit(LINES_READ)
                .asTable("values");
        var empty = DSL.coalesce(DSL.trim(DSL.field(DSL.name("value"), String.class)), DSL.inline(""))
                .eq(DSL.inline(""));
        var counted = sql.select(DSL.count(), DSL.count().filterWhere(empty))
                .from(values)
                .fetchSingle();
        return counted.value1() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) counted.value2() / counted.value1());
    }
}

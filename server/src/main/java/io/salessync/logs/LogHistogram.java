package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.LINE_COUNT;
import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How many lines ended how, over time. Added up from the counts of pages; lines themselves are counted for a key or a text alone. */
@Component
final class LogHistogram {
    private static final Duration USUAL = Duration.ofDays(1);

    private final Database database;
    private final InstantSource clock;

    LogHistogram(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Lines from {@code from} on and before {@code to}, by outcome; outcomes without a line are left out. */
    record Bar(Instant from, Instant to, Map<Outcome, Long> counts) {}

    /** @param partial whether a text was only looked for in the newest lines */
    record Bars(List<Bar> bars, boolean partial) {}

    /**
     * Whole seconds a bar. Without {@code from} it begins with the run or the key, where one is asked for, else a day before its end; without
     * {@code to} it ends now.
     */
    Bars bars(TenantId tenant, LogFilter filter, int buckets) {
        return database.inTenant(tenant, sql -> bars(sql, tenant, filter, buckets));
    }

    private Bars bars(DSLContext sql, TenantId tenant, LogFilter filter, int buckets) {
        Instant to = filter.to() == null
                ? clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)
                : filter.to();
        Instant begin = filter.from() == null ? beginning(sql, tenant, filter) : filter.from();
        Instant from = (begin == null ? to.minus(USUAL) : begin).truncatedTo(ChronoUnit.SECONDS);
        if (!from.isBefore(to)) {
            return new Bars(List.of(), false);
        }
        long width = Math.ceilDiv(Math.max(1, Duration.between(from, to).toMillis()), 1000L * buckets);
        List<Map<Outcome, Long>> counts = new ArrayList<>();
        for (Instant bar = from; bar.isBefore(to); bar = bar.plusSeconds(width)) {
            counts.add(new EnumMap<>(Outcome.class));
        }
        LogFilter within = filter.between(from, to);
        Result<? extends org.jooq.Record> found =
                filter.isCounted() ? counted(sql, tenant, within, from, width) : read(sql, tenant, within, from, width);
        long seen = 0;
        for (org.jooq.Record row : found) {
            int bar = row.get(0, Integer.class);
            long lines = row.get(2, BigDecimal.class).longValue();
            seen += filter.q() == null ? lines : row.get(3, BigDecimal.class).longValue();
            if (lines > 0 && bar >= 0 && bar < counts.size()) {
                counts.get(bar).merge(Outcome.valueOf(row.get(1, String.class)), lines, Long::sum);
            }
        }
        List<Bar> bars = new ArrayList<>();
        for (int bar = 0; bar < counts.size(); bar++) {
            Instant start = from.plusSeconds(bar * width);
            Instant end = start.plusSeconds(width);
            bars.add(new Bar(start, end.isBefore(to) ? end : to, counts.get(bar)));
        }
        return new Bars(bars, filter.q() != null && seen >= LogRows.SEARCHED_AT_ONCE);
    }

    private static @Nullable Instant beginning(DSLContext sql, TenantId tenant, LogFilter filter) {
        if (filter.key() != null) {
            return sql.select(DSL.min(RECORD_LOG.AT))
                    .from(RECORD_LOG)
                    .where(filter.lines(tenant))
                    .fetchOne(0, Instant.class);
        }
        return filter.run() == null
                ? null
                : sql.select(DSL.min(LINE_COUNT.AT))
                        .from(LINE_COUNT)
                        .where(filter.counts(tenant))
                        .fetchOne(0, Instant.class);
    }

    private static Result<? extends org.jooq.Record> counted(
            DSLContext sql, TenantId tenant, LogFilter filter, Instant from, long width) {
        Field<Integer> bar = bar(LINE_COUNT.AT, from, width);
        return sql.select(bar, LINE_COUNT.OUTCOME, DSL.sum(LINE_COUNT.LINES))
                .from(LINE_COUNT)
                .where(filter.counts(tenant))
                .groupBy(DSL.one(), DSL.two())
                .fetch();
    }

    private static Result<? extends org.jooq.Record> read(
            DSLContext sql, TenantId tenant, LogFilter filter, Instant from, long width) {
        if (filter.q() == null) {
            return sql.select(bar(RECORD_LOG.AT, from, width), RECORD_LOG.OUTCOME, DSL.count())
                    .from(RECORD_LOG)
                    .where(filter.lines(tenant))
                    .groupBy(DSL.one(), DSL.two())
                    .fetch();
        }
        var window = sql.select(RECORD_LOG.AT, RECORD_LOG.OUTCOME, RECORD_LOG.MESSAGE, RECORD_LOG.RECORD_KEY)
                .from(RECORD_LOG)
                .where(filter.lines(tenant))
                .orderBy(RECORD_LOG.AT.desc(), RECORD_LOG.LOG_ID.desc())
                .limit(LogRows.SEARCHED_AT_ONCE)
                .asTable(RECORD_LOG.getName());
        return sql.select(
                        bar(window.field(RECORD_LOG.AT), from, width),
                        window.field(RECORD_LOG.OUTCOME),
                        DSL.count().filterWhere(filter.textIn(window)),
                        DSL.count())
                .from(window)
                .groupBy(DSL.one(), DSL.two())
                .fetch();
    }

    private static Field<Integer> bar(@Nullable Field<Instant> at, Instant from, long width) {
        return DSL.field(
                "floor((extract(epoch from {0}) - {1}) / {2})::int",
                Integer.class, at, DSL.inline(from.getEpochSecond()), DSL.inline(width));
    }
}

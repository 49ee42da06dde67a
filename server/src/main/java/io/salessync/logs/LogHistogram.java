package io.salessync.logs;

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
import java.util.Objects;
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
     * Bars are cut where people read a clock: at full minutes, quarters, hours, days (UTC); there are as many as wanted or fewer, the first and
     * the last may be shorter. Of times whose counts are by minute only, the first begins with its minute and the last ends so. Without {@code from} it begins with the run or the key, where one is asked for, else a day before its end; without
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
        boolean byMinute = filter.isCounted() && LogCounts.areByMinute(sql, tenant, filter.between(minute(from), to));
        if (byMinute) {
            from = minute(from);
            to = minute(to.plusSeconds(60).minusNanos(1));
        }
        Cut cut = Cut.of(from, to, byMinute ? 60 : 1, buckets);
        List<Map<Outcome, Long>> counts = new ArrayList<>();
        for (int bar = 0; bar < cut.bars(from, to); bar++) {
            counts.add(new EnumMap<>(Outcome.class));
        }
        LogFilter within = filter.between(from, to);
        Result<? extends org.jooq.Record> found = filter.isCounted()
                ? LogCounts.byBar(sql, tenant, within, cut.bar(LogCounts.time(), from), cut.isAtHours())
                : read(sql, tenant, within, cut, from);
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
            Instant start = cut.start(from, bar);
            Instant end = cut.start(from, bar + 1);
            bars.add(new Bar(start.isBefore(from) ? from : start, end.isBefore(to) ? end : to, counts.get(bar)));
        }
        return new Bars(bars, filter.q() != null && seen >= LogRows.SEARCHED_AT_ONCE);
    }

    private static Instant minute(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES);
    }

    /**
     * How time is cut into bars.
     *
     * @param width of a bar, in seconds
     * @param origin a second at which a bar begins
     */
    private record Cut(long width, long origin) {
        /** Widths that people can read off a clock, in seconds. */
        private static final List<Long> CLEAR = List.of(
                1L, 2L, 5L, 10L, 15L, 30L, 60L, 120L, 300L, 600L, 900L, 1800L, 3600L, 7200L, 10_800L, 14_400L, 21_600L,
                43_200L, 86_400L, 172_800L, 604_800L);

        /** The clear one that gives as many bars as are wanted, or a few less; where there is none, equal parts. */
        static Cut of(Instant from, Instant to, long least, int buckets) {
            for (long width : CLEAR) {
                Cut cut = new Cut(width, 0);
                if (width >= least && cut.bars(from, to) <= buckets) {
                    return cut;
                }
            }
            long part = Math.ceilDiv(Math.max(1, Duration.between(from, to).toMillis()), 1000L * buckets);
            return new Cut(Math.ceilDiv(part, least) * least, from.getEpochSecond());
        }

        private long first(Instant from) {
            return Math.floorDiv(from.getEpochSecond() - origin, width);
        }

        long bars(Instant from, Instant to) {
            return Math.ceilDiv(to.toEpochMilli() - origin * 1000, width * 1000) - first(from);
        }

        Instant start(Instant from, int bar) {
            return Instant.ofEpochSecond(origin + (first(from) + bar) * width);
        }

        boolean isAtHours() {
            return width % 3600 == 0 && origin % 3600 == 0;
        }

        Field<Integer> bar(Field<Instant> at, Instant from) {
            return DSL.field(
                    "(floor((extract(epoch from {0}) - {1}) / {2}) - {3})::int",
                    Integer.class, at, DSL.inline(origin), DSL.inline(width), DSL.inline(first(from)));
        }
    }

    private static @Nullable Instant beginning(DSLContext sql, TenantId tenant, LogFilter filter) {
        if (filter.key() != null) {
            return sql.select(DSL.min(RECORD_LOG.AT))
                    .from(RECORD_LOG)
                    .where(filter.lines(tenant))
                    .fetchOne(0, Instant.class);
        }
        return filter.run() == null ? null : LogCounts.first(sql, tenant, filter);
    }

    private static Result<? extends org.jooq.Record> read(
            DSLContext sql, TenantId tenant, LogFilter filter, Cut cut, Instant from) {
        if (filter.q() == null) {
            return sql.select(cut.bar(RECORD_LOG.AT, from), RECORD_LOG.OUTCOME, DSL.count())
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
                        cut.bar(Objects.requireNonNull(window.field(RECORD_LOG.AT)), from),
                        window.field(RECORD_LOG.OUTCOME),
                        DSL.count().filterWhere(filter.textIn(window)),
                        DSL.count())
                .from(window)
                .groupBy(DSL.one(), DSL.two())
                .fetch();
    }
}

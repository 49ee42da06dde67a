package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.LINE_COUNT;
import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record4;
import org.jooq.SelectLimitStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads lines page by page, newest or oldest first. */
@Component
final class LogRows {
    /** So many lines are looked through for a text at a time; the page says where to look on. */
    static final int SEARCHED_AT_ONCE = 30_000;

    private final Database database;

    LogRows(Database database) {
        this.database = database;
    }

    /** @param next where the lines after these begin; null: these were the last */
    record Page(List<RecordLogRecord> lines, @Nullable Place next) {}

    /** @param oldestFirst the order; {@code after} is the last place of the page before in that order */
    record Order(boolean oldestFirst, @Nullable Place after, int limit) {
        Condition after(Condition lines) {
            if (after == null) {
                return lines;
            }
            var place = DSL.row(RECORD_LOG.AT, RECORD_LOG.LOG_ID);
            // the second says the same again, so that days are left out
            return oldestFirst
                    ? lines.and(place.gt(after.at(), after.id())).and(RECORD_LOG.AT.ge(after.at()))
                    : lines.and(place.lt(after.at(), after.id())).and(RECORD_LOG.AT.le(after.at()));
        }

        <R extends org.jooq.Record> SelectLimitStep<R> sorted(org.jooq.SelectConditionStep<R> select) {
            return oldestFirst
                    ? select.orderBy(RECORD_LOG.AT, RECORD_LOG.LOG_ID)
                    : select.orderBy(RECORD_LOG.AT.desc(), RECORD_LOG.LOG_ID.desc());
        }
    }

    Page page(TenantId tenant, LogFilter filter, Order order) {
        return database.inTenant(tenant, sql -> page(sql, tenant, filter, order));
    }

    private static Page page(DSLContext sql, TenantId tenant, LogFilter filter, Order order) {
        Condition lines = order.after(filter.lines(tenant));
        if (filter.q() != null) {
            return searched(sql, lines, filter, order);
        }
        if (filter.isToBeLookedUpInCounts()) {
            return filled(sql, tenant, filter, order);
        }
        return cut(
                order.sorted(sql.selectFrom(RECORD_LOG).where(lines))
                        .limit(order.limit() + 1)
                        .fetch(),
                order);
    }

    private static Page cut(List<RecordLogRecord> found, Order order) {
        if (found.size() <= order.limit()) {
            return new Page(found, null);
        }
        List<RecordLogRecord> shown = found.subList(0, order.limit());
        return new Page(shown, place(shown.getLast()));
    }

    static Place place(RecordLogRecord line) {
        return new Place(line.getAt(), line.getLogId());
    }

    /** Looks through the next lines that the other filters leave, and no more of them than is quick. */
    private static Page searched(DSLContext sql, Condition lines, LogFilter filter, Order order) {
        var window = order.sorted(sql.selectFrom(RECORD_LOG).where(lines))
                .limit(SEARCHED_AT_ONCE)
                .asTable(RECORD_LOG.getName());
        List<RecordLogRecord> found = sql.selectFrom(window)
                .where(filter.textIn(window))
                .limit(order.limit() + 1)
                .fetchInto(RECORD_LOG);
        if (found.size() > order.limit()) {
            return cut(found, order);
        }
        Place end = order.sorted(sql.select(RECORD_LOG.AT, RECORD_LOG.LOG_ID)
                        .from(RECORD_LOG)
                        .where(lines))
                .limit(1)
                .offset(SEARCHED_AT_ONCE - 1)
                .fetchOne(row -> new Place(row.value1(), row.value2()));
        return new Page(found, end);
    }

    /** A whole page, looked up in as many goes as it takes. */
    private static Page filled(DSLContext sql, TenantId tenant, LogFilter filter, Order order) {
        List<RecordLogRecord> lines = new ArrayList<>();
        Place next = order.after();
        do {
            Order rest = new Order(order.oldestFirst(), next, order.limit() - lines.size());
            Page page = lookedUp(sql, tenant, rest.after(filter.lines(tenant)), filter, rest);
            lines.addAll(page.lines());
            next = page.next();
        } while (next != null && lines.size() < order.limit());
        return new Page(lines, next);
    }

    /**
     * No index leads to them, but the counts tell the seconds and runs that have such lines: only these are read, as
     * many as fill the page.
     */
    private static Page lookedUp(DSLContext sql, TenantId tenant, Condition lines, LogFilter filter, Order order) {
        Condition counts = filter.counts(tenant);
        if (order.after() != null) {
            Instant second = order.after().at().truncatedTo(ChronoUnit.SECONDS);
            counts = counts.and(order.oldestFirst() ? LINE_COUNT.AT.ge(second) : LINE_COUNT.AT.le(second));
        }
        // each has a line at least; the last second is taken whole
        var nearest = sql.select(LINE_COUNT.AT)
                .from(LINE_COUNT)
                .where(counts)
                .orderBy(order.oldestFirst() ? LINE_COUNT.AT.asc() : LINE_COUNT.AT.desc())
                .limit(order.limit() + 1)
                .asTable("nearest");
        var at = nearest.field(LINE_COUNT.AT);
        var bound = DSL.field(
                DSL.select(order.oldestFirst() ? DSL.max(at) : DSL.min(at)).from(nearest));
        List<Record4<Instant, UUID, BigDecimal, Integer>> passages = sql.select(
                        LINE_COUNT.AT, LINE_COUNT.RUN_ID, DSL.sum(LINE_COUNT.LINES), DSL.count())
                .from(LINE_COUNT)
                .where(counts.and(order.oldestFirst() ? LINE_COUNT.AT.le(bound) : LINE_COUNT.AT.ge(bound)))
                .groupBy(LINE_COUNT.AT, LINE_COUNT.RUN_ID)
                .orderBy(order.oldestFirst() ? LINE_COUNT.AT.asc() : LINE_COUNT.AT.desc())
                .fetch();
        List<Instant> seconds = new ArrayList<>();
        List<UUID> runs = new ArrayList<>();
        long sure = 0;
        for (var passage : passages) {
            boolean sameSecond = !seconds.isEmpty() && seconds.getLast().equals(passage.value1());
            if (sure > order.limit() && !sameSecond) {
                break;
            }
            seconds.add(passage.value1());
            runs.add(passage.value2());
            // of the second the last page ended in, some may have been shown
            boolean whole = order.after() == null
                    || !passage.value1().equals(order.after().at().truncatedTo(ChronoUnit.SECONDS));
            boolean inside = (filter.from() == null || !passage.value1().isBefore(filter.from()))
                    && (filter.to() == null || !passage.value1().plusSeconds(1).isAfter(filter.to()));
            sure += whole && inside ? passage.value3().longValue() : 0;
        }
        if (seconds.isEmpty()) {
            return new Page(List.of(), null);
        }
        var passed = DSL.table(
                        "unnest({0}::timestamptz[], {1}::uuid[])",
                        DSL.val(seconds.stream().map(Instant::toString).toArray(String[]::new)),
                        DSL.val(runs.toArray(UUID[]::new)))
                .as("passed", "second", "run");
        var second = DSL.field(DSL.name("passed", "second"), Instant.class);
        var run = DSL.field(DSL.name("passed", "run"), UUID.class);
        // a second's lines of a run lie together in the index by run
        var line = sql.selectFrom(RECORD_LOG)
                .where(lines.and(RECORD_LOG.RUN_ID.eq(run))
                        .and(RECORD_LOG.AT.ge(second))
                        .and(RECORD_LOG.AT.lt(DSL.field("{0} + interval '1 second'", Instant.class, second))))
                .asTable(RECORD_LOG.getName());
        Field<Instant> time = Objects.requireNonNull(line.field(RECORD_LOG.AT));
        Field<Long> number = Objects.requireNonNull(line.field(RECORD_LOG.LOG_ID));
        List<RecordLogRecord> found = sql.select(line.fields())
                .from(passed)
                .crossJoin(DSL.lateral(line))
                .orderBy(
                        order.oldestFirst() ? time.asc() : time.desc(),
                        order.oldestFirst() ? number.asc() : number.desc())
                .limit(order.limit() + 1)
                .fetchInto(RECORD_LOG);
        Page page = cut(found, order);
        boolean all = seconds.size() == passages.size()
                && passages.stream().mapToInt(Record4::value4).sum() <= order.limit();
        boolean more = page.next() == null && !all;
        return more ? new Page(page.lines(), behind(seconds.getLast(), order)) : page;
    }

    /** In another second, or the same would be looked up again. */
    private static Place behind(Instant second, Order order) {
        return order.oldestFirst()
                ? new Place(second.plusSeconds(1), Long.MIN_VALUE + 1)
                : new Place(second.minus(1, ChronoUnit.MICROS), Long.MAX_VALUE);
    }

    Optional<RecordLogRecord> find(TenantId tenant, Place place) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(RECORD_LOG)
                        .where(RECORD_LOG
                                .TENANT_ID
                                .eq(tenant.value())
                                .and(RECORD_LOG.AT.eq(place.at()))
                                .and(RECORD_LOG.LOG_ID.eq(place.id())))
                        .fetchOptional());
    }
}

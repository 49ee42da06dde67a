package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogCounts.Kind;
import io.salessync.logs.LogCounts.Reach;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads lines page by page, newest or oldest first. */
@Component
final class LogRows {
    /** So many lines are looked through for a text at a time; the page says where to look on. */
    static final int SEARCHED_AT_ONCE = 30_000;

    private static final List<Field<?>> PLACES = List.of(RECORD_LOG.AT, RECORD_LOG.LOG_ID);
    private static final List<Field<?>> TEXTS =
            List.of(RECORD_LOG.AT, RECORD_LOG.LOG_ID, RECORD_LOG.MESSAGE, RECORD_LOG.RECORD_KEY);

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

        OrderField<?> sorted(Field<?> field) {
            return oldestFirst ? field.asc() : field.desc();
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
        if (filter.q() != null) {
            return searched(sql, tenant, filter, order);
        }
        if (!filter.isOfKinds()) {
            return cut(
                    order.sorted(sql.selectFrom(RECORD_LOG).where(order.after(filter.lines(tenant))))
                            .limit(order.limit() + 1)
                            .fetch(),
                    order);
        }
        List<RecordLogRecord> lines = new ArrayList<>();
        Place next = order.after();
        do {
            Order rest = new Order(order.oldestFirst(), next, order.limit() - lines.size());
            Page page = reached(sql, tenant, filter, rest);
            lines.addAll(page.lines());
            next = page.next();
        } while (next != null && lines.size() < order.limit());
        return new Page(lines, next);
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

    /** The next lines that there surely are by the counts, of all their kinds. */
    private static Page reached(DSLContext sql, TenantId tenant, LogFilter filter, Order order) {
        Reach reach = LogCounts.reach(sql, tenant, filter, order);
        if (reach == null) {
            return new Page(List.of(), null);
        }
        var places = places(sql, tenant, filter, order, reach, order.limit() + 1, PLACES);
        Page page = cut(
                order.sorted(sql.select(RECORD_LOG.fields())
                                .from(places.table())
                                .join(RECORD_LOG)
                                .on(places.on(tenant))
                                .where(DSL.noCondition()))
                        .fetchInto(RECORD_LOG),
                order);
        return page.next() != null || reach.last() ? page : new Page(page.lines(), behind(reach.edge(), order));
    }

    /** Looks through the next lines that the other filters leave, and no more of them than is quick. */
    private static Page searched(DSLContext sql, TenantId tenant, LogFilter filter, Order order) {
        Order window = new Order(order.oldestFirst(), order.after(), SEARCHED_AT_ONCE);
        @Nullable Place behind = null;
        Places lines;
        if (filter.isOfKinds()) {
            Reach reach = LogCounts.reach(sql, tenant, filter, window);
            if (reach == null) {
                return new Page(List.of(), null);
            }
            lines = places(sql, tenant, filter, order, reach, SEARCHED_AT_ONCE, TEXTS);
            behind = reach.last() ? null : behind(reach.edge(), order);
        } else {
            lines = new Places(order.sorted(sql.select(TEXTS).from(RECORD_LOG).where(order.after(filter.lines(tenant))))
                    .limit(SEARCHED_AT_ONCE)
                    .asTable("places"));
        }
        // once for both questions: what is found, and where the lines that were looked through end
        var seen = DSL.name("seen").asMaterialized(sql.selectFrom(lines.table()));
        Places once = new Places(seen);
        var found = sql.with(seen)
                .select(once.at(), once.number(), DSL.inline(false))
                .from(seen)
                .where(filter.textIn(seen))
                .orderBy(order.sorted(once.at()), order.sorted(once.number()))
                .limit(order.limit() + 1)
                .unionAll(sql.select(once.at(), once.number(), DSL.inline(true))
                        .from(seen)
                        .orderBy(order.sorted(once.at()), order.sorted(once.number()))
                        .limit(1)
                        .offset(SEARCHED_AT_ONCE - 1))
                .fetch();
        List<Place> hits = new ArrayList<>();
        Place end = behind;
        for (var row : found) {
            Place place = new Place(row.value1(), row.value2());
            if (row.value3()) {
                end = place;
            } else {
                hits.add(place);
            }
        }
        List<RecordLogRecord> shown = hits.isEmpty() ? List.of() : at(sql, tenant, order, hits);
        return shown.size() > order.limit() ? cut(shown, order) : new Page(shown, end);
    }

    private static List<RecordLogRecord> at(DSLContext sql, TenantId tenant, Order order, List<Place> hits) {
        var hit = DSL.table(
                        "unnest({0}::timestamptz[], {1}::bigint[])",
                        DSL.val(hits.stream().map(one -> one.at().toString()).toArray(String[]::new)),
                        DSL.val(hits.stream().map(Place::id).toArray(Long[]::new)))
                .as("hit", "at", "log_id");
        Places places = new Places(DSL.select(
                        DSL.field(DSL.name("hit", "at"), Instant.class).as(RECORD_LOG.AT),
                        DSL.field(DSL.name("hit", "log_id"), Long.class).as(RECORD_LOG.LOG_ID))
                .from(hit)
                .asTable("places"));
        return order.sorted(sql.select(RECORD_LOG.fields())
                        .from(places.table())
                        .join(RECORD_LOG)
                        .on(places.on(tenant))
                        .where(DSL.noCondition()))
                .fetchInto(RECORD_LOG);
    }

    /** Of lines, only the named columns: of each kind as many as are wanted, then of all together. */
    private static Places places(
            DSLContext sql,
            TenantId tenant,
            LogFilter filter,
            Order order,
            Reach reach,
            int wanted,
            List<Field<?>> columns) {
        Condition lines = order.after(filter.lines(tenant));
        lines = lines.and(order.oldestFirst() ? RECORD_LOG.AT.lt(reach.edge()) : RECORD_LOG.AT.ge(reach.edge()));
        Map<Boolean, List<Kind>> kinds =
                reach.kinds().stream().collect(Collectors.partitioningBy(kind -> kind.flow() != null));
        @Nullable Select<org.jooq.Record> all = null;
        for (boolean withFlow : new boolean[] {true, false}) {
            List<Kind> such = Objects.requireNonNull(kinds.get(withFlow));
            if (!such.isEmpty()) {
                Select<org.jooq.Record> some = ofKinds(sql, such, withFlow, lines, order, wanted, columns);
                all = all == null ? some : all.unionAll(some);
            }
        }
        Places some = new Places(Objects.requireNonNull(all).asTable("some"));
        return new Places(sql.select(some.table().fields())
                .from(some.table())
                .orderBy(order.sorted(some.at()), order.sorted(some.number()))
                .limit(wanted)
                .asTable("places"));
    }

    private static Select<org.jooq.Record> ofKinds(
            DSLContext sql,
            List<Kind> kinds,
            boolean withFlow,
            Condition lines,
            Order order,
            int wanted,
            List<Field<?>> columns) {
        var kind = DSL.table(
                        "unnest({0}::uuid[], {1}::text[], {2}::text[], {3}::bigint[])",
                        DSL.val(kinds.stream().map(Kind::flow).toArray(UUID[]::new)),
                        DSL.val(kinds.stream().map(Kind::node).toArray(String[]::new)),
                        DSL.val(kinds.stream().map(Kind::outcome).toArray(String[]::new)),
                        DSL.val(kinds.stream().map(Kind::number).toArray(Long[]::new)))
                .as("kind", "flow", "node", "outcome", "number");
        Condition flow = withFlow
                ? RECORD_LOG.FLOW_ID.eq(DSL.field(DSL.name("kind", "flow"), UUID.class))
                : RECORD_LOG.FLOW_ID.isNull();
        var each = order.sorted(sql.select(columns)
                        .from(RECORD_LOG)
                        .where(lines.and(RECORD_LOG.KIND.eq(DSL.field(DSL.name("kind", "number"), Long.class)))
                                .and(flow)
                                .and(RECORD_LOG.NODE.eq(DSL.field(DSL.name("kind", "node"), String.class)))
                                .and(RECORD_LOG.OUTCOME.eq(DSL.field(DSL.name("kind", "outcome"), String.class)))))
                .limit(wanted)
                .asTable("each");
        return sql.select(each.fields()).from(kind).crossJoin(DSL.lateral(each));
    }

    /** A table of times and numbers. */
    private record Places(Table<?> table) {
        Field<Instant> at() {
            return Objects.requireNonNull(table.field(RECORD_LOG.AT));
        }

        Field<Long> number() {
            return Objects.requireNonNull(table.field(RECORD_LOG.LOG_ID));
        }

        Condition on(TenantId tenant) {
            return RECORD_LOG
                    .TENANT_ID
                    .eq(tenant.value())
                    .and(RECORD_LOG.AT.eq(at()))
                    .and(RECORD_LOG.LOG_ID.eq(number()));
        }
    }

    /** The place before all lines that are behind the edge. */
    private static Place behind(Instant edge, Order order) {
        return order.oldestFirst()
                ? new Place(edge, Long.MIN_VALUE + 1)
                : new Place(edge.minus(1, ChronoUnit.MICROS), Long.MAX_VALUE);
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

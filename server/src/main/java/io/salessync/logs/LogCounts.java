package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.HOUR_COUNT;
import static io.salessync.logs.jooq.Tables.LINE_COUNT;
import static io.salessync.logs.jooq.Tables.MINUTE_COUNT;

import io.salessync.kernel.tenancy.TenantId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record5;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * How many lines there are of which kind, read from the counts that pages wrote: by second while they are new, then by minute and by hour.
 * Together the three tables count each line once: what is in hours is in minutes too, and no longer in seconds.
 */
final class LogCounts {
    private static final Field<Instant> AT = DSL.field(DSL.name("at"), Instant.class);
    private static final Field<UUID> FLOW = DSL.field(DSL.name("flow_id"), UUID.class);
    private static final Field<String> NODE = DSL.field(DSL.name("node"), String.class);
    private static final Field<String> OUTCOME = DSL.field(DSL.name("outcome"), String.class);
    private static final Field<Long> LINES = DSL.field(DSL.name("lines"), Long.class);

    private LogCounts() {}

    /** Lines of one flow (null: of none) that ended at one node in one way. */
    record Kind(@Nullable UUID flow, String node, String outcome) {
        /** What the lines of this kind are found by, as {@code logs.line_kind} has it. */
        long number() {
            String text = (flow == null ? "" : flow) + "/" + node + "/" + outcome;
            try {
                return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)))
                        .getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Where the next lines are.
     *
     * @param kinds all kinds that there are up to {@code edge}
     * @param edge the end of the last hour that has to be read, seen in the order of reading: its beginning where the newest come first
     * @param last whether no lines are behind it
     */
    record Reach(Set<Kind> kinds, Instant edge, boolean last) {}

    /** Whether some of the counts in this time are by minute only. */
    static boolean areByMinute(DSLContext sql, TenantId tenant, LogFilter filter) {
        return sql.fetchExists(DSL.selectOne().from(MINUTE_COUNT).where(such(MINUTE_COUNT, tenant, filter)));
    }

    /** The beginning of the first second or minute that has such lines. */
    static @Nullable Instant first(DSLContext sql, TenantId tenant, LogFilter filter) {
        return sql.select(DSL.min(AT))
                .from(columns(LINE_COUNT, such(LINE_COUNT, tenant, filter))
                        .unionAll(columns(MINUTE_COUNT, such(MINUTE_COUNT, tenant, filter)))
                        .asTable("counts"))
                .fetchOne(0, Instant.class);
    }

    /**
     * Lines by bar and outcome: {@code bar, outcome, lines}. Bars that are cut at full hours are added up from hours, as far as hours are
     * full.
     */
    static Result<? extends org.jooq.Record> byBar(
            DSLContext sql, TenantId tenant, LogFilter filter, Field<Integer> bar, boolean cutAtHours) {
        Instant from = Objects.requireNonNull(filter.from());
        Instant to = Objects.requireNonNull(filter.to());
        Instant firstFull = from.plus(Duration.ofHours(1).minusNanos(1)).truncatedTo(ChronoUnit.HOURS);
        Instant lastFull = to.truncatedTo(ChronoUnit.HOURS);
        Select<Record5<Instant, UUID, String, String, Long>> counts =
                columns(LINE_COUNT, such(LINE_COUNT, tenant, filter));
        if (cutAtHours && filter.run() == null && firstFull.isBefore(lastFull)) {
            Condition edges = MINUTE_COUNT.AT.lt(firstFull).or(MINUTE_COUNT.AT.ge(lastFull));
            counts = counts.unionAll(columns(
                            MINUTE_COUNT, such(MINUTE_COUNT, tenant, filter).and(edges)))
                    .unionAll(columns(HOUR_COUNT, such(HOUR_COUNT, tenant, filter.between(firstFull, lastFull))));
        } else {
            counts = counts.unionAll(columns(MINUTE_COUNT, such(MINUTE_COUNT, tenant, filter)));
        }
        return sql.select(bar, OUTCOME, DSL.sum(LINES))
                .from(counts.asTable("counts"))
                .groupBy(DSL.one(), DSL.two())
                .fetch();
    }

    /** As {@link #byBar} wants it, of a time among the counts. */
    static Field<Instant> time() {
        return AT;
    }

    /**
     * Hours are gone through in the order of reading until there are surely as many lines as wanted behind the place.
     *
     * @return null: there are no such lines
     */
    static @Nullable Reach reach(DSLContext sql, TenantId tenant, LogFilter filter, LogRows.Order order) {
        Table<?> coarse = filter.run() == null ? HOUR_COUNT : MINUTE_COUNT;
        Instant begun = order.after() == null ? null : order.after().at().truncatedTo(ChronoUnit.HOURS);
        Field<Instant> hour = DSL.field(DSL.name("hour"), Instant.class);
        Condition ahead = DSL.noCondition();
        if (begun != null) {
            ahead = order.oldestFirst() ? hour.ge(begun) : hour.le(begun);
        }
        LogFilter hours =
                filter.between(filter.from() == null ? null : filter.from().truncatedTo(ChronoUnit.HOURS), filter.to());
        var counts = columns(LINE_COUNT, such(LINE_COUNT, tenant, hours))
                .unionAll(columns(coarse, such(coarse, tenant, hours)))
                .asTable("counts");
        Field<Instant> cut = DSL.field("date_trunc('hour', {0}, 'UTC')", Instant.class, AT);
        var byHour = sql.select(
                        cut.as(hour), FLOW, NODE, OUTCOME, DSL.sum(LINES).as(LINES))
                .from(counts)
                .groupBy(cut, FLOW, NODE, OUTCOME)
                .asTable("by_hour");
        List<Record5<Instant, UUID, String, String, BigDecimal>> found = sql.select(
                        hour, FLOW, NODE, OUTCOME, DSL.field(LINES.getQualifiedName(), BigDecimal.class))
                .from(byHour)
                .where(ahead)
                .orderBy(order.oldestFirst() ? hour.asc() : hour.desc())
                .fetch();
        if (found.isEmpty()) {
            return null;
        }
        Set<Kind> kinds = new LinkedHashSet<>();
        Instant at = found.getFirst().value1();
        long sure = 0;
        int read = 0;
        for (; read < found.size(); read++) {
            var one = found.get(read);
            if (!one.value1().equals(at)) {
                if (sure > order.limit()) {
                    break;
                }
                at = one.value1();
            }
            kinds.add(new Kind(one.value2(), one.value3(), one.value4()));
            // of an hour that is shown in part nobody can say how many lines are left
            boolean whole = !at.equals(begun)
                    && (filter.from() == null || !at.isBefore(filter.from()))
                    && (filter.to() == null || !at.plus(1, ChronoUnit.HOURS).isAfter(filter.to()));
            sure += whole ? one.value5().longValue() : 0;
        }
        return new Reach(kinds, order.oldestFirst() ? at.plus(1, ChronoUnit.HOURS) : at, read == found.size());
    }

    private static Select<Record5<Instant, UUID, String, String, Long>> columns(Table<?> table, Condition such) {
        return DSL.select(of(table, AT), of(table, FLOW), of(table, NODE), of(table, OUTCOME), of(table, LINES))
                .from(table)
                .where(such);
    }

    /** Times as far as the table knows them: seconds, minutes or hours that begin within the filter's. */
    private static Condition such(Table<?> table, TenantId tenant, LogFilter filter) {
        List<Condition> all = new ArrayList<>();
        all.add(of(table, LINE_COUNT.TENANT_ID).eq(tenant.value()));
        if (filter.flow() != null) {
            all.add(of(table, FLOW).eq(filter.flow()));
        }
        if (filter.run() != null) {
            all.add(of(table, LINE_COUNT.RUN_ID).eq(filter.run()));
        }
        if (filter.node() != null) {
            all.add(of(table, NODE).eq(filter.node()));
        }
        if (!filter.outcomes().isEmpty()) {
            all.add(of(table, OUTCOME)
                    .in(filter.outcomes().stream().map(Enum::name).toList()));
        }
        if (filter.from() != null) {
            all.add(of(table, AT).ge(filter.from().truncatedTo(ChronoUnit.SECONDS)));
        }
        if (filter.to() != null) {
            all.add(of(table, AT).lt(filter.to()));
        }
        return DSL.and(all);
    }

    private static <T> Field<T> of(Table<?> table, Field<T> field) {
        return Objects.requireNonNull(table.field(field.getUnqualifiedName(), field.getType()));
    }
}

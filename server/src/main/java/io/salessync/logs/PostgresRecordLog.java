package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.RECORD_LOG;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogCounts.Kind;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lines as rows of the database. PostgreSQL refuses COPY into tables with row-level security, so a page of lines is one
 * statement over arrays, a column each.
 */
@Component
final class PostgresRecordLog implements RecordLog {
    private static final int PAGE = 1_000;
    /** More in one statement only takes memory. */
    private static final int LINES_IN_A_STATEMENT = 5_000;

    /** Lines of a page mostly share their run, flow and names of personal fields: those are sent once, and each line says which. */
    private static final String INSERT = """
            INSERT INTO logs.record_log (tenant_id, at, run_id, flow_id, node, record_key, outcome, message, error_class, attempt,
                micros, trail, input, output, unchanged, kind, personal)
            SELECT ?, 'epoch'::timestamptz + l.at * interval '1 microsecond', (?::uuid[])[l.head], (?::uuid[])[l.head], l.node,
                l.record_key, l.outcome, l.message, l.error_class, l.attempt, l.micros, l.trail::json, l.input::json, l.output::json,
                l.unchanged, l.kind, ((?::text[])[l.head])::text[]
            FROM unnest(?::bigint[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[],
                ?::text[], ?::text[], ?::text[], ?::boolean[], ?::bigint[])
                AS l (at, head, node, record_key, outcome, message, error_class, attempt, micros, trail, input, output, unchanged,
                    kind)
            """;

    private static final String COUNT = """
            INSERT INTO logs.line_count (tenant_id, at, run_id, flow_id, node, outcome, lines)
            SELECT ?, c.at::timestamptz, c.run_id, c.flow_id, c.node, c.outcome, c.lines
            FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::bigint[]) AS c (at, run_id, flow_id, node, outcome, lines)
            """;

    private final Database database;

    PostgresRecordLog(Database database) {
        this.database = database;
    }

    private record Counted(
            Instant second, UUID run, @Nullable UUID flow, String node, Outcome outcome) {}

    @Override
    public void write(DSLContext sql, TenantId tenant, List<Line> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Instant[] times = times(lines);
        Map<Counted, Long> counts = new LinkedHashMap<>();
        for (int line = 0; line < times.length; line++) {
            Line one = lines.get(line);
            counts.merge(
                    new Counted(
                            times[line].truncatedTo(ChronoUnit.SECONDS),
                            one.run(),
                            one.flow(),
                            one.node(),
                            one.outcome()),
                    1L,
                    Long::sum);
        }
        sql.connection(connection -> {
            for (int from = 0; from < times.length; from += LINES_IN_A_STATEMENT) {
                int to = Math.min(times.length, from + LINES_IN_A_STATEMENT);
                insert(connection, tenant, lines.subList(from, to), Arrays.copyOfRange(times, from, to));
            }
            count(connection, tenant, counts);
        });
    }

    /** Microseconds, as the database has them, and never before the line before: so the order of times is the order of writing. */
    private static Instant[] times(List<Line> lines) {
        Instant[] times = new Instant[lines.size()];
        Instant last = Instant.MIN;
        for (int line = 0; line < times.length; line++) {
            Instant at = lines.get(line).at().truncatedTo(ChronoUnit.MICROS);
            last = at.isBefore(last) ? last : at;
            times[line] = last;
        }
        return times;
    }

    /** What many lines share. */
    private record Head(UUID run, @Nullable UUID flow, List<String> personal) {
        Head(Line line) {
            this(line.run(), line.flow(), line.personal());
        }
    }

    private static void insert(Connection connection, TenantId tenant, List<Line> lines, Instant[] times)
            throws SQLException {
        Map<Head, Integer> heads = new LinkedHashMap<>();
        Integer[] places = new Integer[lines.size()];
        for (int line = 0; line < places.length; line++) {
            Head head = new Head(lines.get(line));
            Integer known = heads.get(head);
            if (known == null) {
                known = heads.size() + 1;
                heads.put(head, known);
            }
            places[line] = known;
        }
        List<Head> shared = List.copyOf(heads.keySet());
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, tenant.value());
            array(statement, 2, "uuid", column(shared, UUID.class, Head::run));
            array(statement, 3, "uuid", column(shared, UUID.class, Head::flow));
            array(statement, 4, "text", column(shared, String.class, head -> names(head.personal())));
            array(statement, 5, "int8", column(List.of(times), Long.class, PostgresRecordLog::micros));
            array(statement, 6, "int4", places);
            array(statement, 7, "text", column(lines, String.class, line -> storable(line.node())));
            array(statement, 8, "text", column(lines, String.class, line -> storable(line.recordKey())));
            array(
                    statement,
                    9,
                    "text",
                    column(lines, String.class, line -> line.outcome().name()));
            array(statement, 10, "text", column(lines, String.class, line -> storable(line.message())));
            array(statement, 11, "text", column(lines, String.class, line -> storable(line.errorClass())));
            array(statement, 12, "int4", column(lines, Integer.class, Line::attempt));
            array(statement, 13, "int8", column(lines, Long.class, Line::micros));
            array(statement, 14, "text", column(lines, String.class, Line::trail));
            array(statement, 15, "text", column(lines, String.class, Line::input));
            array(statement, 16, "text", column(lines, String.class, line -> isUnchanged(line) ? null : line.output()));
            array(statement, 17, "bool", column(lines, Boolean.class, PostgresRecordLog::isUnchanged));
            Map<Kind, Long> kinds = new HashMap<>();
            array(
                    statement,
                    18,
                    "int8",
                    column(lines, Long.class, line -> kinds.computeIfAbsent(kind(line), Kind::number)));
            statement.executeUpdate();
        }
    }

    private static Kind kind(Line line) {
        return new Kind(
                line.flow(),
                Objects.requireNonNull(storable(line.node())),
                line.outcome().name());
    }

    /** Most records go out as they came in: that is said, not written twice. */
    private static boolean isUnchanged(Line line) {
        return line.output() != null && line.output().equals(line.input());
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static void count(Connection connection, TenantId tenant, Map<Counted, Long> counts) throws SQLException {
        List<Counted> counted = List.copyOf(counts.keySet());
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setObject(1, tenant.value());
            array(
                    statement,
                    2,
                    "text",
                    column(counted, String.class, one -> one.second().toString()));
            array(statement, 3, "uuid", column(counted, UUID.class, Counted::run));
            array(statement, 4, "uuid", column(counted, UUID.class, Counted::flow));
            array(statement, 5, "text", column(counted, String.class, one -> storable(one.node())));
            array(
                    statement,
                    6,
                    "text",
                    column(counted, String.class, one -> one.outcome().name()));
            array(statement, 7, "int8", column(counted, Long.class, counts::get));
            statement.executeUpdate();
        }
    }

    /** Of the very type: the driver then sends it as it is, not as text in quotes. */
    @SuppressWarnings("unchecked")
    private static <R, T> @Nullable T[] column(List<R> rows, Class<T> type, Function<R, @Nullable T> value) {
        @Nullable T[] column = (@Nullable T[]) java.lang.reflect.Array.newInstance(type, rows.size());
        for (int row = 0; row < column.length; row++) {
            column[row] = value.apply(rows.get(row));
        }
        return column;
    }

    private static void array(PreparedStatement statement, int place, String type, @Nullable Object[] values)
            throws SQLException {
        Array array = statement.getConnection().createArrayOf(type, values);
        statement.setArray(place, array);
    }

    /** Text of PostgreSQL holds every character but this one. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    private static String names(List<String> personal) {
        StringBuilder literal = new StringBuilder("{");
        for (String name : personal) {
            literal.append(literal.length() == 1 ? "\"" : ",\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return literal.append('}').toString();
    }

    @Override
    public void inputs(
            TenantId tenant,
            UUID run,
            @Nullable Outcome outcome,
            @Nullable String recordKey,
            Consumer<List<Line>> page) {
        String after = null;
        do {
            String from = after;
            Inputs inputs = database.inTenant(tenant, sql -> inputs(sql, tenant, run, outcome, recordKey, from, PAGE));
            if (!inputs.lines().isEmpty()) {
                page.accept(inputs.lines());
            }
            after = inputs.next();
        } while (after != null);
    }

    @Override
    public Inputs inputs(
            DSLContext sql,
            TenantId tenant,
            UUID run,
            @Nullable Outcome outcome,
            @Nullable String recordKey,
            @Nullable String after,
            int limit) {
        Condition condition = RECORD_LOG.TENANT_ID.eq(tenant.value()).and(RECORD_LOG.RUN_ID.eq(run));
        if (outcome != null) {
            condition = condition.and(RECORD_LOG.OUTCOME.eq(outcome.name()));
        }
        if (recordKey != null) {
            condition = condition.and(RECORD_LOG.RECORD_KEY.eq(recordKey));
        }
        Place place = Place.parse(after);
        if (place != null) {
            condition = condition.and(DSL.row(RECORD_LOG.AT, RECORD_LOG.LOG_ID).gt(place.at(), place.id()));
        }
        List<RecordLogRecord> found = sql.selectFrom(RECORD_LOG)
                .where(condition)
                .orderBy(RECORD_LOG.AT, RECORD_LOG.LOG_ID)
                .limit(limit + 1)
                .fetch();
        List<RecordLogRecord> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Inputs(
                shown.stream().map(PostgresRecordLog::line).toList(),
                found.size() > limit
                        ? new Place(shown.getLast().getAt(), shown.getLast().getLogId()).text()
                        : null);
    }

    private static Line line(RecordLogRecord row) {
        return new Line(
                row.getAt(),
                row.getRunId(),
                row.getFlowId(),
                row.getNode(),
                row.getRecordKey(),
                Outcome.valueOf(row.getOutcome()),
                row.getMessage(),
                row.getErrorClass(),
                row.getAttempt(),
                row.getMicros(),
                row.getTrail().data(),
                text(row.getInput()),
                output(row),
                List.of(row.getPersonal()));
    }

    /** The record as it went out; null where it is not kept. */
    static @Nullable String output(RecordLogRecord row) {
        return text(row.getUnchanged() ? row.getInput() : row.getOutput());
    }

    static @Nullable String text(@Nullable JSON json) {
        return json == null ? null : json.data();
    }
}

package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of a query, read-only and in portions. Addresses of PostgreSQL and SQL Server are known. */
final class QueryRows implements Rows {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int PORTION = 2_000;

    private final String name;
    private final Connection connection;
    private final Statement statement;
    private final ResultSet result;
    private final List<String> header = new ArrayList<>();
    private final int[] types;
    private long line;

    private QueryRows(String name, Connection connection, Statement statement, ResultSet result) throws SQLException {
        this.name = name;
        this.connection = connection;
        this.statement = statement;
        this.result = result;
        ResultSetMetaData columns = result.getMetaData();
        this.types = new int[columns.getColumnCount()];
        for (int i = 0; i < types.length; i++) {
            header.add(columns.getColumnLabel(i + 1).strip());
            types[i] = columns.getColumnType(i + 1);
        }
    }

    static QueryRows open(String name, Mapping mapping, SourceReferences references) {
        Source.Query query = Objects.requireNonNull(mapping.source().query());
        String url = Objects.requireNonNull(references.value(query.url(), "url"));
        if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:sqlserver:")) {
            throw Problem.of(
                    OrderSyncProblem.SOURCE_REFUSED,
                    "'url' under [source] begins neither with jdbc:postgresql: nor with jdbc:sqlserver:.");
        }
        Connection connection = connect(name, url, query, references);
        try {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            Statement statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement.setFetchSize(PORTION);
            statement.setQueryTimeout(Math.toIntExact(query.timeout().toSeconds()));
            String text = query.statement() == null ? selection(connection, query, mapping) : query.statement();
            return new QueryRows(name, connection, statement, statement.executeQuery(text));
        } catch (SQLException e) {
            close(connection);
            throw Problem.of(
                    OrderSyncProblem.SOURCE_REFUSED,
                    "%s refuses the query: %s (SQL state %s).".formatted(name, e.getMessage(), e.getSQLState()),
                    e);
        } catch (Problem e) {
            close(connection);
            throw e;
        }
    }

    private static Connection connect(String name, String url, Source.Query query, SourceReferences references) {
        Properties properties = new Properties();
        put(properties, "user", references.value(query.user(), "user"));
        put(properties, "password", references.value(query.password(), "password"));
        put(properties, "ApplicationName", "salessync");
        if (url.startsWith("jdbc:postgresql:")) {
            put(properties, "connectTimeout", "10");
            put(properties, "tcpKeepAlive", "true");
            put(properties, "socketTimeout", seconds(query.timeout().plusSeconds(60)));
        } else {
            put(properties, "applicationName", "salessync");
            put(properties, "applicationIntent", "ReadOnly");
            put(properties, "loginTimeout", "10");
            put(properties, "responseBuffering", "adaptive");
            put(properties, "socketTimeout", seconds(query.timeout().plusSeconds(60)) + "000");
        }
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw Problem.of(
                    OrderSyncProblem.SOURCE_UNREACHABLE,
                    "%s cannot be reached: %s. Check 'url', 'user' and 'password' under [source]."
                            .formatted(name, e.getMessage()),
                    e);
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /**
     * The query an import runs, made for the table as it is there now.
     *
     * @throws Problem when the database cannot be reached or refuses to tell of the table
     */
    static String statement(Mapping mapping, SourceReferences references) {
        Source.Query query = Objects.requireNonNull(mapping.source().query());
        if (query.statement() != null) {
            return query.statement();
        }
        String url = Objects.requireNonNull(references.value(query.url(), "url"));
        Connection connection = connect(url, url, query, references);
        try {
            return selection(connection, query, mapping);
        } catch (SQLException e) {
            throw Problem.of(
                    OrderSyncProblem.SOURCE_REFUSED,
                    "%s does not tell of table %s: %s (SQL state %s)."
                            .formatted(url, query.table(), e.getMessage(), e.getSQLState()),
                    e);
        } finally {
            close(connection);
        }
    }

    /** Only what the mapping reads, as far as the table really has it; what is missing is told by the header check. */
    private static String selection(Connection connection, Source.Query query, Mapping mapping) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        String table = List.of(Objects.requireNonNull(query.table()).split("\\.")).stream()
                .map(part -> quote + part + quote)
                .collect(Collectors.joining("."));
        List<String> needed = Shaping.needed(mapping);
        List<String> there = new ArrayList<>();
        try (Statement look = connection.createStatement();
                ResultSet none = look.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            ResultSetMetaData columns = none.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                there.add(columns.getColumnLabel(i));
            }
        }
        boolean allNamed = mapping.source().sizes() == null;
        List<String> wanted = there.stream()
                .filter(column -> !allNamed || needed.contains(column))
                .toList();
        List<String> columns = wanted.isEmpty() ? there : wanted;
        return columns.stream()
                .map(column -> quote + column.replace(quote, quote + quote) + quote)
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public boolean next() {
        try {
            line++;
            return result.next();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int size() {
        return types.length;
    }

    @Override
    public String cell(int index) {
        try {
            String text = text(index + 1, types[index]);
            return text == null ? "" : text;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private @Nullable String text(int column, int type) throws SQLException {
        return switch (type) {
            case Types.NUMERIC, Types.DECIMAL, Types.DOUBLE, Types.FLOAT, Types.REAL -> {
                BigDecimal number = result.getBigDecimal(column);
                yield number == null ? null : CellReading.plain(number);
            }
            case Types.TIMESTAMP -> {
                LocalDateTime time = result.getObject(column, LocalDateTime.class);
                yield time == null ? null : moment(time);
            }
            case Types.TIMESTAMP_WITH_TIMEZONE, -155 -> {
                OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
                yield time == null
                        ? null
                        : moment(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
            }
            default -> result.getString(column);
        };
    }

    private static String moment(LocalDateTime time) {
        return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? time.toLocalDate().toString()
                : SECONDS.format(time);
    }

    private Problem broken(SQLException e) {
        return Problem.of(
                OrderSyncProblem.SOURCE_UNREACHABLE,
                "%s broke off in row %d: %s. Nothing was imported; try again.".formatted(name, line, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        try {
            statement.cancel();
        } catch (SQLException alreadyOver) {
            // closing is what counts
        }
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

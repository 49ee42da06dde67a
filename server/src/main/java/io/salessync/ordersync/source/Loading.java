package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import io.salessync.ordersync.source.DeltaSql.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One load inside its transaction: copy, compare, guard, apply. */
final class Loading {
    /** A million rows are joined in memory; compiling a query that runs once costs more than it saves. */
    static final List<String> SETTINGS = List.of("SET LOCAL work_mem = '128MB'", "SET LOCAL jit = off");

    private final Sync sync;
    private final UUID loadId;
    private final Mapping mapping;
    private final DeltaSql sql;
    private final Layout layout;
    private final SourceReferences references;
    private final Map<String, String> variables;

    Loading(Sync sync, UUID loadId, TenantId tenant, Instant now, SourceReferences references) {
        this.sync = sync;
        this.loadId = loadId;
        this.mapping = sync.mapping();
        this.sql = new DeltaSql(mapping);
        this.layout = Layout.of(mapping);
        this.references = references;
        this.variables = Map.of(
                "tenant", tenant.toString(),
                "sync", sync.id().toString(),
                "load", loadId.toString(),
                "seed", seed(sync.name(), sync.environment()),
                "now", now.toString());
    }

    /** Record uuids grow from the sync's name and environment and the record's key, so they are the same wherever it is set up. */
    static String seed(String name, String environment) {
        return UUID.nameUUIDFromBytes((name + '\u001f' + environment).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    Loaded load(DSLContext context, Input input, boolean allowRemovals, Loads.Progress progress) {
        return context.connectionResult(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String setting : SETTINGS) {
                    statement.execute(setting);
                }
                return load(connection, statement, input, allowRemovals, progress);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.of(OrderSyncProblem.IMPORT_FAILED, "The import was interrupted; nothing was kept.", e);
            }
        });
    }

    private Loaded load(
            Connection connection, Statement statement, Input input, boolean allowRemovals, Loads.Progress progress)
            throws SQLException, InterruptedException {
        run(statement, sql.createStage());
        MessageDigest digest = sha256();
        long rows = copy(connection, input, digest, progress);
        List<Step> compare = sql.compare();
        List<Step> apply = sql.apply();
        long total = compare.size() + apply.size();
        long done = 0;
        for (Step step : compare) {
            progress.at("merge", done++, total, step.purpose());
            run(statement, step);
        }
        if (!allowRemovals) {
            new RemovalGuard(mapping.source(), variables)
                    .check(statement, !layout.lines().isEmpty());
        }
        for (Step step : apply) {
            progress.at("merge", done++, total, step.purpose());
            run(statement, step);
        }
        Loaded loaded = counted(statement, rows, input.name(), HexFormat.of().formatHex(digest.digest()));
        progress.at("merge", total, total, loaded.sentence());
        return loaded;
    }

    private long copy(Connection connection, Input input, MessageDigest digest, Loads.Progress progress)
            throws SQLException, InterruptedException {
        AtomicLong count = new AtomicLong();
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(sql.copy().sql());
        Pipe pipe = new Pipe(blocks -> count.set(read(input, digest, blocks, progress)));
        try {
            for (byte[] block = pipe.take(); block != null; block = pipe.take()) {
                copy.writeToCopy(block, 0, block.length);
            }
            copy.endCopy();
        } finally {
            pipe.close();
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return count.get();
    }

    private long read(Input input, MessageDigest digest, Consumer<byte[]> blocks, Loads.Progress progress) {
        try (Rows rows = Input.open(input, mapping, digest, references)) {
            Stage stage = new Stage(layout, blocks);
            Shaping shaping = mapping.source().shape() == Source.Shape.LONG
                    ? new LongShaping(mapping, rows, input.name(), stage)
                    : new WideShaping(mapping, rows, input.name(), stage);
            shaping.run(count -> progress.at("read", count, null, "Reading " + input.name()));
            return shaping.count();
        }
    }

    private void run(Statement statement, Step step) throws SQLException {
        statement.execute(filled(step.sql(), variables));
    }

    /** Puts the values, all of them made by us, in the places of psql's variables. */
    static String filled(String text, Map<String, String> variables) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace(":'" + variable.getKey() + "'", "'" + variable.getValue() + "'");
        }
        return filled;
    }

    private Loaded counted(Statement statement, long rows, String source, String sha256) throws SQLException {
        String lines = layout.lines().isEmpty() ? "0" : "(SELECT count(*) FROM line_changes WHERE kind %s)";
        String created = "IN ('CREATE', 'REVIVE')";
        String text = """
                UPDATE ordersync.load SET source_rows = %d, sha256 = '%s',
                    problems = (SELECT count(*) FROM stage WHERE problem IS NOT NULL),
                    orders_created = (SELECT count(*) FROM order_changes WHERE kind %s),
                    orders_updated = (SELECT count(*) FROM order_changes WHERE kind = 'UPDATE'),
                    orders_removed = (SELECT count(*) FROM order_changes WHERE kind = 'REMOVE'),
                    lines_created = %s, lines_updated = %s, lines_removed = %s
                WHERE tenant_id = :'tenant'::uuid AND load_id = :'load'::uuid
                RETURNING problems, orders_created, orders_updated, orders_removed, lines_created, lines_updated, lines_removed
                """.formatted(
                        rows,
                        sha256,
                        created,
                        lines.formatted(created),
                        lines.formatted("= 'UPDATE'"),
                        lines.formatted("= 'REMOVE'"));
        try (ResultSet counts = statement.executeQuery(filled(text, variables))) {
            counts.next();
            return new Loaded(
                    loadId,
                    sync.id(),
                    source,
                    rows,
                    counts.getLong(1),
                    counts.getLong(2),
                    counts.getLong(3),
                    counts.getLong(4),
                    counts.getLong(5),
                    counts.getLong(6),
                    counts.getLong(7));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

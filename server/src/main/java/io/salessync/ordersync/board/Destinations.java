package io.salessync.ordersync.board;

import static io.salessync.ordersync.jooq.Tables.SYNC;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.jooq.tables.records.SyncRecord;
import io.salessync.ordersync.mapping.Environment;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads from a stored sync where it goes. */
@Component
public final class Destinations {
    private final Database database;
    private final Connections connections;
    private final BoardConnector connector;
    private final TokenReferences tokens;
    private final BoardSettings settings;
    private final JsonMapper json;

    Destinations(
            Database database,
            Connections connections,
            BoardConnector connector,
            TokenReferences tokens,
            BoardSettings settings,
            JsonMapper json) {
        this.database = database;
        this.connections = connections;
        this.connector = connector;
        this.tokens = tokens;
        this.settings = settings;
        this.json = json;
    }

    /** What a run of this module is asked for with. */
    record Input(
            UUID sync, @Nullable Boolean heal, @Nullable UUID run) {}

    UUID syncIn(String input) {
        return json.readValue(input, Input.class).sync();
    }

    Input input(String text) {
        return json.readValue(text, Input.class);
    }

    String input(Input input) {
        return json.writeValueAsString(input);
    }

    Destination of(TenantId tenant, UUID syncId) {
        SyncRecord sync = database.inTenant(
                tenant,
                sql -> sql.selectFrom(SYNC)
                        .where(SYNC.TENANT_ID.eq(tenant.value()).and(SYNC.SYNC_ID.eq(syncId)))
                        .fetchOne());
        if (sync == null) {
            throw Problem.of(OrderSyncProblem.UNKNOWN_SYNC, "There is no order sync " + syncId + ".");
        }
        Mapping mapping = MappingReader.read(sync.getConfig()).orThrow();
        Environment environment = mapping.environment(sync.getEnvironment());
        if (environment == null) {
            throw Problem.of(
                    OrderSyncProblem.UNKNOWN_ENVIRONMENT,
                    "The mapping " + mapping.name() + " has no environment '" + sync.getEnvironment() + "'.");
        }
        Mapping local = mapping.in(environment);
        Connection connection = tokens.connection(tenant, connections, environment);
        return new Destination(
                tenant,
                syncId,
                mapping.title() + " (" + environment.name() + ")",
                environment.name(),
                connection,
                environment.apiVersion(),
                environment.boards(),
                environment.idempotencyWindow(),
                local.items().uuidColumn(),
                local.lines() == null ? "" : local.lines().uuidColumn(),
                status(local),
                settings.subitemCap(),
                environment.batch(),
                true,
                columns(local.items()),
                local.lines() == null ? List.of() : columns(local.lines()),
                sections(sync.getConfig()),
                new MappedRendering(
                        local,
                        List.of(sync.getItemColumns()),
                        List.of(sync.getLineColumns()),
                        connector::maximumLength,
                        connector::fault));
    }

    private static Destination.@Nullable Status status(Mapping mapping) {
        Mapping.Status status = mapping.status();
        return status == null
                ? null
                : new Destination.Status(
                        status.column(),
                        status.synced(),
                        status.partial() == null ? status.synced() : status.partial(),
                        status.removed());
    }

    private static List<Destination.Column> columns(io.salessync.ordersync.mapping.Target target) {
        return target.columns().stream()
                .map(column -> new Destination.Column(
                        column.id(),
                        column.type(),
                        column.type() == ColumnType.STATUS
                                ? List.copyOf(column.labels().values())
                                : List.of(),
                        column.createLabels(),
                        column.line()))
                .toList();
    }

    private static Map<String, Integer> sections(String config) {
        Map<String, Integer> sections = new HashMap<>();
        List<String> lines = config.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at).strip();
            if (line.matches("\\[[^\\[\\]]+].*")) {
                sections.putIfAbsent(line.substring(1, line.indexOf(']')).strip(), at + 1);
            }
        }
        return sections;
    }
}

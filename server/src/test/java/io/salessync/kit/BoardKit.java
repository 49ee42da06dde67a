package io.salessync.kit;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Writes to boards as a module would: the intent first, settled by what came of it. */
public record BoardKit(
        BoardConnector connector, Connections connections, Intents intents, Database database, TenantKit tenants) {
    public static final BoardRef DEV = new BoardRef(SandboxProcess.DEV_BOARD, "2026-10");

    /** How long the sandbox keeps keys at a speed of 60, less a little. */
    public static final Duration WINDOW = Duration.ofSeconds(28);

    public Connection connection(URI endpoint, String token) {
        return connections.ensure(tenants.fresh().id(), connector.vendor(), "test", endpoint, token, false);
    }

    public Intent intent(Connection connection, List<BoardWrite> writes) {
        String body = connector.body(DEV, writes);
        return database.inTenant(
                connection.tenant(),
                sql -> intents.record(sql, connection.tenant(), connection.id(), null, "test", "dev", body));
    }

    public BatchAnswer send(Connection connection, BoardWrite... writes) {
        return send(connection, List.of(writes));
    }

    public BatchAnswer send(Connection connection, List<BoardWrite> writes) {
        Intent intent = intent(connection, writes);
        BatchAnswer answer = connector.send(connection, DEV, intent, writes, WINDOW, null);
        if (answer instanceof Settled settled) {
            database.runInTenant(
                    connection.tenant(), sql -> intents.settle(sql, connection.tenant(), intent, settled.evidence()));
        }
        return answer;
    }

    public static CreateItem item(UUID key, String group, String name) {
        return new CreateItem(
                key,
                group,
                name,
                List.of(
                        new Value("record_uuid", ColumnType.TEXT, key.toString()),
                        new Value("order_number", ColumnType.TEXT, name)),
                false);
    }

    public static CreateItem item(String name) {
        return item(UUID.randomUUID(), "topics", name);
    }
}

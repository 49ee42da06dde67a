package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.CONNECTION;
import static io.salessync.connectors.jooq.Tables.DESCRIPTION;
import static io.salessync.connectors.jooq.Tables.INTENT;
import static io.salessync.connectors.jooq.Tables.SIGN_IN;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people do to connections: make, change, delete them, each in one transaction with its audit entry. */
@Component
class ConnectionRows {
    private final Database database;
    private final PostgresConnections connections;
    private final Secrets secrets;
    private final Audit audit;
    private final Live live;
    private final List<ConnectionUse> users;
    private final InstantSource clock;

    ConnectionRows(
            Database database,
            PostgresConnections connections,
            Secrets secrets,
            Audit audit,
            Live live,
            List<ConnectionUse> users,
            InstantSource clock) {
        this.database = database;
        this.connections = connections;
        this.secrets = secrets;
        this.audit = audit;
        this.live = live;
        this.users = users;
        this.clock = clock;
    }

    /** @param kept the settings of a vendor that has such, instead of a token; null otherwise */
    Connection make(
            TenantId tenant,
            String actor,
            String vendor,
            String name,
            URI endpoint,
            @Nullable String token,
            VendorConnector.@Nullable Kept kept) {
        String secret;
        if (kept == null) {
            String given = token == null ? "" : token.strip();
            connections.check(name, endpoint, given, true);
            secret = given;
        } else {
            connections.checkPlace(name, endpoint, true);
            secret = PostgresConnections.text(kept.secret());
        }
        return database.inTenant(tenant, sql -> {
            refuseTaken(tenant, name);
            Connection made = connections.put(
                    tenant, vendor, name, endpoint, kept == null ? Map.of() : kept.open(), secret, true);
            audit.record(sql, tenant, actor, "connections.created", name, detail(made));
            return made;
        });
    }

    /**
     * @param token null keeps the one there is
     * @param kept the settings as they are to be; null keeps those there are
     */
    Connection change(
            Connection before,
            String actor,
            @Nullable String name,
            @Nullable URI endpoint,
            @Nullable String token,
            VendorConnector.@Nullable Kept kept) {
        TenantId tenant = before.tenant();
        boolean moved = endpoint != null && !endpoint.equals(before.endpoint());
        if (moved && token == null && kept == null) {
            // otherwise whoever may change the address could have the token sent to a place of theirs
            throw Problem.of(ConnectorsProblem.WRONG_TOKEN, "With another address the token has to be given again.");
        }
        String called = name == null ? before.name() : name.strip();
        URI at = endpoint == null ? before.endpoint() : endpoint;
        if (token != null) {
            connections.check(called, at, token, true);
        } else if (kept != null) {
            connections.checkPlace(called, at, true);
        }
        return database.inTenant(tenant, sql -> {
            if (!called.equals(before.name())) {
                if (called.isEmpty() || called.length() > 100) {
                    throw Problem.of(ConnectorsProblem.WRONG_NAME, "A connection's name has 1 to 100 characters.");
                }
                refuseTaken(tenant, called);
                sql.update(CONNECTION)
                        .set(CONNECTION.NAME, called)
                        .set(CONNECTION.UPDATED_AT, clock.instant())
                        .where(CONNECTION.TENANT_ID.eq(tenant.value()))
                        .and(CONNECTION.CONNECTION_ID.eq(before.id().value()))
                        .execute();
            }
            if (token != null) {
                connections.put(tenant, before.vendor(), called, at, before.settings(), token.strip(), true);
            } else if (kept != null) {
                String secret = PostgresConnections.text(kept.secret());
                connections.put(tenant, before.vendor(), called, at, kept.open(), secret, true);
            }
            Connection after = connections.named(tenant, called).orElseThrow();
            audit.record(sql, tenant, actor, "connections.changed", called, detail(after));
            live.changed(sql, tenant, "connections", after.id().toString());
            return after;
        });
    }

    void delete(Connection connection, String actor) {
        TenantId tenant = connection.tenant();
        database.runInTenant(tenant, sql -> {
            List<String> uses = new ArrayList<>();
            users.forEach(user -> uses.addAll(user.uses(tenant, connection)));
            boolean open = sql.fetchExists(
                    INTENT,
                    INTENT.TENANT_ID
                            .eq(tenant.value())
                            .and(INTENT.CONNECTION_ID.eq(connection.id().value()))
                            .and(INTENT.STATE.in(Intent.State.RECORDED.name(), Intent.State.SENT.name())));
            if (open) {
                uses.add("calls whose outcome is still open");
            }
            if (!uses.isEmpty()) {
                throw Problem.of(
                                ConnectorsProblem.IN_USE,
                                "The connection '" + connection.name() + "' is in use by " + String.join(", ", uses)
                                        + ".")
                        .with("uses", uses);
            }
            remove(sql, connection);
            audit.record(sql, tenant, actor, "connections.deleted", connection.name(), detail(connection));
            live.changed(sql, tenant, "connections", connection.id().toString());
        });
    }

    private void remove(DSLContext sql, Connection connection) {
        sql.deleteFrom(INTENT)
                .where(INTENT.TENANT_ID.eq(connection.tenant().value()))
                .and(INTENT.CONNECTION_ID.eq(connection.id().value()))
                .execute();
        sql.deleteFrom(CONNECTION)
                .where(CONNECTION.TENANT_ID.eq(connection.tenant().value()))
                .and(CONNECTION.CONNECTION_ID.eq(connection.id().value()))
                .returningResult(CONNECTION.SECRET_ID, CONNECTION.GRANT_SECRET_ID)
                .fetch()
                .forEach(row -> {
                    secrets.remove(sql, connection.tenant(), row.value1());
                    if (row.value2() != null) {
                        secrets.remove(sql, connection.tenant(), row.value2());
                    }
                });
        sql.deleteFrom(SIGN_IN)
                .where(SIGN_IN.TENANT_ID.eq(connection.tenant().value()))
                .and(SIGN_IN.CONNECTION_ID.eq(connection.id().value()))
                .returningResult(SIGN_IN.SECRET_ID)
                .fetch()
                .forEach(row -> secrets.remove(sql, connection.tenant(), row.value1()));
        sql.deleteFrom(DESCRIPTION)
                .where(DESCRIPTION.TENANT_ID.eq(connection.tenant().value()))
                .and(DESCRIPTION.CONNECTION_ID.eq(connection.id().value()))
                .execute();
    }

    private void refuseTaken(TenantId tenant, String name) {
        if (connections.named(tenant, name.strip()).isPresent()) {
            throw Problem.of(
                    ConnectorsProblem.NAME_TAKEN,
                    "There is a connection '" + name.strip() + "' already; choose another name.");
        }
    }

    private static Map<String, String> detail(Connection connection) {
        return Map.of(
                "vendor", connection.vendor(), "endpoint", connection.endpoint().toString());
    }
}

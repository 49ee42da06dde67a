package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.CONNECTION;

import io.salessync.connectors.jooq.tables.records.ConnectionRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Connections as rows; their tokens lie with the secrets. */
@Component
class PostgresConnections implements Connections, Tokens {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;
    private final Secrets secrets;
    private final Live live;
    private final PrivateAddresses addresses;
    private final ObjectProvider<VendorConnector> connectors;
    private final InstantSource clock;

    PostgresConnections(
            Database database,
            Secrets secrets,
            Live live,
            PrivateAddresses addresses,
            ObjectProvider<VendorConnector> connectors,
            InstantSource clock) {
        this.database = database;
        this.secrets = secrets;
        this.live = live;
        this.addresses = addresses;
        this.connectors = connectors;
        this.clock = clock;
    }

    @Override
    public List<Connection> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(CONNECTION)
                        .where(CONNECTION.TENANT_ID.eq(tenant.value()))
                        .orderBy(CONNECTION.NAME)
                        .fetch(PostgresConnections::connection));
    }

    @Override
    public Optional<Connection> named(TenantId tenant, String name) {
        return database.inTenant(tenant, sql -> row(sql, tenant, name).map(PostgresConnections::connection));
    }

    @Override
    public Connection ensure(
            TenantId tenant, String vendor, String name, URI endpoint, String token, boolean fromUser) {
        check(name, endpoint, token, fromUser);
        return put(tenant, vendor, name, endpoint, Map.of(), token.strip(), fromUser);
    }

    @Override
    public Connection ensure(
            TenantId tenant, String vendor, String name, URI endpoint, Map<String, String> settings, boolean fromUser) {
        VendorConnector connector = connectors.stream()
                .filter(one -> one.vendor().equals(vendor))
                .findFirst()
                .orElseThrow(
                        () -> Problem.of(ConnectorsProblem.UNKNOWN_VENDOR, "Nothing here speaks to '" + vendor + "'."));
        VendorConnector.Kept kept = connector.keep(settings, Map.of());
        checkPlace(name, endpoint, fromUser);
        return put(tenant, vendor, name, endpoint, kept.open(), text(kept.secret()), fromUser);
    }

    /** Secret settings as the one secret of a connection; the same settings make the same text. */
    static String text(Map<String, String> secret) {
        return JSON.writeValueAsString(new TreeMap<>(secret));
    }

    /** Looks names up, so it is not for inside a transaction. */
    void check(String name, URI endpoint, String token, boolean fromUser) {
        if (token.isBlank() || !token.strip().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Problem.of(
                    ConnectorsProblem.WRONG_TOKEN,
                    "The token for connection '" + name
                            + "' is empty or holds blanks or letters that no token has. Copy it again.");
        }
        checkPlace(name, endpoint, fromUser);
    }

    void checkPlace(String name, URI endpoint, boolean fromUser) {
        if (name.isBlank() || name.length() > 100) {
            throw Problem.of(ConnectorsProblem.WRONG_NAME, "A connection's name has 1 to 100 characters.");
        }
        if (fromUser) {
            addresses.check(endpoint);
        }
    }

    Connection put(
            TenantId tenant,
            String vendor,
            String name,
            URI endpoint,
            Map<String, String> settings,
            String secret,
            boolean fromUser) {
        String account = account(vendor, endpoint, secret);
        return database.inTenant(tenant, sql -> {
            ConnectionRecord found = row(sql, tenant, name).orElse(null);
            if (found != null
                    && found.getAccount().equals(account)
                    && found.getEndpoint().equals(endpoint.toString())
                    && settings(found).equals(settings)
                    && found.getFromUser() == fromUser) {
                return connection(found);
            }
            Instant now = clock.instant();
            Connection kept = found == null
                    ? insert(sql, tenant, vendor, name, endpoint, settings, secret, account, fromUser, now)
                    : replace(sql, found, vendor, endpoint, settings, secret, account, fromUser, now);
            live.changed(sql, tenant, "connections", kept.id().toString());
            return kept;
        });
    }

    private Connection insert(
            DSLContext sql,
            TenantId tenant,
            String vendor,
            String name,
            URI endpoint,
            Map<String, String> settings,
            String secret,
            String account,
            boolean fromUser,
            Instant now) {
        ConnectionRecord row = sql.newRecord(CONNECTION);
        row.setTenantId(tenant.value());
        row.setConnectionId(UUID.randomUUID());
        row.setVendor(vendor);
        row.setName(name);
        row.setEndpoint(endpoint.toString());
        row.setSettings(JSONB.valueOf(JSON.writeValueAsString(settings)));
        row.setSecretId(secrets.store(sql, tenant, "connection", secret));
        row.setAccount(account);
        row.setFromUser(fromUser);
        row.setCreatedAt(now);
        row.setUpdatedAt(now);
        row.insert();
        return connection(row);
    }

    private Connection replace(
            DSLContext sql,
            ConnectionRecord row,
            String vendor,
            URI endpoint,
            Map<String, String> settings,
            String secret,
            String account,
            boolean fromUser,
            Instant now) {
        secrets.replace(sql, new TenantId(row.getTenantId()), row.getSecretId(), secret);
        UUID grant = row.getGrantSecretId();
        if (grant != null && !row.getEndpoint().equals(endpoint.toString())) {
            // it was given for the address before and must not go to another
            secrets.remove(sql, new TenantId(row.getTenantId()), grant);
            row.setGrantSecretId(null);
        }
        row.setVendor(vendor);
        row.setEndpoint(endpoint.toString());
        row.setSettings(JSONB.valueOf(JSON.writeValueAsString(settings)));
        row.setAccount(account);
        row.setFromUser(fromUser);
        row.setHealthy(null);
        row.setHealthMessage(null);
        row.setHealthAt(null);
        row.setUpdatedAt(now);
        row.update();
        return connection(row);
    }

    private static Optional<ConnectionRecord> row(DSLContext sql, TenantId tenant, String name) {
        return sql.selectFrom(CONNECTION)
                .where(CONNECTION.TENANT_ID.eq(tenant.value()))
                .and(CONNECTION.NAME.eq(name))
                .forUpdate()
                .fetchOptional();
    }

    static Connection connection(ConnectionRecord row) {
        return new Connection(
                new TenantId(row.getTenantId()),
                new ConnectionId(row.getConnectionId()),
                row.getVendor(),
                row.getName(),
                URI.create(row.getEndpoint()),
                settings(row),
                row.getHealthy(),
                row.getHealthMessage(),
                row.getHealthAt());
    }

    private static Map<String, String> settings(ConnectionRecord row) {
        return JSON.readValue(row.getSettings().data(), new TypeReference<Map<String, String>>() {});
    }

    /** Names an account without telling its token. */
    static String account(String vendor, URI endpoint, String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((vendor + '\n' + endpoint + '\n' + token).getBytes(StandardCharsets.UTF_8));
            return vendor + ":" + HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConnectionRecord present(DSLContext sql, Connection connection) {
        return sql.selectFrom(CONNECTION)
                .where(CONNECTION.TENANT_ID.eq(connection.tenant().value()))
                .and(CONNECTION.CONNECTION_ID.eq(connection.id().value()))
                .fetchOptional()
                .orElseThrow(() -> Problem.of(
                        ConnectorsProblem.UNKNOWN_CONNECTION, "The connection '" + connection.name() + "' is gone."));
    }

    @Override
    public Access open(Connection connection) {
        return database.inTenant(connection.tenant(), sql -> {
            ConnectionRecord row = present(sql, connection);
            return new Access(
                    secrets.reveal(connection.tenant(), row.getSecretId()), row.getAccount(), row.getFromUser());
        });
    }

    @Override
    public Optional<String> grant(Connection connection) {
        UUID secret = database.inTenant(connection.tenant(), sql -> present(sql, connection))
                .getGrantSecretId();
        return secret == null ? Optional.empty() : Optional.of(secrets.reveal(connection.tenant(), secret));
    }

    @Override
    public void keepGrant(Connection connection, String grant) {
        database.runInTenant(connection.tenant(), sql -> {
            ConnectionRecord row = present(sql, connection);
            UUID before = row.getGrantSecretId();
            if (before == null) {
                row.setGrantSecretId(secrets.store(sql, connection.tenant(), "grant", grant));
                row.setUpdatedAt(clock.instant());
                row.update();
            } else {
                secrets.replace(sql, connection.tenant(), before, grant);
            }
        });
    }

    @Override
    public void health(Connection connection, boolean healthy, String message) {
        database.runInTenant(connection.tenant(), sql -> {
            ConnectionRecord row = present(sql, connection);
            @Nullable Boolean known = row.getHealthy();
            boolean same = known != null && known == healthy && Objects.equals(row.getHealthMessage(), message);
            row.setHealthy(healthy);
            row.setHealthMessage(message);
            row.setHealthAt(clock.instant());
            row.update();
            if (!same) {
                live.changed(
                        sql, connection.tenant(), "connections", connection.id().toString());
            }
        });
    }
}

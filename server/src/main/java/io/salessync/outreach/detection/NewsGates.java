package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.sending.NewsAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where the news of each connection come in, and who may bring them. */
@Component
public class NewsGates implements NewsAddress {
    /** The header that carries the secret. */
    static final String HEADER = "Unipile-Auth";

    private static final String PLACE = "/api/v1/outreach/news/";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Duration LOOKED_AT = Duration.ofDays(1);
    private static final Duration TRIED_AGAIN = Duration.ofMinutes(15);

    private final Database database;
    private final Secrets secrets;
    private final InstantSource clock;
    private final String publicUrl;
    private final SecureRandom random = new SecureRandom();

    /** When a connection's gate was last found in order: it is not read with every look. */
    private final Map<ConnectionId, Instant> inOrder = new ConcurrentHashMap<>();

    NewsGates(
            Database database,
            Secrets secrets,
            InstantSource clock,
            @Value("${salessync.public-url:}") String publicUrl) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
    }

    /** A gate as people see it. */
    record Gate(
            UUID connection,
            String token,
            @Nullable String url,
            @Nullable Instant subscribedAt,
            @Nullable Instant againAt,
            @Nullable String error) {}

    /** Whose gate a token names. */
    record Found(TenantId tenant, ConnectionId connection, String secretHash) {
        /** Takes the same time whatever was given. */
        boolean lets(@Nullable String secret) {
            byte[] given = hash(secret == null ? "" : secret).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(given, secretHash.getBytes(StandardCharsets.US_ASCII)) && secret != null;
        }
    }

    Optional<Found> find(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        return database.outsideTenants(sql -> sql.fetch("SELECT * FROM outreach.gate_of(?)", token)).stream()
                .findFirst()
                .map(row -> new Found(
                        new TenantId(row.get("tenant_id", UUID.class)),
                        new ConnectionId(row.get("connection_id", UUID.class)),
                        row.get("secret_hash", String.class)));
    }

    /** All of a tenant. */
    List<Gate> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT * FROM outreach.news_gate WHERE tenant_id = ? ORDER BY made_at", tenant.value())
                        .map(NewsGates::gate));
    }

    private static Gate gate(Record row) {
        return new Gate(
                row.get("connection_id", UUID.class),
                row.get("token", String.class),
                row.get("url", String.class),
                row.get("subscribed_at", Instant.class),
                row.get("again_at", Instant.class),
                row.get("error", String.class));
    }

    /** The gate of a connection, made where there is none. */
    Gate ensure(Connection connection) {
        TenantId tenant = connection.tenant();
        return database.inTenant(tenant, sql -> {
            Record found = sql.fetchOne(
                    "SELECT * FROM outreach.news_gate WHERE tenant_id = ? AND connection_id = ?",
                    tenant.value(),
                    connection.id().value());
            if (found != null) {
                return gate(found);
            }
            String secret = word();
            sql.execute(
                    "INSERT INTO outreach.news_gate (tenant_id, connection_id, token, secret_id, secret_hash, made_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?::timestamptz) ON CONFLICT DO NOTHING",
                    tenant.value(),
                    connection.id().value(),
                    word(),
                    secrets.store(sql, tenant, "outreach-news", secret),
                    hash(secret),
                    clock.instant());
            return gate(Objects.requireNonNull(sql.fetchOne(
                    "SELECT * FROM outreach.news_gate WHERE tenant_id = ? AND connection_id = ?",
                    tenant.value(),
                    connection.id().value())));
        });
    }

    /** Subscribes a connection's news to this server where its public address is known and it is time to. */
    void keepSubscribed(OutreachConnector connector, Connection connection) {
        Instant now = clock.instant();
        Instant seen = inOrder.get(connection.id());
        if (publicUrl.isEmpty() || seen != null && !now.isBefore(seen) && now.isBefore(seen.plus(TRIED_AGAIN))) {
            return;
        }
        Gate gate = ensure(connection);
        Instant again = gate.againAt();
        boolean same = address(gate, publicUrl).toString().equals(gate.url());
        if (again == null || !same || !now.isBefore(again)) {
            subscribe(connector, connection, publicUrl);
        } else {
            inOrder.put(connection.id(), now);
        }
    }

    /**
     * Tells the service to bring news here.
     *
     * @param base of this server as the service reaches it, without a slash at its end
     * @return what went wrong, for people; null: nothing
     */
    public @Nullable String subscribe(OutreachConnector connector, Connection connection, String base) {
        Gate gate = ensure(connection);
        UUID secretId = database.inTenant(
                connection.tenant(),
                sql -> Objects.requireNonNull(sql.fetchOne(
                                "SELECT secret_id FROM outreach.news_gate WHERE tenant_id = ? AND connection_id = ?",
                                connection.tenant().value(),
                                connection.id().value()))
                        .get(0, UUID.class));
        URI url = address(gate, base);
        OutreachAnswer<List<String>> answer = connector.subscribe(
                connection, url, Map.of(HEADER, secrets.reveal(connection.tenant(), secretId)), null);
        String error = switch (answer) {
            case OutreachAnswer.Done<List<String>> done -> null;
            case OutreachAnswer.Refused<List<String>> refused -> refused.slug() + ": " + refused.message();
            case OutreachAnswer.Unknown<List<String>> unknown -> unknown.reason();
            case OutreachAnswer.NotSent<List<String>> not -> not.reason();
        };
        Instant now = clock.instant();
        database.runInTenant(
                connection.tenant(),
                sql -> sql.execute(
                        "UPDATE outreach.news_gate SET url = CASE WHEN ?::text IS NULL THEN ? ELSE url END,"
                                + " subscribed_at = CASE WHEN ?::text IS NULL THEN ?::timestamptz ELSE subscribed_at END,"
                                + " again_at = ?::timestamptz, error = ?::text WHERE tenant_id = ? AND connection_id = ?",
                        error,
                        url.toString(),
                        error,
                        now,
                        now.plus(error == null ? LOOKED_AT : TRIED_AGAIN),
                        error,
                        connection.tenant().value(),
                        connection.id().value()));
        return error;
    }

    private static URI address(Gate gate, String base) {
        return URI.create(base + PLACE + gate.token());
    }

    /** By the public address where it is set, otherwise by the one that the service was told last. */
    @Override
    public Optional<At> of(Connection connection) {
        Gate gate = ensure(connection);
        String url = gate.url();
        String base = !publicUrl.isEmpty() || url == null ? publicUrl : url.replaceFirst(PLACE + ".*$", "");
        return base.isEmpty()
                ? Optional.empty()
                : Optional.of(new At(address(gate, base), URI.create(base + "/outreach/senders")));
    }

    private String word() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

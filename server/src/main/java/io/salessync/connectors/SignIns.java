package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.SIGN_IN;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Approvals by people at a vendor's own sign-in page, with PKCE. What comes back is believed only from the person who set out,
 * once, within a quarter of an hour.
 */
@Component
class SignIns {
    private static final Duration GOOD_FOR = Duration.ofMinutes(15);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Secrets secrets;
    private final Connections connections;
    private final List<VendorConnector> connectors;
    private final Audit audit;
    private final InstantSource clock;

    SignIns(
            Database database,
            Secrets secrets,
            Connections connections,
            List<VendorConnector> connectors,
            Audit audit,
            InstantSource clock) {
        this.database = database;
        this.secrets = secrets;
        this.connections = connections;
        this.connectors = connectors;
        this.audit = audit;
        this.clock = clock;
    }

    /** Where the person has to go. */
    URI begin(Connection connection, UUID user, String redirect) {
        String state = random();
        String verifier = random();
        URI approval = connector(connection).approval(connection, redirect, state, hash(verifier));
        if (approval == null) {
            throw Problem.of(
                            ConnectorsProblem.WRONG_SETTING,
                            "Connection '" + connection.name()
                                    + "' does not sign in by approval. Set its sign-in to 'web' first.")
                    .with("setting", "flow");
        }
        Instant now = clock.instant();
        TenantId tenant = connection.tenant();
        database.runInTenant(tenant, sql -> {
            sql.deleteFrom(SIGN_IN)
                    .where(SIGN_IN.TENANT_ID.eq(tenant.value()))
                    .and(SIGN_IN.BEGAN_AT.lt(now.minus(GOOD_FOR)))
                    .returningResult(SIGN_IN.SECRET_ID)
                    .fetch()
                    .forEach(row -> secrets.remove(sql, tenant, row.value1()));
            sql.insertInto(SIGN_IN)
                    .set(SIGN_IN.TENANT_ID, tenant.value())
                    .set(SIGN_IN.STATE_HASH, hash(state))
                    .set(SIGN_IN.CONNECTION_ID, connection.id().value())
                    .set(SIGN_IN.USER_ID, user)
                    .set(SIGN_IN.SECRET_ID, secrets.store(sql, tenant, "sign-in", verifier))
                    .set(SIGN_IN.REDIRECT, redirect)
                    .set(SIGN_IN.BEGAN_AT, now)
                    .execute();
        });
        return approval;
    }

    private record Begun(UUID connection, String redirect, String verifier) {}

    /** What the vendor sent the person back with. */
    Connection end(TenantId tenant, UUID user, String actor, String state, String code) {
        Begun begun = database.inTenant(tenant, sql -> {
            var row = sql.deleteFrom(SIGN_IN)
                    .where(SIGN_IN.TENANT_ID.eq(tenant.value()))
                    .and(SIGN_IN.STATE_HASH.eq(hash(state)))
                    .and(SIGN_IN.USER_ID.eq(user))
                    .and(SIGN_IN.BEGAN_AT.ge(clock.instant().minus(GOOD_FOR)))
                    .returning()
                    .fetchOptional()
                    .orElseThrow(() -> Problem.of(
                            ConnectorsProblem.WRONG_CALLBACK,
                            "This answer belongs to no sign-in that you began here in the last 15 minutes. Begin again"
                                    + " from the connection's page."));
            String verifier = secrets.reveal(tenant, row.getSecretId());
            secrets.remove(sql, tenant, row.getSecretId());
            return new Begun(row.getConnectionId(), row.getRedirect(), verifier);
        });
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().value().equals(begun.connection()))
                .findFirst()
                .orElseThrow(() -> Problem.of(ConnectorsProblem.UNKNOWN_CONNECTION, "The connection is gone."));
        connector(connection).approved(connection, code, begun.redirect(), begun.verifier());
        database.runInTenant(
                tenant,
                sql -> audit.record(sql, tenant, actor, "connections.approved", connection.name(), java.util.Map.of()));
        return connection;
    }

    private VendorConnector connector(Connection connection) {
        return connectors.stream()
                .filter(one -> one.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow();
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

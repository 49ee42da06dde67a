package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Tables.SESSION;
import static io.salessync.kernel.jooq.Tables.SESSION_BEARER;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sessions of browsers. They live in the database, so any node knows them and taking one away acts at once. */
@Component
final class Sessions {
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
    private static final int LONGEST_USER_AGENT = 300;

    private final Database database;
    private final AccessNotes notes;
    private final AccessSettings settings;
    private final InstantSource clock;

    Sessions(Database database, AccessNotes notes, AccessSettings settings, InstantSource clock) {
        this.database = database;
        this.notes = notes;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param current whether it is the one that asks */
    record Open(
            UUID id,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            String address,
            String userAgent,
            boolean current) {}

    Token begin(DSLContext sql, TenantId tenant, UUID user, String address, String userAgent) {
        Token token = Token.fresh("");
        Instant now = clock.instant();
        sql.deleteFrom(SESSION)
                .where(SESSION.TENANT_ID
                        .eq(tenant.value())
                        .and(SESSION.USER_ID.eq(user))
                        .and(SESSION.EXPIRES_AT.le(now).or(SESSION.LAST_SEEN_AT.le(now.minus(settings.sessionIdle())))))
                .execute();
        sql.insertInto(SESSION)
                .set(SESSION.TENANT_ID, tenant.value())
                .set(SESSION.SESSION_ID, UUID.randomUUID())
                .set(SESSION.USER_ID, user)
                .set(SESSION.TOKEN_HASH, token.hash())
                .set(SESSION.ADDRESS, address)
                .set(SESSION.USER_AGENT, userAgent.substring(0, Math.min(LONGEST_USER_AGENT, userAgent.length())))
                .set(SESSION.CREATED_AT, now)
                .set(SESSION.LAST_SEEN_AT, now)
                .set(SESSION.EXPIRES_AT, now.plus(settings.sessionLife()))
                .execute();
        return token;
    }

    Optional<Actor> actor(String token) {
        Instant now = clock.instant();
        var row = database.outsideTenants(
                sql -> sql.selectFrom(SESSION_BEARER(Token.hashOf(token))).fetchOne());
        if (row == null
                || row.getDisabled()
                || !row.getExpiresAt().isAfter(now)
                || !row.getLastSeenAt().plus(settings.sessionIdle()).isAfter(now)) {
            return Optional.empty();
        }
        TenantId tenant = new TenantId(row.getTenantId());
        if (row.getLastSeenAt().plus(SEEN_EVERY).isBefore(now)) {
            database.runInTenant(
                    tenant,
                    sql -> sql.update(SESSION)
                            .set(SESSION.LAST_SEEN_AT, now)
                            .where(SESSION.TENANT_ID.eq(tenant.value()).and(SESSION.SESSION_ID.eq(row.getSessionId())))
                            .execute());
        }
        Role role = Role.valueOf(row.getRole());
        return Optional.of(new Actor(tenant, row.getUserId(), row.getEmail(), row.getName(), role, role.permissions()));
    }

    List<Open> open(Actor of, byte @Nullable [] currentHash) {
        Instant now = clock.instant();
        return database.inTenant(
                of.tenant(),
                sql -> sql.selectFrom(SESSION)
                        .where(SESSION.TENANT_ID
                                .eq(of.tenant().value())
                                .and(SESSION.USER_ID.eq(of.userId()))
                                .and(SESSION.EXPIRES_AT.gt(now))
                                .and(SESSION.LAST_SEEN_AT.gt(now.minus(settings.sessionIdle()))))
                        .orderBy(SESSION.LAST_SEEN_AT.desc(), SESSION.SESSION_ID)
                        .fetch(row -> new Open(
                                row.getSessionId(),
                                row.getCreatedAt(),
                                row.getLastSeenAt(),
                                row.getExpiresAt(),
                                row.getAddress(),
                                row.getUserAgent(),
                                Arrays.equals(row.getTokenHash(), currentHash))));
    }

    void end(Actor by, UUID id) {
        database.runInTenant(by.tenant(), sql -> {
            int ended = sql.deleteFrom(SESSION)
                    .where(SESSION.TENANT_ID
                            .eq(by.tenant().value())
                            .and(SESSION.USER_ID.eq(by.userId()))
                            .and(SESSION.SESSION_ID.eq(id)))
                    .execute();
            if (ended == 0) {
                throw Problem.of(AccessProblem.UNKNOWN_SESSION, "You have no session " + id + ".");
            }
            notes.record(sql, by.tenant(), by.signature(), "access.session-ended", id.toString(), Map.of());
        });
    }

    void end(Actor by, byte[] tokenHash) {
        database.runInTenant(by.tenant(), sql -> {
            sql.deleteFrom(SESSION)
                    .where(SESSION.TENANT_ID.eq(by.tenant().value()).and(SESSION.TOKEN_HASH.eq(tokenHash)))
                    .execute();
            notes.record(sql, by.tenant(), by.signature(), "access.signed-out", by.email(), Map.of());
        });
    }
}

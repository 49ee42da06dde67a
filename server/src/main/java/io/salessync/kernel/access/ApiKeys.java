package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Tables.API_KEY;
import static io.salessync.kernel.jooq.Tables.APP_USER;
import static io.salessync.kernel.jooq.Tables.KEY_BEARER;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keys of programs: each acts for its user, with the scopes that the user's role still has at the time of use. */
@Component
final class ApiKeys {
    private static final Duration USED_EVERY = Duration.ofMinutes(1);
    private static final int SHOWN = 10;
    private static final int SHORTEST_FIXED = 8;

    private final Database database;
    private final AccessNotes notes;
    private final InstantSource clock;

    ApiKeys(Database database, AccessNotes notes, InstantSource clock) {
        this.database = database;
        this.notes = notes;
        this.clock = clock;
    }

    /** @param prefix the first characters, to know it by */
    record ApiKey(
            UUID id,
            String name,
            String prefix,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            Instant createdAt,
            @Nullable Instant revokedAt,
            Holder user) {
        record Holder(UUID id, String email, String name) {}
    }

    /** @param text the key itself, shown this once */
    record NewKey(ApiKey key, String text) {}

    NewKey make(Actor by, String name, Collection<String> scopes, @Nullable Integer expiresInDays) {
        Set<Permission> wanted = permissions(scopes);
        Set<Permission> beyond = EnumSet.copyOf(wanted);
        beyond.removeAll(by.permissions());
        if (!beyond.isEmpty()) {
            throw Problem.of(
                            AccessProblem.WRONG_KEY,
                            "A key can do what its maker can; you cannot " + texts(beyond) + ".")
                    .with("field", "scopes");
        }
        return make(by.tenant(), by.userId(), by.signature(), name, wanted, expiresInDays);
    }

    NewKey make(
            TenantId tenant,
            UUID user,
            String by,
            String name,
            Set<Permission> scopes,
            @Nullable Integer expiresInDays) {
        if (name.isBlank() || name.length() > 100) {
            throw Problem.of(AccessProblem.WRONG_KEY, "A key needs a name of at most 100 characters.")
                    .with("field", "name");
        }
        if (expiresInDays != null && (expiresInDays < 1 || expiresInDays > 3_650)) {
            throw Problem.of(AccessProblem.WRONG_KEY, "A key works between 1 and 3650 days, or without end.")
                    .with("field", "expiresInDays");
        }
        Token token = Token.fresh("ss_");
        Instant expires = expiresInDays == null ? null : clock.instant().plus(Duration.ofDays(expiresInDays));
        return database.inTenant(tenant, sql -> {
            UUID id = insert(sql, tenant, user, name.strip(), token, scopes, expires);
            notes.record(sql, tenant, by, "access.key-made", name.strip(), Map.of("scopes", texts(scopes)));
            return new NewKey(one(sql, tenant, id), token.text());
        });
    }

    void fix(TenantId tenant, UUID user, String name, String text, Set<Permission> scopes) {
        if (text.strip().length() < SHORTEST_FIXED || !text.strip().equals(text)) {
            throw Problem.of(
                    AccessProblem.WRONG_KEY,
                    "A fixed key has at least %d characters, without blanks around it.".formatted(SHORTEST_FIXED));
        }
        Token token = new Token(text, Token.hashOf(text));
        var holders = database.outsideTenants(
                sql -> sql.selectFrom(KEY_BEARER(token.hash())).fetch());
        if (holders.stream()
                .anyMatch(holder -> !holder.getRevoked()
                        && (!holder.getTenantId().equals(tenant.value())
                                || !holder.getUserId().equals(user)))) {
            throw Problem.of(AccessProblem.WRONG_KEY, "Somebody else has this key; choose another.");
        }
        database.runInTenant(tenant, sql -> {
            var same = API_KEY.TENANT_ID
                    .eq(tenant.value())
                    .and(API_KEY.USER_ID.eq(user))
                    .and(API_KEY.NAME.eq(name))
                    .and(API_KEY.REVOKED_AT.isNull());
            String[] wanted = array(scopes);
            boolean there = sql.fetchExists(
                    API_KEY, same.and(API_KEY.KEY_HASH.eq(token.hash())).and(API_KEY.SCOPES.eq(wanted)));
            if (!there) {
                sql.update(API_KEY)
                        .set(API_KEY.REVOKED_AT, clock.instant())
                        .where(same)
                        .execute();
                insert(sql, tenant, user, name, token, scopes, null);
                notes.record(sql, tenant, "system", "access.key-fixed", name, Map.of("scopes", texts(scopes)));
            }
        });
    }

    private UUID insert(
            DSLContext sql,
            TenantId tenant,
            UUID user,
            String name,
            Token token,
            Set<Permission> scopes,
            @Nullable Instant expires) {
        UUID id = UUID.randomUUID();
        // of a short key that somebody chose, most of it would be shown
        int shown = Math.min(SHOWN, token.text().length() / 3);
        sql.insertInto(API_KEY)
                .set(API_KEY.TENANT_ID, tenant.value())
                .set(API_KEY.KEY_ID, id)
                .set(API_KEY.USER_ID, user)
                .set(API_KEY.NAME, name)
                .set(API_KEY.PREFIX, token.text().substring(0, shown))
                .set(API_KEY.KEY_HASH, token.hash())
                .set(API_KEY.SCOPES, array(scopes))
                .set(API_KEY.CREATED_AT, clock.instant())
                .set(API_KEY.EXPIRES_AT, expires)
                .execute();
        return id;
    }

    Optional<Actor> actor(String text) {
        Instant now = clock.instant();
        var row = database.outsideTenants(sql -> sql.selectFrom(KEY_BEARER(Token.hashOf(text))).fetch().stream()
                .filter(holder -> !holder.getRevoked())
                .findFirst()
                .orElse(null));
        if (row == null
                || row.getDisabled()
                || row.getExpiresAt() != null && !row.getExpiresAt().isAfter(now)) {
            return Optional.empty();
        }
        TenantId tenant = new TenantId(row.getTenantId());
        if (row.getLastUsedAt() == null || row.getLastUsedAt().plus(USED_EVERY).isBefore(now)) {
            database.runInTenant(
                    tenant,
                    sql -> sql.update(API_KEY)
                            .set(API_KEY.LAST_USED_AT, now)
                            .where(API_KEY.TENANT_ID.eq(tenant.value()).and(API_KEY.KEY_ID.eq(row.getKeyId())))
                            .execute());
        }
        Role role = Role.valueOf(row.getRole());
        Set<Permission> allowed = EnumSet.noneOf(Permission.class);
        for (Permission permission : role.permissions()) {
            if (Arrays.asList(row.getScopes()).contains(permission.text())) {
                allowed.add(permission);
            }
        }
        return Optional.of(new Actor(
                tenant, row.getUserId(), row.getEmail(), row.getName(), role, Set.copyOf(allowed), row.getKeyName()));
    }

    /** @param user of this user alone; null: of all */
    List<ApiKey> all(TenantId tenant, @Nullable UUID user) {
        return database.inTenant(tenant, sql -> select(sql, tenant, user, null));
    }

    /** @param user only if it is this user's; null: whoever's */
    void revoke(TenantId tenant, String by, UUID id, @Nullable UUID user) {
        database.runInTenant(tenant, sql -> {
            List<ApiKey> found = select(sql, tenant, user, id);
            if (found.isEmpty()) {
                throw Problem.of(AccessProblem.UNKNOWN_KEY, "There is no API key " + id + ".");
            }
            if (found.getFirst().revokedAt() == null) {
                sql.update(API_KEY)
                        .set(API_KEY.REVOKED_AT, clock.instant())
                        .where(API_KEY.TENANT_ID.eq(tenant.value()).and(API_KEY.KEY_ID.eq(id)))
                        .execute();
                ApiKey key = found.getFirst();
                notes.record(
                        sql,
                        tenant,
                        by,
                        "access.key-revoked",
                        key.name(),
                        Map.of("user", key.user().email()));
            }
        });
    }

    private static ApiKey one(DSLContext sql, TenantId tenant, UUID id) {
        return select(sql, tenant, null, id).getFirst();
    }

    private static List<ApiKey> select(DSLContext sql, TenantId tenant, @Nullable UUID user, @Nullable UUID id) {
        var wanted = API_KEY.TENANT_ID.eq(tenant.value());
        wanted = user == null ? wanted : wanted.and(API_KEY.USER_ID.eq(user));
        wanted = id == null ? wanted : wanted.and(API_KEY.KEY_ID.eq(id));
        return sql.select(API_KEY.asterisk(), APP_USER.EMAIL, APP_USER.NAME.as("user_name"))
                .from(API_KEY)
                .join(APP_USER)
                .on(APP_USER.TENANT_ID.eq(API_KEY.TENANT_ID).and(APP_USER.USER_ID.eq(API_KEY.USER_ID)))
                .where(wanted)
                .orderBy(API_KEY.CREATED_AT.desc(), API_KEY.KEY_ID)
                .fetch(row -> new ApiKey(
                        row.get(API_KEY.KEY_ID),
                        row.get(API_KEY.NAME),
                        row.get(API_KEY.PREFIX),
                        List.of(row.get(API_KEY.SCOPES)),
                        row.get(API_KEY.EXPIRES_AT),
                        row.get(API_KEY.LAST_USED_AT),
                        row.get(API_KEY.CREATED_AT),
                        row.get(API_KEY.REVOKED_AT),
                        new ApiKey.Holder(
                                row.get(API_KEY.USER_ID),
                                row.get(APP_USER.EMAIL),
                                row.get("user_name", String.class))));
    }

    static Set<Permission> permissions(Collection<String> texts) {
        Set<Permission> found = EnumSet.noneOf(Permission.class);
        for (String text : texts) {
            found.add(Arrays.stream(Permission.values())
                    .filter(permission -> permission.text().equals(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> Problem.of(
                                    AccessProblem.UNKNOWN_SCOPE,
                                    "'%s' is no permission. There are: %s."
                                            .formatted(text, texts(EnumSet.allOf(Permission.class))))
                            .with("value", text)));
        }
        if (found.isEmpty()) {
            throw Problem.of(AccessProblem.WRONG_KEY, "A key needs at least one scope.")
                    .with("field", "scopes");
        }
        return found;
    }

    private static String[] array(Set<Permission> scopes) {
        return scopes.stream().map(Permission::text).sorted().toArray(String[]::new);
    }

    private static String texts(Set<Permission> permissions) {
        return permissions.stream().map(Permission::text).sorted().collect(Collectors.joining(", "));
    }
}

package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Tables.APP_USER;
import static io.salessync.kernel.jooq.Tables.SESSION;

import io.salessync.kernel.jooq.tables.records.AppUserRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The users of the tenants: the door for other modules, and the rules of who may change whom. */
@Component
public final class Accounts {
    private static final int LONGEST_NAME = 200;

    private final Database database;
    private final AccessNotes notes;
    private final Passwords passwords;
    private final PasswordPolicy policy;
    private final ApiKeys keys;
    private final InstantSource clock;

    Accounts(
            Database database,
            AccessNotes notes,
            Passwords passwords,
            PasswordPolicy policy,
            ApiKeys keys,
            InstantSource clock) {
        this.database = database;
        this.notes = notes;
        this.passwords = passwords;
        this.policy = policy;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Adds a user on behalf of the program itself (command line, demonstration, first start).
     *
     * @throws Problem when the address is taken or the password too weak
     */
    public User createUser(TenantId tenant, String email, String name, Role role, String password) {
        return create(tenant, "system", email, name, role, password);
    }

    /** The user with this e-mail address, whatever its case. */
    public Optional<User> named(TenantId tenant, String email) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(APP_USER)
                        .where(APP_USER.TENANT_ID
                                .eq(tenant.value())
                                .and(APP_USER.EMAIL_KEY.eq(EmailAddress.keyOf(email))))
                        .fetchOptional(this::user));
    }

    /** All users, by e-mail address. */
    public List<User> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(APP_USER)
                        .where(APP_USER.TENANT_ID.eq(tenant.value()))
                        .orderBy(APP_USER.EMAIL_KEY)
                        .fetch(this::user));
    }

    /**
     * Gives a user the API key with exactly this text, once: calling it again changes nothing.
     *
     * @param text at least 8 characters; meant for demonstrations and scripted set-ups
     */
    public void fixApiKey(TenantId tenant, UUID userId, String name, String text, Set<Permission> scopes) {
        keys.fix(tenant, userId, name, text, scopes);
    }

    User create(Actor by, String email, String name, Role role, String password) {
        if (role == Role.OWNER) {
            requireOwner(by);
        }
        return create(by.tenant(), by.signature(), email, name, role, password);
    }

    private User create(TenantId tenant, String by, String emailText, String nameText, Role role, String password) {
        EmailAddress email = EmailAddress.parse(emailText);
        String name = checkedName("name", nameText);
        policy.check(password, email, name);
        String hash = passwords.hash(password);
        return database.inTenant(tenant, sql -> {
            Instant now = clock.instant();
            UUID id = UUID.randomUUID();
            int inserted = sql.insertInto(APP_USER)
                    .set(APP_USER.TENANT_ID, tenant.value())
                    .set(APP_USER.USER_ID, id)
                    .set(APP_USER.EMAIL, email.text())
                    .set(APP_USER.EMAIL_KEY, email.key())
                    .set(APP_USER.NAME, name)
                    .set(APP_USER.ROLE, role.name())
                    .set(APP_USER.PASSWORD_HASH, hash)
                    .set(APP_USER.CREATED_AT, now)
                    .set(APP_USER.UPDATED_AT, now)
                    .onConflictDoNothing()
                    .execute();
            if (inserted == 0) {
                throw Problem.of(
                                AccessProblem.EMAIL_TAKEN,
                                "There is a user with the address %s.".formatted(email.text()))
                        .with("field", "email");
            }
            notes.record(sql, tenant, by, "access.user-added", email.text(), Map.of("role", role.name()));
            return user(locked(sql, tenant, id));
        });
    }

    User change(Actor by, UUID id, UserChange change) {
        return change(by.tenant(), by.signature(), by, id, change);
    }

    /** As somebody at the command line does, who is above the roles. */
    User change(TenantId tenant, UUID id, UserChange change) {
        return change(tenant, "system", null, id, change);
    }

    private User change(TenantId tenant, String signature, @Nullable Actor by, UUID id, UserChange change) {
        User before = database.inTenant(tenant, sql -> user(locked(sql, tenant, id)));
        String password = change.password();
        String hash = null;
        if (password != null) {
            policy.check(password, EmailAddress.parse(before.email()), before.name());
            hash = passwords.hash(password);
        }
        String newHash = hash;
        return database.inTenant(tenant, sql -> {
            lockOwners(sql, tenant);
            AppUserRecord row = locked(sql, tenant, id);
            refuseOverreach(sql, by, row, change);
            Map<String, String> told = apply(row, change, newHash);
            if (!told.isEmpty()) {
                row.setUpdatedAt(clock.instant());
                row.store();
                notes.record(sql, tenant, signature, "access.user-changed", row.getEmail(), told);
            }
            if (newHash != null || row.getDisabledAt() != null) {
                sql.deleteFrom(SESSION)
                        .where(SESSION.TENANT_ID.eq(tenant.value()).and(SESSION.USER_ID.eq(id)))
                        .execute();
            }
            return user(row);
        });
    }

    private static void refuseOverreach(DSLContext sql, @Nullable Actor by, AppUserRecord row, UserChange change) {
        boolean isOwner = row.getRole().equals(Role.OWNER.name());
        if (by != null && (isOwner || change.role() == Role.OWNER)) {
            requireOwner(by);
        }
        boolean loses = change.role() != null && change.role() != Role.OWNER || Boolean.TRUE.equals(change.disabled());
        if (isOwner && loses && row.getDisabledAt() == null && activeOwners(sql, row.getTenantId()) <= 1) {
            throw Problem.of(
                    AccessProblem.LAST_OWNER,
                    "%s is the last owner: make another user an owner first.".formatted(row.getEmail()));
        }
    }

    private Map<String, String> apply(AppUserRecord row, UserChange change, @Nullable String newHash) {
        Map<String, String> told = new LinkedHashMap<>();
        if (change.name() != null && !change.name().equals(row.getName())) {
            row.setName(checkedName("name", change.name()));
            told.put("name", row.getName());
        }
        if (change.role() != null && !change.role().name().equals(row.getRole())) {
            told.put("role", row.getRole() + " → " + change.role());
            row.setRole(change.role().name());
        }
        if (change.disabled() != null && change.disabled() != (row.getDisabledAt() != null)) {
            row.setDisabledAt(change.disabled() ? clock.instant() : null);
            told.put("disabled", change.disabled().toString());
        }
        if (Boolean.TRUE.equals(change.unlock()) && (row.getLockedUntil() != null || row.getFailures() > 0)) {
            row.setLockedUntil(null);
            row.setFailures(0);
            told.put("unlocked", "true");
        }
        if (newHash != null) {
            row.setPasswordHash(newHash);
            told.put("password", "changed");
        }
        return told;
    }

    /** Changes one's own password; the other sessions end. */
    void changePassword(Actor by, String current, String wanted, byte @Nullable [] keptSession) {
        AppUserRecord known = database.inTenant(by.tenant(), sql -> locked(sql, by.tenant(), by.userId()));
        if (!passwords.matches(current, known.getPasswordHash())) {
            throw Problem.of(AccessProblem.WRONG_PASSWORD, "The present password is another.")
                    .with("field", "current");
        }
        policy.check(wanted, EmailAddress.parse(known.getEmail()), known.getName());
        String hash = passwords.hash(wanted);
        database.runInTenant(by.tenant(), sql -> {
            AppUserRecord row = locked(sql, by.tenant(), by.userId());
            row.setPasswordHash(hash);
            row.setUpdatedAt(clock.instant());
            row.store();
            var others = SESSION.TENANT_ID.eq(by.tenant().value()).and(SESSION.USER_ID.eq(by.userId()));
            sql.deleteFrom(SESSION)
                    .where(keptSession == null ? others : others.and(SESSION.TOKEN_HASH.ne(keptSession)))
                    .execute();
            notes.record(sql, by.tenant(), by.signature(), "access.password-changed", by.email(), Map.of());
        });
    }

    private static void requireOwner(Actor by) {
        if (by.role() != Role.OWNER) {
            throw Problem.of(AccessProblem.OWNERS_ONLY, "Only an owner makes or changes owners.");
        }
    }

    /** Two owners who demote each other at once would leave none: changes to users take turns. */
    private static void lockOwners(DSLContext sql, TenantId tenant) {
        sql.select(APP_USER.USER_ID)
                .from(APP_USER)
                .where(APP_USER.TENANT_ID.eq(tenant.value()).and(APP_USER.ROLE.eq(Role.OWNER.name())))
                .orderBy(APP_USER.USER_ID)
                .forUpdate()
                .fetch();
    }

    private static int activeOwners(DSLContext sql, UUID tenant) {
        return sql.fetchCount(
                APP_USER,
                APP_USER.TENANT_ID
                        .eq(tenant)
                        .and(APP_USER.ROLE.eq(Role.OWNER.name()))
                        .and(APP_USER.DISABLED_AT.isNull()));
    }

    private static AppUserRecord locked(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(APP_USER)
                .where(APP_USER.TENANT_ID.eq(tenant.value()).and(APP_USER.USER_ID.eq(id)))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(() -> Problem.of(AccessProblem.UNKNOWN_USER, "There is no user " + id + "."));
    }

    static String checkedName(String field, String name) {
        String stripped = name.strip();
        if (stripped.isEmpty()
                || stripped.length() > LONGEST_NAME
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(
                            AccessProblem.WRONG_NAME,
                            "A name has between 1 and %d characters on one line.".formatted(LONGEST_NAME))
                    .with("field", field);
        }
        return stripped;
    }

    private User user(AppUserRecord row) {
        Instant lockedUntil = row.getLockedUntil();
        return new User(
                new TenantId(row.getTenantId()),
                row.getUserId(),
                row.getEmail(),
                row.getName(),
                Role.valueOf(row.getRole()),
                row.getDisabledAt() != null,
                lockedUntil == null || !lockedUntil.isAfter(clock.instant()) ? null : lockedUntil,
                row.getCreatedAt(),
                row.getLastSignInAt());
    }
}

package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Routines.countSignInFailure;
import static io.salessync.kernel.jooq.Tables.ACCOUNTS_OF;
import static io.salessync.kernel.jooq.Tables.APP_USER;
import static io.salessync.kernel.jooq.Tables.SIGN_IN_FAILURES;

import io.salessync.kernel.jooq.tables.records.AppUserRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Signing in with a password. Somebody who guesses learns nothing about which addresses have accounts: unknown ones take as
 * long, are refused in the same words and are locked after as many failures.
 */
@Component
final class SignIn {
    /** An address is in few tenants; more than that many are not tried, each costs a hash. */
    private static final int TRIED = 5;

    private final Database database;
    private final AccessNotes notes;
    private final Passwords passwords;
    private final Sessions sessions;
    private final AccessSettings settings;
    private final InstantSource clock;

    SignIn(
            Database database,
            AccessNotes notes,
            Passwords passwords,
            Sessions sessions,
            AccessSettings settings,
            InstantSource clock) {
        this.database = database;
        this.notes = notes;
        this.passwords = passwords;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param tenant the slug; null: whichever the password fits
     * @param address the network address it comes from
     */
    record Attempt(String email, String password, @Nullable String tenant, String address, String userAgent) {}

    private record Account(TenantId tenant, String slug, UUID user) {}

    private record Opened(Account account, AppUserRecord row) {}

    Token with(Attempt attempt) {
        String from = "address " + attempt.address();
        refuseTooMany(from, settings.addressFailures(), settings.addressWindow());
        String emailKey = EmailAddress.keyOf(attempt.email());
        List<Account> accounts = accounts(emailKey, attempt.tenant());
        if (accounts.isEmpty()) {
            String nobody = "account " + HexFormat.of().formatHex(Token.hashOf(attempt.tenant() + " " + emailKey));
            refuseTooMany(nobody, settings.lockAfter(), settings.lockFor());
            passwords.matchNobody(attempt.password());
            countFailure(nobody, settings.lockFor());
            countFailure(from, settings.addressWindow());
            throw refused();
        }
        List<Opened> opened = tried(accounts, attempt);
        if (opened.isEmpty()) {
            countFailure(from, settings.addressWindow());
            throw refused();
        }
        opened.forEach(one -> succeed(one.account()));
        if (opened.size() > 1) {
            List<String> slugs =
                    opened.stream().map(one -> one.account().slug()).toList();
            throw Problem.of(
                            AccessProblem.WHICH_TENANT, "This account is in several: " + String.join(", ", slugs) + ".")
                    .with("tenants", slugs);
        }
        return begin(opened.getFirst(), attempt);
    }

    /** A session for somebody whom the set-up has just made. */
    Token first(User user, String address, String userAgent) {
        return database.inTenant(
                user.tenant(), sql -> sessions.begin(sql, user.tenant(), user.id(), address, userAgent));
    }

    private List<Account> accounts(String emailKey, @Nullable String slug) {
        return database.outsideTenants(sql -> sql.selectFrom(ACCOUNTS_OF(emailKey)).stream()
                .filter(row -> slug == null || slug.isBlank() || slug.equals(row.getSlug()))
                .limit(TRIED)
                .map(row -> new Account(new TenantId(row.getTenantId()), row.getSlug(), row.getUserId()))
                .toList());
    }

    private List<Opened> tried(List<Account> accounts, Attempt attempt) {
        List<Opened> opened = new ArrayList<>();
        Instant locked = null;
        int free = 0;
        for (Account account : accounts) {
            AppUserRecord row = database.inTenant(account.tenant(), sql -> takeTry(sql, account));
            if (row == null) {
                Instant until = lockedUntil(account);
                locked = locked == null || until.isBefore(locked) ? until : locked;
            } else {
                free++;
                if (passwords.matches(attempt.password(), row.getPasswordHash()) && row.getDisabledAt() == null) {
                    opened.add(new Opened(account, row));
                } else {
                    fail(account, row, attempt);
                }
            }
        }
        if (free == 0 && locked != null) {
            throw tooMany(Duration.between(clock.instant(), locked));
        }
        return opened;
    }

    /**
     * Counts the try as a failure before the password is looked at (success takes it back), so that tries at the same time
     * cannot be more than the lock allows.
     *
     * @return null when the account is locked
     */
    private @Nullable AppUserRecord takeTry(DSLContext sql, Account account) {
        Instant now = clock.instant();
        var wasLocked = APP_USER.LOCKED_UNTIL.isNotNull();
        var count = DSL.when(wasLocked, 1).otherwise(APP_USER.FAILURES.plus(1));
        return sql.update(APP_USER)
                .set(APP_USER.FAILURES, count)
                .set(
                        APP_USER.LOCKED_UNTIL,
                        DSL.when(count.ge(settings.lockAfter()), DSL.val(now.plus(settings.lockFor())))
                                .otherwise(DSL.castNull(APP_USER.LOCKED_UNTIL)))
                .where(isOf(account).and(APP_USER.LOCKED_UNTIL.isNull().or(APP_USER.LOCKED_UNTIL.le(now))))
                .returning()
                .fetchOne();
    }

    private void fail(Account account, AppUserRecord row, Attempt attempt) {
        String action = row.getLockedUntil() == null ? "access.sign-in-failed" : "access.locked";
        Map<String, String> detail =
                Map.of("address", attempt.address(), "inARow", row.getFailures().toString());
        database.runInTenant(
                account.tenant(),
                sql -> notes.record(sql, account.tenant(), row.getEmail(), action, row.getEmail(), detail));
    }

    private void succeed(Account account) {
        database.runInTenant(
                account.tenant(),
                sql -> sql.update(APP_USER)
                        .set(APP_USER.FAILURES, 0)
                        .setNull(APP_USER.LOCKED_UNTIL)
                        .where(isOf(account))
                        .execute());
    }

    private Token begin(Opened opened, Attempt attempt) {
        String hash = opened.row().getPasswordHash();
        String better = passwords.isOutdated(hash) ? passwords.hash(attempt.password()) : hash;
        TenantId tenant = opened.account().tenant();
        return database.inTenant(tenant, sql -> {
            sql.update(APP_USER)
                    .set(APP_USER.LAST_SIGN_IN_AT, clock.instant())
                    .set(APP_USER.PASSWORD_HASH, better)
                    // unless somebody changed it in this moment
                    .where(isOf(opened.account()).and(APP_USER.PASSWORD_HASH.eq(hash)))
                    .execute();
            String email = opened.row().getEmail();
            notes.record(sql, tenant, email, "access.signed-in", email, Map.of("address", attempt.address()));
            return sessions.begin(sql, tenant, opened.account().user(), attempt.address(), attempt.userAgent());
        });
    }

    private Instant lockedUntil(Account account) {
        Instant until = database.inTenant(
                account.tenant(),
                sql -> sql.select(APP_USER.LOCKED_UNTIL)
                        .from(APP_USER)
                        .where(isOf(account))
                        .fetchOne(APP_USER.LOCKED_UNTIL));
        return until == null ? clock.instant() : until;
    }

    private void refuseTooMany(String subject, int limit, Duration window) {
        Instant now = clock.instant();
        var row = database.outsideTenants(sql ->
                sql.selectFrom(SIGN_IN_FAILURES(subject, now.minus(window))).fetchOne());
        if (row != null && row.getFailures() >= limit) {
            throw tooMany(Duration.between(now, row.getLastAt().plus(window)));
        }
    }

    private void countFailure(String subject, Duration window) {
        Instant now = clock.instant();
        database.outsideTenants(sql -> {
            countSignInFailure(sql.configuration(), subject, now.minus(window), now);
            return true;
        });
    }

    private static Condition isOf(Account account) {
        return APP_USER.TENANT_ID.eq(account.tenant().value()).and(APP_USER.USER_ID.eq(account.user()));
    }

    private static Problem refused() {
        return Problem.of(AccessProblem.SIGN_IN_REFUSED, "The e-mail address or the password is wrong.");
    }

    private static Problem tooMany(Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        return Problem.of(
                        AccessProblem.TOO_MANY_ATTEMPTS,
                        "Too many failed sign-ins. Try again in %d minutes.".formatted((seconds + 59) / 60))
                .with("retryAfterSeconds", seconds);
    }
}

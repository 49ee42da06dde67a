package io.salessync.mail;

import static io.salessync.mail.jooq.Tables.DUE;
import static io.salessync.mail.jooq.Tables.MESSAGE;

import io.micrometer.core.instrument.MeterRegistry;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.mail.Mails.State;
import io.salessync.mail.SmtpServer.Letter;
import io.salessync.mail.SmtpServer.Outcome;
import io.salessync.mail.jooq.tables.records.MessageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.UpdateSetMoreStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The life of a mail: claimed and committed as SENDING before a word is said to the server, settled after. What surely was not
 * taken is tried again, later and later; what may have been taken is never sent again by itself.
 */
@Component
class MailSending {
    private static final Logger log = LoggerFactory.getLogger(MailSending.class);
    private static final int AT_ONCE = 50;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration WITHOUT_SERVER = Duration.ofMinutes(10);
    private static final Duration PACE = Duration.ofMinutes(1);

    private final Database database;
    private final SmtpServer server;
    private final Live live;
    private final InstantSource clock;
    private final MailSettings settings;
    private final MeterRegistry meters;
    /** The server was away: nothing is tried before then. */
    private Instant resumeAt = Instant.MIN;

    private Duration pause = FIRST_PAUSE;

    MailSending(
            Database database,
            SmtpServer server,
            Live live,
            InstantSource clock,
            MailSettings settings,
            MeterRegistry meters) {
        this.database = database;
        this.server = server;
        this.live = live;
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
    }

    /** A mail that has something due. */
    record Due(TenantId tenant, UUID mail, State state) {}

    /** A mail that this node sends. @param attempt tells this claim from earlier and later ones */
    record Claimed(TenantId tenant, UUID mail, int attempt, Letter letter) {}

    List<Due> due() {
        return database.outsideTenants(sql -> sql.selectFrom(DUE(clock.instant(), AT_ONCE))
                .fetch(row ->
                        new Due(new TenantId(row.getTenantId()), row.getMailId(), State.valueOf(row.getState()))));
    }

    /** Sends what is due, on this thread; says how many mails it claimed. */
    int sendDue() {
        int claimed = 0;
        for (Due due : due()) {
            Optional<Claimed> mine = claim(due);
            if (mine.isPresent()) {
                converse(mine.get());
                claimed++;
            }
        }
        return claimed;
    }

    /** Takes the mail for this node, or settles it without a conversation; empty: nothing is to be sent now. */
    Optional<Claimed> claim(Due due) {
        if (due.state() == State.SENDING) {
            database.runInTenant(due.tenant(), sql -> abandon(sql, due));
            return Optional.empty();
        }
        if (server.isConfigured() && isPaused()) {
            return Optional.empty();
        }
        return database.inTenant(due.tenant(), sql -> {
            Instant now = clock.instant();
            MessageRecord mail = sql.selectFrom(MESSAGE)
                    .where(MESSAGE.TENANT_ID
                            .eq(due.tenant().value())
                            .and(MESSAGE.MAIL_ID.eq(due.mail()))
                            .and(MESSAGE.STATE.eq(State.QUEUED.name()))
                            .and(MESSAGE.NEXT_AT.le(now)))
                    .forUpdate()
                    .skipLocked()
                    .fetchOne();
            if (mail == null) {
                return Optional.empty();
            }
            if (!now.isBefore(mail.getQueuedAt().plus(settings.giveUp()))) {
                fail(
                        sql,
                        due,
                        "Given up after " + settings.giveUp().toHours() + " hours: "
                                + (mail.getError() == null ? "no server took it" : mail.getError()));
                return Optional.empty();
            }
            if (!server.isConfigured()) {
                putOff(sql, due, now.plus(WITHOUT_SERVER), "No mail server is configured (spring.mail.host)");
                return Optional.empty();
            }
            if (isPaced(sql, mail, now)) {
                spread(sql, mail, now);
                return Optional.empty();
            }
            int attempt = mail.getAttempts() + 1;
            of(sql, due.tenant(), due.mail(), State.SENDING)
                    .setNull(MESSAGE.NEXT_AT)
                    .set(MESSAGE.ATTEMPTS, attempt)
                    .set(MESSAGE.TRIED_AT, now)
                    .set(MESSAGE.LEASE_UNTIL, now.plus(settings.lease()))
                    .where(MESSAGE.TENANT_ID.eq(due.tenant().value()).and(MESSAGE.MAIL_ID.eq(due.mail())))
                    .execute();
            live.changed(sql, due.tenant(), "mail", due.mail().toString());
            String text = mail.getBodyText();
            return Optional.of(new Claimed(
                    due.tenant(),
                    due.mail(),
                    attempt,
                    new Letter(
                            due.tenant().value(),
                            due.mail(),
                            mail.getRecipient(),
                            mail.getSubject(),
                            text == null ? "" : text,
                            mail.getBodyHtml())));
        });
    }

    /** Speaks with the server and writes down what came of it. */
    void converse(Claimed claimed) {
        Outcome outcome = server.send(claimed.letter(), clock.instant());
        noteServer(outcome);
        meters.counter("salessync.mail.attempts", "outcome", outcome.getClass().getSimpleName())
                .increment();
        database.runInTenant(claimed.tenant(), sql -> settle(sql, claimed, outcome));
    }

    private void settle(DSLContext sql, Claimed claimed, Outcome outcome) {
        Instant now = clock.instant();
        var set = switch (outcome) {
            case Outcome.Taken taken ->
                ended(sql, claimed, State.SENT, now).set(MESSAGE.SENT_AT, now).setNull(MESSAGE.ERROR);
            case Outcome.Refused refused ->
                ended(sql, claimed, State.FAILED, now).set(MESSAGE.ERROR, refused.reason());
            case Outcome.Lost lost ->
                ended(sql, claimed, State.UNKNOWN, now)
                        .set(
                                MESSAGE.ERROR,
                                "The connection was lost after the message had begun to go out: " + lost.reason());
            case Outcome.NotTaken not ->
                of(sql, claimed.tenant(), claimed.mail(), State.QUEUED)
                        .setNull(MESSAGE.LEASE_UNTIL)
                        .set(MESSAGE.NEXT_AT, now.plus(wait(claimed.attempt())))
                        .set(MESSAGE.ERROR, not.reason());
        };
        int settled = set.where(MESSAGE.TENANT_ID
                        .eq(claimed.tenant().value())
                        .and(MESSAGE.MAIL_ID.eq(claimed.mail()))
                        .and(MESSAGE.ATTEMPTS.eq(claimed.attempt()))
                        // late, but still the one who knows
                        .and(MESSAGE.STATE.in(State.SENDING.name(), State.UNKNOWN.name())))
                .execute();
        if (settled > 0) {
            live.changed(sql, claimed.tenant(), "mail", claimed.mail().toString());
        }
    }

    private void abandon(DSLContext sql, Due due) {
        Instant now = clock.instant();
        int settled = sql.update(MESSAGE)
                .set(MESSAGE.STATE, State.UNKNOWN.name())
                .setNull(MESSAGE.LEASE_UNTIL)
                .set(MESSAGE.ENDED_AT, now)
                .set(MESSAGE.ERROR, "The node that sent it stopped in the middle; it may have gone out")
                .where(MESSAGE.TENANT_ID
                        .eq(due.tenant().value())
                        .and(MESSAGE.MAIL_ID.eq(due.mail()))
                        .and(MESSAGE.STATE.eq(State.SENDING.name()))
                        .and(MESSAGE.LEASE_UNTIL.lt(now)))
                .execute();
        if (settled > 0) {
            live.changed(sql, due.tenant(), "mail", due.mail().toString());
        }
    }

    private void fail(DSLContext sql, Due due, String error) {
        of(sql, due.tenant(), due.mail(), State.FAILED)
                .setNull(MESSAGE.NEXT_AT)
                .set(MESSAGE.ENDED_AT, clock.instant())
                .set(MESSAGE.ERROR, error)
                .where(MESSAGE.TENANT_ID.eq(due.tenant().value()).and(MESSAGE.MAIL_ID.eq(due.mail())))
                .execute();
        live.changed(sql, due.tenant(), "mail", due.mail().toString());
    }

    private static void putOff(
            DSLContext sql, Due due, Instant until, @org.jspecify.annotations.Nullable String error) {
        sql.update(MESSAGE)
                .set(MESSAGE.NEXT_AT, until)
                .set(MESSAGE.ERROR, error)
                .where(MESSAGE.TENANT_ID.eq(due.tenant().value()).and(MESSAGE.MAIL_ID.eq(due.mail())))
                .execute();
    }

    private boolean isPaced(DSLContext sql, MessageRecord mail, Instant now) {
        int lately = sql.fetchCount(sql.select(MESSAGE.MAIL_ID)
                .from(MESSAGE)
                .where(MESSAGE.TENANT_ID
                        .eq(mail.getTenantId())
                        .and(MESSAGE.DOMAIN.eq(mail.getDomain()))
                        .and(MESSAGE.TRIED_AT.gt(now.minus(PACE))))
                .limit(settings.perDomainPerMinute()));
        return lately >= settings.perDomainPerMinute();
    }

    /** Gives all mails of the domain that are due a minute each to go out in, so that nobody looks at them in vain until then. */
    private void spread(DSLContext sql, MessageRecord mail, Instant now) {
        sql.execute(
                """
                WITH due AS (SELECT m.mail_id, m.position FROM mail.message m
                             WHERE m.tenant_id = ? AND m.domain = ? AND m.state = 'QUEUED' AND m.next_at <= ?::timestamptz
                             FOR UPDATE SKIP LOCKED),
                     ranked AS (SELECT mail_id, row_number() OVER (ORDER BY position) AS place FROM due)
                UPDATE mail.message m SET next_at = ?::timestamptz + interval '1 minute' * ceil(r.place::numeric / ?)
                FROM ranked r WHERE m.tenant_id = ? AND m.mail_id = r.mail_id
                """,
                mail.getTenantId(),
                mail.getDomain(),
                now.toString(),
                now.toString(),
                settings.perDomainPerMinute(),
                mail.getTenantId());
    }

    private static UpdateSetMoreStep<MessageRecord> of(DSLContext sql, TenantId tenant, UUID mail, State state) {
        return sql.update(MESSAGE).set(MESSAGE.STATE, state.name());
    }

    private static UpdateSetMoreStep<MessageRecord> ended(DSLContext sql, Claimed claimed, State state, Instant now) {
        return of(sql, claimed.tenant(), claimed.mail(), state)
                .setNull(MESSAGE.LEASE_UNTIL)
                .set(MESSAGE.ENDED_AT, now);
    }

    /** One minute, two, four … an hour. */
    private static Duration wait(int attempt) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    synchronized boolean isPaused() {
        return clock.instant().isBefore(resumeAt);
    }

    /** A server that is away is not asked for each mail that waits: all of them pause on this node. */
    private synchronized void noteServer(Outcome outcome) {
        if (outcome instanceof Outcome.NotTaken not && not.away()) {
            if (pause.equals(FIRST_PAUSE)) {
                log.warn("The mail server does not take mail: {}", not.reason());
            }
            resumeAt = clock.instant().plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        } else if (outcome instanceof Outcome.Taken || outcome instanceof Outcome.Refused) {
            resumeAt = Instant.MIN;
            pause = FIRST_PAUSE;
        }
    }

    /** Blanks the texts of mails that ended long ago. */
    void tidyUp(Tenants tenants) {
        Instant before = clock.instant().minus(settings.keepBodies());
        for (Tenant tenant : tenants.all()) {
            database.runInTenant(
                    tenant.id(),
                    sql -> sql.update(MESSAGE)
                            .setNull(MESSAGE.BODY_TEXT)
                            .setNull(MESSAGE.BODY_HTML)
                            .where(MESSAGE.TENANT_ID
                                    .eq(tenant.id().value())
                                    .and(MESSAGE.BODY_TEXT.isNotNull())
                                    .and(MESSAGE.ENDED_AT.lt(before)))
                            .execute());
        }
    }
}

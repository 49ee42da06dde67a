package io.salessync.mail;

import static io.salessync.mail.jooq.Tables.MESSAGE;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Mail as rows. */
@Component
final class PostgresMails implements Mails {
    private static final int LONGEST_KEY = 500;
    private static final int LONGEST_LINE = 900;

    private final SmtpServer server;
    private final MailWakes wakes;
    private final Live live;
    private final InstantSource clock;
    private final Database database;
    private final MailSending sending;

    PostgresMails(
            SmtpServer server,
            MailWakes wakes,
            Live live,
            InstantSource clock,
            Database database,
            MailSending sending) {
        this.database = database;
        this.sending = sending;
        this.server = server;
        this.wakes = wakes;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public boolean canSend() {
        return server.isConfigured();
    }

    @Override
    public UUID queue(DSLContext sql, TenantId tenant, Mail mail) {
        MailAddress to = MailAddress.parse(mail.to());
        checkLine("subject", mail.subject(), LONGEST_LINE);
        checkLine("key", mail.key(), LONGEST_KEY);
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        int queued = sql.insertInto(MESSAGE)
                .set(MESSAGE.TENANT_ID, tenant.value())
                .set(MESSAGE.MAIL_ID, id)
                .set(MESSAGE.MAIL_KEY, mail.key())
                .set(MESSAGE.RECIPIENT, to.text())
                .set(MESSAGE.DOMAIN, to.domain())
                .set(MESSAGE.SUBJECT, mail.subject())
                .set(MESSAGE.BODY_TEXT, storable(mail.text()))
                .set(MESSAGE.BODY_HTML, mail.html() == null ? null : storable(mail.html()))
                .set(MESSAGE.REASON, storable(mail.reason()))
                .set(MESSAGE.RUN_ID, mail.run())
                .set(MESSAGE.RECORD_KEY, mail.recordKey() == null ? null : storable(mail.recordKey()))
                .set(MESSAGE.STATE, State.QUEUED.name())
                .set(MESSAGE.QUEUED_AT, now)
                .set(MESSAGE.NEXT_AT, now)
                .onConflict(MESSAGE.TENANT_ID, MESSAGE.MAIL_KEY)
                .doNothing()
                .execute();
        if (queued == 0) {
            return sql.select(MESSAGE.MAIL_ID)
                    .from(MESSAGE)
                    .where(MESSAGE.TENANT_ID.eq(tenant.value()).and(MESSAGE.MAIL_KEY.eq(mail.key())))
                    .fetchSingle()
                    .value1();
        }
        live.changed(sql, tenant, "mail", id.toString());
        wakes.afterCommit();
        return id;
    }

    @Override
    public State state(DSLContext sql, TenantId tenant, UUID mail) {
        String state = sql.select(MESSAGE.STATE)
                .from(MESSAGE)
                .where(MESSAGE.TENANT_ID.eq(tenant.value()).and(MESSAGE.MAIL_ID.eq(mail)))
                .fetchOne(MESSAGE.STATE);
        if (state == null) {
            throw unknown(mail);
        }
        return State.valueOf(state);
    }

    @Override
    public int deliver(TenantId tenant, UUID run) {
        if (!canSend()) {
            return 0;
        }
        List<UUID> queued = database.inTenant(
                tenant,
                sql -> sql.select(MESSAGE.MAIL_ID)
                        .from(MESSAGE)
                        .where(MESSAGE.TENANT_ID
                                .eq(tenant.value())
                                .and(MESSAGE.RUN_ID.eq(run))
                                .and(MESSAGE.STATE.eq(State.QUEUED.name())))
                        .orderBy(MESSAGE.POSITION)
                        .fetch(MESSAGE.MAIL_ID));
        int spoken = 0;
        for (UUID mail : queued) {
            Optional<MailSending.Claimed> mine = sending.claim(new MailSending.Due(tenant, mail, State.QUEUED));
            if (mine.isPresent()) {
                sending.converse(mine.get());
                spoken++;
            }
        }
        return spoken;
    }

    static Problem unknown(UUID mail) {
        return Problem.of(MailProblem.UNKNOWN_MAIL, "There is no mail " + mail + " here.")
                .with("mail", mail);
    }

    /** A line break in a head's line would begin a line of the writer's own: refused, not mended. */
    private static void checkLine(String name, String line, int longest) {
        if (line.isBlank() || line.length() > longest || line.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw Problem.of(
                            MailProblem.WRONG_HEADER,
                            "The mail's %s has to be one line of 1 to %d characters, without line breaks or other control characters."
                                    .formatted(name, longest))
                    .with("field", name);
        }
    }

    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }
}

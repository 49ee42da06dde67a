package io.salessync.mail;

import static io.salessync.mail.jooq.Tables.MESSAGE;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Takes what mail servers report about mails of ours, from whoever fetches it. */
@Component
public class Bounces {
    private static final Pattern OURS = Pattern.compile(
            "<([0-9a-f]{8}-[0-9a-f-]{27})\\.([0-9a-f]{8}-[0-9a-f-]{27})@[^>]+>", Pattern.CASE_INSENSITIVE);

    private final Database database;
    private final Live live;
    private final InstantSource clock;
    private final ObjectProvider<MailboxListener> listeners;

    Bounces(Database database, Live live, InstantSource clock, ObjectProvider<MailboxListener> listeners) {
        this.database = database;
        this.live = live;
        this.clock = clock;
        this.listeners = listeners;
    }

    /**
     * Hears one raw message. Answers go to whoever sent the letter. A report of failure makes its mail BOUNCED, one of delivery DELIVERED; one of delay is noted with it.
     *
     * @return the mail it was about; empty where it is no report, or about no mail of ours
     */
    public Optional<UUID> heard(byte[] raw) {
        Optional<Bounce> bounce = Bounce.parse(raw);
        return bounce.isPresent() ? bounce.flatMap(this::note) : answered(raw);
    }

    private Optional<UUID> answered(byte[] raw) {
        Answer answer = Answer.parse(raw, clock.instant());
        if (answer == null) {
            return Optional.empty();
        }
        Matcher id = OURS.matcher(answer.about());
        while (id.find()) {
            UUID letter = UUID.fromString(id.group(1));
            TenantId tenant = new TenantId(UUID.fromString(id.group(2)));
            boolean known = listeners.stream()
                    .anyMatch(listener -> listener.answered(
                            tenant,
                            letter,
                            answer.messageId(),
                            answer.from(),
                            answer.subject(),
                            answer.text(),
                            answer.headers(),
                            answer.at()));
            if (known) {
                return Optional.of(letter);
            }
        }
        return Optional.empty();
    }

    private Optional<UUID> note(Bounce bounce) {
        Matcher id = OURS.matcher(bounce.messageId() == null ? "" : bounce.messageId());
        if (!id.find()) {
            return Optional.empty();
        }
        UUID mail = UUID.fromString(id.group(1));
        TenantId tenant = new TenantId(UUID.fromString(id.group(2)));
        Instant now = clock.instant();
        boolean known = database.inTenant(tenant, sql -> {
            @Nullable State state = switch (bounce.action()) {
                case "failed" -> State.BOUNCED;
                case "delivered" -> State.DELIVERED;
                default -> null;
            };
            var update = sql.update(MESSAGE)
                    .set(MESSAGE.ERROR, state == State.DELIVERED ? null : words(bounce))
                    .set(MESSAGE.ENDED_AT, now);
            if (state != null) {
                update = update.set(MESSAGE.STATE, state.name());
            }
            if (state == State.DELIVERED) {
                update = update.set(MESSAGE.DELIVERED_AT, now);
            }
            int noted = update.where(MESSAGE.TENANT_ID
                            .eq(tenant.value())
                            .and(MESSAGE.MAIL_ID.eq(mail))
                            // anybody may write a report: it has to be about whom the mail went to, and it changes no
                            // mail that is still here
                            .and(MESSAGE.RECIPIENT.equalIgnoreCase(bounce.recipient()))
                            .and(MESSAGE.STATE.in(
                                    State.SENT.name(),
                                    State.UNKNOWN.name(),
                                    State.DELIVERED.name(),
                                    State.BOUNCED.name())))
                    .execute();
            if (noted > 0) {
                live.changed(sql, tenant, "mail", mail.toString());
            }
            return noted > 0;
        });
        boolean theirs = !known
                && listeners.stream()
                        .anyMatch(listener -> listener.reported(
                                tenant,
                                mail,
                                bounce.recipient(),
                                bounce.action(),
                                bounce.status(),
                                bounce.diagnostic()));
        return known || theirs ? Optional.of(mail) : Optional.empty();
    }

    private static String words(Bounce bounce) {
        String words = bounce.diagnostic();
        String line = bounce.status() + (words == null ? "" : " " + words);
        return line.length() > 500 ? line.substring(0, 500) + "…" : line;
    }
}

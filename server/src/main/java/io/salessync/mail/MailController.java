package io.salessync.mail;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.mail.Mails.State;
import io.salessync.mail.jooq.tables.records.MessageRecord;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log of mails over HTTP. Who may read logs sees that mails went out; to whom and what they said takes {@code mail:read}. */
@RestController
@RequestMapping("/api/v1/mail")
@PreAuthorize("hasAnyAuthority('mail:read', 'logs:read')")
class MailController {
    private static final int MOST = 200;

    private final MailRows rows;

    MailController(MailRows rows) {
        this.rows = rows;
    }

    /** @param to the recipient; without {@code mail:read} only the domain of it */
    record MailAnswer(
            UUID id,
            String to,
            String subject,
            String state,
            String reason,
            @Nullable UUID run,
            @Nullable String recordKey,
            Instant queuedAt,
            @Nullable Instant sentAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant nextTryAt,
            @Nullable String error,
            int attempts,
            @Nullable String text,
            @Nullable String html) {
        static MailAnswer of(MessageRecord row, boolean open, boolean withBodies) {
            return new MailAnswer(
                    row.getMailId(),
                    open ? row.getRecipient() : MailAddress.masked(row.getRecipient()),
                    row.getSubject(),
                    row.getState(),
                    row.getReason(),
                    row.getRunId(),
                    row.getRecordKey(),
                    row.getQueuedAt(),
                    row.getSentAt(),
                    row.getDeliveredAt(),
                    row.getNextAt(),
                    open ? row.getError() : withoutRecipient(row),
                    row.getAttempts(),
                    open && withBodies ? row.getBodyText() : null,
                    open && withBodies ? row.getBodyHtml() : null);
        }
    }

    /** Servers repeat the address they refuse. */
    private static @Nullable String withoutRecipient(MessageRecord row) {
        String error = row.getError();
        return error == null
                ? null
                : error.replaceAll(
                        "(?i)" + Pattern.quote(row.getRecipient()),
                        Matcher.quoteReplacement(MailAddress.masked(row.getRecipient())));
    }

    /** @param next what to give as {@code after} for the mails that follow */
    record MailsAnswer(List<MailAnswer> items, @Nullable String next) {}

    @GetMapping
    @Operation(summary = "Mails, newest first")
    MailsAnswer list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Parameter(example = "FAILED") @Nullable String state,
            @RequestParam(required = false)
                    @Parameter(
                            description = "a part of the recipient's address; or, as an instant, queued before then",
                            example = "@example.org")
                    @Nullable String to,
            @RequestParam(required = false)
                    @Parameter(description = "queued then or later", example = "2026-11-23T00:00:00Z")
                    @Nullable String from,
            @RequestParam(required = false)
                    @Parameter(description = "a part of subject, recipient or reason, or a record's key")
                    @Nullable String q,
            @RequestParam(required = false) @Nullable UUID run,
            @RequestParam(required = false) @Nullable String recordKey,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        Instant until = to == null ? null : instant(to);
        boolean open = actor.may(Permission.MAIL_READ);
        String recipient = until == null ? Parameters.given(to) : null;
        if (!open && recipient != null) {
            // else one could find out, letter by letter, what is not shown
            throw Problem.of(MailProblem.BAD_FILTER, "Filtering by recipient takes the permission mail:read.");
        }
        List<MessageRecord> found = rows.list(
                actor.tenant(),
                new MailRows.Filter(
                        state(state),
                        recipient,
                        from(from),
                        until,
                        open ? Parameters.given(q) : null,
                        run,
                        Parameters.given(recordKey),
                        Parameters.place(MailProblem.BAD_FILTER, "after", after),
                        most + 1));
        List<MessageRecord> shown = found.size() > most ? found.subList(0, most) : found;
        return new MailsAnswer(
                shown.stream().map(row -> MailAnswer.of(row, open, false)).toList(),
                found.size() > most ? Long.toString(shown.getLast().getPosition()) : null);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One mail; with its texts for those who may read mail")
    MailAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return MailAnswer.of(rows.one(actor.tenant(), id), actor.may(Permission.MAIL_READ), true);
    }

    private static @Nullable State state(@Nullable String text) {
        if (Parameters.given(text) == null) {
            return null;
        }
        try {
            return State.valueOf(String.valueOf(text).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Parameters.wrong(
                    MailProblem.BAD_FILTER,
                    "state",
                    String.valueOf(text),
                    "there are " + Arrays.toString(State.values()));
        }
    }

    private static @Nullable Instant from(@Nullable String text) {
        if (Parameters.given(text) == null) {
            return null;
        }
        Instant found = instant(String.valueOf(text));
        if (found == null) {
            throw Parameters.wrong(
                    MailProblem.BAD_FILTER,
                    "from",
                    String.valueOf(text),
                    "give an instant such as 2026-11-23T00:00:00Z");
        }
        return found;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}

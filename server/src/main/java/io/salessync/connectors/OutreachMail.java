package io.salessync.connectors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail in the mailbox of an account.
 *
 * @param messageId its {@code Message-ID}
 * @param headers by lower-case name, as far as they are told
 * @param tracking what the service gave when it was sent through it
 */
public record OutreachMail(
        String id,
        @Nullable String messageId,
        @Nullable String inReplyTo,
        boolean ours,
        String from,
        List<String> to,
        @Nullable String subject,
        @Nullable String text,
        Map<String, String> headers,
        @Nullable Instant at,
        @Nullable String tracking) {
    public OutreachMail {
        to = List.copyOf(to);
        headers = Map.copyOf(headers);
    }
}

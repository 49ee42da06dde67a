package io.salessync.outreach.email;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it is kept, with all that it takes to send it.
 *
 * @param messageId ours; null: the service makes one
 * @param account the service's id, or the address at the own server
 * @param replyTo the service's id of the mail it answers; null: none known
 * @param links where its followed links lead, in their order; empty where links are not followed
 */
record Letter(
        @Nullable String messageId,
        String account,
        String fromName,
        String to,
        String toName,
        String subject,
        String text,
        String html,
        Map<String, String> headers,
        @Nullable String replyTo,
        boolean trackOpens,
        boolean trackLinks,
        String label,
        @Nullable List<String> links) {
    Letter {
        headers = Map.copyOf(headers);
        // letters of before have none
        links = links == null ? List.of() : List.copyOf(links);
    }
}

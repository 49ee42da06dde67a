package io.salessync.mail;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bean of whoever sends letters of its own ({@link Post}) whose Message-ID begins with {@code <id.tenant@}: asked about what the watched
 * mailbox brings that is about none of the program's own mails. May be asked twice about the same.
 */
public interface MailboxListener {
    /**
     * A mail server reports on a letter.
     *
     * @param action such as {@code failed} or {@code delayed}
     * @param status such as {@code 5.1.1}
     * @return whether the letter is known
     */
    boolean reported(TenantId tenant, UUID id, String recipient, String action, String status, @Nullable String words);

    /**
     * Somebody answered a letter.
     *
     * @param messageId of the answer
     * @param from in small letters
     * @param headers by lower-case name
     * @return whether the letter is known
     */
    boolean answered(
            TenantId tenant,
            UUID id,
            String messageId,
            String from,
            @Nullable String subject,
            String text,
            Map<String, String> headers,
            Instant at);
}

package io.salessync.mail;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One conversation with the own mail server about one letter, for those who keep for themselves what becomes of it. */
public interface Post {
    /** Whether a mail server is configured. */
    boolean isReady();

    /**
     * Why letters from an address go out unsigned (DKIM), one sentence with what to do; null: they are signed.
     *
     * @param from an address
     */
    @Nullable String unsigned(TenantId tenant, String from);

    /**
     * Hands a letter over, once; never inside a transaction. Has time limits. Signed where the tenant has a key for the domain it comes from.
     *
     * @param now its date, UTC
     */
    Answer hand(TenantId tenant, Written letter, Instant now);

    /**
     * A letter.
     *
     * @param messageId with its angle brackets
     * @param headers further ones, such as {@code In-Reply-To}
     */
    record Written(
            String messageId,
            String from,
            String fromName,
            String to,
            String subject,
            String text,
            String html,
            Map<String, String> headers) {
        public Written {
            headers = Map.copyOf(headers);
        }
    }

    /** What came of it. */
    sealed interface Answer {
        /** The server took it. */
        record Taken() implements Answer {}

        /** Surely not taken; another time it may be. */
        record NotTaken(String reason) implements Answer {}

        /**
         * Refused for good.
         *
         * @param recipient whether because of whom it goes to
         */
        record Refused(String reason, boolean recipient) implements Answer {}

        /** It may have been taken; nobody can tell. */
        record Lost(String reason) implements Answer {}
    }
}

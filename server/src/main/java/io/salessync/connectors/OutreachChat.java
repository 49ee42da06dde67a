package io.salessync.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of an account.
 *
 * @param person the other one, as the account knows them; null for groups or where it is not told
 * @param writable whether something can be said in it
 */
public record OutreachChat(
        String id,
        @Nullable String person,
        @Nullable String name,
        @Nullable String subject,
        @Nullable Instant lastAt,
        int unread,
        boolean writable) {}

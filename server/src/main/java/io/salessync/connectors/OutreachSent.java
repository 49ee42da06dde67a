package io.salessync.connectors;

import org.jspecify.annotations.Nullable;

/**
 * What the service told of something that it did. Any id may be missing.
 *
 * @param id of the invitation, the message or the mail
 * @param chat where it was said
 * @param usage percent of the network's own limit that is used up, told only as a landing (50, 75, 90, 95) is passed; null otherwise
 */
public record OutreachSent(
        @Nullable String id,
        @Nullable String chat,
        @Nullable Integer usage) {}

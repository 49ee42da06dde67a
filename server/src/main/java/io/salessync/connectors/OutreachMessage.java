package io.salessync.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a chat.
 *
 * @param ours whether the account sent it, by us or by its owner's hand
 * @param sender as the account knows them; null: not told
 * @param event whether it is a note of the network rather than words of a person
 */
public record OutreachMessage(
        String id,
        String chat,
        boolean ours,
        @Nullable String sender,
        @Nullable String text,
        @Nullable Instant at,
        boolean event,
        boolean deleted) {}

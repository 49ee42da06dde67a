package io.salessync.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody connected with the account.
 *
 * @param member their id, in the value space of {@link OutreachProfile#id}
 * @param connectedAt as the network tells it; null: not told
 */
public record OutreachRelation(
        @Nullable String member,
        @Nullable String memberUrn,
        @Nullable String connectionUrn,
        @Nullable String publicId,
        @Nullable String profileUrl,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String headline,
        @Nullable Instant connectedAt) {}

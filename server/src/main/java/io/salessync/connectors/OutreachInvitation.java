package io.salessync.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A pending invitation that an account sent. */
public record OutreachInvitation(
        String id,
        @Nullable String member,
        @Nullable String publicId,
        @Nullable String name,
        @Nullable String text,
        @Nullable Instant sentAt) {}

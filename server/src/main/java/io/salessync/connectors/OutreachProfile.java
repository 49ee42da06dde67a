package io.salessync.connectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person as one account sees them. Everything but the id may be missing.
 *
 * @param id as this account knows them, in the value space of {@link OutreachRelation#member}
 * @param publicId the name in the address of their page; may change
 * @param connected whether the two are connected; null: not told
 * @param invitation what stands between the two; null: nothing is told
 * @param distance degrees between the two, 4: outside the network; null: not told
 * @param openProfile whether they take messages from everybody
 * @param work where they work now, the newest first; empty: not told
 */
public record OutreachProfile(
        String id,
        @Nullable String publicId,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String headline,
        @Nullable Boolean connected,
        @Nullable Invitation invitation,
        @Nullable Integer distance,
        @Nullable Boolean canInmail,
        @Nullable Boolean openProfile,
        @Nullable Integer connections,
        List<Work> work,
        List<String> emails) {
    public OutreachProfile {
        work = List.copyOf(work);
        emails = List.copyOf(emails);
    }

    /** An invitation between the two. */
    public record Invitation(boolean sentByUs, Standing standing) {
        /** How it stands. */
        public enum Standing {
            PENDING,
            IGNORED,
            WITHDRAWN
        }
    }

    /** A position; {@code current}: they hold it now. */
    public record Work(
            String company,
            @Nullable String position,
            @Nullable String since,
            boolean current) {}
}

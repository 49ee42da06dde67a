package io.salessync.outreach.champions;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is followed. Times are UTC.
 *
 * @param person the customer they are now
 * @param domain of their mail where we know them; null: not known
 * @param linkedin public id on the network; null: not known, nobody can look
 * @param nextCheckAt null: not followed any more
 * @param note what came of the last look, or why it waits
 * @param newCompany where they seem to be; null: nothing tells
 * @param waits whether a person has to decide
 * @param dismissed the evidence that a person said means nothing
 * @param move the last move that stands; null: none
 */
record Champion(
        UUID id,
        UUID person,
        String name,
        String company,
        @Nullable String domain,
        Instant knownSince,
        @Nullable String linkedin,
        String owner,
        String source,
        Instant followedAt,
        String followedBy,
        @Nullable Instant unfollowedAt,
        @Nullable Instant nextCheckAt,
        @Nullable String asked,
        @Nullable Instant checkedAt,
        int tries,
        String note,
        @Nullable UUID sender,
        Verdict verdict,
        int confidence,
        String why,
        List<Sign> signs,
        @Nullable String newCompany,
        @Nullable String newTitle,
        @Nullable String newEmail,
        @Nullable LocalDate newSince,
        boolean waits,
        @Nullable String dismissed,
        @Nullable UUID move,
        Instant changedAt,
        long version) {
    Champion {
        signs = List.copyOf(signs);
    }

    Known known() {
        return new Known(name, company, domain, knownSince);
    }

    /** Whether the last thing that was found is a move that was acted on. */
    boolean moved() {
        return verdict == Verdict.MOVED && move != null && !waits;
    }

    /** A customer that is this person. */
    @Schema(name = "ChampionRecord")
    record Link(
            UUID person,
            @Schema(example = "Acme Logistics") String company,
            Instant linkedAt,
            @Schema(example = "ann@example.org") String linkedBy,

            @Schema(description = "when they were found to have left; null: they are here") @Nullable Instant leftAt) {}

    /** A look. */
    @Schema(name = "ChampionCheck")
    record Look(
            Instant at,
            @Schema(example = "SEEN") String outcome,
            @Schema(example = "Looked by Anna.") String detail,
            @Schema(example = "plan") String who,
            @Schema(example = "STAYED") @Nullable String verdict,
            @Schema(example = "98") @Nullable Integer confidence,
            String why,
            List<Sign> signs) {}
}

package io.salessync.outreach.champions;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One piece of evidence.
 *
 * @param text one sentence for people
 * @param at when it was so, UTC; null: when it was looked
 */
@Schema(name = "ChampionSign")
record Sign(
        @Schema(example = "PROFILE_ELSEWHERE") Kind kind,
        @Schema(example = "FOR") Says says,

        @Schema(description = "how much it counts, in natural log odds", example = "3.5")
        double weight,

        @Schema(example = "The profile says VP Sales at Borealis since 2026-11-01.")
        String text,

        @Nullable Instant at) {
    /** What it is read from. */
    enum Kind {
        /** A current position elsewhere. */
        PROFILE_ELSEWHERE,
        /** A current position where we know them. */
        PROFILE_HERE,
        /** The position where we know them has ended. */
        PROFILE_LEFT,
        /** A current position at a company whose name is much like the known one: a part of it, a new name, or another company. */
        PROFILE_ALIKE,
        /** On their own, or between jobs. */
        PROFILE_FREE,
        /** A current position that began before we knew them here: a new name, a side job, or a profile nobody keeps up. */
        PROFILE_OLD,
        /** Several current positions. */
        PROFILE_SEVERAL,
        /** The page belongs to somebody else now. */
        PROFILE_STRANGER,
        /** It cannot be seen, or tells no company. */
        PROFILE_HIDDEN,
        HEADLINE_HERE,
        HEADLINE_ELSEWHERE,
        /** Mail to the known address comes back for good. */
        BOUNCED,
        /** An answer says that they work here no longer. */
        LEFT_NOTE,
        /** The customer's address has another domain. */
        NEW_EMAIL,
        /** The customer has another company. */
        NEW_COMPANY,
        /** They answered from the known address not long ago. */
        ANSWERED
    }

    /** Whether it speaks for a move. */
    enum Says {
        FOR,
        AGAINST,
        NEITHER
    }

    static Sign of(Kind kind, double weight, String text, @Nullable Instant at) {
        Says says = weight >= 0.5 ? Says.FOR : weight <= -0.5 ? Says.AGAINST : Says.NEITHER;
        return new Sign(kind, says, weight, text, at);
    }
}

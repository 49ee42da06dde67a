package io.salessync.customers;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person may be written to or called: the least that any source allows.
 *
 * @param state what holds: {@code GRANTED} only where at least one source says so and none says less
 * @param why one sentence for people
 * @param evidence the statements it was read from: the newest of each source, channel and purpose; kept as a snapshot where it counts
 */
public record Consent(State state, String why, List<Statement> evidence) {
    public Consent {
        evidence = List.copyOf(evidence);
    }

    /** Ways to reach somebody. */
    public enum Channel {
        EMAIL,
        PHONE,
        MAIL,
        LINKEDIN,
        /** Each of them. */
        ANY
    }

    /** From the least permissive to the most. */
    public enum State {
        WITHDRAWN,
        /** Nothing was said, or what was said is over. */
        UNKNOWN,
        GRANTED
    }

    /** Stands for whatever purpose. */
    public static final String ANY_PURPOSE = "any";

    /**
     * What a source said.
     *
     * @param purpose such as {@code newsletter}; {@value Consent#ANY_PURPOSE} for all
     * @param source {@code salesforce:<connection>}, {@code import}, or who wrote it down
     * @param evidence where it is proved, in words: a form, a field of a record
     * @param since when it was said, UTC
     * @param expires when it is over, UTC; null: never
     */
    @Schema(name = "ConsentStatement")
    public record Statement(
            Channel channel,
            String purpose,
            State state,
            String source,
            String evidence,
            Instant since,
            @Nullable Instant expires) {}
}

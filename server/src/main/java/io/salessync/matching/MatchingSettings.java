package io.salessync.matching;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has settled about matching.
 *
 * @param same the least probability of being the same without a look
 * @param review the least probability of being shown to a person
 * @param promise the share of right ones among those taken without a look that thresholds are learnt for
 * @param survivors which value stays when two become one, by the name of a customer's field
 * @param learntAt in UTC; null: not yet
 * @param learntFrom how many customers the weights were learnt from
 */
record MatchingSettings(
        double same,
        double review,
        double promise,
        Map<String, Survivor> survivors,
        @Nullable Instant learntAt,
        long learntFrom) {
    static final MatchingSettings STANDARD = new MatchingSettings(0.9, 0.2, 0.99, Map.of(), null, 0);

    /** Which of two values stays. */
    enum Survivor {
        /** That of the customer who is kept. */
        KEPT,
        /** That of the one changed last. */
        NEWEST,
        /** The longer one. */
        LONGEST
    }
}

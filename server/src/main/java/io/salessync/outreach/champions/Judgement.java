package io.salessync.outreach.champions;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What all the evidence says together.
 *
 * @param confidence percent that the verdict is right; 0 where it is none
 * @param company where they seem to be; null: nothing tells
 * @param since in their time; null: not told
 * @param signs those for a move first, the heaviest first
 * @param why one sentence for people
 */
record Judgement(
        Verdict verdict,
        int confidence,
        @Nullable String company,
        @Nullable String title,
        @Nullable String email,
        @Nullable LocalDate since,
        List<Sign> signs,
        String why) {
    Judgement {
        signs = List.copyOf(signs);
    }

    /** Whether a person has to look at it: it seems that they moved, or the signs contradict each other. */
    boolean asks() {
        return verdict == Verdict.MOVED
                || verdict == Verdict.PROBABLY
                || verdict == Verdict.UNKNOWN && signs.stream().anyMatch(sign -> sign.weight() >= Judging.WEIGHTY);
    }

    /** Names the evidence for a move: what a person said of the same evidence holds until there is other. */
    String evidence() {
        String kinds = signs.stream()
                .filter(sign -> sign.says() == Sign.Says.FOR)
                .map(sign -> sign.kind().name())
                .sorted(Comparator.naturalOrder())
                .distinct()
                .collect(Collectors.joining("+"));
        return Employers.key(company) + "|" + kinds;
    }

    Judgement as(Verdict other, int otherConfidence, String otherWhy) {
        return new Judgement(other, otherConfidence, company, title, email, since, signs, otherWhy);
    }
}

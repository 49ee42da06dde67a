package io.salessync.matching;

import io.salessync.kernel.figures.Interval;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How right decisions were, as far as people looked at them.
 *
 * @param reviewed pairs that people decided
 * @param same of these, one person
 * @param automatic pairs taken as the same without a look
 * @param checked of these, looked at all the same
 * @param wrong of the checked, two people
 * @param proposal the least probability from which the promise is kept; null: too few were reviewed to say
 * @param precision the share of right ones from the proposal on
 * @param recall the share of all that are the same which the proposal takes
 */
record Quality(
        long reviewed,
        long same,
        long automatic,
        long checked,
        long wrong,
        @Nullable Double proposal,
        @Nullable Double precision,
        @Nullable Double recall) {
    /** Fewer reviewed pairs than this above a threshold prove nothing. */
    private static final int ENOUGH = 20;

    /** What a person said of a pair of this probability. */
    record Label(double probability, boolean same, boolean automatic) {}

    static Quality of(List<Label> labels, long automatic, double promise) {
        List<Label> sorted = labels.stream()
                .sorted(Comparator.comparingDouble(Label::probability).reversed())
                .toList();
        long all = sorted.stream().filter(Label::same).count();
        long checked = sorted.stream().filter(Label::automatic).count();
        long wrong = sorted.stream()
                .filter(label -> label.automatic() && !label.same())
                .count();
        Double proposal = null;
        Double precision = null;
        Double recall = null;
        long right = 0;
        for (int i = 0; i < sorted.size(); i++) {
            right += sorted.get(i).same() ? 1 : 0;
            int taken = i + 1;
            boolean last = taken == sorted.size()
                    || sorted.get(taken).probability() < sorted.get(i).probability();
            if (last && taken >= ENOUGH && Interval.atLeast(right, taken) >= promise) {
                proposal = sorted.get(i).probability();
                precision = (double) right / taken;
                recall = all == 0 ? null : (double) right / all;
            }
        }
        return new Quality(sorted.size(), all, automatic, checked, wrong, proposal, precision, recall);
    }
}

package io.salessync.alerts;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rule that people made looks at: a number of each run of something, against those of the weeks before.
 *
 * @param subject what the runs are of, such as a flow, by id
 * @param field the field it is of, for a number that is of a field
 * @param weeks how many weeks back runs are compared with
 * @param factor how many times more (or less) than usual is too much
 * @param minRuns with fewer runs in those weeks nothing is said
 * @param atLeast a number above the usual is no matter while it is below this
 */
record Comparison(
        String metric,
        UUID subject,
        @Nullable String field,
        int weeks,
        double factor,
        Direction direction,
        int minRuns,
        double atLeast) {
    static final String VOLUME = "volume";
    static final String FAILED_SHARE = "failed-share";
    static final String ERROR_RATE = "error-rate";
    static final String DUPLICATE_SHARE = "duplicate-share";
    static final String NULL_RATE = "null-rate";
    static final List<String> METRICS = List.of(VOLUME, FAILED_SHARE, ERROR_RATE, DUPLICATE_SHARE, NULL_RATE);

    /** Which way is bad. */
    enum Direction {
        ABOVE,
        BELOW
    }

    /** What the comparison says. @param usual the median of the runs before */
    record Verdict(boolean unusual, double usual) {}

    /** Compares; null: there are too few runs to know what is usual. */
    @Nullable Verdict judge(double value, List<Double> before) {
        if (before.size() < minRuns) {
            return null;
        }
        // of single failures the median is always none or all
        double usual = metric.equals(ERROR_RATE) ? mean(before) : median(before);
        boolean unusual = direction == Direction.ABOVE
                ? value > usual * factor && value >= atLeast && value > 0
                : value < usual / factor;
        return new Verdict(unusual, usual);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

package io.salessync.kernel.figures;

/**
 * A share with what it may really be, by Wilson's score interval.
 *
 * @param value 0 to 1
 */
public record Interval(double value, double low, double high) {
    /** Of the normal distribution, for 95 % between the two bounds. */
    private static final double BETWEEN_95 = 1.959964;

    /** For 90 % above the lower bound. */
    private static final double ABOVE_90 = 1.2816;

    /**
     * With 95 % confidence it lies between the bounds.
     *
     * @param of at least 1
     */
    public static Interval of(long hits, long of) {
        return of(hits, of, BETWEEN_95);
    }

    /**
     * What the share is at least, with 90 % confidence.
     *
     * @param of at least 1
     */
    public static double atLeast(long hits, long of) {
        return of(hits, of, ABOVE_90).low();
    }

    private static Interval of(long hits, long of, double z) {
        double n = of;
        double share = hits / n;
        double z2 = z * z;
        double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
        double reach = z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
        return new Interval(share, Math.max(0, middle - reach), Math.min(1, middle + reach));
    }
}

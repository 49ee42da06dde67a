package io.salessync.outreach.reports;

/**
 * A share with what it may really be, by Wilson's score interval at 95 %.
 *
 * @param value 0 to 1
 */
record Interval(double value, double low, double high) {
    /** Of the normal distribution, for 95 %. */
    private static final double Z = 1.959964;

    /**
     * @param of at least 1
     */
    static Interval of(long hits, long of) {
        double n = of;
        double share = hits / n;
        double z2 = Z * Z;
        double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
        double reach = Z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
        return new Interval(share, Math.max(0, middle - reach), Math.min(1, middle + reach));
    }
}

package io.salessync.matching;

/** How far two texts are from each other. */
final class Distances {
    /** What a common beginning adds for each of its letters, as Winkler chose it. */
    private static final double PREFIX_SCALE = 0.1;

    private static final int PREFIX = 4;

    private Distances() {}

    /** Jaro's likeness with Winkler's weight on the beginning: 0 (nothing alike) to 1 (equal). */
    static double jaroWinkler(String one, String other) {
        if (one.equals(other)) {
            return 1;
        }
        int n = one.length();
        int m = other.length();
        if (n == 0 || m == 0) {
            return 0;
        }
        if (n > 64 || m > 64) {
            return jaroWinkler(cut(one), cut(other));
        }
        int window = Math.max(0, Math.max(n, m) / 2 - 1);
        long ones = 0;
        long others = 0;
        int matches = 0;
        for (int i = 0; i < n; i++) {
            char c = one.charAt(i);
            int to = Math.min(m - 1, i + window);
            for (int j = Math.max(0, i - window); j <= to; j++) {
                if ((others & 1L << j) == 0 && other.charAt(j) == c) {
                    ones |= 1L << i;
                    others |= 1L << j;
                    matches++;
                    break;
                }
            }
        }
        if (matches == 0) {
            return 0;
        }
        int moved = 0;
        int j = 0;
        for (int i = 0; i < n; i++) {
            if ((ones & 1L << i) != 0) {
                while ((others & 1L << j) == 0) {
                    j++;
                }
                if (one.charAt(i) != other.charAt(j)) {
                    moved++;
                }
                j++;
            }
        }
        double common = matches;
        double jaro = (common / n + common / m + (common - moved / 2.0) / common) / 3;
        int prefix = 0;
        while (prefix < PREFIX && prefix < n && prefix < m && one.charAt(prefix) == other.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * PREFIX_SCALE * (1 - jaro);
    }

    private static String cut(String text) {
        return text.length() > 64 ? text.substring(0, 64) : text;
    }

    /**
     * The least number of letters put in, left out, changed, or swapped with their neighbour that turns one into the other.
     *
     * @param most where the distance is larger than this, any larger number is answered
     */
    static int edits(String one, String other, int most) {
        int n = one.length();
        int m = other.length();
        if (Math.abs(n - m) > most) {
            return most + 1;
        }
        int[] before = new int[m + 1];
        int[] last = new int[m + 1];
        int[] now = new int[m + 1];
        for (int j = 0; j <= m; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= n; i++) {
            now[0] = i;
            int least = i;
            for (int j = 1; j <= m; j++) {
                boolean equal = one.charAt(i - 1) == other.charAt(j - 1);
                int cost = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + (equal ? 0 : 1));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost = Math.min(cost, before[j - 2] + 1);
                }
                now[j] = cost;
                least = Math.min(least, cost);
            }
            if (least > most) {
                return most + 1;
            }
            int[] free = before;
            before = last;
            last = now;
            now = free;
        }
        return last[m];
    }
}

package io.salessync.kernel.problems;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
public final class Nearest {
    private static final int LONGEST = 200;

    private Nearest() {}

    /** {@code ; did you mean 'x'?} where a known word is near to the written one, else {@code ; there are: a, b, c}. */
    public static String hint(String written, Collection<String> known) {
        return near(written, known)
                .map(word -> "; did you mean '" + word + "'?")
                .orElseGet(() -> known.isEmpty() ? "" : "; there are: " + some(known));
    }

    /** The known word that is near to the written one, if one is. */
    public static Optional<String> near(String written, Collection<String> known) {
        int reach = Math.max(1, (written.length() + 1) / 3);
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(word -> word.length() <= LONGEST)
                .filter(word -> distance(fold(written), fold(word)) <= reach)
                .min(Comparator.comparingInt(word -> distance(fold(written), fold(word))));
    }

    private static String some(Collection<String> known) {
        String shown = String.join(", ", known.stream().limit(20).toList());
        return known.size() > 20 ? shown + " …" : shown;
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    /** Letters to add, take away, change, or swap with their neighbour. */
    private static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int least(int[][] rows, String one, String other, int i, int j) {
        char here = one.charAt(i - 1);
        char there = other.charAt(j - 1);
        int changed = rows[i - 1][j - 1] + (here == there ? 0 : 1);
        int least = Math.min(changed, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && here == other.charAt(j - 2) && one.charAt(i - 2) == there;
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}

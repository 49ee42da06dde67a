package io.salessync.flows.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
public final class Nearest {
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
        return known.stream()
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

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}

package io.salessync.matching;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which first names are forms of one name: short ones, fond ones, and those of other languages. */
final class Nicknames {
    private static final int[] NO_GROUP = {};

    private final Map<String, int[]> groups;

    private Nicknames(Map<String, int[]> groups) {
        this.groups = groups;
    }

    /** The list that comes with the program. */
    static Nicknames standard() {
        return Held.LIST;
    }

    private static final class Held {
        static final Nicknames LIST = read();

        private Held() {}
    }

    private static Nicknames read() {
        Map<String, int[]> groups = new HashMap<>();
        try (InputStream file = Nicknames.class.getResourceAsStream("/matching/nicknames.txt")) {
            if (file == null) {
                throw new IllegalStateException("the list of nicknames is not in the program");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            int group = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                for (String name : line.strip().split(" +")) {
                    int number = group;
                    groups.merge(name, new int[] {number}, (known, one) -> {
                        int[] more = Arrays.copyOf(known, known.length + 1);
                        more[known.length] = number;
                        return more;
                    });
                }
                group++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Nicknames(groups);
    }

    /** The groups of a folded first name; where it has several words, those of the first. */
    int[] groups(String name) {
        int[] found = groups.get(name);
        if (found == null) {
            int space = name.indexOf(' ');
            found = space > 0 ? groups.get(name.substring(0, space)) : null;
        }
        return found == null ? NO_GROUP : found;
    }
}

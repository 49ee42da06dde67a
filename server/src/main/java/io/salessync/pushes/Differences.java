package io.salessync.pushes;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What values come to, and whether two of them are the same at the vendor. Pure. */
final class Differences {
    private Differences() {}

    /**
     * What the fields are to hold.
     *
     * @param before what they hold; empty where there is no such record
     * @param added fields of several values, parted by semicolons, that keep what they have and get more
     * @param taken those that keep what they have but for these
     */
    static Map<String, @Nullable Object> after(
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> wanted,
            Collection<String> added,
            Collection<String> taken) {
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        wanted.forEach((field, value) -> {
            if (added.contains(field)) {
                Set<String> all = new LinkedHashSet<>(several(before.get(field)));
                all.addAll(several(value));
                after.put(field, joined(all));
            } else if (taken.contains(field)) {
                Set<String> all = new LinkedHashSet<>(several(before.get(field)));
                several(value).forEach(all::remove);
                after.put(field, joined(all));
            } else {
                after.put(field, value);
            }
        });
        return after;
    }

    /** Whether the vendor would keep nothing different. */
    static boolean same(Map<String, @Nullable Object> now, Map<String, @Nullable Object> wanted) {
        return wanted.entrySet().stream().allMatch(entry -> same(now.get(entry.getKey()), entry.getValue()));
    }

    /** Nothing and an empty text are the same, so are {@code 1} and {@code 1.00}, and the values of a field of several in any order. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        String a = text(one);
        String b = text(other);
        if (a.equals(b)) {
            return true;
        }
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
        }
        return a.indexOf(';') >= 0
                && b.indexOf(';') >= 0
                && Set.copyOf(several(a)).equals(Set.copyOf(several(b)));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString().strip();
    }

    private static @Nullable String joined(Set<String> values) {
        return values.isEmpty() ? null : String.join(";", values);
    }

    private static List<String> several(@Nullable Object value) {
        return Stream.of(text(value).split(";", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toList());
    }
}

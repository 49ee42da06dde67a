package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns of a source, found by name. */
final class Header {
    private final String source;
    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> repeated = new HashSet<>();

    Header(String source, List<String> names) {
        this.source = source;
        this.names = names;
        for (int place = 0; place < names.size(); place++) {
            if (!names.get(place).isEmpty() && places.putIfAbsent(names.get(place), place) != null) {
                repeated.add(names.get(place));
            }
        }
    }

    List<String> names() {
        return names;
    }

    /** Refuses a header that lacks one of these columns or has one of them twice. */
    void demand(Collection<String> needed) {
        List<String> missing = needed.stream()
                .filter(name -> !places.containsKey(name))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw problem("%s has no column %s. Found: %s. Expected: %s.%s"
                            .formatted(source, quoted(missing), quoted(names), quoted(needed), meant(missing)))
                    .with("missing", missing);
        }
        List<String> twice =
                needed.stream().filter(repeated::contains).distinct().toList();
        if (!twice.isEmpty()) {
            throw problem("%s has the column %s more than once; rename one of them.".formatted(source, quoted(twice)))
                    .with("repeated", twice);
        }
    }

    int place(String name) {
        Integer place = places.get(name);
        if (place == null) {
            throw new IllegalStateException("Column " + name + " was not asked for in advance");
        }
        return place;
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    Problem problem(String detail) {
        return Problem.of(OrderSyncProblem.WRONG_HEADER, detail).with("found", names);
    }

    private String meant(List<String> missing) {
        List<String> hints = new ArrayList<>();
        for (String name : missing) {
            Spelling.nearest(name, places.keySet()).ifPresent(near -> hints.add("'" + near + "' for '" + name + "'"));
        }
        return hints.isEmpty() ? "" : " Did you mean " + String.join(", ", hints) + "?";
    }

    static String quoted(Collection<String> names) {
        return names.isEmpty() ? "nothing" : "'" + String.join("', '", names) + "'";
    }
}

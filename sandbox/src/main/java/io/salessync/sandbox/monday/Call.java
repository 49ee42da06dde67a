package io.salessync.sandbox.monday;

import graphql.language.Document;
import graphql.language.Field;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call whose document was read: what it asks for, and with which variables. */
record Call(
        String text,
        @Nullable String operation,
        Document document,
        boolean mutation,
        List<Field> fields,
        Map<String, Object> variables) {
    private static final Pattern CURSOR = Pattern.compile("\\bcursor\\s*:");

    Set<String> names() {
        return fields.stream().map(Field::getName).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<Field> working() {
        return fields.stream()
                .filter(field -> !field.getName().equals("complexity"))
                .toList();
    }

    boolean loneComplexity() {
        return working().isEmpty();
    }

    /** Whether it goes on with a cursor instead of beginning a list. */
    boolean usesCursor() {
        return CURSOR.matcher(text).find();
    }

    /** What was asked in a few words, such as "20 × create_item". */
    String summary() {
        Map<String, Long> counts = working().stream()
                .collect(Collectors.groupingBy(Field::getName, LinkedHashMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "complexity"
                : counts.entrySet().stream()
                        .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " × " + e.getKey())
                        .collect(Collectors.joining(", "));
    }
}

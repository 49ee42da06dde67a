package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Guesses of which column of a file is which field, for whoever has no mapping. */
public final class FieldGuesses {
    /** From here on a name means the same, and is not only written alike. */
    private static final double SURE = 0.85;

    private FieldGuesses() {}

    /** By column the field it surely is; each field once. */
    public static Map<String, String> sure(List<String> columns, List<MapField> fields) {
        List<MapField> from = columns.stream()
                .map(column -> MapField.of(column, column, FieldType.TEXT))
                .toList();
        Map<String, String> sure = new LinkedHashMap<>();
        Suggestions.of(from, fields).stream()
                // a text becomes any type, or is refused with its line
                .filter(guess -> guess.score() >= SURE - 0.1 && !guess.why().startsWith("They share"))
                .forEach(guess -> sure.put(guess.from(), guess.to()));
        return sure;
    }
}

package io.salessync.mapping;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping says: where records come from, where they go, and how each field is filled.
 *
 * @param missing what a record means that lacks a mapped field altogether, as when a pull does not ask for it
 */
public record FieldMap(String name, MapSide from, MapSide to, List<Entry> fields, Missing missing) {
    /** A field with points in its name, as expressions name it. */
    private static final Pattern QUOTED =
            Pattern.compile("record\\s*\\[\\s*[\"']([A-Za-z]\\w*(?:\\.[A-Za-z]\\w*)+)[\"']\\s*]");

    public FieldMap {
        fields = List.copyOf(fields);
    }

    /** The fields of parents that it reads, by their paths, those within expressions included. */
    Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        for (Entry entry : fields) {
            if (entry.from() != null && entry.from().contains(".")) {
                paths.add(entry.from());
            }
            if (entry.expression() != null) {
                QUOTED.matcher(entry.expression()).results().forEach(found -> paths.add(found.group(1)));
            }
        }
        return paths;
    }

    /** What a field that is not there means. */
    public enum Missing {
        /** The record fails and says so: nothing is emptied by mistake. */
        FAILS,
        /** It is as if it were empty. */
        IS_EMPTY
    }

    /** A change of text. */
    public enum Change {
        /** Blanks around go; those inside become one. */
        TRIM,
        LOWER,
        UPPER,
        /** Each word begins with a capital letter. */
        TITLE,
        /** Digits alone, with a leading +. */
        DIGITS
    }

    /**
     * How one field is filled: from a field, or by an expression, or with the same value for all.
     *
     * @param to the field it fills
     * @param from the field it is filled from; null: none
     * @param expression CEL over {@code record}; null: none
     * @param standard what it is where nothing comes; null: nothing
     * @param required whether the record fails where nothing comes
     * @param changes what is done to text, in order
     * @param values other values for some: {@code {"Hot": "A"}}; values that are not in it stay
     * @param format how text writes dates and times, as {@code dd.MM.uuuu}; null: ISO
     */
    @Schema(name = "MappedEntry")
    public record Entry(
            String to,
            @Nullable String from,
            @Nullable String expression,
            @Nullable String standard,
            boolean required,
            List<Change> changes,
            Map<String, String> values,
            @Nullable String format) {
        public Entry {
            changes = List.copyOf(changes);
            values = Map.copyOf(values);
        }

        /** Simply from a field to a field. */
        public static Entry of(String from, String to) {
            return new Entry(to, from, null, null, false, List.of(), Map.of(), null);
        }
    }
}

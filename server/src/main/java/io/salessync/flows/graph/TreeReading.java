package io.salessync.flows.graph;

import io.salessync.kernel.problems.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One reading of a tree that people write, as YAML or as JSON. It collects every mistake with its place and line instead of stopping at
 * the first; places are paths such as {@code steps/2/text}. What cannot be read counts as not written.
 */
public abstract class TreeReading {
    private static final int LONGEST_SHOWN = 60;

    private final Map<String, Integer> lines;
    private final int most;
    private final List<Mistake> mistakes = new ArrayList<>();

    /**
     * @param lines of the text by place, from 1; empty where there is no text
     * @param most how many mistakes are told
     */
    protected TreeReading(Map<String, Integer> lines, int most) {
        this.lines = lines;
        this.most = most;
    }

    /** What was found to be wrong, in the order of reading. */
    public final List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Notes what is wrong there. */
    protected final void mistake(String place, String message) {
        if (mistakes.size() < most) {
            mistakes.add(new Mistake(line(place), place, message));
        }
    }

    /** The line of the place, or of the nearest thing around it that has one. */
    private int line(String place) {
        String at = place;
        while (true) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            int slash = at.lastIndexOf('/');
            if (slash < 0) {
                return lines.getOrDefault("", 0);
            }
            at = at.substring(0, slash);
        }
    }

    /** A mistake for each field that is not known. */
    protected final void fields(JsonNode of, String place, List<String> known) {
        of.propertyNames().forEach(name -> {
            if (!known.contains(name)) {
                mistake(below(place, clipped(name)), "is not known" + Nearest.hint(name, known));
            }
        });
    }

    /** Whether it has fields; a mistake if not. */
    protected final boolean isObject(JsonNode value, String place) {
        if (!value.isObject()) {
            mistake(place, "has to be a document with fields, not " + shown(value));
        }
        return value.isObject();
    }

    /** Whether nothing is written there. */
    protected static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** The items of a list that could be read; null is one that could not. */
    protected final <T> List<T> list(
            JsonNode of, String in, String name, int longest, BiFunction<JsonNode, String, @Nullable T> read) {
        JsonNode items = of.path(name);
        String place = below(in, name);
        if (isAbsent(items)) {
            return List.of();
        }
        if (!items.isArray()) {
            mistake(place, "has to be a list, not " + shown(items));
            return List.of();
        }
        if (items.size() > longest) {
            mistake(place, "has %,d entries; at most %,d".formatted(items.size(), longest));
            return List.of();
        }
        List<T> made = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            T one = read.apply(items.get(i), below(place, String.valueOf(i)));
            if (one != null) {
                made.add(one);
            }
        }
        return made;
    }

    /** What has to be there; a mistake and null if it is not. */
    protected final @Nullable JsonNode needed(JsonNode of, String place, String name) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            mistake(place.isEmpty() ? name : place, place.isEmpty() ? "is missing" : "has no '" + name + "'");
            return null;
        }
        return value;
    }

    /** True or false. */
    protected final boolean flag(JsonNode of, String place, String name, boolean otherwise) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            mistake(below(place, name), "has to be true or false, not " + shown(value));
            return otherwise;
        }
        return value.booleanValue();
    }

    /** A value as a mistake shows it. */
    protected static String shown(JsonNode value) {
        return clipped(
                value.isString() ? "'" + value.asString() + "'" : value.isMissingNode() ? "nothing" : value.toString());
    }

    private static String clipped(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    /** The place of a field or an item. */
    protected static String below(String place, String name) {
        return YamlText.below(place, name);
    }
}

package io.salessync.ordersync.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A table of the TOML file that is read key by key; what is wrong goes to the findings with its place, and reading goes on. */
final class Section {
    private final TomlTable table;
    private final String path;
    private final int line;
    private final List<MappingProblem> findings;

    Section(TomlTable table, String path, int line, List<MappingProblem> findings) {
        this.table = table;
        this.path = path;
        this.line = line;
        this.findings = findings;
    }

    /** The whole file as a section. */
    static Section root(TomlTable table, List<MappingProblem> findings) {
        return new Section(table, "", 0, findings);
    }

    int line() {
        return line;
    }

    boolean has(String key) {
        return table.get(List.of(key)) != null;
    }

    Collection<String> keys() {
        return table.keySet();
    }

    void refuseOthers(Collection<String> known) {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                problem(
                        key,
                        "is not a key here",
                        Spelling.nearest(key, known)
                                .map(word -> "did you mean '" + word + "'?")
                                .orElse("known: " + String.join(", ", known)));
            }
        }
    }

    @Nullable String text(String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        problem(key, "has to be text, not " + kind(value), "write it in quotes");
        return null;
    }

    String text(String key, String fallback) {
        String value = text(key);
        return value == null ? fallback : value;
    }

    /** Text that has to be there; what is missing is told, and an empty text stands for it. */
    String required(String key) {
        String value = text(key);
        if (value == null) {
            if (!has(key)) {
                problem(key, "is missing", null);
            }
            return "";
        }
        if (value.isBlank()) {
            problem(key, "is empty", null);
        }
        return value.strip();
    }

    boolean flag(String key, boolean fallback) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        problem(key, "has to be true or false, not " + kind(value), null);
        return fallback;
    }

    @Nullable Double number(String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        problem(key, "has to be a number, not " + kind(value), null);
        return null;
    }

    /** One of some words. */
    String word(String key, String fallback, List<String> known) {
        String value = text(key, fallback);
        String lower = value.toLowerCase(Locale.ROOT);
        if (known.contains(lower)) {
            return lower;
        }
        problem(
                key,
                "cannot be '" + value + "'",
                Spelling.nearest(value, known)
                        .map(word -> "did you mean '" + word + "'?")
                        .orElse("one of: " + String.join(", ", known)));
        return fallback;
    }

    /** A list of texts; a single text counts as a list of one. */
    List<String> texts(String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return List.of();
        }
        if (value instanceof String text) {
            return List.of(text);
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof String text) {
                    texts.add(text);
                } else {
                    TomlPosition at = Objects.requireNonNull(array.inputPositionOf(i));
                    findings.add(new MappingProblem(
                            at.line(),
                            at.column(),
                            where(key),
                            "has to hold text alone, not " + kind(array.get(i)),
                            "write it in quotes"));
                }
            }
        } else {
            problem(key, "has to be a list of texts, not " + kind(value), null);
        }
        return List.copyOf(texts);
    }

    /** A table of texts. */
    Map<String, String> pairs(String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Section section = section(key);
        if (section != null) {
            for (String name : section.keys()) {
                String value = section.text(name);
                if (value != null) {
                    pairs.put(name, value);
                }
            }
        }
        return Map.copyOf(pairs);
    }

    @Nullable Section section(String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return null;
        }
        if (value instanceof TomlTable inner) {
            return new Section(inner, where(key), positionOf(key), findings);
        }
        problem(key, "has to be a section, not " + kind(value), "write [" + where(key) + "]");
        return null;
    }

    /** The tables written as {@code [[key]]}. */
    List<Section> sections(String key) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TomlTable inner) {
                    sections.add(new Section(
                            inner,
                            where(key),
                            Objects.requireNonNull(array.inputPositionOf(i)).line(),
                            findings));
                }
            }
        } else {
            problem(key, "has to be a list of tables, not " + kind(value), "write [[" + where(key) + "]]");
        }
        return sections;
    }

    /** Reads a text through something that refuses with a sentence; null where it is absent or refused. */
    <T> @Nullable T parsed(String key, Function<String, T> parser) {
        String value = text(key);
        if (value == null) {
            return null;
        }
        try {
            return parser.apply(value);
        } catch (RuntimeException e) {
            problem(key, "cannot be '" + value + "': " + e.getMessage(), null);
            return null;
        }
    }

    void problem(String key, String message, @Nullable String suggestion) {
        TomlPosition at = has(key) ? table.inputPositionOf(List.of(key)) : null;
        findings.add(new MappingProblem(
                at == null ? line : at.line(), at == null ? null : at.column(), where(key), message, suggestion));
    }

    private int positionOf(String key) {
        TomlPosition at = table.inputPositionOf(List.of(key));
        return at == null ? line : at.line();
    }

    private String where(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "text";
            case Boolean flag -> "true/false";
            case Number number -> "a number";
            case TomlArray array -> "a list";
            case TomlTable inner -> "a table";
            default -> "a date or time";
        };
    }
}

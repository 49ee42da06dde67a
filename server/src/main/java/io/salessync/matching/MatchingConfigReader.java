package io.salessync.matching;

import io.salessync.kernel.commands.QuietStart;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads configurations: all mistakes at once, each with its line and column and what was probably meant. */
final class MatchingConfigReader {
    private static final double SAME = 0.9;
    private static final double REVIEW = 0.2;
    private static final List<String> TOP =
            List.of("name", "id", "one_to_one", "relatives", "same", "review", "compare");
    private static final List<String> SETTINGS = List.of("kind", "name", "region", "month_first");

    static {
        QuietStart.of(() -> Toml.parse("a = 1"));
    }

    private final String file;
    private final List<String> mistakes = new ArrayList<>();

    private MatchingConfigReader(String file) {
        this.file = file;
    }

    static MatchingConfig read(Path path) {
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw Problem.of(MatchingProblem.CONFIG_UNREADABLE, "%s cannot be read: %s.".formatted(path, why), e)
                    .with("file", path.toString());
        }
        return read(text, path.toString());
    }

    static MatchingConfig read(String toml, String file) {
        return new MatchingConfigReader(file).parsed(toml);
    }

    private MatchingConfig parsed(String toml) {
        TomlParseResult top = Toml.parse(toml);
        for (TomlParseError error : top.errors()) {
            mistakes.add(place(error.position()) + ": this is not TOML: " + error.getMessage());
        }
        refuse();
        others(top, TOP, "");
        List<MatchingConfig.Compare> compare = comparisons(top);
        double same = share(top, "same", SAME);
        double review = share(top, "review", Math.min(REVIEW, same));
        if (review > same) {
            mistake(
                    top,
                    "review",
                    "is larger than same (%s): what is surer than that is not looked at".formatted(same));
        }
        MatchingConfig config = new MatchingConfig(
                text(top, "name", "matching"),
                required(top, "id", "the column with the records' ids"),
                flag(top, "one_to_one", true),
                flag(top, "relatives", false),
                same,
                review,
                compare);
        refuse();
        return config;
    }

    private void refuse() {
        if (!mistakes.isEmpty()) {
            throw Problem.of(MatchingProblem.CONFIG_INVALID, String.join("\n", mistakes))
                    .with("file", file)
                    .with("problems", List.copyOf(mistakes));
        }
    }

    private List<MatchingConfig.Compare> comparisons(TomlTable top) {
        List<MatchingConfig.Compare> found = new ArrayList<>();
        if (!(top.get(List.of("compare")) instanceof TomlArray tables) || tables.isEmpty()) {
            mistake(top, "compare", "is missing: write at least one [[compare]] with a kind and its columns");
            return found;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tables.size(); i++) {
            TomlPosition at = Objects.requireNonNull(tables.inputPositionOf(i));
            if (!(tables.get(i) instanceof TomlTable table)) {
                mistakes.add(place(at) + ": compare has to be tables: write [[compare]]");
                continue;
            }
            MatchingConfig.Compare one = comparison(table, at);
            if (one != null) {
                if (!names.add(one.name())) {
                    mistakes.add(place(at)
                            + ": there is a comparison '%s' already: give this one another name".formatted(one.name()));
                }
                found.add(one);
            }
        }
        return found;
    }

    private MatchingConfig.@Nullable Compare comparison(TomlTable table, TomlPosition at) {
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::word).toList();
        Object written = table.get(List.of("kind"));
        if (!(written instanceof String word)) {
            mistakes.add(place(at) + ": kind is missing: one of " + String.join(", ", kinds));
            return null;
        }
        if (!kinds.contains(word)) {
            mistake(table, "kind", "cannot be '%s': %s".formatted(word, meant(word, kinds)));
            return null;
        }
        Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
        List<String> known = new ArrayList<>(SETTINGS);
        known.addAll(kind.roles());
        others(table, known, " of a comparison of " + kind.word());
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (String role : kind.roles()) {
            List<String> names = columns(table, role);
            if (!names.isEmpty()) {
                columns.put(role, names);
            }
        }
        if (columns.isEmpty()) {
            mistakes.add(place(at)
                    + ": a comparison of %s needs a column: %s"
                            .formatted(kind.word(), String.join(", ", kind.roles())));
        }
        String region = text(table, "region", "").toUpperCase(Locale.ROOT);
        if (!region.isEmpty() && !Phones.known(region)) {
            mistake(
                    table,
                    "region",
                    "cannot be '%s': it is the two letters of a country, such as US or DE".formatted(region));
        }
        return new MatchingConfig.Compare(
                text(table, "name", kind.word()), kind, columns, region, flag(table, "month_first", false), at.line());
    }

    private List<String> columns(TomlTable table, String role) {
        Object value = table.get(List.of(role));
        if (value == null) {
            return List.of();
        }
        if (value instanceof String column && !column.isBlank()) {
            return List.of(column.strip());
        }
        if (value instanceof TomlArray array) {
            List<String> names = new ArrayList<>();
            for (Object one : array.toList()) {
                if (one instanceof String column && !column.isBlank()) {
                    names.add(column.strip());
                }
            }
            if (names.size() == array.size() && !names.isEmpty()) {
                return names;
            }
        }
        mistake(table, role, "has to be the name of a column, or a list of them");
        return List.of();
    }

    private void others(TomlTable table, Collection<String> known, String where) {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                mistake(table, key, "is not a key here%s: %s".formatted(where, meant(key, known)));
            }
        }
    }

    private static String meant(String written, Collection<String> known) {
        return nearest(written, known)
                .map(word -> "did you mean '" + word + "'?")
                .orElse("known: " + String.join(", ", known));
    }

    /** The known word that somebody probably meant. */
    static Optional<String> nearest(String written, Collection<String> known) {
        String folded = Folding.code(written);
        int reach = Math.max(1, folded.length() / 3);
        return known.stream()
                .filter(word -> Distances.edits(folded, Folding.code(word), reach) <= reach)
                .min(java.util.Comparator.comparingInt(word -> Distances.edits(folded, Folding.code(word), reach)));
    }

    private String text(TomlTable table, String key, String fallback) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return fallback;
        }
        if (value instanceof String text) {
            return text.strip();
        }
        mistake(table, key, "has to be text in quotes");
        return fallback;
    }

    private String required(TomlTable table, String key, String what) {
        String value = text(table, key, "");
        if (value.isEmpty()) {
            mistake(table, key, "is missing: it names " + what);
        }
        return value;
    }

    private boolean flag(TomlTable table, String key, boolean fallback) {
        Object value = table.get(List.of(key));
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        mistake(table, key, "has to be true or false");
        return fallback;
    }

    private double share(TomlTable table, String key, double fallback) {
        Object value = table.get(List.of(key));
        if (value == null) {
            return fallback;
        }
        if (value instanceof Number number && number.doubleValue() > 0 && number.doubleValue() < 1) {
            return number.doubleValue();
        }
        mistake(table, key, "has to be a probability between 0 and 1, such as 0.9");
        return fallback;
    }

    private void mistake(TomlTable table, String key, String message) {
        TomlPosition at = table.get(List.of(key)) == null ? null : table.inputPositionOf(List.of(key));
        mistakes.add((at == null ? file : place(at)) + ": " + key + " " + message);
    }

    private String place(TomlPosition at) {
        return "%s, line %d, column %d".formatted(file, at.line(), at.column());
    }
}

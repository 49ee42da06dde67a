package io.salessync.ordersync.mapping;

import io.salessync.kernel.commands.QuietStart;
import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** Reads mapping files: all mistakes at once, each with its line and what was probably meant. */
public final class MappingReader {
    static {
        QuietStart.of(() -> Toml.parse("a = 1"));
    }

    private MappingReader() {}

    /**
     * What came of reading a file.
     *
     * @param mapping null where there are problems
     */
    public record Reading(@Nullable Mapping mapping, List<MappingProblem> problems) {
        /** The mapping; refuses a file with problems, all of them in {@code places.problems}. */
        public Mapping orThrow() {
            if (mapping != null) {
                return mapping;
            }
            String all = problems.stream().map(MappingProblem::toString).collect(Collectors.joining("\n"));
            throw Problem.of(OrderSyncProblem.MAPPING_INVALID, all).with("problems", problems);
        }
    }

    public static Reading read(String toml) {
        return read(toml, System.getenv());
    }

    /** @param variables what {@code ${NAME:default}} in an endpoint may stand for */
    static Reading read(String toml, Map<String, String> variables) {
        TomlParseResult parsed = Toml.parse(toml);
        if (parsed.hasErrors()) {
            return new Reading(
                    null,
                    parsed.errors().stream().map(MappingReader::syntaxProblem).toList());
        }
        List<MappingProblem> findings = new ArrayList<>();
        Mapping mapping = mapping(Section.root(parsed, findings), variables);
        if (findings.isEmpty()) {
            MappingRules.check(mapping, findings);
        }
        findings.sort(Comparator.comparingInt(MappingProblem::line));
        return new Reading(findings.isEmpty() ? mapping : null, List.copyOf(findings));
    }

    private static MappingProblem syntaxProblem(TomlParseError error) {
        return new MappingProblem(
                error.position().line(),
                error.position().column(),
                "",
                "this is not TOML: " + error.getMessage(),
                null);
    }

    private static Mapping mapping(Section file, Map<String, String> variables) {
        String name = file.required("name");
        if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            file.problem("name", "cannot be '" + name + "'", "lower-case letters, digits and dashes, up to 63");
        }
        SourceReader source = new SourceReader(file.section("source"), file);
        Section itemsSection = file.section("items");
        if (itemsSection == null && !file.has("items")) {
            file.problem("items", "is missing", "write [items]");
        }
        Section linesSection = file.section("lines");
        Target items = itemsSection == null ? null : TargetReader.read(itemsSection);
        Target lines = linesSection == null ? null : TargetReader.read(linesSection);
        return new Mapping(
                name,
                file.text("title", name),
                source.read(),
                items == null ? new Target(Template.constant("-"), false, "-", List.of()) : items,
                lines,
                status(file.section("status")),
                environments(file, variables));
    }

    private static Mapping.@Nullable Status status(@Nullable Section section) {
        if (section == null) {
            return null;
        }
        section.refuseOthers(Keys.OF.getOrDefault(Keys.STATUS, List.of()));
        return new Mapping.Status(
                section.required("column"),
                section.required("synced"),
                section.text("partial"),
                section.text("removed"));
    }

    private static Map<String, Environment> environments(Section file, Map<String, String> variables) {
        List<String> known = Keys.OF.getOrDefault(Keys.TOP, List.of());
        Map<String, Environment> environments = new LinkedHashMap<>();
        for (String key : file.keys()) {
            if (known.contains(key)) {
                continue;
            }
            Section section = file.section(key);
            if (section == null) {
                continue;
            }
            if (!section.has("boards")) {
                file.problem(
                        key,
                        "is neither a part of the mapping nor an environment, which would name its 'boards'",
                        Spelling.nearest(key, known)
                                .map(word -> "did you mean '" + word + "'?")
                                .orElse(null));
                continue;
            }
            environments.put(key, EnvironmentReader.read(key, section, variables));
        }
        if (environments.isEmpty()) {
            file.problem("boards", "is missing: there is no environment", "write [dev] with boards, token …");
        }
        return java.util.Collections.unmodifiableMap(environments);
    }

    /** The words of an enum's constants as they are written in the file. */
    static <E extends Enum<E>> List<String> words(E[] constants) {
        return java.util.Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    static Set<String> made() {
        return Keys.MADE;
    }
}

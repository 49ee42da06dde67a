package io.salessync.flows.graph;

import io.salessync.flows.FlowsProblem;
import io.salessync.kernel.problems.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes definitions: one form, as JSON in the database and over HTTP, as YAML in files. */
public final class Definitions {
    /** The format that is written, and the newest that is read. */
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Definitions() {}

    /**
     * What came of reading.
     *
     * @param definition null where there are mistakes
     * @param newer whether it was written by a newer version of this program
     */
    public record Reading(@Nullable FlowDefinition definition, List<Mistake> mistakes, boolean newer) {
        /** @throws Problem naming each mistake with its place and line */
        public FlowDefinition orThrow() {
            if (definition != null) {
                return definition;
            }
            String first = mistakes.stream().limit(3).map(Mistake::toString).collect(Collectors.joining("; "));
            String more = mistakes.size() > 3 ? "; and %d more".formatted(mistakes.size() - 3) : "";
            throw Problem.of(newer ? FlowsProblem.NEWER_FORMAT : FlowsProblem.UNREADABLE, first + more + ".")
                    .with("problems", mistakes);
        }
    }

    /** Reads YAML of up to 1 MB; JSON is YAML as well. */
    public static Reading yaml(String text) {
        try {
            YamlText.Document document = YamlText.read(text);
            return read(document.root(), document.lines());
        } catch (YamlText.Fault fault) {
            return new Reading(
                    null, List.of(new Mistake(fault.line(), fault.place(), String.valueOf(fault.getMessage()))), false);
        }
    }

    public static Reading json(JsonNode tree) {
        return read(tree, Map.of());
    }

    /** Reads what {@link #toJson} wrote. */
    public static FlowDefinition stored(String json) {
        try {
            return json(JSON.readTree(json)).orThrow();
        } catch (JacksonException e) {
            throw new IllegalStateException("A stored definition is no JSON", e);
        }
    }

    private static Reading read(JsonNode tree, Map<String, Integer> lines) {
        DefinitionReading reading = new DefinitionReading(lines);
        FlowDefinition definition = reading.definition(tree);
        return new Reading(reading.mistakes().isEmpty() ? definition : null, reading.mistakes(), reading.newerFormat());
    }

    /** The canonical document: every field is there, null ones apart. */
    public static ObjectNode toJson(FlowDefinition definition) {
        return DefinitionWriting.full(definition);
    }

    public static String toText(FlowDefinition definition) {
        return JSON.writeValueAsString(toJson(definition));
    }

    /** The same for people: edges as {@code read -> keep}, what is as it is by default left out. */
    public static String toYaml(FlowDefinition definition) {
        return YamlWriting.write(DefinitionWriting.brief(definition));
    }
}

package io.salessync.outreach.sequences;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two versions of a sequence, by step and field, with a sentence for each. */
record SequenceDiff(
        List<String> added,
        List<String> removed,
        List<SequenceDiff.Part> changed,
        List<SequenceDiff.Field> sequence,
        List<String> lines) {
    /** A step that is in both and differs. */
    record Part(String step, String type, List<Field> fields) {}

    /**
     * A field that differs.
     *
     * @param path such as {@code variants/1/text}
     * @param from null: it was not there
     * @param to null: it is not there any more
     */
    record Field(
            String path, @Nullable JsonNode from, @Nullable JsonNode to) {}

    static SequenceDiff between(SequenceDocument from, SequenceDocument to) {
        Map<String, Step> before = byId(from);
        Map<String, Step> after = byId(to);
        List<String> added =
                after.keySet().stream().filter(id -> !before.containsKey(id)).toList();
        List<String> removed =
                before.keySet().stream().filter(id -> !after.containsKey(id)).toList();
        List<Part> changed = new ArrayList<>();
        before.forEach((id, step) -> {
            Step other = after.get(id);
            if (other != null && !other.equals(step)) {
                List<Field> fields = new ArrayList<>();
                compare(SequenceText.step(step), SequenceText.step(other), "", fields);
                changed.add(new Part(id, SequenceText.type(other), fields));
            }
        });
        ObjectNode one = SequenceText.full(from);
        ObjectNode other = SequenceText.full(to);
        one.remove("steps");
        other.remove("steps");
        List<Field> sequence = new ArrayList<>();
        compare(one, other, "", sequence);
        List<String> lines = new ArrayList<>();
        sequence.forEach(field -> lines.add(line("The sequence", field)));
        before.values().stream()
                .filter(step -> !after.containsKey(step.id()))
                .forEach(step -> lines.add("Step '%s' (%s) is gone.".formatted(step.id(), SequenceText.type(step))));
        after.values().stream()
                .filter(step -> !before.containsKey(step.id()))
                .forEach(step -> lines.add("Step '%s' (%s) is new.".formatted(step.id(), SequenceText.type(step))));
        changed.forEach(part -> part.fields().forEach(field -> lines.add(line("Step '" + part.step() + "'", field))));
        if (lines.isEmpty() && !from.equals(to)) {
            lines.add("The steps stand in another order; their ways are the same.");
        }
        return new SequenceDiff(added, removed, changed, sequence, lines);
    }

    private static String line(String of, Field field) {
        if (field.from() == null || field.from().isNull()) {
            return "%s: %s is %s now.".formatted(of, field.path(), shown(field.to()));
        }
        if (field.to() == null || field.to().isNull()) {
            return "%s: %s was %s and is gone.".formatted(of, field.path(), shown(field.from()));
        }
        return "%s: %s is %s now, it was %s.".formatted(of, field.path(), shown(field.to()), shown(field.from()));
    }

    private static String shown(@Nullable JsonNode value) {
        String text = value == null ? "nothing" : value.isString() ? "“" + value.asString() + "”" : value.toString();
        String line = text.replace('\n', ' ');
        return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }

    private static Map<String, Step> byId(SequenceDocument document) {
        Map<String, Step> byId = new LinkedHashMap<>();
        document.steps().forEach(step -> byId.putIfAbsent(step.id(), step));
        return byId;
    }

    private static void compare(@Nullable JsonNode from, @Nullable JsonNode to, String path, List<Field> fields) {
        if (Objects.equals(from, to)) {
            return;
        }
        if (from instanceof ObjectNode one && to instanceof ObjectNode other) {
            one.propertyNames().forEach(name -> compare(one.get(name), other.get(name), below(path, name), fields));
            other.propertyNames().stream()
                    .filter(name -> !one.has(name))
                    .forEach(name -> compare(null, other.get(name), below(path, name), fields));
        } else if (from != null && to != null && from.isArray() && to.isArray()) {
            for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
                compare(from.get(i), to.get(i), below(path, String.valueOf(i)), fields);
            }
        } else {
            fields.add(new Field(path, from, to));
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}

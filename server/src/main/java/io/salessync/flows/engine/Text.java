package io.salessync.flows.engine;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A text with places to fill in: {@code {field}} is a field of the record, {@code {{ expression }}} is computed. Where the record has
 * no field of that name, {@code {key}}, {@code {flow}}, {@code {run}}, {@code {due}}, {@code {since}}, {@code {before}} and
 * {@code {payload.name}} are what the node knows of its run.
 */
final class Text {
    private static final int LONGEST = 1024 * 1024;
    private static final Pattern PLACE =
            Pattern.compile("\\{\\{(?<cel>.+?)}}(?!})|\\{(?<field>[\\p{L}_][\\p{L}\\p{N}_ .-]{0,99})}", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final List<String> OCCASION = List.of("flow", "run", "due", "since", "before", "payload", "key");

    private final List<Part> parts;

    private Text(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Words(String text) implements Part {}

    private record FieldPart(String name) implements Part {}

    private record Computed(Formula formula) implements Part {}

    /**
     * Reads a text.
     *
     * @param setting where it stands, for problems
     * @param now what expressions in it take for the present time
     * @throws Problem when a place in it names no field that can come, or an expression that is none
     */
    static Text of(String setting, String template, RecordShape shape, Instant now) {
        List<Part> parts = new ArrayList<>();
        Matcher places = PLACE.matcher(template);
        int at = 0;
        while (places.find()) {
            if (places.start() > at) {
                parts.add(new Words(template.substring(at, places.start())));
            }
            String cel = places.group("cel");
            if (cel == null) {
                String field = places.group("field");
                if (!shape.open()
                        && !shape.fields().containsKey(field)
                        && !OCCASION.contains(field.split("\\.", 2)[0])) {
                    throw Problem.of(
                                    NodeProblem.WRONG_TEXT,
                                    "'%s' names the field '%s', which no record here has. There are: %s."
                                            .formatted(
                                                    setting,
                                                    field,
                                                    String.join(
                                                            ", ", shape.fields().keySet())))
                            .with("setting", setting);
                }
                parts.add(new FieldPart(field));
            } else {
                parts.add(new Computed(Formula.of(setting, cel.strip(), shape, now)));
            }
            at = places.end();
        }
        if (at < template.length()) {
            parts.add(new Words(template.substring(at)));
        }
        return new Text(List.copyOf(parts));
    }

    String fill(Occasion occasion, FlowRecord record) {
        return fill(occasion, record, UnaryOperator.identity());
    }

    /**
     * Fills the places in.
     *
     * @param quoting applied to each value, not to the text around: escapes it for where it goes
     * @throws Problem when an expression fails on this record
     */
    String fill(Occasion occasion, FlowRecord record, UnaryOperator<String> quoting) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Words(String words) -> text.append(words);
                case FieldPart(String name) -> text.append(quoting.apply(written(value(occasion, record, name))));
                case Computed(Formula formula) -> text.append(quoting.apply(written(formula.value(occasion, record))));
            }
            if (text.length() > LONGEST) {
                throw Problem.of(NodeProblem.WRONG_TEXT, "The text becomes longer than 1 MB.");
            }
        }
        return text.toString();
    }

    /** Whether anything in it is filled in. */
    boolean isFixed() {
        return parts.stream().allMatch(Words.class::isInstance);
    }

    private static @Nullable Object value(Occasion occasion, FlowRecord record, String name) {
        if (record.values().containsKey(name)) {
            return record.get(name);
        }
        String[] path = name.split("\\.");
        Object value = record.values().containsKey(path[0])
                ? record.get(path[0])
                : surroundings(occasion, record).get(path[0]);
        for (int i = 1; i < path.length && value != null; i++) {
            value = switch (value) {
                case Map<?, ?> map -> map.get(path[i]);
                case JsonNode node -> node.get(path[i]);
                default -> null;
            };
        }
        return value;
    }

    private static Map<String, @Nullable Object> surroundings(Occasion occasion, FlowRecord record) {
        Map<String, @Nullable Object> around = new LinkedHashMap<>();
        around.put("key", record.key());
        around.put("flow", occasion.flowName());
        around.put("run", occasion.run().toString());
        around.put("due", occasion.due());
        around.put("since", occasion.since());
        around.put("before", occasion.before());
        around.put("payload", occasion.payload());
        return around;
    }

    /** A value as people read it: nothing for nothing, plain figures, dates and times in ISO form (times in UTC). */
    static String written(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number
            when Double.isFinite(number) -> {
                BigDecimal plain = BigDecimal.valueOf(number);
                yield plain.signum() == 0 ? "0" : plain.stripTrailingZeros().toPlainString();
            }
            case JsonNode node -> node.isValueNode() ? node.asString() : node.toString();
            case Map<?, ?> map -> Documents.json(map);
            case Iterable<?> list -> Documents.json(list);
            default -> value.toString();
        };
    }

    /** What an expression gives, or simply a field. */
    static final class Formula {
        private final @Nullable String field;
        private final @Nullable Rule rule;

        private Formula(@Nullable String field, @Nullable Rule rule) {
            this.field = field;
            this.rule = rule;
        }

        /** A name alone is that field; else it has to be an expression. */
        static Formula fieldOr(String setting, String given, RecordShape shape, Instant now) {
            boolean name = shape.fields().containsKey(given)
                    || shape.open() && NAME.matcher(given).matches();
            return name ? new Formula(given, null) : of(setting, given, shape, now);
        }

        /**
         * Reads an expression.
         *
         * @param now what it takes for the present time
         * @throws Problem when it is wrong
         */
        static Formula of(String setting, String expression, RecordShape shape, Instant now) {
            return new Formula(null, Rule.of(setting, expression, shape, FieldType.ANY, now));
        }

        /** @throws Problem when it fails on this record */
        @Nullable Object value(Occasion occasion, FlowRecord record) {
            if (rule == null) {
                return record.get(String.valueOf(field));
            }
            try {
                return rule.value(record, occasion);
            } catch (Expression.Failure failure) {
                throw Problem.of(
                        NodeProblem.WRONG_TEXT,
                        "Record '%s': %s".formatted(record.key(), failure.getMessage()),
                        failure);
            }
        }
    }
}

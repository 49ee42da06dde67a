package io.salessync.flows.engine;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
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
    private static final int MOST_LOOPS = 100_000;
    private static final Pattern PLACE =
            Pattern.compile("\\{\\{(?<cel>.+?)}}(?!})|\\{(?<field>[\\p{L}_][\\p{L}\\p{N}_ .-]{0,99})}", Pattern.DOTALL);
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
     * @throws Problem when a place in it names no field that can come, or an expression that is none
     */
    static Text of(String setting, String template, RecordShape shape) {
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
                parts.add(new Computed(Formula.of(setting, cel.strip(), shape)));
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

    /**
     * An expression in CEL. It sees {@code record}, {@code flow} (the name), {@code run.id}, {@code run.due}, {@code run.since},
     * {@code run.before} and {@code payload}.
     */
    static final class Formula {
        private static final CelOptions OPTIONS = CelOptions.current()
                .comprehensionMaxIterations(MOST_LOOPS)
                .evaluateCanonicalTypesToNativeValues(true)
                .build();

        private final String expression;
        private final CelRuntime.Program program;
        private final List<String> fields;

        private Formula(String expression, CelRuntime.Program program, List<String> fields) {
            this.expression = expression;
            this.program = program;
            this.fields = fields;
        }

        /** A name alone is that field; else it has to be an expression. */
        static Formula fieldOr(String setting, String given, RecordShape shape) {
            boolean known = shape.fields().containsKey(given);
            boolean name = shape.open()
                    && !given.isBlank()
                    && given.matches("[\\p{L}_][\\p{L}\\p{N}_ -]*")
                    && !given.contains(" - ");
            return known || name && !given.equals("key")
                    ? of(setting, "record[" + Documents.json(given) + "]", shape)
                    : of(setting, given, shape);
        }

        static Formula of(String setting, String expression, RecordShape shape) {
            CelBuilder builder = CelFactory.standardCelBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addCompilerLibraries(CelExtensions.strings())
                    .addRuntimeLibraries(CelExtensions.strings())
                    .addVar("record", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .addVar("flow", SimpleType.STRING)
                    .addVar("run", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .addVar("payload", SimpleType.DYN);
            try {
                Cel cel = builder.build();
                return new Formula(
                        expression,
                        cel.createProgram(cel.compile(expression).getAst()),
                        List.copyOf(shape.fields().keySet()));
            } catch (CelValidationException e) {
                CelIssue first = e.getErrors().getFirst();
                throw Problem.of(
                                NodeProblem.WRONG_TEXT,
                                "'%s': the expression %s cannot be read: %s (at character %d)."
                                        .formatted(
                                                setting,
                                                expression,
                                                first.getMessage(),
                                                first.getSourceLocation().getColumn() + 1),
                                e)
                        .with("setting", setting);
            } catch (CelEvaluationException e) {
                throw Problem.of(NodeProblem.WRONG_TEXT, "'%s': %s.".formatted(setting, e.getMessage()), e)
                        .with("setting", setting);
            }
        }

        /** @throws Problem when it fails on this record */
        @Nullable Object value(Occasion occasion, FlowRecord record) {
            // a field that is not there is null
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            fields.forEach(field -> values.put(field, null));
            values.putAll(record.values());
            Map<String, @Nullable Object> run = new LinkedHashMap<>();
            run.put("id", occasion.run().toString());
            run.put("due", occasion.due());
            run.put("since", occasion.since());
            run.put("before", occasion.before());
            Map<String, Object> given = Map.of(
                    "record",
                    in(values),
                    "flow",
                    occasion.flowName(),
                    "run",
                    in(run),
                    "payload",
                    in(occasion.payload()));
            try {
                return out(program.eval(given));
            } catch (CelEvaluationException e) {
                throw Problem.of(
                        NodeProblem.WRONG_TEXT,
                        "The expression %s fails on record '%s': %s"
                                .formatted(expression, record.key(), e.getMessage()),
                        e);
            }
        }

        private static Object in(@Nullable Object value) {
            return switch (value) {
                case null -> NullValue.NULL_VALUE;
                case LocalDate date -> date.toString();
                case Integer number -> number.longValue();
                case BigDecimal number -> number.doubleValue();
                case JsonNode node -> in(Documents.natural(node));
                case Map<?, ?> map -> {
                    Map<String, Object> made = new LinkedHashMap<>();
                    map.forEach((name, inner) -> made.put(String.valueOf(name), in(inner)));
                    yield made;
                }
                case Iterable<?> list -> {
                    List<Object> made = new ArrayList<>();
                    list.forEach(inner -> made.add(in(inner)));
                    yield made;
                }
                default -> value;
            };
        }

        private static @Nullable Object out(@Nullable Object value) {
            return switch (value) {
                case null -> null;
                case NullValue ignored -> null;
                case Map<?, ?> map -> {
                    Map<String, @Nullable Object> made = new LinkedHashMap<>();
                    map.forEach((name, inner) -> made.put(String.valueOf(name), out(inner)));
                    yield made;
                }
                case Iterable<?> list -> {
                    List<@Nullable Object> made = new ArrayList<>();
                    list.forEach(inner -> made.add(out(inner)));
                    yield made;
                }
                case String text -> text;
                case Long number -> number;
                case Double number -> number;
                case Boolean flag -> flag;
                case Instant time -> time;
                default -> value.toString();
            };
        }
    }
}

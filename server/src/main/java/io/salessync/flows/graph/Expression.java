package io.salessync.flows.graph;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.salessync.kernel.problems.Nearest;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression over a record, compiled and type-checked against the record's shape. It sees {@code record}, {@code flow} (the
 * name), {@code run.id}, {@code run.due}, {@code run.since}, {@code run.before}, {@code now} and {@code payload}. A field that is not
 * there is null. Without side effects, bounded in time and memory; may be used by many threads at once.
 */
public final class Expression {
    private static final Object NOTHING = NullValue.NULL_VALUE;
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'");

    private final String text;
    private final FieldType type;
    private final List<String> fields;
    private final Map<String, String> variables;
    private final CelRuntime.Program program;
    private final @Nullable String single;

    private Expression(
            String text, FieldType type, List<String> fields, CelRuntime.Program program, @Nullable String single) {
        this.text = text;
        this.type = type;
        this.fields = fields;
        this.program = program;
        this.single = single;
        this.variables = new HashMap<>();
        fields.forEach(field -> variables.put(CelRewriting.FIELD + field, field));
    }

    /** It cannot be compiled; the message begins with a verb and says where: "reads record.emial, …". */
    public static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message);
        }
    }

    /** It cannot be evaluated for a record; the message is a sentence for the record's log. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    /**
     * Compiles an expression whose result goes into a field.
     *
     * @param shape the records it will see
     * @throws Mistake when it is wrong, or gives something no field can hold
     */
    public static Expression of(String text, RecordShape shape) {
        return compile(text, shape, null);
    }

    /** Compiles one that says yes or no. */
    public static Expression condition(String text, RecordShape shape) {
        return compile(text, shape, FieldType.FLAG);
    }

    /**
     * Compiles one that has to give that type; {@link FieldType#ANY} takes everything.
     *
     * @throws Mistake when it is wrong or gives something else
     */
    public static Expression of(String text, RecordShape shape, FieldType wanted) {
        return compile(text, shape, wanted == FieldType.ANY ? null : wanted);
    }

    /** As {@link #of(String, RecordShape, FieldType)}, for a node type's check: a mistake becomes a problem of that setting. */
    public static Optional<Expression> check(
            String text, RecordShape shape, FieldType wanted, String setting, NodeFindings findings) {
        try {
            return Optional.of(of(text, shape, wanted));
        } catch (Mistake mistake) {
            findings.problem(setting, "'" + clipped(text) + "' " + mistake.getMessage());
            return Optional.empty();
        }
    }

    private static Expression compile(String text, RecordShape shape, @Nullable FieldType wanted) {
        if (text.isBlank()) {
            throw new Mistake("is empty");
        }
        if (text.length() > CelWorld.LONGEST_EXPRESSION) {
            throw new Mistake("is longer than " + CelWorld.LONGEST_EXPRESSION + " characters");
        }
        try {
            CelAbstractSyntaxTree parsed = CelWorld.COMPILER.parse(text).getAst();
            CelRewriting.Rewritten rewritten = CelRewriting.rewrite(parsed);
            CelAbstractSyntaxTree checked = check(rewritten, shape);
            FieldType gives = fits(checked.getResultType(), wanted);
            List<String> fields = List.copyOf(rewritten.fields().keySet());
            return new Expression(
                    text, gives, fields, CelWorld.RUNTIME.createProgram(checked), singleField(checked, fields));
        } catch (CelValidationException e) {
            throw new Mistake(told(e.getErrors().getFirst(), shape));
        } catch (CelEvaluationException e) {
            throw new Mistake("cannot be made ready: " + firstLine(e));
        } catch (StackOverflowError e) {
            throw new Mistake("is nested too deeply");
        }
    }

    private static CelAbstractSyntaxTree check(CelRewriting.Rewritten rewritten, RecordShape shape)
            throws CelValidationException {
        CelCompilerBuilder compiler = CelWorld.COMPILER.toCompilerBuilder();
        for (Map.Entry<String, Long> field : rewritten.fields().entrySet()) {
            FieldType type = shape.fields().get(field.getKey());
            if (type == null && !shape.open()) {
                throw new Mistake("reads record." + field.getKey() + ", which the records do not have here"
                        + Nearest.hint(field.getKey(), shape.fields().keySet()));
            }
            compiler.addVar(CelRewriting.FIELD + field.getKey(), celType(type == null ? FieldType.ANY : type));
        }
        return compiler.build().check(rewritten.ast()).getAst();
    }

    private static CelType celType(FieldType type) {
        return switch (type) {
            case TEXT -> NullableType.create(SimpleType.STRING);
            case WHOLE -> NullableType.create(SimpleType.INT);
            case NUMBER -> NullableType.create(SimpleType.DOUBLE);
            case FLAG -> NullableType.create(SimpleType.BOOL);
            case DATE, TIME -> NullableType.create(SimpleType.TIMESTAMP);
            case ANY -> SimpleType.DYN;
        };
    }

    private static FieldType fits(CelType result, @Nullable FieldType wanted) {
        CelType bare = result instanceof NullableType nullable ? nullable.targetType() : result;
        FieldType gives = fieldType(bare);
        boolean fits = wanted == null
                || gives == FieldType.ANY && bare.kind() != CelKind.LIST && bare.kind() != CelKind.MAP
                || gives == wanted
                || wanted == FieldType.NUMBER && gives == FieldType.WHOLE
                || wanted == FieldType.DATE && gives == FieldType.TIME;
        if (!fits && wanted != null) {
            throw new Mistake("gives " + word(bare) + ", and has to give " + word(wanted));
        }
        return gives;
    }

    private static FieldType fieldType(CelType bare) {
        return switch (bare.kind()) {
            case STRING -> FieldType.TEXT;
            case INT, UINT -> FieldType.WHOLE;
            case DOUBLE -> FieldType.NUMBER;
            case BOOL -> FieldType.FLAG;
            case TIMESTAMP -> FieldType.TIME;
            case DYN, ANY, LIST, MAP, NULL_TYPE, TYPE_PARAM -> FieldType.ANY;
            default -> throw new Mistake("gives " + word(bare) + ", which no field can hold");
        };
    }

    private static String word(CelType type) {
        return switch (type.kind()) {
            case STRING -> "text";
            case INT, UINT -> "a whole number";
            case DOUBLE -> "a number";
            case BOOL -> "true or false";
            case TIMESTAMP -> "a time";
            case LIST -> "a list";
            case MAP -> "a document";
            case NULL_TYPE -> "null";
            case DURATION -> "a span of time (daysBetween(a, b) gives days)";
            default -> type.name();
        };
    }

    private static String word(FieldType type) {
        return switch (type) {
            case TEXT -> "text";
            case WHOLE -> "a whole number";
            case NUMBER -> "a number";
            case FLAG -> "true or false";
            case DATE, TIME -> "a time";
            case ANY -> "anything";
        };
    }

    private static String told(CelIssue issue, RecordShape shape) {
        String message = String.valueOf(issue.getMessage());
        int candidates = message.indexOf(" (candidates:");
        message = (candidates < 0 ? message : message.substring(0, candidates))
                .replaceAll("wrapper\\((\\w+)\\)", "$1")
                .replace(" (in container '')", "")
                .replace("google.protobuf.Timestamp", "timestamp")
                .replace("google.protobuf.Duration", "duration");
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.find() && shape.fields().containsKey(undeclared.group(1))) {
            message += "; fields are read as record." + undeclared.group(1);
        } else if (undeclared.find(0)) {
            message += Nearest.near(undeclared.group(1), CelFunctions.KNOWN)
                    .map(word -> "; did you mean '" + word + "'?")
                    .orElse("");
        }
        if (message.contains("'(int, double)'") || message.contains("'(double, int)'")) {
            message += "; make both sides the same with double(…) or int(…)";
        }
        int column = issue.getSourceLocation().getColumn();
        return "is wrong" + (column < 0 ? "" : " at character " + (column + 1)) + ": " + clipped(message);
    }

    /** The field, where the expression is no more than that field. */
    private static @Nullable String singleField(CelAbstractSyntaxTree checked, List<String> fields) {
        boolean alone = fields.size() == 1
                && checked.getExpr().exprKind().getKind() == dev.cel.common.ast.CelExpr.ExprKind.Kind.IDENT;
        return alone ? fields.getFirst() : null;
    }

    /** As it is written. */
    public String text() {
        return text;
    }

    /** What it gives. */
    public FieldType type() {
        return type;
    }

    /** The fields it reads by name. */
    public List<String> fields() {
        return fields;
    }

    /**
     * What it gives for this record: null, String, Long, Double, Boolean, Instant, or a list or map of those.
     *
     * @throws Failure with a sentence, where the record's values do not fit it or it does too much work
     */
    public @Nullable Object eval(FlowRecord record, Scope scope) {
        if (single != null) {
            return record.get(single);
        }
        return CelValues.out(raw(record, scope));
    }

    /**
     * What a condition says about this record; null is no.
     *
     * @throws Failure as {@link #eval}, and when it gives something else than true or false
     */
    public boolean test(FlowRecord record, Scope scope) {
        Object result = single != null ? CelValues.in(record.get(single)) : raw(record, scope);
        if (result instanceof Boolean yes) {
            return yes;
        }
        if (result == NOTHING) {
            return false;
        }
        throw new Failure("'" + clipped(text) + "' gives neither true nor false");
    }

    private Object raw(FlowRecord record, Scope scope) {
        CelWork.begin();
        try {
            return program.eval(new Variables(variables, record, scope));
        } catch (CelEvaluationException e) {
            throw failure(e, record);
        } catch (StackOverflowError e) {
            throw new Failure("'" + clipped(text) + "' is nested too deeply");
        }
    }

    private Failure failure(CelEvaluationException e, FlowRecord record) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure ours) {
                return new Failure("'" + clipped(text) + "' " + ours.getMessage());
            }
        }
        List<String> empty =
                fields.stream().filter(field -> record.get(field) == null).toList();
        String message = firstLine(e)
                .replaceFirst("^evaluation error( at [^:]*:\\d+)?: ", "")
                .replaceFirst(" ?Overload candidates: .*", "")
                .replaceFirst(
                        "^No matching overload for function '([^']*)'\\.?$",
                        "values of these types do not go with '$1'");
        if (message.contains("Iteration budget exceeded")) {
            message = "it goes through more than 10,000 entries";
        }
        return new Failure("'%s' cannot be worked out: %s%s"
                .formatted(
                        clipped(text),
                        clipped(message),
                        empty.isEmpty() ? "" : " (empty here: " + String.join(", ", empty) + ")"));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String clipped(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** Looks up by name only what the expression asks for. */
    private record Variables(Map<String, String> fields, FlowRecord record, Scope scope)
            implements CelVariableResolver {
        @Override
        public Optional<Object> find(String name) {
            String field = fields.get(name);
            if (field != null) {
                return Optional.of(CelValues.in(record.get(field)));
            }
            return switch (name) {
                case CelRewriting.RECORD -> Optional.of(all());
                case "flow" -> Optional.of(scope.flow());
                case "now" -> Optional.of(scope.now());
                case "run.id" -> Optional.of(scope.run().toString());
                case "run.due" -> time(scope.due());
                case "run.since" -> time(scope.since());
                case "run.before" -> time(scope.before());
                case "payload" -> Optional.of(CelValues.in(scope.payload()));
                default -> Optional.empty();
            };
        }

        private Map<String, Object> all() {
            Map<String, Object> all = new LinkedHashMap<>();
            record.values().forEach((key, value) -> all.put(key, CelValues.in(value)));
            return all;
        }

        private static Optional<Object> time(@Nullable Instant time) {
            return Optional.of(time == null ? NOTHING : time);
        }
    }
}

package io.salessync.flows.graph;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.NullValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a parsed expression ready for records: {@code record.x} and {@code record["x"]} become variables with the field's type, and
 * questions about a value that may be missing get an answer for that. {@code age(t)} learns what to count to.
 */
final class CelRewriting {
    static final String RECORD = "record";
    static final String FIELD = RECORD + ".";
    private static final Set<String> ORDERED = Set.of("_<_", "_<=_", "_>_", "_>=_");
    /** Guards repeat what they guard; one inside the other they would grow without end. */
    private static final int MOST_ADDED = 5_000;

    private static final Set<String> ABOUT_TEXT = Set.of("contains", "startsWith", "endsWith", "matches");

    private final CelSource source;
    private final CelSource.Builder places;
    private final Map<String, Long> fields = new LinkedHashMap<>();
    private final long firstId;
    private long lastId;
    private boolean wholeRecord;

    private CelRewriting(CelAbstractSyntaxTree parsed) {
        this.source = parsed.getSource();
        this.places = source.toBuilder();
        this.firstId = source.getPositionsMap().keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                + 10_000;
        this.lastId = firstId;
    }

    /**
     * What came of it.
     *
     * @param fields the fields it reads, each with the expression's part that reads it first
     * @param wholeRecord whether it also takes the record as a whole
     */
    record Rewritten(CelAbstractSyntaxTree ast, Map<String, Long> fields, boolean wholeRecord) {}

    static Rewritten rewrite(CelAbstractSyntaxTree parsed) {
        CelRewriting work = new CelRewriting(parsed);
        CelExpr expression = work.rewrite(parsed.getExpr());
        CelAbstractSyntaxTree ast = CelAbstractSyntaxTree.newParsedAst(expression, work.places.build());
        return new Rewritten(ast, work.fields, work.wholeRecord);
    }

    private CelExpr rewrite(CelExpr expr) {
        return switch (expr.exprKind().getKind()) {
            case SELECT -> select(expr);
            case CALL -> call(expr);
            case LIST -> list(expr);
            case MAP -> map(expr);
            case COMPREHENSION -> comprehension(expr);
            case IDENT -> {
                wholeRecord |= expr.ident().name().equals(RECORD);
                yield expr;
            }
            default -> expr;
        };
    }

    private CelExpr select(CelExpr expr) {
        CelExpr.CelSelect select = expr.select();
        if (!isRecord(select.operand())) {
            return expr.toBuilder()
                    .setSelect(select.toBuilder()
                            .setOperand(rewrite(select.operand()))
                            .build())
                    .build();
        }
        if (!select.testOnly()) {
            return field(expr.id(), select.field());
        }
        long at = expr.id();
        return function(at, "_!=_", at, field(fresh(at), select.field()), nothing(at));
    }

    private CelExpr call(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        String field = indexed(call);
        if (field != null) {
            return field(expr.id(), field);
        }
        Optional<CelExpr> target = call.target().map(this::rewrite);
        List<CelExpr> arguments = call.args().stream().map(this::rewrite).toList();
        if (call.function().equals("age") && target.isEmpty() && arguments.size() == 1) {
            return function(expr.id(), "daysBetween", expr.id(), arguments.getFirst(), ident(fresh(expr.id()), "now"));
        }
        CelExpr.CelCall.Builder made =
                CelExpr.CelCall.newBuilder().setFunction(call.function()).addArgs(arguments);
        target.ifPresent(made::setTarget);
        CelExpr plain = expr.toBuilder().setCall(made.build()).build();
        return guarded(plain);
    }

    /** A question about nothing has an answer: it is not greater, contains nothing, has no length. */
    private CelExpr guarded(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        CelExpr target = call.target().orElse(null);
        List<CelExpr> arguments = call.args();
        if (ORDERED.contains(call.function())) {
            CelExpr made = expr;
            for (CelExpr operand : arguments) {
                made = guard(operand, truth(expr.id(), false), made);
            }
            return made;
        }
        if (call.function().equals("matches") && !arguments.isEmpty()) {
            checkPattern(arguments.getLast());
        }
        if (ABOUT_TEXT.contains(call.function()) && target != null) {
            return guard(target, truth(expr.id(), false), expr);
        }
        if (call.function().equals("@in") && arguments.size() == 2) {
            return guard(arguments.get(1), truth(expr.id(), false), expr);
        }
        if (call.function().equals("size")) {
            CelExpr measured = target != null ? target : arguments.isEmpty() ? null : arguments.getFirst();
            return measured == null ? expr : guard(measured, zero(expr.id()), expr);
        }
        return expr;
    }

    private static void checkPattern(CelExpr pattern) {
        if (pattern.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            try {
                CelFunctions.pattern(pattern.constant().stringValue());
            } catch (Expression.Failure wrong) {
                throw new Expression.Mistake(String.valueOf(wrong.getMessage()));
            }
        }
    }

    private CelExpr guard(CelExpr value, CelExpr otherwise, CelExpr expr) {
        if (!mayBeNull(value)) {
            return expr;
        }
        long at = expr.id();
        CelExpr missing = function(fresh(at), "_==_", at, copy(value), nothing(at));
        return function(fresh(at), "_?_:_", at, missing, otherwise, expr);
    }

    private static boolean mayBeNull(CelExpr value) {
        return switch (value.exprKind().getKind()) {
            case IDENT -> value.ident().name().startsWith(FIELD);
            case CALL -> CelFunctions.NULLABLE.contains(value.call().function());
            default -> false;
        };
    }

    private static boolean isRecord(CelExpr expr) {
        return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && expr.ident().name().equals(RECORD);
    }

    /** The field, where the call is {@code record["field"]}. */
    private static @Nullable String indexed(CelExpr.CelCall call) {
        if (!call.function().equals("_[_]")
                || call.args().size() != 2
                || !isRecord(call.args().getFirst())) {
            return null;
        }
        CelExpr key = call.args().get(1);
        boolean text = key.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && key.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return text ? key.constant().stringValue() : null;
    }

    private CelExpr field(long id, String name) {
        fields.putIfAbsent(name, id);
        return ident(id, FIELD + name);
    }

    private CelExpr list(CelExpr expr) {
        return expr.toBuilder()
                .setList(CelExpr.CelList.newBuilder()
                        .addElements(expr.list().elements().stream()
                                .map(this::rewrite)
                                .toList())
                        .addOptionalIndices(expr.list().optionalIndices())
                        .build())
                .build();
    }

    private CelExpr map(CelExpr expr) {
        CelExpr.CelMap.Builder made = CelExpr.CelMap.newBuilder();
        expr.map()
                .entries()
                .forEach(entry -> made.addEntries(entry.toBuilder()
                        .setKey(rewrite(entry.key()))
                        .setValue(rewrite(entry.value()))
                        .build()));
        return expr.toBuilder().setMap(made.build()).build();
    }

    private CelExpr comprehension(CelExpr expr) {
        CelExpr.CelComprehension loop = expr.comprehension();
        return expr.toBuilder()
                .setComprehension(loop.toBuilder()
                        .setIterRange(range(rewrite(loop.iterRange())))
                        .setAccuInit(rewrite(loop.accuInit()))
                        .setLoopCondition(rewrite(loop.loopCondition()))
                        .setLoopStep(rewrite(loop.loopStep()))
                        .setResult(rewrite(loop.result()))
                        .build())
                .build();
    }

    /** There is nothing to go through in what is not there. */
    private CelExpr range(CelExpr range) {
        CelExpr none = CelExpr.newBuilder()
                .setId(fresh(range.id()))
                .setList(CelExpr.CelList.newBuilder().build())
                .build();
        return guard(range, none, range);
    }

    /** The same with ids of its own; only of what {@link #mayBeNull} lets through and what that is made of. */
    private CelExpr copy(CelExpr expr) {
        CelExpr.Builder made = expr.toBuilder().setId(fresh(expr.id()));
        if (expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL) {
            CelExpr.CelCall call = expr.call();
            CelExpr.CelCall.Builder copied = CelExpr.CelCall.newBuilder()
                    .setFunction(call.function())
                    .addArgs(call.args().stream().map(this::copy).toList());
            call.target().map(this::copy).ifPresent(copied::setTarget);
            made.setCall(copied.build());
        } else if (expr.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
            made.setSelect(expr.select().toBuilder()
                    .setOperand(copy(expr.select().operand()))
                    .build());
        }
        return made.build();
    }

    private long fresh(long at) {
        lastId++;
        if (lastId - firstId > MOST_ADDED) {
            throw new Expression.Mistake("is too complicated; make it in several steps");
        }
        Integer place = source.getPositionsMap().get(at);
        if (place == null) {
            place = places.getPositionsMap().get(at);
        }
        if (place != null) {
            places.addPositions(lastId, place);
        }
        return lastId;
    }

    private CelExpr function(long id, String name, long at, CelExpr... arguments) {
        CelExpr made = CelExpr.newBuilder()
                .setId(id)
                .setCall(CelExpr.CelCall.newBuilder()
                        .setFunction(name)
                        .addArgs(arguments)
                        .build())
                .build();
        places.addPositions(id, places.getPositionsMap().getOrDefault(at, 0));
        return made;
    }

    private static CelExpr ident(long id, String name) {
        return CelExpr.newBuilder()
                .setId(id)
                .setIdent(CelExpr.CelIdent.newBuilder().setName(name).build())
                .build();
    }

    private CelExpr nothing(long at) {
        return constant(at, CelConstant.ofValue(NullValue.NULL_VALUE));
    }

    private CelExpr truth(long at, boolean value) {
        return constant(at, CelConstant.ofValue(value));
    }

    private CelExpr zero(long at) {
        return constant(at, CelConstant.ofValue(0L));
    }

    private CelExpr constant(long at, CelConstant value) {
        return CelExpr.newBuilder().setId(fresh(at)).setConstant(value).build();
    }
}

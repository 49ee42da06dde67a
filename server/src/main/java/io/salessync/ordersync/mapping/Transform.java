package io.salessync.ordersync.mapping;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.salessync.kernel.commands.QuietStart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression that makes a column's value: {@code value} is the text so far, {@code row["Column"]} any cell of the row as
 * text, empty where it is empty. Compiled and type-checked when the mapping is read; quick and without side effects.
 */
public final class Transform {
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("value", SimpleType.STRING)
            .addVar("row", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addLibraries(CelExtensions.strings())
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .addLibraries(CelExtensions.strings())
            .build();
    private static final Set<CelType> WRITABLE =
            Set.of(SimpleType.STRING, SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.BOOL);

    static {
        QuietStart.of(() -> {
            try {
                COMPILER.compile("1").getAst();
            } catch (CelValidationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private final String expression;
    private final CelRuntime.Program program;
    private final List<String> cells;

    private Transform(String expression, CelRuntime.Program program, List<String> cells) {
        this.expression = expression;
        this.program = program;
        this.cells = cells;
    }

    /** @throws IllegalArgumentException with a sentence saying what is wrong with it and where */
    static Transform compile(String expression) {
        try {
            CelAbstractSyntaxTree ast = COMPILER.compile(expression).getAst();
            if (!WRITABLE.contains(ast.getResultType())) {
                throw new IllegalArgumentException(
                        "gives " + ast.getResultType().name() + "; a column needs text, a number or true/false");
            }
            List<String> cells = new ArrayList<>(cellsOf(ast));
            return new Transform(expression, RUNTIME.createProgram(ast), List.copyOf(cells));
        } catch (CelValidationException e) {
            CelIssue first = e.getErrors().getFirst();
            throw new IllegalArgumentException(
                    first.getMessage() + " (at character "
                            + (first.getSourceLocation().getColumn() + 1) + " of the expression)",
                    e);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Set<String> cellsOf(CelAbstractSyntaxTree ast) {
        Set<String> cells = new LinkedHashSet<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT
                        && node.expr().ident().name().equals("row"))
                .forEach(node -> cells.add(cellRead(node)));
        return cells;
    }

    private static String cellRead(CelNavigableExpr row) {
        CelNavigableExpr parent = row.parent().orElse(null);
        if (parent != null && parent.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return parent.expr().select().field();
        }
        if (parent != null && parent.getKind() == CelExpr.ExprKind.Kind.CALL) {
            CelExpr.CelCall call = parent.expr().call();
            boolean index = call.function().equals("_[_]") && call.args().size() == 2;
            boolean in = call.function().equals("@in") && call.args().size() == 2;
            if (index || in) {
                CelExpr key = call.args().get(index ? 1 : 0);
                if (key.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && key.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
                    return key.constant().stringValue();
                }
            }
        }
        throw new IllegalArgumentException("names the columns it reads in the expression itself: row[\"Column\"]");
    }

    /** The expression as written. */
    public String expression() {
        return expression;
    }

    /** The columns it reads. */
    public List<String> cells() {
        return cells;
    }

    /** @throws IllegalArgumentException with a sentence, where the row's values do not fit the expression */
    String apply(String value, Map<String, String> row) {
        try {
            return text(program.eval(Map.of("value", value, "row", row)));
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(@Nullable Object result) {
        if (result instanceof Double number) {
            if (number.isNaN() || number.isInfinite()) {
                throw new IllegalArgumentException("gives " + number);
            }
            return plain(BigDecimal.valueOf(number));
        }
        return String.valueOf(result);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}

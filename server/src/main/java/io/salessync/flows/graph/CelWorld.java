package io.salessync.flows.graph;

import dev.cel.common.CelOptions;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelMathExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.ContainsFunction.ContainsOverload;
import dev.cel.runtime.standard.MatchesFunction.MatchesOverload;
import java.util.Set;

/** What expressions of flows are compiled and evaluated with: CEL with bounds, and functions of our own. */
final class CelWorld {
    static final int LONGEST_EXPRESSION = 4_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST_EXPRESSION)
            .maxParseRecursionDepth(40)
            .maxParseErrorRecoveryLimit(10)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(1_000)
            .enableHeterogeneousNumericComparisons(true)
            .enableQuotedIdentifierSyntax(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .build();
    private static final CelMathExtensions MATH = CelExtensions.math(OPTIONS);
    /** Without those that could make small texts large; {@link CelFunctions} has them with bounds. */
    private static final CelStringExtensions TEXT = CelExtensions.strings(
            CelStringExtensions.Function.CHAR_AT,
            CelStringExtensions.Function.INDEX_OF,
            CelStringExtensions.Function.LAST_INDEX_OF,
            CelStringExtensions.Function.LOWER_ASCII,
            CelStringExtensions.Function.UPPER_ASCII,
            CelStringExtensions.Function.SUBSTRING,
            CelStringExtensions.Function.TRIM);

    private static final Set<Object> BOUNDED = Set.of(
            AddOverload.ADD_STRING,
            AddOverload.ADD_LIST,
            ContainsOverload.CONTAINS_STRING,
            MatchesOverload.MATCHES,
            MatchesOverload.MATCHES_STRING);

    static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar(CelRewriting.RECORD, MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addVar("flow", SimpleType.STRING)
            .addVar("now", SimpleType.TIMESTAMP)
            .addVar("run.id", SimpleType.STRING)
            .addVar("run.due", NullableType.create(SimpleType.TIMESTAMP))
            .addVar("run.since", NullableType.create(SimpleType.TIMESTAMP))
            .addVar("run.before", NullableType.create(SimpleType.TIMESTAMP))
            .addVar("payload", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addLibraries(TEXT, MATH)
            .addFunctionDeclarations(CelFunctions.declarations())
            .build();

    static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .filterFunctions((function, overload) -> !BOUNDED.contains(overload))
                    .build())
            .addFunctionBindings(CelFunctions.bindings())
            .addLibraries(TEXT, MATH)
            .build();

    private CelWorld() {}
}

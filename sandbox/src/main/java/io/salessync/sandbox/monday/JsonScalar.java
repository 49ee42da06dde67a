package io.salessync.sandbox.monday;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.GraphQLScalarType;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scalars that pass through as they are: JSON, dates and values to compare with. */
final class JsonScalar implements Coercing<Object, Object> {
    static GraphQLScalarType named(String name) {
        return GraphQLScalarType.newScalar()
                .name(name)
                .coercing(new JsonScalar())
                .build();
    }

    @Override
    public Object serialize(Object result, GraphQLContext context, Locale locale) {
        return result;
    }

    @Override
    public @Nullable Object parseValue(Object input, GraphQLContext context, Locale locale) {
        return input;
    }

    @Override
    public @Nullable Object parseLiteral(
            Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        return Literals.value(input, Map.copyOf(variables.toMap()));
    }
}

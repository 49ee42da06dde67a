package io.salessync.sandbox.monday;

import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.execution.ResultPath;
import graphql.language.SourceLocation;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Executes documents against our schema. */
final class Engine {
    private final Boards boards;
    private final Documents documents;
    private final GraphQL graphql;

    Engine(Boards boards, Pages pages, Jobs jobs) {
        this.boards = boards;
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(JsonScalar.named("JSON"))
                .scalar(JsonScalar.named("Date"))
                .scalar(JsonScalar.named("ISO8601DateTime"))
                .scalar(JsonScalar.named("CompareValue"));
        new Queries(boards, pages, jobs).addTo(wiring);
        new Mutations(boards, jobs).addTo(wiring);
        new BoardFields(pages).addTo(wiring);
        ItemFields.addTo(wiring);
        GraphQLSchema schema =
                new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(sdl()), wiring.build());
        this.documents = new Documents(schema);
        this.graphql = GraphQL.newGraphQL(schema)
                .preparsedDocumentProvider(
                        (input, parse) -> CompletableFuture.completedFuture(documents.entry(input.getQuery())))
                .defaultDataFetcherExceptionHandler(
                        parameters -> CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult()
                                .error(error(parameters))
                                .build()))
                .build();
    }

    static String sdl() {
        try (InputStream in = Engine.class.getResourceAsStream("schema.graphqls")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Documents documents() {
        return documents;
    }

    ExecutionResult execute(Call call, Turn turn, Version version) {
        ExecutionInput.Builder input = ExecutionInput.newExecutionInput()
                .query(call.text())
                .variables(call.variables())
                .graphQLContext(Map.of(Turn.class, turn, Version.class, version));
        if (call.operation() != null) {
            input.operationName(call.operation());
        }
        ExecutionInput built = input.build();
        return call.mutation()
                ? boards.writing(() -> graphql.execute(built))
                : boards.reading(() -> graphql.execute(built));
    }

    private static GraphQLError error(DataFetcherExceptionHandlerParameters parameters) {
        Throwable cause = parameters.getException();
        if (cause instanceof MondayFault fault) {
            return new FieldError(
                    String.valueOf(fault.getMessage()),
                    parameters.getSourceLocation(),
                    parameters.getPath(),
                    fault.extensions());
        }
        cause.printStackTrace();
        return new FieldError(
                "Internal server error",
                parameters.getSourceLocation(),
                parameters.getPath(),
                MondayFault.of("INTERNAL_SERVER_ERROR", 500, "").extensions());
    }

    private record FieldError(String message, SourceLocation at, ResultPath path, Map<String, Object> extensions)
            implements GraphQLError {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public List<SourceLocation> getLocations() {
            return List.of(at);
        }

        @Override
        public ErrorType getErrorType() {
            return ErrorType.DataFetchingException;
        }

        @Override
        public List<Object> getPath() {
            return path.toList();
        }

        @Override
        public Map<String, Object> getExtensions() {
            return extensions;
        }
    }
}

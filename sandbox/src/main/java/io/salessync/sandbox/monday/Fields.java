package io.salessync.sandbox.monday;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds the fields of one type to the wiring, each as a function of its source. */
final class Fields<S> {
    private final TypeRuntimeWiring.Builder type;

    private Fields(String name) {
        this.type = TypeRuntimeWiring.newTypeWiring(name);
    }

    static <S> Fields<S> of(String type) {
        return new Fields<>(type);
    }

    Fields<S> field(String name, Function<S, @Nullable Object> value) {
        return field(name, (source, env) -> value.apply(source));
    }

    Fields<S> field(String name, BiFunction<S, DataFetchingEnvironment, @Nullable Object> value) {
        DataFetcher<@Nullable Object> fetcher = env -> value.apply(Objects.requireNonNull(env.<S>getSource()), env);
        type.dataFetcher(name, fetcher);
        return this;
    }

    /** A field of the root, which has no source. */
    Fields<S> root(String name, Function<DataFetchingEnvironment, @Nullable Object> value) {
        DataFetcher<@Nullable Object> fetcher = value::apply;
        type.dataFetcher(name, fetcher);
        return this;
    }

    void addTo(RuntimeWiring.Builder wiring) {
        wiring.type(type.build());
    }
}

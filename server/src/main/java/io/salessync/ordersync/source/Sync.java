package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Environment;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mapping in one environment, with the orders that were loaded by it.
 *
 * @param config the mapping file's text
 * @param configPath where it came from; null where it was saved through the API
 * @param itemColumns the source column of each place in the cells of orders
 * @param lineColumns the same for lines
 */
public record Sync(
        UUID id,
        String name,
        String environment,
        String title,
        String config,
        @Nullable String configPath,
        List<String> itemColumns,
        List<String> lineColumns) {

    /** The mapping as it holds in this environment. */
    public Mapping mapping() {
        Mapping mapping = MappingReader.read(config).orThrow();
        return mapping.in(environmentOf(mapping, environment));
    }

    /** Refuses an environment the mapping does not have. */
    public static Environment environmentOf(Mapping mapping, String name) {
        Environment environment = mapping.environment(name);
        if (environment == null) {
            throw Problem.of(
                            OrderSyncProblem.UNKNOWN_ENVIRONMENT,
                            "The mapping '%s' has no environment '%s'; it has %s."
                                    .formatted(
                                            mapping.name(),
                                            name,
                                            String.join(
                                                    ", ", mapping.environments().keySet())))
                    .with("environments", List.copyOf(mapping.environments().keySet()));
        }
        return environment;
    }
}

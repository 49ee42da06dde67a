package io.salessync.ordersync.board;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes of an environment's token reference the connection it stands for. */
@Component
final class TokenReferences {
    private final Map<String, String> variables;

    TokenReferences() {
        this(System.getenv());
    }

    TokenReferences(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    Connection connection(TenantId tenant, Connections connections, Environment environment) {
        String reference = environment.token();
        int colon = reference.indexOf(':');
        String kind = reference.substring(0, colon);
        String rest = reference.substring(colon + 1);
        if (kind.equals("connection")) {
            return connections
                    .named(tenant, rest)
                    .orElseThrow(() -> Problem.of(
                            OrderSyncProblem.NO_TOKEN,
                            "The mapping's environment " + environment.name() + " uses connection '" + rest
                                    + "', and there is none of that name: make it on the page Connections."));
        }
        String name = name(reference);
        String token = token(kind, rest, environment);
        return token == null
                ? connections
                        .named(tenant, name)
                        .orElseThrow(
                                () -> Problem.of(
                                        OrderSyncProblem.NO_TOKEN,
                                        "The token of environment " + environment.name() + " is to come from "
                                                + reference
                                                + ", which is not there: set it for this process, or for one command once (it is kept encrypted)."))
                : connections.ensure(
                        tenant,
                        environment.vendor(),
                        name,
                        endpoint(tenant, connections, environment, kind, name),
                        token,
                        false);
    }

    /**
     * A process that does not know where the sandbox listens does not send those that do, such as the server that started it, to
     * another address.
     */
    private static URI endpoint(
            TenantId tenant, Connections connections, Environment environment, String kind, String name) {
        return kind.equals("sandbox") && environment.endpointByDefault()
                ? connections.named(tenant, name).map(Connection::endpoint).orElse(environment.endpoint())
                : environment.endpoint();
    }

    /** The name of the connection that a reference stands for; it outlives a change of the address. */
    static String name(String reference) {
        int colon = reference.indexOf(':');
        String rest = reference.substring(colon + 1);
        return switch (reference.substring(0, Math.max(0, colon))) {
            case "connection" -> rest;
            case "sandbox" -> "sandbox " + rest;
            default -> reference;
        };
    }

    private @Nullable String token(String kind, String rest, Environment environment) {
        return switch (kind) {
            case "sandbox" -> rest;
            case "env" -> variables.get(rest);
            case "file" -> file(rest, environment);
            default -> null;
        };
    }

    private static @Nullable String file(String path, Environment environment) {
        try {
            Path file = Path.of(path);
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException | InvalidPathException e) {
            throw Problem.of(
                    OrderSyncProblem.NO_TOKEN,
                    "The token of environment " + environment.name() + " is to come from the file " + path
                            + ", which cannot be read: " + e.getMessage(),
                    e);
        }
    }
}

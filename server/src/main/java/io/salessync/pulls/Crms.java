package io.salessync.pulls;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.ParentWay;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The connections to CRMs, each with what speaks to it. */
@Component
class Crms {
    private final Connections connections;
    private final List<CrmConnector> connectors;
    private final InstantSource clock;

    Crms(Connections connections, List<CrmConnector> connectors, InstantSource clock) {
        this.connections = connections;
        this.connectors = connectors;
        this.clock = clock;
    }

    /** A connection and its connector. */
    record Crm(Connection connection, CrmConnector connector) {}

    /** @param named by id or by name */
    Crm of(TenantId tenant, String named) {
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().toString().equals(named) || one.name().equals(named))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                PullsProblem.UNKNOWN_CONNECTION,
                                "There is no connection %s.".formatted(Shown.of(named)))
                        .with("connection", named));
        return new Crm(
                connection,
                connectors.stream()
                        .filter(connector -> connector.vendor().equals(connection.vendor()))
                        .findFirst()
                        .orElseThrow(() -> Problem.of(
                                        PullsProblem.UNKNOWN_CONNECTION,
                                        "Connection '%s' is one to %s, not to a CRM."
                                                .formatted(connection.name(), connection.vendor()))
                                .with("connection", named)));
    }

    Crm of(TenantId tenant, UUID id) {
        return of(tenant, id.toString());
    }

    Compiled compile(Crm crm, JsonNode query, @Nullable ActiveRun run) {
        return Compiling.of(query, descriptions(crm, run), clock.instant());
    }

    /** Each object is asked for once at most. */
    private static Function<String, Optional<CrmDescription>> descriptions(Crm crm, @Nullable ActiveRun run) {
        Map<String, Optional<CrmDescription>> known = new ConcurrentHashMap<>();
        return object -> known.computeIfAbsent(object.toLowerCase(Locale.ROOT), name -> described(crm, object, run));
    }

    /**
     * Where a path of relationships leads from an object.
     *
     * @param path such as {@code Account.Owner}; empty: the object itself
     * @throws Problem naming the relationship that is not there
     */
    ParentWay way(Crm crm, String object, String path) {
        CrmDescription from = crm.connector().describe(crm.connection(), object, null);
        try {
            return ParentWay.of(
                    from, path.isBlank() ? List.of() : List.of(path.split("\\.", -1)), descriptions(crm, null));
        } catch (ParentWay.Lost e) {
            throw Problem.of(PullsProblem.WRONG_QUERY, e.said() + ".").with("place", "path");
        }
    }

    private static Optional<CrmDescription> described(Crm crm, String object, @Nullable ActiveRun run) {
        try {
            return Optional.of(crm.connector().describe(crm.connection(), object, run));
        } catch (Problem problem) {
            if (problem.code() == ConnectorsProblem.UNKNOWN_OBJECT) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    /** The same, where a query that cannot be used is a problem. */
    Compiled usable(Crm crm, JsonNode query, @Nullable ActiveRun run) {
        Compiled compiled = compile(crm, query, run);
        for (QueryFinding finding : compiled.findings()) {
            if (finding.wrong()) {
                throw Problem.of(PullsProblem.WRONG_QUERY, finding.message()).with("place", finding.place());
            }
        }
        return compiled;
    }
}

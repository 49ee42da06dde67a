package io.salessync.pulls;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
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
        Map<String, Optional<CrmDescription>> known = new ConcurrentHashMap<>();
        return Compiling.of(
                query,
                object -> known.computeIfAbsent(object.toLowerCase(Locale.ROOT), name -> described(crm, object, run)),
                clock.instant());
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
        for (Finding finding : compiled.findings()) {
            if (finding.wrong()) {
                throw Problem.of(PullsProblem.WRONG_QUERY, finding.message()).with("place", finding.place());
            }
        }
        return compiled;
    }
}

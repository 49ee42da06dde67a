package io.salessync.connectors;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Connections over HTTP. Tokens go in and never come out. */
@RestController
@RequestMapping("/api/v1/connections")
class ConnectionsController {
    private final Connections connections;
    private final ConnectionRows rows;
    private final ConnectionViews views;
    private final List<VendorConnector> connectors;

    ConnectionsController(
            Connections connections, ConnectionRows rows, ConnectionViews views, List<VendorConnector> connectors) {
        this.connections = connections;
        this.rows = rows;
        this.views = views;
        this.connectors = connectors;
    }

    record ConnectionAnswer(
            UUID id,
            String vendor,
            String name,
            String endpoint,
            @Nullable Boolean healthy,
            @Nullable String healthMessage,
            @Nullable Instant healthAt) {
        static ConnectionAnswer of(Connection connection) {
            return new ConnectionAnswer(
                    connection.id().value(),
                    connection.vendor(),
                    connection.name(),
                    connection.endpoint().toString(),
                    connection.healthy(),
                    connection.healthMessage(),
                    connection.healthAt());
        }
    }

    record Items<T>(List<T> items, @Nullable String next) {}

    record VendorAnswer(String vendor, String title, String endpoint, String tokenHelp) {}

    record TestAnswer(
            boolean healthy, String message, @Nullable String account) {}

    record NewConnection(
            @Schema(example = "monday") @NotBlank String vendor,
            @Schema(example = "Board") @NotBlank String name,

            @Schema(example = "https://api.monday.com/v2") @NotBlank
            String endpoint,

            @Schema(example = "eyJhbGciOiJIUzI1NiJ9…") @NotBlank String token) {
        @Override
        public String toString() {
            return "NewConnection[" + vendor + " " + name + "]";
        }
    }

    record Change(
            @Schema(example = "Board") @Nullable String name,

            @Schema(example = "https://api.monday.com/v2") @Nullable
            String endpoint,

            @Schema(example = "eyJhbGciOiJIUzI1NiJ9…") @Nullable String token) {
        @Override
        public String toString() {
            return "Change[" + name + "]";
        }
    }

    @GetMapping
    @PreAuthorize("hasAuthority('connections:read')")
    Items<ConnectionAnswer> all(@AuthenticationPrincipal Actor actor) {
        return new Items<>(
                connections.all(actor.tenant()).stream()
                        .map(ConnectionAnswer::of)
                        .toList(),
                null);
    }

    @GetMapping("/vendors")
    @PreAuthorize("hasAuthority('connections:read')")
    List<VendorAnswer> vendors() {
        return connectors.stream()
                .map(connector -> {
                    VendorConnector.Profile profile = connector.profile();
                    return new VendorAnswer(
                            connector.vendor(),
                            profile.title(),
                            profile.endpoint().toString(),
                            profile.tokenHelp());
                })
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('connections:write')")
    ConnectionAnswer make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewConnection wanted) {
        connector(wanted.vendor());
        return ConnectionAnswer.of(rows.make(
                actor.tenant(),
                actor.email(),
                wanted.vendor(),
                wanted.name().strip(),
                uri(wanted.endpoint()),
                wanted.token()));
    }

    @PatchMapping("/{id}")
    @PreAuthorize("hasAuthority('connections:write')")
    ConnectionAnswer change(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody Change wanted) {
        Connection before = present(actor, id);
        String endpoint = wanted.endpoint();
        return ConnectionAnswer.of(rows.change(
                before, actor.email(), wanted.name(), endpoint == null ? null : uri(endpoint), wanted.token()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('connections:write')")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        rows.delete(present(actor, id), actor.email());
    }

    @PostMapping("/{id}/test")
    @PreAuthorize("hasAuthority('connections:write')")
    TestAnswer test(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        Connection connection = present(actor, id);
        try {
            String account = connector(connection.vendor()).whoAmI(connection);
            return new TestAnswer(true, "Answers as " + account, account);
        } catch (Problem problem) {
            return new TestAnswer(false, problem.detail(), null);
        }
    }

    @GetMapping("/{id}/budgets")
    @PreAuthorize("hasAuthority('connections:read')")
    Items<ConnectionViews.BudgetView> budgets(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new Items<>(views.budgets(present(actor, id)), null);
    }

    @GetMapping("/{id}/calls")
    @PreAuthorize("hasAuthority('connections:read')")
    Items<ConnectionViews.CallView> calls(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String outcome) {
        int most = Math.clamp(limit, 1, 500);
        List<ConnectionViews.CallView> found = views.calls(present(actor, id), before, most + 1, outcome);
        if (found.size() <= most) {
            return new Items<>(found, null);
        }
        List<ConnectionViews.CallView> shown = found.subList(0, most);
        return new Items<>(shown, ConnectionViews.cursor(shown.getLast()));
    }

    private Connection present(Actor actor, UUID id) {
        return connections.all(actor.tenant()).stream()
                .filter(connection -> connection.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        ConnectorsProblem.UNKNOWN_CONNECTION, "There is no connection with the id " + id + "."));
    }

    private VendorConnector connector(String vendor) {
        return connectors.stream()
                .filter(connector -> connector.vendor().equals(vendor))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        ConnectorsProblem.UNKNOWN_VENDOR,
                        "Nothing here speaks to '" + vendor + "'. Known: "
                                + String.join(
                                        ", ",
                                        connectors.stream()
                                                .map(VendorConnector::vendor)
                                                .toList()) + "."));
    }

    private static URI uri(String endpoint) {
        try {
            return new URI(endpoint.strip());
        } catch (URISyntaxException e) {
            throw Problem.of(
                    ConnectorsProblem.WRONG_ENDPOINT, "The address '" + endpoint + "' cannot be read as one.", e);
        }
    }
}

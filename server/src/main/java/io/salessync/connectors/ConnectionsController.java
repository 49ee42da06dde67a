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
import java.util.Map;
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
    private final Tokens tokens;

    ConnectionsController(
            Connections connections,
            ConnectionRows rows,
            ConnectionViews views,
            List<VendorConnector> connectors,
            Tokens tokens) {
        this.connections = connections;
        this.rows = rows;
        this.views = views;
        this.connectors = connectors;
        this.tokens = tokens;
    }

    record ConnectionAnswer(
            UUID id,
            String vendor,
            String name,
            String endpoint,
            Map<String, String> settings,
            @Nullable Boolean healthy,
            @Nullable String healthMessage,
            @Nullable Instant healthAt) {
        static ConnectionAnswer of(Connection connection) {
            return new ConnectionAnswer(
                    connection.id().value(),
                    connection.vendor(),
                    connection.name(),
                    connection.endpoint().toString(),
                    connection.settings(),
                    connection.healthy(),
                    connection.healthMessage(),
                    connection.healthAt());
        }
    }

    record Items<T>(List<T> items, @Nullable String next) {}

    /** @param settings what a connection is set to instead of a token; empty: it has a token */
    record VendorAnswer(
            String vendor, String title, String endpoint, String tokenHelp, List<VendorConnector.Setting> settings) {}

    record TestAnswer(
            boolean healthy, String message, @Nullable String account) {}

    record NewConnection(
            @Schema(example = "monday") @NotBlank String vendor,
            @Schema(example = "Board") @NotBlank String name,

            @Schema(example = "https://api.monday.com/v2") @NotBlank
            String endpoint,

            @Schema(example = "eyJhbGciOiJIUzI1NiJ9…") @Nullable String token,

            @Schema(description = "For vendors whose connections have settings, secrets among them", example = "{}")
            @Nullable Map<String, String> settings) {
        @Override
        public String toString() {
            return "NewConnection[" + vendor + " " + name + "]";
        }
    }

    record Change(
            @Schema(example = "Board") @Nullable String name,

            @Schema(example = "https://api.monday.com/v2") @Nullable
            String endpoint,

            @Schema(example = "eyJhbGciOiJIUzI1NiJ9…") @Nullable String token,

            @Schema(description = "All of them; a blank secret keeps the one there is", example = "{}") @Nullable Map<String, String> settings) {
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
                            profile.tokenHelp(),
                            connector.settings());
                })
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('connections:write')")
    ConnectionAnswer make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewConnection wanted) {
        VendorConnector connector = connector(wanted.vendor());
        Map<String, String> settings = wanted.settings() == null ? Map.of() : wanted.settings();
        VendorConnector.Kept kept = connector.settings().isEmpty() ? null : connector.keep(settings, Map.of());
        return ConnectionAnswer.of(rows.make(
                actor.tenant(),
                actor.email(),
                wanted.vendor(),
                wanted.name().strip(),
                uri(wanted.endpoint()),
                wanted.token(),
                kept));
    }

    @PatchMapping("/{id}")
    @PreAuthorize("hasAuthority('connections:write')")
    ConnectionAnswer change(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody Change wanted) {
        Connection before = present(actor, id);
        String endpoint = wanted.endpoint();
        URI at = endpoint == null ? null : uri(endpoint);
        VendorConnector connector = connector(before.vendor());
        Map<String, String> settings = wanted.settings();
        VendorConnector.Kept kept = null;
        if (!connector.settings().isEmpty() && settings != null) {
            // with another address secrets have to be given anew: they would go to whoever answers there
            boolean moved = at != null && !at.equals(before.endpoint());
            kept = connector.keep(
                    settings, moved ? Map.of() : tokens.open(before).secrets());
        }
        return ConnectionAnswer.of(
                rows.change(before, actor.email(), wanted.name(), at, kept == null ? wanted.token() : null, kept));
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

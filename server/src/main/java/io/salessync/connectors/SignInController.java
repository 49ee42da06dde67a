package io.salessync.connectors;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Approval of a connection at the vendor's own sign-in page. */
@RestController
@RequestMapping("/api/v1/connections")
class SignInController {
    private static final String CALLBACK = "/api/v1/connections/sign-in/callback";

    private final SignIns signIns;
    private final Connections connections;
    private final String publicUrl;

    SignInController(SignIns signIns, Connections connections, @Value("${salessync.public-url:}") String publicUrl) {
        this.signIns = signIns;
        this.connections = connections;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
    }

    /** @param callback has to be among the app's callback addresses at the vendor */
    record Begun(
            @Schema(example = "https://example.my.salesforce.com/services/oauth2/authorize?response_type=code")
            String url,

            @Schema(example = "https://sales.example.org/api/v1/connections/sign-in/callback")
            String callback) {}

    @PostMapping("/{id}/sign-in")
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(summary = "Begin an approval at the vendor: where the person has to go")
    Begun begin(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, HttpServletRequest request) {
        Connection connection = connections.all(actor.tenant()).stream()
                .filter(one -> one.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        ConnectorsProblem.UNKNOWN_CONNECTION, "There is no connection with the id " + id + "."));
        String callback = base(request) + CALLBACK;
        return new Begun(signIns.begin(connection, actor.userId(), callback).toString(), callback);
    }

    @GetMapping("/sign-in/callback")
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(summary = "Where the vendor sends the person back to; leads on to the connection's page")
    ResponseEntity<Void> callback(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(name = "error_description", required = false) @Nullable String description) {
        UriComponentsBuilder page = UriComponentsBuilder.fromPath("/connections");
        if (error != null || code == null || state == null) {
            String said = (error == null ? "no answer" : error) + (description == null ? "" : ": " + description);
            page.queryParam("signIn", "refused")
                    .queryParam("message", said.length() > 300 ? said.substring(0, 300) : said);
        } else {
            try {
                Connection connection = signIns.end(actor.tenant(), actor.userId(), actor.signature(), state, code);
                page.queryParam("signIn", "done")
                        .queryParam("connection", connection.id().toString());
            } catch (Problem problem) {
                page.queryParam("signIn", "refused").queryParam("message", problem.detail());
            }
        }
        URI to = page.build().encode().toUri();
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, to.toString())
                .build();
    }

    private String base(HttpServletRequest request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        String host = request.getHeader(HttpHeaders.HOST);
        return request.getScheme() + "://" + (host == null ? request.getServerName() : host);
    }
}

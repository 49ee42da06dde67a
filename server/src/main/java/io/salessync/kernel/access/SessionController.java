package io.salessync.kernel.access;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out, and one's own sessions and password. */
@RestController
class SessionController {
    private final SignIn signIn;
    private final Sessions sessions;
    private final Accounts accounts;
    private final Tenants tenants;
    private final AccessSettings settings;

    SessionController(SignIn signIn, Sessions sessions, Accounts accounts, Tenants tenants, AccessSettings settings) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.accounts = accounts;
        this.tenants = tenants;
        this.settings = settings;
    }

    record SignInRequest(
            @Schema(example = "nina@example.org") @NotBlank String email,

            @Schema(example = "violet harbour 7 lamps") @NotBlank String password,

            @Schema(example = "lakeside") @Nullable String tenant) {}

    record PasswordRequest(
            @Schema(example = "violet harbour 7 lamps") @NotBlank String current,

            @Schema(example = "amber window 12 rivers") @NotBlank @com.fasterxml.jackson.annotation.JsonProperty("new")
            String wanted) {}

    record SessionAnswer(Person user, Organisation tenant, List<String> permissions) {}

    record Person(UUID id, String email, String name, Role role) {}

    record Organisation(UUID id, String slug, String name) {}

    record SessionsAnswer(List<Sessions.Open> items) {}

    @GetMapping("/api/v1/session")
    SessionAnswer show(@AuthenticationPrincipal @Nullable Actor actor) {
        return answer(Optional.ofNullable(actor)
                .orElseThrow(() -> Problem.of(AccessProblem.NOT_SIGNED_IN, "Sign in first.")));
    }

    @PostMapping("/api/v1/session")
    ResponseEntity<SessionAnswer> begin(@Valid @RequestBody SignInRequest wanted, HttpServletRequest request) {
        Token token = signIn.with(new SignIn.Attempt(
                wanted.email(), wanted.password(), wanted.tenant(), request.getRemoteAddr(), userAgent(request)));
        return begun(token, request);
    }

    /** Answers with the session that has just begun. */
    ResponseEntity<SessionAnswer> begun(Token token, HttpServletRequest request) {
        Actor actor = sessions.actor(token.text())
                .orElseThrow(() -> Problem.of(AccessProblem.NOT_SIGNED_IN, "Sign in again."));
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, SessionCookie.begin(request, token, settings.sessionLife()))
                .body(answer(actor));
    }

    @DeleteMapping("/api/v1/session")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@AuthenticationPrincipal Actor actor, HttpServletRequest request, HttpServletResponse response) {
        byte[] hash = SessionCookie.hash(request);
        if (hash == null || actor.key() != null) {
            throw Problem.of(AccessProblem.PEOPLE_ONLY, "There is no session to end.");
        }
        sessions.end(actor, hash);
        response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.end(request));
    }

    @PostMapping("/api/v1/session/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(
            @AuthenticationPrincipal Actor actor,
            @Valid @RequestBody PasswordRequest wanted,
            HttpServletRequest request) {
        if (actor.key() != null) {
            throw Problem.of(AccessProblem.PEOPLE_ONLY, "A password is changed by the person who knows it, signed in.");
        }
        accounts.changePassword(actor, wanted.current(), wanted.wanted(), SessionCookie.hash(request));
    }

    @GetMapping("/api/v1/sessions")
    SessionsAnswer open(@AuthenticationPrincipal Actor actor, HttpServletRequest request) {
        return new SessionsAnswer(sessions.open(actor, SessionCookie.hash(request)));
    }

    @DeleteMapping("/api/v1/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endOne(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        sessions.end(actor, id);
    }

    private SessionAnswer answer(Actor actor) {
        Tenant tenant = tenants.with(actor.tenant());
        return new SessionAnswer(
                new Person(actor.userId(), actor.email(), actor.name(), actor.role()),
                new Organisation(tenant.id().value(), tenant.slug(), tenant.name()),
                actor.permissions().stream().map(Permission::text).sorted().toList());
    }

    static String userAgent(HttpServletRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : agent;
    }
}

package io.salessync.kernel.access;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The first administrator comes in through the link that the start of the server printed. */
@RestController
class SetupController {
    private final FirstAdministrator first;
    private final SignIn signIn;
    private final SessionController sessions;

    SetupController(FirstAdministrator first, SignIn signIn, SessionController sessions) {
        this.first = first;
        this.signIn = signIn;
        this.sessions = sessions;
    }

    record SetupState(boolean open) {}

    record SetupRequest(
            @Schema(example = "the token of the link") @NotBlank String token,

            @Schema(example = "Lakeside Apparel") @NotBlank String organisation,
            @Schema(example = "nina@example.org") @NotBlank String email,
            @Schema(example = "Nina Berg") @NotBlank String name,

            @Schema(example = "violet harbour 7 lamps") @NotBlank String password) {}

    @GetMapping("/api/v1/setup")
    SetupState state() {
        return new SetupState(first.isOpen());
    }

    @PostMapping("/api/v1/setup")
    ResponseEntity<SessionController.SessionAnswer> enter(
            @Valid @RequestBody SetupRequest wanted, HttpServletRequest request) {
        User owner =
                first.enter(wanted.token(), wanted.organisation(), wanted.email(), wanted.name(), wanted.password());
        Token token = signIn.first(owner, request.getRemoteAddr(), SessionController.userAgent(request));
        return sessions.begun(token, request);
    }
}

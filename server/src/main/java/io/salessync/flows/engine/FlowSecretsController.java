package io.salessync.flows.engine;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Secrets that nodes name. */
@RestController
@RequestMapping("/api/v1/flows/secrets")
class FlowSecretsController {
    private final FlowSecrets secrets;

    FlowSecretsController(FlowSecrets secrets) {
        this.secrets = secrets;
    }

    record NewSecret(
            @NotBlank @Schema(example = "api.example.org", description = "The only host it is sent to")
            String host,

            @NotBlank @Schema(example = "a long token") String value) {}

    record SecretsPage(
            List<FlowSecrets.Named> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The secrets that nodes can name, without their values")
    SecretsPage all(@AuthenticationPrincipal Actor actor) {
        return new SecretsPage(secrets.all(actor.tenant()), null);
    }

    @PutMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(summary = "Sets a secret; it cannot be read again")
    void put(@AuthenticationPrincipal Actor actor, @PathVariable String name, @Valid @RequestBody NewSecret wanted) {
        secrets.put(actor.tenant(), actor.signature(), name, wanted.host(), wanted.value());
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(summary = "Removes a secret; nodes that name it fail from then on")
    void remove(@AuthenticationPrincipal Actor actor, @PathVariable String name) {
        secrets.remove(actor.tenant(), actor.signature(), name);
    }
}

package io.salessync.kernel.access;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API keys: everybody has their own; who may read or change users sees or revokes all. */
@RestController
@RequestMapping("/api/v1/keys")
class KeysController {
    private final ApiKeys keys;

    KeysController(ApiKeys keys) {
        this.keys = keys;
    }

    record NewKey(
            @Schema(example = "nightly import") @NotBlank String name,

            @Schema(example = "[\"ordersync:write\", \"runs:read\"]") @NotEmpty List<String> scopes,

            @Schema(example = "90") @Nullable Integer expiresInDays) {}

    record KeysAnswer(List<ApiKeys.ApiKey> items) {}

    record MadeKey(
            UUID id,
            String name,
            String prefix,
            List<String> scopes,
            @Nullable Instant expiresAt,
            Instant createdAt,
            ApiKeys.ApiKey.Holder user,
            String key) {}

    @GetMapping
    KeysAnswer all(@AuthenticationPrincipal Actor actor) {
        return new KeysAnswer(keys.all(actor.tenant(), actor.may(Permission.ACCESS_READ) ? null : actor.userId()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    MadeKey make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewKey wanted) {
        ApiKeys.NewKey made = keys.make(actor, wanted.name(), wanted.scopes(), wanted.expiresInDays());
        ApiKeys.ApiKey key = made.key();
        return new MadeKey(
                key.id(),
                key.name(),
                key.prefix(),
                key.scopes(),
                key.expiresAt(),
                key.createdAt(),
                key.user(),
                made.text());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        keys.revoke(actor.tenant(), actor.signature(), id, actor.may(Permission.ACCESS_WRITE) ? null : actor.userId());
    }
}

package io.salessync.kernel.access;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/users")
class UsersController {
    private final Accounts accounts;

    UsersController(Accounts accounts) {
        this.accounts = accounts;
    }

    record NewUser(
            @NotBlank @Schema(example = "nina@example.org") String email,
            @NotBlank @Schema(example = "Nina Berg") String name,
            @NotNull @Schema(example = "MANAGER") Role role,

            @NotBlank @Schema(example = "violet harbour 7 lamps")
            String password) {}

    record UserAnswer(
            UUID id,
            String email,
            String name,
            Role role,
            boolean disabled,
            @Nullable Instant lockedUntil,
            Instant createdAt,
            @Nullable Instant lastSignInAt) {
        static UserAnswer of(User user) {
            return new UserAnswer(
                    user.id(),
                    user.email(),
                    user.name(),
                    user.role(),
                    user.disabled(),
                    user.lockedUntil(),
                    user.createdAt(),
                    user.lastSignInAt());
        }
    }

    record UsersAnswer(List<UserAnswer> items) {}

    @GetMapping
    @PreAuthorize("hasAuthority('access:read')")
    UsersAnswer all(@AuthenticationPrincipal Actor actor) {
        return new UsersAnswer(
                accounts.all(actor.tenant()).stream().map(UserAnswer::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('access:write')")
    UserAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewUser wanted) {
        return UserAnswer.of(accounts.create(actor, wanted.email(), wanted.name(), wanted.role(), wanted.password()));
    }

    @PatchMapping("/{id}")
    @PreAuthorize("hasAuthority('access:write')")
    UserAnswer change(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody UserChange change) {
        return UserAnswer.of(accounts.change(actor, id, change));
    }
}

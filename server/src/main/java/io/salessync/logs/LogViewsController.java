package io.salessync.logs;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The saved views of whoever asks. */
@RestController
@RequestMapping("/api/v1/logs/views")
class LogViewsController {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LogViews views;

    LogViewsController(LogViews views) {
        this.views = views;
    }

    record NewView(
            @NotBlank @Schema(example = "Failed last night") String name,

            @NotNull @Schema(type = "object", example = "{\"outcome\":\"FAILED\"}")
            JsonNode filters) {}

    record ViewAnswer(
            UUID id, String name, @Schema(type = "object") JsonNode filters) {
        static ViewAnswer of(LogViews.View view) {
            return new ViewAnswer(view.id(), view.name(), JSON.readTree(view.filters()));
        }
    }

    record ViewsAnswer(List<ViewAnswer> items) {}

    @GetMapping
    @PreAuthorize("hasAuthority('logs:read')")
    ViewsAnswer list(@AuthenticationPrincipal Actor actor) {
        return new ViewsAnswer(views.all(actor.tenant(), actor.userId()).stream()
                .map(ViewAnswer::of)
                .toList());
    }

    @PostMapping
    @PreAuthorize("hasAuthority('logs:read')")
    @ResponseStatus(HttpStatus.CREATED)
    ViewAnswer save(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewView view) {
        return ViewAnswer.of(views.save(
                actor.tenant(), actor.userId(), view.name(), view.filters().toString()));
    }

    @DeleteMapping("/{id}")
    @PreAuthorize("hasAuthority('logs:read')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        views.delete(actor.tenant(), actor.userId(), id);
    }
}

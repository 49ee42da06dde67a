package io.salessync.alerts;

import io.salessync.alerts.RuleEditing.Quiet;
import io.salessync.alerts.RuleEditing.Wanted;
import io.salessync.alerts.RuleEditing.WantedComparison;
import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.DayOfWeek;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rules over HTTP. */
@RestController
@RequestMapping("/api/v1/alerts/rules")
class AlertRulesController {
    private final RuleEditing editing;

    AlertRulesController(RuleEditing editing) {
        this.editing = editing;
    }

    record QuietAnswer(String from, String to, String zone, List<String> days, boolean criticalPasses) {}

    /**
     * @param own whether people made it
     * @param severity what its alerts are; absent: as whoever notices says, usually {@code defaultSeverity}
     * @param channels absent: all; empty: in the program alone
     * @param escalateTo absent: all
     */
    record RuleAnswer(
            String key,
            String title,
            String description,
            boolean own,
            boolean enabled,
            @Nullable String severity,
            String defaultSeverity,
            Map<String, Integer> settings,
            @Nullable List<UUID> channels,
            int throttleMinutes,
            @Nullable QuietAnswer quiet,
            @Nullable Integer escalateAfterMinutes,
            @Nullable List<UUID> escalateTo,
            @Nullable Comparison condition,
            @Nullable Instant updatedAt,
            @Nullable String updatedBy) {
        static RuleAnswer of(Rule rule) {
            return new RuleAnswer(
                    rule.key(),
                    rule.card().title(),
                    rule.card().description(),
                    rule.comparison() != null,
                    rule.enabled(),
                    rule.severity() == null ? null : rule.severity().name(),
                    rule.card().severity().name(),
                    rule.settings(),
                    rule.channels(),
                    rule.throttleMinutes(),
                    rule.quiet() == null ? null : quiet(rule.quiet()),
                    rule.escalateAfterMinutes(),
                    rule.escalateTo(),
                    rule.comparison(),
                    rule.updatedAt(),
                    rule.updatedBy());
        }

        private static QuietAnswer quiet(QuietHours quiet) {
            return new QuietAnswer(
                    quiet.from().toString(),
                    quiet.to().toString(),
                    quiet.zone().getId(),
                    quiet.days().stream()
                            .sorted()
                            .map(DayOfWeek::name)
                            .map(day -> day.substring(0, 3))
                            .toList(),
                    quiet.criticalPasses());
        }
    }

    record RulesAnswer(List<RuleAnswer> items, @Nullable String next) {}

    record RuleChange(
            @Schema(example = "true") @Nullable Boolean enabled,
            @Schema(example = "WARNING") @Nullable String severity,
            @Schema(example = "{\"minutes\": 30}") @Nullable Map<String, Integer> settings,

            @Schema(
                    description = "absent: all channels; empty: in the program alone",
                    example = "[\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"]")
            @Nullable List<UUID> channels,

            @Schema(example = "60") @Nullable Integer throttleMinutes,
            @Nullable Quiet quiet,
            @Schema(example = "30") @Nullable Integer escalateAfterMinutes,

            @Schema(description = "absent: all channels", example = "[\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"]")
            @Nullable List<UUID> escalateTo,

            @Schema(description = "of a rule of your own", example = "Far fewer contacts than usual") @Nullable String title,

            @Schema(description = "of a rule of your own") @Nullable WantedComparison condition) {
        Wanted wanted() {
            return new Wanted(
                    enabled, severity, settings, channels, throttleMinutes, quiet, escalateAfterMinutes, escalateTo);
        }
    }

    record NewRule(
            @NotBlank @Schema(example = "Far fewer contacts than usual")
            String title,

            @NotNull @Schema(
                    example =
                            "{\"metric\": \"volume\", \"subject\": \"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\", \"weeks\": 4, \"factor\": 3, \"direction\": \"BELOW\"}")
            WantedComparison condition,

            @Schema(example = "true") @Nullable Boolean enabled,
            @Schema(example = "WARNING") @Nullable String severity,

            @Schema(
                    description = "absent: all channels; empty: in the program alone",
                    example = "[\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"]")
            @Nullable List<UUID> channels,

            @Schema(example = "60") @Nullable Integer throttleMinutes,
            @Nullable Quiet quiet,
            @Schema(example = "30") @Nullable Integer escalateAfterMinutes,

            @Schema(example = "[\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"]") @Nullable List<UUID> escalateTo) {
        Wanted wanted() {
            return new Wanted(
                    enabled, severity, null, channels, throttleMinutes, quiet, escalateAfterMinutes, escalateTo);
        }
    }

    @GetMapping
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "The rules: those that ship and those made here")
    RulesAnswer all(@AuthenticationPrincipal Actor actor) {
        return new RulesAnswer(
                editing.all(actor.tenant()).stream().map(RuleAnswer::of).toList(), null);
    }

    @PutMapping("/{key}")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Edit a rule; what is absent is as shipped")
    RuleAnswer edit(
            @AuthenticationPrincipal Actor actor, @PathVariable String key, @Valid @RequestBody RuleChange change) {
        return RuleAnswer.of(editing.edit(actor, key, change.wanted(), change.title(), change.condition()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Make a rule that compares each run of something with those of the weeks before")
    RuleAnswer make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewRule rule) {
        return RuleAnswer.of(editing.make(actor, rule.title(), rule.condition(), rule.wanted()));
    }

    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Delete a rule made here, with its open alerts; a rule that ships is as it shipped again")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable String key) {
        editing.delete(actor, key);
    }
}

package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.alerts.jooq.tables.records.OccurrenceRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Alerts over HTTP. */
@RestController
@RequestMapping("/api/v1/alerts")
class AlertsController {
    private static final int MOST = 200;
    private static final List<String> STATES =
            List.of(PostgresAlerts.OPEN, PostgresAlerts.ACKNOWLEDGED, PostgresAlerts.SNOOZED, PostgresAlerts.CLOSED);

    private final AlertRows rows;
    private final Acts acts;
    private final Deliveries deliveries;

    AlertsController(AlertRows rows, Acts acts, Deliveries deliveries) {
        this.rows = rows;
        this.acts = acts;
        this.deliveries = deliveries;
    }

    /** @param closedBy who closed it; absent where it was over by itself */
    record AlertAnswer(
            UUID id,
            String rule,
            String ruleTitle,
            String severity,
            String state,
            String title,
            String detail,
            @Nullable String link,
            @Nullable UUID run,
            @Nullable String recordKey,
            long count,
            Instant firstAt,
            Instant lastAt,
            @Nullable String acknowledgedBy,
            @Nullable Instant acknowledgedAt,
            @Nullable Instant snoozedUntil,
            @Nullable Instant closedAt,
            @Nullable String closedBy,
            @Nullable Instant noticeDueAt,
            @Nullable Instant escalatedAt,
            @Nullable List<OccurrenceAnswer> occurrences) {
        static AlertAnswer of(AlertRows.Titled titled, @Nullable List<OccurrenceAnswer> occurrences) {
            AlertRecord alert = titled.alert();
            return new AlertAnswer(
                    alert.getAlertId(),
                    alert.getRuleKey(),
                    titled.ruleTitle(),
                    alert.getSeverity(),
                    alert.getState(),
                    alert.getTitle(),
                    alert.getDetail(),
                    alert.getLink(),
                    alert.getRunId(),
                    alert.getRecordKey(),
                    alert.getTimes(),
                    alert.getFirstAt(),
                    alert.getLastAt(),
                    alert.getAcknowledgedBy(),
                    alert.getAcknowledgedAt(),
                    alert.getSnoozedUntil(),
                    alert.getClosedAt(),
                    alert.getClosedBy(),
                    alert.getNoticeDueAt(),
                    alert.getEscalatedAt(),
                    occurrences);
        }
    }

    record OccurrenceAnswer(
            long number,
            Instant at,
            String title,
            String detail,
            @Nullable UUID run,
            @Nullable String recordKey) {
        static OccurrenceAnswer of(OccurrenceRecord row) {
            return new OccurrenceAnswer(
                    row.getNumber(), row.getAt(), row.getTitle(), row.getDetail(), row.getRunId(), row.getRecordKey());
        }
    }

    /** @param next what to give as {@code after} for the alerts that follow */
    record AlertsAnswer(List<AlertAnswer> items, @Nullable String next) {}

    record CountAnswer(int open, int critical) {}

    /** @param mails of an e-mail channel: each mail's state by its id, see {@code /mail/{id}} */
    record DeliveryAnswer(
            UUID id,
            UUID channel,
            String channelName,
            String channelKind,
            String kind,
            String state,
            int attempts,
            @Nullable String error,
            Instant queuedAt,
            @Nullable Instant nextTryAt,
            @Nullable Instant endedAt,
            Map<UUID, String> mails) {}

    record DeliveriesAnswer(
            List<DeliveryAnswer> items, @Nullable String next) {}

    record Snooze(
            @NotNull @Schema(example = "2026-11-24T08:00:00Z")
            Instant until) {}

    @GetMapping
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "Alerts, newest first")
    AlertsAnswer list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Parameter(example = "open") @Nullable String state,
            @RequestParam(required = false) @Parameter(example = "CRITICAL") @Nullable String severity,
            @RequestParam(required = false) @Parameter(example = "run-failed") @Nullable String rule,
            @RequestParam(required = false) @Nullable UUID run,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        List<AlertRows.Titled> found = rows.list(
                actor.tenant(),
                new AlertRows.Filter(
                        state(state),
                        Parameters.choice(AlertsProblem.BAD_FILTER, Severity.class, "severity", severity),
                        Parameters.given(rule),
                        run,
                        Parameters.place(AlertsProblem.BAD_FILTER, "after", after),
                        most + 1));
        List<AlertRows.Titled> shown = found.size() > most ? found.subList(0, most) : found;
        return new AlertsAnswer(
                shown.stream().map(alert -> AlertAnswer.of(alert, null)).toList(),
                found.size() > most ? Long.toString(shown.getLast().alert().getPosition()) : null);
    }

    @GetMapping("/count")
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "How many alerts are open, and how many of those are critical")
    CountAnswer count(@AuthenticationPrincipal Actor actor) {
        AlertRows.Counts counts = rows.counts(actor.tenant());
        return new CountAnswer(counts.open(), counts.critical());
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "One alert with the newest times it happened")
    AlertAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return view(actor, id);
    }

    @GetMapping("/{id}/deliveries")
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "Who was told of it, over which channel, and what came of it; newest first")
    DeliveriesAnswer deliveries(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new DeliveriesAnswer(
                rows.deliveries(actor.tenant(), id).stream()
                        .map(row -> delivery(actor, row))
                        .toList(),
                null);
    }

    @PostMapping("/{id}/acknowledge")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Say that you look after it: nobody is told again, nothing escalates")
    AlertAnswer acknowledge(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        acts.acknowledge(actor, id);
        return view(actor, id);
    }

    @PostMapping("/{id}/snooze")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Hear no more of it until then")
    AlertAnswer snooze(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Snooze wanted) {
        acts.snooze(actor, id, wanted.until());
        return view(actor, id);
    }

    @PostMapping("/{id}/close")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Close it; if the same thing comes up again, that is a new alert")
    AlertAnswer close(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        acts.close(actor, id);
        return view(actor, id);
    }

    @PostMapping("/{id}/reopen")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Open it again")
    AlertAnswer reopen(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        acts.reopen(actor, id);
        return view(actor, id);
    }

    private AlertAnswer view(Actor actor, UUID id) {
        return AlertAnswer.of(
                rows.one(actor.tenant(), id),
                rows.occurrences(actor.tenant(), id).stream()
                        .map(OccurrenceAnswer::of)
                        .toList());
    }

    private DeliveryAnswer delivery(Actor actor, DeliveryRecord row) {
        Map<UUID, String> mails = new java.util.LinkedHashMap<>();
        deliveries.mailStates(actor.tenant(), row).forEach((mail, state) -> mails.put(mail, state.name()));
        return new DeliveryAnswer(
                row.getDeliveryId(),
                row.getChannelId(),
                row.getChannelName(),
                row.getChannelKind(),
                row.getKind(),
                row.getState(),
                row.getAttempts(),
                row.getError(),
                row.getQueuedAt(),
                row.getNextAt(),
                row.getEndedAt(),
                mails);
    }

    private static @Nullable String state(@Nullable String text) {
        if (Parameters.given(text) == null) {
            return null;
        }
        String state = String.valueOf(text).toUpperCase(Locale.ROOT);
        if (!STATES.contains(state)) {
            throw Parameters.wrong(AlertsProblem.BAD_FILTER, "state", String.valueOf(text), "there are " + STATES);
        }
        return state;
    }
}

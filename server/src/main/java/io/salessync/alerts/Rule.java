package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it holds for a tenant: as it ships, or as somebody edited or made it.
 *
 * @param severity null: as whoever notices says
 * @param channels null: all channels
 * @param escalateAfterMinutes null: never
 * @param escalateTo null: all channels
 * @param comparison null: a rule that ships
 * @param updatedAt null: nobody edited it
 */
record Rule(
        RuleCard card,
        boolean enabled,
        @Nullable Severity severity,
        Map<String, Integer> settings,
        @Nullable List<UUID> channels,
        int throttleMinutes,
        @Nullable QuietHours quiet,
        @Nullable Integer escalateAfterMinutes,
        @Nullable List<UUID> escalateTo,
        @Nullable Comparison comparison,
        @Nullable Instant updatedAt,
        @Nullable String updatedBy) {
    static final int THROTTLE_MINUTES = 60;

    static Rule shipped(RuleCard card) {
        return new Rule(
                card, card.on(), null, card.settings(), null, THROTTLE_MINUTES, null, null, null, null, null, null);
    }

    String key() {
        return card.key();
    }

    Severity severityOf(Severity noticed) {
        return severity == null ? noticed : severity;
    }

    /** The first instant at or after this one at which an alert of that severity may be told. */
    Instant loudAt(Instant at, Severity severity) {
        return quiet == null || (severity == Severity.CRITICAL && quiet.criticalPasses()) ? at : quiet.loudAt(at);
    }
}

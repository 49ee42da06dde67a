package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.runs.RunOverview;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Runs that wait for a node longer, or in greater number, than they should. */
@Component
class GrowingQueue implements AlertSource {
    private final RunOverview runs;
    private final InstantSource clock;

    GrowingQueue(RunOverview runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public String rule() {
        return "queue-growing";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        RunOverview.Queue queue = runs.queue(tenant);
        Instant oldest = queue.oldest();
        if (oldest == null) {
            return List.of();
        }
        long minutes = Duration.between(oldest, clock.instant()).toMinutes();
        boolean late = minutes >= settings.getOrDefault("minutes", 15);
        boolean many = queue.runs() > settings.getOrDefault("runs", 1000);
        if (!late && !many) {
            return List.of();
        }
        return List.of(new Finding(
                "runs",
                Severity.WARNING,
                "The queue of runs grows",
                "%d runs wait for a node, the oldest since %s (UTC). Is a node working? More threads (salessync.runs.threads) or another node take more at a time."
                        .formatted(queue.runs(), oldest),
                "/runs?state=QUEUED",
                null));
    }
}

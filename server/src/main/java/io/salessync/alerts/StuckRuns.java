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

/** Runs that a node works on and that tell of no progress. */
@Component
class StuckRuns implements AlertSource {
    private static final int MOST = 50;

    private final RunOverview runs;
    private final InstantSource clock;

    StuckRuns(RunOverview runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public String rule() {
        return "run-stuck";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        Instant now = clock.instant();
        Duration longest = Duration.ofMinutes(settings.getOrDefault("minutes", 30));
        return runs.silent(tenant, now.minus(longest), MOST).stream()
                .map(run -> new Finding(
                        run.id().toString(),
                        Severity.WARNING,
                        "“%s” is stuck".formatted(run.title()),
                        "The run has told of no progress since %s (UTC).%s Look at its log; cancel and retry it if it does nothing."
                                .formatted(
                                        run.progressAt(),
                                        run.message() == null ? "" : " The last it said: " + run.message() + "."),
                        "/runs/" + run.id(),
                        run.id().value()))
                .toList();
    }
}

package io.salessync.mapping;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at the ends of mappings once an hour: people hear that a mapped field is gone before a run falls over it. */
@Component
final class DriftAlerts implements AlertSource {
    private static final Logger log = LoggerFactory.getLogger(DriftAlerts.class);
    private static final Duration BETWEEN = Duration.ofHours(1);

    private final PostgresMappings mappings;
    private final InstantSource clock;

    DriftAlerts(PostgresMappings mappings, InstantSource clock) {
        this.mappings = mappings;
        this.clock = clock;
    }

    @Override
    public String rule() {
        return "mapping-drift";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        Instant now = clock.instant();
        List<Finding> found = new ArrayList<>();
        for (PostgresMappings.Stored stored : mappings.all(tenant)) {
            for (Drift.Finding finding : drift(tenant, stored, now)) {
                found.add(new Finding(
                        stored.id() + " " + finding.side() + " " + finding.field() + " " + finding.what(),
                        finding.breaks() ? Severity.CRITICAL : Severity.WARNING,
                        "The mapping “%s” is behind: %s".formatted(stored.map().name(), finding.field()),
                        finding.message(),
                        "/mappings/" + stored.id(),
                        null));
            }
        }
        return found;
    }

    private List<Drift.Finding> drift(TenantId tenant, PostgresMappings.Stored stored, Instant now) {
        List<Drift.Finding> last = stored.drift() == null ? List.of() : stored.drift();
        boolean fresh =
                stored.checkedAt() != null && stored.checkedAt().plus(BETWEEN).isAfter(now);
        if (fresh) {
            return last;
        }
        try {
            return mappings.look(tenant, stored.id());
        } catch (Problem unreachable) {
            // a connection that is ill has an alert of its own
            log.debug("The ends of mapping {} cannot be asked: {}", stored.id(), unreachable.detail());
            return last;
        }
    }
}

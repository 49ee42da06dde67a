package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionLimits;
import io.salessync.connectors.Connections;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Daily limits of vendors that are nearly used up. Limits of a minute are spent all the time and no matter. */
@Component
class SpentBudgets implements AlertSource {
    private final Connections connections;
    private final ConnectionLimits limits;

    SpentBudgets(Connections connections, ConnectionLimits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    @Override
    public String rule() {
        return "budget-nearly-spent";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        int percent = settings.getOrDefault("percentLeft", 10);
        List<Finding> found = new ArrayList<>();
        for (Connection connection : connections.all(tenant)) {
            for (ConnectionLimits.Limit limit : limits.limits(connection)) {
                Long quota = limit.quota();
                Long left = limit.remaining();
                if (limit.windowSeconds() == null
                        && left != null
                        && (quota == null ? left == 0 : quota > 0 && left * 100 < quota * percent)) {
                    found.add(new Finding(
                            connection.id() + "/" + limit.policy(),
                            left == 0 ? Severity.CRITICAL : Severity.WARNING,
                            left == 0
                                    ? "The day's budget of “%s” is spent".formatted(connection.name())
                                    : "The day's budget of “%s” is nearly spent".formatted(connection.name()),
                            "%d of %s calls for the day are left%s. What needs more waits until then."
                                    .formatted(
                                            left,
                                            quota == null ? "an untold number of" : quota.toString(),
                                            limit.resetsAt() == null
                                                    ? ""
                                                    : "; it starts anew at " + limit.resetsAt() + " (UTC)"),
                            "/connections/" + connection.id(),
                            null));
                }
            }
        }
        return found;
    }
}

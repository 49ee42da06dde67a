package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.connectors.Connections;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Connections that the last call or test found unhealthy. */
@Component
class SickConnections implements AlertSource {
    private final Connections connections;

    SickConnections(Connections connections) {
        this.connections = connections;
    }

    @Override
    public String rule() {
        return "connection-needs-sign-in";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        return connections.all(tenant).stream()
                .filter(connection -> Boolean.FALSE.equals(connection.healthy()))
                .map(connection -> new Finding(
                        connection.id().toString(),
                        Severity.CRITICAL,
                        "The connection “%s” needs attention".formatted(connection.name()),
                        "%s says: %s. Test it on its page; where the token is refused, give a new one."
                                .formatted(
                                        connection.vendor(),
                                        connection.healthMessage() == null ? "no reason" : connection.healthMessage()),
                        "/connections/" + connection.id(),
                        null))
                .toList();
    }
}

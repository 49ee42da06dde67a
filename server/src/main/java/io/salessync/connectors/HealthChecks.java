package io.salessync.connectors;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Asks connections that were found unhealthy whether they are well again, so that nobody has to press a button. */
@Component
@EnableScheduling
class HealthChecks {
    private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);

    private final Tenants tenants;
    private final Connections connections;
    private final List<VendorConnector> connectors;

    HealthChecks(Tenants tenants, Connections connections, List<VendorConnector> connectors) {
        this.tenants = tenants;
        this.connections = connections;
        this.connectors = connectors;
    }

    @Scheduled(
            initialDelayString = "${salessync.connectors.health-every:2m}",
            fixedDelayString = "${salessync.connectors.health-every:2m}")
    void check() {
        for (Tenant tenant : tenants.all()) {
            for (Connection connection : connections.all(tenant.id())) {
                if (Boolean.FALSE.equals(connection.healthy())) {
                    ask(connection);
                }
            }
        }
    }

    private void ask(Connection connection) {
        try {
            connectors.stream()
                    .filter(connector -> connector.vendor().equals(connection.vendor()))
                    .findFirst()
                    .ifPresent(connector -> connector.whoAmI(connection));
        } catch (Problem stillUnwell) {
            // the call itself has written what it found
            log.debug("Connection {} is still unhealthy: {}", connection.id(), stillUnwell.detail());
        }
    }
}

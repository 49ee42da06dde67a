package io.salessync.outreach.sending;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Who speaks to the service of an account. */
@Component("outreachVendors")
class Vendors {
    private final Connections connections;
    private final ObjectProvider<OutreachConnector> connectors;

    Vendors(Connections connections, ObjectProvider<OutreachConnector> connectors) {
        this.connections = connections;
        this.connectors = connectors;
    }

    /** A connection and what speaks through it. */
    record At(Connection connection, OutreachConnector connector) {}

    Optional<At> of(TenantId tenant, Sender sender) {
        return sender.connection() == null
                ? Optional.empty()
                : all(tenant).stream()
                        .filter(at -> at.connection().id().equals(sender.connection()))
                        .findFirst();
    }

    /** All connections to outreach services. */
    List<At> all(TenantId tenant) {
        return connections.all(tenant).stream()
                .flatMap(connection -> connectors.stream()
                        .filter(connector -> connector.vendor().equals(connection.vendor()))
                        .findFirst()
                        .map(connector -> new At(connection, connector))
                        .stream())
                .toList();
    }
}

package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The hosts of CRMs that are known by their names, and those that connections to a CRM lead to. */
@Component
final class CrmHosts implements ReviewedHosts {
    private final Connections connections;
    private final List<CrmConnector> connectors;

    CrmHosts(Connections connections, List<CrmConnector> connectors) {
        this.connections = connections;
        this.connectors = connectors;
    }

    @Override
    public Optional<String> of(TenantId tenant, URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        Optional<String> known = connectors.stream()
                .filter(connector -> connector.isItsHost(host))
                .map(connector -> connector.profile().title())
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        return connections.all(tenant).stream()
                .filter(connection ->
                        connectors.stream().anyMatch(one -> one.vendor().equals(connection.vendor())))
                .filter(connection ->
                        host.equalsIgnoreCase(connection.endpoint().getHost())
                                && port(address) == port(connection.endpoint()))
                .map(connection -> "the CRM of the connection “%s”".formatted(connection.name()))
                .findFirst();
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
    }
}

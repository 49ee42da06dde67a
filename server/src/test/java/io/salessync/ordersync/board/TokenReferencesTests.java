package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.Connections;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.mapping.Environment;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenReferencesTests {
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final URI STARTED = URI.create("http://127.0.0.1:9123/monday/v2");
    private static final URI USUAL = URI.create("http://127.0.0.1:8090/monday/v2");

    private final Map<String, Connection> kept = new HashMap<>();

    private final Connections connections = new Connections() {
        @Override
        public List<Connection> all(TenantId tenant) {
            return List.copyOf(kept.values());
        }

        @Override
        public Optional<Connection> named(TenantId tenant, String name) {
            return Optional.ofNullable(kept.get(name));
        }

        @Override
        public Connection ensure(
                TenantId tenant, String vendor, String name, URI endpoint, String token, boolean fromUser) {
            Connection connection = new Connection(
                    tenant,
                    new ConnectionId(UUID.randomUUID()),
                    vendor,
                    name,
                    endpoint,
                    java.util.Map.of(),
                    null,
                    null,
                    null);
            kept.put(name, connection);
            return connection;
        }

        @Override
        public Connection ensure(
                TenantId tenant,
                String vendor,
                String name,
                URI endpoint,
                java.util.Map<String, String> settings,
                boolean fromUser) {
            throw new UnsupportedOperationException();
        }
    };

    @Test
    void aProcessThatDoesNotKnowWhereTheSandboxListensLeavesTheAddressAsItIs() {
        assertThat(endpoint("sandbox:t", USUAL, true)).isEqualTo(USUAL);
        assertThat(endpoint("sandbox:t", STARTED, false)).isEqualTo(STARTED);
        assertThat(endpoint("sandbox:t", USUAL, true)).isEqualTo(STARTED);
        assertThat(endpoint("sandbox:t", USUAL, false)).isEqualTo(USUAL);
    }

    @Test
    void aTokenThatIsASecretGoesWhereTheMappingSays() {
        assertThat(endpoint("env:T", STARTED, false)).isEqualTo(STARTED);
        assertThat(endpoint("env:T", USUAL, true)).isEqualTo(USUAL);
    }

    private URI endpoint(String token, URI endpoint, boolean byDefault) {
        Environment environment = new Environment(
                "dev",
                "monday",
                List.of("1"),
                token,
                endpoint,
                byDefault,
                "2026-10",
                Duration.ofMinutes(30),
                null,
                Map.of(),
                Map.of());
        return new TokenReferences(Map.of("T", "secret"))
                .connection(TENANT, connections, environment)
                .endpoint();
    }
}

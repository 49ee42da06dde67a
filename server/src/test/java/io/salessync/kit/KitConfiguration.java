package io.salessync.kit;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.Connections;
import io.salessync.connectors.Intents;
import io.salessync.connectors.Sendings;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Puts the test kit's parts into the program. */
@TestConfiguration(proxyBeanMethods = false)
public class KitConfiguration {
    @Bean
    @Primary
    MovableClock movableClock() {
        return new MovableClock();
    }

    @Bean
    @Primary
    KitPause kitPause(MovableClock clock) {
        return new KitPause(clock);
    }

    @Bean
    TenantKit tenantKit(Tenants tenants) {
        return new TenantKit(tenants);
    }

    @Bean
    BoardKit boardKit(
            BoardConnector connector, Connections connections, Intents intents, Database database, TenantKit tenants) {
        return new BoardKit(connector, connections, intents, database, tenants);
    }

    @Bean
    PlayedOutreach playedOutreach(Sendings sendings, InstantSource clock) {
        return new PlayedOutreach(sendings, clock);
    }

    @Bean
    AccessKit accessKit(Accounts accounts) {
        return new AccessKit(accounts);
    }

    /** Makes users who can call the API. */
    public record AccessKit(Accounts accounts) {
        public static final String PASSWORD = "violet harbour 7 lamps";

        public User user(TenantId tenant, Role role) {
            String word = UUID.randomUUID().toString().substring(0, 8);
            return accounts.createUser(tenant, word + "@example.org", "User " + word, role, PASSWORD);
        }

        /** The API key of a new user with all permissions of that role. */
        public String key(TenantId tenant, Role role) {
            String key = "ss_test-" + UUID.randomUUID();
            accounts.fixApiKey(tenant, user(tenant, role).id(), "test", key, role.permissions());
            return key;
        }
    }

    /** Makes tenants, so that each test has data of its own. */
    public record TenantKit(Tenants tenants) {
        public Tenant fresh() {
            String slug = "t-" + UUID.randomUUID().toString().substring(0, 13);
            return tenants.create(slug, "Tenant " + slug);
        }
    }
}

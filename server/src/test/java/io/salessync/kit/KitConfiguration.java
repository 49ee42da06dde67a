package io.salessync.kit;

import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
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
    TenantKit tenantKit(Tenants tenants) {
        return new TenantKit(tenants);
    }

    /** Makes tenants, so that each test has data of its own. */
    public record TenantKit(Tenants tenants) {
        public Tenant fresh() {
            String slug = "t-" + UUID.randomUUID().toString().substring(0, 13);
            return tenants.create(slug, "Tenant " + slug);
        }
    }
}

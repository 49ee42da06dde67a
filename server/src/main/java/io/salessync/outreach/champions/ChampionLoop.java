package io.salessync.outreach.champions;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Looks at champions who are due, for every tenant; every server does, and they share the champions. */
@Component
class ChampionLoop extends TenantUpkeep {
    private final Champions champions;

    ChampionLoop(
            Champions champions,
            Tenants tenants,
            // tests and simulations do it by hand
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-champions", Duration.ofSeconds(10), automatic, tenants, context);
        this.champions = champions;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        champions.step(tenant.id());
    }
}

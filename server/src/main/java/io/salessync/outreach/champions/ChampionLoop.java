package io.salessync.outreach.champions;

import io.salessync.kernel.runs.Upkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Looks at champions who are due, for every tenant; every server does, and they share the champions. */
@Component
class ChampionLoop extends Upkeep {
    private static final Logger log = LoggerFactory.getLogger(ChampionLoop.class);

    private final Champions champions;
    private final Tenants tenants;

    ChampionLoop(
            Champions champions,
            Tenants tenants,
            // tests and simulations do it by hand
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-champions", Duration.ofSeconds(10), automatic, context);
        this.champions = champions;
        this.tenants = tenants;
    }

    @Override
    protected void tidyUp() {
        for (Tenant tenant : tenants.all()) {
            try {
                champions.step(tenant.id());
            } catch (RuntimeException e) {
                // one tenant's trouble is no other's
                log.warn("Champions of {} could not be looked at: {}", tenant.slug(), e.toString());
            }
        }
    }
}

package io.salessync.outreach.sending;

import io.salessync.kernel.runs.Upkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Has the engine do what is due, for every tenant, every few seconds; every server does, and they share the leads. */
@Component("outreachEngineLoop")
class EngineLoop extends Upkeep {
    private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

    private final Engine engine;
    private final Tenants tenants;

    EngineLoop(
            Engine engine,
            Tenants tenants,
            // tests and simulations do it by hand
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-engine", Duration.ofSeconds(5), automatic, context);
        this.engine = engine;
        this.tenants = tenants;
    }

    @Override
    protected void tidyUp() {
        for (Tenant tenant : tenants.all()) {
            try {
                engine.step(tenant.id());
            } catch (RuntimeException e) {
                // one tenant's trouble is no other's
                log.warn("Outreach of {} could not be stepped: {}", tenant.slug(), e.toString());
            }
        }
    }
}

package io.salessync.outreach.sending;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Has the engine do what is due, for every tenant, every few seconds; every server does, and they share the leads. */
@Component("outreachEngineLoop")
class EngineLoop extends TenantUpkeep {
    private final Engine engine;

    EngineLoop(
            Engine engine,
            Tenants tenants,
            // tests and simulations do it by hand
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-engine", Duration.ofSeconds(5), automatic, tenants, context);
        this.engine = engine;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        engine.step(tenant.id());
    }
}

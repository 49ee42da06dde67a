package io.salessync.outreach.email;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Tells of visits of mails, every quarter of a minute. */
@Component("outreachVisitLoop")
final class VisitLoop extends TenantUpkeep {
    private final MailVisits visits;

    VisitLoop(
            Tenants tenants,
            MailVisits visits,
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-visits", Duration.ofSeconds(15), automatic, tenants, context);
        this.visits = visits;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        visits.settle(tenant.id());
    }
}

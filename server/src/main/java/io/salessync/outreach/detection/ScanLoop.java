package io.salessync.outreach.detection;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Steps the looks of all tenants again and again, and handles news as they come. */
@Component
final class ScanLoop extends TenantUpkeep {
    private static final Logger log = LoggerFactory.getLogger(ScanLoop.class);

    private final Scans scans;
    private final ObjectProvider<NewsDesk> desk;
    private final boolean automatic;
    private final Set<TenantId> handling = ConcurrentHashMap.newKeySet();

    ScanLoop(
            Tenants tenants,
            Scans scans,
            ObjectProvider<NewsDesk> desk,
            ScanBounds bounds,
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-scans", bounds.every(), automatic, tenants, context);
        this.scans = scans;
        this.desk = desk;
        this.automatic = automatic;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        scans.step(tenant.id());
    }

    /** News came in: handled now where this server does so by itself, beside looks that take their time. */
    void soon(TenantId tenant) {
        if (automatic && handling.add(tenant)) {
            Thread.startVirtualThread(() -> {
                handling.remove(tenant);
                try {
                    desk.getObject().handle(tenant);
                } catch (RuntimeException e) {
                    log.warn("News could not be handled now: {}", e.toString());
                }
            });
        }
    }
}

package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/**
 * {@link Upkeep} of one tenant after the other. One's trouble is no other's: it is said when it begins, changes and ends, and the others
 * have their turn. A server that stops begins with no further tenant.
 */
public abstract class TenantUpkeep extends Upkeep {
    private static final Logger log = LoggerFactory.getLogger(TenantUpkeep.class);

    private final String name;
    private final Tenants tenants;
    private final ApplicationContext context;
    private final Map<TenantId, String> troubles = new ConcurrentHashMap<>();

    /**
     * @param name of the thread, and what is said to go on where it fails
     * @param interval from the end of one round to the beginning of the next
     * @param wanted whether it is to be done at all
     */
    protected TenantUpkeep(
            String name, Duration interval, boolean wanted, Tenants tenants, ApplicationContext context) {
        super(name, interval, wanted, context);
        this.name = name;
        this.tenants = tenants;
        this.context = context;
    }

    /** Once for that tenant; whatever it throws is logged, and it is done again in the next round. */
    protected abstract void tidyUp(Tenant tenant);

    @Override
    protected final void tidyUp() {
        for (Tenant tenant : tenants.all()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                tidyUp(tenant);
                context.getBeanProvider(Rounds.class).ifAvailable(rounds -> rounds.came(name, tenant.id()));
                if (troubles.remove(tenant.id()) != null) {
                    log.info("{} of {} goes well again", name, tenant.slug());
                }
            } catch (RuntimeException e) {
                String trouble = e.toString();
                if (!trouble.equals(troubles.put(tenant.id(), trouble))) {
                    log.warn("{} of {} failed and is tried again: {}", name, tenant.slug(), trouble);
                }
            }
        }
    }
}

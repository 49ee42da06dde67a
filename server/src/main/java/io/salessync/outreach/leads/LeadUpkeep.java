package io.salessync.outreach.leads;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Every minute: lets go of leads that a dead node held, folds counts, and measures how many leads stand where and how many are stuck. */
@Component
class LeadUpkeep extends TenantUpkeep {
    private final Database database;
    private final InstantSource clock;
    private final MultiGauge counts;
    private final MultiGauge stuck;
    private final Map<TenantId, Measured> measured = new ConcurrentHashMap<>();

    LeadUpkeep(
            Database database,
            Tenants tenants,
            InstantSource clock,
            MeterRegistry registry,
            ApplicationContext context) {
        super("outreach-leads", Duration.ofMinutes(1), true, tenants, context);
        this.database = database;
        this.clock = clock;
        this.counts = MultiGauge.builder("salessync.outreach.leads")
                .description("Leads by state")
                .register(registry);
        this.stuck = MultiGauge.builder("salessync.outreach.stuck")
                .description(
                        "Leads at work with neither a time nor a reason, or whose time passed long ago; has to be 0")
                .register(registry);
    }

    private record Measured(List<MultiGauge.Row<?>> states, MultiGauge.Row<?> stuck) {}

    @Override
    protected void tidyUp(Tenant tenant) {
        Instant now = clock.instant();
        measured.put(tenant.id(), database.inTenant(tenant.id(), sql -> {
            Stuck.release(sql, tenant.id(), now);
            Counts.fold(sql);
            Tags tags = Tags.of("tenant", tenant.slug());
            List<MultiGauge.Row<?>> states = new ArrayList<>();
            Counts.states(sql, tenant.id(), null)
                    .forEach((state, count) -> states.add(MultiGauge.Row.of(tags.and("state", state.name()), count)));
            return new Measured(
                    states,
                    MultiGauge.Row.of(tags, Stuck.of(sql, tenant.id(), now).size()));
        }));
        List<MultiGauge.Row<?>> all = new ArrayList<>();
        measured.values().forEach(one -> all.addAll(one.states()));
        counts.register(all, true);
        List<MultiGauge.Row<?>> found = new ArrayList<>();
        measured.values().forEach(one -> found.add(one.stuck()));
        stuck.register(found, true);
    }
}

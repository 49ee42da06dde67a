package io.salessync.outreach.leads;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.salessync.kernel.runs.Upkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Every minute: lets go of leads that a dead node held, folds counts, and measures how many leads stand where and how many are stuck. */
@Component
class LeadUpkeep extends Upkeep {
    private final Database database;
    private final Tenants tenants;
    private final InstantSource clock;
    private final MultiGauge counts;
    private final MultiGauge stuck;

    LeadUpkeep(
            Database database, Tenants tenants, InstantSource clock, MeterRegistry registry, ApplicationContext context) {
        super("outreach-leads", Duration.ofMinutes(1), true, context);
        this.database = database;
        this.tenants = tenants;
        this.clock = clock;
        this.counts = MultiGauge.builder("salessync.outreach.leads")
                .description("Leads by state")
                .register(registry);
        this.stuck = MultiGauge.builder("salessync.outreach.stuck")
                .description("Leads at work with neither a time nor a reason, or whose time passed long ago; has to be 0")
                .register(registry);
    }

    @Override
    protected void tidyUp() {
        Instant now = clock.instant();
        List<MultiGauge.Row<?>> states = new ArrayList<>();
        List<MultiGauge.Row<?>> found = new ArrayList<>();
        for (Tenant tenant : tenants.all()) {
            database.runInTenant(tenant.id(), sql -> {
                Stuck.release(sql, tenant.id(), now);
                Counts.fold(sql);
                Tags tags = Tags.of("tenant", tenant.slug());
                Counts.states(sql, tenant.id(), null)
                        .forEach((state, count) -> states.add(MultiGauge.Row.of(tags.and("state", state.name()), count)));
                found.add(MultiGauge.Row.of(tags, Stuck.of(sql, tenant.id(), now).size()));
            });
        }
        counts.register(states, true);
        stuck.register(found, true);
    }
}

package io.salessync.outreach.leads;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Leads that nothing is done about although their time came. */
@Component
class StuckLeads implements AlertSource {
    private final Database database;
    private final InstantSource clock;

    StuckLeads(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String rule() {
        return "outreach-lead-stuck";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        List<Stuck.Found> found = database.inTenant(tenant, sql -> Stuck.of(sql, tenant, clock.instant()));
        return found.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        "leads",
                        Severity.WARNING,
                        found.size() == 1 ? "A lead is stuck" : "%d leads are stuck".formatted(found.size()),
                        "“%s”: %s Look whether the outreach engine runs; “repair” has a lead looked at anew."
                                .formatted(Names.shown(found.getFirst().name()), found.getFirst().why()),
                        "/outreach/leads/" + found.getFirst().lead(),
                        null));
    }
}

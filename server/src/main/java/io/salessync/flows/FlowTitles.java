package io.salessync.flows;

import static io.salessync.flows.jooq.Tables.FLOW;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.SubjectTitles;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells the logs what the flows are called. */
@Component
final class FlowTitles implements SubjectTitles {
    private final Database database;

    FlowTitles(Database database) {
        this.database = database;
    }

    @Override
    public Map<UUID, String> titles(TenantId tenant, Collection<UUID> subjects) {
        return database.inTenant(
                tenant,
                sql -> sql.select(FLOW.FLOW_ID, FLOW.TITLE)
                        .from(FLOW)
                        .where(FLOW.TENANT_ID.eq(tenant.value()).and(FLOW.FLOW_ID.in(subjects)))
                        .fetchMap(FLOW.FLOW_ID, FLOW.TITLE));
    }
}

package io.salessync.outreach.inbox;

import io.salessync.customers.CustomerListener;
import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** What erased people said goes with them. */
@Component("outreachErasedPeople")
class ErasedPeople implements CustomerListener {
    private static final String NEWS = """
            DELETE FROM outreach.news n USING outreach.conversation c, outreach.message m
            WHERE c.tenant_id = ? AND m.tenant_id = c.tenant_id AND m.conversation_id = c.conversation_id AND n.tenant_id = c.tenant_id
              AND n.kind IN ('MESSAGED', 'MAILED') AND right(n.key, length(m.vendor_id)) = m.vendor_id AND c.person_id = ANY (?::uuid[])
            """;

    @Override
    public void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        UUID[] ids = people.toArray(UUID[]::new);
        sql.execute(
                "UPDATE outreach.conversation c SET person_id = l.person_id FROM outreach.lead l WHERE c.tenant_id = ? AND l.tenant_id = c.tenant_id"
                        + " AND l.lead_id = c.lead_id AND l.person_id = ANY (?::uuid[]) AND c.person_id IS NULL",
                tenant.value(),
                ids);
        sql.execute(NEWS, tenant.value(), ids);
        sql.execute(
                "DELETE FROM outreach.conversation WHERE tenant_id = ? AND person_id = ANY (?::uuid[])",
                tenant.value(),
                ids);
    }
}

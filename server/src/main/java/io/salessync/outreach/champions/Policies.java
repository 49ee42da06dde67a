package io.salessync.outreach.champions;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The settings of each tenant. */
@Component("championPolicies")
class Policies {
    private final JsonMapper json;

    Policies(JsonMapper json) {
        this.json = json;
    }

    /** @param version 0: never set */
    record Kept(Policy policy, long version) {}

    Kept of(DSLContext sql, TenantId tenant) {
        Record row = sql.fetchOne(
                "SELECT document::text AS document, version FROM outreach.champion_settings WHERE tenant_id = ?",
                tenant.value());
        return row == null
                ? new Kept(Policy.STANDARD, 0)
                : new Kept(
                        json.readValue(row.get("document", String.class), Policy.class),
                        row.get("version", Long.class));
    }

    Kept set(DSLContext sql, TenantId tenant, Policy policy, long version) {
        int written = version == 0
                ? sql.execute(
                        "INSERT INTO outreach.champion_settings (tenant_id, document) VALUES (?, ?::jsonb) ON CONFLICT DO NOTHING",
                        tenant.value(),
                        json.writeValueAsString(policy))
                : sql.execute(
                        "UPDATE outreach.champion_settings SET document = ?::jsonb, version = version + 1 WHERE tenant_id = ? AND version = ?",
                        json.writeValueAsString(policy),
                        tenant.value(),
                        version);
        if (written == 0) {
            throw Problem.of(
                    OutreachProblem.CHANGED_MEANWHILE,
                    "Somebody else changed the settings of champions meanwhile. Load them anew and change them again.");
        }
        return of(sql, tenant);
    }
}

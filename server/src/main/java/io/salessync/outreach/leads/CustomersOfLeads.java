package io.salessync.outreach.leads;

import io.salessync.customers.CustomerListener;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Leads follow what happens to customers: merges, and erasing, after which only hashes stay. */
@Component
class CustomersOfLeads implements CustomerListener {
    private static final String PROGRAM = "outreach";

    private final PostgresLeads leads;
    private final PostgresSuppressions suppressions;

    CustomersOfLeads(PostgresLeads leads, PostgresSuppressions suppressions) {
        this.leads = leads;
        this.suppressions = suppressions;
    }

    private static List<Lead> of(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        return sql.fetch(
                        "SELECT * FROM outreach.lead WHERE tenant_id = ? AND person_id = ANY (?::uuid[]) ORDER BY entered_at, lead_id FOR UPDATE",
                        tenant.value(),
                        TenantRows.ids(people))
                .map(Rows::lead);
    }

    /** The lead that came first goes on; another of the same person that is at work ends. */
    @Override
    public void merged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        List<Lead> both = of(sql, tenant, List.of(kept, gone));
        if (both.isEmpty()) {
            return;
        }
        Admissions.alone(sql, tenant);
        Instant now = leads.now();
        List<Lead> working = both.stream().filter(lead -> !lead.state().ended()).toList();
        List<Leads.Going> going = new ArrayList<>();
        for (Lead lead : working.subList(Math.min(1, working.size()), working.size())) {
            going.add(new Leads.Going(
                    lead,
                    new Leads.Move(
                            LeadState.SUPPRESSED,
                            "same_person",
                            lead.step(),
                            null,
                            null,
                            null,
                            0,
                            null,
                            null,
                            new Leads.Happening(
                                    EventKind.SUPPRESSED,
                                    now,
                                    lead.step(),
                                    "",
                                    null,
                                    "Two customers turned out to be one person, who is at work as another lead.",
                                    Map.of(
                                            "source",
                                            "merge",
                                            "merge",
                                            merge.toString(),
                                            "other",
                                            working.getFirst().id().toString()),
                                    PROGRAM))));
        }
        leads.moveAll(sql, tenant, going);
        UUID[] ids = TenantRows.ids(both.stream()
                .filter(lead -> gone.equals(lead.person()))
                .map(Lead::id)
                .toList());
        sql.execute(
                "UPDATE outreach.lead SET person_id = ?, row_version = row_version + 1 WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                kept,
                tenant.value(),
                ids);
        sql.execute(
                "DELETE FROM outreach.lead_key WHERE tenant_id = ? AND kind = 'PERSON' AND lead_id = ANY (?::uuid[])",
                tenant.value(),
                ids);
        if (!working.isEmpty()) {
            PostgresLeads.keys(sql, tenant, List.of(working.getFirst().id()));
        }
    }

    /** Leads stay with the one who is kept: what was said to them was said to that person as far as anybody knew. */
    @Override
    public void unmerged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        // nothing: a lead that was ended by the merge can be brought back by hand
    }

    @Override
    public void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        List<Lead> all = of(sql, tenant, people);
        if (all.isEmpty()) {
            return;
        }
        suppressions.erase(
                sql,
                tenant,
                all.stream()
                        .flatMap(lead -> Stream.of(
                                new Suppressions.Wish(
                                        Suppressions.Kind.EMAIL,
                                        lead.email() == null ? "" : lead.email(),
                                        "erased on request",
                                        null),
                                new Suppressions.Wish(
                                        Suppressions.Kind.LINKEDIN,
                                        lead.linkedin() == null ? "" : lead.linkedin(),
                                        "erased on request",
                                        null)))
                        .filter(wish -> !wish.value().isEmpty())
                        .distinct()
                        .toList());
        UUID[] ids = TenantRows.ids(all.stream().map(Lead::id).toList());
        Instant now = leads.now();
        List<Lead> working = leads.leads(sql, tenant, List.of(ids)).stream()
                .filter(lead -> !lead.state().ended())
                .toList();
        leads.moveAll(
                sql,
                tenant,
                working.stream()
                        .map(lead -> PostgresSuppressions.end(
                                lead, "erased on request", Suppressions.Kind.EMAIL, now, PROGRAM))
                        .toList());
        sql.execute(
                "UPDATE outreach.lead SET name = 'erased', company = '', company_key = '', company_name = '', email = NULL, linkedin = NULL,"
                        + " fields = '{}', blocker_note = NULL, row_version = row_version + 1 WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                tenant.value(),
                ids);
        for (String words : List.of(
                "DELETE FROM outreach.lead_search WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "DELETE FROM outreach.lead_key WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "DELETE FROM outreach.identity WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "UPDATE outreach.event SET note = 'erased', evidence = NULL WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "DELETE FROM outreach.mail WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "UPDATE outreach.touch SET subject = NULL, text = NULL, evidence = NULL WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                "UPDATE outreach.task SET text = '', note = NULL WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])")) {
            sql.execute(words, tenant.value(), ids);
        }
    }
}

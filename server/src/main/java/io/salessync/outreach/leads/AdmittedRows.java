package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.leads.Admissions.Ready;
import io.salessync.outreach.leads.Admissions.Terms;
import io.salessync.outreach.leads.Leads.Happening;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Writes leads that were taken in, with their story and what they had elsewhere. */
final class AdmittedRows {
    private static final List<String> LEAD = List.of(
            "tenant_id",
            "lead_id",
            "sequence_id",
            "version",
            "person_id",
            "name",
            "company",
            "company_key",
            "company_name",
            "email",
            "linkedin",
            "fields",
            "zone",
            "country",
            "state",
            "step",
            "next_at",
            "entered_at",
            "changed_at",
            "step_at",
            "invited_at",
            "connected_at",
            "replied_at",
            "ended_at",
            "row_version",
            "tries");
    private static final List<String> TOUCH = List.of(
            "tenant_id",
            "touch_id",
            "lead_id",
            "sequence_id",
            "version",
            "step",
            "variant",
            "action",
            "state",
            "evidence",
            "decided_at",
            "done_at",
            "settled_at");

    private AdmittedRows() {}

    static void write(
            PostgresLeads leads,
            DSLContext sql,
            TenantId tenant,
            Collection<Ready> taken,
            String who,
            Terms terms,
            Instant now) {
        if (taken.isEmpty()) {
            return;
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<Map<String, @Nullable Object>> words = new ArrayList<>();
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        List<Map<String, @Nullable Object>> marks = new ArrayList<>();
        List<UUID> working = new ArrayList<>();
        for (Ready one : taken) {
            Lead lead = one.lead();
            rows.add(Rows.whole(tenant, lead));
            Map<String, @Nullable Object> word = TenantRows.of(tenant);
            word.put("lead_id", lead.id());
            word.put("search", Names.search(lead));
            words.add(word);
            Map<String, Object> evidence = new LinkedHashMap<>();
            evidence.put("source", terms.source());
            if (one.entrant().candidate().row() > 0) {
                evidence.put("row", one.entrant().candidate().row());
            }
            events.add(Rows.event(
                    tenant,
                    lead,
                    null,
                    lead.state(),
                    new Happening(
                            EventKind.ENTERED,
                            now,
                            lead.step(),
                            "",
                            null,
                            "Taken in by %s (%s).".formatted(who, terms.source()),
                            evidence,
                            who)));
            EventKind earlier = earlier(lead.state());
            if (earlier != null) {
                // who replied there may have been neither invited nor connected by what the file says
                Instant since = Stream.of(lead.repliedAt(), lead.connectedAt(), lead.invitedAt())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(now);
                String step = one.done().isEmpty() ? null : one.done().getLast().id();
                events.add(Rows.event(
                        tenant,
                        lead,
                        null,
                        lead.state(),
                        new Happening(
                                earlier,
                                since,
                                step,
                                "",
                                null,
                                "Done before the lead came here, as the import says: it is not done again.",
                                Map.of("source", "import", "said", lead.state().name()),
                                who)));
            }
            for (Step step : one.done()) {
                Instant since = Objects.requireNonNullElse(
                        lead.invitedAt(), Objects.requireNonNullElse(lead.connectedAt(), now));
                marks.add(mark(tenant, lead, step, since, "import"));
            }
            if (!lead.state().ended()) {
                working.add(lead.id());
            }
        }
        TenantRows.insert(sql, "outreach.lead", LEAD, rows);
        TenantRows.insert(sql, "outreach.lead_search", List.of("tenant_id", "lead_id", "search"), words);
        TenantRows.insert(sql, "outreach.touch", TOUCH, marks);
        Rows.events(sql, events);
        PostgresLeads.keys(sql, tenant, working);
        leads.tell(sql, tenant, taken.stream().map(Ready::lead).toList());
    }

    /** Stands for a step that was done elsewhere: its uniqueness keeps it from ever being done by us. */
    static Map<String, @Nullable Object> mark(TenantId tenant, Lead lead, Step step, Instant at, String source) {
        Map<String, @Nullable Object> mark = TenantRows.of(tenant);
        mark.put("touch_id", UUID.randomUUID());
        mark.put("lead_id", lead.id());
        mark.put("sequence_id", lead.sequence());
        mark.put("version", lead.version());
        mark.put("step", step.id());
        mark.put("variant", "");
        mark.put("action", Documents.action(step));
        mark.put("state", "DONE");
        mark.put("evidence", Map.of("source", source));
        mark.put("decided_at", at);
        mark.put("done_at", at);
        mark.put("settled_at", at);
        return mark;
    }

    static void marks(DSLContext sql, List<Map<String, @Nullable Object>> marks) {
        TenantRows.insert(sql, "outreach.touch", TOUCH, marks);
    }

    private static @Nullable EventKind earlier(LeadState state) {
        return switch (state) {
            case INVITE_SENT -> EventKind.INVITED;
            case CONNECTED -> EventKind.CONNECTED;
            case REPLIED -> EventKind.REPLIED;
            default -> null;
        };
    }
}

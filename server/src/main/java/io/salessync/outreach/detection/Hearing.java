package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.SequenceDocument.StopOnReply;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Moves leads by what was heard of them. */
@Component
final class Hearing implements Heard {
    private static final String WHO = "outreach";

    /** How long a lead is left alone after a machine's answer that does not say when its person is back. */
    private static final Duration AWAY = Duration.ofDays(5);

    /** People of one company whom one answer stops. */
    private static final int COLLEAGUES = 500;

    private final Leads leads;
    private final Sequences sequences;
    private final InstantSource clock;

    Hearing(Leads leads, Sequences sequences, InstantSource clock) {
        this.leads = leads;
        this.sequences = sequences;
        this.clock = clock;
    }

    @Override
    public String connected(
            DSLContext sql,
            TenantId tenant,
            UUID id,
            UUID sender,
            @Nullable Instant connectedAt,
            Map<String, ? extends @Nullable Object> evidence) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        if (lead == null) {
            return "The lead is gone.";
        }
        // who was told not to be connected any more may be again
        if (lead.connectedAt() != null && lead.state() != LeadState.INVITE_SENT) {
            return "Known: they are connected since "
                    + lead.connectedAt().toString().substring(0, 10) + ".";
        }
        if (lead.sender() != null && !lead.sender().equals(sender)) {
            return "Connected with another sender than the one who writes to them: nothing moved.";
        }
        Instant now = clock.instant();
        Instant at = connectedAt == null || connectedAt.isAfter(now) ? now : connectedAt;
        Map<String, Object> full = new LinkedHashMap<>();
        evidence.forEach((key, value) -> {
            if (value != null) {
                full.put(key, value);
            }
        });
        full.put("seenAt", now.toString());
        if (connectedAt != null) {
            full.put("connectedAt", connectedAt.toString());
            full.put(
                    "lagSeconds", Math.max(0, Duration.between(connectedAt, now).toSeconds()));
        }
        Leads.Happening happening = new Leads.Happening(
                EventKind.CONNECTED, at, lead.step(), "", sender, "They are connected now.", full, WHO);
        if (lead.state().ended()) {
            leads.note(sql, tenant, lead, happening);
            return "They are connected; the lead has ended before.";
        }
        boolean held = lead.state() == LeadState.PAUSED || lead.state() == LeadState.NEEDS_DATA;
        boolean verifies = lead.state() == LeadState.PENDING_VERIFY;
        boolean stays = held || verifies;
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        stays ? lead.state() : LeadState.CONNECTED,
                        null,
                        lead.step(),
                        held ? lead.nextAt() : now,
                        stays ? lead.blocker() : null,
                        stays ? lead.blockerNote() : null,
                        verifies ? lead.tries() : 0,
                        sender,
                        null,
                        happening));
        return "They are connected now.";
    }

    @Override
    public String replied(
            DSLContext sql,
            TenantId tenant,
            UUID id,
            Leads.Channel channel,
            Instant at,
            @Nullable Automatic automatic,
            Map<String, ? extends @Nullable Object> evidence) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        if (lead == null) {
            return "The lead is gone.";
        }
        Instant now = clock.instant();
        Instant said = at.isAfter(now) ? now : at;
        UUID sender = channel == Leads.Channel.EMAIL ? lead.mailSender() : lead.sender();
        if (automatic != null) {
            return putOff(sql, tenant, lead, said, sender, automatic, evidence);
        }
        Map<String, Object> full = new LinkedHashMap<>();
        evidence.forEach((key, value) -> {
            if (value != null) {
                full.put(key, value);
            }
        });
        full.put("seenAt", now.toString());
        Leads.Happening happening = new Leads.Happening(
                EventKind.REPLIED,
                said,
                lead.step(),
                "",
                sender,
                channel == Leads.Channel.EMAIL ? "They answered by mail." : "They answered.",
                full,
                WHO);
        StopOnReply stop = sequences
                .version(sql, tenant, lead.sequence(), lead.version())
                .map(live -> live.document().settings().stop())
                .orElse(StopOnReply.PERSON);
        if (lead.state() == LeadState.REPLIED || lead.state() == LeadState.SUPPRESSED) {
            leads.note(sql, tenant, lead, happening);
            return "They answered again; nothing was to come.";
        }
        if (stop == StopOnReply.NOBODY && !lead.state().ended()) {
            boolean first = lead.repliedAt() == null;
            boolean held = lead.state() == LeadState.PAUSED || lead.state() == LeadState.NEEDS_DATA;
            leads.move(
                    sql,
                    tenant,
                    lead,
                    new Leads.Move(
                            lead.state(),
                            null,
                            lead.step(),
                            first && !held ? now : lead.nextAt(),
                            lead.blocker(),
                            lead.blockerNote(),
                            lead.tries(),
                            null,
                            null,
                            happening));
            return "They answered; the sequence goes on.";
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(LeadState.REPLIED, null, lead.step(), null, null, null, 0, null, null, happening));
        if (stop == StopOnReply.COMPANY && !lead.companyKey().isEmpty()) {
            int stopped = stopColleagues(sql, tenant, lead, said);
            if (stopped > 0) {
                return "They answered: the sequence has ended for them and for " + stopped + " of their company.";
            }
        }
        return "They answered: the sequence has ended for them.";
    }

    private String putOff(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Instant said,
            @Nullable UUID sender,
            Automatic automatic,
            Map<String, ? extends @Nullable Object> evidence) {
        Instant back = automatic.back();
        Instant until = back == null ? said.plus(AWAY) : back;
        String note = back == null
                ? "A machine answered for them (" + automatic.sign() + ")."
                : "They are away until " + back.atZone(ZoneOffset.UTC).toLocalDate() + ", as a machine answered.";
        leads.note(
                sql,
                tenant,
                lead,
                new Leads.Happening(EventKind.AUTO_REPLIED, said, lead.step(), "", sender, note, evidence, WHO));
        Instant next = lead.nextAt();
        boolean moves = !lead.state().ended()
                && lead.state() != LeadState.PENDING_VERIFY
                && lead.state() != LeadState.PAUSED
                && until.isAfter(clock.instant())
                && next != null
                && next.isBefore(until);
        if (!moves) {
            return note + " Nothing was to come before.";
        }
        Lead now = leads.lead(sql, tenant, lead.id()).orElse(lead);
        leads.putOff(sql, tenant, now, until, Blocker.ANSWER, note);
        return note + " The next step waits.";
    }

    private int stopColleagues(DSLContext sql, TenantId tenant, Lead lead, Instant at) {
        List<UUID> ids = sql.fetch(
                        "SELECT lead_id FROM outreach.lead WHERE tenant_id = ? AND company_key = ? AND ended_at IS NULL AND lead_id <> ?"
                                + " ORDER BY lead_id LIMIT ?",
                        tenant.value(),
                        lead.companyKey(),
                        lead.id(),
                        COLLEAGUES)
                .getValues(0, UUID.class);
        int stopped = 0;
        for (UUID id : ids) {
            Lead colleague = leads.locked(sql, tenant, id).orElse(null);
            if (colleague == null || colleague.state().ended()) {
                continue;
            }
            leads.move(
                    sql,
                    tenant,
                    colleague,
                    new Leads.Move(
                            LeadState.SUPPRESSED,
                            "colleague-replied",
                            colleague.step(),
                            null,
                            null,
                            null,
                            0,
                            null,
                            null,
                            new Leads.Happening(
                                    EventKind.SUPPRESSED,
                                    at,
                                    colleague.step(),
                                    "",
                                    colleague.sender(),
                                    "“" + lead.name() + "” of the same company answered.",
                                    Map.of(
                                            "source",
                                            "company",
                                            "lead",
                                            lead.id().toString()),
                                    WHO)));
            stopped++;
        }
        return stopped;
    }
}

package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Invitation;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import io.salessync.outreach.sending.Switches;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads one profile: the surest answer about one person, and one of the day's visits. */
@Component
class ProfileChecks {
    private final Database database;
    private final Leads leads;
    private final Senders senders;
    private final Heard heard;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final InstantSource clock;

    ProfileChecks(
            Database database,
            Leads leads,
            Senders senders,
            Heard heard,
            Connections connections,
            List<OutreachConnector> connectors,
            InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.senders = senders;
        this.heard = heard;
        this.connections = connections;
        this.connectors = connectors;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    private record Subject(Lead lead, Sender sender, String identifier) {}

    /** What a profile says of a lead and its sender, in a sentence. */
    String check(TenantId tenant, UUID id, String who) {
        Subject subject = database.inTenant(tenant, sql -> subject(sql, tenant, id));
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().equals(subject.sender().connection()))
                .findFirst()
                .orElseThrow(() -> Problem.of(OutreachProblem.NOT_AT_HAND, "The sender's connection is gone."));
        OutreachConnector connector = connectors.stream()
                .filter(one -> one.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.NOT_AT_HAND, "Nothing here speaks to '" + connection.vendor() + "'."));
        OutreachAnswer<OutreachProfile> answer =
                connector.profile(connection, subject.sender().account(), subject.identifier(), false, null);
        return switch (answer) {
            case OutreachAnswer.Done<OutreachProfile> done ->
                database.inTenant(tenant, sql -> told(sql, tenant, subject, done.value(), who));
            case OutreachAnswer.Refused<OutreachProfile> refused -> {
                if (refused.fault() == OutreachFault.ACCOUNT_THROTTLED) {
                    database.runInTenant(
                            tenant,
                            sql -> senders.throttled(
                                    sql,
                                    tenant,
                                    subject.sender().id(),
                                    Action.VISIT,
                                    refused.slug(),
                                    refused.message()));
                }
                yield "The service refused it: " + refused.slug() + ".";
            }
            case OutreachAnswer.Unknown<OutreachProfile> unknown -> "No answer came: " + unknown.reason() + ".";
            case OutreachAnswer.NotSent<OutreachProfile> not -> "The service cannot be reached: " + not.reason() + ".";
        };
    }

    private Subject subject(DSLContext sql, TenantId tenant, UUID id) {
        Lead lead = leads.lead(sql, tenant, id)
                .orElseThrow(
                        () -> Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no lead with the id " + id + "."));
        UUID senderId = lead.sender();
        Switches switches = Switches.held(sql, tenant);
        Sender sender =
                senderId == null ? null : senders.locked(sql, tenant, senderId).orElse(null);
        if (sender == null || sender.connection() == null) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND, "“" + lead.name() + "” has no sender yet whose account could look.");
        }
        String off = switches.off(sender);
        if (off != null) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, off + " Nobody looks from it before it is on again.");
        }
        if (sender.consentedAt() == null) {
            throw Problem.of(
                    OutreachProblem.NO_CONSENT,
                    "The owner of “" + sender.name() + "” has not agreed: nobody looks from it.");
        }
        if (sender.bar() != null) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, sender.bar().said(sender));
        }
        Record known = sql.fetchOne(
                "SELECT member FROM outreach.identity WHERE tenant_id = ? AND lead_id = ? AND sender_id = ? AND product = 'CLASSIC'",
                tenant.value(),
                id,
                sender.id());
        String identifier = known == null ? lead.linkedin() : known.get(0, String.class);
        if (identifier == null) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, "“" + lead.name() + "” has no profile to look at.");
        }
        if (!senders.take(sql, tenant, sender.id(), Action.VISIT)) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND,
                    "The visits of “" + sender.name() + "” are used up for today. Try again tomorrow.");
        }
        return new Subject(lead, sender, identifier);
    }

    private String told(DSLContext sql, TenantId tenant, Subject subject, OutreachProfile profile, String who) {
        Lead lead = subject.lead();
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "PROFILE");
        evidence.put("member", profile.id());
        evidence.put("publicId", profile.publicId());
        evidence.put("connected", profile.connected());
        Invitation invitation = profile.invitation();
        evidence.put(
                "invitation", invitation == null ? null : invitation.standing().name());
        evidence.put("who", who);
        if (Boolean.TRUE.equals(profile.connected())) {
            return heard.connected(sql, tenant, lead.id(), subject.sender().id(), null, evidence);
        }
        boolean waits =
                invitation != null && invitation.sentByUs() && invitation.standing() == Invitation.Standing.PENDING;
        String sentence = profile.connected() == null
                ? "The profile does not tell whether they are connected."
                : waits ? "Not connected; the invitation waits." : "Not connected; no invitation waits.";
        leads.note(
                sql,
                tenant,
                lead,
                new Leads.Happening(
                        EventKind.VERIFIED,
                        clock.instant(),
                        lead.step(),
                        "",
                        subject.sender().id(),
                        sentence,
                        evidence,
                        who));
        return sentence;
    }
}

package io.salessync.outreach.sending;

import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reserves everything for a call that was decided: quota, touch, intent and the account itself. All of it in the transaction that decides. */
@Component("outreachReserving")
class Reserving {
    private final Leads leads;
    private final PostgresTouches touches;
    private final PostgresSenders senders;
    private final Sheets sheets;
    private final Intents intents;
    private final Vendors vendors;
    private final List<Channel> channels;
    private final InstantSource clock;

    Reserving(
            Leads leads,
            PostgresTouches touches,
            PostgresSenders senders,
            Sheets sheets,
            Intents intents,
            Vendors vendors,
            ObjectProvider<Channel> channels,
            InstantSource clock) {
        this.leads = leads;
        this.touches = touches;
        this.senders = senders;
        this.sheets = sheets;
        this.intents = intents;
        this.vendors = vendors;
        this.channels = channels.orderedStream().toList();
        this.clock = clock;
    }

    static Touches.Touch touch(
            Lead lead,
            Step step,
            Action action,
            String variant,
            @Nullable String subject,
            @Nullable String text,
            Sender sender,
            Touches.State state,
            Instant now,
            @Nullable Instant due) {
        return new Touches.Touch(
                UUID.randomUUID(),
                lead.id(),
                lead.sequence(),
                lead.version(),
                step.id(),
                variant,
                sender.id(),
                action,
                subject,
                text,
                state,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                null,
                null,
                null,
                due);
    }

    private static Touches.Touch decided(
            Touches.Touch touch, @Nullable UUID intent, @Nullable String body, Instant now) {
        return new Touches.Touch(
                touch.id(),
                touch.lead(),
                touch.sequence(),
                touch.version(),
                touch.step(),
                touch.variant(),
                touch.sender(),
                touch.action(),
                touch.subject(),
                touch.text(),
                Touches.State.DECIDED,
                intent,
                body,
                null,
                null,
                null,
                touch.approvedBy(),
                now,
                null,
                null,
                null,
                null);
    }

    void busy(DSLContext sql, TenantId tenant, Sheet sheet, UUID with, boolean counts) {
        Instant now = clock.instant();
        sql.execute(
                "UPDATE outreach.sender SET busy_until = ?::timestamptz, busy_with = ?, sent_at = CASE WHEN ? THEN ?::timestamptz ELSE sent_at END,"
                        + " started_on = coalesce(started_on, ?::date) WHERE tenant_id = ? AND sender_id = ?",
                PostgresSenders.at(now.plus(Acts.HOLD)),
                with,
                counts,
                PostgresSenders.at(now),
                sheet.today().toString(),
                tenant.value(),
                sheet.sender().id());
    }

    private void probing(DSLContext sql, TenantId tenant, Sender sender, Touches.Touch touch) {
        if (sender.bar() != null) {
            senders.probe(sql, tenant, sender.id(), touch.id());
        }
    }

    /** The call is over. */
    void free(DSLContext sql, TenantId tenant, UUID sender, UUID with) {
        sql.execute(
                "UPDATE outreach.sender SET busy_until = NULL, busy_with = NULL WHERE tenant_id = ? AND sender_id = ? AND busy_with = ?",
                tenant.value(),
                sender,
                with);
    }

    /** Quota, touch and intent in the transaction that decides. */
    Optional<Acts.Call> reserve(DSLContext sql, TenantId tenant, Lead lead, Facts known, Decision.Send send) {
        Sheet sheet = send.sheet();
        Sender sender = sheet.sender();
        Instant now = clock.instant();
        Touches.Touch again = send.again();
        Touches.Touch touch = again != null
                ? again
                : touch(
                        lead,
                        send.step(),
                        send.action(),
                        send.variant(),
                        send.subject(),
                        send.text(),
                        sender,
                        Touches.State.DECIDED,
                        now,
                        null);
        boolean resumed = again != null && again.state() == Touches.State.DECIDED;
        if (send.action() == Action.EMAIL) {
            return mail(sql, tenant, lead, known.document(), send, touch, resumed);
        }
        Vendors.At at = vendors.of(tenant, sender).orElse(null);
        if (at == null) {
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    now.plus(Acts.LOOK_AGAIN),
                    Blocker.CONFIG,
                    "The connection of “%s” is gone, or nothing here speaks to its service.".formatted(sender.name()));
            return Optional.empty();
        }
        OutreachWrite write = null;
        Intent intent = null;
        String body = null;
        if (send.action() != Action.VISIT) {
            String kept = touch.body();
            write = resumed && kept != null ? Writes.write(kept) : write(sql, tenant, lead, known, send, sender);
            String fault = at.connector().fault(write);
            if (fault != null) {
                leads.putOff(sql, tenant, lead, now.plus(Acts.LOOK_AGAIN), Blocker.CONTENT, fault);
                return Optional.empty();
            }
            body = Writes.text(write);
            intent = resumed
                    ? intents.open(tenant, PostgresTouches.INTENT, touch.id().toString()).stream()
                            .findFirst()
                            .orElse(null)
                    : intents.record(
                            sql,
                            tenant,
                            at.connection().id(),
                            null,
                            PostgresTouches.INTENT,
                            touch.id().toString(),
                            at.connector().body(write));
        }
        if (!resumed) {
            touch = decided(touch, intent == null ? null : intent.id(), body, now);
            touches.put(sql, tenant, touch, Acts.working(lead).name());
            if (send.action() == Action.INMAIL) {
                touches.inmail(sql, tenant, touch.id(), send.product(), send.free());
            }
            senders.use(sql, tenant, sheet, send.action(), 1);
            if (send.probe()) {
                sheets.probe(sql, tenant, sheet, send.action(), touch.id());
            }
        }
        probing(sql, tenant, sender, touch);
        busy(sql, tenant, sheet, touch.id(), true);
        return Optional.of(new Acts.Call.Send(lead, sheet, send.step(), touch, write, intent, null, known.identity()));
    }

    private OutreachWrite write(
            DSLContext sql, TenantId tenant, Lead lead, Facts known, Decision.Send send, Sender sender) {
        String text = send.text() == null ? "" : send.text();
        if (send.action() == Action.WITHDRAW) {
            return new OutreachWrite.Withdraw(
                    sender.account(),
                    java.util.Objects.requireNonNull(known.invitation(), "no invitation to take back"));
        }
        String member = java.util.Objects.requireNonNull(
                        known.identity(send.product()), "nobody knows who they are for this account and product")
                .member();
        return switch (send.action()) {
            case INVITE, NOTED_INVITE ->
                new OutreachWrite.Invite(sender.account(), member, send.action() == Action.NOTED_INVITE ? text : null);
            case INMAIL -> new OutreachWrite.Chat(sender.account(), member, send.subject(), text, send.product(), true);
            default -> {
                String chat = chat(sql, tenant, lead, sender);
                yield chat == null
                        ? new OutreachWrite.Chat(
                                sender.account(), member, null, text, OutreachWrite.Product.CLASSIC, false)
                        : new OutreachWrite.Reply(sender.account(), chat, text);
            }
        };
    }

    private static @Nullable String chat(DSLContext sql, TenantId tenant, Lead lead, Sender sender) {
        return sql
                .fetch(
                        "SELECT chat FROM outreach.touch WHERE tenant_id = ? AND lead_id = ? AND sender_id = ? AND chat IS NOT NULL"
                                + " AND action = 'MESSAGE' AND state = 'DONE' ORDER BY done_at DESC LIMIT 1",
                        tenant.value(),
                        lead.id(),
                        sender.id())
                .stream()
                .findFirst()
                .map(row -> row.get(0, String.class))
                .orElse(null);
    }

    static Channel.Outgoing outgoing(
            TenantId tenant, Lead lead, Sender sender, Step step, Touches.Touch touch, SequenceDocument document) {
        return new Channel.Outgoing(
                tenant,
                touch.id(),
                sender,
                lead,
                touch.step(),
                touch.variant(),
                touch.subject() == null ? "" : touch.subject(),
                touch.text() == null ? "" : touch.text(),
                step instanceof Step.Email email && email.sameThread(),
                document.settings().openTracking(),
                document.settings().linkTracking());
    }

    Optional<Channel> channel(Sender sender) {
        return channels.stream().filter(channel -> channel.handles(sender)).findFirst();
    }

    private Optional<Acts.Call> mail(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            SequenceDocument document,
            Decision.Send send,
            Touches.Touch given,
            boolean resumed) {
        Sheet sheet = send.sheet();
        Sender sender = sheet.sender();
        Instant now = clock.instant();
        Touches.Touch touch = given;
        Channel channel = channel(sender).orElse(null);
        if (channel == null) {
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    now.plus(Acts.LOOK_AGAIN),
                    Blocker.CONFIG,
                    "Nothing here sends mails from “%s”.".formatted(sender.name()));
            return Optional.empty();
        }
        Channel.Outgoing outgoing = outgoing(tenant, lead, sender, send.step(), touch, document);
        Intent intent = null;
        if (resumed) {
            intent = intents.open(tenant, PostgresTouches.INTENT, touch.id().toString()).stream()
                    .findFirst()
                    .orElse(null);
        } else {
            switch (channel.draft(sql, outgoing)) {
                case Channel.Draft.Later later -> {
                    leads.putOff(sql, tenant, lead, later.until(), Blocker.QUOTA, later.sentence());
                    return Optional.empty();
                }
                case Channel.Draft.Unfit unfit -> {
                    leads.putOff(sql, tenant, lead, now.plus(Acts.LOOK_AGAIN), Blocker.CONTENT, unfit.sentence());
                    return Optional.empty();
                }
                case Channel.Draft.Ready ready -> {
                    if (sender.connection() != null) {
                        intent = intents.record(
                                sql,
                                tenant,
                                sender.connection(),
                                null,
                                PostgresTouches.INTENT,
                                touch.id().toString(),
                                ready.body());
                    }
                    touch = decided(touch, intent == null ? null : intent.id(), ready.body(), now);
                    touches.put(sql, tenant, touch, Acts.working(lead).name());
                    senders.use(sql, tenant, sheet, Action.EMAIL, 1);
                    if (send.probe()) {
                        sheets.probe(sql, tenant, sheet, Action.EMAIL, touch.id());
                    }
                }
            }
        }
        probing(sql, tenant, sender, touch);
        busy(sql, tenant, sheet, touch.id(), true);
        return Optional.of(new Acts.Call.Send(lead, sheet, send.step(), touch, null, intent, outgoing, null));
    }
}

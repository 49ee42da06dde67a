package io.salessync.outreach.inbox;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.Connections;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import io.salessync.outreach.sending.Switches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What people say from the page: kept before it goes out, sent once, and looked for where nobody knows whether it went. */
@Component
public class Replying {
    private static final String KIND = "outreach.reply";
    private static final int LONGEST = 8_000;
    private static final Duration SLACK = Duration.ofMinutes(2);
    /** A mailbox shows what went out sooner than this. */
    private static final Duration MISSING = Duration.ofMinutes(10);

    private static final Duration GIVEN_UP = Duration.ofDays(2);

    private final Database database;
    private final Senders senders;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final ObjectProvider<ReplyMails> mails;
    private final Intents intents;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Replying(
            Database database,
            Senders senders,
            Connections connections,
            List<OutreachConnector> connectors,
            ObjectProvider<ReplyMails> mails,
            Intents intents,
            Audit audit,
            Live live,
            InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.connections = connections;
        this.connectors = connectors;
        this.mails = mails;
        this.intents = intents;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What is to be sent now; null: nothing, it was before. */
    private sealed interface Prepared {
        record Message(Intent intent, OutreachWrite.Reply write, Connection connection) implements Prepared {}

        /** @param intent null: through the own mail server */
        record Mail(
                ReplyMails.Answering answering,
                String letter,
                @Nullable Intent intent) implements Prepared {}
    }

    /**
     * Says something in a conversation.
     *
     * @param id drawn by the caller: the same one again sends nothing again
     */
    void reply(Actor actor, UUID conversation, UUID id, String text) {
        TenantId tenant = actor.tenant();
        String said = text.strip();
        if (said.isEmpty() || said.length() > LONGEST) {
            throw Problem.of(
                            OutreachProblem.WRONG_REPLY,
                            "A reply has 1 to %,d characters; this one has %,d.".formatted(LONGEST, said.length()))
                    .with("field", "text");
        }
        switch (database.inTenant(tenant, sql -> prepare(sql, actor, conversation, id, said))) {
            case null -> {
                // the same reply came twice
            }
            case Prepared.Message message -> {
                OutreachAnswer<OutreachSent> answer = connector(message.connection())
                        .send(message.connection(), message.intent(), message.write(), null);
                database.runInTenant(tenant, sql -> settle(sql, tenant, conversation, id, message.intent(), answer));
            }
            case Prepared.Mail mail -> {
                OutreachAnswer<OutreachSent> answer =
                        mails.getObject().send(mail.answering(), mail.letter(), mail.intent());
                database.runInTenant(tenant, sql -> {
                    settle(sql, tenant, conversation, id, mail.intent(), answer);
                    if (answer instanceof OutreachAnswer.Done<OutreachSent> done) {
                        mails.getObject().sent(sql, mail.answering(), done.value());
                    }
                });
            }
        }
    }

    private @Nullable Prepared prepare(DSLContext sql, Actor actor, UUID conversation, UUID id, String text) {
        TenantId tenant = actor.tenant();
        Record row = sql.fetchOne(
                "SELECT * FROM outreach.conversation WHERE tenant_id = ? AND conversation_id = ? FOR UPDATE",
                tenant.value(),
                conversation);
        if (row == null) {
            throw unknown(conversation);
        }
        Record before = sql.fetchOne(
                "SELECT conversation_id, text FROM outreach.message WHERE tenant_id = ? AND message_id = ?",
                tenant.value(),
                id);
        if (before != null) {
            if (!before.get("conversation_id", UUID.class).equals(conversation)
                    || !before.get("text", String.class).equals(text)) {
                throw Problem.of(
                                OutreachProblem.WRONG_REPLY,
                                "Another reply has the id " + id + " already. Draw a new one for each reply.")
                        .with("field", "id");
            }
            return null;
        }
        Switches switches = Switches.held(sql, tenant);
        Sender sender =
                senders.locked(sql, tenant, row.get("sender_id", UUID.class)).orElse(null);
        boolean mail = row.get("channel", String.class).equals("EMAIL");
        if (sender == null || sender.connection() == null && !mail || mail && mails.getIfAvailable() == null) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND,
                    "This conversation cannot be answered from here; answer it where it was written.");
        }
        may(sender, switches);
        if (mail) {
            ReplyMails.Answering answering = answering(sql, tenant, row, sender, id, text);
            ReplyMails.Drafted drafted = mails.getObject().draft(sql, answering);
            take(sql, tenant, sender);
            String body = drafted.body();
            ConnectionId through = sender.connection();
            Intent intent = body == null || through == null
                    ? null
                    : intents.record(sql, tenant, through, null, KIND, id.toString(), body);
            keep(sql, actor, conversation, sender, id, text, intent);
            sql.execute(
                    "UPDATE outreach.message SET letter = ?::jsonb, address = ?, subject = ?::text WHERE tenant_id = ? AND message_id = ?",
                    drafted.letter(),
                    answering.address(),
                    answering.subject(),
                    tenant.value(),
                    id);
            return new Prepared.Mail(answering, drafted.letter(), intent);
        }
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().equals(sender.connection()))
                .findFirst()
                .orElseThrow(() ->
                        Problem.of(OutreachProblem.NOT_AT_HAND, "The connection of “" + sender.name() + "” is gone."));
        OutreachWrite.Reply write = new OutreachWrite.Reply(sender.account(), row.get("chat", String.class), text);
        String fault = connector(connection).fault(write);
        if (fault != null) {
            throw Problem.of(OutreachProblem.WRONG_REPLY, fault).with("field", "text");
        }
        take(sql, tenant, sender);
        Intent intent = intents.record(
                sql,
                tenant,
                connection.id(),
                null,
                KIND,
                id.toString(),
                connector(connection).body(write));
        keep(sql, actor, conversation, sender, id, text, intent);
        return new Prepared.Message(intent, write, connection);
    }

    /** What goes out passes, whoever writes it. */
    private static void may(Sender sender, Switches switches) {
        String off = switches.off(sender);
        if (off != null) {
            throw Problem.of(OutreachProblem.WRONG_REPLY, off + " Switch it on before answering from it.");
        }
        if (sender.consentedAt() == null) {
            throw Problem.of(
                    OutreachProblem.NO_CONSENT,
                    "The owner of “" + sender.name() + "” has not agreed that messages go out from it.");
        }
        if (sender.refused() != null) {
            throw Problem.of(
                    OutreachProblem.WRONG_REPLY,
                    "“" + sender.name()
                            + "” was stopped by an error that nobody knows here. Look at it and let it go on before answering from it.");
        }
        if (sender.bar() != null) {
            throw Problem.of(OutreachProblem.WRONG_REPLY, sender.bar().said(sender));
        }
        if (!sender.well()) {
            throw Problem.of(
                    OutreachProblem.WRONG_REPLY,
                    "The account of “" + sender.name() + "” does not work (" + sender.status()
                            + "). Sign it in again before answering from it.");
        }
    }

    /** Counts it against the day's messages or mails of the account. */
    private void take(DSLContext sql, TenantId tenant, Sender sender) {
        boolean mail = sender.channel() == Leads.Channel.EMAIL;
        if (!senders.take(sql, tenant, sender.id(), mail ? Action.EMAIL : Action.MESSAGE)) {
            throw Problem.of(
                    OutreachProblem.WRONG_REPLY,
                    "“" + sender.name() + "” has used its " + (mail ? "mails" : "messages")
                            + " of today. Answer tomorrow, or raise its limit of a day.");
        }
    }

    /** To whom and about what: whoever wrote last, by the address they wrote from. */
    private static ReplyMails.Answering answering(
            DSLContext sql, TenantId tenant, Record conversation, Sender sender, UUID id, String text) {
        UUID of = conversation.get("conversation_id", UUID.class);
        String address = sql
                .fetch(
                        "SELECT address FROM outreach.message WHERE tenant_id = ? AND conversation_id = ? AND NOT ours AND address IS NOT NULL"
                                + " ORDER BY at DESC, message_id LIMIT 1",
                        tenant.value(),
                        of)
                .stream()
                .findFirst()
                .map(row -> row.get(0, String.class))
                .orElse(conversation.get("chat", String.class));
        return new ReplyMails.Answering(
                tenant,
                id,
                of,
                sender,
                conversation.get("lead_id", UUID.class),
                address,
                conversation.get("name", String.class),
                conversation.get("subject", String.class),
                text);
    }

    private void keep(
            DSLContext sql,
            Actor actor,
            UUID conversation,
            Sender sender,
            UUID id,
            String text,
            @Nullable Intent intent) {
        TenantId tenant = actor.tenant();
        Instant now = clock.instant();
        sql.execute(
                "INSERT INTO outreach.message (tenant_id, message_id, conversation_id, sender_id, ours, text, at, state, source, who,"
                        + " intent_id, heard_at) VALUES (?, ?, ?, ?, true, ?, ?::timestamptz, 'RECORDED', 'HERE', ?, ?, ?::timestamptz)",
                tenant.value(),
                id,
                conversation,
                sender.id(),
                text,
                now,
                actor.signature(),
                intent == null ? null : intent.id(),
                now);
        sql.execute(
                "UPDATE outreach.conversation SET messages = messages + 1, last_at = greatest(last_at, ?::timestamptz), last_text = ?,"
                        + " last_ours = true, waiting = false WHERE tenant_id = ? AND conversation_id = ?",
                now,
                text.length() > 300 ? text.substring(0, 299) + "…" : text,
                tenant.value(),
                conversation);
        audit.record(
                sql,
                tenant,
                actor.signature(),
                "outreach.replied",
                conversation.toString(),
                Map.of("message", id.toString()));
        live.changed(sql, tenant, Talking.TOPIC, conversation.toString());
    }

    private void settle(
            DSLContext sql,
            TenantId tenant,
            UUID conversation,
            UUID id,
            @Nullable Intent intent,
            OutreachAnswer<OutreachSent> answer) {
        switch (answer) {
            case OutreachAnswer.Done<OutreachSent> done -> {
                if (intent != null) {
                    intents.settle(sql, tenant, intent, done.evidence());
                }
                sent(sql, tenant, id, done.value().id());
            }
            case OutreachAnswer.Refused<OutreachSent> refused -> {
                if (intent != null) {
                    intents.settle(sql, tenant, intent, refused.evidence());
                }
                state(sql, tenant, id, "REFUSED", refused.slug() + ": " + refused.message());
            }
            case OutreachAnswer.Unknown<OutreachSent> unknown ->
                state(sql, tenant, id, "UNKNOWN", "Nobody knows yet whether it went out: " + unknown.reason());
            case OutreachAnswer.NotSent<OutreachSent> not -> {
                if (intent != null) {
                    intents.drop(sql, tenant, intent, not.reason());
                }
                state(sql, tenant, id, "NOT_SENT", not.reason());
            }
        }
        live.changed(sql, tenant, Talking.TOPIC, conversation.toString());
    }

    /** News may have told of it before its own answer came. */
    private static void sent(DSLContext sql, TenantId tenant, UUID id, @Nullable String vendorId) {
        sql.execute(
                "UPDATE outreach.message m SET state = 'SENT', error = NULL, vendor_id = coalesce(m.vendor_id, CASE WHEN EXISTS ("
                        + "SELECT FROM outreach.message o WHERE o.tenant_id = m.tenant_id AND o.sender_id = m.sender_id"
                        + " AND o.vendor_id = ?::text) THEN NULL ELSE ?::text END) WHERE m.tenant_id = ? AND m.message_id = ?",
                vendorId,
                vendorId,
                tenant.value(),
                id);
    }

    private static void state(DSLContext sql, TenantId tenant, UUID id, String state, String error) {
        sql.execute(
                "UPDATE outreach.message SET state = ?, error = ? WHERE tenant_id = ? AND message_id = ? AND vendor_id IS NULL",
                state,
                error.length() > 500 ? error.substring(0, 500) : error,
                tenant.value(),
                id);
    }

    /** Looks for replies of which nobody knows whether they went out; sends nothing. What was never sent is told so. */
    public void lookForOpen(TenantId tenant) {
        Instant now = clock.instant();
        List<UUID> open = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT message_id FROM outreach.message WHERE tenant_id = ? AND state IN ('RECORDED', 'UNKNOWN')"
                                        + " AND over_at IS NULL AND at <= ?::timestamptz ORDER BY at LIMIT 20",
                                tenant.value(),
                                now.minus(SLACK))
                        .getValues(0, UUID.class));
        open.forEach(id -> look(tenant, id, now));
    }

    private record Open(
            UUID conversation,
            Sender sender,
            @Nullable Connection connection,
            String chat,
            String text,
            Instant at,
            ReplyMails.@Nullable Answering answering,
            @Nullable String letter) {}

    private void look(TenantId tenant, UUID id, Instant now) {
        Intent intent =
                intents.open(tenant, KIND, id.toString()).stream().findFirst().orElse(null);
        Open open = database.inTenant(tenant, sql -> open(sql, tenant, id));
        if (open == null) {
            return;
        }
        ReplyMails.Answering answering = open.answering();
        if (answering != null && (intent == null || intent.firstSentAt() != null)) {
            look(tenant, id, open, answering, intent, now);
            return;
        }
        if (intent != null && intent.firstSentAt() == null) {
            database.runInTenant(tenant, sql -> {
                intents.drop(sql, tenant, intent, "cut off before it was sent");
                state(sql, tenant, id, "NOT_SENT", "The server stopped before it was sent. Send it again.");
            });
            return;
        }
        Connection connection = open.connection();
        if (connection == null) {
            return;
        }
        OutreachAnswer<OutreachPage<OutreachMessage>> answer =
                connector(connection).messages(connection, open.sender().account(), open.chat(), null, null, null);
        if (!(answer instanceof OutreachAnswer.Done<OutreachPage<OutreachMessage>> done)) {
            return;
        }
        OutreachMessage found = done.value().items().stream()
                .filter(message -> message.ours()
                        && !message.deleted()
                        && message.text() != null
                        && message.text().strip().equals(open.text())
                        && (message.at() == null
                                || !message.at().isBefore(open.at().minus(SLACK))))
                .findFirst()
                .orElse(null);
        boolean over = found == null && now.isAfter(open.at().plus(GIVEN_UP));
        if (found == null && !over && done.value().next() != null) {
            return;
        }
        // a look at the whole chat, well after the call can have ended, is an answer
        boolean missing = found == null
                && now.isAfter(open.at().plus(Duration.ofMinutes(10)))
                && open.sender().well();
        database.runInTenant(tenant, sql -> {
            BatchAnswer.Evidence evidence = done.evidence();
            if (found != null) {
                if (intent != null) {
                    intents.settle(sql, tenant, intent, evidence);
                }
                sent(sql, tenant, id, found.id());
            } else if (missing || over) {
                if (intent != null) {
                    intents.settle(sql, tenant, intent, evidence);
                }
                state(sql, tenant, id, "NOT_SENT", "It is not in the conversation: it did not go out.");
            }
            live.changed(sql, tenant, Talking.TOPIC, open.conversation().toString());
        });
    }

    /** A reply that is a mail: the mailbox is read, or what the own mail server said. */
    private void look(
            TenantId tenant, UUID id, Open open, ReplyMails.Answering answering, @Nullable Intent intent, Instant now) {
        Channel.Sighting sighting = mails.getObject().look(answering, String.valueOf(open.letter()), open.at());
        boolean over = now.isAfter(open.at().plus(GIVEN_UP));
        database.runInTenant(tenant, sql -> {
            switch (sighting) {
                case Channel.Sighting.There there -> {
                    close(sql, tenant, intent, "found in the mailbox");
                    sent(sql, tenant, id, there.sent().id());
                    mails.getObject().sent(sql, answering, there.sent());
                }
                case Channel.Sighting.Missing missing -> {
                    if (intent == null || now.isAfter(open.at().plus(MISSING))) {
                        close(sql, tenant, intent, "not found in the mailbox");
                        state(sql, tenant, id, "NOT_SENT", "It did not go out. Send it again.");
                    }
                }
                case Channel.Sighting.Unclear unclear -> {
                    state(sql, tenant, id, "UNKNOWN", "Nobody knows whether it went out: " + unclear.reason() + ".");
                    if (intent == null || over) {
                        // only what comes back can still tell
                        close(sql, tenant, intent, unclear.reason());
                        sql.execute(
                                "UPDATE outreach.message SET over_at = ?::timestamptz WHERE tenant_id = ? AND message_id = ? AND state = 'UNKNOWN'",
                                now,
                                tenant.value(),
                                id);
                    }
                }
            }
            live.changed(sql, tenant, Talking.TOPIC, open.conversation().toString());
        });
    }

    private void close(DSLContext sql, TenantId tenant, @Nullable Intent intent, String how) {
        if (intent != null) {
            intents.settle(sql, tenant, intent, new BatchAnswer.Evidence(null, 0, null, false, how));
        }
    }

    private @Nullable Open open(DSLContext sql, TenantId tenant, UUID id) {
        Record row = sql.fetchOne(
                "SELECT m.conversation_id, m.sender_id, m.text, m.at, m.letter::text AS letter, m.address, c.chat, c.lead_id, c.name, c.subject FROM outreach.message m JOIN outreach.conversation c"
                        + " ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id"
                        + " WHERE m.tenant_id = ? AND m.message_id = ?",
                tenant.value(),
                id);
        if (row == null) {
            return null;
        }
        Sender sender =
                senders.sender(sql, tenant, row.get("sender_id", UUID.class)).orElse(null);
        if (sender == null) {
            return null;
        }
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().equals(sender.connection()))
                .findFirst()
                .orElse(null);
        String letter = row.get("letter", String.class);
        if (letter == null && connection == null) {
            return null;
        }
        return new Open(
                row.get("conversation_id", UUID.class),
                sender,
                connection,
                row.get("chat", String.class),
                row.get("text", String.class),
                Objects.requireNonNull(row.get("at", Instant.class)),
                letter == null
                        ? null
                        : new ReplyMails.Answering(
                                tenant,
                                id,
                                row.get("conversation_id", UUID.class),
                                sender,
                                row.get("lead_id", UUID.class),
                                Objects.requireNonNullElse(
                                        row.get("address", String.class), row.get("chat", String.class)),
                                row.get("name", String.class),
                                row.get("subject", String.class),
                                row.get("text", String.class)),
                letter);
    }

    private OutreachConnector connector(Connection connection) {
        return connectors.stream()
                .filter(one -> one.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.NOT_AT_HAND, "Nothing here speaks to '" + connection.vendor() + "'."));
    }

    static Problem unknown(UUID conversation) {
        return Problem.of(
                OutreachProblem.UNKNOWN_CONVERSATION, "There is no conversation with the id " + conversation + ".");
    }
}

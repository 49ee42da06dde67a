package io.salessync.outreach.inbox;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
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
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
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
import org.springframework.stereotype.Component;

/** What people say from the page: kept before it goes out, sent once, and looked for where nobody knows whether it went. */
@Component
public class Replying {
    private static final String KIND = "outreach.reply";
    private static final int LONGEST = 8_000;
    private static final Duration SLACK = Duration.ofMinutes(2);
    private static final Duration GIVEN_UP = Duration.ofDays(2);

    private final Database database;
    private final Senders senders;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final Intents intents;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Replying(
            Database database,
            Senders senders,
            Connections connections,
            List<OutreachConnector> connectors,
            Intents intents,
            Audit audit,
            Live live,
            InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.connections = connections;
        this.connectors = connectors;
        this.intents = intents;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    private record Prepared(
            @Nullable Intent intent,
            OutreachWrite.@Nullable Reply write,
            @Nullable Connection connection) {}

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
        Prepared prepared = database.inTenant(tenant, sql -> prepare(sql, actor, conversation, id, said));
        Intent intent = prepared.intent();
        OutreachWrite.Reply write = prepared.write();
        Connection connection = prepared.connection();
        if (intent != null && write != null && connection != null) {
            OutreachAnswer<OutreachSent> answer = connector(connection).send(connection, intent, write, null);
            database.runInTenant(tenant, sql -> settle(sql, tenant, conversation, id, intent, answer));
        }
    }

    private Prepared prepare(DSLContext sql, Actor actor, UUID conversation, UUID id, String text) {
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
            return new Prepared(null, null, null);
        }
        Sender sender =
                senders.sender(sql, tenant, row.get("sender_id", UUID.class)).orElse(null);
        if (sender == null
                || sender.connection() == null
                || !row.get("channel", String.class).equals("LINKEDIN")) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND,
                    "This conversation cannot be answered from here; answer it where it was written.");
        }
        if (sender.killedAt() != null) {
            throw Problem.of(
                    OutreachProblem.WRONG_REPLY,
                    "“" + sender.name() + "” is switched off. Switch the sender on before answering from it.");
        }
        if (!sender.well()) {
            throw Problem.of(
                    OutreachProblem.WRONG_REPLY,
                    "The account of “" + sender.name() + "” does not work (" + sender.status()
                            + "). Sign it in again before answering from it.");
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
        Intent intent = intents.record(
                sql,
                tenant,
                connection.id(),
                null,
                KIND,
                id.toString(),
                connector(connection).body(write));
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
                intent.id(),
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
        return new Prepared(intent, write, connection);
    }

    private void settle(
            DSLContext sql,
            TenantId tenant,
            UUID conversation,
            UUID id,
            Intent intent,
            OutreachAnswer<OutreachSent> answer) {
        switch (answer) {
            case OutreachAnswer.Done<OutreachSent> done -> {
                intents.settle(sql, tenant, intent, done.evidence());
                sent(sql, tenant, id, done.value().id());
            }
            case OutreachAnswer.Refused<OutreachSent> refused -> {
                intents.settle(sql, tenant, intent, refused.evidence());
                state(sql, tenant, id, "REFUSED", refused.slug() + ": " + refused.message());
            }
            case OutreachAnswer.Unknown<OutreachSent> unknown ->
                state(sql, tenant, id, "UNKNOWN", "Nobody knows yet whether it went out: " + unknown.reason());
            case OutreachAnswer.NotSent<OutreachSent> not -> {
                intents.drop(sql, tenant, intent, not.reason());
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
                                        + " AND at <= ?::timestamptz ORDER BY at LIMIT 20",
                                tenant.value(),
                                now.minus(SLACK))
                        .getValues(0, UUID.class));
        open.forEach(id -> look(tenant, id, now));
    }

    private record Open(
            UUID conversation,
            Sender sender,
            Connection connection,
            String chat,
            String text,
            Instant at,
            String state) {}

    private void look(TenantId tenant, UUID id, Instant now) {
        Intent intent =
                intents.open(tenant, KIND, id.toString()).stream().findFirst().orElse(null);
        Open open = database.inTenant(tenant, sql -> open(sql, tenant, id));
        if (open == null) {
            return;
        }
        if (intent != null && intent.firstSentAt() == null) {
            database.runInTenant(tenant, sql -> {
                intents.drop(sql, tenant, intent, "cut off before it was sent");
                state(sql, tenant, id, "NOT_SENT", "The server stopped before it was sent. Send it again.");
            });
            return;
        }
        OutreachAnswer<OutreachPage<OutreachMessage>> answer = connector(open.connection())
                .messages(open.connection(), open.sender().account(), open.chat(), null, null, null);
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

    private @Nullable Open open(DSLContext sql, TenantId tenant, UUID id) {
        Record row = sql.fetchOne(
                "SELECT m.conversation_id, m.sender_id, m.text, m.at, m.state, c.chat FROM outreach.message m JOIN outreach.conversation c"
                        + " ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id"
                        + " WHERE m.tenant_id = ? AND m.message_id = ?",
                tenant.value(),
                id);
        if (row == null) {
            return null;
        }
        Sender sender =
                senders.sender(sql, tenant, row.get("sender_id", UUID.class)).orElse(null);
        Connection connection = sender == null
                ? null
                : connections.all(tenant).stream()
                        .filter(one -> one.id().equals(sender.connection()))
                        .findFirst()
                        .orElse(null);
        return sender == null || connection == null
                ? null
                : new Open(
                        row.get("conversation_id", UUID.class),
                        sender,
                        connection,
                        row.get("chat", String.class),
                        row.get("text", String.class),
                        Objects.requireNonNull(row.get("at", Instant.class)),
                        row.get("state", String.class));
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

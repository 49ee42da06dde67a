package io.salessync.outreach.inbox;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was said, and saying something. */
@RestController
@RequestMapping("/api/v1/outreach/conversations")
class ConversationsController {
    private static final int MESSAGES = 500;

    private static final String SELECT = """
            SELECT c.*, s.name AS sender_name, l.name AS lead_name, l.company AS lead_company, l.state AS lead_state, l.sequence_id
            FROM outreach.conversation c JOIN outreach.sender s ON s.tenant_id = c.tenant_id AND s.sender_id = c.sender_id
            LEFT JOIN outreach.lead l ON l.tenant_id = c.tenant_id AND l.lead_id = c.lead_id
            WHERE c.tenant_id = ?
            """;

    private final Database database;
    private final Replying replying;

    ConversationsController(Database database, Replying replying) {
        this.database = database;
        this.replying = replying;
    }

    /**
     * A conversation.
     *
     * @param lead null: nobody of ours
     * @param waiting whether the other one said something last
     */
    @Schema(name = "OutreachConversation")
    record ConversationAnswer(
            UUID id,
            UUID sender,
            String senderName,
            String channel,
            @Nullable UUID lead,
            @Nullable UUID person,
            @Nullable UUID sequence,
            String name,
            String company,
            @Nullable String leadState,
            @Nullable String subject,
            Instant lastAt,
            String lastText,
            boolean lastOurs,
            boolean waiting,
            int messages) {
        static ConversationAnswer of(Record row) {
            String lead = row.get("lead_name", String.class);
            String company = row.get("lead_company", String.class);
            return new ConversationAnswer(
                    row.get("conversation_id", UUID.class),
                    row.get("sender_id", UUID.class),
                    row.get("sender_name", String.class),
                    row.get("channel", String.class),
                    row.get("lead_id", UUID.class),
                    row.get("person_id", UUID.class),
                    row.get("sequence_id", UUID.class),
                    lead == null ? row.get("name", String.class) : lead,
                    company == null ? "" : company,
                    row.get("lead_state", String.class),
                    row.get("subject", String.class),
                    row.get("last_at", Instant.class),
                    row.get("last_text", String.class),
                    row.get("last_ours", Boolean.class),
                    row.get("waiting", Boolean.class),
                    row.get("messages", Integer.class));
        }
    }

    /**
     * A message.
     *
     * @param state {@code HEARD}; of a reply from here {@code RECORDED}, {@code SENT}, {@code UNKNOWN} (it is looked for), {@code REFUSED},
     *     {@code NOT_SENT}
     * @param effect what it did to the lead; null: nothing
     * @param who whose reply from here it was
     */
    @Schema(name = "OutreachMessage")
    record MessageAnswer(
            UUID id,
            boolean ours,
            String text,
            Instant at,
            String state,
            @Nullable String effect,
            @Nullable String who,
            @Nullable String error) {
        static MessageAnswer of(Record row) {
            return new MessageAnswer(
                    row.get("message_id", UUID.class),
                    row.get("ours", Boolean.class),
                    row.get("text", String.class),
                    row.get("at", Instant.class),
                    row.get("state", String.class),
                    row.get("effect", String.class),
                    row.get("who", String.class),
                    row.get("error", String.class));
        }
    }

    @Schema(name = "OutreachConversations")
    record Page(List<ConversationAnswer> items, @Nullable String next) {}

    /** A conversation with what was said, oldest first; the newest 500. */
    @Schema(name = "OutreachConversationDetail")
    record Detail(ConversationAnswer conversation, List<MessageAnswer> messages) {}

    /** A reply; the same id again sends nothing again. */
    @Schema(name = "OutreachReply")
    record Reply(
            @NotNull @Schema(example = "0196a3c2-1111-7000-8000-000000000001")
            UUID id,

            @NotBlank @Schema(example = "Thank you, Tuesday at ten suits me.")
            String text) {}

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Conversations, the newest first")
    Page all(
            @AuthenticationPrincipal Actor actor,
            @Schema(description = "only those where the other one waits for an answer")
                    @RequestParam(defaultValue = "false")
                    boolean waiting,
            @RequestParam(required = false) @Nullable UUID sender,
            @RequestParam(required = false) @Nullable UUID lead,
            @Schema(description = "a part of the name or of what was said last", example = "lima")
                    @RequestParam(required = false)
                    @Nullable String q,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, 200);
        StringBuilder query = new StringBuilder(SELECT);
        List<Object> values = new ArrayList<>();
        values.add(actor.tenant().value());
        if (waiting) {
            query.append(" AND c.waiting");
        }
        if (sender != null) {
            query.append(" AND c.sender_id = ?");
            values.add(sender);
        }
        if (lead != null) {
            query.append(" AND c.lead_id = ?");
            values.add(lead);
        }
        if (q != null && !q.isBlank()) {
            query.append(
                    " AND (position(lower(?) in lower(coalesce(l.name, c.name))) > 0 OR position(lower(?) in lower(c.last_text)) > 0)");
            values.add(q.strip());
            values.add(q.strip());
        }
        if (after != null) {
            Place place = Place.of(after);
            query.append(" AND (c.last_at, c.conversation_id) < (?::timestamptz, ?::uuid)");
            values.add(place.at());
            values.add(place.id());
        }
        query.append(" ORDER BY c.last_at DESC, c.conversation_id DESC LIMIT ?");
        values.add(most + 1);
        List<ConversationAnswer> found = database.inTenant(
                actor.tenant(),
                sql -> sql.fetch(query.toString(), values.toArray()).map(ConversationAnswer::of));
        if (found.size() <= most) {
            return new Page(found, null);
        }
        List<ConversationAnswer> shown = found.subList(0, most);
        ConversationAnswer last = shown.getLast();
        return new Page(shown, last.lastAt() + "_" + last.id());
    }

    private record Place(Instant at, UUID id) {
        static Place of(String text) {
            try {
                int middle = text.indexOf('_');
                if (middle > 0) {
                    return new Place(
                            Instant.parse(text.substring(0, middle)), UUID.fromString(text.substring(middle + 1)));
                }
            } catch (DateTimeParseException | IllegalArgumentException e) {
                // told below
            }
            throw Problem.of(
                    OutreachProblem.WRONG_CURSOR,
                    "'" + text + "' is no place in the list; take it from 'next' of the page before.");
        }
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "A conversation with what was said and what it did")
    Detail one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> detail(sql, actor.tenant(), id));
    }

    private static Detail detail(DSLContext sql, TenantId tenant, UUID id) {
        Record row = sql.fetchOne(SELECT + " AND c.conversation_id = ?", tenant.value(), id);
        if (row == null) {
            throw Replying.unknown(id);
        }
        List<MessageAnswer> newest = sql.fetch(
                        "SELECT * FROM outreach.message WHERE tenant_id = ? AND conversation_id = ? ORDER BY at DESC, message_id DESC LIMIT ?",
                        tenant.value(),
                        id,
                        MESSAGES)
                .map(MessageAnswer::of);
        return new Detail(ConversationAnswer.of(row), newest.reversed());
    }

    @PostMapping("/{id}/reply")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary =
                    "Says something in a conversation, once for each id; what is not known to be sent is looked for, never sent again")
    Detail reply(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Reply reply) {
        replying.reply(actor, id, reply.id(), reply.text());
        return one(actor, id);
    }
}

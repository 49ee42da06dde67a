package io.salessync.outreach.sending;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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

/** Texts that wait to be approved, and why a lead does not move. */
@RestController("outreachTouchesController")
@RequestMapping("/api/v1/outreach")
class TouchesController {
    private static final int OF_LEAD = 200;

    private final Database database;
    private final Leads leads;
    private final PostgresTouches touches;
    private final Why why;
    private final Audit audit;
    private final InstantSource clock;

    TouchesController(
            Database database, Leads leads, PostgresTouches touches, Why why, Audit audit, InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.touches = touches;
        this.why = why;
        this.audit = audit;
        this.clock = clock;
    }

    /** Something sent, or to be sent. */
    record TouchView(
            @Schema(example = "0196a3c2-1111-7000-8000-000000000003")
            UUID id,

            UUID lead,
            @Schema(example = "Maria Gomez") String name,
            UUID sequence,
            @Schema(example = "hello") String step,
            @Schema(example = "A") String variant,

            @Schema(description = "null: it was done elsewhere, by another tool or by hand") @Nullable UUID sender,

            @Schema(example = "MESSAGE") Action action,
            @Nullable String subject,
            @Schema(example = "Hi Maria, …") @Nullable String text,
            @Schema(example = "WAITS_FOR_APPROVAL") Touches.State state,
            @Nullable String slug,
            @Nullable String approvedBy,
            Instant decidedAt,
            @Nullable Instant doneAt,

            @Schema(description = "until when it waits to be approved") @Nullable Instant dueAt) {}

    record TouchPage(
            List<TouchView> items,

            @Schema(description = "give it as “after” for the next page; null: this is the last") @Nullable String next) {}

    private static TouchView view(Record row) {
        return new TouchView(
                row.get("touch_id", UUID.class),
                row.get("lead_id", UUID.class),
                row.get("name", String.class),
                row.get("sequence_id", UUID.class),
                row.get("step", String.class),
                row.get("variant", String.class),
                row.get("sender_id", UUID.class),
                Action.valueOf(row.get("action", String.class)),
                row.get("subject", String.class),
                row.get("text", String.class),
                Touches.State.valueOf(row.get("state", String.class)),
                row.get("slug", String.class),
                row.get("approved_by", String.class),
                row.get("decided_at", Instant.class),
                row.get("done_at", Instant.class),
                row.get("due_at", Instant.class));
    }

    private static final String SELECT =
            "SELECT t.*, l.name FROM outreach.touch t JOIN outreach.lead l ON l.tenant_id = t.tenant_id AND l.lead_id = t.lead_id"
                    + " WHERE t.tenant_id = ?";

    @GetMapping("/touches")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What was decided to be sent, oldest first, in one state")
    TouchPage all(
            @AuthenticationPrincipal Actor actor,
            @Schema(example = "WAITS_FOR_APPROVAL") @RequestParam(defaultValue = "WAITS_FOR_APPROVAL")
                    Touches.State state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, 200);
        return database.inTenant(actor.tenant(), sql -> {
            List<TouchView> items = sql.fetch(
                            SELECT
                                    + " AND t.state = ? AND (?::uuid IS NULL OR (t.decided_at, t.touch_id) > (SELECT a.decided_at, a.touch_id FROM outreach.touch a"
                                    + " WHERE a.tenant_id = t.tenant_id AND a.touch_id = ?::uuid)) ORDER BY t.decided_at, t.touch_id LIMIT ?",
                            actor.tenant().value(),
                            state.name(),
                            after,
                            after,
                            most)
                    .map(TouchesController::view);
            return new TouchPage(
                    items, items.size() < most ? null : items.getLast().id().toString());
        });
    }

    @GetMapping("/leads/{id}/touches")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "What was decided to be sent to a lead, oldest first",
            description = "Each with its text as it was rendered and what became of it; at most 200.")
    TouchPage of(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> {
            if (leads.lead(sql, actor.tenant(), id).isEmpty()) {
                throw Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no lead " + id + ".")
                        .with("lead", id);
            }
            return new TouchPage(
                    sql.fetch(
                                    SELECT + " AND t.lead_id = ? ORDER BY t.decided_at, t.touch_id LIMIT " + OF_LEAD,
                                    actor.tenant().value(),
                                    id)
                            .map(TouchesController::view),
                    null);
        });
    }

    /** A decision about a text; nulls leave it as it is. */
    record Approval(
            @Schema(example = "Hello") @Nullable String subject,

            @Schema(description = "as it is to go out; null: as it was shown", example = "Hi Maria, …") @Nullable String text) {}

    @PostMapping("/touches/{id}/approve")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Lets a text go out, as it is or edited")
    TouchView approve(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Approval approval) {
        return database.inTenant(actor.tenant(), sql -> {
            Lead lead = waiting(sql, actor, id);
            sql.execute(
                    "UPDATE outreach.touch SET approved_by = ?, subject = coalesce(?, subject), text = coalesce(?, text)"
                            + " WHERE tenant_id = ? AND touch_id = ?",
                    actor.signature(),
                    approval == null ? null : approval.subject(),
                    approval == null ? null : approval.text(),
                    actor.tenant().value(),
                    id);
            audit.record(sql, actor.tenant(), actor.signature(), "outreach.text-approved", id.toString(), Map.of());
            leads.move(
                    sql,
                    actor.tenant(),
                    lead,
                    move(actor, lead, lead.state(), lead.step(), clock.instant(), null, "Its text was approved."));
            return one(sql, actor, id);
        });
    }

    @PostMapping("/touches/{id}/refuse")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Keeps a text from going out; its lead is held until somebody says what becomes of it")
    TouchView refuse(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> {
            Lead lead = waiting(sql, actor, id);
            touches.drop(sql, actor.tenant(), id, "refused", actor.signature());
            leads.move(
                    sql,
                    actor.tenant(),
                    lead,
                    move(actor, lead, LeadState.PAUSED, lead.step(), null, Blocker.PAUSED, "Its text was refused."));
            return one(sql, actor, id);
        });
    }

    private Leads.Move move(
            Actor actor,
            Lead lead,
            LeadState to,
            @Nullable String step,
            @Nullable Instant nextAt,
            @Nullable Blocker blocker,
            String note) {
        return new Leads.Move(
                to,
                null,
                step,
                nextAt,
                blocker,
                blocker == null ? null : note,
                0,
                lead.sender(),
                lead.mailSender(),
                new Leads.Happening(
                        EventKind.HANDLED,
                        clock.instant(),
                        lead.step(),
                        "",
                        lead.sender(),
                        note,
                        Map.of(),
                        actor.signature()));
    }

    private TouchView one(DSLContext sql, Actor actor, UUID id) {
        return view(
                sql.fetchSingle(SELECT + " AND t.touch_id = ?", actor.tenant().value(), id));
    }

    /** The lead of a touch that waits, locked before the touch as everywhere. */
    private Lead waiting(DSLContext sql, Actor actor, UUID id) {
        Touches.Touch touch = touches.touch(sql, actor.tenant(), id)
                .orElseThrow(() -> Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no text " + id + "."));
        Lead lead = leads.locked(sql, actor.tenant(), touch.lead()).orElseThrow();
        Touches.State now = touches.touch(sql, actor.tenant(), id).orElseThrow().state();
        if (now != Touches.State.WAITS_FOR_APPROVAL) {
            throw Problem.of(
                    OutreachProblem.WRONG_MOVE,
                    "The text does not wait to be approved any more: it is %s.".formatted(now));
        }
        return lead;
    }

    @GetMapping("/leads/{id}/why")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Why a lead does not move: one sentence, what blocks it, when it goes on, who can unblock it")
    Why.Answer why(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> why.of(sql, actor.tenant(), id))
                .orElseThrow(() -> Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no lead " + id + ".")
                        .with("lead", id));
    }
}

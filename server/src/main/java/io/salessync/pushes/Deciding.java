package io.salessync.pushes;

import io.salessync.flows.engine.Gates;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Signatures;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people decide about pushes, and what ends one without being sent. */
@Component("pushDeciding")
class Deciding {
    private final Database database;
    private final PostgresPushes pushes;
    private final Gates gates;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Deciding(Database database, PostgresPushes pushes, Gates gates, Audit audit, Live live, InstantSource clock) {
        this.database = database;
        this.pushes = pushes;
        this.gates = gates;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Approves or refuses.
     *
     * @throws Problem where it does not wait, or whoever proposed it or published the flow that did approves
     */
    void decide(Actor actor, UUID id, boolean approve, @Nullable String note) {
        database.runInTenant(actor.tenant(), sql -> {
            PushRecord push = PushRows.held(sql, actor.tenant(), id);
            PushState state = PushState.valueOf(push.getState());
            if (state == PushState.WAITING && over(push)) {
                throw Problem.of(
                        PushProblem.NOT_WAITING, "It expired at %s; propose it again.".formatted(push.getExpiresAt()));
            }
            if (state != PushState.WAITING) {
                throw Problem.of(
                        PushProblem.NOT_WAITING,
                        state == PushState.PREPARING
                                ? "What the records are now is still being read; try again in a moment."
                                : "It is %s already%s."
                                        .formatted(
                                                state,
                                                push.getDecidedBy() == null
                                                        ? ""
                                                        : ", by "
                                                                + Signatures.person(
                                                                        sql, actor.tenant(), push.getDecidedBy())));
            }
            String own = approve ? own(actor.userId(), actor.signature(), push) : null;
            if (own != null) {
                throw Problem.of(PushProblem.SECOND_PERSON, own + "; a second person has to approve it.");
            }
            push.setDecidedAt(clock.instant());
            push.setDecidedBy(actor.signature());
            push.setNote(note == null || note.isBlank() ? null : note.strip());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    approve ? "pushes.approved" : "pushes.refused",
                    push.getTitle(),
                    Map.of("push", id.toString(), "note", String.valueOf(push.getNote())));
            if (approve) {
                push.setState(PushState.APPROVED.name());
                pushes.queue(sql, actor.tenant(), push, PushKinds.SEND, push.getTitle(), actor.userId());
            } else {
                end(
                        sql,
                        actor.tenant(),
                        push,
                        PushState.REFUSED,
                        "Refused by %s%s."
                                .formatted(actor.words(), push.getNote() == null ? "" : ": " + push.getNote()));
            }
        });
    }

    /** What makes somebody not the second person that a push needs; null: nothing does. */
    static @Nullable String own(UUID user, String signature, PushRecord push) {
        // where the user's id was not told, the name alone is known
        UUID proposer = push.getProposedById();
        if (proposer == null ? signature.equals(push.getProposedBy()) : proposer.equals(user)) {
            return "You proposed this";
        }
        UUID author = push.getAuthorId();
        boolean wrote = author == null ? signature.equals(push.getAuthor()) : author.equals(user);
        return wrote ? "You saved or published the flow that proposed this" : null;
    }

    boolean over(PushRecord push) {
        Instant expires = push.getExpiresAt();
        return expires != null && !clock.instant().isBefore(expires);
    }

    /** Ends a push in the open transaction; what waits for it goes on. */
    void end(DSLContext sql, TenantId tenant, PushRecord push, PushState state, String message) {
        push.setState(state.name());
        push.setMessage(message);
        push.setEndedAt(clock.instant());
        push.update();
        told(sql, tenant, push);
    }

    /** What waits for the push looks at it again, and open pages hear of it, once the open transaction has committed. */
    void told(DSLContext sql, TenantId tenant, PushRecord push) {
        UUID parked = push.getParkedId();
        if (parked != null) {
            gates.lookAgain(sql, tenant, parked);
        }
        live.changed(sql, tenant, "pushes", push.getPushId().toString());
    }

    /**
     * Queues taking back what was written, where nobody edited since.
     *
     * @throws Problem where nothing was written or it is being taken back
     */
    void undo(Actor actor, UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            PushRecord push = PushRows.held(sql, actor.tenant(), id);
            Map<RowState, Integer> counts = PushRows.counts(sql, actor.tenant(), id);
            PushState state = PushState.valueOf(push.getState());
            if (state == PushState.SENDING) {
                throw Problem.of(
                        PushProblem.NOT_UNDOABLE, "It is being written just now: take it back when that is over.");
            }
            if (!state.isOver()
                    || PushRows.count(counts, RowState.SENT, RowState.KEPT) == 0
                    || "RUNNING".equals(push.getUndoState())) {
                throw Problem.of(
                        PushProblem.NOT_UNDOABLE,
                        "RUNNING".equals(push.getUndoState())
                                ? "It is being taken back already."
                                : "Nothing that this push wrote is left to take back.");
            }
            push.setUndoState("RUNNING");
            push.setUndoneBy(actor.signature());
            push.setUndoneAt(clock.instant());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "pushes.undone",
                    push.getTitle(),
                    Map.of("push", id.toString()));
            pushes.queue(sql, actor.tenant(), push, PushKinds.UNDO, "Undo of " + push.getTitle(), actor.userId());
        });
    }
}

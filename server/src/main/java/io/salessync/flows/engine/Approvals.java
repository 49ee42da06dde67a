package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.APPROVAL;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.jooq.tables.records.ApprovalRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What people are asked to approve, and what they said. */
@Component
final class Approvals {
    private static final int SAMPLE = 5;
    private static final int NOTE = 2_000;

    private final Database database;
    private final Gates gates;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Approvals(Database database, Gates gates, Audit audit, Live live, InstantSource clock) {
        this.database = database;
        this.gates = gates;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Where one stands. */
    enum State {
        PENDING,
        APPROVED,
        REFUSED,
        EXPIRED,
        /** What it was about changed meanwhile. */
        VOID
    }

    /**
     * What is asked.
     *
     * @param leastRole the least role that may decide; null: whoever may run flows
     * @param secondPerson whether whoever started the run may not decide
     */
    record Question(
            String title, Duration expires, @Nullable Role leastRole, boolean secondPerson) {}

    /** Where a page's approval stands. */
    record Standing(
            State state,
            Instant askedAt,
            Instant expiresAt,
            @Nullable String decidedBy,
            @Nullable String note) {}

    /**
     * An approval as people see it.
     *
     * @param records how many wait for it
     * @param sample the first of them
     * @param mayDecide whether the one who asks may decide
     */
    record ApprovalView(
            UUID id,
            UUID run,
            UUID flow,
            String flowName,
            String node,
            String title,
            int records,
            State state,
            Instant askedAt,
            Instant expiresAt,
            @Nullable Instant decidedAt,
            @Nullable String decidedBy,
            @Nullable String note,
            boolean mayDecide,
            JsonNode sample) {}

    /** Asks about a page, once; a look that is repeated finds what was asked. */
    Standing asked(DSLContext sql, Occasion occasion, UUID parked, Question question, List<FlowRecord> page) {
        ApprovalRecord row = row(sql, occasion.tenant(), parked);
        if (row == null) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            row = sql.newRecord(APPROVAL);
            row.setTenantId(occasion.tenant().value());
            row.setApprovalId(UUID.randomUUID());
            row.setParkedId(parked);
            row.setRunId(occasion.run());
            row.setFlowId(occasion.flow());
            row.setFlowName(occasion.flowName());
            row.setNode(occasion.node());
            row.setTitle(question.title());
            row.setLeastRole(
                    question.leastRole() == null ? null : question.leastRole().name());
            row.setSecondPerson(question.secondPerson());
            row.setStartedBy(occasion.userStarted());
            row.setRecords(page.size());
            row.setSample(JSONB.valueOf(Documents.page(page.subList(0, Math.min(SAMPLE, page.size())))
                    .toString()
                    // no document in the database holds such
                    .replace("\\u0000", "\\ufffd")));
            row.setState(State.PENDING.name());
            row.setAskedAt(now);
            row.setExpiresAt(now.plus(question.expires()));
            row.insert();
            changed(sql, row);
        }
        return standing(row);
    }

    private static @Nullable ApprovalRecord row(DSLContext sql, TenantId tenant, UUID parked) {
        return sql.selectFrom(APPROVAL)
                .where(APPROVAL.TENANT_ID.eq(tenant.value()))
                .and(APPROVAL.PARKED_ID.eq(parked))
                .forUpdate()
                .fetchOne();
    }

    private static Standing standing(ApprovalRecord row) {
        return new Standing(
                State.valueOf(row.getState()), row.getAskedAt(), row.getExpiresAt(), row.getDecidedBy(), row.getNote());
    }

    /** Ends one that nobody has decided. */
    void end(DSLContext sql, TenantId tenant, UUID parked, State state, String why) {
        ApprovalRecord row = row(sql, tenant, parked);
        if (row != null && row.getState().equals(State.PENDING.name())) {
            row.setState(state.name());
            row.setDecidedAt(clock.instant());
            row.setNote(why);
            row.update();
            changed(sql, row);
        }
    }

    private void changed(DSLContext sql, ApprovalRecord row) {
        TenantId tenant = new TenantId(row.getTenantId());
        live.changed(sql, tenant, "flows", row.getFlowId().toString());
        live.changed(sql, tenant, "runs", row.getRunId().toString());
    }

    /** @param pending whether only those that wait, oldest first; else the latest, whatever became of them */
    List<ApprovalView> list(Actor actor, boolean pending, int limit) {
        return database.inTenant(actor.tenant(), sql -> {
            var all = sql.selectFrom(APPROVAL)
                    .where(APPROVAL.TENANT_ID.eq(actor.tenant().value()));
            return pending
                    ? all.and(APPROVAL.STATE.eq(State.PENDING.name()))
                            .and(APPROVAL.EXPIRES_AT.gt(clock.instant()))
                            .orderBy(APPROVAL.ASKED_AT, APPROVAL.APPROVAL_ID)
                            .limit(limit)
                            .fetch(row -> view(actor, row))
                    : all.orderBy(APPROVAL.ASKED_AT.desc(), APPROVAL.APPROVAL_ID)
                            .limit(limit)
                            .fetch(row -> view(actor, row));
        });
    }

    private ApprovalView view(Actor actor, ApprovalRecord row) {
        boolean open =
                row.getState().equals(State.PENDING.name()) && clock.instant().isBefore(row.getExpiresAt());
        return new ApprovalView(
                row.getApprovalId(),
                row.getRunId(),
                row.getFlowId(),
                row.getFlowName(),
                row.getNode(),
                row.getTitle(),
                row.getRecords(),
                State.valueOf(row.getState()),
                row.getAskedAt(),
                row.getExpiresAt(),
                row.getDecidedAt(),
                row.getDecidedBy(),
                row.getNote(),
                open && refusal(actor, row) == null,
                Documents.JSON.readTree(row.getSample().data()));
    }

    /** Why somebody may not decide; null: they may. */
    private static @Nullable String refusal(Actor actor, ApprovalRecord row) {
        if (row.getSecondPerson() && actor.userId().equals(row.getStartedBy())) {
            return "Somebody else than who started the run has to decide this.";
        }
        String least = row.getLeastRole();
        // roles stand in the order of what they may do, most first
        return least != null && actor.role().ordinal() > Role.valueOf(least).ordinal()
                ? "The role %s or a higher one decides this; yours is %s.".formatted(least, actor.role())
                : null;
    }

    /** What somebody decides; the gate looks again at once. */
    ApprovalView decide(Actor actor, UUID id, boolean approve, @Nullable String note) {
        ApprovalView decided = database.inTenant(actor.tenant(), sql -> {
            ApprovalRecord row = sql.selectFrom(APPROVAL)
                    .where(APPROVAL.TENANT_ID.eq(actor.tenant().value()))
                    .and(APPROVAL.APPROVAL_ID.eq(id))
                    .forUpdate()
                    .fetchOne();
            if (row == null) {
                throw Problem.of(NodeProblem.UNKNOWN_APPROVAL, "There is no approval " + id + ".");
            }
            String refusal = refusal(actor, row);
            if (refusal != null) {
                throw Problem.of(NodeProblem.NOT_YOURS, refusal);
            }
            Instant now = clock.instant();
            boolean expired = !now.isBefore(row.getExpiresAt());
            if (!row.getState().equals(State.PENDING.name()) || expired) {
                throw Problem.of(
                        NodeProblem.NOT_PENDING,
                        row.getState().equals(State.PENDING.name())
                                ? "It expired at %s.".formatted(row.getExpiresAt())
                                : "It is %s already%s."
                                        .formatted(
                                                row.getState(),
                                                row.getDecidedBy() == null ? "" : " by " + row.getDecidedBy()));
            }
            row.setState((approve ? State.APPROVED : State.REFUSED).name());
            row.setDecidedAt(now);
            row.setDecidedBy(actor.signature());
            row.setNote(
                    note == null || note.isBlank()
                            ? null
                            : note.strip()
                                    .substring(0, Math.min(NOTE, note.strip().length())));
            row.update();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    approve ? "flows.approved" : "flows.refused",
                    row.getFlowName() + "/" + row.getNode(),
                    Map.of(
                            "approval", id.toString(),
                            "run", row.getRunId().toString(),
                            "records", String.valueOf(row.getRecords()),
                            "note", String.valueOf(row.getNote())));
            changed(sql, row);
            gates.lookAgain(sql, actor.tenant(), row.getParkedId());
            return view(actor, row);
        });
        return decided;
    }
}

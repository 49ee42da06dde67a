package io.salessync.outreach.leads;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads.Happening;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tasks as rows. */
@Component
class PostgresTasks implements LeadTasks {
    private static final String SELECT =
            "SELECT t.*, l.name AS lead_name FROM outreach.task t JOIN outreach.lead l ON l.tenant_id = t.tenant_id"
                    + " AND l.lead_id = t.lead_id WHERE t.tenant_id = ?";

    private final PostgresLeads leads;
    private final InstantSource clock;
    private final Live live;

    PostgresTasks(PostgresLeads leads, InstantSource clock, Live live) {
        this.leads = leads;
        this.clock = clock;
        this.live = live;
    }

    private static Task task(Record row) {
        return new Task(
                row.get("task_id", UUID.class),
                row.get("lead_id", UUID.class),
                row.get("lead_name", String.class),
                row.get("sequence_id", UUID.class),
                row.get("step", String.class),
                row.get("text", String.class),
                row.get("assignee", String.class),
                row.get("waits", Boolean.class),
                State.valueOf(row.get("state", String.class)),
                row.get("created_at", Instant.class),
                row.get("done_at", Instant.class),
                row.get("done_by", String.class),
                row.get("note", String.class));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).toString();
    }

    @Override
    public Task open(
            DSLContext sql, TenantId tenant, Lead lead, String step, String text, String assignee, boolean waits) {
        sql.execute(
                "INSERT INTO outreach.task (tenant_id, task_id, lead_id, sequence_id, step, text, assignee, waits, state, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?::timestamptz) ON CONFLICT (tenant_id, lead_id, step) DO NOTHING",
                tenant.value(),
                UUID.randomUUID(),
                lead.id(),
                lead.sequence(),
                step,
                Names.cut(TenantRows.storable(text), 5_000),
                assignee,
                waits,
                now());
        live.changed(sql, tenant, Leads.TOPIC, "tasks");
        return of(sql, tenant, lead.id(), step).orElseThrow();
    }

    @Override
    public Optional<Task> of(DSLContext sql, TenantId tenant, UUID lead, String step) {
        return sql.fetch(SELECT + " AND t.lead_id = ? AND t.step = ?", tenant.value(), lead, step).stream()
                .findFirst()
                .map(PostgresTasks::task);
    }

    @Override
    public Task end(DSLContext sql, TenantId tenant, UUID id, boolean done, @Nullable String note, String who) {
        Task task = sql.fetch(SELECT + " AND t.task_id = ? FOR UPDATE OF t", tenant.value(), id).stream()
                .findFirst()
                .map(PostgresTasks::task)
                .orElseThrow(() -> Problem.of(OutreachProblem.UNKNOWN_LEAD, "There is no task %s.".formatted(id)));
        if (task.state() != State.OPEN) {
            throw Problem.of(
                    OutreachProblem.WRONG_MOVE,
                    "The task is %s already, by %s.".formatted(task.state(), task.doneBy()));
        }
        String now = now();
        sql.execute(
                "UPDATE outreach.task SET state = ?, done_at = ?::timestamptz, done_by = ?, note = ? WHERE tenant_id = ? AND task_id = ?",
                done ? "DONE" : "SKIPPED",
                now,
                who,
                note == null ? null : Names.cut(TenantRows.storable(note), 1_000),
                tenant.value(),
                id);
        Lead lead = leads.get(sql, tenant, task.lead());
        leads.note(
                sql,
                tenant,
                lead,
                new Happening(
                        EventKind.TASK,
                        Instant.parse(now),
                        task.step(),
                        "",
                        null,
                        done ? "%s did the task.".formatted(who) : "%s skipped the task.".formatted(who),
                        Map.of("source", "person", "task", id.toString()),
                        who));
        sql.execute(
                "UPDATE outreach.lead SET next_at = ?::timestamptz, row_version = row_version + 1 WHERE tenant_id = ? AND lead_id = ?"
                        + " AND ended_at IS NULL AND blocker = 'TASK' AND step = ?",
                now,
                tenant.value(),
                task.lead(),
                task.step());
        live.changed(sql, tenant, Leads.TOPIC, "tasks");
        return of(sql, tenant, task.lead(), task.step()).orElseThrow();
    }

    @Override
    public List<Task> all(DSLContext sql, TenantId tenant, State state, @Nullable String assignee, int limit) {
        return sql.fetch(
                        SELECT
                                + " AND t.state = ? AND (?::text IS NULL OR lower(t.assignee) IN ('', lower(?)))"
                                + " ORDER BY t.created_at, t.task_id LIMIT ?",
                        tenant.value(),
                        state.name(),
                        assignee,
                        assignee,
                        limit)
                .map(PostgresTasks::task);
    }
}

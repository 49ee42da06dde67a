package io.salessync.pushes;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the difference that people review: what each record is now, what it is to become, whether its person consents. */
@Component("pushPreparing")
class Preparing {
    private final Database database;
    private final AtVendor vendor;
    private final Consents consents;
    private final GoneThere gone;
    private final StandingApprovals standing;
    private final Deciding deciding;
    private final PostgresPushes pushes;
    private final InstantSource clock;

    Preparing(
            Database database,
            AtVendor vendor,
            Consents consents,
            GoneThere gone,
            StandingApprovals standing,
            Deciding deciding,
            PostgresPushes pushes,
            InstantSource clock) {
        this.database = database;
        this.vendor = vendor;
        this.consents = consents;
        this.gone = gone;
        this.standing = standing;
        this.deciding = deciding;
        this.pushes = pushes;
        this.clock = clock;
    }

    RunOutcome prepare(ActiveRun run, UUID id) {
        TenantId tenant = run.tenant();
        PushRecord push = database.inTenant(tenant, sql -> PushRows.push(sql, tenant, id));
        if (PushState.valueOf(push.getState()) != PushState.PREPARING) {
            return RunOutcome.succeeded("It is reviewed already.");
        }
        try {
            Connection connection = vendor.connection(tenant, push.getConnectionId());
            CrmDescription described = vendor.checked(connection, push, run);
            review(run, push, connection, described);
        } catch (Problem problem) {
            run.inTransaction(sql -> {
                deciding.end(sql, tenant, PushRows.held(sql, tenant, id), PushState.FAILED, problem.detail());
                return true;
            });
            return RunOutcome.failed(problem.detail());
        }
        return run.inTransaction(sql -> ready(sql, tenant, PushRows.held(sql, tenant, id)));
    }

    private void review(ActiveRun run, PushRecord push, Connection connection, CrmDescription described) {
        long done = 0;
        while (true) {
            run.checkpoint();
            List<PushRowRecord> rows = database.inTenant(
                    run.tenant(),
                    sql -> PushRows.next(
                            sql, run.tenant(), push.getPushId(), List.of(RowState.NEW), CrmConnector.MOST_ROWS));
            if (rows.isEmpty()) {
                return;
            }
            AtVendor.There there = vendor.now(connection, described, push, rows, run);
            rows.forEach(row -> difference(push, row, there));
            Map<Integer, String> whys = gone.whys(run.tenant(), push, rows, there);
            rows.forEach(row -> {
                String why = whys.get(row.getNumber());
                if (why != null) {
                    row.setState(RowState.VOID.name());
                    row.setWhy(why);
                }
            });
            Map<String, ConsentRule.Word> words = vendor.consent(
                    connection,
                    push,
                    rows.stream()
                            .map(row -> AtVendor.subject(push, row))
                            .filter(Objects::nonNull)
                            .toList(),
                    run);
            Map<Integer, ConsentRule.Verdict> verdicts = consents.verdicts(run.tenant(), push, rows, words);
            for (PushRowRecord row : rows) {
                ConsentRule.Verdict verdict = Objects.requireNonNull(verdicts.get(row.getNumber()));
                row.setConsent(Values.any(verdict));
                if (row.getState().equals(RowState.READY.name()) && !verdict.allowed()) {
                    row.setState(RowState.WITHHELD.name());
                    row.setWhy(verdict.why());
                }
            }
            run.inTransaction(sql -> sql.batchUpdate(rows).execute());
            done += rows.size();
            run.progress("review", done, 0, null, null);
        }
    }

    private static void difference(PushRecord push, PushRowRecord row, AtVendor.There there) {
        if (there.isSeveral(row)) {
            row.setState(RowState.FAILED.name());
            row.setWhy("Several records of %s have %s %s; the CRM could not tell which is meant."
                    .formatted(push.getObject(), push.getKeyField(), row.getVendorKey()));
            return;
        }
        AtVendor.Now now = there.of(row);
        if (now == null && PushMode.valueOf(push.getMode()) == PushMode.UPDATE) {
            row.setState(RowState.VOID.name());
            row.setWhy(
                    "There is no %s with %s %s.".formatted(push.getObject(), push.getKeyField(), row.getVendorKey()));
            return;
        }
        Map<String, @Nullable Object> before = now == null ? Map.of() : now.values();
        Map<String, @Nullable Object> after = Differences.after(
                before, Values.of(row.getWanted()), List.of(push.getAdded()), List.of(push.getTaken()));
        row.setAfter(Values.document(after));
        if (now != null) {
            row.setVendorId(now.id());
            row.setSeenAt(now.changedAt());
            row.setBefore(Values.document(before));
        }
        boolean member = PushMode.valueOf(push.getMode()) == PushMode.MEMBER;
        boolean same = now != null && (member || Differences.same(before, after));
        row.setState((same ? RowState.UNCHANGED : RowState.READY).name());
        row.setWhy(same ? (member ? "A member already." : "It is so already.") : null);
    }

    /** When what was reviewed is too old to be approved or sent. */
    private Instant ends(PushRecord push) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).plusSeconds(push.getLastsSeconds());
    }

    private RunOutcome ready(DSLContext sql, TenantId tenant, PushRecord push) {
        Map<RowState, Integer> counts = PushRows.counts(sql, tenant, push.getPushId());
        int toWrite = PushRows.count(counts, RowState.READY);
        int failed = PushRows.count(counts, RowState.FAILED);
        String message = "%d to write, %d are so already, %d withheld for lack of consent, %d gone%s"
                .formatted(
                        toWrite,
                        PushRows.count(counts, RowState.UNCHANGED),
                        PushRows.count(counts, RowState.WITHHELD),
                        PushRows.count(counts, RowState.VOID),
                        failed == 0 ? "" : ", %d that could not be told apart".formatted(failed));
        if (toWrite == 0) {
            deciding.end(
                    sql,
                    tenant,
                    push,
                    failed == 0 ? PushState.EMPTY : PushState.FAILED,
                    "Nothing to write: " + message + ".");
            return failed == 0 ? RunOutcome.succeeded(message) : RunOutcome.failed(message);
        }
        push.setMessage(message);
        var approval = standing.covering(sql, tenant, push, toWrite);
        if (approval.isPresent()) {
            push.setState(PushState.APPROVED.name());
            push.setExpiresAt(ends(push));
            push.setStandingId(approval.get().getStandingId());
            push.setDecidedAt(clock.instant());
            push.setDecidedBy(approval.get().getOwner());
            push.setNote(
                    "By the standing approval \"%s\"".formatted(approval.get().getTitle()));
            standing.used(sql, tenant, approval.get(), push);
            pushes.queue(sql, tenant, push, PushKinds.SEND, push.getTitle(), null);
        } else {
            push.setState(PushState.WAITING.name());
            push.setExpiresAt(ends(push));
            push.update();
            deciding.told(sql, tenant, push);
        }
        return RunOutcome.succeeded(message);
    }
}

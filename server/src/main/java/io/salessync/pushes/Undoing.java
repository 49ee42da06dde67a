package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.JOURNAL;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.JournalRecord;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes back what the journal says records were before a push, where nobody edited them since. */
@Component("pushUndoing")
class Undoing {
    private static final String INTENT = "pushes.undo";
    private static final String CHANGED = "SystemModstamp";

    private final Database database;
    private final AtVendor vendor;
    private final Intents intents;
    private final Live live;
    private final InstantSource clock;

    Undoing(Database database, AtVendor vendor, Intents intents, Live live, InstantSource clock) {
        this.database = database;
        this.vendor = vendor;
        this.intents = intents;
        this.live = live;
        this.clock = clock;
    }

    RunOutcome undo(ActiveRun run, UUID id) {
        TenantId tenant = run.tenant();
        PushRecord push = database.inTenant(tenant, sql -> PushRows.push(sql, tenant, id));
        if (!"RUNNING".equals(push.getUndoState())) {
            return RunOutcome.succeeded("It is taken back already.");
        }
        String trouble = null;
        try {
            Connection connection = vendor.connection(tenant, push.getConnectionId());
            vendor.checked(connection, push, run);
            int after = 0;
            while (true) {
                run.checkpoint();
                List<PushRowRecord> rows = portion(tenant, push, after);
                if (rows.isEmpty()) {
                    break;
                }
                after = rows.getLast().getNumber();
                takeBack(run, push, connection, rows);
            }
        } catch (Problem problem) {
            trouble = problem.detail();
        }
        return ended(run, push, trouble);
    }

    private List<PushRowRecord> portion(TenantId tenant, PushRecord push, int after) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(PUSH_ROW)
                        .where(PUSH_ROW.TENANT_ID.eq(tenant.value()))
                        .and(PUSH_ROW.PUSH_ID.eq(push.getPushId()))
                        .and(PUSH_ROW.NUMBER.gt(after))
                        .and(PUSH_ROW.STATE.in(RowState.SENT.name(), RowState.KEPT.name()))
                        .orderBy(PUSH_ROW.NUMBER)
                        .limit(CrmConnector.MOST_ROWS)
                        .fetch());
    }

    private void takeBack(ActiveRun run, PushRecord push, Connection connection, List<PushRowRecord> rows) {
        CrmConnector connector = vendor.connector(connection);
        Map<Integer, JournalRecord> journal = journal(run.tenant(), push, rows);
        List<String> fields = new ArrayList<>(new TreeSet<>(List.of(push.getFields())));
        fields.add(CHANGED);
        List<String> ids = rows.stream()
                .map(PushRowRecord::getVendorId)
                .filter(Objects::nonNull)
                .toList();
        Map<String, Map<String, @Nullable Object>> now = connector.read(connection, push.getObject(), ids, fields, run);
        List<PushRowRecord> going = new ArrayList<>();
        List<CrmWrite.Row> writes = new ArrayList<>();
        for (PushRowRecord row : rows) {
            JournalRecord entry = journal.get(row.getNumber());
            Map<String, @Nullable Object> there = now.get(String.valueOf(row.getVendorId()));
            if (there == null && isMember(push)) {
                // removed by a call of before whose answer was lost, or by somebody else: either way it is as it was
                undone(row);
                continue;
            }
            String why = kept(push, row, entry, there);
            if (why != null) {
                row.setState(RowState.KEPT.name());
                row.setWhy(why);
            } else if (entry != null && there != null && Differences.same(there, before(entry))) {
                // a call of before whose answer was lost
                undone(row);
            } else if (entry != null) {
                going.add(row);
                writes.add(new CrmWrite.Row(String.valueOf(row.getVendorId()), before(entry)));
            }
        }
        if (going.isEmpty()) {
            run.inTransaction(sql -> stored(sql, push, rows));
            return;
        }
        CrmWrite write = isMember(push)
                ? CrmWrite.removing(
                        push.getObject(), writes.stream().map(CrmWrite.Row::key).toList())
                : new CrmWrite(push.getObject(), "Id", true, writes, CrmWrite.DuplicateRule.TELL);
        Intent intent = run.inTransaction(sql -> {
            for (Intent old :
                    intents.open(run.tenant(), INTENT, push.getPushId().toString())) {
                intents.settle(
                        sql,
                        run.tenant(),
                        old,
                        new BatchAnswer.Evidence(null, 0, null, false, "Settled by reading the records."));
            }
            return intents.record(
                    sql,
                    run.tenant(),
                    connection.id(),
                    run.id(),
                    INTENT,
                    push.getPushId().toString(),
                    connector.body(connection, write));
        });
        CrmAnswer answer = connector.send(connection, intent, write, run);
        switch (answer) {
            case CrmAnswer.Settled settled -> {
                for (int i = 0; i < going.size(); i++) {
                    if (settled.rows().get(i).written() != null) {
                        undone(going.get(i));
                    } else {
                        going.get(i).setState(RowState.KEPT.name());
                        going.get(i)
                                .setWhy("The CRM did not take it back: "
                                        + settled.rows().get(i));
                    }
                }
                run.inTransaction(sql -> {
                    intents.settle(sql, run.tenant(), intent, settled.evidence());
                    return stored(sql, push, rows);
                });
            }
            // what was done of it is seen when this portion is looked at again
            case CrmAnswer.Unknown unknown ->
                throw run.sleepUntil(clock.instant().plus(Duration.ofMinutes(1)), unknown.reason());
            case CrmAnswer.NotNow notNow -> {
                run.inTransaction(sql -> {
                    intents.drop(sql, run.tenant(), intent, notNow.reason());
                    return true;
                });
                throw run.sleepUntil(notNow.until(), notNow.reason());
            }
            case CrmAnswer.Stopped stopped -> {
                run.inTransaction(sql -> {
                    intents.settle(sql, run.tenant(), intent, stopped.evidence());
                    return true;
                });
                throw PostgresPushes.wrong("push", stopped.message());
            }
        }
    }

    private Map<Integer, JournalRecord> journal(TenantId tenant, PushRecord push, List<PushRowRecord> rows) {
        return database
                .inTenant(
                        tenant,
                        sql -> sql.selectFrom(JOURNAL)
                                .where(JOURNAL.TENANT_ID.eq(tenant.value()))
                                .and(JOURNAL.PUSH_ID.eq(push.getPushId()))
                                .and(JOURNAL.NUMBER.in(rows.stream()
                                        .map(PushRowRecord::getNumber)
                                        .toList()))
                                .fetch())
                .stream()
                .collect(Collectors.toMap(JournalRecord::getNumber, entry -> entry));
    }

    private static Map<String, @Nullable Object> before(JournalRecord entry) {
        Map<String, @Nullable Object> before = new LinkedHashMap<>();
        // only what we wrote goes back
        Values.of(entry.getAfter())
                .keySet()
                .forEach(field -> before.put(field, Values.of(entry.getBefore()).get(field)));
        return before;
    }

    /** Why it stays as it is; null: it is to be taken back. */
    private static @Nullable String kept(
            PushRecord push,
            PushRowRecord row,
            @Nullable JournalRecord entry,
            @Nullable Map<String, @Nullable Object> there) {
        if (Boolean.TRUE.equals(row.getCreated()) && !isMember(push)) {
            return "The push created it; delete it in the CRM if it is not wanted.";
        }
        if (entry == null) {
            return "There is no note of what it was before.";
        }
        if (there == null) {
            return "It is gone from the CRM.";
        }
        if (Differences.same(there, before(entry))) {
            return null;
        }
        if (!Differences.same(there, Values.of(entry.getAfter()))) {
            return "Somebody wrote another value since.";
        }
        Instant mark = row.getSentMark();
        return mark == null || !(there.get(CHANGED) instanceof Instant changed) || changed.equals(mark)
                ? null
                : "Somebody edited it since, at %s.".formatted(changed);
    }

    private static boolean isMember(PushRecord push) {
        return PushMode.valueOf(push.getMode()) == PushMode.MEMBER;
    }

    private static void undone(PushRowRecord row) {
        row.setState(RowState.UNDONE.name());
        row.setWhy(null);
    }

    private boolean stored(DSLContext sql, PushRecord push, List<PushRowRecord> rows) {
        sql.batchUpdate(rows).execute();
        sql.update(JOURNAL)
                .set(JOURNAL.UNDONE_AT, clock.instant())
                .set(JOURNAL.UNDONE_BY, push.getUndoneBy())
                .where(JOURNAL.TENANT_ID.eq(push.getTenantId()))
                .and(JOURNAL.PUSH_ID.eq(push.getPushId()))
                .and(JOURNAL.NUMBER.in(rows.stream()
                        .filter(row -> row.getState().equals(RowState.UNDONE.name()))
                        .map(PushRowRecord::getNumber)
                        .toList()))
                .execute();
        return true;
    }

    private RunOutcome ended(ActiveRun run, PushRecord push, @Nullable String trouble) {
        return run.inTransaction(sql -> {
            PushRecord held = PushRows.held(sql, run.tenant(), push.getPushId());
            Map<RowState, Integer> counts = PushRows.counts(sql, run.tenant(), push.getPushId());
            int kept = PushRows.count(counts, RowState.KEPT, RowState.SENT);
            String message = "%d taken back, %d kept%s"
                    .formatted(PushRows.count(counts, RowState.UNDONE), kept, trouble == null ? "" : ": " + trouble);
            held.setUndoState(kept == 0 ? "DONE" : "PARTLY");
            held.setMessage(message);
            held.update();
            live.changed(sql, run.tenant(), "pushes", push.getPushId().toString());
            return kept == 0 ? RunOutcome.succeeded(message) : RunOutcome.partlyFailed(message);
        });
    }
}

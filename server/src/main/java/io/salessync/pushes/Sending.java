package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.JOURNAL;
import static io.salessync.pushes.jooq.Tables.PUSH_ROW;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.CrmWritten;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunId;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends what was approved, in calls of as many records as the CRM takes, each an intent that was committed before. Just before each
 * call the approval is looked at, and the records and the consent of their people are read again: who withdrew it, what somebody
 * changed since the review, and what an approval that ended let go out, is left out. Records that others held go again in smaller
 * calls, those of one parent together.
 */
@Component("pushSending")
class Sending {
    static final String INTENT = "pushes.write";

    /** How often a record may be tried that others hold, before people have to look. */
    private static final int TRIES = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Database database;
    private final AtVendor vendor;
    private final Consents consents;
    private final GoneThere gone;
    private final Intents intents;
    private final Deciding deciding;
    private final StandingApprovals standing;
    private final Alike alike;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Sending(
            Database database,
            AtVendor vendor,
            Consents consents,
            GoneThere gone,
            Intents intents,
            Deciding deciding,
            StandingApprovals standing,
            Alike alike,
            InstantSource clock) {
        this.database = database;
        this.vendor = vendor;
        this.consents = consents;
        this.gone = gone;
        this.intents = intents;
        this.deciding = deciding;
        this.standing = standing;
        this.alike = alike;
        this.clock = clock;
    }

    /** What the work on one push goes by. */
    private record Job(
            ActiveRun run, PushRecord push, Connection connection, CrmConnector connector, CrmDescription described) {
        TenantId tenant() {
            return run.tenant();
        }
    }

    RunOutcome send(ActiveRun run, UUID id) {
        TenantId tenant = run.tenant();
        PushRecord push = run.inTransaction(sql -> {
            PushRecord held = PushRows.held(sql, tenant, id);
            if (PushState.valueOf(held.getState()) == PushState.APPROVED) {
                held.setState(PushState.SENDING.name());
                held.update();
            }
            return held;
        });
        if (PushState.valueOf(push.getState()) != PushState.SENDING) {
            return RunOutcome.succeeded("It is over already.");
        }
        try {
            Connection connection = vendor.connection(tenant, push.getConnectionId());
            Job job =
                    new Job(run, push, connection, vendor.connector(connection), vendor.checked(connection, push, run));
            boolean more = true;
            while (more) {
                run.checkpoint();
                settle(job);
                more = batch(job);
                tell(job);
            }
            return run.inTransaction(sql -> ended(sql, tenant, PushRows.held(sql, tenant, id), null));
        } catch (Problem problem) {
            return run.inTransaction(sql -> ended(sql, tenant, PushRows.held(sql, tenant, id), problem.detail()));
        }
    }

    /** Finds out by reading what became of records whose call told nothing; what was surely not written is to be written still. */
    private void settle(Job job) {
        List<PushRowRecord> open = rows(job, RowState.SENDING);
        if (open.isEmpty()) {
            return;
        }
        AtVendor.There now = now(job, open);
        for (PushRowRecord row : open) {
            AtVendor.Now there = now.of(row);
            if (there != null && Differences.same(there.values(), Values.of(row.getAfter()))) {
                written(row, there.id(), row.getBefore() == null);
                row.setSentMark(there.changedAt());
            } else if (there == null || Differences.same(there.values(), Values.of(row.getBefore()))) {
                row.setState(RowState.READY.name());
                row.setIntentId(null);
            } else {
                row.setState(RowState.VOID.name());
                row.setWhy("Somebody changed it while it was being written.");
            }
        }
        job.run().inTransaction(sql -> {
            for (Intent intent :
                    intents.open(job.tenant(), INTENT, job.push().getPushId().toString())) {
                intents.settle(
                        sql,
                        job.tenant(),
                        intent,
                        new BatchAnswer.Evidence(null, 0, null, false, "Settled by reading the records."));
            }
            return sql.batchUpdate(open).execute();
        });
    }

    private List<PushRowRecord> rows(Job job, RowState state) {
        return database.inTenant(
                job.tenant(),
                sql -> PushRows.next(
                        sql, job.tenant(), job.push().getPushId(), List.of(state), CrmConnector.MOST_ROWS));
    }

    /** What the next call is about: records that were never held by others first, then those that were, in smaller calls. */
    private List<PushRowRecord> portion(Job job) {
        // those that were held have tries, and come last
        List<PushRowRecord> ready = rows(job, RowState.READY);
        if (ready.isEmpty()) {
            return ready;
        }
        int most = job.connector().most(write(job.push(), List.of()));
        int tries = ready.getFirst().getTries();
        if (tries == 0) {
            return ready.stream().filter(row -> row.getTries() == 0).limit(most).toList();
        }
        return byParent(job.push(), ready).stream()
                .limit(Math.max(1, most >> (2 * tries)))
                .toList();
    }

    private static List<PushRowRecord> byParent(PushRecord push, List<PushRowRecord> rows) {
        Map<String, PushRowRecord> byKey = new HashMap<>();
        rows.forEach(row -> byKey.put(row.getVendorKey(), row));
        return write(push, rows).byParent().rows().stream()
                .map(row -> Objects.requireNonNull(byKey.get(row.key())))
                .toList();
    }

    private AtVendor.There now(Job job, List<PushRowRecord> rows) {
        return vendor.now(job.connection(), job.described(), job.push(), rows, job.run());
    }

    /** False: nothing is left. */
    private boolean batch(Job job) {
        if (job.run().inTransaction(sql -> isLapsed(sql, job))) {
            return false;
        }
        List<PushRowRecord> rows = portion(job);
        if (rows.isEmpty()) {
            return false;
        }
        check(job, rows);
        List<PushRowRecord> going = rows.stream()
                .filter(row -> row.getState().equals(RowState.READY.name()))
                .toList();
        if (going.isEmpty()) {
            job.run().inTransaction(sql -> sql.batchUpdate(rows).execute());
            return true;
        }
        CrmWrite write = write(job.push(), going);
        String fault = job.connector().fault(write);
        if (fault != null) {
            throw PostgresPushes.wrong("rows", fault);
        }
        // reading may have taken its time
        Intent intent =
                job.run().inTransaction(sql -> isLapsed(sql, job) ? null : decided(sql, job, rows, going, write));
        if (intent == null) {
            return false;
        }
        CrmAnswer answer = job.connector().send(job.connection(), intent, write, job.run());
        return switch (answer) {
            case CrmAnswer.Settled settled -> settled(job, intent, going, settled);
            case CrmAnswer.Unknown unknown -> {
                // the call may still be worked on there: it is looked for when that must be over
                job.run().waiting("the CRM, which did not say whether it wrote " + going.size() + " records", null);
                throw job.run().sleepUntil(clock.instant().plus(PATIENCE), unknown.reason());
            }
            case CrmAnswer.NotNow notNow -> {
                job.run().inTransaction(sql -> back(sql, job, intent, going, notNow.reason()));
                throw job.run().sleepUntil(notNow.until(), notNow.reason());
            }
            case CrmAnswer.Stopped stopped -> {
                job.run().inTransaction(sql -> {
                    intents.settle(sql, job.tenant(), intent, stopped.evidence());
                    going.forEach(row -> failed(row, stopped.code() + ": " + stopped.message()));
                    return unjournalled(sql, going);
                });
                throw PostgresPushes.wrong("push", stopped.message());
            }
        };
    }

    /** Whether the approval has ended meanwhile; then nothing more of the push is to be sent, and each record says so. */
    private boolean isLapsed(DSLContext sql, Job job) {
        PushRecord push = PushRows.held(sql, job.tenant(), job.push().getPushId());
        String why = lapsed(sql, push);
        if (why == null) {
            return false;
        }
        Condition left = PUSH_ROW.TENANT_ID
                .eq(push.getTenantId())
                .and(PUSH_ROW.PUSH_ID.eq(push.getPushId()))
                .and(PUSH_ROW.STATE.eq(RowState.READY.name()));
        // of a call that never arrived there is an entry
        sql.deleteFrom(JOURNAL)
                .where(JOURNAL.TENANT_ID.eq(push.getTenantId()))
                .and(JOURNAL.PUSH_ID.eq(push.getPushId()))
                .and(JOURNAL.NUMBER.in(
                        DSL.select(PUSH_ROW.NUMBER).from(PUSH_ROW).where(left)))
                .execute();
        sql.update(PUSH_ROW)
                .set(PUSH_ROW.STATE, RowState.EXPIRED.name())
                .set(PUSH_ROW.WHY, why + " Propose it again.")
                .where(left)
                .execute();
        return true;
    }

    private @Nullable String lapsed(DSLContext sql, PushRecord push) {
        return deciding.over(push)
                ? "The approval ended at %s, before this could be sent.".formatted(push.getExpiresAt())
                : standing.lapsed(sql, push);
    }

    /** Marks what must not be sent any more; the second look at consent, with a snapshot of it. */
    private void check(Job job, List<PushRowRecord> rows) {
        AtVendor.There now = now(job, rows);
        List<String> ids = rows.stream()
                .map(row -> AtVendor.subject(job.push(), row))
                .filter(Objects::nonNull)
                .toList();
        Map<String, ConsentRule.Word> words = vendor.consent(job.connection(), job.push(), ids, job.run());
        Map<Integer, ConsentRule.Verdict> verdicts = consents.verdicts(job.tenant(), job.push(), rows, words);
        Map<Integer, String> whys = gone.whys(job.tenant(), job.push(), rows, now);
        for (PushRowRecord row : rows) {
            AtVendor.Now there = now.of(row);
            ConsentRule.Verdict verdict = Objects.requireNonNull(verdicts.get(row.getNumber()));
            row.setConsentSent(Values.any(verdict));
            if (!verdict.allowed()) {
                row.setState(RowState.WITHHELD.name());
                row.setWhy(verdict.why());
            } else if (whys.containsKey(row.getNumber())) {
                row.setState(RowState.VOID.name());
                row.setWhy(whys.get(row.getNumber()));
            } else if (now.isSeveral(row)) {
                failed(row, "Several records have this key by now; the CRM could not tell which is meant.");
            } else if (there == null && row.getBefore() != null) {
                row.setState(RowState.VOID.name());
                row.setWhy("It is gone since it was reviewed.");
            } else if (there != null && changed(row, there)) {
                row.setState(RowState.VOID.name());
                row.setWhy(
                        row.getBefore() == null
                                ? "Somebody created it since it was reviewed."
                                : "Somebody changed it since it was reviewed; propose it again.");
            }
        }
    }

    private static boolean changed(PushRowRecord row, AtVendor.Now there) {
        if (row.getBefore() == null) {
            return true;
        }
        Instant seen = row.getSeenAt();
        return seen == null || there.changedAt() == null
                ? !Differences.same(there.values(), Values.of(row.getBefore()))
                : there.changedAt().isAfter(seen);
    }

    private static CrmWrite write(PushRecord push, List<PushRowRecord> rows) {
        if (PushMode.valueOf(push.getMode()) == PushMode.MEMBER) {
            return CrmWrite.creating(
                    push.getObject(),
                    rows.stream()
                            .map(row -> {
                                Map<String, @Nullable Object> values = new LinkedHashMap<>(Values.of(row.getAfter()));
                                values.put(push.getKeyField(), row.getVendorKey());
                                return new CrmWrite.Row(row.getVendorKey(), values);
                            })
                            .toList());
        }
        return new CrmWrite(
                push.getObject(),
                push.getKeyField(),
                PushMode.valueOf(push.getMode()) == PushMode.UPDATE,
                rows.stream()
                        .map(row -> new CrmWrite.Row(row.getVendorKey(), Values.of(row.getAfter())))
                        .toList(),
                CrmWrite.DuplicateRule.TELL);
    }

    private Intent decided(
            DSLContext sql, Job job, List<PushRowRecord> rows, List<PushRowRecord> going, CrmWrite write) {
        Intent intent = intents.record(
                sql,
                job.tenant(),
                job.connection().id(),
                new RunId(job.run().id().value()),
                INTENT,
                job.push().getPushId().toString(),
                job.connector().body(job.connection(), write));
        Instant now = clock.instant();
        List<JournalRecord> journal = new ArrayList<>(going.size());
        for (PushRowRecord row : going) {
            row.setState(RowState.SENDING.name());
            row.setIntentId(intent.id());
            JournalRecord entry = sql.newRecord(JOURNAL);
            entry.setTenantId(row.getTenantId());
            entry.setPushId(row.getPushId());
            entry.setNumber(row.getNumber());
            entry.setConnectionId(job.push().getConnectionId());
            entry.setObject(job.push().getObject());
            entry.setVendorKey(row.getVendorKey());
            entry.setBefore(Values.document(Values.of(row.getBefore())));
            entry.setAfter(row.getAfter());
            entry.setWrittenAt(now);
            journal.add(entry);
        }
        sql.batchUpdate(rows).execute();
        // one that is sent again after a look has its entry already
        journal.forEach(entry ->
                sql.insertInto(JOURNAL).set(entry).onConflictDoNothing().execute());
        return intent;
    }

    private boolean settled(Job job, Intent intent, List<PushRowRecord> going, CrmAnswer.Settled settled) {
        boolean again = false;
        Map<PushRowRecord, CrmWritten.Duplicates> likened = new LinkedHashMap<>();
        for (int i = 0; i < going.size(); i++) {
            PushRowRecord row = going.get(i);
            switch (settled.rows().get(i)) {
                case CrmWritten.Created(String id) -> written(row, id, true);
                case CrmWritten.Updated(String id) -> written(row, id, false);
                case CrmWritten.Failed(String code, String message, List<String> fields) ->
                    failed(
                            row,
                            code + ": " + message + (fields.isEmpty() ? "" : " (" + String.join(", ", fields) + ")"));
                case CrmWritten.Duplicates duplicates -> {
                    failed(row, duplicates.message());
                    likened.put(row, duplicates);
                }
                case CrmWritten.Unknown(String reason) -> {
                    // stays as it is until a look has told
                    row.setWhy(reason);
                    again = true;
                }
                case CrmWritten.Locked(String message) -> {
                    row.setTries(row.getTries() + 1);
                    if (row.getTries() < TRIES) {
                        row.setState(RowState.READY.name());
                        row.setWhy(message);
                        again = true;
                    } else {
                        failed(row, "Others held the record %d times in a row: %s".formatted(TRIES, message));
                    }
                }
            }
        }
        job.run().inTransaction(sql -> {
            intents.settle(sql, job.tenant(), intent, settled.evidence());
            likened.forEach((row, duplicates) -> row.setWhy(alike.told(
                    sql,
                    job.tenant(),
                    job.connection(),
                    job.push(),
                    row,
                    duplicates,
                    job.run().id())));
            return unjournalled(sql, going);
        });
        marks(job, going);
        if (again) {
            int tries = going.stream().mapToInt(PushRowRecord::getTries).max().orElse(1);
            throw job.run()
                    .sleepUntil(
                            clock.instant().plus(CrmWrite.pause(Math.max(1, tries), random)),
                            "records that others are changing in the CRM");
        }
        return true;
    }

    /** Remembers when the CRM says each record changed with our write: whoever edits it later moves that. */
    private void marks(Job job, List<PushRowRecord> going) {
        List<PushRowRecord> sent = going.stream()
                .filter(row -> row.getState().equals(RowState.SENT.name()))
                .toList();
        if (sent.isEmpty()) {
            return;
        }
        AtVendor.There now = now(job, sent);
        for (PushRowRecord row : sent) {
            AtVendor.Now there = now.of(row);
            // somebody may have been faster: then the values differ, and there is no mark to trust
            if (there != null && Differences.same(there.values(), Values.of(row.getAfter()))) {
                row.setSentMark(there.changedAt());
            }
        }
        job.run().inTransaction(sql -> sql.batchUpdate(sent).execute());
    }

    private void written(PushRowRecord row, String id, boolean created) {
        row.setState(RowState.SENT.name());
        // an answer to a write by key may name the key alone
        if (created || row.getVendorId() == null) {
            row.setVendorId(id);
        }
        row.setCreated(created);
        row.setSentAt(clock.instant());
        row.setWhy(null);
    }

    private static void failed(PushRowRecord row, String why) {
        row.setState(RowState.FAILED.name());
        row.setWhy(why);
    }

    /** Stores the rows; what was surely not written has no place in the journal. */
    private static int unjournalled(DSLContext sql, List<PushRowRecord> rows) {
        List<Integer> not = rows.stream()
                .filter(row ->
                        !List.of(RowState.SENT.name(), RowState.SENDING.name()).contains(row.getState()))
                .map(PushRowRecord::getNumber)
                .toList();
        if (!not.isEmpty()) {
            PushRowRecord any = rows.getFirst();
            sql.deleteFrom(JOURNAL)
                    .where(JOURNAL.TENANT_ID.eq(any.getTenantId()))
                    .and(JOURNAL.PUSH_ID.eq(any.getPushId()))
                    .and(JOURNAL.NUMBER.in(not))
                    .execute();
        }
        return sql.batchUpdate(rows).execute().length;
    }

    private int back(DSLContext sql, Job job, Intent intent, List<PushRowRecord> going, String reason) {
        intents.drop(sql, job.tenant(), intent, reason);
        going.forEach(row -> {
            row.setState(RowState.READY.name());
            row.setIntentId(null);
        });
        return unjournalled(sql, going);
    }

    private void tell(Job job) {
        Map<RowState, Integer> counts = database.inTenant(
                job.tenant(),
                sql -> PushRows.counts(sql, job.tenant(), job.push().getPushId()));
        long total = counts.values().stream().mapToInt(Integer::intValue).sum();
        job.run()
                .progress(
                        "write",
                        total - PushRows.count(counts, RowState.READY, RowState.SENDING),
                        PushRows.count(counts, RowState.FAILED),
                        total,
                        null);
    }

    private RunOutcome ended(DSLContext sql, TenantId tenant, PushRecord push, @Nullable String trouble) {
        if (trouble != null) {
            // what is on its way stays unknown; what never left is told so
            sql.update(PUSH_ROW)
                    .set(PUSH_ROW.STATE, RowState.UNKNOWN.name())
                    .where(PUSH_ROW.TENANT_ID.eq(tenant.value()).and(PUSH_ROW.PUSH_ID.eq(push.getPushId())))
                    .and(PUSH_ROW.STATE.eq(RowState.SENDING.name()))
                    .execute();
            sql.update(PUSH_ROW)
                    .set(PUSH_ROW.STATE, RowState.FAILED.name())
                    .set(PUSH_ROW.WHY, "Not sent: " + trouble)
                    .where(PUSH_ROW.TENANT_ID.eq(tenant.value()).and(PUSH_ROW.PUSH_ID.eq(push.getPushId())))
                    .and(PUSH_ROW.STATE.eq(RowState.READY.name()))
                    .execute();
        }
        Map<RowState, Integer> counts = PushRows.counts(sql, tenant, push.getPushId());
        int sent = PushRows.count(counts, RowState.SENT);
        int failed = PushRows.count(counts, RowState.FAILED, RowState.UNKNOWN);
        int voided = PushRows.count(counts, RowState.VOID);
        int expired = PushRows.count(counts, RowState.EXPIRED);
        String lapsed = expired == 0 ? null : lapsed(sql, push);
        String message =
                "%d written, %d were so already, %d withheld for lack of consent, %d changed since the review, %d failed"
                                .formatted(
                                        sent,
                                        PushRows.count(counts, RowState.UNCHANGED),
                                        PushRows.count(counts, RowState.WITHHELD),
                                        voided,
                                        failed)
                        + (expired == 0 ? "" : ", %d not sent in time".formatted(expired))
                        + (lapsed == null ? "" : ": " + lapsed)
                        + (trouble == null ? "" : ": " + trouble);
        PushState state = failed + expired > 0 && sent > 0
                ? PushState.PARTLY_FAILED
                : failed > 0
                        ? PushState.FAILED
                        : expired > 0
                                ? PushState.EXPIRED
                                : sent > 0 ? PushState.DONE : voided > 0 ? PushState.VOID : PushState.EMPTY;
        deciding.end(sql, tenant, push, state, message);
        return switch (state) {
            case PARTLY_FAILED -> RunOutcome.partlyFailed(message);
            case FAILED, EXPIRED -> RunOutcome.failed(message);
            default -> RunOutcome.succeeded(message);
        };
    }
}

package io.salessync.kernel.audit;

import static io.salessync.kernel.jooq.Tables.AUDIT_ENTRY;
import static io.salessync.kernel.jooq.Tables.AUDIT_HEAD;

import io.salessync.kernel.jooq.tables.records.AuditEntryRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The trail in the database: each entry's hash covers the one before it, the head remembers where the chain ends. */
@Component
public final class AuditTrail implements Audit {
    private static final byte[] BEFORE_THE_FIRST = new byte[32];
    private static final int FETCHED_AT_ONCE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> DETAIL = new TypeReference<>() {};

    private final Database database;
    private final InstantSource clock;

    AuditTrail(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void record(
            DSLContext transaction,
            TenantId tenant,
            String actor,
            String action,
            String subject,
            Map<String, String> detail) {
        // one writer of a chain at a time, until its transaction ends: no gaps, no forks
        transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "audit " + tenant);
        var head = transaction
                .selectFrom(AUDIT_HEAD)
                .where(AUDIT_HEAD.TENANT_ID.eq(tenant.value()))
                .fetchOne();
        byte[] previous = head == null ? BEFORE_THE_FIRST : head.getHash();
        AuditEntry entry = AuditEntry.of(
                tenant, head == null ? 1 : head.getSeq() + 1, clock.instant(), actor, action, subject, detail);
        transaction
                .insertInto(AUDIT_ENTRY)
                .set(AUDIT_ENTRY.TENANT_ID, tenant.value())
                .set(AUDIT_ENTRY.SEQ, entry.seq())
                .set(AUDIT_ENTRY.AT, entry.at())
                .set(AUDIT_ENTRY.ACTOR, entry.actor())
                .set(AUDIT_ENTRY.ACTION, entry.action())
                .set(AUDIT_ENTRY.SUBJECT, entry.subject())
                .set(AUDIT_ENTRY.DETAIL, JSONB.valueOf(JSON.writeValueAsString(entry.detail())))
                .set(AUDIT_ENTRY.PREV_HASH, previous)
                .set(AUDIT_ENTRY.HASH, entry.hash(previous))
                .execute();
    }

    /** An entry as it is stored, with its hash. */
    public record Stored(AuditEntry entry, byte[] hash) {}

    /**
     * Entries, newest first.
     *
     * @param before only those with a lower number; null: from the newest
     * @param text only those with this text in actor, action, subject or detail, whatever its case
     */
    public List<Stored> newest(TenantId tenant, @Nullable Long before, @Nullable String text, int limit) {
        Condition condition = AUDIT_ENTRY.TENANT_ID.eq(tenant.value());
        if (before != null) {
            condition = condition.and(AUDIT_ENTRY.SEQ.lt(before));
        }
        if (text != null && !text.isBlank()) {
            condition = condition.and(AUDIT_ENTRY
                    .ACTOR
                    .containsIgnoreCase(text)
                    .or(AUDIT_ENTRY.ACTION.containsIgnoreCase(text))
                    .or(AUDIT_ENTRY.SUBJECT.containsIgnoreCase(text))
                    .or(AUDIT_ENTRY.DETAIL.cast(String.class).containsIgnoreCase(text)));
        }
        Condition wanted = condition;
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(AUDIT_ENTRY)
                        .where(wanted)
                        .orderBy(AUDIT_ENTRY.SEQ.desc())
                        .limit(limit)
                        .fetch(row -> new Stored(entry(tenant, row), row.getHash())));
    }

    /** Recomputes the whole chain, reading it once, in constant memory. */
    public AuditVerdict verify(TenantId tenant) {
        return verify(tenant, null);
    }

    /**
     * As {@link #verify(TenantId)}, and that the chain still goes through a place that was noted outside before: the one
     * thing that whoever owns the database cannot forge.
     */
    public AuditVerdict verify(TenantId tenant, @Nullable AuditPlace noted) {
        return database.inTenant(tenant, sql -> {
            // in this order, an entry that somebody adds meanwhile cannot look like a fault; it has its turn at the
            // next check
            Long newest = sql.select(DSL.max(AUDIT_ENTRY.SEQ))
                    .from(AUDIT_ENTRY)
                    .where(AUDIT_ENTRY.TENANT_ID.eq(tenant.value()))
                    .fetchSingle()
                    .value1();
            var head = sql.selectFrom(AUDIT_HEAD)
                    .where(AUDIT_HEAD.TENANT_ID.eq(tenant.value()))
                    .fetchOne();
            long end = head == null ? 0 : head.getSeq();
            AuditCheck check = new AuditCheck(noted);
            try (Cursor<AuditEntryRecord> rows = sql.selectFrom(AUDIT_ENTRY)
                    .where(AUDIT_ENTRY.TENANT_ID.eq(tenant.value()).and(AUDIT_ENTRY.SEQ.le(end)))
                    .orderBy(AUDIT_ENTRY.SEQ)
                    .fetchSize(FETCHED_AT_ONCE)
                    .fetchLazy()) {
                for (AuditEntryRecord row : rows) {
                    if (!check.next(entry(tenant, row), row.getPrevHash(), row.getHash())) {
                        break;
                    }
                }
            }
            return check.end(end, head == null ? BEFORE_THE_FIRST : head.getHash(), newest == null ? 0 : newest);
        });
    }

    private static AuditEntry entry(TenantId tenant, AuditEntryRecord row) {
        return AuditEntry.of(
                tenant,
                row.getSeq(),
                row.getAt(),
                row.getActor(),
                row.getAction(),
                row.getSubject(),
                JSON.readValue(row.getDetail().data(), DETAIL));
    }
}

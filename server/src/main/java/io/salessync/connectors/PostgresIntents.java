package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.INTENT;

import io.salessync.connectors.jooq.tables.records.IntentRecord;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Intents as rows. */
@Component
class PostgresIntents implements Intents, Sendings {
    private final Database database;
    private final InstantSource clock;
    private final JsonMapper json;

    PostgresIntents(Database database, InstantSource clock, JsonMapper json) {
        this.database = database;
        this.clock = clock;
        this.json = json;
    }

    @Override
    public Intent record(
            DSLContext transaction,
            TenantId tenant,
            ConnectionId connection,
            @Nullable RunId run,
            String kind,
            String reference,
            String body) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("An intent is recorded in the transaction that decides it");
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        // the key says nothing about the installation, and no other intent can ever get it
        String key = "salessync-" + id;
        transaction
                .insertInto(INTENT)
                .set(INTENT.TENANT_ID, tenant.value())
                .set(INTENT.INTENT_ID, id)
                .set(INTENT.CONNECTION_ID, connection.value())
                .set(INTENT.RUN_ID, run == null ? null : run.value())
                .set(INTENT.KIND, kind)
                .set(INTENT.REFERENCE, reference)
                .set(INTENT.IDEMPOTENCY_KEY, key)
                .set(INTENT.BODY, body)
                .set(INTENT.STATE, Intent.State.RECORDED.name())
                .set(INTENT.RECORDED_AT, now)
                .execute();
        return new Intent(id, connection, kind, reference, key, body, Intent.State.RECORDED, 0, now, null, null);
    }

    @Override
    public List<Intent> open(TenantId tenant, String kind, String reference) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(INTENT)
                        .where(INTENT.TENANT_ID.eq(tenant.value()))
                        .and(INTENT.KIND.eq(kind))
                        .and(INTENT.REFERENCE.eq(reference))
                        .and(INTENT.STATE.in(Intent.State.RECORDED.name(), Intent.State.SENT.name()))
                        .orderBy(INTENT.RECORDED_AT, INTENT.INTENT_ID)
                        .fetch(PostgresIntents::intent));
    }

    @Override
    public Intent marked(TenantId tenant, Intent intent) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "Intent " + intent.id() + " cannot go out while a transaction is open: it might be rolled back");
        }
        Instant now = clock.instant();
        return database.inTenant(tenant, sql -> {
            IntentRecord row = sql.update(INTENT)
                    .set(INTENT.STATE, Intent.State.SENT.name())
                    .set(INTENT.ATTEMPTS, INTENT.ATTEMPTS.plus(1))
                    .set(
                            INTENT.FIRST_SENT_AT,
                            org.jooq.impl.DSL.coalesce(INTENT.FIRST_SENT_AT, org.jooq.impl.DSL.val(now)))
                    .set(INTENT.LAST_SENT_AT, now)
                    .where(INTENT.TENANT_ID.eq(tenant.value()))
                    .and(INTENT.INTENT_ID.eq(intent.id()))
                    .and(INTENT.STATE.in(Intent.State.RECORDED.name(), Intent.State.SENT.name()))
                    .returning()
                    .fetchOne();
            if (row == null) {
                throw new IllegalStateException("Intent " + intent.id() + " is closed; it cannot be sent");
            }
            return intent(row);
        });
    }

    @Override
    public void settle(DSLContext transaction, TenantId tenant, Intent intent, BatchAnswer.Evidence evidence) {
        close(transaction, tenant, intent, Intent.State.SETTLED, JSONB.valueOf(json.writeValueAsString(evidence)));
    }

    @Override
    public void drop(DSLContext transaction, TenantId tenant, Intent intent, String reason) {
        close(
                transaction,
                tenant,
                intent,
                Intent.State.DROPPED,
                JSONB.valueOf(json.writeValueAsString(new Dropped(reason))));
    }

    private record Dropped(String reason) {}

    private void close(DSLContext transaction, TenantId tenant, Intent intent, Intent.State to, JSONB evidence) {
        int closed = transaction
                .update(INTENT)
                .set(INTENT.STATE, to.name())
                .set(INTENT.EVIDENCE, evidence)
                .set(INTENT.SETTLED_AT, clock.instant())
                .where(INTENT.TENANT_ID.eq(tenant.value()))
                .and(INTENT.INTENT_ID.eq(intent.id()))
                .and(INTENT.STATE.in(Intent.State.RECORDED.name(), Intent.State.SENT.name()))
                .execute();
        if (closed != 1) {
            throw new IllegalStateException("Intent " + intent.id() + " is closed already");
        }
    }

    private static Intent intent(IntentRecord row) {
        return new Intent(
                row.getIntentId(),
                new ConnectionId(row.getConnectionId()),
                row.getKind(),
                row.getReference(),
                row.getIdempotencyKey(),
                row.getBody(),
                Intent.State.valueOf(row.getState()),
                row.getAttempts(),
                row.getRecordedAt(),
                row.getFirstSentAt(),
                row.getLastSentAt());
    }
}

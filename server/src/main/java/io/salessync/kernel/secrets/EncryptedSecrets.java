package io.salessync.kernel.secrets;

import static io.salessync.kernel.jooq.Tables.KEYSET;
import static io.salessync.kernel.jooq.Tables.MASTER_KEYS;
import static io.salessync.kernel.jooq.Tables.SECRET;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/**
 * Secrets as rows. The tenant's keys are read with each use, never kept: a rotation on another node is seen at once, and the
 * shared lock on them keeps a rotation from dropping a key that is just being used.
 */
@Component
final class EncryptedSecrets implements Secrets {
    private static final int ROTATED_AT_ONCE = 100;

    private final Database database;
    private final Audit audit;
    private final InstantSource clock;
    private final MasterKey master;

    EncryptedSecrets(Database database, Audit audit, InstantSource clock, SecretsSettings settings) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.master = MasterKey.find(
                settings,
                database.outsideTenants(sql -> sql.selectFrom(MASTER_KEYS()).fetch(row -> row.getMasterKey())));
    }

    @Override
    public UUID store(DSLContext transaction, TenantId tenant, String purpose, String secret) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        TenantKeys keys = keys(transaction, tenant);
        transaction
                .insertInto(SECRET)
                .set(SECRET.TENANT_ID, tenant.value())
                .set(SECRET.SECRET_ID, id)
                .set(SECRET.PURPOSE, purpose)
                .set(SECRET.KEY_ID, keys.primaryId())
                .set(SECRET.CIPHERTEXT, keys.encrypt(id, secret))
                .set(SECRET.CREATED_AT, now)
                .set(SECRET.UPDATED_AT, now)
                .execute();
        return id;
    }

    @Override
    public void replace(DSLContext transaction, TenantId tenant, UUID id, String secret) {
        TenantKeys keys = keys(transaction, tenant);
        int replaced = transaction
                .update(SECRET)
                .set(SECRET.KEY_ID, keys.primaryId())
                .set(SECRET.CIPHERTEXT, keys.encrypt(id, secret))
                .set(SECRET.UPDATED_AT, clock.instant())
                .where(SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.SECRET_ID.eq(id)))
                .execute();
        if (replaced == 0) {
            throw unknown(id);
        }
    }

    @Override
    public void remove(DSLContext transaction, TenantId tenant, UUID id) {
        transaction
                .deleteFrom(SECRET)
                .where(SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.SECRET_ID.eq(id)))
                .execute();
    }

    @Override
    public String reveal(TenantId tenant, UUID id) {
        // one statement, one snapshot: a rotation cannot come between the secret and its key
        var row = database.inTenant(
                tenant,
                sql -> sql.select(SECRET.CIPHERTEXT, KEYSET.KEYS)
                        .from(SECRET)
                        .join(KEYSET)
                        .on(KEYSET.TENANT_ID.eq(SECRET.TENANT_ID))
                        .where(SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.SECRET_ID.eq(id)))
                        .fetchOne());
        if (row == null) {
            throw unknown(id);
        }
        return TenantKeys.opened(tenant, row.value2(), master).decrypt(id, row.value1());
    }

    /**
     * Gives the tenant a new key, encrypts every secret with it and drops the old keys; secrets stay readable all the time.
     *
     * @return how many secrets were encrypted anew
     */
    int rotate(TenantId tenant) {
        boolean any = beginRotation(tenant);
        int total = 0;
        int some = any ? ROTATED_AT_ONCE : 0;
        while (some == ROTATED_AT_ONCE) {
            some = database.inTenant(tenant, sql -> encryptAnew(sql, tenant));
            total += some;
        }
        if (any) {
            Map<String, String> detail = Map.of("encryptedAnew", Integer.toString(total));
            database.runInTenant(tenant, sql -> {
                dropOldKeys(sql, tenant);
                audit.record(sql, tenant, "system", "secrets.rotated", "keys", detail);
            });
        }
        return total;
    }

    boolean beginRotation(TenantId tenant) {
        return database.inTenant(tenant, sql -> {
            var row = sql.selectFrom(KEYSET)
                    .where(KEYSET.TENANT_ID.eq(tenant.value()))
                    .forUpdate()
                    .fetchOne();
            if (row != null) {
                write(sql, TenantKeys.opened(tenant, row.getKeys(), master).withNewPrimary());
            }
            return row != null;
        });
    }

    private int encryptAnew(DSLContext sql, TenantId tenant) {
        TenantKeys keys = keys(sql, tenant);
        var old = sql.selectFrom(SECRET)
                .where(SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.KEY_ID.ne(keys.primaryId())))
                .orderBy(SECRET.SECRET_ID)
                .limit(ROTATED_AT_ONCE)
                .forUpdate()
                .fetch();
        for (var row : old) {
            UUID id = row.getSecretId();
            sql.update(SECRET)
                    .set(SECRET.KEY_ID, keys.primaryId())
                    .set(SECRET.CIPHERTEXT, keys.encrypt(id, keys.decrypt(id, row.getCiphertext())))
                    .where(SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.SECRET_ID.eq(id)))
                    .execute();
        }
        return old.size();
    }

    private void dropOldKeys(DSLContext sql, TenantId tenant) {
        var row = sql.selectFrom(KEYSET)
                .where(KEYSET.TENANT_ID.eq(tenant.value()))
                .forUpdate()
                .fetchSingle();
        TenantKeys keys = TenantKeys.opened(tenant, row.getKeys(), master);
        boolean inUse =
                sql.fetchExists(SECRET, SECRET.TENANT_ID.eq(tenant.value()).and(SECRET.KEY_ID.ne(keys.primaryId())));
        if (!inUse) {
            write(sql, keys.primaryAlone());
        }
    }

    private void write(DSLContext sql, TenantKeys keys) {
        sql.update(KEYSET)
                .set(KEYSET.KEYS, keys.encrypted(master))
                .set(KEYSET.UPDATED_AT, clock.instant())
                .where(KEYSET.TENANT_ID.eq(keys.tenant().value()))
                .execute();
    }

    /** The tenant's keys, made at first use, under a shared lock until the transaction ends. */
    private TenantKeys keys(DSLContext sql, TenantId tenant) {
        byte[] stored = locked(sql, tenant);
        if (stored == null) {
            Instant now = clock.instant();
            sql.insertInto(KEYSET)
                    .set(KEYSET.TENANT_ID, tenant.value())
                    .set(KEYSET.KEYS, TenantKeys.fresh(tenant).encrypted(master))
                    .set(KEYSET.MASTER_KEY, master.fingerprint())
                    .set(KEYSET.CREATED_AT, now)
                    .set(KEYSET.UPDATED_AT, now)
                    .onConflictDoNothing()
                    .execute();
            stored = java.util.Objects.requireNonNull(locked(sql, tenant));
        }
        return TenantKeys.opened(tenant, stored, master);
    }

    private static byte @org.jspecify.annotations.Nullable [] locked(DSLContext sql, TenantId tenant) {
        return sql.select(KEYSET.KEYS)
                .from(KEYSET)
                .where(KEYSET.TENANT_ID.eq(tenant.value()))
                .forShare()
                .fetchOne(KEYSET.KEYS);
    }

    private static Problem unknown(UUID id) {
        return Problem.of(SecretsProblem.UNKNOWN_SECRET, "The secret " + id + " is not there (any more).");
    }
}

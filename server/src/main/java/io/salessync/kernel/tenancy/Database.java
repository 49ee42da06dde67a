package io.salessync.kernel.tenancy;

import io.salessync.kernel.postgres.Pools;
import java.sql.PreparedStatement;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one way to the database. Each call is one transaction; inside a tenant's, row-level security shows that tenant's
 * rows alone. A call inside another of the same tenant joins it. Never call out to a vendor in here: the shared HTTP
 * client refuses to send while a transaction is open.
 */
@Component
public final class Database {
    private static final Object TENANT = new Object();

    private final DSLContext sql;
    private final TransactionTemplate transactions;
    private final TransactionTemplate apart;

    Database(DSLContext sql, PlatformTransactionManager manager) {
        this.sql = sql;
        this.transactions = new TransactionTemplate(manager);
        this.apart = new TransactionTemplate(manager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Runs {@code work} in one transaction that sees and writes this tenant's rows alone. */
    public <T extends @Nullable Object> T inTenant(TenantId tenant, Function<DSLContext, T> work) {
        TenantId outer = (TenantId) TransactionSynchronizationManager.getResource(TENANT);
        if (outer != null) {
            if (!outer.equals(tenant)) {
                throw new IllegalStateException("A transaction of tenant " + outer + " cannot turn to " + tenant);
            }
            return work.apply(sql);
        }
        return transactions.<T>execute(status -> {
            TransactionSynchronizationManager.bindResource(TENANT, tenant);
            try {
                // at the head of every transaction: without the detour through a query's object model
                sql.connection(connection -> {
                    try (PreparedStatement setting =
                            connection.prepareStatement("SELECT set_config('salessync.tenant_id', ?, true)")) {
                        setting.setString(1, tenant.toString());
                        setting.execute();
                    }
                });
                return work.apply(sql);
            } finally {
                TransactionSynchronizationManager.unbindResource(TENANT);
            }
        });
    }

    /** As {@link #inTenant}, for work without a result. */
    public void runInTenant(TenantId tenant, Consumer<DSLContext> work) {
        this.<@Nullable Void>inTenant(tenant, context -> {
            work.accept(context);
            return null;
        });
    }

    /** One transaction outside every tenant: sees the functions and library tables that are made for it, no tenant's rows. */
    public <T extends @Nullable Object> T outsideTenants(Function<DSLContext, T> work) {
        if (TransactionSynchronizationManager.getResource(TENANT) != null) {
            throw new IllegalStateException("A tenant's transaction is open; leave it first");
        }
        return transactions.<T>execute(status -> work.apply(sql));
    }

    /**
     * As {@link #outsideTenants}, on a connection of the pool for notes and in a transaction of its own, even where one has just been
     * committed on this thread and its connection is not back yet. What is done in it must want no other connection.
     */
    public <T extends @Nullable Object> T apart(Function<DSLContext, T> work) {
        if (TransactionSynchronizationManager.getResource(TENANT) != null) {
            throw new IllegalStateException("A tenant's transaction is open; leave it first");
        }
        return Pools.on(Pools.Pool.NOTES, () -> apart.<T>execute(status -> work.apply(sql)));
    }

    /** The tenant of the transaction that is open on this thread. */
    public Optional<TenantId> currentTenant() {
        return Optional.ofNullable((TenantId) TransactionSynchronizationManager.getResource(TENANT));
    }
}

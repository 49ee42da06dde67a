package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A run that a test holds in its own hands, without a scheduler: it executes when it is told to and can be cut off. */
public final class HandRun implements ActiveRun {
    private final Database database;
    private final TenantId tenant;
    private final RunId id = new RunId(UUID.randomUUID());
    private final String input;
    private final List<String> log = new ArrayList<>();
    private @Nullable Instant sleepsUntil;
    private int transactionsLeft = Integer.MAX_VALUE;

    public HandRun(Database database, TenantId tenant, String input) {
        this.database = database;
        this.tenant = tenant;
        this.input = input;
    }

    /** From here on that many transactions commit; the next is rolled back and ends the execution, as a kill would. */
    public void killedAfter(int transactions) {
        transactionsLeft = transactions;
    }

    public List<String> lines() {
        return log;
    }

    public @Nullable Instant sleepsUntil() {
        return sleepsUntil;
    }

    /** How a killed execution ends. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    @Override
    public RunId id() {
        return id;
    }

    @Override
    public String input() {
        return input;
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<DSLContext, T> work) {
        return database.inTenant(tenant, sql -> {
            T result = work.apply(sql);
            if (transactionsLeft-- <= 0) {
                throw new Killed();
            }
            return result;
        });
    }

    @Override
    public void checkpoint() {}

    @Override
    public void progress(String step, long done, long failed, @Nullable Long total, @Nullable String message) {}

    @Override
    public void log(Level level, @Nullable String recordKey, String message) {
        log.add(level + " " + recordKey + " " + message);
    }

    @Override
    public void waiting(String reason, @Nullable Instant until) {}

    @Override
    public void working() {}

    @Override
    public RunInterrupted sleepUntil(Instant time, String reason) {
        sleepsUntil = time;
        log.add("SLEEP " + time + " " + reason);
        return new RunInterrupted(reason);
    }
}

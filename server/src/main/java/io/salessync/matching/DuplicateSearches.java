package io.salessync.matching;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Searches for customers who are there twice: at most one of a tenant at a time. */
@Component
final class DuplicateSearches implements Matches {
    private final Duplicates duplicates;
    private final Runs runs;
    private final Audit audit;

    DuplicateSearches(Duplicates duplicates, Runs runs, Audit audit) {
        this.duplicates = duplicates;
        this.runs = runs;
        this.audit = audit;
    }

    @Override
    public UUID lookForDuplicates(DSLContext sql, TenantId tenant, String who, @Nullable UUID user) {
        List<Run> active = active(tenant);
        if (!active.isEmpty()) {
            return active.getFirst().id().value();
        }
        UUID run = runs.queue(new RunRequest(
                        tenant, Duplicates.NAME, "Look for duplicates", tenant.value(), "{}", Duplicates.NAME, user))
                .value();
        duplicates.begin(sql, tenant, run, who);
        audit.record(sql, tenant, who, "matching.duplicates", "all customers", Map.of("run", run.toString()));
        return run;
    }

    @Override
    public boolean ask(DSLContext sql, TenantId tenant, UUID one, UUID other, String why, RunId run) {
        return duplicates.ask(sql, tenant, one, other, why, run.value());
    }

    boolean isRunning(TenantId tenant) {
        return !active(tenant).isEmpty();
    }

    private List<Run> active(TenantId tenant) {
        return runs.active(tenant, Duplicates.NAME, tenant.value());
    }
}

package io.salessync.matching;

import io.salessync.customers.CustomerListener;
import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is compared follows merges at once, wherever they are made, and whoever is erased leaves nothing here. */
@Component
final class MergedCustomers implements CustomerListener {
    private final KnownCustomers known;
    private final Reviews reviews;
    private final Duplicates duplicates;

    MergedCustomers(KnownCustomers known, Reviews reviews, Duplicates duplicates) {
        this.known = known;
        this.reviews = reviews;
        this.duplicates = duplicates;
    }

    @Override
    public void merged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        known.refresh(sql, tenant, List.of(kept, gone), ContactMatching.REGION);
    }

    @Override
    public void unmerged(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        known.refresh(sql, tenant, List.of(kept, gone), ContactMatching.REGION);
    }

    @Override
    public void sameElsewhere(
            DSLContext sql, TenantId tenant, UUID one, UUID other, String where, String why, @Nullable UUID run) {
        duplicates.propose(sql, tenant, one, other, where, why, run);
    }

    @Override
    public void erased(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        known.forget(sql, tenant, people);
        reviews.forget(sql, tenant, people);
    }
}

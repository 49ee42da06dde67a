package io.salessync.kernel.tenancy;

import static io.salessync.kernel.jooq.Routines.createTenant;
import static io.salessync.kernel.jooq.Tables.TENANTS;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** All tenants of this installation. */
@Component
public final class Tenants {
    private final Database database;
    private final InstantSource clock;

    Tenants(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** All tenants, by slug. */
    public List<Tenant> all() {
        return database.outsideTenants(sql -> sql.selectFrom(TENANTS())
                .fetch(row -> new Tenant(new TenantId(row.getTenantId()), row.getSlug(), row.getName())));
    }

    /** The tenant with this slug. */
    public Optional<Tenant> named(String slug) {
        return all().stream().filter(tenant -> tenant.slug().equals(slug)).findFirst();
    }

    /**
     * Makes a tenant.
     *
     * @param slug lower-case letters, digits and dashes, up to 63; unique
     */
    public Tenant create(String slug, String name) {
        UUID id = UUID.randomUUID();
        database.outsideTenants(sql -> {
            createTenant(sql.configuration(), id, slug, name, clock.instant());
            return true;
        });
        return new Tenant(new TenantId(id), slug, name);
    }
}

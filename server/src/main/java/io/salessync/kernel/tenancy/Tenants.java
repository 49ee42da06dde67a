package io.salessync.kernel.tenancy;

import static io.salessync.kernel.jooq.Routines.createTenant;
import static io.salessync.kernel.jooq.Tables.TENANT;
import static io.salessync.kernel.jooq.Tables.TENANTS;

import io.salessync.kernel.problems.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** All tenants of this installation. */
@Component
public final class Tenants {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

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

    /** The tenant with this id, as its own transaction sees it. */
    public Tenant with(TenantId id) {
        return database.inTenant(
                id,
                sql -> sql.selectFrom(TENANT)
                        .where(TENANT.TENANT_ID.eq(id.value()))
                        .fetchSingle(row -> new Tenant(id, row.getSlug(), row.getName())));
    }

    /**
     * The tenant that a command is about: the one named; with no name the only one there is, or a new {@code default} where
     * there is none.
     *
     * @throws Problem naming those there are, when that does not say which
     */
    public Tenant chosen(@Nullable String slug) {
        List<Tenant> all = all();
        if (slug == null && all.isEmpty()) {
            return create("default", "Default");
        }
        if (slug == null && all.size() == 1) {
            return all.getFirst();
        }
        List<String> slugs = all.stream().map(Tenant::slug).toList();
        if (slug == null) {
            throw Problem.of(
                            TenancyProblem.WHICH_TENANT,
                            "Say which with --tenant: "
                                    + String.join(", ", slugs.subList(0, Math.min(20, slugs.size())))
                                    + (slugs.size() > 20 ? " …" : ""))
                    .with("tenants", slugs);
        }
        return all.stream()
                .filter(tenant -> tenant.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                TenancyProblem.UNKNOWN_TENANT,
                                "There is no tenant '%s'. There are: %s".formatted(slug, String.join(", ", slugs)))
                        .with("tenants", slugs));
    }

    /**
     * Makes a tenant.
     *
     * @param slug lower-case letters, digits and dashes, up to 63; unique
     */
    public Tenant create(String slug, String name) {
        if (!SLUG.matcher(slug).matches()) {
            throw Problem.of(
                            TenancyProblem.WRONG_SLUG,
                            "'%s' cannot be a tenant's short name: lower-case letters, digits and dashes, up to 63."
                                    .formatted(slug))
                    .with("value", slug);
        }
        UUID id = UUID.randomUUID();
        try {
            database.outsideTenants(sql -> {
                createTenant(sql.configuration(), id, slug, name, clock.instant());
                return true;
            });
        } catch (DuplicateKeyException e) {
            throw Problem.of(TenancyProblem.SLUG_TAKEN, "There is a tenant '%s' already.".formatted(slug), e);
        }
        return new Tenant(new TenantId(id), slug, name);
    }
}

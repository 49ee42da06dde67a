package io.salessync.kernel.access;

import static io.salessync.kernel.jooq.Routines.addSetupToken;
import static io.salessync.kernel.jooq.Routines.anyUser;
import static io.salessync.kernel.jooq.Routines.useSetupToken;
import static io.salessync.kernel.jooq.Tables.TENANT;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Lets the first person in, by a link that whoever starts the server sees and that works once. */
@Component
public final class FirstAdministrator {
    private final Database database;
    private final Tenants tenants;
    private final Accounts accounts;
    private final PasswordPolicy policy;
    private final AccessSettings settings;
    private final InstantSource clock;

    FirstAdministrator(
            Database database,
            Tenants tenants,
            Accounts accounts,
            PasswordPolicy policy,
            AccessSettings settings,
            InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.accounts = accounts;
        this.policy = policy;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A fresh link, while nobody can sign in yet; works once, for 24 hours unless set otherwise.
     *
     * @param baseUrl where people find the server, such as {@code http://localhost:8080}
     */
    public Optional<String> link(String baseUrl) {
        if (!isOpen()) {
            return Optional.empty();
        }
        Token token = Token.fresh("");
        Instant now = clock.instant();
        database.outsideTenants(sql -> {
            addSetupToken(sql.configuration(), token.hash(), now, now.plus(settings.setupLink()));
            return true;
        });
        return Optional.of(baseUrl.replaceAll("/+$", "") + "/setup?token=" + token.text());
    }

    /** Whether nobody can sign in yet. */
    public boolean isOpen() {
        return database.outsideTenants(sql -> !Boolean.TRUE.equals(anyUser(sql.configuration())));
    }

    User enter(String token, String organisation, String emailText, String name, String password) {
        EmailAddress email = EmailAddress.parse(emailText);
        Accounts.checkedName("organisation", organisation);
        Accounts.checkedName("name", name);
        // what can be wrong is found before the token is used up
        policy.check(password, email, name);
        boolean open = database.outsideTenants(
                sql -> Boolean.TRUE.equals(useSetupToken(sql.configuration(), Token.hashOf(token), clock.instant())));
        if (!open) {
            throw Problem.of(
                    AccessProblem.SETUP_CLOSED,
                    "This link was used, is too old, or somebody can sign in already. While nobody can, each start of the"
                            + " server prints a fresh one.");
        }
        Tenant tenant = tenantFor(organisation.strip());
        return accounts.createUser(tenant.id(), emailText, name, Role.OWNER, password);
    }

    /** A tenant that a command made before anybody could sign in becomes the organisation. */
    private Tenant tenantFor(String organisation) {
        List<Tenant> all = tenants.all();
        if (all.isEmpty()) {
            return tenants.create(slug(organisation), organisation);
        }
        Tenant there = all.stream()
                .filter(tenant -> tenant.slug().equals("default"))
                .findFirst()
                .orElse(all.getFirst());
        database.runInTenant(
                there.id(),
                sql -> sql.update(TENANT)
                        .set(TENANT.NAME, organisation)
                        .where(TENANT.TENANT_ID.eq(there.id().value()))
                        .execute());
        return there;
    }

    static String slug(String organisation) {
        String plain = Normalizer.normalize(organisation, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+", "");
        String slug = plain.substring(0, Math.min(40, plain.length())).replaceAll("-+$", "");
        return slug.isEmpty() ? "default" : slug;
    }
}

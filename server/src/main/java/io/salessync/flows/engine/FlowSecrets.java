package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.NAMED_SECRET;

import io.salessync.flows.jooq.tables.records.NamedSecretRecord;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Secrets that nodes name as {@code secret:NAME}. Each is for one host: whoever draws a flow can use it there, and can neither read
 * it nor have it sent anywhere else.
 */
@Component
final class FlowSecrets {
    static final String NAME = "[a-z0-9][a-z0-9_-]{0,62}";

    private final Database database;
    private final Secrets secrets;
    private final Audit audit;
    private final InstantSource clock;

    FlowSecrets(Database database, Secrets secrets, Audit audit, InstantSource clock) {
        this.database = database;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** A secret without its value. */
    record Named(String name, String host, Instant updatedAt, String updatedBy) {}

    List<Named> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(NAMED_SECRET)
                        .where(NAMED_SECRET.TENANT_ID.eq(tenant.value()))
                        .orderBy(NAMED_SECRET.NAME)
                        .fetch(row -> new Named(row.getName(), row.getHost(), row.getUpdatedAt(), row.getUpdatedBy())));
    }

    /** Stores one or replaces it. */
    void put(TenantId tenant, String actor, String name, String host, String value) {
        String to = host.strip().toLowerCase(Locale.ROOT);
        if (!name.matches(NAME)) {
            throw Forms.wrong(
                    "name", "A secret's name has small letters, digits, - and _; '%s' is none".formatted(name));
        }
        if (!to.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw Forms.wrong(
                    "host", "A secret is for one host, such as api.example.org; '%s' is none".formatted(host));
        }
        if (value.isBlank() || value.length() > 10_000 || value.chars().anyMatch(Character::isISOControl)) {
            throw Forms.wrong("value", "A secret has 1 to 10,000 characters in one line");
        }
        database.runInTenant(tenant, sql -> {
            NamedSecretRecord row = sql.selectFrom(NAMED_SECRET)
                    .where(NAMED_SECRET.TENANT_ID.eq(tenant.value()))
                    .and(NAMED_SECRET.NAME.eq(name))
                    .forUpdate()
                    .fetchOne();
            if (row == null) {
                row = sql.newRecord(NAMED_SECRET);
                row.setTenantId(tenant.value());
                row.setName(name);
                row.setSecretId(secrets.store(sql, tenant, "flow", value.strip()));
            } else {
                secrets.replace(sql, tenant, row.getSecretId(), value.strip());
            }
            row.setHost(to);
            row.setUpdatedAt(clock.instant());
            row.setUpdatedBy(actor);
            row.store();
            audit.record(sql, tenant, actor, "flows.secret-set", name, Map.of("host", to));
        });
    }

    void remove(TenantId tenant, String actor, String name) {
        database.runInTenant(tenant, sql -> {
            NamedSecretRecord row = sql.deleteFrom(NAMED_SECRET)
                    .where(NAMED_SECRET.TENANT_ID.eq(tenant.value()))
                    .and(NAMED_SECRET.NAME.eq(name))
                    .returning()
                    .fetchOne();
            if (row == null) {
                throw unknown(name);
            }
            secrets.remove(sql, tenant, row.getSecretId());
            audit.record(sql, tenant, actor, "flows.secret-removed", name, Map.of());
        });
    }

    /** The secret for a call to this host; null: for the address itself, which is in the secret. */
    String reveal(TenantId tenant, String name, @Nullable String host) {
        NamedSecretRecord row = database.inTenant(
                tenant,
                sql -> sql.selectFrom(NAMED_SECRET)
                        .where(NAMED_SECRET.TENANT_ID.eq(tenant.value()))
                        .and(NAMED_SECRET.NAME.eq(name))
                        .fetchOne());
        if (row == null) {
            throw unknown(name);
        }
        if (host != null && !host.equalsIgnoreCase(row.getHost())) {
            throw Problem.of(
                            NodeProblem.SECRET_FOR_ANOTHER_HOST,
                            "The secret '%s' is for %s and is not sent to %s.".formatted(name, row.getHost(), host))
                    .with("secret", name);
        }
        return secrets.reveal(tenant, row.getSecretId());
    }

    private static Problem unknown(String name) {
        return Problem.of(
                        NodeProblem.UNKNOWN_SECRET,
                        "There is no secret '%s'. An administrator sets it with its host.".formatted(name))
                .with("secret", name);
    }
}

package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.DELIVERY;
import static io.salessync.alerts.jooq.Tables.OCCURRENCE;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.alerts.jooq.tables.records.OccurrenceRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads alerts as people see them. */
@Component
class AlertRows {
    private static final int DELIVERIES_SHOWN = 500;

    private final Database database;
    private final AlertRules rules;

    AlertRows(Database database, AlertRules rules) {
        this.database = database;
        this.rules = rules;
    }

    /** An alert with its rule's title. */
    record Titled(AlertRecord alert, String ruleTitle) {}

    record Counts(int open, int critical) {}

    /** @param before the position where the last page ended; null: from the newest */
    record Filter(
            @Nullable String state,
            @Nullable Severity severity,
            @Nullable String rule,
            @Nullable UUID run,
            @Nullable Long before,
            int limit) {}

    List<Titled> list(TenantId tenant, Filter filter) {
        Condition such = ALERT.TENANT_ID.eq(tenant.value());
        if (filter.state() != null) {
            such = such.and(ALERT.STATE.eq(filter.state()));
        }
        if (filter.severity() != null) {
            such = such.and(ALERT.SEVERITY.eq(filter.severity().name()));
        }
        if (filter.rule() != null) {
            such = such.and(ALERT.RULE_KEY.eq(filter.rule()));
        }
        if (filter.run() != null) {
            such = such.and(ALERT.RUN_ID.eq(filter.run()));
        }
        if (filter.before() != null) {
            such = such.and(ALERT.POSITION.lt(filter.before()));
        }
        Condition all = such;
        return database.inTenant(tenant, sql -> {
            Map<String, String> titles = new HashMap<>();
            return sql.selectFrom(ALERT)
                    .where(all)
                    .orderBy(ALERT.POSITION.desc())
                    .limit(filter.limit())
                    .fetch()
                    .map(alert -> new Titled(
                            alert,
                            titles.computeIfAbsent(
                                    alert.getRuleKey(),
                                    key -> rules.of(sql, tenant, key).card().title())));
        });
    }

    Titled one(TenantId tenant, UUID id) {
        return database.inTenant(tenant, sql -> {
            AlertRecord alert = sql.selectFrom(ALERT)
                    .where(ALERT.TENANT_ID.eq(tenant.value()).and(ALERT.ALERT_ID.eq(id)))
                    .fetchOne();
            if (alert == null) {
                throw unknown(id);
            }
            return new Titled(
                    alert, rules.of(sql, tenant, alert.getRuleKey()).card().title());
        });
    }

    /** The newest times it happened, newest first. */
    List<OccurrenceRecord> occurrences(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(OCCURRENCE)
                        .where(OCCURRENCE.TENANT_ID.eq(tenant.value()).and(OCCURRENCE.ALERT_ID.eq(id)))
                        .orderBy(OCCURRENCE.NUMBER.desc())
                        .fetch());
    }

    List<DeliveryRecord> deliveries(TenantId tenant, UUID id) {
        one(tenant, id);
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(DELIVERY)
                        .where(DELIVERY.TENANT_ID.eq(tenant.value()).and(DELIVERY.ALERT_ID.eq(id)))
                        .orderBy(DELIVERY.POSITION.desc())
                        .limit(DELIVERIES_SHOWN)
                        .fetch());
    }

    /** Alerts that are open: neither acknowledged nor snoozed nor closed. */
    Counts counts(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.select(DSL.count(), DSL.count().filterWhere(ALERT.SEVERITY.eq(Severity.CRITICAL.name())))
                        .from(ALERT)
                        .where(ALERT.TENANT_ID
                                .eq(tenant.value())
                                .and(ALERT.STATE.ne(DSL.inline(PostgresAlerts.CLOSED)))
                                .and(ALERT.STATE.eq(PostgresAlerts.OPEN)))
                        .fetchSingle(row -> new Counts(row.value1(), row.value2())));
    }

    static Problem unknown(UUID id) {
        return Problem.of(AlertsProblem.UNKNOWN_ALERT, "There is no alert " + id + " here.")
                .with("alert", id);
    }
}

package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.DUE;
import static io.salessync.alerts.jooq.Tables.FIGURE;

import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** What becomes of alerts as time goes by: notices that were held back, escalations, the ends of snoozes. Any number of nodes do it. */
@Component
class AlertTimers {
    private static final int AT_ONCE = 100;
    /** Longer than any rule looks back. */
    private static final Duration FIGURES_KEPT = Duration.ofDays(54 * 7);

    private final Database database;
    private final AlertRules rules;
    private final Notices notices;
    private final Live live;
    private final InstantSource clock;
    private final AlertSettings settings;

    AlertTimers(
            Database database,
            AlertRules rules,
            Notices notices,
            Live live,
            InstantSource clock,
            AlertSettings settings) {
        this.database = database;
        this.rules = rules;
        this.notices = notices;
        this.live = live;
        this.clock = clock;
        this.settings = settings;
    }

    /** The tenants that have something due, deliveries included. */
    List<TenantId> due() {
        return database.outsideTenants(
                sql -> sql.selectFrom(DUE(clock.instant())).fetch(row -> new TenantId(row.getTenantId())));
    }

    /** Deals with what is due; says how many alerts there were. */
    int run(TenantId tenant) {
        return database.inTenant(tenant, sql -> {
            Instant now = clock.instant();
            List<AlertRecord> due = sql.selectFrom(ALERT)
                    .where(ALERT.TENANT_ID
                            .eq(tenant.value())
                            .and(ALERT.NOTICE_DUE_AT
                                    .le(now)
                                    .or(ALERT.ESCALATE_AT.le(now))
                                    .or(ALERT.SNOOZED_UNTIL.le(now))))
                    .limit(AT_ONCE)
                    .forUpdate()
                    .skipLocked()
                    .fetch();
            due.forEach(alert -> run(sql, tenant, alert, now));
            return due.size();
        });
    }

    private void run(DSLContext sql, TenantId tenant, AlertRecord alert, Instant now) {
        Rule rule = rules.of(sql, tenant, alert.getRuleKey());
        boolean changed = false;
        if (isDue(alert.getSnoozedUntil(), now)) {
            alert.setState(PostgresAlerts.OPEN);
            alert.setSnoozedUntil(null);
            // it is still there: people hear of it again, whether or not it happened meanwhile
            alert.setToldTimes(0L);
            alert.setEscalateAt(PostgresAlerts.escalateAt(rule, now));
            if (rule.enabled()) {
                notices.consider(sql, alert, rule, false);
            }
            changed = true;
        }
        if (isDue(alert.getNoticeDueAt(), now)) {
            alert.setNoticeDueAt(null);
            if (rule.enabled() && (alert.getNotices() == 0 || alert.getTimes() > alert.getToldTimes())) {
                notices.consider(sql, alert, rule, false);
            }
        }
        if (isDue(alert.getEscalateAt(), now)) {
            if (rule.enabled()) {
                notices.escalate(sql, alert, rule);
                changed = true;
            } else {
                alert.setEscalateAt(null);
            }
        }
        alert.store();
        if (changed) {
            live.changed(sql, tenant, "alerts", alert.getAlertId().toString());
        }
    }

    private static boolean isDue(@org.jspecify.annotations.Nullable Instant at, Instant now) {
        return at != null && !at.isAfter(now);
    }

    /** Forgets alerts that were closed long ago and figures that nothing is compared with any more. */
    void tidyUp(TenantId tenant) {
        Instant now = clock.instant();
        database.runInTenant(tenant, sql -> {
            sql.deleteFrom(ALERT)
                    .where(ALERT.TENANT_ID.eq(tenant.value()).and(ALERT.CLOSED_AT.lt(now.minus(settings.keep()))))
                    .execute();
            sql.deleteFrom(FIGURE)
                    .where(FIGURE.TENANT_ID.eq(tenant.value()).and(FIGURE.AT.lt(now.minus(FIGURES_KEPT))))
                    .execute();
        });
    }
}

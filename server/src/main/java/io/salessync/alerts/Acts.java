package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;

import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** What people do with alerts; each act is one transaction with its audit entry. */
@Component
class Acts {
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(366);

    private final Database database;
    private final AlertRules rules;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    Acts(Database database, AlertRules rules, Audit audit, Live live, InstantSource clock) {
        this.database = database;
        this.rules = rules;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Somebody looks after it: nobody is told again, nothing escalates. */
    void acknowledge(Actor actor, UUID id) {
        act(actor, id, "alerts.acknowledged", null, (sql, alert) -> {
            refuse(alert, PostgresAlerts.CLOSED, PostgresAlerts.ACKNOWLEDGED);
            quieten(alert, PostgresAlerts.ACKNOWLEDGED);
            alert.setAcknowledgedBy(actor.signature());
            alert.setAcknowledgedAt(clock.instant());
        });
    }

    /** Nobody is told until then; after that it is open again. */
    void snooze(Actor actor, UUID id, Instant until) {
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE))) {
            throw Problem.of(
                            AlertsProblem.WRONG_TIME,
                            "An alert sleeps until a time to come, within a year; %s is not.".formatted(until))
                    .with("field", "until")
                    .with("value", until.toString());
        }
        act(actor, id, "alerts.snoozed", until, (sql, alert) -> {
            refuse(alert, PostgresAlerts.CLOSED);
            quieten(alert, PostgresAlerts.SNOOZED);
            alert.setSnoozedUntil(until);
        });
    }

    void close(Actor actor, UUID id) {
        act(actor, id, "alerts.closed", null, (sql, alert) -> {
            refuse(alert, PostgresAlerts.CLOSED);
            quieten(alert, PostgresAlerts.CLOSED);
            alert.setClosedAt(clock.instant());
            alert.setClosedBy(actor.signature());
        });
    }

    /** Open again, as if nobody had looked after it; escalates anew. */
    void reopen(Actor actor, UUID id) {
        try {
            doReopen(actor, id);
        } catch (DuplicateKeyException e) {
            // it came up in the very moment
            throw second();
        }
    }

    private void doReopen(Actor actor, UUID id) {
        act(actor, id, "alerts.reopened", null, (sql, alert) -> {
            refuse(alert, PostgresAlerts.OPEN);
            if (alert.getState().equals(PostgresAlerts.CLOSED)) {
                refuseSecond(sql, alert);
            }
            quieten(alert, PostgresAlerts.OPEN);
            alert.setAcknowledgedBy(null);
            alert.setAcknowledgedAt(null);
            alert.setClosedAt(null);
            alert.setClosedBy(null);
            alert.setEscalateAt(
                    PostgresAlerts.escalateAt(rules.of(sql, actor.tenant(), alert.getRuleKey()), clock.instant()));
        });
    }

    private static void quieten(AlertRecord alert, String state) {
        alert.setState(state);
        alert.setSnoozedUntil(null);
        alert.setNoticeDueAt(null);
        alert.setEscalateAt(null);
    }

    private static void refuse(AlertRecord alert, String... states) {
        for (String state : states) {
            if (alert.getState().equals(state)) {
                throw Problem.of(
                                AlertsProblem.DOES_NOT_FIT,
                                "The alert “%s” is %s already."
                                        .formatted(alert.getTitle(), state.toLowerCase(Locale.ROOT)))
                        .with("state", state);
            }
        }
    }

    private static void refuseSecond(DSLContext sql, AlertRecord alert) {
        UUID other = sql.select(ALERT.ALERT_ID)
                .from(ALERT)
                .where(ALERT.TENANT_ID
                        .eq(alert.getTenantId())
                        .and(ALERT.RULE_KEY.eq(alert.getRuleKey()))
                        .and(ALERT.GROUP_KEY.eq(alert.getGroupKey()))
                        .and(ALERT.STATE.ne(DSL.inline(PostgresAlerts.CLOSED))))
                .fetchOne(ALERT.ALERT_ID);
        if (other != null) {
            throw second().with("alert", other);
        }
    }

    private static Problem second() {
        return Problem.of(
                AlertsProblem.DOES_NOT_FIT,
                "The same thing has come up again since and is open as another alert; see that one.");
    }

    private void act(
            Actor actor, UUID id, String action, @Nullable Instant until, BiConsumer<DSLContext, AlertRecord> change) {
        TenantId tenant = actor.tenant();
        database.runInTenant(tenant, sql -> {
            AlertRecord alert = sql.selectFrom(ALERT)
                    .where(ALERT.TENANT_ID.eq(tenant.value()).and(ALERT.ALERT_ID.eq(id)))
                    .forUpdate()
                    .fetchOne();
            if (alert == null) {
                throw AlertRows.unknown(id);
            }
            change.accept(sql, alert);
            alert.store();
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("title", alert.getTitle());
            detail.put("rule", alert.getRuleKey());
            if (until != null) {
                detail.put("until", until.toString());
            }
            audit.record(sql, tenant, actor.signature(), action, id.toString(), detail);
            live.changed(sql, tenant, "alerts", id.toString());
        });
    }
}

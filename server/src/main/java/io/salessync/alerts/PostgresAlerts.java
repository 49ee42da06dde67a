package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.OCCURRENCE;

import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Alerts as rows: one for each rule and group while it is not closed. */
@Component
final class PostgresAlerts implements Alerts {
    static final int OCCURRENCES_KEPT = 50;
    static final String OPEN = "OPEN";
    static final String ACKNOWLEDGED = "ACKNOWLEDGED";
    static final String SNOOZED = "SNOOZED";
    static final String CLOSED = "CLOSED";

    private static final int LONGEST_LINE = 300;
    private static final int LONGEST_TEXT = 4000;
    /** Somebody may close the alert between our looking and our counting. */
    private static final int TRIES = 5;

    private final AlertRules rules;
    private final Notices notices;
    private final Live live;
    private final InstantSource clock;

    PostgresAlerts(AlertRules rules, Notices notices, Live live, InstantSource clock) {
        this.rules = rules;
        this.notices = notices;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public void raise(DSLContext sql, TenantId tenant, Notice notice) {
        note(sql, tenant, rules.of(sql, tenant, notice.rule()), notice, true);
    }

    /** @param counts whether it happened once more; else it only still is so */
    void note(DSLContext sql, TenantId tenant, Rule rule, Notice notice, boolean counts) {
        if (!rule.enabled()) {
            return;
        }
        for (int i = 0; i < TRIES; i++) {
            if (open(sql, tenant, rule, notice) || again(sql, tenant, rule, notice, counts)) {
                return;
            }
        }
        throw new IllegalStateException("The alert of " + notice.rule() + " " + notice.group() + " opens and closes");
    }

    private boolean open(DSLContext sql, TenantId tenant, Rule rule, Notice notice) {
        Instant now = clock.instant();
        UUID id = UUID.randomUUID();
        int opened = sql.insertInto(ALERT)
                .set(ALERT.TENANT_ID, tenant.value())
                .set(ALERT.ALERT_ID, id)
                .set(ALERT.RULE_KEY, notice.rule())
                .set(ALERT.GROUP_KEY, text(notice.group(), LONGEST_LINE))
                .set(ALERT.SEVERITY, rule.severityOf(notice.severity()).name())
                .set(ALERT.STATE, OPEN)
                .set(ALERT.TITLE, line(notice.title()))
                .set(ALERT.DETAIL, text(notice.detail(), LONGEST_TEXT))
                .set(ALERT.LINK, notice.link())
                .set(ALERT.RUN_ID, notice.run())
                .set(ALERT.RECORD_KEY, notice.recordKey())
                .set(ALERT.TIMES, 1L)
                .set(ALERT.FIRST_AT, now)
                .set(ALERT.LAST_AT, now)
                .set(ALERT.ESCALATE_AT, escalateAt(rule, now))
                .onConflictDoNothing()
                .execute();
        if (opened == 0) {
            return false;
        }
        AlertRecord alert = sql.selectFrom(ALERT)
                .where(ALERT.TENANT_ID.eq(tenant.value()).and(ALERT.ALERT_ID.eq(id)))
                .fetchSingle();
        notices.consider(sql, alert, rule, false);
        alert.store();
        occurred(sql, alert);
        live.changed(sql, tenant, "alerts", id.toString());
        return true;
    }

    private boolean again(DSLContext sql, TenantId tenant, Rule rule, Notice notice, boolean counts) {
        AlertRecord alert = locked(sql, tenant, notice.rule(), notice.group());
        if (alert == null) {
            return false;
        }
        Severity severity = rule.severityOf(notice.severity());
        boolean worse = severity.compareTo(Severity.valueOf(alert.getSeverity())) > 0;
        alert.setLastAt(clock.instant());
        alert.setTitle(line(notice.title()));
        alert.setDetail(text(notice.detail(), LONGEST_TEXT));
        alert.setLink(notice.link());
        alert.setRunId(notice.run());
        alert.setRecordKey(notice.recordKey());
        if (worse) {
            alert.setSeverity(severity.name());
        }
        if (counts) {
            alert.setTimes(alert.getTimes() + 1);
        }
        boolean news = counts || worse || alert.modified(ALERT.TITLE) || alert.modified(ALERT.DETAIL);
        if (alert.getState().equals(OPEN) && (counts || worse)) {
            notices.consider(sql, alert, rule, worse);
        }
        alert.store();
        if (counts) {
            occurred(sql, alert);
        }
        if (news) {
            live.changed(sql, tenant, "alerts", alert.getAlertId().toString());
        }
        return true;
    }

    @Override
    public void recovered(DSLContext sql, TenantId tenant, String rule, String group, String detail) {
        AlertRecord alert = locked(sql, tenant, rule, group);
        if (alert == null) {
            return;
        }
        alert.setState(CLOSED);
        alert.setClosedAt(clock.instant());
        alert.setClosedBy(null);
        alert.setSnoozedUntil(null);
        alert.setNoticeDueAt(null);
        alert.setEscalateAt(null);
        // what was is with the occurrences
        alert.setDetail(text(detail, LONGEST_TEXT));
        notices.recovered(sql, alert, rules.of(sql, tenant, rule));
        alert.store();
        live.changed(sql, tenant, "alerts", alert.getAlertId().toString());
    }

    static @Nullable Instant escalateAt(Rule rule, Instant now) {
        Integer minutes = rule.escalateAfterMinutes();
        return minutes == null ? null : now.plus(Duration.ofMinutes(minutes));
    }

    private static @Nullable AlertRecord locked(DSLContext sql, TenantId tenant, String rule, String group) {
        return sql.selectFrom(ALERT)
                .where(ALERT.TENANT_ID
                        .eq(tenant.value())
                        .and(ALERT.RULE_KEY.eq(rule))
                        .and(ALERT.GROUP_KEY.eq(text(group, LONGEST_LINE)))
                        .and(ALERT.STATE.ne(DSL.inline(CLOSED))))
                .forUpdate()
                .fetchOne();
    }

    private static void occurred(DSLContext sql, AlertRecord alert) {
        long number = alert.getTimes();
        sql.insertInto(OCCURRENCE)
                .set(OCCURRENCE.TENANT_ID, alert.getTenantId())
                .set(OCCURRENCE.ALERT_ID, alert.getAlertId())
                .set(OCCURRENCE.NUMBER, number)
                .set(OCCURRENCE.AT, alert.getLastAt())
                .set(OCCURRENCE.TITLE, alert.getTitle())
                .set(OCCURRENCE.DETAIL, alert.getDetail())
                .set(OCCURRENCE.RUN_ID, alert.getRunId())
                .set(OCCURRENCE.RECORD_KEY, alert.getRecordKey())
                .execute();
        if (number > OCCURRENCES_KEPT) {
            sql.deleteFrom(OCCURRENCE)
                    .where(OCCURRENCE
                            .TENANT_ID
                            .eq(alert.getTenantId())
                            .and(OCCURRENCE.ALERT_ID.eq(alert.getAlertId()))
                            .and(OCCURRENCE.NUMBER.le(number - OCCURRENCES_KEPT)))
                    .execute();
        }
    }

    /** One line: it becomes the subject of a mail. */
    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.isEmpty() ? "(no title)" : text(line, LONGEST_LINE);
    }

    private static String text(String text, int longest) {
        String storable = text.replace("\0", "");
        return storable.length() <= longest ? storable : storable.substring(0, longest - 1) + "…";
    }
}

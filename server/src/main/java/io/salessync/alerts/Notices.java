package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.CHANNEL;
import static io.salessync.alerts.jooq.Tables.DELIVERY;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.alerts.jooq.tables.records.ChannelRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides when people are told of an alert, and writes down what they are told: one delivery for each notice and channel, in the
 * transaction that decides it. Changes the alert's record; whoever calls stores it.
 */
@Component
class Notices {
    private static final int ALERTS_LOOKED_BACK = 20;

    /** Why people are told. */
    enum Kind {
        OPENED,
        AGAIN,
        ESCALATED,
        RECOVERED,
        TEST
    }

    private final InstantSource clock;
    private final JsonMapper json;
    private final AlertWakes wakes;
    private final String publicUrl;

    Notices(
            InstantSource clock,
            JsonMapper json,
            AlertWakes wakes,
            @Value("${salessync.public-url:}") String publicUrl) {
        this.clock = clock;
        this.json = json;
        this.wakes = wakes;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
    }

    /**
     * Tells at once, or once the throttle and the quiet hours are over.
     *
     * @param urgent whether it has become worse, so that the throttle does not hold it back
     */
    void consider(DSLContext sql, AlertRecord alert, Rule rule, boolean urgent) {
        if (alert.getNoticeDueAt() != null && !urgent) {
            return;
        }
        Instant now = clock.instant();
        Instant earliest = now;
        if (!urgent) {
            Instant last = alert.getLastNoticeAt() == null ? lastOfTheGroup(sql, alert) : alert.getLastNoticeAt();
            if (last != null) {
                Instant next = last.plus(Duration.ofMinutes(rule.throttleMinutes()));
                earliest = next.isAfter(now) ? next : now;
            }
        }
        earliest = rule.loudAt(earliest, Severity.valueOf(alert.getSeverity()));
        if (earliest.isAfter(now)) {
            alert.setNoticeDueAt(earliest);
        } else {
            tell(sql, alert, alert.getNotices() == 0 ? Kind.OPENED : Kind.AGAIN, chosen(rule.channels()), now);
        }
    }

    void escalate(DSLContext sql, AlertRecord alert, Rule rule) {
        Instant now = clock.instant();
        Instant loud = rule.loudAt(now, Severity.valueOf(alert.getSeverity()));
        if (loud.isAfter(now)) {
            alert.setEscalateAt(loud);
            return;
        }
        alert.setEscalateAt(null);
        alert.setEscalatedAt(now);
        tell(sql, alert, Kind.ESCALATED, chosen(rule.escalateTo()), now);
    }

    /** Tells those who heard of the alert that it is over; nobody where nobody did. */
    void recovered(DSLContext sql, AlertRecord alert, Rule rule) {
        if (alert.getNotices() == 0) {
            return;
        }
        List<UUID> told = sql.selectDistinct(DELIVERY.CHANNEL_ID)
                .from(DELIVERY)
                .where(DELIVERY.TENANT_ID.eq(alert.getTenantId()).and(DELIVERY.ALERT_ID.eq(alert.getAlertId())))
                .fetch(DELIVERY.CHANNEL_ID);
        tell(
                sql,
                alert,
                Kind.RECOVERED,
                CHANNEL.CHANNEL_ID.in(told),
                rule.loudAt(clock.instant(), Severity.valueOf(alert.getSeverity())));
    }

    /** A delivery of no alert, to see whether the channel works. */
    UUID test(DSLContext sql, ChannelRecord channel) {
        Instant now = clock.instant();
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("rule", "test");
        about.put("severity", Severity.INFO.name());
        about.put("state", "OPEN");
        about.put("title", "This is a test");
        about.put("detail", "If you read this, alerts reach you through the channel “" + channel.getName() + "”.");
        about.put("count", 1);
        about.put("firstAt", now.toString());
        about.put("lastAt", now.toString());
        return write(sql, channel, null, null, Kind.TEST, about, now);
    }

    private static Condition chosen(@Nullable List<UUID> channels) {
        return channels == null ? DSL.trueCondition() : CHANNEL.CHANNEL_ID.in(channels);
    }

    private void tell(DSLContext sql, AlertRecord alert, Kind kind, Condition channels, Instant at) {
        int number = alert.getNotices() + 1;
        alert.setNotices(number);
        alert.setToldTimes(alert.getTimes());
        alert.setNoticeDueAt(null);
        if (kind != Kind.RECOVERED) {
            alert.setLastNoticeAt(clock.instant());
        }
        Map<String, @Nullable Object> about = about(alert);
        sql.selectFrom(CHANNEL)
                .where(CHANNEL.TENANT_ID.eq(alert.getTenantId()).and(channels))
                .orderBy(CHANNEL.NAME)
                .forEach(channel -> write(sql, channel, alert.getAlertId(), number, kind, about, at));
    }

    private UUID write(
            DSLContext sql,
            ChannelRecord channel,
            @Nullable UUID alert,
            @Nullable Integer notice,
            Kind kind,
            Map<String, @Nullable Object> about,
            Instant at) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("delivery", id);
        body.put("kind", kind.name());
        body.put("at", now.toString());
        body.put("alert", about);
        sql.insertInto(DELIVERY)
                .set(DELIVERY.TENANT_ID, channel.getTenantId())
                .set(DELIVERY.DELIVERY_ID, id)
                .set(DELIVERY.ALERT_ID, alert)
                .set(DELIVERY.NOTICE, notice)
                .set(DELIVERY.CHANNEL_ID, channel.getChannelId())
                .set(DELIVERY.CHANNEL_NAME, channel.getName())
                .set(DELIVERY.CHANNEL_KIND, channel.getKind())
                .set(DELIVERY.KIND, kind.name())
                .set(DELIVERY.BODY, JSON.valueOf(json.writeValueAsString(body)))
                .set(DELIVERY.STATE, "QUEUED")
                .set(DELIVERY.QUEUED_AT, now)
                .set(DELIVERY.NEXT_AT, at)
                .execute();
        wakes.afterCommit();
        return id;
    }

    private Map<String, @Nullable Object> about(AlertRecord alert) {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("id", alert.getAlertId());
        about.put("rule", alert.getRuleKey());
        about.put("severity", alert.getSeverity());
        about.put("state", alert.getState());
        about.put("title", alert.getTitle());
        about.put("detail", alert.getDetail());
        String link = alert.getLink();
        if (link != null) {
            about.put("link", publicUrl.isEmpty() || !link.startsWith("/") ? link : publicUrl + link);
        }
        if (alert.getRunId() != null) {
            about.put("run", alert.getRunId());
        }
        if (alert.getRecordKey() != null) {
            about.put("recordKey", alert.getRecordKey());
        }
        about.put("count", alert.getTimes());
        about.put("firstAt", Objects.toString(alert.getFirstAt()));
        about.put("lastAt", Objects.toString(alert.getLastAt()));
        return about;
    }

    /** When people last heard of the same thing as an alert that is closed by now: what comes and goes is throttled too. */
    private static @Nullable Instant lastOfTheGroup(DSLContext sql, AlertRecord alert) {
        return sql
                .select(ALERT.LAST_NOTICE_AT)
                .from(ALERT)
                .where(ALERT.TENANT_ID
                        .eq(alert.getTenantId())
                        .and(ALERT.RULE_KEY.eq(alert.getRuleKey()))
                        .and(ALERT.GROUP_KEY.eq(alert.getGroupKey()))
                        .and(ALERT.ALERT_ID.ne(alert.getAlertId())))
                .orderBy(ALERT.POSITION.desc())
                .limit(ALERTS_LOOKED_BACK)
                .fetch(ALERT.LAST_NOTICE_AT)
                .stream()
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }
}

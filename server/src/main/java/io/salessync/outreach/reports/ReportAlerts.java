package io.salessync.outreach.reports;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.figures.Interval;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.reports.Report.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What people should hear of among the figures of reports. Small numbers raise nothing: what is promised has to be out of reach of what a share may really be. */
@Configuration(value = "outreachReportAlerts", proxyBeanMethods = false)
class ReportAlerts {
    static final String LATE = "outreach-detection-late";
    static final String ACCEPTANCE = "outreach-acceptance-low";
    static final String REPLIES = "outreach-replies-low";
    static final String ERRORS = "outreach-errors-rising";
    static final String PROCESSING = "outreach-target-processing";
    static final String DETECTION = "outreach-target-detection";
    static final String RECOVERY = "outreach-target-recovery";
    static final String UPTIME = "outreach-target-uptime";

    private static final String PAGE = "/outreach/reports";

    /** How far back shares of sequences are told. */
    private static final int MONTH = 30;

    /** An invitation may take its time. */
    private static final int RIPE = 7;

    private static final String ANSWERED = """
            SELECT t.sequence_id, s.name, coalesce(sum(t.count) FILTER (WHERE t.kind = 'REPLIED'), 0)::bigint AS replied,
                   coalesce(sum(t.count), 0)::bigint AS through
            FROM outreach.tally t JOIN outreach.sequence s ON s.tenant_id = t.tenant_id AND s.sequence_id = t.sequence_id
            WHERE t.tenant_id = ? AND t.day >= ?::date AND t.kind IN ('REPLIED', 'COMPLETED') GROUP BY 1, 2 ORDER BY 2
            """;

    private static final int MOST_EVENTS = 20_000;

    /** Of the newest; where they do not reach back eight days, the days before are as many as they cover. */
    private static final String BY_CLASS = """
            WITH newest AS MATERIALIZED (
                SELECT lead_id, at, coalesce(evidence ->> 'class', CASE kind WHEN 'UNCERTAIN' THEN 'UNKNOWN_OUTCOME' WHEN 'REFUSED' THEN 'TRANSIENT'
                                                                             ELSE 'LEAD_TERMINAL' END) AS class
                FROM outreach.event WHERE tenant_id = ? AND at >= ?::timestamptz AND kind IN ('REFUSED', 'UNCERTAIN', 'FAILED')
                ORDER BY at DESC LIMIT %d),
            days AS (SELECT CASE WHEN count(*) < %d THEN %d ELSE greatest(0.1, extract(epoch FROM ?::timestamptz - min(at)) / 86400) END AS before FROM newest)
            SELECT class, count(DISTINCT lead_id) FILTER (WHERE at >= ?::timestamptz) AS lately,
                   count(DISTINCT (lead_id, at::date)) FILTER (WHERE at < ?::timestamptz) / (SELECT before FROM days)::double precision AS usual
            FROM newest GROUP BY 1 ORDER BY 1
            """.formatted(MOST_EVENTS, MOST_EVENTS, Reports.WEEK);

    /** Looks in one transaction. */
    private interface Look {
        List<AlertSource.Finding> at(DSLContext sql, TenantId tenant, Map<String, Integer> settings, Instant now);
    }

    private record Looking(String rule, Database database, InstantSource clock, Look look) implements AlertSource {
        @Override
        public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
            return database.inTenant(tenant, sql -> look.at(sql, tenant, settings, clock.instant()));
        }
    }

    private static AlertSource.Finding finding(
            String group, Severity severity, String title, String detail, String link) {
        return new AlertSource.Finding(group, severity, title, detail, link, null);
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Whether the share is surely below, of enough cases. */
    static boolean below(long hits, long of, double bound, long enough) {
        return of > 0 && of >= enough && Interval.of(Math.min(hits, of), of).high() < bound;
    }

    @Bean
    AlertSource outreachDetectionLate(Database database, InstantSource clock) {
        return new Looking(LATE, database, clock, (sql, tenant, settings, now) -> {
            int hours = settings.getOrDefault("hours", 24);
            Report.Lag lag = Reports.lag(
                    sql, tenant, null, now.minus(Reports.WEEK, ChronoUnit.DAYS).toString());
            Double slow = lag.p95Minutes();
            return slow == null || lag.count() < settings.getOrDefault("cases", 20) || slow <= 60.0 * hours
                    ? List.of()
                    : List.of(finding(
                            "all",
                            Severity.WARNING,
                            "Connections are known late",
                            "Of %d connections of seven days, 5 in 100 were known more than %d hours after they were made; the limit is %d. Look whether news come in and how looks at the accounts end."
                                    .formatted(lag.count(), Math.round(slow / 60), hours),
                            PAGE));
        });
    }

    @Bean
    AlertSource outreachAcceptanceLow(Database database, InstantSource clock) {
        return new Looking(ACCEPTANCE, database, clock, (sql, tenant, settings, now) -> {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            double bound = settings.getOrDefault("percent", 15) / 100.0;
            record Sum(UUID sequence, String name, long invited, long accepted) {
                Sum plus(Sum other) {
                    return new Sum(sequence, name, invited + other.invited, accepted + other.accepted);
                }
            }
            Map<UUID, Sum> sums = new LinkedHashMap<>();
            Reports.acceptance(sql, tenant, null, today.minusDays(MONTH), today.minusDays(RIPE))
                    .forEach(one -> sums.merge(
                            one.sequence(),
                            new Sum(one.sequence(), one.sequenceName(), one.invited(), one.accepted()),
                            Sum::plus));
            return sums.values().stream()
                    .filter(one ->
                            below(one.accepted(), one.invited(), bound, settings.getOrDefault("invitations", 50)))
                    .map(one -> finding(
                            one.sequence().toString(),
                            Severity.WARNING,
                            "Few invitations of “%s” are accepted".formatted(one.name()),
                            "%d of %d invitations that are a week to thirty days old were accepted (%s). Too few make the network slow the account down: look at whom it invites, and at the note."
                                    .formatted(
                                            one.accepted(),
                                            one.invited(),
                                            percent((double) one.accepted() / one.invited())),
                            "/outreach/sequences/" + one.sequence()))
                    .toList();
        });
    }

    @Bean
    AlertSource outreachRepliesLow(Database database, InstantSource clock) {
        return new Looking(REPLIES, database, clock, (sql, tenant, settings, now) -> {
            double bound = settings.getOrDefault("percent", 3) / 100.0;
            String since =
                    LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(MONTH).toString();
            return sql.fetch(ANSWERED, tenant.value(), since).stream()
                    .filter(row -> below(
                            row.get("replied", Long.class),
                            row.get("through", Long.class),
                            bound,
                            settings.getOrDefault("leads", 100)))
                    .map(row -> finding(
                            row.get("sequence_id", UUID.class).toString(),
                            Severity.INFO,
                            "Few leads of “%s” answer".formatted(row.get("name", String.class)),
                            "%d of %d leads that answered or were through in thirty days answered. Look at the texts, or try a variant."
                                    .formatted(row.get("replied", Long.class), row.get("through", Long.class)),
                            "/outreach/sequences/" + row.get("sequence_id", UUID.class)))
                    .toList();
        });
    }

    @Bean
    AlertSource outreachErrorsRising(Database database, InstantSource clock) {
        return new Looking(ERRORS, database, clock, (sql, tenant, settings, now) -> {
            String day = now.minus(1, ChronoUnit.DAYS).toString();
            String week = now.minus(1L + Reports.WEEK, ChronoUnit.DAYS).toString();
            return sql.fetch(BY_CLASS, tenant.value(), week, day, day, day).stream()
                    .flatMap(row -> rising(row, settings))
                    .toList();
        });
    }

    private static Stream<AlertSource.Finding> rising(Record row, Map<String, Integer> settings) {
        long lately = row.get("lately", Long.class);
        double usual = row.get("usual", Double.class);
        String name = row.get("class", String.class);
        return lately < settings.getOrDefault("leads", 10) || lately <= settings.getOrDefault("factor", 3) * usual
                ? Stream.empty()
                : Stream.of(finding(
                        name,
                        Severity.WARNING,
                        "More leads than usual meet errors of the class %s".formatted(name),
                        "%d leads in a day; on a day of the week before it was %s. “Recover by class” tells what to do about it."
                                .formatted(lately, String.format(Locale.ROOT, "%.1f", usual)),
                        PAGE));
    }

    /** Works out one target of the last seven days. */
    private interface Measure {
        Target of(DSLContext sql, TenantId tenant, Instant now);
    }

    private static AlertSource target(
            String rule,
            String enough,
            int usual,
            Severity severity,
            String title,
            Measure measure,
            Database database,
            InstantSource clock) {
        return new Looking(rule, database, clock, (sql, tenant, settings, now) -> {
            Target target = measure.of(sql, tenant, now);
            if (target.sample() < settings.getOrDefault(enough, usual) || !Boolean.FALSE.equals(target.met())) {
                return List.of();
            }
            String most = target.shortfalls().isEmpty()
                    ? ""
                    : " Most often: " + target.shortfalls().getFirst().what();
            return List.of(finding(
                    "all",
                    severity,
                    title,
                    "%s of %d in seven days, between %s and %s with 95 %% confidence; promised is %s.%s"
                            .formatted(
                                    percent(target.value()),
                                    target.sample(),
                                    percent(target.low()),
                                    percent(target.high()),
                                    target.wanted(),
                                    most),
                    PAGE));
        });
    }

    @Bean
    AlertSource outreachProcessingBelow(Database database, InstantSource clock) {
        return target(
                PROCESSING,
                "cases",
                50,
                Severity.WARNING,
                "Less goes out than is promised",
                Reports::success,
                database,
                clock);
    }

    @Bean
    AlertSource outreachDetectionBelow(Database database, InstantSource clock) {
        return target(
                DETECTION,
                "cases",
                50,
                Severity.CRITICAL,
                "Connections that were found are false",
                Reports::detection,
                database,
                clock);
    }

    @Bean
    AlertSource outreachRecoveryBelow(Database database, InstantSource clock) {
        return target(
                RECOVERY,
                "cases",
                20,
                Severity.WARNING,
                "Errors that pass are not over in five minutes",
                Reports::recovery,
                database,
                clock);
    }

    @Bean
    AlertSource outreachUptimeBelow(Database database, InstantSource clock) {
        return target(
                UPTIME,
                "minutes",
                60,
                Severity.CRITICAL,
                "Outreach was down for longer than promised",
                Reports::uptime,
                database,
                clock);
    }
}

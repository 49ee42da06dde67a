package io.salessync.outreach.reports;

import io.salessync.kernel.figures.Interval;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Counts;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Stuck;
import io.salessync.outreach.reports.Report.Day;
import io.salessync.outreach.reports.Report.Lag;
import io.salessync.outreach.reports.Report.Stage;
import io.salessync.outreach.reports.Report.Target;
import io.salessync.outreach.reports.Report.VariantResult;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes reports from the counts that are kept with leads, events and touches; only calls whose outcome was unknown are counted anew. */
@Component("outreachReports")
class Reports {
    private static final String HAPPENED = """
            SELECT kind, sum(count)::bigint AS count FROM outreach.tally
            WHERE tenant_id = ? AND (?::uuid IS NULL OR sequence_id = ?::uuid) AND day >= ?::date GROUP BY 1
            """;

    private static final String BY_DAY = """
            SELECT day::text AS day, coalesce(sum(count) FILTER (WHERE kind IN ('INVITED', 'MESSAGED', 'INMAILED', 'MAILED')), 0)::bigint AS sent,
                   coalesce(sum(count) FILTER (WHERE kind = 'CONNECTED'), 0)::bigint AS connected,
                   coalesce(sum(count) FILTER (WHERE kind = 'REPLIED'), 0)::bigint AS replied
            FROM outreach.tally WHERE tenant_id = ? AND (?::uuid IS NULL OR sequence_id = ?::uuid) AND day >= ?::date
              AND kind IN ('INVITED', 'MESSAGED', 'INMAILED', 'MAILED', 'CONNECTED', 'REPLIED')
            GROUP BY 1 ORDER BY 1
            """;

    private static final String VARIANTS = """
            SELECT t.sequence_id, s.name, t.step, t.variant, coalesce(sum(t.count) FILTER (WHERE t.state = 'DONE'), 0)::bigint AS sent,
                   coalesce(sum(t.count) FILTER (WHERE t.state = 'CONNECTED'), 0)::bigint AS connected,
                   coalesce(sum(t.count) FILTER (WHERE t.state = 'REPLIED'), 0)::bigint AS replied
            FROM outreach.touch_tally t JOIN outreach.sequence s ON s.tenant_id = t.tenant_id AND s.sequence_id = t.sequence_id
            WHERE t.tenant_id = ? AND (?::uuid IS NULL OR t.sequence_id = ?::uuid) AND t.variant <> '' AND t.day >= ?::date
            GROUP BY 1, 2, 3, 4 HAVING sum(t.count) FILTER (WHERE t.state = 'DONE') > 0 ORDER BY 2, 3, 4
            """;

    /** Of the newest: no more are read, however many there are. */
    private static final String LAG = """
            SELECT count(*) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY lag) AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY lag) AS p95
            FROM (SELECT (evidence ->> 'lagSeconds')::double precision AS lag FROM outreach.event
                  WHERE tenant_id = ? AND at >= ?::timestamptz%s AND kind = 'CONNECTED' AND evidence ?? 'lagSeconds'
                  ORDER BY at DESC LIMIT 2000) told
            """;

    private static final String SETTLED = """
            SELECT coalesce(sum(count) FILTER (WHERE state = 'DONE'), 0)::bigint AS done,
                   coalesce(sum(count) FILTER (WHERE state IN ('DONE', 'REFUSED', 'NOT_DONE')), 0)::bigint
                     + (SELECT count(*) FROM outreach.touch u WHERE u.tenant_id = ? AND u.state = 'UNKNOWN' AND u.decided_at < ?::timestamptz
                          AND u.decided_at >= ?::timestamptz AND (?::uuid IS NULL OR u.sequence_id = ?::uuid)) AS decided,
                   coalesce(sum(count) FILTER (WHERE unconnected AND state <> 'DROPPED'), 0)::bigint AS unconnected
            FROM outreach.touch_tally WHERE tenant_id = ? AND (?::uuid IS NULL OR sequence_id = ?::uuid) AND day >= ?::date
            """;

    /** Of the newest: no more are read, however many there are. What is open for less than five minutes may still be in time. */
    private static final String RECOVERED = """
            SELECT count(*) FILTER (WHERE over_at IS NOT NULL OR held > 300) AS cases,
                   count(*) FILTER (WHERE over_at IS NOT NULL AND held <= 300) AS soon
            FROM (SELECT over_at, seconds + CASE WHEN over_at IS NULL AND counts_since IS NOT NULL
                                                 THEN greatest(0, extract(epoch FROM ?::timestamptz - counts_since)) ELSE 0 END AS held
                  FROM outreach.trouble WHERE tenant_id = ?%s AND began_at >= ?::timestamptz ORDER BY began_at DESC LIMIT 2000) newest
            """;

    private static final String BEATS = """
            SELECT count(*) AS minutes, count(*) FILTER (WHERE failed IS NULL) AS up, extract(epoch FROM min(minute))::bigint AS first
            FROM outreach.beat WHERE tenant_id = ? AND minute >= ?::timestamptz AND minute < ?::timestamptz
            """;

    private static final String SHORTFALLS = """
            SELECT failed, count(*) AS count FROM outreach.beat
            WHERE tenant_id = ? AND minute >= ?::timestamptz AND minute < ?::timestamptz AND failed IS NOT NULL
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5
            """;

    private static final String ACCEPTED = """
            SELECT t.sequence_id, s.name, t.step, t.variant, coalesce(sum(t.count) FILTER (WHERE t.state = 'INVITED'), 0)::bigint AS invited,
                   coalesce(sum(t.count) FILTER (WHERE t.state = 'ACCEPTED'), 0)::bigint AS accepted
            FROM outreach.touch_tally t JOIN outreach.sequence s ON s.tenant_id = t.tenant_id AND s.sequence_id = t.sequence_id
            WHERE t.tenant_id = ? AND (?::uuid IS NULL OR t.sequence_id = ?::uuid) AND t.state IN ('INVITED', 'ACCEPTED')
              AND t.day >= ?::date AND t.day <= ?::date
            GROUP BY 1, 2, 3, 4 HAVING sum(t.count) FILTER (WHERE t.state = 'INVITED') > 0 ORDER BY 2, 3, 4
            """;

    /** How far back rules of alerts look, in days. */
    static final int WEEK = 7;

    /**
     * @param sequence null: all
     * @param days back from today, UTC
     */
    Report of(DSLContext sql, TenantId tenant, @Nullable UUID sequence, int days, Instant now) {
        LocalDate from = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(days - 1L);
        String since = from.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
        Map<String, Long> states = new TreeMap<>();
        Map<String, Long> blockers = new TreeMap<>();
        Map<String, Long> reasons = new TreeMap<>();
        Map<String, Long> errors = new TreeMap<>();
        for (Counts.Count count : Counts.of(sql, tenant, sequence)) {
            states.merge(count.state().name(), count.count(), Long::sum);
            String errorClass = count.errorClass();
            if (errorClass != null) {
                errors.merge(errorClass, count.count(), Long::sum);
            }
            if (!count.blocker().isEmpty()) {
                blockers.merge(count.blocker(), count.count(), Long::sum);
            }
            if (!count.reason().isEmpty()
                    && (count.state() == LeadState.FAILED || count.state() == LeadState.SUPPRESSED)) {
                reasons.merge(count.reason(), count.count(), Long::sum);
            }
        }
        Map<String, Long> happened = sql.fetch(HAPPENED, tenant.value(), sequence, sequence, from.toString())
                .intoMap(row -> row.get("kind", String.class), row -> row.get("count", Long.class));
        return new Report(
                from,
                states,
                blockers,
                reasons,
                funnel(happened),
                variants(sql, tenant, sequence, from.toString()),
                acceptance(sql, tenant, sequence, from, LocalDate.ofInstant(now, ZoneOffset.UTC)),
                errors(errors),
                sql.fetch(BY_DAY, tenant.value(), sequence, sequence, from.toString())
                        .map(row -> new Day(
                                LocalDate.parse(row.get("day", String.class)),
                                row.get("sent", Long.class),
                                row.get("connected", Long.class),
                                row.get("replied", Long.class))),
                lag(sql, tenant, sequence, since),
                Stuck.of(sql, tenant, now).size(),
                targets(sql, tenant, sequence, since, now, happened),
                new Report.Mails(
                        happened.getOrDefault("MAILED", 0L),
                        happened.getOrDefault("OPENED", 0L),
                        happened.getOrDefault("CLICKED", 0L),
                        happened.getOrDefault("PREFETCHED", 0L),
                        "Openings are told where a sequence wants to know of them, and by no means all of them: many programs load no pictures, others load them before anybody reads. What programs did is left out where it can be told apart. Answers are what counts."));
    }

    private static List<Stage> funnel(Map<String, Long> happened) {
        long entered = happened.getOrDefault("ENTERED", 0L);
        List<Stage> stages = new ArrayList<>();
        for (String kind : List.of("ENTERED", "INVITED", "CONNECTED", "MESSAGED", "MAILED", "REPLIED")) {
            long count = happened.getOrDefault(kind, 0L);
            if (count > 0 || kind.equals("ENTERED") || kind.equals("REPLIED")) {
                stages.add(new Stage(
                        kind, count, entered == 0 || kind.equals("ENTERED") ? null : (double) count / entered));
            }
        }
        return stages;
    }

    private static List<VariantResult> variants(
            DSLContext sql, TenantId tenant, @Nullable UUID sequence, String since) {
        return sql.fetch(VARIANTS, tenant.value(), sequence, sequence, since).map(row -> {
            long sent = row.get("sent", Long.class);
            long replied = row.get("replied", Long.class);
            Interval share = Interval.of(Math.min(replied, sent), sent);
            return new VariantResult(
                    row.get("sequence_id", UUID.class),
                    row.get("name", String.class),
                    row.get("step", String.class),
                    row.get("variant", String.class),
                    sent,
                    row.get("connected", Long.class),
                    replied,
                    share.value(),
                    share.low(),
                    share.high());
        });
    }

    /** Of the invitations of these days, both included, UTC. */
    static List<Report.Acceptance> acceptance(
            DSLContext sql, TenantId tenant, @Nullable UUID sequence, LocalDate from, LocalDate until) {
        return sql.fetch(ACCEPTED, tenant.value(), sequence, sequence, from.toString(), until.toString())
                .map(row -> {
                    long invited = row.get("invited", Long.class);
                    long accepted = Math.min(invited, row.get("accepted", Long.class));
                    Interval share = Interval.of(accepted, invited);
                    return new Report.Acceptance(
                            row.get("sequence_id", UUID.class),
                            row.get("name", String.class),
                            row.get("step", String.class),
                            row.get("variant", String.class),
                            invited,
                            accepted,
                            share.value(),
                            share.low(),
                            share.high());
                });
    }

    private static List<Report.ErrorClass> errors(Map<String, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.entrySet().stream()
                .filter(one -> one.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(one -> new Report.ErrorClass(one.getKey(), one.getValue(), (double) one.getValue() / all))
                .toList();
    }

    /** Of the newest of that time. */
    static Lag lag(DSLContext sql, TenantId tenant, @Nullable UUID sequence, String since) {
        Record row = sequence == null
                ? sql.fetchSingle(LAG.formatted(""), tenant.value(), since)
                : sql.fetchSingle(LAG.formatted(" AND sequence_id = ?"), tenant.value(), since, sequence);
        return new Lag(row.get("count", Long.class), minutes(row, "p50"), minutes(row, "p95"));
    }

    private static @Nullable Double minutes(Record row, String name) {
        Double seconds = row.get(name, Double.class);
        return seconds == null ? null : seconds / 60;
    }

    private static List<Target> targets(
            DSLContext sql,
            TenantId tenant,
            @Nullable UUID sequence,
            String since,
            Instant now,
            Map<String, Long> happened) {
        Record settled = settled(sql, tenant, sequence, since, now);
        return List.of(
                success(settled),
                detection(settled, happened.getOrDefault("CONNECTED", 0L)),
                recovery(sql, tenant, sequence, since, now),
                uptime(sql, tenant, since, now));
    }

    private static Record settled(DSLContext sql, TenantId tenant, @Nullable UUID sequence, String since, Instant now) {
        UUID id = tenant.value();
        String soon = now.minus(15, ChronoUnit.MINUTES).toString();
        return sql.fetchSingle(
                SETTLED, id, soon, since, sequence, sequence, id, sequence, sequence, since.substring(0, 10));
    }

    /** Of the last seven days, over all sequences. */
    static Target success(DSLContext sql, TenantId tenant, Instant now) {
        return success(settled(sql, tenant, null, weekAgo(now), now));
    }

    /** Of the last seven days, over all sequences. */
    static Target detection(DSLContext sql, TenantId tenant, Instant now) {
        String since = weekAgo(now);
        long connected = sql.fetch(HAPPENED, tenant.value(), null, null, since.substring(0, 10))
                .intoMap(row -> row.get("kind", String.class), row -> row.get("count", Long.class))
                .getOrDefault("CONNECTED", 0L);
        return detection(settled(sql, tenant, null, since, now), connected);
    }

    /** Of the last seven days, over all sequences. */
    static Target recovery(DSLContext sql, TenantId tenant, Instant now) {
        return recovery(sql, tenant, null, weekAgo(now), now);
    }

    /** Of the last seven days. */
    static Target uptime(DSLContext sql, TenantId tenant, Instant now) {
        return uptime(sql, tenant, weekAgo(now), now);
    }

    private static String weekAgo(Instant now) {
        return now.minus(WEEK, ChronoUnit.DAYS).toString();
    }

    private static Target success(Record settled) {
        return Target.of(
                "Processing success",
                "Of what was decided to be sent: it went out. Refused, settled as not done, and unknown for more than 15 minutes count against it.",
                settled.get("done", Long.class),
                settled.get("decided", Long.class),
                0.95,
                "at least 95 %");
    }

    private static Target detection(Record settled, long connected) {
        long wrong = Math.min(connected, settled.get("unconnected", Long.class));
        return Target.of(
                "Detection is right",
                "Of the connections that were found: the network did not say afterwards that the two are not connected. What is missed is measured in simulations alone, where the truth is known.",
                connected - wrong,
                connected,
                0.999,
                "at least 99.9 %");
    }

    private static Target recovery(
            DSLContext sql, TenantId tenant, @Nullable UUID sequence, String since, Instant now) {
        UUID id = tenant.value();
        Record recovered = sequence == null
                ? sql.fetchSingle(RECOVERED.formatted(""), now.toString(), id, since)
                : sql.fetchSingle(RECOVERED.formatted(" AND sequence_id = ?"), now.toString(), id, sequence, since);
        return Target.of(
                "Recovery",
                "Of the times a lead was held by a call that failed in a way that passes, or whose answer was lost: it was done, or known, within five minutes. What is still open for longer counts against it; time in which a window, a quota or the account held the lead does not count. Of the newest 2,000.",
                recovered.get("soon", Long.class),
                recovered.get("cases", Long.class),
                0.95,
                "95 % under 5 min");
    }

    private static Target uptime(DSLContext sql, TenantId tenant, String since, Instant now) {
        String minute = now.truncatedTo(ChronoUnit.MINUTES).toString();
        Record beats = sql.fetchSingle(BEATS, tenant.value(), since, minute);
        Long first = beats.get("first", Long.class);
        long expected =
                first == null ? 0 : ChronoUnit.MINUTES.between(Instant.ofEpochSecond(first), Instant.parse(minute));
        List<Report.Shortfall> shortfalls = new ArrayList<>(sql.fetch(SHORTFALLS, tenant.value(), since, minute)
                .map(row -> new Report.Shortfall(row.get("failed", String.class), row.get("count", Long.class))));
        long silent = expected - beats.get("minutes", Long.class);
        if (silent > 0) {
            shortfalls.add(new Report.Shortfall(
                    "No sign of life: no server was at work, or the database did not answer.", silent));
        }
        return Target.of(
                "Uptime",
                "Of the minutes since this was first at work in this time: the program answered over HTTP, the engine and the looks at accounts had come round, and the database answered.",
                Math.min(beats.get("up", Long.class), expected),
                expected,
                0.99,
                "more than 99 %",
                shortfalls);
    }
}

package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.FIGURE;
import static io.salessync.alerts.jooq.Tables.RULE;

import io.salessync.alerts.Alerts.Notice;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunOverview;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.runs.RunsEnded;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hears of runs that came to their end: failures, recoveries, and numbers that are not as usual. In the transaction that ends the run. */
@Component
class RunEndings {
    private static final Logger log = LoggerFactory.getLogger(RunEndings.class);
    private static final String RUN_FAILED = "run-failed";
    private static final int RUNS_COMPARED = 2000;
    /** The error rate of a run is that of it and the runs just before it. */
    private static final int RUNS_IN_A_RATE = 10;

    private final Database database;
    private final PostgresAlerts alerts;
    private final AlertRules rules;
    private final Runs runs;
    private final RunOverview overview;
    private final ObjectProvider<RunFigures> figures;
    private final InstantSource clock;

    RunEndings(
            Database database,
            PostgresAlerts alerts,
            AlertRules rules,
            Runs runs,
            RunOverview overview,
            ObjectProvider<RunFigures> figures,
            InstantSource clock) {
        this.database = database;
        this.alerts = alerts;
        this.rules = rules;
        this.runs = runs;
        this.overview = overview;
        this.figures = figures;
        this.clock = clock;
    }

    @EventListener
    void ended(RunEnded run) {
        if (run.state() == RunState.CANCELLED) {
            return;
        }
        database.runInTenant(run.tenant(), sql -> {
            // a run that went well, of which nobody wants to know more, costs this one look
            if (run.state() == RunState.SUCCEEDED && !isOfInterest(sql, run)) {
                return;
            }
            safely(sql, run, () -> {
                judge(sql, run);
                compare(sql, run);
            });
        });
    }

    /** Of many that went well together, one look at each subject tells whether anybody wants to know more. */
    @EventListener
    void ended(RunsEnded together) {
        database.runInTenant(
                together.tenant(),
                sql -> together.runs().stream()
                        .collect(Collectors.groupingBy(run -> Optional.ofNullable(run.subject())))
                        .values()
                        .forEach(runsOfOne -> {
                            if (isOfInterest(sql, runsOfOne.getFirst())) {
                                runsOfOne.forEach(this::ended);
                            }
                        }));
    }

    /** A fault of ours must not undo the end of somebody's run. */
    private static void safely(DSLContext sql, RunEnded run, Runnable work) {
        sql.execute("SAVEPOINT alerts");
        try {
            work.run();
            sql.execute("RELEASE SAVEPOINT alerts");
        } catch (RuntimeException e) {
            sql.execute("ROLLBACK TO SAVEPOINT alerts");
            log.warn("The end of run {} could not be judged", run.run(), e);
        }
    }

    private static boolean isOfInterest(DSLContext sql, RunEnded run) {
        UUID subject = run.subject();
        return sql.select(DSL.field(DSL.exists(DSL.selectOne()
                                .from(ALERT)
                                .where(ALERT.TENANT_ID
                                        .eq(run.tenant().value())
                                        .and(ALERT.RULE_KEY.eq(RUN_FAILED))
                                        .and(ALERT.GROUP_KEY.eq(group(run)))
                                        .and(ALERT.STATE.ne(DSL.inline(PostgresAlerts.CLOSED)))))
                        .or(
                                subject == null
                                        ? DSL.falseCondition()
                                        : DSL.exists(DSL.selectOne()
                                                .from(RULE)
                                                .where(RULE.TENANT_ID
                                                        .eq(run.tenant().value())
                                                        .and(RULE.SUBJECT.eq(subject)))))))
                .fetchSingle()
                .value1();
    }

    /** Runs of the same thing are one alert. */
    private static String group(RunEnded run) {
        return run.subject() == null ? run.kind() : run.kind() + "/" + run.subject();
    }

    private void judge(DSLContext sql, RunEnded run) {
        if (run.state() == RunState.SUCCEEDED) {
            alerts.recovered(sql, run.tenant(), RUN_FAILED, group(run), "The run after it succeeded.");
            return;
        }
        boolean failed = run.state() == RunState.FAILED;
        String title = title(run);
        String message = run.message() == null ? "" : " " + run.message();
        alerts.raise(
                sql,
                run.tenant(),
                new Notice(
                        RUN_FAILED,
                        group(run),
                        failed ? Severity.CRITICAL : Severity.WARNING,
                        failed
                                ? "“%s” failed".formatted(title)
                                : "“%s” ended with %d failed records".formatted(title, run.failed()),
                        (failed ? "The run could not go on." : "The run went to its end; some records failed.")
                                + message + " Read why on its page, mend that, then retry it.",
                        "/runs/" + run.run(),
                        run.run().value(),
                        null));
    }

    private String title(RunEnded run) {
        return runs.find(run.tenant(), run.run()).map(Run::title).orElse(run.kind());
    }

    /** Compares the run's numbers with those of the runs before it, then keeps them for the runs after it. */
    private void compare(DSLContext sql, RunEnded run) {
        UUID subject = run.subject();
        if (subject == null) {
            return;
        }
        List<Rule> about = rules.about(sql, run.tenant(), subject);
        if (about.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<RunFigures.Figure> all = new ArrayList<>(own(run.state(), run.done(), run.failed()));
        Set<RunFigures.Wanted> wanted = new LinkedHashSet<>();
        about.stream()
                .map(Rule::comparison)
                .filter(Objects::nonNull)
                .forEach(comparison -> wanted.add(new RunFigures.Wanted(comparison.metric(), comparison.field())));
        figures.stream().forEach(more -> all.addAll(more.of(sql, run, wanted)));
        for (Rule rule : about) {
            Comparison comparison = rule.comparison();
            if (comparison != null) {
                all.stream()
                        .filter(figure -> figure.metric().equals(comparison.metric())
                                && field(figure.field()).equals(field(comparison.field())))
                        .findFirst()
                        .ifPresent(figure -> compare(sql, run, rule, comparison, figure.value(), now));
            }
        }
        all.forEach(figure ->
                keep(sql, run.tenant(), subject, figure, now, run.run().value()));
    }

    private void compare(DSLContext sql, RunEnded run, Rule rule, Comparison comparison, double value, Instant now) {
        List<Double> before = sql.select(FIGURE.VALUE)
                .from(FIGURE)
                .where(FIGURE.TENANT_ID
                        .eq(run.tenant().value())
                        .and(FIGURE.SUBJECT.eq(comparison.subject()))
                        .and(FIGURE.METRIC.eq(comparison.metric()))
                        .and(FIGURE.FIELD.eq(field(comparison.field())))
                        .and(FIGURE.AT.ge(now.minus(Duration.ofDays(7L * comparison.weeks()))))
                        .and(FIGURE.RUN_ID.ne(run.run().value())))
                .orderBy(FIGURE.AT.desc())
                .limit(RUNS_COMPARED)
                .fetch(FIGURE.VALUE);
        double now_ = comparison.metric().equals(Comparison.ERROR_RATE) ? rate(value, before) : value;
        Comparison.Verdict verdict = comparison.judge(now_, before);
        if (verdict == null) {
            return;
        }
        if (!verdict.unusual()) {
            alerts.recovered(
                    sql,
                    run.tenant(),
                    rule.key(),
                    comparison.subject().toString(),
                    "The last run was as usual: %s.".formatted(shown(comparison, now_)));
            return;
        }
        String what = comparison.metric().replace('-', ' ')
                + (comparison.field() == null ? "" : " of “" + comparison.field() + "”");
        alerts.raise(
                sql,
                run.tenant(),
                new Notice(
                        rule.key(),
                        comparison.subject().toString(),
                        Severity.WARNING,
                        "%s: %s".formatted(rule.card().title(), shown(comparison, now_)),
                        "The %s of “%s” is %s; usual over the last %d weeks is %s (%d runs)."
                                .formatted(
                                        what,
                                        title(run),
                                        shown(comparison, now_),
                                        comparison.weeks(),
                                        shown(comparison, verdict.usual()),
                                        before.size()),
                        "/runs/" + run.run(),
                        run.run().value(),
                        null));
    }

    private static double rate(double value, List<Double> newestFirst) {
        List<Double> last = newestFirst.subList(0, Math.min(RUNS_IN_A_RATE - 1, newestFirst.size()));
        return (value + last.stream().mapToDouble(Double::doubleValue).sum()) / (last.size() + 1);
    }

    private static String shown(Comparison comparison, double value) {
        return comparison.metric().equals(Comparison.VOLUME)
                ? String.format(Locale.ROOT, "%,.0f records", value)
                : String.format(Locale.ROOT, "%.1f %%", value * 100);
    }

    /** The numbers that every run has. */
    private static List<RunFigures.Figure> own(RunState state, long done, long failed) {
        return List.of(
                new RunFigures.Figure(Comparison.VOLUME, null, done),
                new RunFigures.Figure(Comparison.FAILED_SHARE, null, done == 0 ? 0 : (double) failed / done),
                new RunFigures.Figure(Comparison.ERROR_RATE, null, state == RunState.FAILED ? 1 : 0));
    }

    private static void keep(
            DSLContext sql, TenantId tenant, UUID subject, RunFigures.Figure figure, Instant at, UUID run) {
        sql.insertInto(FIGURE)
                .set(FIGURE.TENANT_ID, tenant.value())
                .set(FIGURE.SUBJECT, subject)
                .set(FIGURE.METRIC, figure.metric())
                .set(FIGURE.FIELD, field(figure.field()))
                .set(FIGURE.AT, at)
                .set(FIGURE.RUN_ID, run)
                .set(FIGURE.VALUE, figure.value())
                .onConflictDoNothing()
                .execute();
    }

    /** What past runs tell about a subject that a new rule is about, so that it need not wait for weeks to know what is usual. */
    void learn(DSLContext sql, TenantId tenant, Comparison comparison) {
        Instant since = clock.instant().minus(Duration.ofDays(7L * comparison.weeks()));
        for (RunOverview.Past past : overview.past(tenant, comparison.subject(), since, RUNS_COMPARED)) {
            if (past.state() != RunState.CANCELLED) {
                own(past.state(), past.done(), past.failed())
                        .forEach(figure -> keep(
                                sql,
                                tenant,
                                comparison.subject(),
                                figure,
                                past.finishedAt(),
                                past.id().value()));
            }
        }
    }

    private static String field(@Nullable String field) {
        return field == null ? "" : field;
    }
}

package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people do to rules: edit those that ship, make and delete their own. */
@Component
class RuleEditing {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,99}");
    private static final int MOST_MINUTES = 60 * 24 * 365;
    private static final int MOST_NUMBER = 1_000_000;
    private static final int MOST_WEEKS = 52;
    private static final int MOST_RULES = 500;

    private final Database database;
    private final AlertRules rules;
    private final Channels channels;
    private final RunEndings endings;
    private final Audit audit;
    private final Live live;
    private final InstantSource clock;

    RuleEditing(
            Database database,
            AlertRules rules,
            Channels channels,
            RunEndings endings,
            Audit audit,
            Live live,
            InstantSource clock) {
        this.database = database;
        this.rules = rules;
        this.channels = channels;
        this.endings = endings;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** Quiet hours as people give them. @param days {@code MON} or {@code MONDAY}; none: all */
    record Quiet(
            @Nullable String from,
            @Nullable String to,
            @Nullable String zone,
            @Nullable List<String> days,
            @Nullable Boolean criticalPasses) {}

    /** A rule as people give it; what is absent is as shipped. */
    record Wanted(
            @Nullable Boolean enabled,
            @Nullable String severity,
            @Nullable Map<String, Integer> settings,
            @Nullable List<UUID> channels,
            @Nullable Integer throttleMinutes,
            @Nullable Quiet quiet,
            @Nullable Integer escalateAfterMinutes,
            @Nullable List<UUID> escalateTo) {}

    /** What a rule of one's own compares. */
    record WantedComparison(
            @Nullable String metric,
            @Nullable UUID subject,
            @Nullable String field,
            @Nullable Integer weeks,
            @Nullable Double factor,
            @Nullable String direction,
            @Nullable Integer minRuns,
            @Nullable Double atLeast) {}

    List<Rule> all(TenantId tenant) {
        return database.inTenant(tenant, sql -> rules.all(sql, tenant));
    }

    /** @param title and comparison of a rule of one's own; null: as they are */
    Rule edit(Actor actor, String key, Wanted wanted, @Nullable String title, @Nullable WantedComparison comparison) {
        if (!KEY.matcher(key).matches()) {
            throw AlertRules.unknown(key);
        }
        return database.inTenant(actor.tenant(), sql -> {
            Rule before = rules.of(sql, actor.tenant(), key);
            if (before.comparison() == null && key.startsWith("own-")) {
                throw AlertRules.unknown(key);
            }
            RuleCard card = before.card();
            Comparison compares = before.comparison();
            if (compares != null) {
                card = title == null ? card : own(key, title);
                compares = comparison == null ? compares : comparison(comparison);
                endings.learn(sql, actor.tenant(), compares);
            } else if (title != null || comparison != null) {
                throw wrong("condition", "What a rule that ships looks for cannot be changed; its settings can.");
            }
            Rule after = rule(sql, actor, card, wanted, compares);
            rules.put(sql, actor.tenant(), after);
            note(sql, actor, "alerts.rule-changed", after);
            return after;
        });
    }

    Rule make(Actor actor, String title, WantedComparison comparison, Wanted wanted) {
        Comparison compares = comparison(comparison);
        String key = "own-" + UUID.randomUUID();
        return database.inTenant(actor.tenant(), sql -> {
            if (rules.all(sql, actor.tenant()).size() >= MOST_RULES) {
                throw wrong("rules", "There are " + MOST_RULES + " rules; delete one first.");
            }
            Rule made = rule(sql, actor, own(key, title), wanted, compares);
            rules.put(sql, actor.tenant(), made);
            endings.learn(sql, actor.tenant(), compares);
            note(sql, actor, "alerts.rule-created", made);
            return made;
        });
    }

    /** A rule of one's own is gone, with its open alerts; one that ships is as it shipped. */
    void delete(Actor actor, String key) {
        database.runInTenant(actor.tenant(), sql -> {
            Rule before = rules.of(sql, actor.tenant(), key);
            if (!rules.remove(sql, actor.tenant(), key)) {
                throw AlertRules.unknown(key);
            }
            if (before.comparison() != null) {
                sql.update(ALERT)
                        .set(ALERT.STATE, PostgresAlerts.CLOSED)
                        .set(ALERT.CLOSED_AT, clock.instant())
                        .set(ALERT.CLOSED_BY, actor.signature())
                        .setNull(ALERT.SNOOZED_UNTIL)
                        .setNull(ALERT.NOTICE_DUE_AT)
                        .setNull(ALERT.ESCALATE_AT)
                        .where(ALERT.TENANT_ID
                                .eq(actor.tenant().value())
                                .and(ALERT.RULE_KEY.eq(key))
                                .and(ALERT.STATE.ne(DSL.inline(PostgresAlerts.CLOSED))))
                        .execute();
            }
            note(sql, actor, "alerts.rule-deleted", before);
        });
    }

    private void note(DSLContext sql, Actor actor, String action, Rule rule) {
        audit.record(
                sql,
                actor.tenant(),
                actor.signature(),
                action,
                rule.key(),
                Map.of("title", rule.card().title(), "enabled", Boolean.toString(rule.enabled())));
        live.changed(sql, actor.tenant(), "alerts", rule.key());
    }

    private static RuleCard own(String key, String title) {
        String line = title.strip();
        if (line.isEmpty() || line.length() > 100 || line.chars().anyMatch(c -> c < ' ')) {
            throw wrong("title", "A rule's title has 1 to 100 characters on one line.");
        }
        return new RuleCard(key, line, "Made here.", Severity.WARNING, Map.of());
    }

    private Rule rule(DSLContext sql, Actor actor, RuleCard card, Wanted wanted, @Nullable Comparison comparison) {
        return new Rule(
                card,
                wanted.enabled() == null ? card.on() : wanted.enabled(),
                severity(wanted.severity()),
                settings(card, wanted.settings()),
                known(sql, actor.tenant(), "channels", wanted.channels()),
                number("throttleMinutes", wanted.throttleMinutes(), 0, MOST_MINUTES, Rule.THROTTLE_MINUTES),
                wanted.quiet() == null ? null : quiet(wanted.quiet()),
                wanted.escalateAfterMinutes() == null
                        ? null
                        : Integer.valueOf(
                                number("escalateAfterMinutes", wanted.escalateAfterMinutes(), 1, MOST_MINUTES, 1)),
                known(sql, actor.tenant(), "escalateTo", wanted.escalateTo()),
                comparison,
                clock.instant(),
                actor.signature());
    }

    private static @Nullable Severity severity(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Severity.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("severity", "'" + text + "' is no severity: INFO, WARNING or CRITICAL.");
        }
    }

    private static Map<String, Integer> settings(RuleCard card, @Nullable Map<String, Integer> wanted) {
        Map<String, Integer> all = new TreeMap<>(card.settings());
        if (wanted != null) {
            wanted.forEach((name, value) -> {
                if (!card.settings().containsKey(name)) {
                    throw wrong(
                            "settings." + name,
                            "The rule '%s' has no setting '%s'; it has %s."
                                    .formatted(
                                            card.key(),
                                            name,
                                            new TreeSet<>(card.settings().keySet())));
                }
                all.put(name, number("settings." + name, value, 1, MOST_NUMBER, 1));
            });
        }
        return all;
    }

    private @Nullable List<UUID> known(DSLContext sql, TenantId tenant, String field, @Nullable List<UUID> wanted) {
        if (wanted == null) {
            return null;
        }
        for (UUID id : wanted) {
            if (channels.find(sql, tenant, id).isEmpty()) {
                throw wrong(field, "There is no channel " + id + ".");
            }
        }
        return List.copyOf(Set.copyOf(wanted));
    }

    private static QuietHours quiet(Quiet wanted) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<String> given = wanted.days();
        for (String day : given == null ? List.<String>of() : given) {
            days.add(day(day));
        }
        return new QuietHours(
                time("quiet.from", wanted.from()),
                time("quiet.to", wanted.to()),
                zone(wanted.zone()),
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                wanted.criticalPasses() == null || wanted.criticalPasses());
    }

    private static DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equalsIgnoreCase(text) || day.name().substring(0, 3).equalsIgnoreCase(text)) {
                return day;
            }
        }
        throw wrong("quiet.days", "'" + text + "' is no day of the week: MON, TUE, WED, THU, FRI, SAT, SUN.");
    }

    private static LocalTime time(String field, @Nullable String text) {
        try {
            return LocalTime.parse(String.valueOf(text));
        } catch (DateTimeException e) {
            throw wrong(field, "'" + text + "' is no time of the day such as 22:00.");
        }
    }

    private static ZoneId zone(@Nullable String text) {
        try {
            return ZoneId.of(String.valueOf(text));
        } catch (DateTimeException e) {
            throw wrong("quiet.zone", "'" + text + "' is no time zone such as Europe/Berlin.");
        }
    }

    private static Comparison comparison(WantedComparison wanted) {
        String metric = String.valueOf(wanted.metric()).toLowerCase(Locale.ROOT);
        if (!Comparison.METRICS.contains(metric)) {
            throw wrong("condition.metric", "'%s' is no metric: %s.".formatted(wanted.metric(), Comparison.METRICS));
        }
        UUID subject = wanted.subject();
        if (subject == null) {
            throw wrong("condition.subject", "Say what the runs are of, such as a flow, by its id.");
        }
        String field = wanted.field() == null || wanted.field().isBlank()
                ? null
                : wanted.field().strip();
        if (metric.equals(Comparison.NULL_RATE) != (field != null) || (field != null && field.length() > 200)) {
            throw wrong("condition.field", "A null-rate is of a field, the other metrics are of the run.");
        }
        double factor = wanted.factor() == null ? 2 : wanted.factor();
        if (!(factor >= 1 && factor <= MOST_NUMBER)) {
            throw wrong("condition.factor", "The factor is 1 or more.");
        }
        double atLeast = wanted.atLeast() == null ? 0 : wanted.atLeast();
        if (!(atLeast >= 0 && Double.isFinite(atLeast))) {
            throw wrong("condition.atLeast", "The least is 0 or more.");
        }
        return new Comparison(
                metric,
                subject,
                field,
                number("condition.weeks", wanted.weeks(), 1, MOST_WEEKS, 4),
                factor,
                direction(wanted.direction()),
                number("condition.minRuns", wanted.minRuns(), 1, 1000, 5),
                atLeast);
    }

    private static Comparison.Direction direction(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Comparison.Direction.ABOVE;
        }
        try {
            return Comparison.Direction.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("condition.direction", "'" + text + "' is no direction: ABOVE or BELOW.");
        }
    }

    private static int number(String field, @Nullable Integer given, int least, int most, int otherwise) {
        if (given == null) {
            return otherwise;
        }
        if (given < least || given > most) {
            throw wrong(field, "%d does not fit: %d to %d.".formatted(given, least, most));
        }
        return given;
    }

    private static Problem wrong(String field, String why) {
        return Problem.of(AlertsProblem.WRONG_RULE, why).with("field", field);
    }
}

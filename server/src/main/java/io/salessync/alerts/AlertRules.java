package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.RULE;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.alerts.jooq.tables.records.RuleRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rules as they hold: rows where there are, else as they ship. */
@Component
class AlertRules {
    private final JsonMapper json;

    AlertRules(JsonMapper json) {
        this.json = json;
    }

    /** As it is kept. */
    private record QuietRow(String from, String to, String zone, Set<DayOfWeek> days, boolean criticalPasses) {}

    Rule of(DSLContext sql, TenantId tenant, String key) {
        RuleRecord row = sql.selectFrom(RULE)
                .where(RULE.TENANT_ID.eq(tenant.value()).and(RULE.RULE_KEY.eq(key)))
                .fetchOne();
        return row == null ? Rule.shipped(card(key)) : rule(row);
    }

    /** Those that ship, those that people made, and others that raised an alert or were edited. */
    List<Rule> all(DSLContext sql, TenantId tenant) {
        Map<String, Rule> all = new LinkedHashMap<>();
        RuleCard.SHIPPED.forEach(card -> all.put(card.key(), Rule.shipped(card)));
        sql.selectDistinct(ALERT.RULE_KEY)
                .from(ALERT)
                .where(ALERT.TENANT_ID.eq(tenant.value()).and(ALERT.RULE_KEY.notLike("own-%")))
                .orderBy(ALERT.RULE_KEY)
                .forEach(row -> all.putIfAbsent(row.value1(), Rule.shipped(card(row.value1()))));
        sql.selectFrom(RULE)
                .where(RULE.TENANT_ID.eq(tenant.value()))
                .orderBy(RULE.TITLE, RULE.RULE_KEY)
                .forEach(row -> all.put(row.getRuleKey(), rule(row)));
        return List.copyOf(all.values());
    }

    /** The rules that people made about runs of this subject and that are on. */
    List<Rule> about(DSLContext sql, TenantId tenant, UUID subject) {
        return sql.selectFrom(RULE)
                .where(RULE.TENANT_ID
                        .eq(tenant.value())
                        .and(RULE.SUBJECT.eq(subject))
                        .and(RULE.ENABLED))
                .orderBy(RULE.RULE_KEY)
                .fetch(this::rule);
    }

    void put(DSLContext sql, TenantId tenant, Rule rule) {
        Comparison comparison = rule.comparison();
        RuleRecord row = sql.newRecord(RULE);
        row.setTenantId(tenant.value());
        row.setRuleKey(rule.key());
        row.setTitle(comparison == null ? null : rule.card().title());
        row.setCondition(comparison == null ? null : JSON.valueOf(json.writeValueAsString(comparison)));
        row.setSubject(comparison == null ? null : comparison.subject());
        row.setEnabled(rule.enabled());
        row.setSeverity(rule.severity() == null ? null : rule.severity().name());
        row.setSettings(JSON.valueOf(json.writeValueAsString(rule.settings())));
        row.setChannels(array(rule.channels()));
        row.setThrottleMinutes(rule.throttleMinutes());
        row.setQuiet(rule.quiet() == null ? null : JSON.valueOf(json.writeValueAsString(row(rule.quiet()))));
        row.setEscalateAfterMinutes(rule.escalateAfterMinutes());
        row.setEscalateTo(array(rule.escalateTo()));
        row.setUpdatedAt(rule.updatedAt());
        row.setUpdatedBy(rule.updatedBy());
        sql.insertInto(RULE)
                .set(row)
                .onConflict(RULE.TENANT_ID, RULE.RULE_KEY)
                .doUpdate()
                .set(row)
                .execute();
    }

    boolean remove(DSLContext sql, TenantId tenant, String key) {
        return sql.deleteFrom(RULE)
                        .where(RULE.TENANT_ID.eq(tenant.value()).and(RULE.RULE_KEY.eq(key)))
                        .execute()
                > 0;
    }

    static Problem unknown(String key) {
        return Problem.of(AlertsProblem.UNKNOWN_RULE, "There is no rule '" + key + "' here.")
                .with("rule", key);
    }

    private static RuleCard card(String key) {
        RuleCard shipped = RuleCard.of(key);
        return shipped == null ? RuleCard.unlisted(key) : shipped;
    }

    private Rule rule(RuleRecord row) {
        String title = row.getTitle();
        RuleCard card = title == null
                ? card(row.getRuleKey())
                : new RuleCard(row.getRuleKey(), title, "Made here.", Severity.WARNING, Map.of());
        Map<String, Integer> settings = new TreeMap<>(card.settings());
        settings.putAll(json.readValue(row.getSettings().data(), new TypeReference<Map<String, Integer>>() {}));
        return new Rule(
                card,
                row.getEnabled(),
                row.getSeverity() == null ? null : Severity.valueOf(row.getSeverity()),
                settings,
                list(row.getChannels()),
                row.getThrottleMinutes(),
                row.getQuiet() == null ? null : quiet(row.getQuiet().data()),
                row.getEscalateAfterMinutes(),
                list(row.getEscalateTo()),
                row.getCondition() == null
                        ? null
                        : json.readValue(row.getCondition().data(), Comparison.class),
                row.getUpdatedAt(),
                row.getUpdatedBy());
    }

    private QuietHours quiet(String text) {
        QuietRow row = json.readValue(text, QuietRow.class);
        return new QuietHours(
                LocalTime.parse(row.from()),
                LocalTime.parse(row.to()),
                ZoneId.of(row.zone()),
                row.days(),
                row.criticalPasses());
    }

    private static QuietRow row(QuietHours quiet) {
        return new QuietRow(
                quiet.from().toString(),
                quiet.to().toString(),
                quiet.zone().getId(),
                quiet.days(),
                quiet.criticalPasses());
    }

    private static UUID @Nullable [] array(@Nullable List<UUID> ids) {
        return ids == null ? null : ids.toArray(UUID[]::new);
    }

    private static @Nullable List<UUID> list(UUID @Nullable [] ids) {
        return ids == null ? null : Arrays.asList(ids);
    }
}

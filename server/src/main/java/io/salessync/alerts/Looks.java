package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.LOOK;

import io.salessync.alerts.AlertSource.Finding;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Asks all sources what they find and makes alerts of it. Of several nodes one does it for a tenant at a time. */
@Component
class Looks {
    private static final Logger log = LoggerFactory.getLogger(Looks.class);

    private final Database database;
    private final ObjectProvider<AlertSource> sources;
    private final AlertRules rules;
    private final PostgresAlerts alerts;
    private final InstantSource clock;
    private final AlertSettings settings;

    Looks(
            Database database,
            ObjectProvider<AlertSource> sources,
            AlertRules rules,
            PostgresAlerts alerts,
            InstantSource clock,
            AlertSettings settings) {
        this.database = database;
        this.sources = sources;
        this.rules = rules;
        this.alerts = alerts;
        this.clock = clock;
        this.settings = settings;
    }

    /** Looks, unless somebody has a moment ago; says whether it did. */
    boolean look(TenantId tenant) {
        if (!isOurTurn(tenant)) {
            return false;
        }
        for (AlertSource source : sources.stream().toList()) {
            look(tenant, source);
        }
        return true;
    }

    /** Whoever moves the time on has the turn; one that dies with it costs one look. */
    private boolean isOurTurn(TenantId tenant) {
        Instant now = clock.instant();
        return database.inTenant(
                tenant,
                sql -> sql.insertInto(LOOK)
                                .set(LOOK.TENANT_ID, tenant.value())
                                .set(LOOK.LOOKED_AT, now)
                                .onConflict(LOOK.TENANT_ID)
                                .doUpdate()
                                .set(LOOK.LOOKED_AT, now)
                                .where(LOOK.LOOKED_AT.le(now.minus(settings.look())))
                                .execute()
                        > 0);
    }

    void look(TenantId tenant, AlertSource source) {
        try {
            Rule rule = database.inTenant(tenant, sql -> rules.of(sql, tenant, source.rule()));
            List<Finding> found = rule.enabled() ? source.look(tenant, rule.settings()) : List.of();
            database.runInTenant(tenant, sql -> write(sql, tenant, rule, found));
        } catch (RuntimeException e) {
            // one source that cannot tell does not keep the others from it
            log.warn("The condition {} could not be looked at: {}", source.rule(), e.toString());
        }
    }

    private void write(DSLContext sql, TenantId tenant, Rule rule, List<Finding> found) {
        for (Finding finding : found) {
            alerts.note(
                    sql,
                    tenant,
                    rule,
                    new Alerts.Notice(
                            rule.key(),
                            finding.group(),
                            finding.severity(),
                            finding.title(),
                            finding.detail(),
                            finding.link(),
                            finding.run(),
                            null),
                    false);
        }
        Set<String> still = found.stream().map(Finding::group).collect(Collectors.toSet());
        sql
                .select(ALERT.GROUP_KEY)
                .from(ALERT)
                .where(ALERT.TENANT_ID
                        .eq(tenant.value())
                        .and(ALERT.RULE_KEY.eq(rule.key()))
                        .and(ALERT.STATE.ne(DSL.inline(PostgresAlerts.CLOSED))))
                .fetch(ALERT.GROUP_KEY)
                .stream()
                .filter(group -> !still.contains(group))
                .forEach(group -> alerts.recovered(
                        sql,
                        tenant,
                        rule.key(),
                        group,
                        rule.enabled() ? "It is no longer so." : "The rule was switched off."));
    }
}

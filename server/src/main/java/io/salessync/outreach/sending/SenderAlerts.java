package io.salessync.outreach.sending;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What people should hear of about senders, as conditions that are looked at. */
@Configuration(value = "outreachSenderAlerts", proxyBeanMethods = false)
class SenderAlerts {
    static final String SIGN_IN = "outreach-account-needs-sign-in";
    static final String THROTTLED = "outreach-account-throttled";
    static final String UNHEARD_OF = "outreach-unknown-error";
    static final String PENDING = "outreach-pending-near-cap";
    static final String VERIFY = "outreach-leads-unverified";
    static final String HEALTH = "outreach-account-health-low";
    static final String NEAR_CAP = "outreach-usage-near-cap";

    private static AlertSource.Finding finding(
            String group, Severity severity, String title, String detail, @Nullable String link) {
        return new AlertSource.Finding(group, severity, title, detail, link, null);
    }

    private record Looking(String rule, Database database, BiFunction<DSLContext, TenantId, List<Finding>> look)
            implements AlertSource {
        @Override
        public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
            return database.inTenant(tenant, sql -> look.apply(sql, tenant));
        }
    }

    /** What is found of senders that have their owner's consent, and of how they stand. */
    private record LookingAtSheets(
            String rule,
            Database database,
            PostgresSenders senders,
            Sheets sheets,
            BiFunction<Sheet, Map<String, Integer>, List<Finding>> each)
            implements AlertSource {
        @Override
        public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
            return database.inTenant(tenant, sql -> {
                List<Sender> all = senders.all(sql, tenant).stream()
                        .filter(sender -> sender.consentedAt() != null)
                        .toList();
                Map<UUID, Sheet> standing = sheets.of(sql, tenant, all);
                return all.stream()
                        .map(sender -> standing.get(sender.id()))
                        .filter(Objects::nonNull)
                        .flatMap(sheet -> each.apply(sheet, settings).stream())
                        .toList();
            });
        }
    }

    @Bean
    AlertSource outreachAccountsNotWell(Database database, PostgresSenders senders, Sheets sheets) {
        return new LookingAtSheets(HEALTH, database, senders, sheets, (sheet, settings) -> {
            Health health = Health.of(sheet);
            Health.Factor lowest = health.factors().getFirst();
            return !sheet.sender().well() || health.percent() >= settings.getOrDefault("percent", 50)
                    ? List.of()
                    : List.of(finding(
                            sheet.sender().id().toString(),
                            Severity.WARNING,
                            "The health of “%s” is %d %%"
                                    .formatted(sheet.sender().name(), health.percent()),
                            "The lowest factor counts, which is “%s”: %s Its cap of invitations shrinks with it."
                                    .formatted(lowest.name(), lowest.reason()),
                            page(sheet.sender())));
        });
    }

    @Bean
    AlertSource outreachUsageNearCap(Database database, PostgresSenders senders, Sheets sheets) {
        return new LookingAtSheets(NEAR_CAP, database, senders, sheets, (sheet, settings) -> {
            int percent = settings.getOrDefault("percent", 90);
            return List.of(Action.INVITE, Action.MESSAGE, Action.INMAIL, Action.EMAIL, Action.VISIT).stream()
                    .filter(action -> sheet.usedToday(action) > 0
                            && 100L * sheet.usedToday(action) >= (long) percent * sheet.capToday(action))
                    .map(action -> finding(
                            sheet.sender().id() + "/" + action,
                            Severity.INFO,
                            "“%s” nears its limit of %s"
                                    .formatted(sheet.sender().name(), action.plural()),
                            "%d of %d of today are used up. What is left of the leads waits until tomorrow; one more account would share the work."
                                    .formatted(sheet.usedToday(action), sheet.capToday(action)),
                            page(sheet.sender())))
                    .toList();
        });
    }

    private static String page(Sender sender) {
        return "/outreach/senders?sender=" + sender.id();
    }

    @Bean
    AlertSource outreachAccountsToSignIn(Database database, PostgresSenders senders) {
        return new Looking(
                SIGN_IN,
                database,
                (sql, tenant) -> senders.all(sql, tenant).stream()
                        .filter(sender -> sender.consentedAt() != null && !sender.well())
                        .map(sender -> finding(
                                sender.id().toString(),
                                Severity.CRITICAL,
                                "“%s” needs attention".formatted(sender.name()),
                                "The service says %s%s. Nothing goes out of it until its owner has signed in again or it was restarted; nothing is lost meanwhile."
                                        .formatted(
                                                sender.status(),
                                                sender.statusWord() == null ? "" : " (" + sender.statusWord() + ")"),
                                page(sender)))
                        .toList());
    }

    @Bean
    AlertSource outreachAccountsThrottled(
            Database database, PostgresSenders senders, Sheets sheets, InstantSource clock) {
        return new Looking(THROTTLED, database, (sql, tenant) -> {
            List<AlertSource.Finding> found = new ArrayList<>();
            for (Sender sender : senders.all(sql, tenant)) {
                sheets.of(sql, tenant, sender).paces().forEach((action, pace) -> {
                    if (pace.pausedUntil() != null && pace.pausedUntil().isAfter(clock.instant())) {
                        found.add(finding(
                                sender.id() + "/" + action,
                                Severity.WARNING,
                                "“%s” pauses its %s".formatted(sender.name(), action.plural()),
                                "The network wanted it to slow down (%s). It tries again with one at %s (UTC), and its daily cap was halved."
                                        .formatted(pace.slug(), pace.pausedUntil()),
                                page(sender)));
                    }
                });
            }
            return found;
        });
    }

    @Bean
    AlertSource outreachUnknownErrors(Database database, PostgresSenders senders) {
        return new Looking(
                UNHEARD_OF,
                database,
                (sql, tenant) -> senders.all(sql, tenant).stream()
                        .filter(sender -> sender.refused() != null)
                        .map(sender -> finding(
                                sender.id().toString(),
                                Severity.CRITICAL,
                                "“%s” was stopped by an unknown error".formatted(sender.name()),
                                "The service answered with something nobody knows here: %s. Look at it, then let the account go on."
                                        .formatted(sender.refused()),
                                page(sender)))
                        .toList());
    }

    @Bean
    AlertSource outreachPendingNearCap(Database database, PostgresSenders senders, Sheets sheets) {
        return new Looking(
                PENDING,
                database,
                (sql, tenant) -> senders.all(sql, tenant).stream()
                        .filter(sender -> sender.channel() == io.salessync.outreach.leads.Leads.Channel.LINKEDIN)
                        .map(sender -> sheets.of(sql, tenant, sender))
                        .filter(sheet -> 10 * sheet.waiting() >= 9 * Caps.pending(sheet.sender()))
                        .map(sheet -> finding(
                                sheet.sender().id().toString(),
                                Severity.WARNING,
                                "“%s” has many invitations that wait"
                                        .formatted(sheet.sender().name()),
                                "%d of %d invitations wait for an answer; at the cap no more go out. Withdraw old ones."
                                        .formatted(sheet.waiting(), Caps.pending(sheet.sender())),
                                page(sheet.sender())))
                        .toList());
    }

    @Bean
    AlertSource outreachUnverified(Database database, InstantSource clock) {
        return new Looking(VERIFY, database, (sql, tenant) -> {
            int count = sql.fetchSingle(
                            "SELECT count(*)::int FROM outreach.touch WHERE tenant_id = ? AND state = 'UNKNOWN' AND decided_at < ?::timestamptz",
                            tenant.value(),
                            clock.instant().minus(Duration.ofHours(2)).toString())
                    .get(0, Integer.class);
            return count == 0
                    ? List.of()
                    : List.of(finding(
                            "all",
                            Severity.WARNING,
                            "%d leads wait for what was sent to be looked up".formatted(count),
                            "For more than two hours nobody knows whether their last call was done. Look at why each waits; nothing is sent to them until it is known.",
                            "/outreach/leads?state=PENDING_VERIFY"));
        });
    }
}

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

    private static String page(Sender sender) {
        return "/outreach/senders/" + sender.id();
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

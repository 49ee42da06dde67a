package io.salessync.outreach.champions;

import io.salessync.alerts.Alerts;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.User;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.MailAddress;
import io.salessync.mail.Mails;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Tells that somebody moved: an alert, and a mail to the owner where that is wanted. */
@Component
class MoveNews {
    static final String MOVED_RULE = "outreach-champion-moved";
    static final String ASKS_RULE = "outreach-champion-asks";

    private final Alerts alerts;
    private final Mails mails;
    private final Accounts accounts;

    MoveNews(Alerts alerts, Mails mails, Accounts accounts) {
        this.alerts = alerts;
        this.mails = mails;
        this.accounts = accounts;
    }

    /** @param notes what was done, in sentences */
    void told(
            DSLContext sql,
            TenantId tenant,
            Champion champion,
            Moves.Whereto whereto,
            Policy policy,
            UUID move,
            List<String> notes) {
        String title = "%s moved from %s to %s".formatted(champion.name(), Moves.shown(champion), whereto.company());
        String detail = "%s%s%s"
                .formatted(
                        whereto.title() == null ? "" : whereto.title() + ". ",
                        String.join(" ", notes),
                        champion.owner().isBlank() ? "" : " Owner: " + champion.owner() + ".");
        alerts.recovered(sql, tenant, ASKS_RULE, champion.id().toString(), "It was decided: they moved.");
        alerts.raise(
                sql,
                tenant,
                new Alerts.Notice(
                        MOVED_RULE,
                        move.toString(),
                        Alerts.Severity.INFO,
                        title,
                        detail,
                        "/outreach/champions?q=" + URLEncoder.encode(champion.name(), StandardCharsets.UTF_8),
                        null,
                        champion.person().toString()));
        if (!policy.mail() || !mails.canSend()) {
            return;
        }
        for (String whom : List.of(champion.owner(), champion.followedBy())) {
            try {
                String to = MailAddress.parse(address(tenant, whom)).text();
                mails.queue(
                        sql,
                        tenant,
                        new Mails.Mail(
                                "champion/" + move,
                                to,
                                title,
                                detail + "\n\nWhy: " + champion.why() + "\n",
                                null,
                                "champion",
                                null,
                                champion.person().toString()));
                return;
            } catch (Problem noAddress) {
                // an owner that is a name, or whom a tag followed
            }
        }
    }

    /** A CRM often has the owner's name alone. */
    private String address(TenantId tenant, String whom) {
        return whom.isBlank() || whom.contains("@")
                ? whom
                : accounts.all(tenant).stream()
                        .filter(user -> !user.disabled() && user.name().equalsIgnoreCase(whom.strip()))
                        .map(User::email)
                        .findFirst()
                        .orElse(whom);
    }
}

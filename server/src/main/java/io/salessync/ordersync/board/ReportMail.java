package io.salessync.ordersync.board;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.board.ReportRecipients.Chosen;
import io.salessync.ordersync.board.ReportRecipients.When;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Sends reports by e-mail, through the queue of all mail: when somebody asks, and by itself when a run ends. */
@Component
public final class ReportMail {
    private static final Logger log = LoggerFactory.getLogger(ReportMail.class);
    private static final Set<String> KINDS = Set.of(SyncKind.NAME, VerifyKind.NAME, UndoKind.NAME);
    private static final int LONGEST_TITLE = 150;

    private final Database database;
    private final Reports reports;
    private final ReportRecipients recipients;
    private final Mails mails;
    private final InstantSource clock;

    ReportMail(Database database, Reports reports, ReportRecipients recipients, Mails mails, InstantSource clock) {
        this.database = database;
        this.reports = reports;
        this.recipients = recipients;
        this.mails = mails;
        this.clock = clock;
    }

    /** A report on its way. @param mail its id in the mail log */
    public record Queued(UUID mail, String to) {}

    /** Whether a mail server is configured here. */
    public boolean canSend() {
        return mails.canSend();
    }

    /**
     * Queues the report of a run, a mail for each address. Asked for the same again within a minute, the mail of the first time counts.
     *
     * @param run null: the latest run
     * @throws Problem when no mail server is configured, or one is not an address
     */
    public List<Queued> send(TenantId tenant, UUID syncId, @Nullable UUID run, List<String> addresses) {
        if (!mails.canSend()) {
            throw Problem.of(
                    OrderSyncProblem.NO_MAIL,
                    "No mail server is configured: set SPRING_MAIL_HOST (and SPRING_MAIL_PORT, SPRING_MAIL_USERNAME, SPRING_MAIL_PASSWORD), then start again.");
        }
        List<String> checked = ReportRecipients.addresses(addresses);
        if (checked.isEmpty()) {
            throw Problem.of(OrderSyncProblem.WRONG_RECIPIENTS, "Name the address to send the report to.")
                    .with("field", "to");
        }
        String minute = clock.instant().truncatedTo(ChronoUnit.MINUTES).toString();
        Report report = reports.report(tenant, syncId, run);
        return database.inTenant(tenant, sql -> queue(sql, tenant, report, checked, "/" + minute));
    }

    /** The report of a run that has just ended, to those who want it; in the transaction that ends the run, so once and surely. */
    @EventListener
    void ended(RunEnded run) {
        UUID syncId = run.subject();
        if (syncId == null || !KINDS.contains(run.kind())) {
            return;
        }
        database.runInTenant(run.tenant(), sql -> {
            Chosen chosen = recipients.of(sql, run.tenant(), syncId);
            if (!isWanted(chosen.when(), run.state())) {
                return;
            }
            safely(
                    sql,
                    run,
                    () -> queue(
                            sql,
                            run.tenant(),
                            reports.report(run.tenant(), syncId, run.run().value()),
                            chosen.recipients(),
                            ""));
        });
    }

    private static boolean isWanted(When when, RunState state) {
        return switch (when) {
            case NEVER -> false;
            case FAILURES -> state == RunState.FAILED || state == RunState.PARTLY_FAILED;
            case ALWAYS -> true;
        };
    }

    /** A mail that cannot be written must not undo the end of a run. */
    private static void safely(DSLContext sql, RunEnded run, Runnable work) {
        sql.execute("SAVEPOINT report_mail");
        try {
            work.run();
            sql.execute("RELEASE SAVEPOINT report_mail");
        } catch (RuntimeException e) {
            sql.execute("ROLLBACK TO SAVEPOINT report_mail");
            log.warn("The report of run {} could not be queued as mail", run.run(), e);
        }
    }

    private List<Queued> queue(
            DSLContext sql, TenantId tenant, Report report, List<String> addresses, String keyEnding) {
        String text = ReportText.text(report);
        String html = ReportText.html(report);
        List<Queued> queued = new ArrayList<>();
        for (String address : addresses) {
            UUID mail = mails.queue(
                    sql,
                    tenant,
                    new Mails.Mail(
                            "ordersync/report/" + report.runId() + "/" + address.toLowerCase(Locale.ROOT) + keyEnding,
                            address,
                            subject(report),
                            text,
                            html,
                            "report",
                            report.runId(),
                            null));
            queued.add(new Queued(mail, address));
        }
        return queued;
    }

    /** In words, and one line: a mapping's title is written by people. */
    private static String subject(Report report) {
        String title = report.sync().replaceAll("\\p{Cntrl}+", " ").strip();
        String cut = title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) + "…" : title;
        boolean verified = VerifyKind.NAME.equals(report.kind());
        return cut
                + switch (report.state()) {
                    case SUCCEEDED -> ": done";
                    case PARTLY_FAILED -> verified ? ": differences found" : ": some rows failed";
                    case FAILED -> ": failed";
                    case CANCELLED -> ": cancelled";
                    default -> ": not over yet";
                };
    }
}

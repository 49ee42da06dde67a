package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails;
import io.salessync.ordersync.board.Report;
import io.salessync.ordersync.board.ReportMail;
import io.salessync.ordersync.board.ReportText;
import io.salessync.ordersync.source.Sync;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "report", mixinStandardHelpOptions = true, description = "What a run did and what needs attention.")
final class ReportCommand extends BoardCommand {
    /** How a report is written. */
    enum Format {
        text,
        json,
        html
    }

    @Option(names = "--run", paramLabel = "RUN", description = "the run's id (default: the latest)")
    private @Nullable UUID run;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Format format = Format.text;

    @Option(
            names = "--email",
            paramLabel = "ADDRESS",
            split = ",",
            description = "send it there too; several with commas. Needs a mail server (SPRING_MAIL_HOST)")
    private List<String> email = List.of();

    ReportCommand(Program program) {
        super(program);
    }

    @Override
    boolean onlyReads() {
        return true;
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        Report report = bean(OrderSync.class).report(tenant, sync.id(), run);
        if (!email.isEmpty()) {
            mail(tenant, sync, report.runId());
        }
        switch (json() ? Format.json : format) {
            case json -> printJson(report);
            case html -> print(ReportText.html(report));
            case text -> print(ReportText.text(report).stripTrailing());
        }
        return 0;
    }

    /** The answer is on the other stream: what is printed stays the report alone. */
    private void mail(TenantId tenant, Sync sync, UUID runId) {
        List<ReportMail.Queued> queued = bean(ReportMail.class).send(tenant, sync.id(), runId, email);
        Mails mails = bean(Mails.class);
        mails.deliver(tenant, runId);
        for (ReportMail.Queued one : queued) {
            Mails.State state = bean(Database.class).inTenant(tenant, sql -> mails.state(sql, tenant, one.mail()));
            if (state == Mails.State.FAILED || state == Mails.State.BOUNCED) {
                throw Problem.of(
                                OrderSyncProblem.MAIL_FAILED,
                                "The mail server refused the report to %s; the mail log (%s) has its words."
                                        .formatted(one.to(), one.mail()))
                        .with("value", one.to());
            }
            err().println(
                            switch (state) {
                                case SENT, DELIVERED -> "Sent to " + one.to() + ".";
                                case UNKNOWN ->
                                    "The connection broke while the report went to " + one.to()
                                            + "; it may have arrived, and is not sent again.";
                                default ->
                                    "The report to " + one.to()
                                            + " waits: the mail server did not take it now. A running server tries again.";
                            });
        }
    }
}

package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Report;
import io.salessync.ordersync.board.ReportMail;
import io.salessync.ordersync.board.ReportText;
import io.salessync.ordersync.source.Sync;
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
            description = "send it there too, where a mail server is configured")
    private @Nullable String email;

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
        if (email != null) {
            bean(ReportMail.class).send(report, email);
        }
        switch (json() ? Format.json : format) {
            case json -> printJson(report);
            case html -> print(ReportText.html(report));
            case text -> print(ReportText.text(report).stripTrailing());
        }
        return 0;
    }
}

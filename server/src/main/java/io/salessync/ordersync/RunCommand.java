package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails;
import io.salessync.ordersync.OrderSync.Asker;
import io.salessync.ordersync.board.Report;
import io.salessync.ordersync.board.ReportText;
import io.salessync.ordersync.source.Sync;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Send what is due to the boards, and wait for it.",
            "Exit code 0: everything is there. 1: some rows failed. 3: it could not go on; nothing is lost."
        })
final class RunCommand extends BoardCommand {
    RunCommand(Program program) {
        super(program);
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        RunId id = bean(OrderSync.class).run(tenant, sync.id(), Asker.COMMAND_LINE);
        return finish(this, tenant, sync, id);
    }

    /** Waits for a run and prints what came of it. */
    static int finish(BoardCommand command, TenantId tenant, Sync sync, RunId id) {
        Run run = new RunWatching(
                        command.bean(Runs.class), command.bean(InstantSource.class), command.err(), command.json())
                .await(tenant, id);
        // reports that go out by themselves: a server that would send them may not run
        command.bean(Mails.class).deliver(tenant, id.value());
        Report report = command.bean(OrderSync.class).report(tenant, sync.id(), id.value());
        if (command.json()) {
            command.printJson(answer(run, report));
        } else {
            command.print(ReportText.text(report).stripTrailing());
            if (report.kind().equals("ordersync.verify") && run.state() == RunState.PARTLY_FAILED) {
                command.print("`ordersync verify --heal` writes what the list says.");
            }
            String advice = RunWatching.advice(run);
            if (!advice.isEmpty() && !advice.equals(report.message())) {
                command.print(advice);
            }
        }
        return RunWatching.exitCode(run);
    }

    private static Map<String, Object> answer(Run run, Report report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("runId", run.id().value());
        answer.put("kind", run.kind());
        answer.put("state", run.state());
        answer.put("message", String.valueOf(run.message()));
        if (run.waitsFor() != null) {
            answer.put("waitsFor", run.waitsFor());
        }
        if (run.waitsUntil() != null) {
            answer.put("waitsUntil", run.waitsUntil());
        }
        answer.put("created", report.result().created() + report.result().adopted());
        answer.put("updated", report.result().updated());
        answer.put("removed", report.result().removed());
        answer.put("statuses", report.result().statuses());
        answer.put("kept", report.result().kept());
        answer.put("failed", report.result().failed());
        answer.put("blocked", report.result().blocked());
        answer.put("unknown", report.result().unknown());
        answer.put("pending", report.result().pending());
        answer.put("calls", report.calls());
        answer.put("groups", report.result().groups());
        answer.put("drift", report.drift());
        return answer;
    }
}

package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Summaries.Summary;
import io.salessync.ordersync.source.Sync;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Say how many rows stand where, and what the last run did.")
final class StatusCommand extends BoardCommand {
    StatusCommand(Program program) {
        super(program);
    }

    @Override
    boolean onlyReads() {
        return true;
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        Summary summary = SyncsController.summary(bean(OrderSync.class), tenant, sync.id());
        if (json()) {
            printJson(answer(summary));
        } else {
            print(text(summary));
        }
        return 0;
    }

    private static Map<String, Object> answer(Summary summary) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("orders", summary.orders());
        counts.put("lines", summary.lines());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", summary.id());
        answer.put("name", summary.name());
        answer.put("environment", summary.environment());
        answer.put("counts", counts);
        answer.put("orders", summary.records());
        answer.put("lines", summary.lineRecords());
        if (summary.lastLoad() != null) {
            answer.put("lastLoad", summary.lastLoad());
        }
        Run last = summary.lastRun();
        if (last != null) {
            answer.put("lastRun", RunView.of(last));
        }
        return answer;
    }

    private static String text(Summary summary) {
        StringBuilder out = new StringBuilder(summary.title() + " (" + summary.environment() + ")");
        out.append("\n%,d orders with %,d lines".formatted(summary.records(), summary.lineRecords()));
        out.append("\nOrders: ").append(counts(summary.orders()));
        out.append("\nLines:  ").append(counts(summary.lines()));
        Run last = summary.lastRun();
        if (last != null) {
            out.append("\nLast run: ").append(last.state()).append(last.message() == null ? "" : ", " + last.message());
            out.append(last.waitsFor() == null ? "" : "; waits for " + last.waitsFor());
        }
        return out.toString();
    }

    private static String counts(Map<String, Long> states) {
        String text = states.entrySet().stream()
                .filter(state -> state.getValue() > 0)
                .map(state -> "%,d %s".formatted(state.getValue(), state.getKey()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }
}

package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSync.Asker;
import io.salessync.ordersync.board.Retrying.Choice;
import io.salessync.ordersync.board.RowList;
import io.salessync.ordersync.source.Sync;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Put rows that failed or are blocked back into the queue; the next run sends them.")
final class RetryCommand extends BoardCommand {
    @Parameters(arity = "0..*", paramLabel = "ROW", description = "order key, order key / line key, or record uuid")
    private List<String> rows = List.of();

    @Option(names = "--class", paramLabel = "CLASS", description = "all of a class of fault, such as ROW, GONE, UNDONE")
    private @Nullable String faultClass;

    @Option(names = "--all", description = "all of them")
    private boolean all;

    @Option(names = "--recreate", description = "also make again what was deleted on the board by hand")
    private boolean recreate;

    RetryCommand(Program program) {
        super(program);
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        if (rows.isEmpty() && faultClass == null && !all) {
            throw Problem.of(OrderSyncProblem.UNKNOWN_ROW, "Name rows, a --class, or --all.");
        }
        int retried = 0;
        OrderSync orderSync = bean(OrderSync.class);
        String wanted = faultClass == null ? null : faultClass.toUpperCase(Locale.ROOT);
        if (rows.isEmpty()) {
            retried = orderSync.retry(
                    tenant, sync.id(), new Choice(null, null, wanted, all, recreate), Asker.COMMAND_LINE);
        }
        for (String name : rows) {
            RowList.RowView row = bean(RowList.class).named(tenant, sync.id(), name);
            retried += orderSync.retry(
                    tenant,
                    sync.id(),
                    new Choice(row.kind(), List.of(row.deltaId()), wanted, false, recreate),
                    Asker.COMMAND_LINE);
        }
        if (json()) {
            printJson(Map.of("retried", retried));
        } else {
            print(retried + " rows are in the queue again; `run` sends them.");
        }
        return 0;
    }
}

package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.Why;
import io.salessync.ordersync.source.Sync;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "why", mixinStandardHelpOptions = true, description = "Say in a sentence what a row waits for.")
final class WhyCommand extends BoardCommand {
    @Parameters(paramLabel = "ROW", description = "order key, order key / line key, or record uuid")
    private String row = "";

    WhyCommand(Program program) {
        super(program);
    }

    @Override
    boolean onlyReads() {
        return true;
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        Why.Answer answer = bean(Why.class).why(tenant, sync.id(), row);
        if (json()) {
            printJson(answer);
        } else {
            print(answer.sentence() + "."
                    + (answer.requestId() == null ? "" : " (request " + answer.requestId() + ")"));
        }
        return 0;
    }
}

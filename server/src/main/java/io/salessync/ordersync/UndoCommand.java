package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSync.Asker;
import io.salessync.ordersync.source.Sync;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description =
                "Take back what a run did: items it made are archived, old values restored; what people changed since is left and listed.")
final class UndoCommand extends BoardCommand {
    @Parameters(paramLabel = "RUN", description = "the run's id")
    private UUID run = new UUID(0, 0);

    UndoCommand(Program program) {
        super(program);
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        return RunCommand.finish(
                this, tenant, sync, bean(OrderSync.class).undo(tenant, sync.id(), run, Asker.COMMAND_LINE));
    }
}

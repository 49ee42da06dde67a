package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSync.Asker;
import io.salessync.ordersync.source.Sync;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Read the boards back and list where they differ from the source.",
            "Exit code 1: they differ and were not healed."
        })
final class VerifyCommand extends BoardCommand {
    @Option(names = "--heal", description = "write the differences")
    private boolean heal;

    VerifyCommand(Program program) {
        super(program);
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        return RunCommand.finish(
                this, tenant, sync, bean(OrderSync.class).verify(tenant, sync.id(), heal, Asker.COMMAND_LINE));
    }
}

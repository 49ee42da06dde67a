package io.salessync.ordersync;

import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "ordersync",
        mixinStandardHelpOptions = true,
        description = "Mirror an order list to a board.",
        synopsisSubcommandLabel = "COMMAND")
final class OrderSyncCommand implements ModuleCommand, Runnable {
    private final Program program;
    private CommandSpec spec = CommandSpec.create();

    OrderSyncCommand(Program program) {
        this.program = program;
    }

    /** In the order help shows them. */
    private static Map<String, Object> subcommands(Program program) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("config", new ConfigCommand());
        commands.put("import", new ImportCommand(program));
        commands.put("sql", new SqlCommand());
        commands.putAll(BoardCommand.all(program));
        return commands;
    }

    @Spec
    void spec(CommandSpec given) {
        spec = given;
        subcommands(program).forEach((name, command) -> given.addSubcommand(name, new CommandLine(command)));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Name what to do with the order list: config, import, sql, "
                        + String.join(", ", BoardCommand.all(program).keySet()));
    }
}

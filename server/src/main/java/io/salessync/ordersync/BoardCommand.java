package io.salessync.ordersync;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.source.Sync;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What the commands about a sync and its board have in common. */
abstract class BoardCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    value -> value.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    private final Program program;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Option(
            names = "--take-file",
            description = "take the file's mapping also where a newer one was saved on the mapping's page")
    private boolean takeFile;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    BoardCommand(Program program) {
        this.program = program;
    }

    /** The commands, in the order in which help shows them. */
    static Map<String, Object> all(Program program) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("check", new CheckCommand(program));
        commands.put("plan", new PlanCommand(program));
        commands.put("run", new RunCommand(program));
        commands.put("status", new StatusCommand(program));
        commands.put("why", new WhyCommand(program));
        commands.put("retry", new RetryCommand(program));
        commands.put("report", new ReportCommand(program));
        commands.put("verify", new VerifyCommand(program));
        commands.put("undo", new UndoCommand(program));
        return commands;
    }

    @Override
    public final Integer call() {
        // mistakes in the mapping are told before a database is started
        var _ = config.mapping();
        if (onlyReads()) {
            options.requireDataDir();
        }
        TenantId tenant = config.tenant(program, options.dataDir(), options.tenant());
        if (takeFile) {
            return call(tenant, config.sync(program, options.dataDir(), tenant));
        }
        Sync sync = config.following(program, options.dataDir(), tenant);
        if (!sync.config().equals(config.text())) {
            err().println(
                            "The mapping was edited on its page since this file was stored; the page's is used. --take-file takes"
                                    + " the file's.");
        }
        return call(tenant, sync);
    }

    /** Whether there is nothing to tell where no database is yet. */
    boolean onlyReads() {
        return false;
    }

    /** @return the exit code */
    abstract int call(TenantId tenant, Sync sync);

    final <T> T bean(Class<T> type) {
        return program.get(type, options.dataDir());
    }

    final boolean json() {
        return options.json();
    }

    final void printJson(Object answer) {
        print(JSON.writeValueAsString(answer));
    }

    final void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

package io.salessync;

import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server alone until it is told to stop. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the server alone.",
            "The database is the embedded one of the data folder, or the one that SALESSYNC_DATABASE_URL names",
            "(with SALESSYNC_DATABASE_USER and SALESSYNC_DATABASE_PASSWORD)."
        })
final class StartCommand implements ModuleCommand, Callable<Integer> {
    @Option(names = "--port", defaultValue = "8080", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "the address to listen on; default: ${DEFAULT-VALUE}, this machine only")
    private String host = "127.0.0.1";

    @Option(
            names = "--data-dir",
            defaultValue = DataFolder.USUAL,
            paramLabel = "DIR",
            description = "default: ./${DEFAULT-VALUE}")
    private Path dataDir = Path.of(DataFolder.USUAL);

    /** Takes the program as every command does, and needs none: it is the program. */
    StartCommand(Program program) {}

    @Override
    public Integer call() throws InterruptedException {
        Ports.requireFree(host, port, "--port");
        if (!DataFolder.isElsewhere()) {
            DataFolder.requireUsable(dataDir);
            if (EmbeddedPostgres.isUsed(dataDir)) {
                System.out.println(
                        "Another SalesSync uses " + dataDir.toAbsolutePath().normalize()
                                + ": this server joins it, and both do its work. Stop one of them if that is not meant.");
            }
        }
        WebProgram web = new WebProgram(host, port, dataDir);
        System.out.println(
                DataFolder.isElsewhere() || EmbeddedPostgres.isIn(dataDir)
                        ? "Starting …"
                        : "Starting; the database is made first, which takes some seconds more …");
        ConfigurableApplicationContext context = web.start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("Stopping …");
            context.close();
            stopped.countDown();
            // told to stop, it has stopped in order: that is no failure to whoever told it
            Runtime.getRuntime().halt(0);
        }));
        System.out.println(context.getBean(Welcome.class).text(web.address(), place(context)));
        stopped.await();
        return 0;
    }

    /** Where the data are: the folder, or the database that was named. */
    private String place(ConfigurableApplicationContext context) {
        String url = context.getEnvironment().getProperty("salessync.database-url");
        return url == null || url.equals("embedded")
                ? dataDir.toAbsolutePath().normalize().toString()
                : "the database " + url.replaceFirst("\\?.*", "").replaceFirst("^jdbc:", "");
    }
}

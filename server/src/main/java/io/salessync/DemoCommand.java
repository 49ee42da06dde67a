package io.salessync;

import io.salessync.demo.Demonstration;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts database, sandbox and server with example data, until it is told to stop. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "The working program with example data and stand-ins for the vendors. Nothing leaves this machine.")
final class DemoCommand implements ModuleCommand, Callable<Integer> {
    /** A vendor's minute passes in a second: the budgets of an hour can be watched at work. */
    private static final int SPEED = 60;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--sandbox-port",
            defaultValue = "${env:SALESSYNC_SANDBOX_PORT:-8090}",
            paramLabel = "N",
            description = "where the vendors' stand-ins answer; default: 8090")
    private int sandboxPort;

    @Option(
            names = "--contacts",
            paramLabel = "N",
            description =
                    "how many contacts the stand-in for Salesforce begins with; default: those of the last start, or 2000")
    private @Nullable Integer contacts;

    @Option(
            names = "--data-dir",
            defaultValue = DataFolder.OF_THE_DEMONSTRATION,
            paramLabel = "DIR",
            description = "default: ./${DEFAULT-VALUE}")
    private Path dataDir = Path.of(DataFolder.OF_THE_DEMONSTRATION);

    @Option(names = "--fresh", description = "begin anew: removes what the data folder holds")
    private boolean fresh;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "gives the demo's owner this API key (8 characters or more)")
    private @Nullable String apiKey;

    @Option(
            names = "--simulate-days",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "also play the example of outreach over so many days on a clock of its own, with all that can go wrong; its stories and"
                            + " figures come into the data folder. default: ${DEFAULT-VALUE}, not at all")
    private int simulateDays;

    /** Takes the program as every command does, and needs none: it is the program. */
    DemoCommand(Program program) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (simulateDays < 0 || simulateDays > 365) {
            throw Problem.of(
                    OutreachProblem.WRONG_SIMULATION, "--simulate-days %d: from 1 to 365.".formatted(simulateDays));
        }
        if (apiKey != null && apiKey.length() < 8) {
            throw Problem.of(
                    StartProblem.SHORT_KEY, "--api-key has " + apiKey.length() + " characters; it needs 8 or more.");
        }
        Ports.requireFree("127.0.0.1", port, "--port");
        Ports.requireFree("127.0.0.1", sandboxPort, "--sandbox-port");
        if (port == sandboxPort) {
            throw Problem.of(
                            StartProblem.PORT_TAKEN,
                            "--port and --sandbox-port are both %d: the server and the sandbox need a port each."
                                    .formatted(port))
                    .with("port", port);
        }
        Path folder = dataDir.toAbsolutePath().normalize();
        DataFolder.requireUsable(folder);
        if (fresh) {
            empty(folder);
        }
        Files.createDirectories(folder);
        System.out.println("Starting (a first start takes some seconds more) …");
        SandboxChild sandbox = SandboxChild.start(
                sandboxPort, SPEED, contacts, folder.resolve("sandbox.json"), folder.resolve("sandbox.log"));
        @Nullable ConfigurableApplicationContext context = null;
        WebProgram web = new WebProgram("127.0.0.1", port, folder);
        Demonstration.Owner owner;
        try {
            Path examples = Path.of(System.getProperty("salessync.home", "."), "examples");
            // what is allowed from outside stays allowed beside the sandbox
            String more = Stream.of("SALESSYNC_CONNECTORS_PRIVATE_HOSTS", "SALESSYNC_CONNECTORS_PRIVATEHOSTS")
                    .map(System::getenv)
                    .filter(hosts -> hosts != null && !hosts.isBlank())
                    .findFirst()
                    .orElse("");
            context = web.start(
                    "--salessync.connectors.private-hosts=127.0.0.1:%d,127.0.0.1:%d%s"
                            .formatted(sandboxPort, sandboxPort + 1, more.isEmpty() ? "" : "," + more),
                    "--salessync.flows.files.folders=" + Demonstration.flowFiles(examples),
                    "--logging.level.root=WARN");
            Demonstration demonstration = context.getBean(Demonstration.class);
            owner = demonstration.owner(folder, apiKey);
            demonstration.sync(owner, examples);
            demonstration.flow(owner, examples);
            demonstration.crm(owner, examples, URI.create("http://127.0.0.1:" + (sandboxPort + 1)));
            demonstration.outreach(owner, examples, URI.create(sandbox.address()), "http://127.0.0.1:" + port);
        } catch (RuntimeException e) {
            if (context != null) {
                context.close();
            }
            sandbox.close();
            throw e;
        }
        ConfigurableApplicationContext running = context;
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("Stopping …");
            running.close();
            sandbox.close();
            stopped.countDown();
            // told to stop, it has stopped in order: that is no failure to whoever told it
            Runtime.getRuntime().halt(0);
        }));
        System.out.println(welcome(web, sandbox, owner));
        if (simulateDays > 0) {
            simulate(folder);
        }
        stopped.await();
        return 0;
    }

    private String welcome(WebProgram web, SandboxChild sandbox, Demonstration.Owner owner) {
        String key = apiKey == null ? "" : "\n  API key      " + apiKey;
        return """

               SalesSync is up: an order list is on its way to the board, and flows take over leads
               and tag old ones in the CRM, which waits for you under Pushes. Visitors of a fair are
               invited under Outreach, accept and answer within minutes.

                 open         %s
                 e-mail       %s
                 password     %s%s
                 the board    %s
                 a month of outreach on a virtual clock, with every fault:
                   ./salessync outreach simulate examples/outreach/sequence.yaml --leads examples/outreach/leads.csv \\
                     --days 30 --seed 1 --faults examples/outreach/faults.json

               Ctrl-C stops all of it; the next start goes on with the same data (in %s).
               Commands look there with --data-dir, such as ./salessync flows list --data-dir %s
               """.formatted(web.address(), owner.email(), owner.password(), key, sandbox.address(), dataDir, dataDir)
                .stripTrailing();
    }

    /** In a process, a database and a sandbox of its own: this program's clock is the real one. Ends with this program. */
    private void simulate(Path folder) throws IOException {
        String home = System.getProperty("salessync.home", ".");
        Path examples = Path.of(home, "examples", "outreach");
        Path stories = folder.resolve("outreach-simulation.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-Dsalessync.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SalesSync.class.getName(),
                        "outreach",
                        "simulate",
                        examples.resolve("sequence.yaml").toString(),
                        "--leads",
                        examples.resolve("leads.csv").toString(),
                        "--faults",
                        examples.resolve("faults.json").toString(),
                        "--days",
                        String.valueOf(simulateDays))
                .redirectOutput(stories.toFile())
                .redirectError(folder.resolve("outreach-simulation.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        System.out.println("%d days of outreach are played on a clock of their own; progress is in %s"
                .formatted(simulateDays, folder.resolve("outreach-simulation.log")));
        process.onExit().thenAccept(ended -> told(ended.exitValue(), stories));
    }

    /** The figures; the stories are in the file. */
    private static void told(int exitCode, Path stories) {
        try (Stream<String> lines = Files.lines(stories)) {
            System.out.println(
                    exitCode > 1 ? "The simulation of outreach failed:" : "The simulation of outreach is over:");
            lines.takeWhile(line -> !line.isBlank()).forEach(line -> System.out.println("  " + line));
            System.out.println("  each lead's story: " + stories);
        } catch (IOException | UncheckedIOException e) {
            System.out.println("The simulation of outreach cannot be read: " + e.getMessage());
        }
    }

    /** Only what is surely ours is removed. */
    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent() && !Files.exists(folder.resolve("postgres"))) {
                throw Problem.of(
                        StartProblem.NOT_A_DATA_FOLDER,
                        folder
                                + " holds other things than SalesSync's data, so --fresh leaves it alone. Name an empty folder"
                                + " or one of SalesSync with --data-dir.");
            }
        }
        if (Files.exists(folder.resolve("postgres/cluster/postmaster.pid"))) {
            // a server may still run there; joining and leaving it ends one that was left behind
            io.salessync.kernel.postgres.EmbeddedPostgres.open(folder).close();
            if (Files.exists(folder.resolve("postgres/cluster/postmaster.pid"))) {
                throw Problem.of(
                        StartProblem.IN_USE,
                        "Another SalesSync uses " + folder + ": stop it first, or name another --data-dir.");
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = files.filter(file -> !file.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : inside) {
                Files.delete(file);
            }
        }
    }
}

package io.salessync.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that starts the sandbox. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        version = "SalesSync sandbox",
        description =
                "Plays the vendors over real HTTP on this machine: monday.com at /monday/v2, the boards to look at on /,"
                        + " Unipile at /unipile/api/v1, Salesforce at the root of the next port.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped in order", "2:wrong input, such as a port that is taken"})
public final class SandboxCommand implements Callable<Integer> {
    @Option(
            names = "--sandbox-port",
            paramLabel = "N",
            defaultValue = "${env:SALESSYNC_SANDBOX_PORT:-8090}",
            description = "Port to listen on; 0 takes a free one. Default: SALESSYNC_SANDBOX_PORT or 8090.")
    private int port;

    @Option(
            names = "--salesforce-port",
            paramLabel = "N",
            description =
                    "Port at whose root Salesforce answers; 0 takes a free one. Default: the sandbox's port and one.")
    private @Nullable Integer salesforcePort;

    @Option(
            names = "--contacts",
            paramLabel = "N",
            description = "How many contacts the Salesforce org begins with, up to 2000000; other objects follow in"
                    + " proportion. Default: those of the saved state, or 2000.")
    private @Nullable Integer contacts;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times faster its time runs: at 60 a minute's budget is back after a second.")
    private long speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What the costs of operations and every chance depend on.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Keeps the boards in this file and goes on with them at the next start.")
    private @Nullable Path data;

    @Option(names = "--exit-with-parent", description = "Stops when standard input ends.")
    private boolean exitWithParent;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        int code = new CommandLine(new SandboxCommand()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65_535) {
            throw wrong("--sandbox-port has to be from 0 to 65535, not " + port);
        }
        if (salesforcePort != null && (salesforcePort < 0 || salesforcePort > 65_535)) {
            throw wrong("--salesforce-port has to be from 0 to 65535, not " + salesforcePort);
        }
        if (contacts != null && (contacts < 0 || contacts > 2_000_000)) {
            throw wrong("--contacts has to be from 0 to 2000000, not " + contacts);
        }
        if (speed < 1 || speed > 1_000_000) {
            throw wrong("--speed has to be a whole number from 1 to 1000000, not " + speed);
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Sandbox sandbox = start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                awaitQuietly(stopped);
                // A signal would otherwise end an orderly stop with its own exit code.
                Runtime.getRuntime().halt(0);
            }));
            if (exitWithParent) {
                Thread.ofPlatform().daemon().start(() -> drain(System.in, stop));
            }
            System.out.println("The sandbox is ready on " + sandbox.address() + "/ (monday.com at " + sandbox.address()
                    + "/monday/v2, Unipile at " + sandbox.address() + "/unipile/api/v1, Salesforce at " + sandbox.salesforceAddress() + ", speed " + speed + ", seed " + seed
                    + ")");
            stop.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private Sandbox start() throws IOException {
        try {
            return Sandbox.start(
                    new SandboxOptions(port, ofSalesforce(), speed, seed, contacts, data), InstantSource.system());
        } catch (BindException e) {
            boolean next = Sandbox.SALESFORCE.equals(e.getMessage());
            throw wrong(
                    "Port " + (next ? ofSalesforce() : port) + " is taken: stop what listens there or choose another"
                            + " with " + (next ? "--salesforce-port" : "--sandbox-port"));
        } catch (WrongInput e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private int ofSalesforce() {
        if (salesforcePort != null) {
            return salesforcePort;
        }
        return port == 0 || port == 65_535 ? 0 : port + 1;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private static void drain(InputStream in, CountDownLatch stop) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("Standard input broke: " + e.getMessage());
        } finally {
            stop.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

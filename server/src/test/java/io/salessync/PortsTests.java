package io.salessync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTests {
    private static final Program NONE = new Program() {
        @Override
        public <T> T get(Class<T> type, @Nullable Path dataDir) {
            throw new AssertionError("no program is needed to find a port taken");
        }
    };

    @TempDir
    private Path folder;

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static int free() throws IOException {
        try (ServerSocket socket = taken()) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aFreePortIsFreeAndATakenOneIsToldWithWhatToDo() throws IOException {
        Ports.requireFree("127.0.0.1", free(), "--port");
        try (ServerSocket other = taken()) {
            assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", other.getLocalPort(), "--sandbox-port"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(StartProblem.PORT_TAKEN))
                    .hasMessageContaining(String.valueOf(other.getLocalPort()))
                    .hasMessageContaining("--sandbox-port");
        }
    }

    @Test
    void whatIsNoPortOrNoAddressIsRefused() throws IOException {
        int port = free();
        for (int wrong : new int[] {0, -1, 70_000}) {
            assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", wrong, "--port"))
                    .hasMessageContaining(wrong + " is no port");
        }
        assertThatThrownBy(() -> Ports.requireFree("198.51.100.7", port, "--port"))
                .hasMessageContaining("no address of this machine");
    }

    @Test
    void aDemonstrationWhosePortIsTakenLeavesItsFolderAlone() throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Path kept = Files.writeString(folder.resolve("postgres/kept"), "data");
        StringWriter err = new StringWriter();
        try (ServerSocket other = taken()) {
            int exitCode = SalesSync.commandLine(NONE)
                    .setErr(new PrintWriter(err))
                    .execute(
                            "demo",
                            "--fresh",
                            "--port=" + free(),
                            "--sandbox-port=" + other.getLocalPort(),
                            "--data-dir=" + folder);
            assertThat(exitCode).isEqualTo(2);
        }
        assertThat(err.toString()).contains("start.port-taken").contains("Nothing was started");
        assertThat(kept).exists();
    }

    private String refused(String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(SalesSync.commandLine(NONE).setErr(new PrintWriter(err)).execute(arguments))
                .isEqualTo(2);
        return err.toString();
    }

    @Test
    void aFileOrAFolderInAFileIsNoDataFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("afile"), "text");
        for (String command : List.of("start", "demo")) {
            assertThat(refused(command, "--port=" + free(), "--data-dir=" + file))
                    .contains("start.not-a-data-folder")
                    .contains(file + " is a file, not a folder")
                    .doesNotContain("Exception");
            assertThat(refused(command, "--port=" + free(), "--data-dir=" + file.resolve("below")))
                    .contains(file + " is a file, not a folder");
        }
        assertThat(file).hasContent("text");
    }

    @Test
    void aCommandThatWorksOnWhatIsThereMakesNoDatabase() {
        Path none = folder.resolve("none");
        try (SpringProgram program = new SpringProgram(false, SalesSync.use(List.of("flows", "list")))) {
            assertThatThrownBy(() -> program.get(Object.class, none))
                    .hasMessageContaining("There are no data in " + none)
                    .hasMessageContaining("--data-dir");
        }
        assertThat(none).doesNotExist();
        assertThat(SalesSync.use(List.of("flows", "import", "x.yaml"))).isEqualTo(SpringProgram.Use.BEGINS);
        assertThat(SalesSync.use(List.of("flows", "validate", "x.yaml"))).isEqualTo(SpringProgram.Use.ASKS);
    }

    @Test
    void aStartThatFailedForAReasonWithAWordLeavesNoTrace() {
        FailureReport report = new FailureReport();
        Problem known = Problem.of(StartProblem.NOT_A_DATA_FOLDER, "It is a file.");
        assertThat(report.reportException(new IllegalStateException("a bean", known)))
                .isTrue();
        assertThat(report.reportException(new IllegalStateException("a bean", new NullPointerException())))
                .isFalse();
    }

    @Test
    void whatIsNoNumberIsToldSo() {
        assertThat(refused("start", "--port=abc"))
                .contains("'abc' is no whole number")
                .doesNotContain("is not an int");
        assertThat(refused("soql", "--fields", "Email")).contains("Name the object with --object");
        assertThat(refused("flows")).contains("Name what to do");
        assertThat(refused("runs")).contains("Name what to do");
        assertThat(refused("match", "none.csv", "--config", "none.toml", "--out", folder + "/none/pairs.csv"))
                .contains("there is no folder " + folder.resolve("none"));
    }

    @Test
    void filesThatCannotBePlayedAreToldBeforeAnythingIsStarted() throws IOException {
        Path sequence = Files.writeString(folder.resolve("sequence.yaml"), "name: x\nsteps: [\n");
        Path leads = Files.writeString(folder.resolve("leads.csv"), "");
        assertThat(refused("outreach", "simulate", sequence.toString(), "--leads", leads.toString()))
                .contains("outreach.wrong-sequence");
        Files.writeString(sequence, Files.readString(Path.of("..", "examples", "outreach", "quick.yaml")));
        assertThat(refused("outreach", "simulate", sequence.toString(), "--leads", leads.toString()))
                .contains("leads.csv");
    }

    @Test
    void theDemonstrationHasAFolderOfItsOwn() {
        String usual = SalesSync.commandLine(NONE).getSubcommands().get("start").getUsageMessage();
        String demo = SalesSync.commandLine(NONE).getSubcommands().get("demo").getUsageMessage();
        assertThat(usual).contains("./data").doesNotContain("demo-data");
        assertThat(demo).contains("./demo-data");
    }

    @Test
    void aServerAndItsSandboxNeedAPortEach() throws IOException {
        int port = free();
        StringWriter err = new StringWriter();
        assertThat(SalesSync.commandLine(NONE)
                        .setErr(new PrintWriter(err))
                        .execute("demo", "--port=" + port, "--sandbox-port=" + port, "--data-dir=" + folder))
                .isEqualTo(2);
        assertThat(err.toString()).contains("a port each");
    }
}

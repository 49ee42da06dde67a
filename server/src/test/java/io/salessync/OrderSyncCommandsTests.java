package io.salessync;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What scripts build on: the exit codes of the order sync's commands and the documents they print under {@code --json}. */
@ProgramTest
class OrderSyncCommandsTests {
    private static final String HEADER = "Order,Customer,Style,Note,S,M,Total\n";
    private static final String A1 = "A1,Acme,Polo,first,1,2,3\n";
    private static final String MAPPING = """
            name = "orders"
            [source]
            shape = "wide"
            order_key = "Order"
            group = "{Customer}"
            max_removals = 0.5
            [source.sizes]
            pattern = "S|M"
            [items]
            name = "{Order}"
            record_uuid = "record_uuid"
            [[items.column]]
            id = "style"
            type = "text"
            from = "Style"
            [[items.column]]
            id = "status"
            type = "status"
            from = "Note"
            default = "New"
            labels = { first = "New", second = "Confirmed", third = "Nowhere" }
            [lines]
            name = "{size}"
            record_uuid = "record_uuid"
            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "quantity"
            [dev]
            boards = ["9200000001", "9200000002"]
            token = "sandbox:sandbox-personal"
            endpoint = "%s"
            """;

    private static SandboxProcess sandbox;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private MovableClock clock;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private KitPause pause;

    @TempDir
    private Path folder;

    private Tenant tenant;
    private Path config;
    private CommandLine commands;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(600, 5);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        sandbox.reset();
        pause.step(sandbox);
        tenant = tenantKit.fresh();
        commands = SalesSync.commandLine(program());
        config = file("orders.toml", MAPPING.formatted(sandbox.monday()));
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    private record Outcome(int exitCode, String out, String err) {
        /** The one document that is printed, and nothing beside it. */
        JsonNode json() {
            return JsonMapper.builder().build().readTree(out);
        }
    }

    @Test
    void allCommandsOfASyncThatGoesWellAreExitCode0WithADocument() {
        Outcome imported = json("import", file("list.csv", HEADER + A1).toString());
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.json().path("sync").asString()).isEqualTo("orders");
        assertThat(imported.json().path("load").path("ordersCreated").asInt()).isEqualTo(1);
        assertThat(imported.json().path("load").path("linesCreated").asInt()).isEqualTo(2);
        assertThat(imported.json().path("problems").isEmpty()).isTrue();

        Outcome checked = json("check");
        assertThat(checked.exitCode()).as(checked.out()).isZero();
        assertThat(checked.json().path("ok").asBoolean()).isTrue();
        assertThat(checked.json().path("board").path("id").asString()).isEqualTo("9200000001");
        assertThat(checked.json().path("boards")).hasSize(2);
        assertThat(checked.json().path("boards").get(1).path("name").asString()).isEqualTo("Orders (dev) 2");

        Outcome planned = json("plan");
        assertThat(planned.exitCode()).as(planned.out()).isZero();
        assertThat(planned.json().path("totals").path("creates").asInt()).isEqualTo(1);
        assertThat(planned.json().path("totals").path("lineCreates").asInt()).isEqualTo(2);
        assertThat(planned.json().path("failingCount").asInt()).isZero();
        assertThat(sandbox.calls().path("mutations").asInt())
                .as("a plan sends nothing")
                .isZero();

        Outcome why = json("why", "A1");
        assertThat(why.exitCode()).isZero();
        assertThat(why.json().path("sentence").asString()).contains("A1");

        Outcome ran = json("run");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.json().path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ran.json().path("created").asInt()).isEqualTo(3);
        assertThat(ran.json().path("failed").asInt()).isZero();

        Outcome status = json("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.json().path("orders").asInt()).isEqualTo(1);
        assertThat(status.json().path("lines").asInt()).isEqualTo(2);
        assertThat(status.json().path("counts").path("lines").path("SYNCED").asInt())
                .isEqualTo(2);
        assertThat(status.json().path("lastRun").path("id").asString())
                .isEqualTo(ran.json().path("runId").asString());

        Outcome report = json("report");
        assertThat(report.exitCode()).isZero();
        assertThat(report.json().path("result").path("created").asInt()).isEqualTo(3);

        Outcome verified = json("verify");
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.json().path("drift").isEmpty()).isTrue();

        Outcome retried = json("retry", "--all");
        assertThat(retried.exitCode()).isZero();
        assertThat(retried.json().path("retried").asInt()).isZero();
    }

    @Test
    void rowsThatFailAreExitCode1() {
        Outcome imported = json(
                "import",
                file("list.csv", HEADER + A1 + "A2,Acme,Polo,third,1,,1\nA3,Acme,Polo,first,x,,1\n")
                        .toString());
        assertThat(imported.exitCode()).isEqualTo(1);
        assertThat(imported.json().path("load").path("problems").asInt()).isEqualTo(1);
        JsonNode problem = imported.json().path("problems").get(0);
        assertThat(problem.path("line").asInt()).isEqualTo(4);
        assertThat(problem.path("value").asString()).isEqualTo("x");

        Outcome planned = json("plan");
        assertThat(planned.exitCode()).as(planned.out()).isEqualTo(1);
        assertThat(planned.json().path("failingCount").asInt()).isPositive();
        assertThat(planned.json().path("failing").get(0).path("sourceKey").asString())
                .isEqualTo("A2");

        Outcome ran = json("run");
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(1);
        assertThat(ran.json().path("state").asString()).isEqualTo("PARTLY_FAILED");
        assertThat(ran.json().path("failed").asInt()).isEqualTo(1);
        assertThat(ran.json().path("blocked").asInt()).isEqualTo(1);
        assertThat(execute("ordersync", "run").out()).as("for people").contains("A2");
    }

    @Test
    void wrongInputIsExitCode2WithThePlace() {
        assertThat(json("import", folder.resolve("none.csv").toString()).exitCode())
                .isEqualTo(2);
        Outcome noFile = json("import");
        assertThat(noFile.exitCode()).isEqualTo(2);
        assertThat(noFile.json().path("code").asString()).isEqualTo("ordersync.wrong-source-kind");
        assertThat(json("retry").exitCode()).as("neither rows nor all").isEqualTo(2);
        Outcome unknown = json("why", "A9");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.json().path("detail").asString()).contains("A9");
        for (String command : List.of("check", "plan", "run", "status", "report", "verify")) {
            assertThat(execute("ordersync", command, "--env", "nowhere").exitCode())
                    .as(command + " in an environment that is not there")
                    .isEqualTo(2);
            assertThat(execute("ordersync", command, "--no-such-option").exitCode())
                    .as(command)
                    .isEqualTo(2);
        }

        write(config, MAPPING.formatted(sandbox.monday()).replace("order_key", "order_kee"));
        Outcome mistaken = json("plan");
        assertThat(mistaken.exitCode()).isEqualTo(2);
        assertThat(mistaken.json().path("detail").asString())
                .contains("order_kee")
                .contains("4");
    }

    @Test
    void aMappingThatDoesNotFitItsBoardIsExitCode2OfTheCheckAndListsEveryBoard() {
        write(
                config,
                MAPPING.formatted(sandbox.monday())
                        .replace("id = \"style\"", "id = \"stile\"")
                        .replace("\"9200000002\"", "\"9299999999\""));
        Outcome checked = json("check");
        assertThat(checked.exitCode()).isEqualTo(2);
        JsonNode found = checked.json();
        assertThat(found.path("ok").asBoolean()).isFalse();
        assertThat(found.path("boards").get(0).path("found").asBoolean()).isTrue();
        assertThat(found.path("boards").get(1).path("found").asBoolean()).isFalse();
        List<String> suggestions = new ArrayList<>();
        for (JsonNode finding : found.path("findings")) {
            if (finding.path("columnId").asString("").equals("stile")) {
                suggestions.add(finding.path("suggestion").asString());
            }
        }
        assertThat(suggestions)
                .isNotEmpty()
                .allMatch(suggestion -> suggestion.contains("one of") && suggestion.contains("\"style\""))
                .as("what the mapping writes already is no answer")
                .noneMatch(suggestion -> suggestion.contains("\"record_uuid\""));
        assertThat(execute("ordersync", "check").out())
                .contains("Board 9200000001 Orders (dev)")
                .contains("Board 9299999999: not there for this token");
    }

    @Test
    void aVendorThatIsDownIsExitCode3() {
        json("import", file("list.csv", HEADER + A1).toString());
        write(config, MAPPING.formatted("http://127.0.0.1:9/monday/v2"));
        for (String command : List.of("check", "plan")) {
            Outcome down = json(command);
            assertThat(down.exitCode()).as(command + ": " + down.out()).isEqualTo(3);
            assertThat(down.json().path("code").asString()).isEqualTo("connectors.vendor-unreachable");
        }
        Outcome ran = json("run");
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(3);
        assertThat(ran.json().path("state").asString()).isEqualTo("PAUSED");
        assertThat(ran.json().path("waitsFor").asString()).contains("cannot be reached");
        assertThat(ran.json().path("pending").asInt()).as("nothing is lost").isEqualTo(3);
        assertThat(json("status").exitCode()).as("asks nobody").isZero();
    }

    @Test
    void aDatabaseThatIsDownOrGoesAwayIsExitCode3() {
        Program none = new SpringProgramWithout();
        Outcome away = execute(none, "ordersync", "status", "--config", config.toString(), "--env", "dev", "--json");
        assertThat(away.exitCode()).as(away.err()).isEqualTo(3);
        assertThat(away.json().path("code").asString()).isEqualTo("postgres.unreachable");

        Program lost = new Program() {
            @Override
            public <T> T get(Class<T> type, Path dataDir) {
                throw new DataAccessException("", new SQLException("This connection has been closed.", "08003"));
            }
        };
        Outcome gone = execute(lost, "ordersync", "status", "--config", config.toString(), "--env", "dev", "--json");
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.json().path("code").asString()).isEqualTo("start.no-database");
        assertThat(gone.err()).doesNotContain("at io.");
    }

    /** The program as it is shipped, told of a database that does not answer. */
    private static final class SpringProgramWithout implements Program {
        @Override
        public <T> T get(Class<T> type, Path dataDir) {
            System.setProperty("salessync.database-url", "jdbc:postgresql://127.0.0.1:9/salessync");
            try (SpringProgram program = new SpringProgram(true, SpringProgram.Use.BEGINS)) {
                return program.get(type, dataDir);
            } finally {
                System.clearProperty("salessync.database-url");
            }
        }
    }

    private Path file(String name, String text) {
        Path file = folder.resolve(name);
        write(file, text);
        return file;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome json(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("ordersync", command));
        all.addAll(List.of(arguments));
        all.add("--json");
        return execute(all.toArray(String[]::new));
    }

    private Outcome execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString(), "--tenant", tenant.slug()));
        if (!all.contains("--env")) {
            all.addAll(List.of("--env", "dev"));
        }
        return execute(commands, all.toArray(String[]::new));
    }

    private static Outcome execute(Program program, String... arguments) {
        return execute(SalesSync.commandLine(program), arguments);
    }

    private static Outcome execute(CommandLine commands, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commands.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** Runs are executed when a command begins to wait for them; whoever waits sees ten minutes go by with every look. */
    private Program program() {
        return new Program() {
            @Override
            public <T> T get(Class<T> type, Path dataDir) {
                if (type == Runs.class) {
                    stepper.runDue(tenant.id());
                }
                if (type == InstantSource.class) {
                    InstantSource hasty = () -> {
                        clock.advance(Duration.ofMinutes(1));
                        return clock.instant();
                    };
                    return type.cast(hasty);
                }
                return context.getBean(type);
            }
        };
    }
}

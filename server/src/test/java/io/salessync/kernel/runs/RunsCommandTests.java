package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class RunsCommandTests {
    @Autowired
    private ApplicationContext context;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private TenantKit tenants;

    private Tenant tenant;
    private final StringWriter out = new StringWriter();
    private final AtomicReference<Exception> refused = new AtomicReference<>();

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh();
        kind.forget();
    }

    @Test
    void listShowAndLogTellAboutRuns() {
        RunId id = runs.queue(kind.request(tenant.id()));
        kind.next(run -> {
            run.progress("items", 2, 1, 4L, "half");
            run.log(ActiveRun.Level.ERROR, "A-7", "no price");
            return RunOutcome.failed("gave up");
        });
        stepper.runDue(tenant.id());
        assertThat(runsCommand("list")).contains(id.toString(), "FAILED", "2 of 4, 1 failed", "gave up");
        assertThat(runsCommand("show", id.toString())).contains("items");
        assertThat(runsCommand("log", id.toString())).contains("ERROR A-7: no price");
        JsonNode list = JsonMapper.shared().readTree(runsCommand("list", "--json"));
        assertThat(list.at("/0/state").asString()).isEqualTo("FAILED");
    }

    @Test
    void pauseResumeAndCancelAct() {
        RunId id = runs.queue(kind.request(tenant.id()));
        assertThat(runsCommand("pause", id.toString())).contains("PAUSED", "waits for somebody to resume it");
        assertThat(runsCommand("resume", id.toString())).contains("QUEUED");
        assertThat(runsCommand("cancel", id.toString())).contains("CANCELLED");
        runsCommand("pause", id.toString());
        assertThat(refused.get()).isInstanceOf(Problem.class).hasMessageContaining("is cancelled; it cannot be paused");
    }

    @Test
    void aRunThatIsNotThereIsAProblem() {
        runsCommand("show", UUID.randomUUID().toString());
        assertThat(refused.get()).isInstanceOf(Problem.class).hasMessageStartingWith("There is no run");
    }

    private String runsCommand(String... arguments) {
        Program program = new Program() {
            @Override
            public <T> T get(Class<T> type, @Nullable Path dataDir) {
                return context.getBean(type);
            }
        };
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(1, List.of("--tenant", tenant.slug()));
        out.getBuffer().setLength(0);
        new CommandLine(new RunsCommand(program))
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((exception, where, parsed) -> {
                    refused.set(exception);
                    return 2;
                })
                .execute(all.toArray(String[]::new));
        return out.toString();
    }
}

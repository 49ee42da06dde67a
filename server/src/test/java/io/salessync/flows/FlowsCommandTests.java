package io.salessync.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.graph.KitTypes;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
@Import(KitTypes.class)
class FlowsCommandTests {
    private static final String YAML = """
            name: leads
            title: Leads
            nodes:
              - {id: read, type: kit.source, settings: {fields: {qty: WHOLE}}}
              - {id: keep, type: kit.keep, settings: {when: record.qty > 3}}
            edges:
              - read -> keep
            """;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private TenantKit tenants;

    @TempDir
    private Path folder;

    private Tenant tenant;
    private String out = "";
    private @Nullable Exception refused;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh();
    }

    @Test
    void aFileIsValidatedImportedListedAndExported() throws IOException {
        String file = file(YAML);

        assertThat(run("validate", file)).isZero();
        assertThat(out).contains("is in order: 2 nodes, 1 edges, 0 triggers");
        assertThat(run("import", file, "--publish", "--note", "from git", "--json"))
                .isZero();
        assertThat(json().path("state").asString()).isEqualTo("ON");
        assertThat(run("list")).isZero();
        assertThat(out).contains("leads", "ON", "version 1", "never ran");
        assertThat(run("export", "leads")).isZero();
        assertThat(out).contains("name: leads\n", "  - read -> keep\n");
        assertThat(run("import", file(YAML.replace("qty > 3", "qty > 4")))).isZero();
        assertThat(out).contains("version 2 of flow leads", "a draft");
        assertThat(run("export", "leads", "--version", "1")).isZero();
        assertThat(out).contains("record.qty > 3");
    }

    @Test
    void whatIsWrongWithAFileIsExitCode2() throws IOException {
        assertThat(run("validate", file(YAML.replace("type: kit.keep", "typ: kit.keep")), "--json"))
                .isEqualTo(2);
        assertThat(json().at("/problems/0/line").asInt()).isEqualTo(5);
        assertThat(run("validate", file(YAML.replace("qty > 3", "quantity > 3"))))
                .isEqualTo(2);
        assertThat(out).contains("problem: node keep, when: 'record.quantity > 3' reads record.quantity");
        assertThat(run("import", file(YAML.replace("qty > 3", "quantity > 3"))))
                .as("kept, with problems")
                .isEqualTo(1);
        assertThat(run("import", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(code()).isEqualTo("flows.file-unreadable");
        run("import", file("name: a\nname: b\n"));
        assertThat(code()).isEqualTo("flows.unreadable");
        run("export", "laeds");
        assertThat(refused).hasMessage("There is no flow 'laeds'; did you mean 'leads'?");
    }

    @Test
    void wrongValuesAndWhatIsNotThereAreProblems() throws IOException {
        run("import", file(YAML));
        run("run", "leads", "--payload", "[1]");
        assertThat(code()).isEqualTo("flows.wrong-value");
        run("run", "leads", "--payload", "{");
        assertThat(code()).isEqualTo("flows.wrong-value");
        run("run", "leads");
        assertThat(code()).isIn("flows.never-published", "flows.not-here");
        run("next", "leads", "--from", "monday");
        assertThat(code()).isEqualTo("flows.wrong-value");
        assertThat(run("next", "leads", "--count", "3")).isZero();
        assertThat(out).contains("No trigger of leads has a time to come.");
        run("logs", "leads");
        assertThat(refused).hasMessageContaining("never ran");
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("leads.yaml"), yaml).toString();
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }

    private String code() {
        return refused instanceof Problem problem ? problem.code().code() : String.valueOf(refused);
    }

    private int run(String... arguments) {
        Program program = new Program() {
            @Override
            public <T> T get(Class<T> type, @Nullable Path dataDir) {
                return context.getBean(type);
            }
        };
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(1, List.of("--tenant", tenant.slug()));
        StringWriter written = new StringWriter();
        refused = null;
        int exitCode = new CommandLine(new FlowsCommand(program))
                .setOut(new PrintWriter(written))
                .setExecutionExceptionHandler((exception, where, parsed) -> {
                    refused = exception;
                    return 2;
                })
                .execute(all.toArray(String[]::new));
        out = written.toString();
        return exitCode;
    }
}

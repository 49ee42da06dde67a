package io.salessync;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Callers;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.TestDatabase;
import io.salessync.ordersync.source.Syncs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class CommandsTests {
    private static final String MAPPING = """
            name = "orders"
            [source]
            shape = "wide"
            order_key = "Order"
            group = "{Customer}"
            [source.sizes]
            pattern = "S|M"
            [items]
            name = "{Order}"
            record_uuid = "record_uuid"
            [[items.column]]
            id = "style"
            type = "text"
            from = "Style"
            [lines]
            name = "{size}"
            record_uuid = "record_uuid"
            [dev]
            boards = "1"
            token = "env:T"
            """;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Callers callers;

    private Tenant tenant;

    @BeforeEach
    void someTenant() {
        tenant = tenantKit.fresh();
    }

    private record Outcome(int exitCode, String out, String err) {
        JsonNode json() {
            return JsonMapper.builder().build().readTree(out);
        }
    }

    @Test
    void addsAUserWithAPasswordFromTheInput() {
        Outcome added = withInput(
                AccessKit.PASSWORD + "\nmore",
                "user",
                "add",
                "nina@example.org",
                "--name",
                "Nina",
                "--role",
                "VIEWER",
                "--password-stdin");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(accounts.named(tenant.id(), "nina@example.org").orElseThrow().name())
                .isEqualTo("Nina");
        assertThat(run("user", "list").out())
                .contains("nina@example.org")
                .contains("VIEWER")
                .contains("active");
    }

    @Test
    void makesAPasswordWhereNoneIsGivenAndTellsItOnce() {
        JsonNode added = run("user", "add", "nina@example.org", "--role", "ADMIN", "--json")
                .json();
        assertThat(added.get("password").asString()).hasSize(20);
        assertThat(run("user", "list", "--json").out()).doesNotContain("assword");
    }

    @Test
    void aWrongInputIsExitCode2WithItsCode() {
        Outcome weak = withInput("short\n", "user", "add", "a@example.org", "--role", "ADMIN", "--password-stdin");
        assertThat(weak.exitCode()).isEqualTo(2);
        assertThat(weak.err()).contains("access.weak-password").doesNotContain("at io.");
        assertThat(run("user", "disable", "nobody@example.org").exitCode()).isEqualTo(2);
        assertThat(run("user", "add", "a@example.org", "--role", "KING").exitCode())
                .isEqualTo(2);
        assertThat(run("user").exitCode()).isEqualTo(2);
    }

    @Test
    void makesListsAndRevokesKeysAndShutsAUserOut() {
        run("user", "add", "nina@example.org", "--role", "ADMIN");
        JsonNode made = run(
                        "user",
                        "key",
                        "add",
                        "nina@example.org",
                        "--name",
                        "script",
                        "--scopes",
                        "runs:read,audit:read",
                        "--json")
                .json();
        String key = made.get("key").asString();
        assertThat(callers.ofKey(key).orElseThrow().permissions()).hasSize(2);
        assertThat(run("user", "key", "list").out())
                .contains(made.get("id").asString())
                .contains("works")
                .doesNotContain(key);
        assertThat(run("user", "key", "revoke", made.get("id").asString()).exitCode())
                .isZero();
        assertThat(callers.ofKey(key)).isEmpty();
        String all = run("user", "key", "add", "nina@example.org", "--name", "all")
                .out()
                .strip();
        assertThat(callers.ofKey(all)).isPresent();
        run("user", "disable", "nina@example.org");
        assertThat(callers.ofKey(all)).isEmpty();
        run("user", "enable", "nina@example.org");
        assertThat(callers.ofKey(all)).isPresent();
    }

    @Test
    void auditVerifyIsExitCode1WithThePlaceWhereTheTrailIsBroken() throws Exception {
        run("user", "add", "nina@example.org", "--role", "ADMIN");
        run("user", "disable", "nina@example.org");
        Outcome ok = run("audit", "verify");
        assertThat(ok.exitCode()).isZero();
        String place = run("audit", "verify", "--json").json().get("head").asString();
        assertThat(ok.out()).contains("2 entries in order").contains(place);
        assertThat(run("audit", "verify", "--noted", place).exitCode()).isZero();
        assertThat(run("audit", "verify", "--noted", "rubbish").exitCode()).isEqualTo(2);
        var address = TestDatabase.address();
        try (var connection = DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword())) {
            connection
                    .createStatement()
                    .execute("UPDATE kernel.audit_entry SET actor = 'nobody' WHERE seq = 2 AND tenant_id = '"
                            + tenant.id() + "'");
        }
        Outcome broken = run("audit", "verify");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).contains("BROKEN at entry 2");
        assertThat(run("audit", "verify", "--json").json().get("brokenAt").asInt())
                .isEqualTo(2);
    }

    @Test
    void rotatesSecretsAndAddsTenants() {
        assertThat(run("secrets", "rotate").out()).contains(tenant.slug() + ": 0 encrypted");
        String slug = tenant.slug() + "-b";
        assertThat(execute("tenant", "add", slug, "--name", "Second").exitCode())
                .isZero();
        assertThat(execute("tenant", "list").out()).contains(slug);
        assertThat(execute("tenant", "add", slug).err()).contains("tenancy.slug-taken");
        assertThat(execute("user", "list").err())
                .as("several tenants and none named")
                .contains("tenancy.which-tenant");
    }

    @Test
    void underJsonARefusalIsADocumentToo() {
        Outcome refused = run("user", "disable", "nobody@example.org", "--json");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.json().path("code").asString()).startsWith("access.");
        assertThat(refused.json().path("detail").asString()).contains("nobody@example.org");
    }

    @Test
    void whatIsNoIdIsToldSo() {
        Outcome refused = run("runs", "show", "zzz");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("'zzz' is no id").doesNotContain("Exception");
        assertThat(run("runs", "show", java.util.UUID.randomUUID().toString()).err())
                .contains("runs.unknown-run");
    }

    @Test
    void whatOnlyReadsMakesNoDataFolder(@TempDir Path folder) throws Exception {
        Path mapping = Files.writeString(folder.resolve("orders.toml"), MAPPING);
        Path mistyped = folder.resolve("dtaa");
        for (String command : List.of("status", "plan", "report")) {
            Outcome refused = run(
                    "ordersync",
                    command,
                    "--config",
                    mapping.toString(),
                    "--env",
                    "dev",
                    "--data-dir",
                    mistyped.toString());
            assertThat(refused.exitCode()).as(command).isEqualTo(2);
            assertThat(refused.err()).contains("commands.no-data-folder").contains("dtaa");
        }
        assertThat(run("runs", "list", "--data-dir", mistyped.toString()).err()).contains("commands.no-data-folder");
        assertThat(mistyped).doesNotExist();
    }

    @Test
    void aCommandKeepsTheMappingThatWasSavedOnItsPage(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("orders.toml"), MAPPING);
        String[] status = {"ordersync", "status", "--config", file.toString(), "--env", "dev"};
        assertThat(run(status).exitCode()).isZero();
        Syncs syncs = context.getBean(Syncs.class);
        String edited = MAPPING.replace("Style", "Colour");
        syncs.save(tenant.id(), edited, "dev", null, java.util.UUID.randomUUID());

        Outcome told = run(status);
        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(told.err()).contains("edited on its page");
        assertThat(stored()).isEqualTo(edited);

        Files.writeString(file, MAPPING.replace("Style", "Cut"));
        Outcome refused = run(status);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("ordersync.mapping-edited")
                .contains("version 2")
                .contains("--take-file");
        assertThat(stored()).isEqualTo(edited);

        assertThat(run("ordersync", "status", "--config", file.toString(), "--env", "dev", "--take-file")
                        .exitCode())
                .isZero();
        assertThat(stored()).contains("Cut");
        Files.writeString(file, MAPPING);
        assertThat(run(status).err()).as("nobody edited it on its page since").isEmpty();
        assertThat(stored()).isEqualTo(MAPPING);
    }

    private String stored() {
        return context.getBean(Syncs.class)
                .find(tenant.id(), "orders", "dev")
                .orElseThrow()
                .config();
    }

    private Outcome run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--tenant";
        all[arguments.length + 1] = tenant.slug();
        return execute(all);
    }

    private Outcome withInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Program program = new Program() {
            @Override
            public <T> T get(Class<T> type, Path dataDir) {
                return context.getBean(type);
            }
        };
        int exitCode = SalesSync.commandLine(program)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}

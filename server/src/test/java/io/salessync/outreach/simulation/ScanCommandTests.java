package io.salessync.outreach.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.PlayedOutreach;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Leads;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at accounts from the command line. */
@ProgramTest
class ScanCommandTests {
    @Autowired
    private ApplicationContext context;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private PlayedOutreach network;

    @Autowired
    private TenantKit tenants;

    private Tenant tenant;
    private PlayedOutreach.World world;
    private String out = "";
    private @Nullable Exception refused;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh();
        world = network.world(tenant.id());
        world.account("ana");
    }

    @Test
    void eachLookIsToldWithWhyItStopped() {
        kit.sender(tenant.id(), kit.played(tenant.id()), "ana", Leads.Channel.LINKEDIN, "me-ana");
        assertThat(run()).as(out).isZero();
        assertThat(out)
                .startsWith("Anna:")
                .contains("  full: 0 read on 1 pages")
                .contains("stopped by END");
        assertThat(out).contains("  invitations: ").contains("  messages: ");
        assertThat(run("--sender", "anna", "--json")).as(out).isZero();
        JsonNode looks = JsonMapper.shared().readTree(out).at("/0/looks");
        assertThat(looks.size()).isPositive();
        looks.forEach(look -> assertThat(look.path("stop").asString("")).isNotEmpty());
    }

    @Test
    void anAccountThatIsNotWellIsNotLookedAtAndSaysSo() {
        kit.sender(tenant.id(), kit.played(tenant.id()), "ana", Leads.Channel.LINKEDIN, "me-ana");
        world.status("ana", OutreachAccount.Status.CREDENTIALS);
        assertThat(run()).isEqualTo(1);
        assertThat(out).contains("stopped by ACCOUNT (the account is CREDENTIALS)");
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        kit.sender(tenant.id(), kit.played(tenant.id()), "ana", Leads.Channel.LINKEDIN, null);
        assertThat(run("--sender", "Bob")).isEqualTo(2);
        assertThat(refused).hasMessage("There is no sender 'Bob'. There are: Anna.");
    }

    private int run(String... arguments) {
        Program program = new Program() {
            @Override
            public <T> T get(Class<T> type, @Nullable Path dataDir) {
                return context.getBean(type);
            }
        };
        List<String> all = new ArrayList<>(List.of("scan", "--tenant", tenant.slug()));
        all.addAll(Arrays.asList(arguments));
        StringWriter written = new StringWriter();
        refused = null;
        int exitCode = new CommandLine(new OutreachCommand(program))
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

package io.salessync.outreach.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.SequenceFinding;
import io.salessync.outreach.sequences.Sequences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Short simulations of the shipped example against the sandbox's process, everything going wrong that can. */
@ProgramTest
class SimulationTests {
    private static SandboxProcess sandbox;

    @Autowired
    private Simulation simulation;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Sequences sequences;

    @Autowired
    private TenantKit tenants;

    private Instant before = Instant.EPOCH;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 1, 10);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void remember() {
        before = clock.instant();
    }

    @AfterEach
    void back() {
        clock.set(before);
    }

    private static String example(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("examples/outreach").resolve(name);
            if (Files.exists(file)) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException("There is no example " + name);
    }

    private SimulationReport play(String csv, int days, long seed, @Nullable String faults) {
        try (SandboxWorld world = SandboxWorld.at(sandbox.address())) {
            return simulation.play(
                    new Simulation.Plan(
                            example("sequence.yaml"),
                            csv.getBytes(StandardCharsets.UTF_8),
                            "leads.csv",
                            days,
                            seed,
                            faults,
                            Instant.parse("2026-03-02T07:00:00Z"),
                            "0.5",
                            Duration.ofMinutes(5)),
                    world,
                    clock::set,
                    Simulation.Progress.NONE);
        }
    }

    /** Many more of them, of more people and days, are the benchmark "simulations". */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void whateverGoesWrongNothingIsSentTwiceAndNobodyIsStuck(long seed, int days) {
        String some = example("leads.csv").lines().limit(13).collect(Collectors.joining("\n"));
        String often = example("faults.json").replaceFirst("\"death\": [0-9.]+", "\"death\": 0.01");
        SimulationReport report = play(some, days, seed, often);
        String all = String.join("\n", report.lines());
        assertThat(report.deaths()).as(all).isPositive();
        assertThat(report.taken()).as(all).isEqualTo(12);
        assertThat(report.doubles()).as(all).isEmpty();
        assertThat(report.stuck()).as(all).isEmpty();
        assertThat(report.connections().wrong()).as(all).isEmpty();
        assertThat(report.sent().getOrDefault("INVITE", 0) + report.sent().getOrDefault("NOTED_INVITE", 0))
                .as(all)
                .isPositive();
    }

    /** Each kind of refusal alone: it ends in a named state, whoever is asked gets round to it, and nothing is sent twice. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "people;refused;{'kinds':['invalid_recipient','blocked_recipient','user_unreachable','cannot_invite_attendee'],'operation':'invite','probability':1.2,'times':1}",
                "limits;-;{'kinds':['cannot_resend_yet','limit_exceeded','connection_limit_reached'],'operation':'invite','probability':3,'times':1}",
                "done before;-;{'kinds':['already_invited_recently','action_already_performed'],'operation':'invite','probability':2,'times':1,'effect':true}",
                "texts;asked;{'kinds':['too_many_characters','unescaped_characters'],'operation':'invite','probability':2,'times':1}",
                "settings;asked;{'kinds':['missing_credentials','feature_not_subscribed'],'operation':'invite','probability':2,'times':1}",
                "sign-ins;-;{'kinds':['expired_credentials','disconnected_account'],'operation':'invite','probability':2,'times':1}",
                "checkpoints;asked;{'kinds':['account_restricted','captcha_not_supported','checkpoint_error'],'operation':'invite','probability':3,'times':1}",
                "unknown;asked;{'kind':'unknown_slug','operation':'invite','times':2}",
                "unknown, yet done;asked;{'kind':'unknown_slug','operation':'invite','times':2,'effect':true}",
                "owners;-;{'kinds':['status_credentials','status_permissions','status_stopped'],'operation':'account','probability':0.3,'times':1,'seconds':7200}"
            })
    void everyRefusalEndsInANamedState(String name, String expected, String fault) {
        String some = example("leads.csv").lines().limit(7).collect(Collectors.joining("\n"));
        SimulationReport report =
                play(some, 2, 11, "{'faults':[%s]}".formatted(fault).replace('\'', '"'));
        String all = String.join("\n", report.lines());
        assertThat(report.doubles()).as(all).isEmpty();
        assertThat(report.stuck()).as(all).isEmpty();
        assertThat(report.unfinished()).as(all).isEmpty();
        assertThat(report.refused() > 0).as(all).isEqualTo(expected.equals("refused"));
        assertThat(report.attended() > 0).as(all).isEqualTo(expected.equals("asked"));
        assertThat(report.sent().getOrDefault("INVITE", 0)
                        + report.sent().getOrDefault("NOTED_INVITE", 0)
                        + report.refused())
                .as(all)
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void aConnectionThatIsTakenBackAfterItWasToldIsNoFalseOne() {
        Instant now = Instant.parse("2026-03-02T07:00:00Z");
        Instant told = now.plus(Duration.ofHours(2));
        UUID sender = UUID.randomUUID();
        Lead lead = connected(sender, now, told);
        String account = SandboxWorld.ACCOUNTS.getFirst();
        try (SandboxWorld world = SandboxWorld.at(sandbox.address())) {
            world.begin(1, now);
            String key = world.act("people", Map.of("first_name", "Aiko", "public_id", "aiko-tanaka"))
                    .path("person")
                    .asString();
            Map<String, String> both = Map.of("account", account, "person", key);
            world.act("invite", both);
            assertThat(wrong(world, lead, key, sender, account, told))
                    .as("never connected")
                    .containsExactly("Aiko Tanaka");
            world.act("accept", both);
            assertThat(wrong(world, lead, key, sender, account, told))
                    .as("connected")
                    .isEmpty();
            world.to(now.plus(Duration.ofHours(3)));
            world.act("disconnect", both);
            assertThat(wrong(world, lead, key, sender, account, told))
                    .as("connected when it was told")
                    .isEmpty();
            assertThat(wrong(world, lead, key, sender, account, told.plus(Duration.ofDays(1))))
                    .as("told when it was taken back long ago")
                    .containsExactly("Aiko Tanaka");
        }
    }

    private static List<String> wrong(
            SandboxWorld world, Lead lead, String key, UUID sender, String account, Instant told) {
        return new Verdict(world.truth(), told.plus(Duration.ofDays(5)))
                .connections(
                        List.of(lead),
                        Map.of(lead.id(), key),
                        Map.of(sender, account),
                        Map.of(lead.id(), told),
                        Map.of())
                .wrong();
    }

    private static Lead connected(UUID sender, Instant entered, Instant at) {
        return new Lead(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                null,
                "Aiko Tanaka",
                "",
                "",
                null,
                "aiko-tanaka",
                Map.of(),
                null,
                "",
                LeadState.CONNECTED,
                null,
                null,
                "hello",
                at,
                null,
                null,
                sender,
                null,
                0,
                null,
                entered,
                at,
                at,
                entered,
                at,
                null,
                null,
                1);
    }

    @Test
    void hostileLeadsEndInAClearState() {
        SimulationReport report = play(example("leads.csv"), 1, 3, null);
        String all = String.join("\n", report.lines());
        assertThat(report.doubles()).as(all).isEmpty();
        assertThat(report.stuck()).as(all).isEmpty();
        assertThat(report.taken() + report.notTaken().size()).as(all).isEqualTo(report.rows());
        assertThat(report.leads())
                .as(all)
                .allSatisfy(lead ->
                        assertThat(lead.state().ended() || lead.why() != null).isTrue());
    }

    @Test
    void aSeedDrawsTheSamePeopleAndFaultsAgain() {
        Cast one = new Cast(7);
        Cast same = new Cast(7);
        assertThat(one.start()).isEqualTo(same.start());
        assertThat(one.leads(example("leads.csv"))).isEqualTo(same.leads(example("leads.csv")));
        String faults = one.faults(example("faults.json"));
        assertThat(faults).isEqualTo(same.faults(example("faults.json"))).contains("webhook_drop");
        assertThat(new Cast(8).leads(example("leads.csv"))).isNotEqualTo(new Cast(7).leads(example("leads.csv")));
    }

    @Test
    void whatIsBrokenOffIsNeverKept() {
        Season season = Season.of(List.of(), List.of(new Season.Bad(5, List.of("broken off: why"))), 30, 1);
        assertThat(season.kept()).isFalse();
        assertThat(season.lines()).contains("  seed 5:", "    broken off: why");
    }

    @Test
    void theSequenceOfTheDemonstrationCanBePublished() {
        assertThat(sequences.check(tenants.fresh().id(), sequences.read(example("quick.yaml"))))
                .noneMatch(finding -> finding.severity() == SequenceFinding.Severity.PROBLEM);
    }

    @Test
    void faultsThatAreNoneAreRefusedWithTheirPlace() {
        assertThatThrownBy(() ->
                        play("first_name,email\nAda,ada@a.example\n", 1, 1, "{\"faults\":[{\"kind\":\"gremlins\"}]}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("faults[0].kind 'gremlins'");
        assertThatThrownBy(() -> play("first_name\nAda\n", 1, 1, "{\"death\": 2}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("\"death\" is 2.0");
        assertThatThrownBy(() -> play("first_name\nAda\n", 1, 1, "[]"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("{\"faults\":");
    }
}

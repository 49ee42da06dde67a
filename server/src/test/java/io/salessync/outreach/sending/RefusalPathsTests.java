package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.detection.Heard;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What refusals do to lead and account, and two nodes at once. */
@ProgramTest
class RefusalPathsTests extends PlayedEngine {
    private static final String GREETING = """
            - id: invite
              type: invite
            - id: accepted
              type: condition
              question: connected
              days: 2
              'yes': hello
              'no': done
              unknown: done
            - id: hello
              type: message
              text: "Thank you {{ first_name }}, number {{ number }}"
            - id: done
              type: end
            """;

    @Autowired
    private Heard heard;

    @Autowired
    private LeadFacts facts;

    @Autowired
    private Acts acts;

    @Autowired
    private Settling settling;

    @Autowired
    private Readings readings;

    @Autowired
    private Verdicts verdicts;

    @Autowired
    private Reserving reserving;

    @Autowired
    private PostgresSenders rows;

    @Autowired
    private Vendors vendors;

    private UUID sequence;

    @BeforeEach
    void greeting() {
        sequence = sequence(GREETING);
    }

    private void connected(Lead lead) {
        database.runInTenant(
                tenant,
                sql -> heard.connected(
                        sql, tenant, lead.id(), now(lead).sender(), clock.instant(), Map.of("source", "test")));
    }

    @Test
    void whoIsNotConnectedAnyMoreGoesOnWhenTheyAreAgain() {
        sender("ana");
        Lead lead = admit(sequence, 1);
        play(Duration.ofHours(1));
        world.accept("ana", "person-1");
        connected(lead);
        world.script(write -> new Fate.Refused(OutreachFault.NOT_CONNECTED, "errors/no_connection_with_recipient"));
        play(Duration.ofHours(1));
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(why(lead).blocker()).isEqualTo(Blocker.ANSWER);
        world.script(write -> new Fate.Well(null));
        connected(lead);
        play(Duration.ofHours(1));
        assertThat(effects()).containsExactly("invite ACo-person-1", "say to ACo-person-1: Thank you Maria1, number 1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void aSecondRefusalForWantOfAConnectionEndsTheLeadByName() {
        sender("ana");
        Lead lead = admit(sequence, 1);
        play(Duration.ofHours(1));
        connected(lead);
        world.script(write -> new Fate.Refused(OutreachFault.NOT_CONNECTED, "errors/no_connection_with_recipient"));
        play(Duration.ofHours(1));
        connected(lead);
        play(Duration.ofHours(1));
        assertThat(now(lead).state()).isEqualTo(LeadState.FAILED);
        assertThat(now(lead).reason()).isEqualTo("lost_connection");
    }

    @Test
    void whoIsConnectedAlreadyByTheServicesWordGoesOnWithoutAnInvitation() {
        sender("ana");
        Lead lead = admit(sequence, 1);
        world.script(write -> write instanceof OutreachWrite.Invite
                ? new Fate.Refused(OutreachFault.ALREADY_CONNECTED, "errors/already_connected")
                : new Fate.Well(null));
        play(Duration.ofHours(1));
        assertThat(effects()).containsExactly("say to ACo-person-1: Thank you Maria1, number 1");
        assertThat(now(lead).connectedAt()).isNotNull();
    }

    @Test
    void whoIsInvitedAlreadyByTheServicesWordIsLookedUpBeforeItCounts() {
        sender("ana");
        Lead lead = admit(sequence, 1);
        List<OutreachWrite> asked = new ArrayList<>();
        world.script(write -> {
            asked.add(write);
            world.invited("ana", "person-1");
            return new Fate.Refused(OutreachFault.ALREADY_INVITED, "errors/already_invited_recently");
        });
        play(Duration.ofHours(1));
        assertThat(asked).hasSize(1);
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(notes(lead, "VERIFIED")).isNotEmpty();
    }

    @Test
    void aWrongSettingHoldsTheAccountUntilSomebodyMendedIt() {
        Sender ana = sender("ana");
        Lead lead = admit(sequence, 1);
        world.script(write -> new Fate.Refused(OutreachFault.OUR_CONFIG, "errors/feature_not_subscribed"));
        play(Duration.ofHours(1));
        int calls = world.calls();
        assertThat(why(lead)).satisfies(answer -> {
            assertThat(answer.blocker()).isEqualTo(Blocker.CONFIG);
            assertThat(answer.sentence()).contains("feature_not_subscribed");
            assertThat(answer.unblocks()).isEqualTo(Decide.ADMINISTRATOR);
        });
        world.script(write -> new Fate.Well(null));
        play(Duration.ofHours(20));
        assertThat(world.calls()).isEqualTo(calls);
        changes.goOn(actor, ana.id());
        play(Duration.ofMinutes(10));
        assertThat(effects()).containsExactly("invite ACo-person-1");
    }

    @Test
    void twoNodesThatStepAtOnceSendNothingTwice() throws Exception {
        SteppingEngine other = new SteppingEngine(
                database, leads, sequences, facts, acts, reserving, settling, readings, verdicts, touches, rows,
                vendors, clock);
        for (int i = 0; i < 2; i++) {
            sender("acc-" + i + "-" + tenant.toString().substring(0, 8));
        }
        List<Lead> all = IntStream.range(0, 8).mapToObj(i -> admit(sequence, i)).toList();
        try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            together(nodes, other, Duration.ofMinutes(10));
            all.forEach(lead -> world.accept(read(now(lead).sender()).account(), String.valueOf(lead.linkedin())));
            all.forEach(this::connected);
            together(nodes, other, Duration.ofMinutes(10));
        }
        Map<String, Integer> times = new HashMap<>();
        effects().forEach(effect -> times.merge(effect, 1, Integer::sum));
        assertThat(times.values()).allMatch(count -> count == 1);
        assertThat(times).hasSize(2 * all.size());
        assertThat(all).allSatisfy(lead -> assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED));
    }

    private void together(ExecutorService nodes, Engine other, Duration longest) throws Exception {
        Instant end = clock.instant().plus(longest);
        CyclicBarrier start = new CyclicBarrier(2);
        while (clock.instant().isBefore(end)) {
            List<Future<Instant>> steps = new ArrayList<>();
            for (Engine node : List.of(engine, other)) {
                steps.add(nodes.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return node.step(tenant).orElse(end);
                }));
            }
            Instant next = end;
            for (Future<Instant> step : steps) {
                Instant at = step.get(60, TimeUnit.SECONDS);
                next = at.isBefore(next) ? at : next;
            }
            Instant now = clock.instant();
            clock.set(next.isAfter(now.plusSeconds(1)) ? next : now.plusSeconds(1));
        }
    }
}

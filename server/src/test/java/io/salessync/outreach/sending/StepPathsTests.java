package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Role;
import io.salessync.kit.Browser;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.LeadTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What becomes of leads at steps other than invitation and message. */
@ProgramTest
class StepPathsTests extends PlayedEngine {
    private static final String WITHDRAWING = """
            - id: invite
              type: invite
            - id: accepted
              type: condition
              question: connected
              days: 2
              'yes': hello
              'no': back
              unknown: back
            - id: hello
              type: message
              text: "Thank you"
              next: null
            - id: back
              type: withdraw
              next: null
            """;

    @Autowired
    private LeadTasks tasks;

    @LocalServerPort
    private int port;

    @Test
    void anInvitationThatNobodyAnswersIsTakenBackOnce() {
        sender("ana");
        Lead lead = admit(sequence(WITHDRAWING), 1);
        play(Duration.ofDays(4));
        assertThat(effects()).containsExactly("invite ACo-person-1", "withdraw inv-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.WITHDRAWN);
    }

    @Test
    void anInvitationMadeByHandIsFoundAndTakenBack() {
        sender("ana");
        Lead lead = admit(sequence(WITHDRAWING), 1);
        world.invited("ana", "person-1");
        play(Duration.ofDays(4));
        assertThat(effects()).containsExactly("withdraw byhand-person-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.WITHDRAWN);
    }

    @Test
    void aWithdrawalOfWhichNobodyKnowsIsLookedUpAndNotRepeated() {
        sender("ana");
        Lead lead = admit(sequence(WITHDRAWING), 1);
        world.script(write -> write instanceof OutreachWrite.Withdraw ? new Fate.Silence(true) : new Fate.Well(null));
        play(Duration.ofDays(4));
        assertThat(effects()).containsExactly("invite ACo-person-1", "withdraw inv-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.WITHDRAWN);
    }

    @Test
    void anInvitationThatIsGoneAtTheNetworkIsNoFailure() {
        sender("ana");
        Lead lead = admit(sequence(WITHDRAWING), 1);
        play(Duration.ofHours(1));
        world.script(write -> {
            world.decline("ana", "person-1");
            return new Fate.Refused(OutreachFault.LEAD_TERMINAL, "errors/resource_not_found");
        });
        play(Duration.ofDays(4));
        assertThat(effects()).containsExactly("invite ACo-person-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.WITHDRAWN);
    }

    @Test
    void anInMailNeedsNoConnectionAndWaitsForCredits() {
        sender("ana");
        Lead lead = admit(sequence("""
                        - id: write
                          type: inmail
                          subject: "Number {{ number }}"
                          text: "Hello {{ first_name }}"
                        - id: done
                          type: end
                        """), 1);
        List<Instant> asked = new ArrayList<>();
        world.script(write -> {
            asked.add(clock.instant());
            return asked.size() == 1
                    ? new Fate.Refused(OutreachFault.NO_CREDITS, "errors/insufficient_credits")
                    : new Fate.Well(null);
        });
        play(Duration.ofHours(1));
        assertThat(now(lead).state()).isEqualTo(LeadState.PENDING_INVITE);
        assertThat(now(lead).blocker()).isEqualTo(Blocker.CREDITS);
        play(Duration.ofHours(10));
        assertThat(asked).hasSize(2);
        assertThat(Duration.between(asked.get(0), asked.get(1))).isGreaterThanOrEqualTo(Duration.ofHours(5));
        assertThat(effects()).containsExactly("inmail to ACo-person-1: Number 1: Hello Maria1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void aVisitCountsAndGoesOnAndNobodyWithoutAProfileIsHeldByIt() {
        Sender ana = sender("ana");
        UUID sequence = sequence("""
                - id: look
                  type: visit
                - id: done
                  type: end
                """);
        Lead lead = admit(sequence, 1);
        Lead without = admit(sequence, 2, "maria@firm.example", null, LeadState.PENDING_INVITE);
        play(Duration.ofHours(1));
        assertThat(world.visits()).containsExactly("person-1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(now(without).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(notes(lead, "VISITED")).hasSize(1);
        Integer used = database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT sum(used)::int FROM outreach.quota_use WHERE tenant_id = ? AND sender_id = ? AND action = 'VISIT'",
                                tenant.value(),
                                ana.id())
                        .get(0, Integer.class));
        assertThat(used).isEqualTo(1);
    }

    @Test
    void aLeadWaitsForItsTaskAndGoesOnWhenItIsDone() {
        sender("ana");
        UUID sequence = sequence("""
                - id: call
                  type: task
                  text: "Call {{ first_name }}"
                  assignee: ann@example.org
                - id: note
                  type: task
                  text: "Write it down"
                  waits: false
                - id: done
                  type: end
                """);
        Lead lead = admit(sequence, 1);
        play(Duration.ofHours(1));
        assertThat(why(lead)).satisfies(answer -> {
            assertThat(answer.blocker()).isEqualTo(Blocker.TASK);
            assertThat(answer.unblocks()).isEqualTo("ann@example.org");
        });
        LeadTasks.Task task = database.inTenant(tenant, sql -> tasks.all(sql, tenant, LeadTasks.State.OPEN, null, 10))
                .getFirst();
        assertThat(task.text()).isEqualTo("Call Maria1");
        play(Duration.ofDays(2));
        assertThat(now(lead).step()).isEqualTo("call");
        database.inTenant(tenant, sql -> tasks.end(sql, tenant, task.id(), true, "called", "ann@example.org"));
        play(Duration.ofMinutes(5));
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(database.<List<LeadTasks.Task>>inTenant(
                        tenant, sql -> tasks.all(sql, tenant, LeadTasks.State.OPEN, null, 10)))
                .extracting(LeadTasks.Task::text)
                .containsExactly("Write it down");
    }

    private String flow() {
        Browser owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        Browser.Answer made = owner.post("/api/v1/flows", """
                {"definition": {"format": 1, "name": "tell-crm", "title": "Tell", "triggers": [{"id": "go", "type": "manual"}],
                 "nodes": [{"id": "lead", "type": "payload", "settings": {"key": "lead_id"}},
                  {"id": "keep", "type": "filter", "settings": {"when": "record.first_name != ''"}}],
                 "edges": [{"from": "lead", "port": "out", "to": "keep"}]}}
                """);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String id = made.json().path("id").asString();
        Browser.Answer published = owner.post("/api/v1/flows/" + id + "/publish", Map.of("note", ""));
        assertThat(published.status()).as(published.text()).isEqualTo(200);
        return id;
    }

    private int runs() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchCount(
                        sql.selectOne().from("outreach.called_flow").where("tenant_id = ?", tenant.value())));
    }

    private static final String FLOW = """
            - id: tell
              type: flow
              flow: tell-crm
            - id: pause
              type: wait
              for: 1 days
            - id: done
              type: end
            """;

    @Test
    void aFlowIsStartedOnceAndTheLeadGoesOn() {
        flow();
        sender("ana");
        Lead lead = admit(sequence(FLOW), 1);
        play(Duration.ofHours(1));
        assertThat(runs()).isEqualTo(1);
        assertThat(now(lead).step()).isEqualTo("pause");
        assertThat(notes(lead, "FLOW")).hasSize(1);
        // sent back by a person: what was started is not started again
        new Browser(port)
                .withKey(access.key(tenant, Role.OWNER))
                .post("/api/v1/outreach/leads/" + lead.id() + "/move", Map.of("step", "tell"));
        play(Duration.ofDays(2));
        assertThat(runs()).isEqualTo(1);
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void aFlowThatIsNotThereAnyMoreHoldsTheLeadWithItsName() {
        String flow = flow();
        sender("ana");
        Lead lead = admit(sequence(FLOW), 1);
        Browser owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        owner.post("/api/v1/flows/" + flow + "/off", null);
        owner.delete("/api/v1/flows/" + flow);
        play(Duration.ofHours(2));
        assertThat(now(lead).blocker()).isEqualTo(Blocker.CONFIG);
        assertThat(now(lead).blockerNote()).contains("tell-crm");
        assertThat(now(lead).nextAt()).isNotNull();
        assertThat(runs()).isZero();
    }

    @Test
    void aTextThatNobodyApprovesInTimeIsNeverSentAndHoldsItsLead() {
        sender("ana");
        Lead lead = admit(sequence("""
                        - id: write
                          type: inmail
                          subject: "Hello"
                          text: "Hello {{ first_name }}"
                        - id: done
                          type: end
                        """, "true"), 1);
        play(Duration.ofHours(1));
        assertThat(why(lead).blocker()).isEqualTo(Blocker.APPROVAL);
        play(Acts.APPROVAL.plusHours(1));
        assertThat(now(lead)).satisfies(held -> {
            assertThat(held.state()).isEqualTo(LeadState.PAUSED);
            assertThat(held.blockerNote()).contains("Nobody approved");
        });
        assertThat(touches(lead)).extracting(Touches.Touch::state).containsExactly(Touches.State.DROPPED);
        assertThat(world.calls()).isLessThanOrEqualTo(world.visits().size());
        assertThat(effects()).isEmpty();
    }

    @Autowired
    private TouchesController approvals;

    @Test
    void aRefusedTextIsNeverSentAndCannotBeApprovedAnyMore() {
        sender("ana");
        Lead lead = admit(sequence("""
                        - id: write
                          type: inmail
                          subject: "Hello"
                          text: "Hello {{ first_name }}"
                        - id: done
                          type: end
                        """, "true"), 1);
        play(Duration.ofHours(1));
        UUID text = touches(lead).getFirst().id();
        as(actor, "outreach:run", () -> {
            approvals.refuse(actor, text);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> approvals.approve(actor, text, null))
                    .hasMessageContaining("does not wait");
        });
        play(Duration.ofDays(9));
        assertThat(now(lead).state()).isEqualTo(LeadState.PAUSED);
        assertThat(effects()).isEmpty();
    }

    @Test
    void landingsOfTheNetworksOwnCounterSlowTheRestOfTheDayDownAndNoLonger() {
        world.account("ana");
        taken("ana", Map.of(Action.INVITE, 20, Action.VISIT, 100));
        clock.set(clock.instant().plus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.DAYS));
        UUID sequence = sequence("""
                - id: invite
                  type: invite
                - id: done
                  type: end
                """);
        for (int i = 0; i < 30; i++) {
            admit(sequence, i);
        }
        int[] landing = {50, 75, 90};
        List<Instant> sent = new ArrayList<>();
        world.script(write -> {
            sent.add(clock.instant());
            int place = sent.size() - 1;
            return new Fate.Well(place % 2 == 0 && place / 2 < landing.length ? landing[place / 2] : null);
        });
        play(Duration.ofHours(23));
        long first = effects().size();
        // of what is left 80, 50 and 20 percent after the landings
        assertThat(first).isBetween(5L, 8L);
        play(Duration.ofHours(24));
        assertThat(effects().size() - first).isGreaterThan(8);
    }
}

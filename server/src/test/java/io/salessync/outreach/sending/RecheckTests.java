package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import io.salessync.kernel.access.Role;
import io.salessync.kit.Browser;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Leads that a person wants looked up: by reading, never by sending. */
@ProgramTest
class RecheckTests extends PlayedEngine {
    private static final String STEPS = """
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
              text: "Thank you {{ first_name }}"
            - id: done
              type: end
            """;

    @LocalServerPort
    private int port;

    private Browser browser;
    private UUID sequence;

    @BeforeEach
    void begin() {
        browser = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        sequence = sequence(STEPS);
        sender("ana");
    }

    private Browser.Answer recheck(Lead lead) {
        return browser.post("/api/v1/outreach/leads/" + lead.id() + "/recheck", null);
    }

    /** A lead that failed by the network's word. */
    private Lead failed(int number) {
        Lead lead = admit(sequence, number);
        world.script(write -> new Fate.Refused(OutreachFault.LEAD_TERMINAL, "errors/user_unreachable"));
        play(Duration.ofMinutes(10));
        world.script(write -> new Fate.Well(null));
        assertThat(now(lead).state()).isEqualTo(LeadState.FAILED);
        return lead;
    }

    @Test
    void aFailedLeadIsLookedUpAndStaysFailedWithItsReasonWhereNothingChanged() {
        Lead lead = failed(1);
        int visits = world.visits().size();
        assertThat(recheck(lead).status()).isEqualTo(200);
        assertThat(now(lead).state()).isEqualTo(LeadState.PENDING_VERIFY);
        play(Duration.ofHours(2));
        assertThat(world.visits()).hasSize(visits + 1);
        assertThat(effects()).isEmpty();
        assertThat(now(lead)).satisfies(after -> {
            assertThat(after.state()).isEqualTo(LeadState.FAILED);
            assertThat(after.reason()).isEqualTo("errors/user_unreachable");
        });
        assertThat(notes(lead, "VERIFIED").getLast()).contains("stays failed");
    }

    @Test
    void aFailedLeadThatIsConnectedByNowGoesOn() {
        Lead lead = failed(1);
        world.accept("ana", "person-1");
        recheck(lead);
        play(Duration.ofHours(2));
        assertThat(effects()).containsExactly("say to ACo-person-1: Thank you Maria1");
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void aFailedLeadWhoseInvitationIsPendingCountsAsInvited() {
        Lead lead = failed(1);
        world.invited("ana", "person-1");
        recheck(lead);
        play(Duration.ofHours(2));
        assertThat(effects()).isEmpty();
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
    }

    @Test
    void aLeadAtWorkIsLookedUpWithOneVisitAndGoesOnWhereItStood() {
        Lead lead = admit(sequence, 1);
        play(Duration.ofMinutes(10));
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
        int visits = world.visits().size();
        world.accept("ana", "person-1");
        recheck(lead);
        play(Duration.ofMinutes(10));
        assertThat(world.visits()).hasSize(visits + 1);
        assertThat(now(lead).connectedAt()).isNotNull();
        assertThat(effects()).containsExactly("invite ACo-person-1", "say to ACo-person-1: Thank you Maria1");
    }

    @Test
    void aReCheckCanBeTakenBackBeforeItWasMade() {
        Lead lead = failed(1);
        String act = browser.post(
                        "/api/v1/outreach/leads/recover/apply",
                        Map.of("kind", "RECHECK", "which", Map.of("leads", java.util.List.of(lead.id()))))
                .json()
                .path("act")
                .asString();
        assertThat(now(lead).state()).isEqualTo(LeadState.PENDING_VERIFY);
        assertThat(browser.post("/api/v1/outreach/leads/recover/undo", Map.of("act", act))
                        .status())
                .isEqualTo(200);
        assertThat(now(lead)).satisfies(after -> {
            assertThat(after.state()).isEqualTo(LeadState.FAILED);
            assertThat(after.reason()).isEqualTo("errors/user_unreachable");
        });
    }

    @Test
    void whoEndedWellOrHasNothingToLookAtIsToldSo() {
        Lead mailOnly = admit(sequence("""
                - id: pause
                  type: wait
                  for: 1 days
                - id: done
                  type: end
                """), 2, "maria@firm.example", null, LeadState.PENDING_INVITE);
        Browser.Answer answer = recheck(mailOnly);
        assertThat(answer.code()).isEqualTo("outreach.wrong-move");
        assertThat(answer.text()).contains("no profile");
        play(Duration.ofDays(2));
        assertThat(now(mailOnly).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(recheck(mailOnly).text()).contains("ended as COMPLETED");
    }

    @Test
    void thoseWhoLostTheirConnectionAreLookedUpByTheirClass() {
        Lead lead = admit(sequence, 1);
        play(Duration.ofMinutes(10));
        world.accept("ana", "person-1");
        recheck(lead);
        world.script(write -> new Fate.Refused(OutreachFault.NOT_CONNECTED, "errors/no_connection_with_recipient"));
        play(Duration.ofMinutes(10));
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
        Browser.Answer told = browser.post(
                "/api/v1/outreach/leads/recover/apply",
                Map.of("kind", "RECHECK", "which", Map.of("errorClass", "NOT_CONNECTED")));
        assertThat(told.json().path("done").asInt()).as(told.text()).isEqualTo(1);
        world.script(write -> new Fate.Well(null));
        play(Duration.ofMinutes(10));
        assertThat(effects()).containsExactly("invite ACo-person-1", "say to ACo-person-1: Thank you Maria1");
    }
}

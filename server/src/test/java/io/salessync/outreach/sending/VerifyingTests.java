package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachInvitation;
import io.salessync.connectors.OutreachPage;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.sequences.Step;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Looks at what became of a call, at a service that is slow. */
@ProgramTest
class VerifyingTests extends PlayedEngine {
    private static final BatchAnswer.Evidence EVIDENCE = new BatchAnswer.Evidence("req", 200, null, false, "");

    /** The network whose list of sent invitations has no end and takes that long for each page. */
    private OutreachConnector slow(Duration page) {
        return (OutreachConnector) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {OutreachConnector.class}, (proxy, method, given) -> {
                    if (method.getName().equals("sentInvitations")) {
                        clock.advance(page);
                        return new OutreachAnswer.Done<>(
                                new OutreachPage<OutreachInvitation>(
                                        List.of(), UUID.randomUUID().toString()),
                                EVIDENCE);
                    }
                    try {
                        return method.invoke(network, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aSlowServiceEndsALookWhileItsLeadIsHeldAndNothingIsConcluded() {
        Sender ana = sender("ana");
        Lead lead = admit(sequence("""
                - id: invite
                  type: invite
                - id: done
                  type: end
                """), 1);
        Sheet sheet = SheetKit.sheet(ana, java.util.Map.of(), java.util.Map.of());
        Touches.Touch touch = Reserving.touch(
                lead,
                new Step.Invite("invite", List.of(new Step.Variant("", 100, "", "")), false, null),
                Action.INVITE,
                "",
                null,
                null,
                ana,
                Touches.State.UNKNOWN,
                clock.instant().minus(Duration.ofHours(1)),
                null);
        Vendors.At at = new Vendors.At(connection, slow(Duration.ofSeconds(20)));
        Instant began = clock.instant();
        Verifying verifying = new Verifying(clock);
        assertThat(verifying.look(
                        tenant, at, new Acts.Call.Verify(lead, sheet, touch, null, java.util.List.of(), true)))
                .isInstanceOf(Verifying.Verdict.Unclear.class);
        assertThat(clock.instant()).isBefore(began.plus(Acts.HOLD));
        assertThat(world.visits()).isEmpty();

        Instant again = clock.instant();
        Verifying.Found found = verifying.find(at, new Acts.Call.Find(lead, sheet, null));
        assertThat(found.complete()).isFalse();
        assertThat(clock.instant()).isBefore(again.plus(Acts.HOLD));
    }
}

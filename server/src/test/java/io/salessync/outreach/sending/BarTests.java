package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.detection.Scans;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Accounts whose calls are refused while their service calls them well. */
@ProgramTest
class BarTests extends PlayedEngine {
    private static final String INVITE = """
            - id: invite
              type: invite
            - id: done
              type: end
            """;

    @Autowired
    private Scans scans;

    @Autowired
    private Sheets sheets;

    private final List<Instant> asked = new ArrayList<>();
    private UUID sequence;
    private Sender ana;
    private Instant began;

    @BeforeEach
    void begin() {
        sequence = sequence(INVITE);
        ana = sender("ana");
        began = clock.instant();
    }

    private void refuses(String slug) {
        world.script(write -> {
            asked.add(clock.instant());
            return new Fate.Refused(OutreachFault.ACCOUNT_AUTH, slug);
        });
    }

    private void takes() {
        world.script(write -> {
            asked.add(clock.instant());
            return new Fate.Well(null);
        });
    }

    /** Leads and looks, as the server's loops do both. */
    private void live(Duration longest) {
        Instant end = clock.instant().plus(longest);
        while (clock.instant().isBefore(end)) {
            scans.step(tenant);
            play(Duration.ofMinutes(10));
        }
        scans.step(tenant);
    }

    private void told(OutreachAccount.Status status) {
        database.runInTenant(tenant, sql -> senders.status(sql, tenant, ana.id(), status, status.name()));
    }

    private List<Long> minutes() {
        return asked.stream()
                .map(at -> Duration.between(asked.getFirst(), at).toMinutes() / 10 * 10)
                .toList();
    }

    @Test
    void whatWasRefusedStandsWhateverTheServiceSaysAndOneTriesAgainAfterGrowingPauses() {
        Lead one = admit(sequence, 1);
        Lead other = admit(sequence, 2);
        refuses("errors/disconnected_account");
        live(Duration.ofHours(10));
        assertThat(minutes()).containsExactly(0L, 30L, 150L, 510L);
        assertThat(read(ana.id())).satisfies(sender -> {
            assertThat(sender.status()).isEqualTo(OutreachAccount.Status.OK);
            assertThat(sender.well()).isFalse();
        });
        assertThat(List.of(one, other)).allSatisfy(lead -> {
            assertThat(why(lead).blocker()).isEqualTo(Blocker.ACCOUNT);
            assertThat(why(lead).sentence()).contains("disconnected_account", "tries again at");
        });
        takes();
        live(Duration.ofHours(24));
        assertThat(asked).hasSize(6);
        assertThat(minutes().get(4)).isEqualTo(510L + 24 * 60);
        assertThat(read(ana.id()).well()).isTrue();
        assertThat(effects()).containsExactlyInAnyOrder("invite ACo-person-1", "invite ACo-person-2");
        // refused once more later on, it begins with the shortest pause
        admit(sequence, 3);
        refuses("errors/disconnected_account");
        live(Duration.ofMinutes(40));
        assertThat(asked).hasSize(8);
        assertThat(Duration.between(asked.get(6), asked.get(7)))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(35));
    }

    @Test
    void aRestrictedAccountIsTriedByNobodyUntilAPersonLetsItGoOn() {
        Lead lead = admit(sequence, 1);
        refuses("errors/account_restricted");
        live(Duration.ofHours(40));
        assertThat(asked).hasSize(1);
        assertThat(why(lead)).satisfies(answer -> {
            assertThat(answer.blocker()).isEqualTo(Blocker.ACCOUNT);
            assertThat(answer.sentence()).contains("account_restricted", "sign it in again");
            assertThat(answer.unblocks()).contains("lets the account go on");
        });
        Health health = database.inTenant(tenant, sql -> Health.of(sheets.of(sql, tenant, read(ana.id()))));
        assertThat(health.percent()).isZero();
        assertThat(health.factors().getFirst().reason()).contains("account_restricted");
        takes();
        live(Duration.ofHours(1));
        assertThat(effects()).isEmpty();
        changes.goOn(actor, ana.id());
        live(Duration.ofMinutes(10));
        assertThat(effects()).containsExactly("invite ACo-person-1");
    }

    @Test
    void aSignInAgainLetsItGoOnAtOnceAndAMereGoodWordDoesNot() {
        admit(sequence, 1);
        refuses("errors/checkpoint_error");
        live(Duration.ofMinutes(20));
        takes();
        told(OutreachAccount.Status.ERROR);
        told(OutreachAccount.Status.OK);
        live(Duration.ofMinutes(10));
        assertThat(effects()).isEmpty();
        told(OutreachAccount.Status.CREDENTIALS);
        told(OutreachAccount.Status.OK);
        live(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(1);
        // by news alone
        admit(sequence, 2);
        refuses("errors/checkpoint_error");
        live(Duration.ofMinutes(20));
        takes();
        database.runInTenant(tenant, sql -> senders.back(sql, tenant, ana.id(), false));
        live(Duration.ofMinutes(40));
        assertThat(effects()).hasSize(1);
        database.runInTenant(tenant, sql -> senders.back(sql, tenant, ana.id(), true));
        told(OutreachAccount.Status.OK);
        live(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(2);
    }

    @Test
    void aTryWhoseAnswerIsLostIsLookedUpAndLetsTheOthersGoOn() {
        Lead one = admit(sequence, 1);
        Lead other = admit(sequence, 2);
        refuses("errors/disconnected_account");
        live(Duration.ofMinutes(20));
        List<OutreachWrite> tried = new ArrayList<>();
        world.script(write -> {
            tried.add(write);
            return tried.size() == 1 ? new Fate.Silence(true) : new Fate.Well(null);
        });
        live(Duration.ofMinutes(30));
        assertThat(effects()).containsExactlyInAnyOrder("invite ACo-person-1", "invite ACo-person-2");
        assertThat(List.of(one, other))
                .allSatisfy(lead -> assertThat(now(lead).state()).isIn(LeadState.INVITE_SENT, LeadState.COMPLETED));
        assertThat(read(ana.id()).well()).isTrue();
    }

    @Test
    void aNewMailboxBeginsWithFewMailsAndRisesWithEachDayItSent() {
        UUID box = kit.sender(tenant, connection, "box", Leads.Channel.EMAIL, "ana@ours.example");
        LocalDate today = LocalDate.ofInstant(began, ZoneOffset.UTC);
        assertThat(mailsToday(box)).isEqualTo(10);
        for (int day = 1; day <= 3; day++) {
            LocalDate on = today.minusDays(2L * day);
            database.runInTenant(
                    tenant,
                    sql -> sql.execute(
                            "INSERT INTO outreach.quota_use (tenant_id, sender_id, action, day, used) VALUES (?, ?, 'EMAIL', ?::date, 4)",
                            tenant.value(),
                            box,
                            on.toString()));
        }
        assertThat(mailsToday(box)).isEqualTo(25);
    }

    private int mailsToday(UUID box) {
        return database.inTenant(tenant, sql -> senders.allowance(sql, tenant, box, Action.EMAIL))
                .cap();
    }
}

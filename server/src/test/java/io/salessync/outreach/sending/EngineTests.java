package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kit.Browser;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.TestDatabase;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

@ProgramTest
class EngineTests extends PlayedEngine {
    private static final String STEPS = """
            - id: invite
              type: invite
              text: "Hello {{ first_name }}"
            - id: accepted
              type: condition
              question: connected
              days: 1
              'yes': hello
              'no': done
              unknown: done
            - id: hello
              type: message
              text: "Thank you {{ first_name }}, number {{ number }}"
            - id: pause
              type: wait
              for: 1 days
            - id: again
              type: message
              text: "One more thing {{ first_name }}, number {{ number }}"
            - id: done
              type: end
            """;

    @LocalServerPort
    private int port;

    private UUID sequence;

    @BeforeEach
    void publish() {
        sequence = sequence(STEPS);
    }

    private Lead admit(int number) {
        return admit(sequence, number);
    }

    @Test
    void aLeadIsInvitedFoundConnectedAndWrittenToTwice() {
        sender("ana");
        Lead lead = admit(1);
        play(Duration.ofHours(1));
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.INVITE_SENT);
        world.accept("ana", "person-1");
        play(Duration.ofDays(4));
        assertThat(world.effects().stream().map(PlayedEngine::text))
                .containsExactly(
                        "invite ACo-person-1",
                        "say to ACo-person-1: Thank you Maria1, number 1",
                        "say in chat-ACo-person-1: One more thing Maria1, number 1");
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(touches(lead)).allMatch(touch -> touch.state() == Touches.State.DONE);
    }

    @Test
    void whoIsConnectedAlreadyIsNotInvitedAndWhoseInvitationIsPendingNeither() {
        sender("ana");
        Lead connected = admit(1);
        Lead pending = admit(2);
        world.accept("ana", "person-1");
        world.invited("ana", "person-2");
        play(Duration.ofHours(1));
        assertThat(world.effects().stream().filter(write -> write instanceof OutreachWrite.Invite))
                .isEmpty();
        assertThat(lead(connected.id()).connectedAt()).isNotNull();
        assertThat(lead(pending.id()).state()).isEqualTo(LeadState.INVITE_SENT);
    }

    @Test
    void nothingGoesOutWithoutConsentAndTheAnswerSaysWhoCanUnblock() {
        Sender sender = sender("ana");
        changes.consent(actor, sender.id(), false);
        Lead lead = admit(1);
        play(Duration.ofHours(1));
        assertThat(world.calls()).isZero();
        assertThat(why(lead).blocker()).isEqualTo(Blocker.CONSENT);
        assertThat(why(lead).unblocks()).contains("owner");
    }

    @Test
    void aKillSwitchHoldsBeforeTheNextSendAndLetsGoOnAtOnce() {
        Sender sender = sender("ana");
        Lead lead = admit(1);
        changes.killMany(actor, null, true, "wrong list");
        play(Duration.ofHours(2));
        assertThat(world.calls()).isZero();
        assertThat(why(lead)).satisfies(answer -> {
            assertThat(answer.blocker()).isEqualTo(Blocker.KILLED);
            assertThat(answer.sentence()).contains("wrong list");
        });
        changes.killMany(actor, null, false, "");
        changes.kill(actor, sender.id(), true, "");
        play(Duration.ofMinutes(10));
        assertThat(world.calls()).isZero();
        changes.kill(actor, sender.id(), false, "");
        changes.killMany(actor, "north", true, "");
        play(Duration.ofMinutes(10));
        assertThat(world.calls()).isZero();
        changes.killMany(actor, "north", false, "");
        play(Duration.ofMinutes(10));
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void aPausedSequenceMovesNobodyAndLetsGoOnAtOnce() {
        sender("ana");
        Lead lead = admit(1);
        Browser page = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        page.post("/api/v1/outreach/sequences/" + sequence + "/pause", Map.of());
        play(Duration.ofMinutes(5));
        assertThat(world.calls()).isZero();
        assertThat(why(lead).blocker()).isEqualTo(Blocker.SEQUENCE);
        page.post("/api/v1/outreach/sequences/" + sequence + "/resume", Map.of());
        // their profile is read first; by itself it would be looked at ten minutes later
        play(Duration.ofMinutes(3));
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void aThrottledAccountPausesTriesOnceAndGoesOn() {
        sender("ana");
        List<Lead> all = IntStream.range(0, 4).mapToObj(this::admit).toList();
        List<Instant> asked = new ArrayList<>();
        world.script(write -> {
            asked.add(clock.instant());
            return asked.size() <= 2
                    ? new Fate.Refused(OutreachFault.ACCOUNT_THROTTLED, "errors/cannot_resend_yet")
                    : new Fate.Well(null);
        });
        Instant start = clock.instant();
        play(Duration.ofHours(4));
        assertThat(asked).hasSize(1);
        assertThat(all).allSatisfy(lead -> assertThat(lead(lead.id()).state()).isEqualTo(LeadState.PENDING_INVITE));
        assertThat(all).anySatisfy(lead -> assertThat(why(lead).blocker()).isEqualTo(Blocker.THROTTLED));
        play(Duration.ofHours(3));
        assertThat(asked).hasSize(2);
        assertThat(Duration.between(start, asked.get(1))).isGreaterThanOrEqualTo(Duration.ofHours(5));
        play(Duration.ofHours(30));
        assertThat(Duration.between(asked.get(1), asked.get(2))).isGreaterThanOrEqualTo(Duration.ofHours(24));
        assertThat(world.effects().stream().filter(write -> write instanceof OutreachWrite.Invite))
                .hasSize(4);
    }

    @Test
    void anUnknownErrorStopsTheAccountUntilAPersonLetsItGoOn() {
        Sender sender = sender("ana");
        Lead lead = admit(1);
        world.script(write -> new Fate.Refused(OutreachFault.UNHEARD_OF, "errors/never_seen"));
        play(Duration.ofHours(1));
        assertThat(read(sender.id()).refused()).contains("never_seen");
        assertThat(why(lead).blocker()).isEqualTo(Blocker.UNHEARD_OF);
        world.script(write -> new Fate.Well(null));
        play(Duration.ofHours(10));
        assertThat(world.effects()).isEmpty();
        changes.goOn(actor, sender.id());
        play(Duration.ofHours(1));
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void aRefusedTextHoldsEverybodyWhoWouldGetIt() {
        sender("ana");
        Lead one = admit(1);
        Lead other = admit(2);
        world.script(write -> new Fate.Refused(OutreachFault.CONTENT, "errors/too_many_characters"));
        play(Duration.ofHours(2));
        assertThat(why(one).blocker()).isEqualTo(Blocker.CONTENT);
        assertThat(why(other).blocker()).isEqualTo(Blocker.CONTENT);
        assertThat(touches(one).size() + touches(other).size()).isEqualTo(1);
    }

    @Test
    void aPersonWhoCannotBeReachedFailsWithTheReason() {
        sender("ana");
        Lead lead = admit(1);
        world.script(write -> new Fate.Refused(OutreachFault.LEAD_TERMINAL, "errors/blocked_recipient"));
        play(Duration.ofHours(1));
        assertThat(lead(lead.id())).satisfies(now -> {
            assertThat(now.state()).isEqualTo(LeadState.FAILED);
            assertThat(now.reason()).isEqualTo("errors/blocked_recipient");
        });
    }

    @Test
    void anAccountThatHasToSignInFreezesAndGoesOnAfterwards() {
        Sender sender = sender("ana");
        Lead lead = admit(1);
        world.script(write -> new Fate.Refused(OutreachFault.ACCOUNT_AUTH, "errors/disconnected_account"));
        play(Duration.ofHours(1));
        assertThat(why(lead).blocker()).isEqualTo(Blocker.ACCOUNT);
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.PENDING_INVITE);
        world.script(write -> new Fate.Well(null));
        database.runInTenant(tenant, sql -> senders.status(sql, tenant, sender.id(), OutreachAccount.Status.OK, null));
        play(Duration.ofMinutes(10));
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void aSilentCallIsLookedUpAndNeverRepeatedBlindly() {
        sender("ana");
        Lead done = admit(1);
        Lead notDone = admit(2);
        Map<String, Integer> tries = new HashMap<>();
        world.script(write -> tries.merge(text(write), 1, Integer::sum) > 1
                ? new Fate.Well(null)
                : new Fate.Silence(text(write).endsWith("person-1")));
        play(Duration.ofMinutes(3));
        assertThat(List.of(lead(done.id()).state(), lead(notDone.id()).state())).contains(LeadState.PENDING_VERIFY);
        play(Duration.ofHours(1));
        assertThat(tries).containsEntry("invite ACo-person-1", 1).containsEntry("invite ACo-person-2", 2);
        assertThat(lead(done.id()).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(lead(notDone.id()).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(world.effects()).hasSize(2);
    }

    @Test
    void aSilentCallOfAnAccountThatIsNotWellIsLookedUpAsSoonAsItIsWellAgain() {
        Sender sender = sender("ana");
        Lead lead = admit(1);
        world.script(write -> {
            world.status("ana", OutreachAccount.Status.CREDENTIALS);
            return new Fate.Silence(true);
        });
        play(Duration.ofHours(10));
        assertThat(now(lead)).satisfies(held -> {
            assertThat(held.state()).isEqualTo(LeadState.PENDING_VERIFY);
            assertThat(held.blocker()).isEqualTo(Blocker.ACCOUNT);
        });
        assertThat(read(sender.id()).status()).isEqualTo(OutreachAccount.Status.CREDENTIALS);
        world.status("ana", OutreachAccount.Status.OK);
        database.runInTenant(tenant, sql -> senders.status(sql, tenant, sender.id(), OutreachAccount.Status.OK, null));
        play(Duration.ofMinutes(1));
        assertThat(now(lead).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void transientErrorsAreTriedAgainWithinFiveMinutes() {
        sender("ana");
        admit(1);
        int[] calls = {0};
        world.script(write -> ++calls[0] <= 3
                ? new Fate.Refused(OutreachFault.TRANSIENT, "errors/service_unavailable")
                : new Fate.Well(null));
        play(Duration.ofMinutes(8));
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void aTextThatHasToBeApprovedWaitsAndGoesOutAsEdited() {
        sender("ana");
        sequence = sequence(STEPS, "true");
        Lead lead = admit(1);
        play(Duration.ofHours(1));
        assertThat(world.effects()).isEmpty();
        Touches.Touch waiting = touches(lead).getFirst();
        assertThat(waiting.state()).isEqualTo(Touches.State.WAITS_FOR_APPROVAL);
        assertThat(why(lead).blocker()).isEqualTo(Blocker.APPROVAL);
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(actor, "", "outreach:run", "outreach:read"));
        try {
            approvals.approve(actor, waiting.id(), new TouchesController.Approval(null, "Hello there"));
            assertThat(approvals.of(actor, lead.id()).items())
                    .singleElement()
                    .satisfies(touch -> assertThat(touch.text()).isEqualTo("Hello there"));
        } finally {
            SecurityContextHolder.clearContext();
        }
        play(Duration.ofHours(1));
        assertThat(world.effects()).containsExactly(new OutreachWrite.Invite("ana", "ACo-person-1", "Hello there"));
    }

    @Autowired
    private TouchesController approvals;

    @Test
    void neverTwoSendsForOneLeadAndStepWhereverNodesDie() {
        long seed = 20_261_126L;
        Random random = new Random(seed);
        List<Sender> accounts = IntStream.range(0, 3)
                .mapToObj(i -> sender("acc-" + i + "-" + tenant.toString().substring(0, 8)))
                .toList();
        List<Lead> all = IntStream.range(0, Integer.getInteger("outreach.leads", 15))
                .mapToObj(this::admit)
                .toList();
        world.script(write -> {
            synchronized (random) {
                return switch (random.nextInt(10)) {
                    case 0 -> new Fate.Death(Fate.Place.BEFORE_MARK);
                    case 1 -> new Fate.Death(Fate.Place.AFTER_MARK);
                    case 2 -> new Fate.Death(Fate.Place.AFTER_EFFECT);
                    case 3 -> new Fate.Silence(true);
                    case 4 -> new Fate.Silence(false);
                    case 5 -> new Fate.Refused(OutreachFault.TRANSIENT, "errors/unexpected_error");
                    default -> {
                        if (random.nextInt(5) == 0) {
                            world.dieInTransaction();
                        }
                        yield new Fate.Well(null);
                    }
                };
            }
        });
        play(Duration.ofHours(20));
        for (Sender account : accounts) {
            all.forEach(lead -> {
                if (account.id().equals(lead(lead.id()).sender())) {
                    world.accept(account.account(), String.valueOf(lead.linkedin()));
                }
            });
        }
        play(Duration.ofDays(8));
        Map<String, Integer> times = new HashMap<>();
        world.effects()
                .forEach(write ->
                        times.merge(text(write).replaceAll("^say (to|in) (chat-)?", "say to "), 1, Integer::sum));
        assertThat(times.values()).as("seed " + seed).allMatch(count -> count == 1);
        assertThat(all.stream().map(lead -> lead(lead.id())).map(Lead::state))
                .as("seed " + seed)
                .containsOnly(LeadState.COMPLETED);
        assertThat(times).hasSize(3 * all.size());
    }

    private void fourADay(Sender sender, LocalTime from, LocalTime until) {
        changes.set(
                actor,
                sender.id(),
                new SenderChanges.Setting(
                        sender.name(),
                        null,
                        "",
                        sender.tier(),
                        "UTC",
                        "",
                        new SenderSettings(
                                EnumSet.allOf(java.time.DayOfWeek.class),
                                from,
                                until,
                                Map.of(Action.INVITE, 4, Action.VISIT, 100),
                                10,
                                500,
                                false,
                                30,
                                40),
                        sender.version()));
    }

    @Test
    void whoseTurnIsOnALaterDayIsToldThatOthersGoFirst() {
        fourADay(sender("ana"), LocalTime.of(9, 0), LocalTime.of(17, 0));
        Instant evening = clock.instant()
                .plus(Duration.ofDays(1))
                .truncatedTo(java.time.temporal.ChronoUnit.DAYS)
                .plus(Duration.ofHours(20));
        clock.set(evening);
        List<Lead> all = IntStream.range(0, 10).mapToObj(this::admit).toList();
        var _ = engine.step(tenant);
        Instant firstDay = evening.plus(Duration.ofHours(24));
        int later = 0;
        for (Lead lead : all.stream().map(this::now).toList()) {
            Instant next = Objects.requireNonNull(lead.nextAt());
            assertThat(lead.blocker()).isEqualTo(next.isBefore(firstDay) ? Blocker.WINDOW : Blocker.QUOTA);
            assertThat(why(lead).nextAt()).isEqualTo(next);
            assertThat(why(lead).blocker()).isEqualTo(lead.blocker());
            later += next.isBefore(firstDay) ? 0 : 1;
        }
        assertThat(later).isBetween(1, 9);
    }

    @Test
    void aDayAndAWeekHoldNoMoreThanTheirCaps() {
        fourADay(sender("ana"), LocalTime.of(0, 0), LocalTime.of(23, 59));
        clock.set(clock.instant().plus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.DAYS));
        IntStream.range(0, 20).forEach(this::admit);
        play(Duration.ofHours(23));
        assertThat(invites()).isEqualTo(4);
        play(Duration.ofHours(48));
        assertThat(invites()).isEqualTo(10);
        play(Duration.ofDays(3));
        assertThat(invites()).isEqualTo(10);
    }

    private long invites() {
        return world.effects().stream()
                .filter(write -> write instanceof OutreachWrite.Invite)
                .count();
    }

    @Test
    void oneLeadThatCannotBePlannedHoldsNoOther() throws SQLException {
        changes.consent(actor, sender("ana").id(), false);
        Lead broken = admit(1);
        Lead sound = admit(2);
        String name = "broken_" + broken.id().toString().replace("-", "");
        owner("""
            CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it breaks'; END $$;
            CREATE TRIGGER %1$s BEFORE UPDATE ON outreach.lead FOR EACH ROW
                WHEN (NEW.lead_id = '%2$s' AND NEW.blocker IS NOT NULL) EXECUTE FUNCTION %1$s();
            """.formatted(name, broken.id()));
        try {
            play(Duration.ofMinutes(1));
            assertThat(now(sound).blocker()).isEqualTo(Blocker.CONSENT);
            assertThat(now(broken).blocker()).isNull();
        } finally {
            owner("DROP TRIGGER %1$s ON outreach.lead; DROP FUNCTION %1$s();".formatted(name));
        }
        play(Duration.ofMinutes(15));
        assertThat(now(broken).blocker()).isEqualTo(Blocker.CONSENT);
    }

    private static void owner(String sql) throws SQLException {
        DatabaseAddress address = TestDatabase.address();
        try (Connection owner = DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void twoThousandDueLeadsGetTheirTimesInOneStep() {
        for (int i = 0; i < 5; i++) {
            sender("acc-" + i);
        }
        database.runInTenant(
                tenant,
                sql -> leads.admit(
                        sql,
                        tenant,
                        sequence,
                        "test",
                        IntStream.range(0, 2_000)
                                .mapToObj(i -> new Leads.Candidate(
                                        i,
                                        null,
                                        null,
                                        "many-" + i,
                                        Map.of("first_name", "M", "number", "" + i),
                                        null,
                                        "",
                                        LeadState.PENDING_INVITE))
                                .toList()));
        @Nullable Instant next = engine.step(tenant).orElse(null);
        assertThat(next).isAfter(clock.instant().minusSeconds(1));
        Integer due = database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM outreach.lead WHERE tenant_id = ? AND next_at <= ?::timestamptz",
                                tenant.value(),
                                clock.instant().plusSeconds(60).toString())
                        .get(0, Integer.class));
        assertThat(due).isLessThan(30);
    }
}

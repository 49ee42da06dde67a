package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Leads.Admission;
import io.salessync.outreach.leads.Leads.Candidate;
import io.salessync.outreach.leads.Leads.Channel;
import io.salessync.outreach.leads.Leads.Going;
import io.salessync.outreach.leads.Suppressions.Kind;
import io.salessync.outreach.leads.Suppressions.Wish;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class LeadsTests {
    private static final String ANN = "ann@example.org";

    @Autowired
    private PostgresLeads leads;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private Sequences sequences;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private UUID sequence;
    private Instant now;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        sequence = within(sql -> LeadKit.sequence(sequences, sql, tenant, "First", 30));
        now = leads.now();
    }

    private <T> T within(Function<DSLContext, T> work) {
        return Objects.requireNonNull(database.inTenant(tenant, work));
    }

    private List<Admission> admit(UUID into, Candidate... candidates) {
        return within(sql -> leads.admit(sql, tenant, into, ANN, List.of(candidates)));
    }

    private Lead admitted(String name) {
        UUID id = admit(sequence, LeadKit.candidate(1, name + "@" + name + ".example", name, "first_name", name))
                .getFirst()
                .lead();
        return within(sql -> leads.get(sql, tenant, Objects.requireNonNull(id)));
    }

    private Lead move(Lead lead, LeadState to, @Nullable String step, @Nullable Instant next, EventKind kind) {
        return within(sql -> leads.move(
                sql,
                tenant,
                lead,
                LeadKit.move(to, step, next, next == null && !to.ended() ? Blocker.ANSWER : null, kind, now)));
    }

    private long count(LeadState state) {
        return within(sql -> Counts.states(sql, tenant, sequence)).getOrDefault(state, 0L);
    }

    @Test
    void aLeadEntersAtTheFirstStepAndIsDueAtOnce() {
        Lead ada = admitted("ada");
        assertThat(ada.state()).isEqualTo(LeadState.PENDING_INVITE);
        assertThat(ada.step()).isEqualTo("look");
        assertThat(String.valueOf(ada.zone())).isEqualTo("Europe/Berlin");
        assertThat(this.<Optional<Instant>>within(sql -> leads.nextDue(sql, tenant)))
                .contains(now);
        List<Lead> due = within(sql -> {
            List<Lead> found = leads.due(sql, tenant, now, 10);
            leads.hold(sql, tenant, found.stream().map(Lead::id).toList(), now.plusSeconds(60));
            return found;
        });
        assertThat(due).extracting(Lead::id).containsExactly(ada.id());
        assertThat(this.<List<Lead>>within(sql -> leads.due(sql, tenant, now, 10)))
                .isEmpty();
        assertThat(this.<Optional<Instant>>within(sql -> leads.nextDue(sql, tenant)))
                .contains(now.plusSeconds(60));
        assertThat(this.<List<Lead>>within(sql -> leads.due(sql, tenant, now.plusSeconds(61), 10)))
                .hasSize(1);
    }

    @Test
    void aMoveIsCheckedWrittenDownAndCounted() {
        Lead ada = admitted("ada");
        Lead invited = move(ada, LeadState.INVITE_SENT, "accepted", null, EventKind.INVITED);
        assertThat(invited.invitedAt()).isEqualTo(now);
        assertThat(count(LeadState.PENDING_INVITE)).isZero();
        assertThat(count(LeadState.INVITE_SENT)).isEqualTo(1);
        assertThat(this.<Long>within(
                        sql -> sql.fetchSingle("SELECT sum(count) FROM outreach.tally WHERE kind = 'INVITED'")
                                .get(0, Long.class)))
                .isEqualTo(1);
        Lead connected = move(invited, LeadState.CONNECTED, "hello", now, EventKind.CONNECTED);
        assertThat(connected.connectedAt()).isEqualTo(now);
        assertThatThrownBy(() -> move(connected, LeadState.PENDING_INVITE, "look", now, EventKind.MOVED))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cannot become PENDING_INVITE");
        assertThatThrownBy(() -> move(invited, LeadState.CONNECTED, "hello", now, EventKind.CONNECTED))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("changed since");
        Lead done = move(connected, LeadState.COMPLETED, null, null, EventKind.COMPLETED);
        assertThat(done.endedAt()).isEqualTo(now);
        assertThat(this.<List<Story.Line>>within(sql -> Story.of(sql, tenant, done.id(), null, 50)))
                .extracting(Story.Line::kind)
                .containsExactly(EventKind.COMPLETED, EventKind.CONNECTED, EventKind.INVITED, EventKind.ENTERED);
        within(sql -> {
            Counts.fold(sql);
            return true;
        });
        assertThat(this.<Map<LeadState, Long>>within(sql -> Counts.states(sql, tenant, sequence)))
                .containsOnlyKeys(LeadState.COMPLETED);
    }

    @Test
    void aLeadIsNeverLeftWithoutATimeOrAReason() {
        Lead ada = admitted("ada");
        assertThatThrownBy(() -> within(sql -> leads.move(
                        sql,
                        tenant,
                        ada,
                        LeadKit.move(LeadState.CONNECTED, "hello", null, null, EventKind.CONNECTED, now))))
                .hasMessageContaining("neither a time nor a reason");
        assertThat(this.<List<Stuck.Found>>within(sql -> Stuck.of(sql, tenant, now)))
                .isEmpty();
        assertThat(this.<List<Stuck.Found>>within(sql -> Stuck.of(sql, tenant, now.plus(Duration.ofDays(1)))))
                .hasSize(1);
    }

    @Test
    void aHoldKeepsWhereItLeadsBackTo() {
        Lead invited = move(admitted("ada"), LeadState.INVITE_SENT, "accepted", null, EventKind.INVITED);
        Lead doubted = move(invited, LeadState.PENDING_VERIFY, "accepted", now, EventKind.UNCERTAIN);
        Lead paused = move(doubted, LeadState.PAUSED, "accepted", null, EventKind.HANDLED);
        assertThat(paused.before()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(move(paused, LeadState.INVITE_SENT, "accepted", now, EventKind.HANDLED)
                        .before())
                .isNull();
    }

    @Test
    void aPersonHasOneLeadAtWorkOverAllSequences() {
        UUID second = within(sql -> LeadKit.sequence(sequences, sql, tenant, "Second", 0));
        Lead ada = admitted("ada");
        assertThat(admit(second, LeadKit.candidate(1, "ADA@ada.example", null))
                        .getFirst()
                        .why())
                .contains("at work in the sequence “First”");
        assertThat(admit(second, LeadKit.candidate(1, null, "https://linkedin.com/in/ADA/"))
                        .getFirst()
                        .why())
                .contains("First");
        assertThat(this.<Optional<Lead>>within(sql -> leads.atWork(sql, tenant, "ada@ada.example", null, null)))
                .get()
                .extracting(Lead::id)
                .isEqualTo(ada.id());
        Lead ended = move(ada, LeadState.COMPLETED, null, null, EventKind.COMPLETED);
        Admission again =
                admit(second, LeadKit.candidate(1, "ada@ada.example", null)).getFirst();
        assertThat(again.why()).isNull();
        assertThat(admit(sequence, LeadKit.candidate(1, null, "ada")).getFirst().why())
                .contains("went through this sequence before");
        assertThatThrownBy(() -> move(ended, LeadState.IN_SEQUENCE, "hello", now, EventKind.HANDLED))
                .hasMessageContaining("at work as another lead");
    }

    @Test
    void twoWhoTakeTheSamePersonInAtOnceMakeOneLead() throws Exception {
        UUID second = within(sql -> LeadKit.sequence(sequences, sql, tenant, "Second", 0));
        CountDownLatch both = new CountDownLatch(2);
        List<Future<Admission>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (UUID into : List.of(sequence, second)) {
                answers.add(threads.submit(() -> {
                    both.countDown();
                    both.await();
                    return admit(into, LeadKit.candidate(1, "eve@eve.example", "eve"))
                            .getFirst();
                }));
            }
        }
        long taken = 0;
        for (Future<Admission> answer : answers) {
            taken += answer.get().lead() == null ? 0 : 1;
        }
        assertThat(taken).isEqualTo(1);
    }

    @Test
    void aCampaignThatAnotherToolBeganIsNotBegunAgain() {
        List<Candidate> all = new ArrayList<>();
        IntStream.range(0, 74)
                .forEach(i -> all.add(LeadKit.candidate(
                        i + 2,
                        null,
                        null,
                        "person-" + i,
                        i < 9 ? LeadState.INVITE_SENT : i == 9 ? LeadState.CONNECTED : LeadState.PENDING_INVITE,
                        "name",
                        "Person " + i)));
        assertThat(admit(sequence, all.toArray(Candidate[]::new))).allMatch(one -> one.why() == null);
        assertThat(count(LeadState.INVITE_SENT)).isEqualTo(9);
        assertThat(count(LeadState.CONNECTED)).isEqualTo(1);
        assertThat(count(LeadState.PENDING_INVITE)).isEqualTo(64);
        // what was done is marked as done: nothing can be sent for it
        assertThat(within(sql -> sql.fetch(
                                "SELECT step, count(*) FROM outreach.touch WHERE state = 'DONE' GROUP BY 1 ORDER BY 1"))
                        .toString())
                .contains("|invite|   10|", "|look  |   10|");
        assertThat(within(sql -> sql.fetch("SELECT DISTINCT step FROM outreach.lead WHERE state <> 'PENDING_INVITE'"))
                        .getValues(0, String.class))
                .containsExactly("accepted");
    }

    @Test
    void anEntryOfTheListStopsLeadsAtWorkAndKeepsOthersOut() {
        Lead ada = admitted("ada");
        Lead bob = admitted("bob");
        List<Suppressions.Outcome> outcomes = within(sql -> suppressions.add(
                sql,
                tenant,
                List.of(new Wish(Kind.DOMAIN, "https://www.ADA.example/", "a competitor", null)),
                "page",
                ANN));
        assertThat(outcomes.getFirst().stopped()).isEqualTo(1);
        assertThat(within(sql -> leads.get(sql, tenant, ada.id())).state()).isEqualTo(LeadState.SUPPRESSED);
        assertThat(this.<Optional<String>>within(sql -> leads.suppressed(sql, tenant, ada, Channel.LINKEDIN, now)))
                .get()
                .asString()
                .contains("a competitor");
        assertThat(this.<Optional<String>>within(sql -> leads.suppressed(sql, tenant, bob, Channel.LINKEDIN, now)))
                .isEmpty();
        assertThat(admit(sequence, LeadKit.candidate(1, "cy@mail.ada.example", null))
                        .getFirst()
                        .why())
                .contains("a competitor");
        within(sql -> suppressions.add(
                sql,
                tenant,
                List.of(new Wish(Kind.LINKEDIN, "bob", "asked us to", now.plus(Duration.ofDays(1)))),
                "page",
                ANN));
        assertThat(this.<Optional<String>>within(
                        sql -> leads.suppressed(sql, tenant, bob, Channel.EMAIL, now.plus(Duration.ofDays(2)))))
                .isEmpty();
    }

    @Test
    void manyMoveAtOnceAndThoseThatChangedMeanwhileStay() {
        Lead ada = admitted("ada");
        Lead bob = admitted("bob");
        move(bob, LeadState.PAUSED, "look", null, EventKind.HANDLED);
        List<Lead> moved = within(sql -> leads.moveAll(
                sql,
                tenant,
                List.of(
                        new Going(
                                ada,
                                LeadKit.move(LeadState.INVITE_SENT, "accepted", now, null, EventKind.INVITED, now)),
                        new Going(
                                bob,
                                LeadKit.move(LeadState.INVITE_SENT, "accepted", now, null, EventKind.INVITED, now)))));
        assertThat(moved).extracting(Lead::id).containsExactly(ada.id());
        assertThat(within(sql -> leads.get(sql, tenant, bob.id())).state()).isEqualTo(LeadState.PAUSED);
    }

    @Test
    void hostileWordsAreRefusedOrKeptAsTheyAre() {
        List<Admission> told = admit(
                sequence,
                LeadKit.candidate(1, "a@a.example", null, "name", "x".repeat(10_000)),
                LeadKit.candidate(2, "b@b.example", null, "name", "مرحبا \u202e👩‍🚀 \uD83D\u0000 <script>"),
                LeadKit.candidate(3, null, "https://www.linkedin.com/sales/lead/ACw1,x,y"),
                LeadKit.candidate(4, null, null, "name", "nobody"));
        assertThat(told.get(0).why()).contains("4,000");
        assertThat(told.get(1).why()).isNull();
        assertThat(told.get(2).why()).contains("Sales Navigator");
        assertThat(told.get(3).why()).contains("neither");
        assertThat(within(sql -> leads.get(
                                sql, tenant, Objects.requireNonNull(told.get(1).lead())))
                        .name())
                .contains("<script>");
    }
}

package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Step;
import io.salessync.outreach.sequences.Tier;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecideTests {
    private static final Instant NOW = SheetKit.SOME_TIME;
    private static final Facts.Words NOTE = new Facts.Words("", "", "Hello", List.of(), null);
    private static final Facts.Identity KNOWN = new Facts.Identity("ACo1", "maria", NOW);

    private static SequenceDocument document(Step... steps) {
        return new SequenceDocument(
                "s",
                "",
                new SequenceDocument.Settings(
                        new SequenceDocument.Window(
                                Set.of(DayOfWeek.values()),
                                LocalTime.of(9, 0),
                                LocalTime.of(17, 0),
                                SequenceDocument.ZoneOf.SENDER,
                                false,
                                false,
                                List.of()),
                        false,
                        SequenceDocument.StopOnReply.PERSON,
                        List.of(),
                        List.of(),
                        0,
                        0,
                        "",
                        false,
                        false),
                List.of(steps));
    }

    private static Step.Invite invite(boolean bare) {
        return new Step.Invite("a", List.of(new Step.Variant("", 100, "", "Hello")), bare, null);
    }

    private static Lead lead(LeadState state, @Nullable Instant connected) {
        return lead(state, connected, new UUID(0, 9));
    }

    private static Lead lead(LeadState state, @Nullable Instant connected, @Nullable UUID sender) {
        return new Lead(
                new UUID(0, 1),
                new UUID(0, 2),
                1,
                null,
                "Maria",
                "",
                "",
                null,
                "maria",
                Map.of(),
                null,
                "",
                state,
                null,
                null,
                "a",
                NOW,
                null,
                null,
                sender,
                null,
                0,
                null,
                NOW,
                NOW,
                NOW,
                state == LeadState.INVITE_SENT ? NOW : null,
                connected,
                null,
                null,
                1);
    }

    private static Facts facts(
            SequenceDocument document,
            Lead lead,
            Sheet sheet,
            Instant now,
            Facts.@Nullable Words words,
            Facts.@Nullable Identity identity,
            @Nullable Instant look) {
        return new Facts(
                now, lead, document, true, "", words, sheet, "", null, null, identity, false, false, null, look, null,
                null, false, null, null, Map.of());
    }

    private static Sheet sheet(Tier tier, Map<Action, Map<LocalDate, Integer>> uses, Map<Action, Sheet.Pace> paces) {
        return SheetKit.sheet(SheetKit.sender("UTC", "", tier, SenderSettings.STANDARD), uses, paces);
    }

    private static Decision invited(Sheet sheet, Facts.@Nullable Words words, Instant now, boolean bare) {
        return Decide.of(
                facts(document(invite(bare)), lead(LeadState.PENDING_INVITE, null), sheet, now, words, KNOWN, null));
    }

    @Test
    void itSendsWhenNothingHoldsIt() {
        assertThat(invited(sheet(Tier.PREMIUM, Map.of(), Map.of()), NOTE, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Send.class, send -> assertThat(send.action()).isEqualTo(Action.NOTED_INVITE));
    }

    @Test
    void aNoteWithEmojiIsAsLongForTheDecisionAsForTheNetwork() {
        for (Tier tier : List.of(Tier.PREMIUM, Tier.FREE)) {
            Sheet sheet = sheet(tier, Map.of(), Map.of());
            String most = "a".repeat(tier.noteLength() - 16) + "👍".repeat(8);
            assertThat(invited(sheet, new Facts.Words("", "", most, List.of(), null), NOW, false))
                    .isInstanceOf(Decision.Send.class);
            assertThat(invited(sheet, new Facts.Words("", "", most + "a", List.of(), null), NOW, false))
                    .isInstanceOfSatisfying(Decision.Stay.class, stay -> {
                        assertThat(stay.blocker()).isEqualTo(Blocker.CONTENT);
                        assertThat(stay.sentence()).contains("%d characters".formatted(tier.noteLength() + 1));
                    });
        }
    }

    @Test
    void aMissingValueIsNeverSentAsABlank() {
        Facts.Words missing = new Facts.Words("", "", "Hi ,", List.of("first_name"), null);
        assertThat(invited(sheet(Tier.PREMIUM, Map.of(), Map.of()), missing, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Needs.class,
                        needs -> assertThat(needs.missing()).containsExactly("first_name"));
    }

    @Test
    void whoTheyAreForTheAccountIsReadBeforeAnInvitation() {
        Decision decision = Decide.of(facts(
                document(invite(false)),
                lead(LeadState.PENDING_INVITE, null),
                sheet(Tier.PREMIUM, Map.of(), Map.of()),
                NOW,
                NOTE,
                null,
                null));
        assertThat(decision).isInstanceOf(Decision.Read.class);
    }

    @Test
    void aFullDayWaitsForTheNextWindowAndSaysSo() {
        Decision decision = invited(
                sheet(Tier.PREMIUM, Map.of(Action.INVITE, Map.of(LocalDate.of(2026, 11, 23), 25)), Map.of()),
                NOTE,
                NOW,
                false);
        assertThat(decision).isInstanceOfSatisfying(Decision.Stay.class, stay -> {
            assertThat(stay.blocker()).isEqualTo(Blocker.QUOTA);
            assertThat(stay.until()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
            assertThat(stay.sentence()).contains("25 of 25");
        });
    }

    @Test
    void outsideTheWindowItWaitsForTheOpening() {
        assertThat(invited(sheet(Tier.PREMIUM, Map.of(), Map.of()), NOTE, Instant.parse("2026-11-23T17:00:00Z"), false))
                .isInstanceOfSatisfying(Decision.Stay.class, stay -> {
                    assertThat(stay.blocker()).isEqualTo(Blocker.WINDOW);
                    assertThat(stay.until()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
                });
    }

    @Test
    void aFreeAccountWithoutNotesLeftGoesBareOrWaitsForTheMonth() {
        Sheet free = sheet(Tier.FREE, Map.of(), Map.of());
        Map<Action, Map<LocalDate, Integer>> used =
                Map.of(Action.NOTED_INVITE, Map.of(free.today().minusDays(20), 5));
        Sheet spent = new Sheet(
                free.sender(),
                free.today(),
                used,
                5,
                Map.of(),
                0,
                10,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                InMails.UNTOLD);
        assertThat(invited(spent, NOTE, NOW, true)).isInstanceOfSatisfying(Decision.Send.class, send -> {
            assertThat(send.action()).isEqualTo(Action.INVITE);
            assertThat(send.text()).isNull();
        });
        assertThat(invited(spent, NOTE, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Stay.class,
                        stay -> assertThat(stay.until()).isEqualTo(Instant.parse("2026-12-04T09:00:00Z")));
        Facts.Words two = new Facts.Words("", "", "x".repeat(201), List.of(), null);
        assertThat(invited(free, two, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Stay.class, stay -> assertThat(stay.blocker()).isEqualTo(Blocker.CONTENT));
    }

    @Test
    void afterAPauseOneTriesAndTheOthersWait() {
        Instant over = NOW.minusSeconds(1);
        Sheet.Pace pace = new Sheet.Pace(7, null, null, null, null, over, 1, "errors/limit_exceeded", null);
        assertThat(invited(sheet(Tier.PREMIUM, Map.of(), Map.of(Action.INVITE, pace)), NOTE, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Send.class, send -> assertThat(send.probe()).isTrue());
        Sheet.Pace trying = new Sheet.Pace(7, null, null, null, null, over, 1, "errors/limit_exceeded", new UUID(1, 1));
        assertThat(invited(sheet(Tier.PREMIUM, Map.of(), Map.of(Action.INVITE, trying)), NOTE, NOW, false))
                .isInstanceOfSatisfying(
                        Decision.Stay.class, stay -> assertThat(stay.blocker()).isEqualTo(Blocker.THROTTLED));
    }

    @Test
    void aNoNeedsACompleteLookAfterTheDeadline() {
        Step.Condition condition = new Step.Condition("a", Step.Condition.Question.CONNECTED, "", 3, "y", "n", null);
        SequenceDocument document = document(condition);
        Lead lead = lead(LeadState.INVITE_SENT, null);
        Sheet sheet = sheet(Tier.PREMIUM, Map.of(), Map.of());
        Instant late = NOW.plus(Duration.ofDays(3)).plusSeconds(60);
        assertThat(Decide.of(facts(document, lead, sheet, NOW, null, KNOWN, null)))
                .isInstanceOfSatisfying(
                        Decision.Stay.class, stay -> assertThat(stay.blocker()).isEqualTo(Blocker.ANSWER));
        assertThat(Decide.of(facts(document, lead, sheet, late, null, KNOWN, late.minus(Duration.ofDays(1)))))
                .isInstanceOf(Decision.Read.class);
        assertThat(Decide.of(facts(document, lead, sheet, late, null, KNOWN, late.minusSeconds(5))))
                .isInstanceOfSatisfying(
                        Decision.Pass.class, pass -> assertThat(pass.to()).isEqualTo("n"));
        assertThat(Decide.of(facts(document, lead(LeadState.CONNECTED, NOW), sheet, NOW, null, KNOWN, null)))
                .isInstanceOfSatisfying(
                        Decision.Pass.class, pass -> assertThat(pass.to()).isEqualTo("y"));
    }

    @Test
    void whoWasInvitedFromAnAccountThatNobodyNamedIsAskedOfAPerson() {
        Step.Condition condition = new Step.Condition("a", Step.Condition.Question.CONNECTED, "", 3, "y", "n", "u");
        Instant late = NOW.plus(Duration.ofDays(3)).plusSeconds(60);
        assertThat(Decide.of(facts(
                        document(condition),
                        lead(LeadState.INVITE_SENT, null, null),
                        sheet(Tier.PREMIUM, Map.of(), Map.of()),
                        late,
                        null,
                        null,
                        late)))
                .isInstanceOfSatisfying(
                        Decision.Pass.class, pass -> assertThat(pass.to()).isEqualTo("u"));
    }

    @Test
    void aMessageWaitsForTheConnection() {
        Step.Message message = new Step.Message("a", List.of(new Step.Variant("", 100, "", "Hi")), null);
        assertThat(Decide.of(facts(
                        document(message),
                        lead(LeadState.INVITE_SENT, null),
                        sheet(Tier.PREMIUM, Map.of(), Map.of()),
                        NOW,
                        NOTE,
                        KNOWN,
                        null)))
                .isInstanceOfSatisfying(Decision.Stay.class, stay -> {
                    assertThat(stay.blocker()).isEqualTo(Blocker.ANSWER);
                    assertThat(stay.unblocks()).isEqualTo("The other one");
                });
    }

    private static Lead rechecked(LeadState before, @Nullable String linkedin) {
        Lead lead = lead(LeadState.PENDING_VERIFY, null);
        return new Lead(
                lead.id(),
                lead.sequence(),
                lead.version(),
                null,
                lead.name(),
                "",
                "",
                null,
                linkedin,
                Map.of(),
                null,
                "",
                LeadState.PENDING_VERIFY,
                before,
                "errors/user_unreachable",
                "a",
                NOW,
                Blocker.VERIFY,
                null,
                lead.sender(),
                null,
                0,
                null,
                NOW,
                NOW,
                NOW,
                null,
                null,
                null,
                null,
                1);
    }

    private static Decision decided(Lead lead, Sheet sheet) {
        return Decide.of(facts(document(invite(false)), lead, sheet, NOW, NOTE, KNOWN, null));
    }

    @Test
    void whoIsToBeLookedUpIsReadAndNothingIsSent() {
        Sheet sheet = sheet(Tier.PREMIUM, Map.of(), Map.of());
        assertThat(decided(rechecked(LeadState.FAILED, "maria"), sheet)).isInstanceOf(Decision.Read.class);
        assertThat(decided(rechecked(LeadState.INVITE_SENT, "maria"), sheet)).isInstanceOf(Decision.Read.class);
        assertThat(decided(rechecked(LeadState.FAILED, null), sheet))
                .isInstanceOfSatisfying(Decision.End.class, end -> {
                    assertThat(end.state()).isEqualTo(LeadState.FAILED);
                    assertThat(end.reason()).isEqualTo("errors/user_unreachable");
                });
        Sheet used = sheet(
                Tier.PREMIUM,
                Map.of(Action.VISIT, Map.of(LocalDate.ofInstant(NOW, java.time.ZoneOffset.UTC), 50)),
                Map.of());
        assertThat(decided(rechecked(LeadState.FAILED, "maria"), used))
                .isInstanceOfSatisfying(
                        Decision.Stay.class, stay -> assertThat(stay.blocker()).isEqualTo(Blocker.QUOTA));
    }
}

package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Step;
import io.salessync.outreach.sequences.Tier;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CapsTests {
    private static SenderSettings caps(Map<Action, Integer> perDay, int week) {
        return new SenderSettings(
                Set.of(DayOfWeek.values()), LocalTime.of(9, 0), LocalTime.of(17, 0), perDay, week, null, true, 60, 180);
    }

    @Test
    void noSettingPassesTheNetworksOwnNumbers() {
        Sender bold = SheetKit.sender("UTC", "", Tier.FREE, caps(Map.of(Action.INVITE, 500, Action.MESSAGE, 900), 900));
        assertThat(Caps.set(bold, Action.INVITE)).isEqualTo(80);
        assertThat(Caps.set(bold, Action.MESSAGE)).isEqualTo(100);
        assertThat(Caps.week(bold)).isEqualTo(150);
    }

    @Test
    void invitationsRampUpWithEachActiveDay() {
        Sender sender = SheetKit.sender("UTC", "");
        assertThat(List.of(
                        Caps.ramped(sender, Action.INVITE, 0),
                        Caps.ramped(sender, Action.INVITE, 1),
                        Caps.ramped(sender, Action.INVITE, 3),
                        Caps.ramped(sender, Action.INVITE, 9)))
                .containsExactly(15, 18, 24, 25);
        assertThat(Caps.ramped(sender, Action.MESSAGE, 0)).isEqualTo(50);
    }

    @Test
    void mailsRampUpToo() {
        Sender sender = SheetKit.sender("UTC", "");
        assertThat(List.of(
                        Caps.ramped(sender, Action.EMAIL, 0),
                        Caps.ramped(sender, Action.EMAIL, 1),
                        Caps.ramped(sender, Action.EMAIL, 7),
                        Caps.ramped(sender, Action.EMAIL, 30)))
                .containsExactly(10, 15, 45, 50);
    }

    @Test
    void aNoteIsFreeAgainWhenTheOldestIsAMonthOld() {
        LocalDate today = LocalDate.ofInstant(SheetKit.SOME_TIME, ZoneOffset.UTC);
        Sheet used = SheetKit.sheet(
                SheetKit.sender("UTC", "", Tier.FREE, SenderSettings.STANDARD),
                Map.of(
                        Action.NOTED_INVITE,
                        Map.of(today.minusDays(40), 5, today.minusDays(20), 3, today.minusDays(5), 2)),
                Map.of());
        assertThat(used.notesAgain(5)).isEqualTo(today.plusDays(11));
    }

    @Test
    void aLandingLeavesLessOfTheDay() {
        assertThat(List.of(
                        Caps.afterLanding(10, 20, 50),
                        Caps.afterLanding(10, 20, 75),
                        Caps.afterLanding(10, 20, 90),
                        Caps.afterLanding(10, 20, 95)))
                .containsExactly(18, 15, 12, 10);
    }

    @Test
    void theLowestFactorOfHealthCountsAndLowersTheDay() {
        Sheet poor = SheetKit.sheet(SheetKit.sender("UTC", ""), Map.of(), Map.of(), 0, 10, 100, 10, null);
        assertThat(Health.of(poor)).satisfies(health -> {
            assertThat(health.percent()).isEqualTo(60);
            assertThat(health.factors().getFirst().reason()).contains("10 of 100");
        });
        assertThat(poor.capToday(Action.INVITE)).isEqualTo(15);
        assertThat(poor.capToday(Action.MESSAGE)).isEqualTo(50);
    }

    @Test
    void theWeekIsAnySevenDaysOnEnd() {
        LocalDate today = LocalDate.of(2026, 11, 23);
        Sheet sheet = SheetKit.sheet(
                SheetKit.sender("UTC", ""),
                Map.of(Action.INVITE, Map.of(today, 1, today.minusDays(6), 10, today.minusDays(7), 100)),
                Map.of());
        assertThat(sheet.usedInWeek(Action.INVITE)).isEqualTo(11);
    }

    private static Lead lead(UUID sequence, int minute) {
        return lead(sequence, minute, 0);
    }

    private static Lead lead(UUID sequence, int minute, int tries) {
        Instant at = SheetKit.SOME_TIME.plusSeconds(60L * minute);
        return new Lead(
                UUID.nameUUIDFromBytes((sequence + "/" + minute).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                sequence,
                1,
                null,
                "M",
                "",
                "",
                null,
                "m",
                Map.of(),
                null,
                "",
                LeadState.PENDING_INVITE,
                null,
                null,
                "a",
                at,
                null,
                null,
                null,
                null,
                tries,
                null,
                at,
                at,
                at,
                null,
                null,
                null,
                null,
                1);
    }

    @Test
    void turnsAreSharedBetweenUsersFirstAndSequencesThen() {
        UUID one = new UUID(0, 1);
        UUID two = new UUID(0, 2);
        UUID other = new UUID(0, 3);
        List<Lead> due = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            due.add(lead(one, i));
            due.add(lead(two, i));
        }
        for (int i = 100; i < 140; i++) {
            due.add(lead(other, i));
        }
        List<Lead> order = Shares.order(due, Map.of(one, "ana", two, "ana", other, "ben"), Map.of());
        List<UUID> first = order.subList(0, 40).stream().map(Lead::sequence).toList();
        assertThat(first.stream().filter(other::equals)).hasSize(20);
        assertThat(first.stream().filter(one::equals)).hasSize(10);
        assertThat(order).hasSameElementsAs(due);
    }

    @Test
    void whoseCallFailedGoesBeforeThoseWhoWaitLonger() {
        UUID sequence = new UUID(0, 1);
        Lead failed = lead(sequence, 9, 1);
        assertThat(Shares.order(List.of(lead(sequence, 1), lead(sequence, 2), failed), Map.of(), Map.of()))
                .first()
                .isEqualTo(failed);
    }

    @Test
    void theForecastNamesTheDayTheBottleneckAndWhatOneMoreAccountSaves() {
        SequenceDocument document = new SequenceDocument(
                "s",
                "",
                new SequenceDocument.Settings(
                        new SequenceDocument.Window(
                                Set.of(
                                        DayOfWeek.MONDAY,
                                        DayOfWeek.TUESDAY,
                                        DayOfWeek.WEDNESDAY,
                                        DayOfWeek.THURSDAY,
                                        DayOfWeek.FRIDAY),
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
                List.of(
                        new Step.Invite("a", List.of(new Step.Variant("", 100, "", "Hi")), true, "b"),
                        new Step.Wait("b", 3, Step.Wait.Unit.DAYS, 0, "c"),
                        new Step.End("c")));
        SenderSettings settings = new SenderSettings(
                Set.of(DayOfWeek.values()),
                LocalTime.of(9, 0),
                LocalTime.of(17, 0),
                Map.of(Action.INVITE, 10),
                200,
                500,
                false,
                60,
                180);
        Sheet sheet = SheetKit.sheet(SheetKit.sender("UTC", "", Tier.PREMIUM, settings), Map.of(), Map.of());
        Forecast.Answer answer = Forecast.of(
                document, 100, List.of(new Forecast.Account(sheet, 0)), Instant.parse("2026-11-23T08:00:00Z"));
        // ten working days at ten a day
        assertThat(answer.lastFirstTouch()).isEqualTo(LocalDate.of(2026, 12, 4));
        assertThat(answer.completed()).isEqualTo(LocalDate.of(2026, 12, 7));
        assertThat(answer.bottleneck()).contains("daily cap").contains("Ana Lima");
        assertThat(answer.saved()).isEqualTo(7);
        assertThat(answer.days().stream().mapToInt(Forecast.Day::firstTouches).sum())
                .isEqualTo(100);
    }
}

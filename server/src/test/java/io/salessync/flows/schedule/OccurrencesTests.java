package io.salessync.flows.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class OccurrencesTests {
    /** Zones and days around which their clocks change. */
    private static final Map<String, List<String>> CHANGES = Map.of(
            "Africa/Cairo", List.of("2023-04-28", "2023-10-27", "2026-04-24", "2026-10-30"),
            "Australia/Lord_Howe", List.of("2026-04-05", "2026-10-04"),
            "Africa/Casablanca", List.of("2025-02-23", "2025-04-06", "2026-02-15", "2026-03-22"),
            "Pacific/Apia", List.of("2011-12-30", "2011-09-24", "2012-04-01"),
            "America/Sao_Paulo", List.of("2018-11-04", "2018-02-18", "2019-02-17"),
            "Asia/Kathmandu", List.of("2026-03-29", "2026-06-30"),
            "America/New_York", List.of("2026-03-08", "2026-11-01"));

    record Place(ZoneId zone, Instant from) {}

    // ---- against the walk

    @Property(tries = 400)
    void rulesOfDaysAreDueWhenTheClockOnTheWallSaysSo(@ForAll("places") Place place, @ForAll("dailyRules") Rule rule) {
        agrees(rule, place, 9);
    }

    @Property(tries = 250)
    void cronIsDueWhenTheClockOnTheWallSaysSo(@ForAll("places") Place place, @ForAll("crons") Rule rule) {
        agrees(rule, place, 5);
    }

    @Property(tries = 250)
    void elapsedTimeIsElapsedTime(@ForAll("places") Place place, @ForAll("intervals") Rule rule) {
        agrees(rule, place, 5);
    }

    @Property(tries = 200)
    void itDoesNotMatterFromWhereOneAsks(
            @ForAll("places") Place place, @ForAll("anyRule") Rule rule, @ForAll @IntRange(max = 12) int skipped) {
        Schedule schedule = Schedule.of(rule, place.zone());
        List<Instant> all = at(schedule.from(place.from(), 13));
        if (all.size() == 13) {
            assertThat(at(schedule.from(all.get(skipped), 13 - skipped))).isEqualTo(all.subList(skipped, 13));
            Instant between = all.get(skipped).minusNanos(1);
            if (!between.isBefore(place.from())) {
                assertThat(schedule.after(between).at()).isEqualTo(all.get(skipped));
            }
        }
    }

    private static void agrees(Rule rule, Place place, int days) {
        Instant to = place.from().plus(days, ChronoUnit.DAYS);
        List<Instant> walked = new WalkedSchedule(rule, place.zone()).between(place.from(), to);
        List<Instant> computed = at(Schedule.of(rule, place.zone()).from(place.from(), walked.size() + 1)).stream()
                .filter(at -> at.isBefore(to))
                .toList();
        assertThat(computed)
                .as("%s in %s from %s", RuleWords.of(rule), place.zone(), place.from())
                .isEqualTo(walked);
    }

    @Provide
    Arbitrary<Place> places() {
        return Arbitraries.of(CHANGES.keySet().stream().sorted().toList())
                .flatMap(zone -> Combinators.combine(
                                Arbitraries.of(CHANGES.get(zone)),
                                Arbitraries.integers().between(-4 * 1_440, 1_440))
                        .as((day, minutes) -> new Place(
                                ZoneId.of(zone),
                                LocalDate.parse(day)
                                        .atTime(1, 0)
                                        .toInstant(ZoneOffset.UTC)
                                        .plus(minutes, ChronoUnit.MINUTES))));
    }

    private static Arbitrary<List<LocalTime>> times() {
        Arbitrary<LocalTime> nearChanges = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 59))
                .as(LocalTime::of);
        Arbitrary<LocalTime> any = Combinators.combine(
                        Arbitraries.integers().between(0, 23), Arbitraries.of(0, 15, 30, 45, 59))
                .as(LocalTime::of);
        return Arbitraries.oneOf(nearChanges, any).list().ofMinSize(1).ofMaxSize(4);
    }

    private static Arbitrary<Set<DayOfWeek>> days() {
        return Arbitraries.of(DayOfWeek.class).set().ofMinSize(1).ofMaxSize(7).map(Rule::daySet);
    }

    private static Arbitrary<LocalDate> anchors() {
        return Arbitraries.integers()
                .between(0, 700)
                .map(day -> LocalDate.of(2009, 1, 1).plusDays(day));
    }

    @Provide
    Arbitrary<Rule> dailyRules() {
        Arbitrary<MonthDays> on = Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.integers()
                                        .between(1, 31)
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(6),
                                Arbitraries.of(true, false))
                        .as(MonthDays.Dates::new),
                Combinators.combine(Arbitraries.of(1, 2, 3, 4, 5, -1), Arbitraries.of(DayOfWeek.class))
                        .as(MonthDays.Weekday::new),
                Arbitraries.of(1, 2, 3, 10, -1).map(MonthDays.WorkingDay::new));
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.integers().between(1, 5), times(), anchors())
                        .as(Rule.Days::new),
                Combinators.combine(Arbitraries.integers().between(1, 3), days(), times(), anchors())
                        .as(Rule.Weeks::new),
                Combinators.combine(Arbitraries.integers().between(1, 3), on, times(), anchors())
                        .as(Rule.Months::new));
    }

    @Provide
    Arbitrary<Rule> crons() {
        return Combinators.combine(
                        Arbitraries.of("0", "*/10", "30", "*/15", "7,45", "*"),
                        Arbitraries.of("*", "0", "2", "1,2,3", "*/5", "0,23", "*/2"),
                        Arbitraries.of("*", "*", "1", "*/2", "15,30"),
                        Arbitraries.of("*", "*", "*", "*/2"),
                        Arbitraries.of("*", "*", "0", "1,2,5"))
                .as((minute, hour, date, month, weekday) ->
                        new Rule.Cron(String.join(" ", minute, hour, date, month, weekday)));
    }

    @Provide
    Arbitrary<Rule> intervals() {
        Arbitrary<Rule.Window> windows = Combinators.combine(
                        Arbitraries.of("00:00", "00:30", "01:15", "02:00", "09:00"),
                        Arbitraries.of("12:00", "17:00", "23:59"))
                .as((from, to) -> new Rule.Window(LocalTime.parse(from), LocalTime.parse(to)));
        Arbitrary<Rule> minutes = Combinators.combine(
                        Arbitraries.integers().between(1, 200),
                        days(),
                        windows.injectNull(0.5),
                        anchors(),
                        Arbitraries.of(LocalTime.MIDNIGHT, LocalTime.of(9, 20)))
                .as((every, days, window, date, time) ->
                        new Rule.Interval(every, Rule.Unit.MINUTES, days, window, date.atTime(time)));
        Arbitrary<Rule> hours = Combinators.combine(Arbitraries.integers().between(1, 49), anchors())
                .as((every, date) ->
                        new Rule.Interval(every, Rule.Unit.HOURS, Rule.ALL_DAYS, null, date.atStartOfDay()));
        return Arbitraries.oneOf(minutes, hours);
    }

    @Provide
    Arbitrary<Rule> anyRule() {
        return Arbitraries.oneOf(dailyRules(), crons(), intervals());
    }

    // ---- clock changes, by name

    @Example
    void aTimeInAGapIsDueOnceAtTheFirstValidInstantAndSaysSo() {
        List<Occurrences.Due> due =
                schedule("every day at 02:30", "America/New_York").from(Instant.parse("2026-03-07T12:00:00Z"), 3);
        assertThat(at(due))
                .containsExactly(instants("2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z"));
        assertThat(due.getFirst().local()).hasToString("2026-03-08T03:00");
        assertThat(due.getFirst().note()).contains("02:30").contains("03:00");
        assertThat(due.get(1).note()).isNull();
    }

    @Example
    void aDayWhoseMidnightIsMissingIsNotLost() {
        List<Occurrences.Due> due =
                schedule("every day at midnight", "Africa/Cairo").from(Instant.parse("2026-04-23T00:00:00Z"), 2);
        assertThat(at(due)).containsExactly(instants("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"));
        assertThat(due.getFirst().local()).hasToString("2026-04-24T01:00");
        assertThat(at(schedule("cron 0 0 * * *", "Africa/Cairo").from(Instant.parse("2026-04-23T00:00:00Z"), 2)))
                .isEqualTo(at(due));
    }

    @Example
    void aTimeThatComesTwiceIsDueTheFirstTimeOnly() {
        List<Occurrences.Due> due =
                schedule("every day at 01:30", "America/New_York").from(Instant.parse("2026-11-01T00:00:00Z"), 2);
        assertThat(at(due)).containsExactly(instants("2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"));
        assertThat(due.getFirst().note()).contains("twice");
        // asked in the second half past one it is over
        assertThat(schedule("every day at 01:30", "America/New_York")
                        .after(Instant.parse("2026-11-01T06:10:00Z"))
                        .at())
                .isEqualTo(Instant.parse("2026-11-02T06:30:00Z"));
    }

    @Example
    void aDayThatApiaNeverHadIsMadeUpForAtItsEnd() {
        List<Occurrences.Due> due =
                schedule("every day at 09:00", "Pacific/Apia").from(Instant.parse("2011-12-29T00:00:00Z"), 4);
        assertThat(due)
                .extracting(one -> one.local().toString())
                .containsExactly("2011-12-29T09:00", "2011-12-31T00:00", "2011-12-31T09:00", "2012-01-01T09:00");
        assertThat(due.get(1).note()).contains("30 December 2011");
    }

    @Example
    void everyFifteenSecondsGoesOnThroughTheHourThatComesTwice() {
        // one scheduler stopped for that hour
        List<Instant> due =
                at(schedule("cron */15 * * * * *", "Europe/Berlin").from(Instant.parse("2026-10-25T00:30:00Z"), 600));
        assertThat(due).hasSize(600);
        for (int i = 1; i < due.size(); i++) {
            assertThat(Duration.between(due.get(i - 1), due.get(i))).isEqualTo(Duration.ofSeconds(15));
        }
    }

    // ---- faults of others, by name

    @Example
    void everyFiveHoursHasNoGapOfNineHoursAtMidnight() {
        steady("every 5 hours", Duration.ofHours(5), 200);
        steady("every 7 minutes", Duration.ofMinutes(7), 2_000);
        steady("every 90 minutes", Duration.ofMinutes(90), 200);
        steady("every 100 hours", Duration.ofHours(100), 200);
    }

    private static void steady(String words, Duration step, int count) {
        List<Instant> due = at(schedule(words, "America/New_York").from(Instant.parse("2026-10-30T00:00:00Z"), count));
        assertThat(due).hasSize(count);
        for (int i = 1; i < count; i++) {
            assertThat(Duration.between(due.get(i - 1), due.get(i))).as(words).isEqualTo(step);
        }
    }

    @Example
    void everyFiveMonthsIsFiveMonthsApartAndEveryTwelveComesAgain() {
        assertThat(schedule("every 5 months on the 7th counted from 2026-01-01", "UTC")
                        .from(Instant.parse("2026-01-01T00:00:00Z"), 5))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2026-01-07", "2026-06-07", "2026-11-07", "2027-04-07", "2027-09-07");
        assertThat(schedule("every 12 months on the 7th counted from 2026-01-01", "UTC")
                        .from(Instant.parse("2026-01-01T00:00:00Z"), 3))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2026-01-07", "2027-01-07", "2028-01-07");
    }

    @Example
    void daysAndWeeksAreCountedAcrossTheEndOfAYear() {
        for (String words : List.of("every 2 days at 9:00", "every 5 days at 9:00")) {
            List<Occurrences.Due> due = schedule(words, "UTC").from(Instant.parse("2027-12-01T00:00:00Z"), 200);
            long every = words.contains("2") ? 2 : 5;
            for (int i = 1; i < due.size(); i++) {
                assertThat(ChronoUnit.DAYS.between(
                                due.get(i - 1).local(), due.get(i).local()))
                        .isEqualTo(every);
            }
        }
        // a year of 53 weeks
        List<Occurrences.Due> weeks =
                schedule("every 2 weeks on Tue", "UTC").from(Instant.parse("2026-12-01T00:00:00Z"), 60);
        for (int i = 1; i < weeks.size(); i++) {
            assertThat(ChronoUnit.DAYS.between(
                            weeks.get(i - 1).local(), weeks.get(i).local()))
                    .isEqualTo(14);
        }
    }

    @Example
    void aMissedTickDoesNotMakeTheNextOneWaitAYear() {
        Schedule schedule = schedule("every 2 days at 9:00", "UTC");
        Occurrences.Due due = schedule.after(Instant.parse("2026-11-20T12:00:00Z"));
        // nobody was there for it, the next look is a day late
        assertThat(Duration.between(
                        due.at(),
                        schedule.after(due.at().plus(1, ChronoUnit.DAYS)).at()))
                .isEqualTo(Duration.ofDays(2));
    }

    @Example
    void intervalsAreNotBoundToAnHourOrADay() {
        assertThat(at(schedule("every 61 minutes", "UTC").from(Instant.parse("2026-01-01T00:00:00Z"), 2)))
                .hasSize(2);
        assertThat(at(schedule("every 45 days at 9", "UTC").from(Instant.parse("2026-01-01T00:00:00Z"), 2)))
                .hasSize(2);
    }

    // ---- months

    @Example
    void theThirtyFirstIsTheLastDayOfAShorterMonthOrLeftOut() {
        assertThat(schedule("every month on the 31st", "UTC").from(Instant.parse("2027-01-01T00:00:00Z"), 4))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30");
        assertThat(schedule("every month on the 31st, skipping shorter months", "UTC")
                        .from(Instant.parse("2027-01-01T00:00:00Z"), 3))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2027-01-31", "2027-03-31", "2027-05-31");
    }

    @Example
    void aDayThatNeverComesIsSaidToBeNever() {
        assertThat(schedule("cron 0 0 30 2 *", "UTC").from(Instant.parse("2026-01-01T00:00:00Z"), 3))
                .isEmpty();
        assertThat(schedule("cron 0 0 29 2 *", "UTC").from(Instant.parse("2026-01-01T00:00:00Z"), 2))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2028-02-29", "2032-02-29");
    }

    @Example
    void theLastWorkingDayKnowsWeekendsAndHolidays() {
        // 2026-05-31 is a Sunday, in Egypt a working day
        Rule rule = ScheduleWords.read("last working day of the month at 17:00").rule();
        Schedule plain = Schedule.of(rule, ZoneId.of("Africa/Cairo"));
        assertThat(plain.after(Instant.parse("2026-05-15T00:00:00Z")).local()).hasToString("2026-05-29T17:00");
        Schedule egypt = with(
                plain,
                new WorkDays(
                        Rule.daySet(Set.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY)),
                        Holidays.NONE,
                        WorkDays.Policy.STAY,
                        false));
        assertThat(egypt.after(Instant.parse("2026-05-15T00:00:00Z")).local()).hasToString("2026-05-31T17:00");
        // in the United States the last Monday of May is a holiday
        Schedule america =
                with(plain, new WorkDays(WorkDays.PLAIN.weekend(), Holidays.of("us", ""), WorkDays.Policy.STAY, false));
        assertThat(america.after(Instant.parse("2027-05-15T00:00:00Z")).local()).hasToString("2027-05-28T17:00");
    }

    // ---- days off

    @Example
    void holidaysAreSkippedOrMovedAndItIsSaid() {
        Schedule daily = Schedule.of(ScheduleWords.read("every weekday at 9:00").rule(), ZoneId.of("Europe/Berlin"));
        Instant from = Instant.parse("2026-12-24T00:00:00Z");
        assertThat(with(daily, germany(WorkDays.Policy.SKIP)).from(from, 2))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2026-12-24", "2026-12-28");
        Schedule weekly = Schedule.of(ScheduleWords.read("every Friday at 9:00").rule(), ZoneId.of("Europe/Berlin"));
        Occurrences.Due before = with(weekly, germany(WorkDays.Policy.PREVIOUS)).after(from);
        assertThat(before.local()).hasToString("2026-12-24T09:00");
        assertThat(before.note()).contains("25 December 2026").contains("Christmas");
        // the 26th is a holiday too, the 27th a Sunday
        assertThat(with(weekly, germany(WorkDays.Policy.NEXT)).after(from).local())
                .hasToString("2026-12-28T09:00");
        // what is moved onto a day that is due anyway is due once
        assertThat(with(daily, germany(WorkDays.Policy.NEXT)).from(from, 3))
                .extracting(due -> due.local().toLocalDate().toString())
                .containsExactly("2026-12-24", "2026-12-28", "2026-12-29");
    }

    private static WorkDays germany(WorkDays.Policy policy) {
        return new WorkDays(WorkDays.PLAIN.weekend(), Holidays.of("de", ""), policy, false);
    }

    @Example
    void startEndAndExceptionsBoundIt() {
        Schedule daily = Schedule.of(ScheduleWords.read("every day at 9:00").rule(), ZoneId.of("UTC"));
        Schedule bounded = new Schedule(
                daily.rule(),
                daily.zone(),
                LocalDate.parse("2026-12-01").atStartOfDay(),
                LocalDate.parse("2026-12-04").atTime(9, 0),
                Set.of(LocalDate.parse("2026-12-02")),
                daily.workDays(),
                Duration.ofMinutes(10),
                daily.missed(),
                daily.overlap());
        List<Occurrences.Due> due = bounded.from(Instant.parse("2026-01-01T00:00:00Z"), 10);
        assertThat(due)
                .extracting(one -> one.local().toString())
                .containsExactly("2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T09:00");
        Instant at = due.getFirst().at();
        assertThat(bounded.startOf("one", at))
                .isBetween(at, at.plusSeconds(600))
                .isEqualTo(bounded.startOf("one", at))
                .isNotEqualTo(bounded.startOf("other", at));
    }

    // ---- cron

    @Example
    void cronReadsWhatCronReads() {
        Instant from = Instant.parse("2026-11-26T00:00:00Z");
        assertThat(schedule("cron 0 9 * * MON-FRI", "UTC").from(from, 3))
                .extracting(due -> due.local().toString())
                .containsExactly("2026-11-26T09:00", "2026-11-27T09:00", "2026-11-30T09:00");
        assertThat(schedule("cron 0 9 L * *", "UTC").after(from).local()).hasToString("2026-11-30T09:00");
        assertThat(schedule("cron 0 9 * * FRI#1", "UTC").after(from).local()).hasToString("2026-12-04T09:00");
        assertThat(schedule("cron 0 9 * * 5L", "UTC").after(from).local()).hasToString("2026-11-27T09:00");
        assertThat(schedule("cron 0 9 13 * 5", "UTC").after(from).local()).hasToString("2026-11-27T09:00");
        assertThat(schedule("@hourly", "UTC").after(from).local()).hasToString("2026-11-26T01:00");
        assertThat(schedule("cron 0 0 * * 7", "UTC").after(from).local()).hasToString("2026-11-29T00:00");
        for (String wrong : List.of(
                "",
                "* * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "5-1 * * * *",
                "a * * * *",
                "* * * * * * *",
                "1,,2 * * * *",
                "99999999999 * * * *",
                "* * * * XYZ")) {
            ScheduleWords.Read read = ScheduleWords.read("cron " + wrong);
            assertThat(read.rule()).as(wrong).isNull();
            assertThat(read.problem()).as(wrong).isNotBlank();
        }
    }

    private static Schedule with(Schedule schedule, WorkDays workDays) {
        return new Schedule(
                schedule.rule(),
                schedule.zone(),
                schedule.start(),
                schedule.end(),
                schedule.except(),
                workDays,
                schedule.jitter(),
                schedule.missed(),
                schedule.overlap());
    }

    private static Schedule schedule(String words, String zone) {
        ScheduleWords.Read read = ScheduleWords.read(words);
        assertThat(read.problem()).isNull();
        return Schedule.of(read.rule(), ZoneId.of(zone));
    }

    private static List<Instant> at(List<Occurrences.Due> due) {
        return due.stream().map(Occurrences.Due::at).toList();
    }

    private static Instant[] instants(String... texts) {
        return java.util.Arrays.stream(texts).map(Instant::parse).toArray(Instant[]::new);
    }
}

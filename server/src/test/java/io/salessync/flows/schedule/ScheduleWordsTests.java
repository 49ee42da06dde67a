package io.salessync.flows.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
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
import tools.jackson.databind.node.ObjectNode;

class ScheduleWordsTests {
    @Example
    void wordsAreReadAndShownBack() {
        Map<String, String> said = Map.ofEntries(
                Map.entry("every Monday at 12 PM", "every Monday at 12:00"),
                Map.entry("Every monday at noon.", "every Monday at 12:00"),
                Map.entry("mondays at 12pm", "every Monday at 12:00"),
                Map.entry("last working day of the month at 17:00", "every month on the last working day at 17:00"),
                Map.entry("every 2 weeks on Tue and Thu", "every 2 weeks on Tuesday and Thursday at 00:00"),
                Map.entry("every other week on Tue, Thu at 9.30", "every 2 weeks on Tuesday and Thursday at 09:30"),
                Map.entry(
                        "every 15 minutes between 9 and 17 on weekdays",
                        "every 15 minutes between 09:00 and 17:00 on weekdays"),
                Map.entry("on the 1st and 15th at noon", "every month on the 1st and 15th at 12:00"),
                Map.entry("every quarter on the first Monday at 8", "every quarter on the first Monday at 08:00"),
                Map.entry("every weekday at 9:00 and 17:00", "every weekday at 09:00 and 17:00"),
                Map.entry("Monday to Friday at 6 p.m.", "every weekday at 18:00"),
                Map.entry("daily at midnight", "every day at 00:00"),
                Map.entry("at 5 PM", "every day at 17:00"),
                Map.entry("every 5 hours", "every 5 hours"),
                Map.entry("hourly", "every hour"),
                Map.entry("every minute", "every minute"),
                Map.entry("every last friday of the month at 16:00", "every month on the last Friday at 16:00"),
                Map.entry("the second Tuesday of every month at 10 am", "every month on the second Tuesday at 10:00"),
                Map.entry("every third day at 7", "every 3 days at 07:00"),
                Map.entry("every 3rd week on Monday", "every 3 weeks on Monday at 00:00"),
                Map.entry("monthly on the last day at 23:30", "every month on the last day at 23:30"),
                Map.entry("every 31st at 9", "every month on the 31st, or the last day of a shorter month at 09:00"),
                Map.entry("every year on 1 March at 9", "every year in March on the 1st at 09:00"),
                Map.entry("every weekend at 10", "every Saturday and Sunday at 10:00"),
                Map.entry("first working day of each month at 8:15", "every month on the first working day at 08:15"),
                Map.entry("cron 0 9 * * 1-5", "cron 0 9 * * 1-5"));
        said.forEach((words, canonical) -> {
            ScheduleWords.Read read = ScheduleWords.read(words);
            assertThat(read.problem()).as(words).isNull();
            String shown = RuleWords.of(read.rule());
            if (canonical.contains("31st")) {
                // the 31st or the last day is the last day
                assertThat(shown).isEqualTo("every month on the last day at 09:00");
            } else {
                assertThat(shown).as(words).isEqualTo(canonical);
            }
        });
    }

    @Example
    void aZoneMayBeSaid() {
        ScheduleWords.Read read = ScheduleWords.read("every Monday at 9:00 in Africa/Cairo");
        assertThat(read.zone()).hasToString("Africa/Cairo");
        assertThat(ScheduleWords.read("every Monday at 9:00 in Africa/Nowhere").problem())
                .contains("Africa/Nowhere");
    }

    @Example
    void whatIsNotUnderstoodIsNamed() {
        assertThat(ScheduleWords.read("every blue moon at 9").problem()).contains("“blue”");
        assertThat(ScheduleWords.read("every Monday at lunch").problem()).contains("“lunch”");
        assertThat(ScheduleWords.read("every Monday at 25:00").problem()).contains("“25:00”");
        assertThat(ScheduleWords.read("every 2 sprints").problem()).contains("“sprints”");
        assertThat(ScheduleWords.read("every second Tuesday at 9").problem()).contains("two things");
        assertThat(ScheduleWords.read("every Monday maybe at 9").problem()).contains("“maybe”");
        assertThat(ScheduleWords.read("").problem()).contains("every Monday at 12:00");
        assertThat(ScheduleWords.read("every 0 minutes").problem()).contains("0");
        assertThat(ScheduleWords.read("every 15 minutes at 9").problem()).contains("between");
        assertThat(ScheduleWords.read("every month on Monday").problem()).contains("Which");
        assertThat(ScheduleWords.read("every").problem()).isNotBlank();
        assertThat(ScheduleWords.read("every 3").problem()).contains("Minutes, hours");
        assertThat(ScheduleWords.read("x".repeat(501)).problem()).contains("500");
        assertThat(ScheduleWords.read("every day at 9 between 9 and 10").problem())
                .contains("between");
    }

    @Property(tries = 1_000)
    void theWordsOfARuleAreReadAsTheSameRule(@ForAll("rules") Rule rule) {
        ScheduleWords.Read read = ScheduleWords.read(RuleWords.of(rule));
        assertThat(read.problem()).as(RuleWords.of(rule)).isNull();
        assertThat(read.rule()).as(RuleWords.of(rule)).isEqualTo(rule);
    }

    @Property(tries = 500)
    void theSettingsOfARuleAreReadAsTheSameRule(@ForAll("rules") Rule rule) {
        ObjectNode settings = ScheduleSettings.write(rule).put("zone", "Asia/Kathmandu");
        List<String> problems = new ArrayList<>();
        Schedule schedule = ScheduleSettings.read(settings, (field, message) -> problems.add(field + ": " + message));
        assertThat(problems).isEmpty();
        assertThat(schedule.rule()).isEqualTo(rule);
    }

    @Property(tries = 1_000)
    void anythingSaidIsReadOrRefusedInWords(@ForAll("sayings") String saying) {
        ScheduleWords.Read read = ScheduleWords.read(saying);
        assertThat(read.rule() == null).isEqualTo(read.problem() != null);
        if (read.rule() != null) {
            assertThat(ScheduleWords.read(RuleWords.of(read.rule())).rule()).isEqualTo(read.rule());
        }
    }

    @Provide
    Arbitrary<String> sayings() {
        return Arbitraries.of(
                        "every",
                        "2",
                        "weeks",
                        "on",
                        "the",
                        "first",
                        "last",
                        "monday",
                        "and",
                        "at",
                        "9",
                        "17:00",
                        "working",
                        "day",
                        "of",
                        "month",
                        ",",
                        "between",
                        "minutes",
                        "15",
                        "second",
                        "other",
                        "march",
                        "1st",
                        "counted",
                        "from",
                        "2026-01-01",
                        "weekday",
                        "in",
                        "noon",
                        "lunch",
                        "to",
                        "quarter",
                        "fortnight",
                        "hourly",
                        "")
                .list()
                .ofMaxSize(9)
                .map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<Rule> rules() {
        Arbitrary<List<LocalTime>> times = Combinators.combine(
                        Arbitraries.integers().between(0, 23),
                        Arbitraries.integers().between(0, 59))
                .as(LocalTime::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        Arbitrary<Set<DayOfWeek>> days =
                Arbitraries.of(DayOfWeek.class).set().ofMinSize(1).ofMaxSize(7).map(Rule::daySet);
        Arbitrary<Integer> every = Arbitraries.integers().between(1, 40);
        Arbitrary<LocalDate> anchor = Arbitraries.integers()
                .between(0, 9_000)
                .map(day -> LocalDate.of(2001, 1, 1).plusDays(day))
                .injectNull(0.5);
        Arbitrary<MonthDays> on = Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.integers()
                                        .between(1, 31)
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(5),
                                Arbitraries.of(true, false))
                        .as(MonthDays.Dates::new),
                Combinators.combine(Arbitraries.of(1, 2, 3, 4, 5, -1), Arbitraries.of(DayOfWeek.class))
                        .as(MonthDays.Weekday::new),
                Arbitraries.of(1, 2, 3, 6, 11, 20, -1).map(MonthDays.WorkingDay::new));
        Arbitrary<Rule.Window> window = Combinators.combine(
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(12, 23))
                .as((from, to) -> new Rule.Window(LocalTime.of(from, 0), LocalTime.of(to, 30)));
        return Arbitraries.oneOf(
                Combinators.combine(every, times, anchor).as(Rule.Days::new),
                Combinators.combine(every, days, times, anchor).as(Rule.Weeks::new),
                Combinators.combine(Arbitraries.of(1, 2, 3, 6, 12, 18), on, times, anchor)
                        .as(Rule.Months::new),
                Combinators.combine(every, Arbitraries.of(Rule.Unit.class), days, window.injectNull(0.5), anchor)
                        .as((count, unit, some, between, date) -> new Rule.Interval(
                                count, unit, some, between, date == null ? null : date.atTime(9, 20))),
                Arbitraries.of("0 9 * * 1", "*/15 * * * * *", "0 0 L * *").map(Rule.Cron::new));
    }
}

package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.sequences.SequenceDocument.Window;
import io.salessync.outreach.sequences.SequenceDocument.ZoneOf;
import io.salessync.outreach.sequences.Step;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HoursTests {
    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    /** Around the changes of the clock: New York, London, Lord Howe (half an hour), Apia (left a day out), Cairo (at midnight). */
    private static final List<String> ZONES = List.of(
            "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "Asia/Kolkata");

    private static Hours hours(String zone, Set<DayOfWeek> days, LocalTime from, LocalTime until) {
        return new Hours("the", days, from, until, ZoneId.of(zone), date -> Optional.empty());
    }

    /** Goes ahead minute by minute. */
    private static Optional<Instant> oracle(List<Hours> all, Instant at) {
        for (int minute = 0; minute < 60 * 24 * 9; minute++) {
            Instant moment = at.plus(Duration.ofMinutes(minute));
            boolean open = true;
            for (Hours hours : all) {
                LocalTime time = LocalTime.ofInstant(moment, hours.zone());
                LocalDate date = LocalDate.ofInstant(moment, hours.zone());
                open &= hours.days().contains(date.getDayOfWeek())
                        && time.compareTo(hours.from()) >= 0
                        && time.compareTo(hours.until()) < 0;
            }
            if (open) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }

    @Provide
    Arbitrary<Hours> windows() {
        Arbitrary<LocalTime> from =
                Arbitraries.integers().between(0, 60 * 24 - 2).map(minute -> LocalTime.ofSecondOfDay(minute * 60L));
        return Combinators.combine(
                        Arbitraries.of(ZONES),
                        from,
                        Arbitraries.integers().between(1, 60 * 24),
                        Arbitraries.of(DayOfWeek.class).set().ofMinSize(1))
                .as((zone, begin, length, days) -> {
                    int end = Math.min(60 * 24 - 1, begin.toSecondOfDay() / 60 + length);
                    return hours(zone, days, begin, LocalTime.ofSecondOfDay(end * 60L));
                });
    }

    @Provide
    Arbitrary<Instant> moments() {
        return Combinators.combine(
                        Arbitraries.of(
                                "2026-03-07",
                                "2026-03-28",
                                "2026-04-04",
                                "2026-10-24",
                                "2026-10-31",
                                "2011-12-28",
                                "2026-04-23",
                                "2026-10-29"),
                        Arbitraries.integers().between(0, 60 * 72))
                .as((day, minute) -> Instant.parse(day + "T00:00:00Z").plus(Duration.ofMinutes(minute)));
    }

    @Property(tries = 400)
    void theNextOpeningIsTheOneAClockOnTheWallShows(@ForAll("windows") Hours hours, @ForAll("moments") Instant at) {
        assertThat(hours.next(at)).isEqualTo(oracle(List.of(hours), at));
    }

    @Property(tries = 150)
    void twoWindowsAreOpenTogetherWhenBothAre(
            @ForAll("windows") Hours one, @ForAll("windows") Hours other, @ForAll("moments") Instant at) {
        Optional<Instant> oracle = oracle(List.of(one, other), at);
        Optional<Instant> found = Hours.next(List.of(one, other), at);
        if (oracle.isPresent()) {
            assertThat(found).isEqualTo(oracle);
        } else {
            assertThat(found.map(moment -> Duration.between(at, moment).toDays() >= 8)
                            .orElse(true))
                    .isTrue();
        }
    }

    @Test
    void theEndIsExclusive() {
        Hours nine = hours("Europe/London", WORKDAYS, LocalTime.of(9, 0), LocalTime.of(17, 0));
        assertThat(nine.open(Instant.parse("2026-11-23T16:59:59Z"))).isTrue();
        assertThat(nine.open(Instant.parse("2026-11-23T17:00:00Z"))).isFalse();
        assertThat(nine.next(Instant.parse("2026-11-27T17:00:00Z"))).contains(Instant.parse("2026-11-30T09:00:00Z"));
    }

    @Test
    void holidaysOfBothCountriesAreDaysOff() {
        Window window = new Window(
                WORKDAYS,
                LocalTime.of(9, 0),
                LocalTime.of(17, 0),
                ZoneOf.LEAD,
                true,
                true,
                List.of(LocalDate.of(2026, 12, 28)));
        Sender sender = SheetKit.sender("Europe/Berlin", "DE");
        List<Hours> hours = Hours.of(window, ZoneId.of("America/New_York"), "US", sender);
        // 25 December is a holiday of both, 26 a Saturday, 28 a day off of the sequence
        assertThat(Hours.next(hours, Instant.parse("2026-12-25T10:00:00Z")))
                .contains(Instant.parse("2026-12-29T14:00:00Z"));
        // Thanksgiving of the lead's country alone
        assertThat(Hours.closed(hours, Instant.parse("2026-11-26T15:00:00Z")).orElseThrow())
                .contains("their country");
        // 1 May of the sender's country alone
        assertThat(Hours.closed(hours, Instant.parse("2026-05-01T13:30:00Z")).orElseThrow())
                .contains("sender's country");
    }

    @Test
    void windowsThatNeverMeetNeverOpen() {
        Hours morning = hours("UTC", WORKDAYS, LocalTime.of(8, 0), LocalTime.of(9, 0));
        Hours evening = hours("UTC", WORKDAYS, LocalTime.of(18, 0), LocalTime.of(19, 0));
        assertThat(Hours.next(List.of(morning, evening), Instant.parse("2026-11-23T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void workingDaysSkipWhatIsOffAndJitterOnlyAdds() {
        Hours hours = hours("Europe/Berlin", WORKDAYS, LocalTime.of(9, 0), LocalTime.of(17, 0));
        Instant friday = Instant.parse("2026-11-27T10:00:00Z");
        Step.Wait plain = new Step.Wait("w", 2, Step.Wait.Unit.WORKING_DAYS, 0, null);
        assertThat(Waits.until(plain, friday, List.of(hours), UUID.randomUUID()))
                .isEqualTo(Instant.parse("2026-12-01T10:00:00Z"));
        Step.Wait days = new Step.Wait("w", 2, Step.Wait.Unit.DAYS, 50, null);
        for (int i = 0; i < 50; i++) {
            UUID lead = UUID.randomUUID();
            Instant until = Waits.until(days, friday, List.of(hours), lead);
            assertThat(until).isBetween(friday.plus(Duration.ofDays(2)), friday.plus(Duration.ofDays(3)));
            assertThat(Waits.until(days, friday, List.of(hours), lead)).isEqualTo(until);
        }
    }

    @Test
    void daysKeepTheTimeOfDayOverAChangeOfTheClock() {
        Hours hours = hours("Europe/Berlin", WORKDAYS, LocalTime.of(9, 0), LocalTime.of(17, 0));
        Step.Wait wait = new Step.Wait("w", 3, Step.Wait.Unit.DAYS, 0, null);
        assertThat(Waits.until(wait, Instant.parse("2026-03-27T09:00:00Z"), List.of(hours), UUID.randomUUID()))
                .isEqualTo(Instant.parse("2026-03-30T08:00:00Z"));
    }
}

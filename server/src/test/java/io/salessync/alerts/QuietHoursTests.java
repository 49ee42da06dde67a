package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTests {
    private static final Set<DayOfWeek> ALL = EnumSet.allOf(DayOfWeek.class);

    private static QuietHours quiet(String from, String to, String zone, Set<DayOfWeek> days) {
        return new QuietHours(LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone), days, true);
    }

    @ParameterizedTest
    @CsvSource({
        // the 23rd of November 2026 is a Monday; Berlin is an hour ahead
        "2026-11-23T20:59:59Z, 2026-11-23T20:59:59Z",
        "2026-11-23T21:00:00Z, 2026-11-24T06:00:00Z",
        "2026-11-23T23:30:00Z, 2026-11-24T06:00:00Z",
        "2026-11-24T05:59:59Z, 2026-11-24T06:00:00Z",
        "2026-11-24T06:00:00Z, 2026-11-24T06:00:00Z",
    })
    void aNightReachesOverMidnight(String at, String loud) {
        assertThat(quiet("22:00", "07:00", "Europe/Berlin", ALL).loudAt(Instant.parse(at)))
                .isEqualTo(Instant.parse(loud));
    }

    @Test
    void aNightBelongsToTheDayItBeginsOn() {
        QuietHours fridays = quiet("22:00", "07:00", "UTC", EnumSet.of(DayOfWeek.FRIDAY));
        Instant saturdayEarly = Instant.parse("2026-11-28T03:00:00Z");
        Instant fridayEarly = Instant.parse("2026-11-27T03:00:00Z");
        assertThat(fridays.loudAt(saturdayEarly)).isEqualTo(Instant.parse("2026-11-28T07:00:00Z"));
        assertThat(fridays.loudAt(fridayEarly)).isEqualTo(fridayEarly);
    }

    @Test
    void aWholeWeekendIsOneQuietTime() {
        QuietHours weekend = quiet("00:00", "00:00", "UTC", EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
        assertThat(weekend.loudAt(Instant.parse("2026-11-28T10:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-30T00:00:00Z"));
    }

    @Test
    void aNightIsShorterWhenTheClockGoesForwardAndLongerWhenItGoesBack() {
        QuietHours night = quiet("22:00", "07:00", "Europe/Berlin", ALL);
        // 29 March 2026: 02:00 becomes 03:00; 25 October 2026: 03:00 becomes 02:00
        assertThat(night.loudAt(Instant.parse("2026-03-28T21:00:00Z")))
                .isEqualTo(Instant.parse("2026-03-29T05:00:00Z"));
        assertThat(night.loudAt(Instant.parse("2026-10-24T20:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T06:00:00Z"));
    }

    @Test
    void anEndThatTheClockSkipsComesRightAfterTheGap() {
        QuietHours short_ = quiet("01:00", "02:30", "Europe/Berlin", ALL);
        // 02:30 is not on the wall; what would be 02:30 is 03:30, which is 01:30 UTC
        assertThat(short_.loudAt(Instant.parse("2026-03-29T00:30:00Z")))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    }

    @Test
    void anEndThatComesTwiceCountsTheFirstTime() {
        QuietHours short_ = quiet("01:00", "02:30", "Europe/Berlin", ALL);
        assertThat(short_.loudAt(Instant.parse("2026-10-25T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void quietForEverEndsAfterTwoWeeks() {
        Instant now = Instant.parse("2026-11-23T09:00:00Z");
        assertThat(quiet("00:00", "00:00", "UTC", ALL).loudAt(now))
                .isAfter(now.plusSeconds(14 * 86_400L))
                .isBefore(now.plusSeconds(16 * 86_400L));
    }
}

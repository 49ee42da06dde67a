package io.salessync.outreach.sending;

import io.salessync.outreach.sequences.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;

/** When a wait is over. */
final class Waits {
    private Waits() {}

    /**
     * Counted from {@code since}. Days keep the time of day of the first window's zone; a working day is a day on which all windows are open at some hour.
     * It may be longer by up to the step's jitter, drawn for the lead.
     */
    static Instant until(Step.Wait wait, Instant since, List<Hours> windows, UUID lead) {
        Hours hours = windows.getFirst();
        ZonedDateTime from = since.atZone(hours.zone());
        Instant end = switch (wait.unit()) {
            case HOURS -> since.plus(Duration.ofHours(wait.amount()));
            case DAYS -> from.plusDays(wait.amount()).toInstant();
            case WORKING_DAYS ->
                from.with(workingDay(from.toLocalDate(), wait.amount(), windows))
                        .toInstant();
        };
        if (wait.jitter() <= 0) {
            return end;
        }
        double longer = Draw.share("wait", lead, wait.id()) * wait.jitter() / 100;
        // working days: of the days themselves, not of the weekends among them
        Duration whole = wait.unit() == Step.Wait.Unit.WORKING_DAYS
                ? Duration.ofDays(wait.amount())
                : Duration.between(since, end);
        return end.plusSeconds((long) (whole.toSeconds() * longer));
    }

    private static LocalDate workingDay(LocalDate from, int count, List<Hours> windows) {
        LocalDate date = from;
        int left = count;
        for (int ahead = 0; left > 0 && ahead < Hours.DAYS_AHEAD + 3 * count; ahead++) {
            date = date.plusDays(1);
            LocalDate day = date;
            if (windows.stream().allMatch(hours -> hours.working(day))) {
                left--;
            }
        }
        return date;
    }
}

package io.salessync.flows.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** Which days people work on, and what becomes of a due time on one they do not. */
record WorkDays(Set<DayOfWeek> weekend, Holidays holidays, Policy policy, boolean weekendsToo) {
    /** What becomes of a due time on a day off. */
    enum Policy {
        /** It stays. */
        STAY,
        SKIP,
        PREVIOUS,
        NEXT
    }

    /** No stretch of days off is longer. */
    static final int LONGEST = 31;

    /** Saturday and Sunday off, no holidays. */
    static final WorkDays PLAIN =
            new WorkDays(Rule.daySet(Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)), Holidays.NONE, Policy.STAY, false);

    boolean isWorkingDay(LocalDate date) {
        return !weekend.contains(date.getDayOfWeek()) && holidays.name(date).isEmpty();
    }

    /** Why the policy applies to this date; empty: it does not. */
    Optional<String> off(LocalDate date) {
        if (policy == Policy.STAY) {
            return Optional.empty();
        }
        Optional<String> holiday = holidays.name(date);
        return holiday.isEmpty() && weekendsToo && weekend.contains(date.getDayOfWeek())
                ? Optional.of("weekend")
                : holiday;
    }
}

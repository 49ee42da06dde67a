package io.salessync.outreach.sending;

import io.salessync.flows.schedule.Holidays;
import io.salessync.outreach.sequences.SequenceDocument.Window;
import io.salessync.outreach.sequences.SequenceDocument.ZoneOf;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hours of a day on some days in a zone, the end exclusive. Open at an instant exactly when a clock on the wall there shows a time in the hours on an open
 * day: an hour that comes twice counts twice, one that is left out never is.
 *
 * @param whose whose clock it is, in a sentence
 * @param off why a day is off beyond its weekday; empty: it is not
 */
record Hours(
        String whose,
        Set<DayOfWeek> days,
        LocalTime from,
        LocalTime until,
        ZoneId zone,
        Function<LocalDate, Optional<String>> off) {
    /** Further ahead nobody looks: such a window never opens. */
    static final int DAYS_AHEAD = 400;

    /** When messages of a sequence may go out to this lead from this sender: the sequence's window and the sender's own hours. */
    static List<Hours> of(Window window, @Nullable ZoneId leadZone, String leadCountry, @Nullable Sender sender) {
        ZoneId own = sender == null ? ZoneOffset.UTC : sender.zone();
        boolean wanted = window.zone() == ZoneOf.LEAD || sender == null;
        ZoneId zone = leadZone != null && wanted ? leadZone : own;
        String whose = leadZone != null && wanted ? "their" : "the sender's";
        Holidays lead = window.leadHolidays() ? holidays(leadCountry) : Holidays.NONE;
        Holidays home = window.senderHolidays() && sender != null ? holidays(sender.country()) : Holidays.NONE;
        Set<LocalDate> further = Set.copyOf(window.daysOff());
        Function<LocalDate, Optional<String>> off = date -> further.contains(date)
                ? Optional.of("a day off of the sequence")
                : lead.name(date)
                        .map(name -> "a holiday of their country (" + name + ")")
                        .or(() -> home.name(date).map(name -> "a holiday of the sender's country (" + name + ")"));
        Hours sequence = new Hours(whose, window.days(), window.from(), window.until(), zone, off);
        if (sender == null) {
            return List.of(sequence);
        }
        SenderSettings set = sender.settings();
        return List.of(
                sequence,
                new Hours(
                        "the sender's", set.days(), set.from(), set.until(), sender.zone(), date -> Optional.empty()));
    }

    /** Of a country's code; unknown and empty ones have none. */
    static Holidays holidays(String country) {
        if (country.isBlank() || !Known.CODES.contains(country.toLowerCase(Locale.ROOT))) {
            return Holidays.NONE;
        }
        return Holidays.of(country, "");
    }

    private static final class Known {
        private static final Set<String> CODES = Holidays.codes();
    }

    boolean working(LocalDate date) {
        return days.contains(date.getDayOfWeek()) && off.apply(date).isEmpty();
    }

    boolean open(Instant at) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        LocalTime time = local.toLocalTime();
        return !time.isBefore(from) && time.isBefore(until) && working(local.toLocalDate());
    }

    /** The first open instant from {@code at} on, itself included; empty: none in {@value #DAYS_AHEAD} days. */
    Optional<Instant> next(Instant at) {
        if (open(at)) {
            return Optional.of(at);
        }
        LocalDate first = LocalDate.ofInstant(at, zone);
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            LocalDate date = first.plusDays(ahead);
            if (!working(date)) {
                continue;
            }
            Optional<Instant> opening = openings(date).stream()
                    .filter(instant -> !instant.isBefore(at) && open(instant))
                    .min(Instant::compareTo);
            if (opening.isPresent()) {
                return opening;
            }
        }
        return Optional.empty();
    }

    /** Where it may begin to be open on a day: at the hour it begins, and where the clock is set. */
    private List<Instant> openings(LocalDate date) {
        List<Instant> found = new ArrayList<>();
        LocalDateTime begin = date.atTime(from);
        ZoneRules rules = zone.getRules();
        for (ZoneOffset offset : rules.getValidOffsets(begin)) {
            found.add(begin.toInstant(offset));
        }
        Instant midnight = date.atStartOfDay(zone).toInstant();
        Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
        if (rules.getOffset(midnight.minusSeconds(1)).equals(rules.getOffset(next))) {
            // no clock is set twice in a day: nearly all days are done here
            return found;
        }
        ZoneOffsetTransition set = rules.nextTransition(midnight.minusSeconds(1));
        if (set != null && set.getInstant().isBefore(next)) {
            found.add(set.getInstant());
        }
        if (midnight.atZone(zone).toLocalTime().isAfter(LocalTime.MIDNIGHT)) {
            found.add(midnight);
        }
        return found;
    }

    /** The first instant from {@code at} on at which all are open. */
    static Optional<Instant> next(List<Hours> all, Instant at) {
        if (all.size() == 2 && !Meetings.possible(all.getFirst(), all.getLast(), at)) {
            return Optional.empty();
        }
        Instant candidate = at;
        // each round that moves goes ahead to an opening of one of them; two daily windows that never meet go on for
        // ever
        for (int round = 0; round <= 2 * DAYS_AHEAD; round++) {
            Instant before = candidate;
            for (Hours hours : all) {
                Optional<Instant> next = hours.next(candidate);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                candidate = next.get();
            }
            if (candidate.equals(before)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the hours of two zones ever meet, whatever the weekdays and holidays. Working hours of far zones do not, and to find that out
     * day by day is slow; it is the same for all leads of a zone.
     */
    private static final class Meetings {
        private static final int MOST = 5_000;
        private static final int MONTH = 31;
        private static final Map<Pair, Boolean> KNOWN = new ConcurrentHashMap<>();

        private record Daily(ZoneId zone, LocalTime from, LocalTime until) {}

        /** @param month as seen by UTC; true of every instant in it */
        private record Pair(Daily one, Daily other, YearMonth month) {}

        static boolean possible(Hours one, Hours other, Instant at) {
            Pair pair = new Pair(
                    new Daily(one.zone, one.from, one.until),
                    new Daily(other.zone, other.from, other.until),
                    YearMonth.from(at.atOffset(ZoneOffset.UTC)));
            if (KNOWN.size() > MOST) {
                KNOWN.clear();
            }
            return KNOWN.computeIfAbsent(pair, Meetings::look);
        }

        private static boolean look(Pair pair) {
            LocalDate first = pair.month().atDay(1).minusDays(1);
            for (int ahead = 0; ahead <= DAYS_AHEAD + MONTH + 2; ahead++) {
                LocalDate date = first.plusDays(ahead);
                for (int besides = -1; besides <= 1; besides++) {
                    if (meet(pair.one(), date, pair.other(), date.plusDays(besides))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean meet(Daily one, LocalDate day, Daily other, LocalDate otherDay) {
            Instant begins = opening(one, day);
            Instant ends = closing(one, day);
            return begins.isBefore(closing(other, otherDay))
                    && opening(other, otherDay).isBefore(ends);
        }

        /** Not later than it opens; where a clock is set within these hours, earlier. */
        private static Instant opening(Daily hours, LocalDate day) {
            Instant told = day.atTime(hours.from()).atZone(hours.zone()).toInstant();
            return even(hours, day) ? told : told.minus(Duration.ofHours(3));
        }

        private static Instant closing(Daily hours, LocalDate day) {
            Instant told = day.atTime(hours.until()).atZone(hours.zone()).toInstant();
            return even(hours, day) ? told : told.plus(Duration.ofHours(3));
        }

        private static boolean even(Daily hours, LocalDate day) {
            ZoneRules rules = hours.zone().getRules();
            List<ZoneOffset> from = rules.getValidOffsets(day.atTime(hours.from()));
            return from.size() == 1 && from.equals(rules.getValidOffsets(day.atTime(hours.until())));
        }
    }

    /** Why they are not all open at an instant; empty: they are. */
    static Optional<String> closed(List<Hours> all, Instant at) {
        return all.stream().filter(hours -> !hours.open(at)).findFirst().map(hours -> hours.why(at));
    }

    private String why(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        Optional<String> holiday = off.apply(local.toLocalDate());
        if (!days.contains(local.getDayOfWeek())) {
            return "it is %s by %s clock (%s), no day to send on"
                    .formatted(local.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), whose, zone);
        }
        if (holiday.isPresent()) {
            return "%s is %s".formatted(local.toLocalDate(), holiday.get());
        }
        return "it is %tR by %s clock (%s); messages go out from %s to %s".formatted(local, whose, zone, from, until);
    }
}

package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says when a rule is due by walking a zone's instants minute by minute and looking at the clock on the wall: no arithmetic on
 * clock changes, no shortcuts. Slow, and written without the code it judges.
 */
final class WalkedSchedule {
    private final Rule rule;
    private final ZoneId zone;

    WalkedSchedule(Rule rule, ZoneId zone) {
        this.rule = rule;
        this.zone = zone;
    }

    /** @param from whole minutes */
    List<Instant> between(Instant from, Instant to) {
        return rule instanceof Rule.Interval interval ? elapsed(interval, from, to) : onTheWall(from, to);
    }

    private List<Instant> onTheWall(Instant from, Instant to) {
        List<Instant> due = new ArrayList<>();
        Set<LocalDateTime> shown = new HashSet<>();
        LocalDateTime before = null;
        // begins days earlier: what the wall has shown by then counts as shown
        for (Instant at = from.minus(3, ChronoUnit.DAYS); at.isBefore(to); at = at.plusSeconds(60)) {
            LocalDateTime wall = LocalDateTime.ofInstant(at, zone);
            boolean isDue = isDue(wall) && (everyHour() || !shown.contains(wall));
            if (before != null) {
                for (LocalDateTime leapt = before.plusMinutes(1); leapt.isBefore(wall); leapt = leapt.plusMinutes(1)) {
                    isDue |= isDue(leapt) && !shown.contains(leapt);
                }
            }
            shown.add(wall);
            before = wall;
            if (isDue && !at.isBefore(from)) {
                due.add(at);
            }
        }
        return due;
    }

    private boolean everyHour() {
        return rule instanceof Rule.Cron(String text) && text.split(" ")[1].equals("*");
    }

    private boolean isDue(LocalDateTime wall) {
        LocalDate day = wall.toLocalDate();
        LocalTime time = wall.toLocalTime();
        return switch (rule) {
            case Rule.Interval ignored -> throw new IllegalStateException();
            case Rule.Cron(String text) -> cron(text.split(" "), wall);
            case Rule.Days(int every, List<LocalTime> at, LocalDate anchor) ->
                at.contains(time) && (day.toEpochDay() - anchor.toEpochDay()) % every == 0;
            case Rule.Weeks(int every, Set<DayOfWeek> days, List<LocalTime> at, LocalDate anchor) ->
                at.contains(time) && days.contains(day.getDayOfWeek()) && (week(day) - week(anchor)) % every == 0;
            case Rule.Months(int every, MonthDays on, List<LocalTime> at, LocalDate anchor) ->
                at.contains(time)
                        && (day.getYear() * 12 + day.getMonthValue() - anchor.getYear() * 12 - anchor.getMonthValue())
                                        % every
                                == 0
                        && on(on, day);
        };
    }

    /** 1970-01-05 was a Monday. */
    private static long week(LocalDate day) {
        return Math.floorDiv(day.toEpochDay() - 4, 7L);
    }

    private static boolean on(MonthDays on, LocalDate day) {
        int date = day.getDayOfMonth();
        int length = day.lengthOfMonth();
        return switch (on) {
            case MonthDays.Dates(List<Integer> dates, boolean last) ->
                dates.contains(date) || last && date == length && dates.stream().anyMatch(some -> some > length);
            case MonthDays.Weekday(int nth, DayOfWeek weekday) ->
                day.getDayOfWeek() == weekday && (nth == -1 ? date + 7 > length : (date + 6) / 7 == nth);
            case MonthDays.WorkingDay(int nth) -> {
                List<Integer> working = new ArrayList<>();
                for (int some = 1; some <= length; some++) {
                    if (day.withDayOfMonth(some).getDayOfWeek().getValue() < 6) {
                        working.add(some);
                    }
                }
                yield working.get(nth == -1 ? working.size() - 1 : nth - 1) == date;
            }
        };
    }

    /** Plain fields alone: a star, a number, a list, a step of a star. */
    private static boolean cron(String[] fields, LocalDateTime wall) {
        boolean date = field(fields[2], wall.getDayOfMonth(), 1);
        boolean weekday = field(fields[4], wall.getDayOfWeek().getValue() % 7, 0);
        boolean day = fields[2].startsWith("*") || fields[4].startsWith("*") ? date && weekday : date || weekday;
        return field(fields[0], wall.getMinute(), 0)
                && field(fields[1], wall.getHour(), 0)
                && field(fields[3], wall.getMonthValue(), 1)
                && day;
    }

    private static boolean field(String field, int value, int least) {
        if (field.equals("*")) {
            return true;
        }
        if (field.startsWith("*/")) {
            return (value - least) % Integer.parseInt(field.substring(2)) == 0;
        }
        for (String part : field.split(",")) {
            if (Integer.parseInt(part) == value) {
                return true;
            }
        }
        return false;
    }

    private List<Instant> elapsed(Rule.Interval interval, Instant from, Instant to) {
        List<Instant> due = new ArrayList<>();
        Duration step = interval.unit() == Rule.Unit.HOURS
                ? Duration.ofHours(interval.every())
                : Duration.ofMinutes(interval.every());
        if (interval.between() == null) {
            Instant anchor = interval.anchor().atZone(zone).toInstant();
            for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
                if (Duration.between(anchor, at).toMinutes() % step.toMinutes() == 0
                        && interval.days().contains(at.atZone(zone).getDayOfWeek())) {
                    due.add(at);
                }
            }
            return due;
        }
        // the wall's first and last sight of each day's window
        Map<LocalDate, Instant> opens = new HashMap<>();
        Map<LocalDate, Instant> closes = new HashMap<>();
        Rule.Window window = interval.between();
        for (Instant at = from.minus(2, ChronoUnit.DAYS);
                at.isBefore(to.plus(2, ChronoUnit.DAYS));
                at = at.plusSeconds(60)) {
            LocalDateTime wall = LocalDateTime.ofInstant(at, zone);
            LocalDate day = wall.toLocalDate();
            if (!wall.toLocalTime().isBefore(window.from())) {
                opens.putIfAbsent(day, at);
            }
            if (!wall.toLocalTime().isAfter(window.to())) {
                closes.put(day, at);
            }
        }
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
            LocalDate day = LocalDate.ofInstant(at, zone);
            Instant open = opens.get(day);
            Instant close = closes.get(day);
            if (open != null
                    && close != null
                    && interval.days().contains(day.getDayOfWeek())
                    && !at.isBefore(open)
                    && !at.isAfter(close)
                    && Duration.between(open, at).toMinutes() % step.toMinutes() == 0) {
                due.add(at);
            }
        }
        return due;
    }
}

package io.salessync.sandbox.salesforce;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;

/** What TODAY, LAST_N_DAYS:n and the like mean on a day; weeks begin on Sunday, the fiscal year in January. */
final class NamedDates {
    private static final Set<String> PLAIN = Set.of(
            "YESTERDAY",
            "TODAY",
            "TOMORROW",
            "LAST_WEEK",
            "THIS_WEEK",
            "NEXT_WEEK",
            "LAST_MONTH",
            "THIS_MONTH",
            "NEXT_MONTH",
            "LAST_90_DAYS",
            "NEXT_90_DAYS",
            "THIS_QUARTER",
            "LAST_QUARTER",
            "NEXT_QUARTER",
            "THIS_YEAR",
            "LAST_YEAR",
            "NEXT_YEAR",
            "THIS_FISCAL_QUARTER",
            "LAST_FISCAL_QUARTER",
            "NEXT_FISCAL_QUARTER",
            "THIS_FISCAL_YEAR",
            "LAST_FISCAL_YEAR",
            "NEXT_FISCAL_YEAR");
    private static final Set<String> COUNTED = Set.of(
            "LAST_N_DAYS",
            "NEXT_N_DAYS",
            "N_DAYS_AGO",
            "LAST_N_WEEKS",
            "NEXT_N_WEEKS",
            "N_WEEKS_AGO",
            "LAST_N_MONTHS",
            "NEXT_N_MONTHS",
            "N_MONTHS_AGO",
            "LAST_N_QUARTERS",
            "NEXT_N_QUARTERS",
            "N_QUARTERS_AGO",
            "LAST_N_YEARS",
            "NEXT_N_YEARS",
            "N_YEARS_AGO",
            "LAST_N_FISCAL_QUARTERS",
            "NEXT_N_FISCAL_QUARTERS",
            "N_FISCAL_QUARTERS_AGO",
            "LAST_N_FISCAL_YEARS",
            "NEXT_N_FISCAL_YEARS",
            "N_FISCAL_YEARS_AGO");

    private NamedDates() {}

    /** The days from the first to before the second. */
    record Span(LocalDate from, LocalDate to) {}

    static boolean known(String name, boolean counted) {
        return (counted ? COUNTED : PLAIN).contains(name);
    }

    static Span span(String told, int n, LocalDate today) {
        String name = told.replace("_FISCAL", "");
        switch (name) {
            case "YESTERDAY" -> {
                return days(today.minusDays(1), 1);
            }
            case "TODAY" -> {
                return days(today, 1);
            }
            case "TOMORROW" -> {
                return days(today.plusDays(1), 1);
            }
            case "LAST_90_DAYS" -> {
                return new Span(today.minusDays(90), today.plusDays(1));
            }
            case "NEXT_90_DAYS" -> {
                return days(today.plusDays(1), 90);
            }
            case "LAST_N_DAYS" -> {
                return new Span(today.minusDays(n), today.plusDays(1));
            }
            case "NEXT_N_DAYS" -> {
                return days(today.plusDays(1), n);
            }
            case "N_DAYS_AGO" -> {
                return days(today.minusDays(n), 1);
            }
            default -> {
                return unit(name, n, today);
            }
        }
    }

    private static Span unit(String name, int n, LocalDate today) {
        Unit unit = name.contains("WEEK")
                ? Unit.WEEK
                : name.contains("MONTH") ? Unit.MONTH : name.contains("QUARTER") ? Unit.QUARTER : Unit.YEAR;
        LocalDate begin = unit.begin(today);
        if (name.startsWith("THIS_")) {
            return new Span(begin, unit.plus(begin, 1));
        }
        if (name.endsWith("_AGO")) {
            return new Span(unit.plus(begin, -n), unit.plus(begin, 1 - n));
        }
        int many = n < 0 ? 1 : n;
        return name.startsWith("LAST_")
                ? new Span(unit.plus(begin, -many), begin)
                : new Span(unit.plus(begin, 1), unit.plus(begin, 1 + many));
    }

    private static Span days(LocalDate from, int count) {
        return new Span(from, from.plusDays(count));
    }

    private enum Unit {
        WEEK,
        MONTH,
        QUARTER,
        YEAR;

        LocalDate begin(LocalDate day) {
            return switch (this) {
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
                case MONTH -> day.withDayOfMonth(1);
                case QUARTER -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
                case YEAR -> day.withDayOfYear(1);
            };
        }

        LocalDate plus(LocalDate day, int count) {
            return switch (this) {
                case WEEK -> day.plusWeeks(count);
                case MONTH -> day.plusMonths(count);
                case QUARTER -> day.plusMonths(3L * count);
                case YEAR -> day.plusYears(count);
            };
        }
    }
}

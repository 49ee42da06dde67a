package io.salessync.pulls;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Dates and times as people give them in conditions: a day, an instant, or one relative to now. Relative ones become absolute
 * here, by the query's zone: the CRM's own words depend on the zone and calendar of whoever it thinks asks.
 */
final class Moments {
    /** The words of relative times, for the query builder. */
    static final List<String> RELATIVE = List.of(
            "NOW",
            "TODAY",
            "YESTERDAY",
            "TOMORROW",
            "N_HOURS_AGO",
            "N_DAYS_AGO",
            "N_WEEKS_AGO",
            "N_MONTHS_AGO",
            "N_YEARS_AGO",
            "N_DAYS_AHEAD",
            "N_WEEKS_AHEAD",
            "N_MONTHS_AHEAD",
            "N_YEARS_AHEAD",
            "START_OF_WEEK",
            "START_OF_MONTH",
            "START_OF_QUARTER",
            "START_OF_YEAR",
            "START_OF_LAST_WEEK",
            "START_OF_LAST_MONTH",
            "START_OF_LAST_QUARTER",
            "START_OF_LAST_YEAR");

    /** The CRM's own words that may be passed through, and whether a number follows. */
    private static final Pattern LITERAL = Pattern.compile(
            "(TODAY|YESTERDAY|TOMORROW|(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR)|(LAST|NEXT)_90_DAYS)"
                    + "|((LAST|NEXT)_N_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS)"
                    + "|N_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS)_AGO):[0-9]{1,5}");

    private static final int MOST = 20_000;

    private final Instant now;
    private final ZoneId zone;

    Moments(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** What a value stands for. */
    sealed interface Moment {
        /** A whole day in the query's zone. */
        record Day(LocalDate day) implements Moment {}

        record Point(Instant instant) implements Moment {}

        /** The CRM's own word, passed through as it is. */
        record Word(String word) implements Moment {}
    }

    /** Says what is wrong in an exception of this type, without a full stop. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String said;

        Wrong(String message) {
            super(message, null, false, false);
            this.said = message;
        }

        String said() {
            return said;
        }
    }

    Moment read(JsonNode value) {
        if (value.isObject()) {
            return value.has("literal") ? word(value.path("literal")) : relative(value);
        }
        if (!value.isString()) {
            throw new Wrong(
                    "%s is no date; give one such as 2026-11-26, 2026-11-26T08:00:00Z or {\"relative\": \"TODAY\"}"
                            .formatted(Shown.of(value)));
        }
        String text = value.asString().strip();
        try {
            return text.length() == 10
                    ? new Moment.Day(LocalDate.parse(text))
                    : new Moment.Point(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new Wrong("%s is no date such as 2026-11-26 and no time such as 2026-11-26T08:00:00Z"
                    .formatted(Shown.of(text)));
        }
    }

    private static Moment word(JsonNode literal) {
        String word = literal.asString("");
        if (!LITERAL.matcher(word).matches()) {
            throw new Wrong(
                    "%s is none of Salesforce's date words, such as LAST_N_DAYS:30".formatted(Shown.of(literal)));
        }
        return new Moment.Word(word);
    }

    private Moment relative(JsonNode value) {
        String word = value.path("relative").asString("");
        if (!RELATIVE.contains(word)) {
            throw new Wrong("%s is none of %s".formatted(Shown.of(word), String.join(", ", RELATIVE)));
        }
        LocalDate today = now.atZone(zone).toLocalDate();
        if (word.startsWith("N_")) {
            return counted(word, count(value), today);
        }
        LocalDate quarter =
                today.withMonth((today.getMonthValue() - 1) / 3 * 3 + 1).withDayOfMonth(1);
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return switch (word) {
            case "NOW" -> new Moment.Point(now.truncatedTo(ChronoUnit.SECONDS));
            case "TODAY" -> new Moment.Day(today);
            case "YESTERDAY" -> new Moment.Day(today.minusDays(1));
            case "TOMORROW" -> new Moment.Day(today.plusDays(1));
            case "START_OF_WEEK" -> new Moment.Day(week);
            case "START_OF_MONTH" -> new Moment.Day(today.withDayOfMonth(1));
            case "START_OF_QUARTER" -> new Moment.Day(quarter);
            case "START_OF_YEAR" -> new Moment.Day(today.withDayOfYear(1));
            case "START_OF_LAST_WEEK" -> new Moment.Day(week.minusWeeks(1));
            case "START_OF_LAST_MONTH" -> new Moment.Day(today.withDayOfMonth(1).minusMonths(1));
            case "START_OF_LAST_QUARTER" -> new Moment.Day(quarter.minusMonths(3));
            default -> new Moment.Day(today.withDayOfYear(1).minusYears(1));
        };
    }

    private static int count(JsonNode value) {
        JsonNode n = value.path("n");
        if (!n.isIntegralNumber() || !n.canConvertToInt() || n.intValue() < 0 || n.intValue() > MOST) {
            throw new Wrong("'n' is a whole number from 0 to %,d, not %s".formatted(MOST, Shown.of(n)));
        }
        return n.intValue();
    }

    private Moment counted(String word, int n, LocalDate today) {
        return switch (word) {
            case "N_HOURS_AGO" ->
                new Moment.Point(now.truncatedTo(ChronoUnit.SECONDS).minus(n, ChronoUnit.HOURS));
            case "N_DAYS_AGO" -> new Moment.Day(today.minusDays(n));
            case "N_WEEKS_AGO" -> new Moment.Day(today.minusWeeks(n));
            case "N_MONTHS_AGO" -> new Moment.Day(today.minusMonths(n));
            case "N_YEARS_AGO" -> new Moment.Day(today.minusYears(Math.min(n, 2_000)));
            case "N_DAYS_AHEAD" -> new Moment.Day(today.plusDays(n));
            case "N_WEEKS_AHEAD" -> new Moment.Day(today.plusWeeks(n));
            case "N_MONTHS_AHEAD" -> new Moment.Day(today.plusMonths(n));
            default -> new Moment.Day(today.plusYears(Math.min(n, 2_000)));
        };
    }

    /** A condition on a field that holds days. */
    String onDays(String field, Op op, Moment moment) {
        String value = switch (moment) {
            case Moment.Day(LocalDate day) -> day.toString();
            case Moment.Point(Instant point) -> point.atZone(zone).toLocalDate().toString();
            case Moment.Word(String word) -> word;
        };
        return field + sign(op) + value;
    }

    /** A condition on a field that holds instants: a day is a stretch of time there. */
    String onInstants(String field, Op op, Moment moment) {
        return switch (moment) {
            case Moment.Word(String word) -> field + sign(op) + word;
            case Moment.Point(Instant point) -> field + sign(op) + written(point);
            case Moment.Day(LocalDate day) -> {
                String start = written(day.atStartOfDay(zone).toInstant());
                String end = written(day.plusDays(1).atStartOfDay(zone).toInstant());
                yield switch (op) {
                    case EQUALS -> "(" + field + " >= " + start + " AND " + field + " < " + end + ")";
                    case NOT_EQUALS -> "(" + field + " < " + start + " OR " + field + " >= " + end + ")";
                    case BEFORE -> field + " < " + start;
                    case ON_OR_BEFORE -> field + " < " + end;
                    case AFTER -> field + " >= " + end;
                    default -> field + " >= " + start;
                };
            }
        };
    }

    private static String sign(Op op) {
        return switch (op) {
            case EQUALS -> " = ";
            case NOT_EQUALS -> " != ";
            case BEFORE -> " < ";
            case ON_OR_BEFORE -> " <= ";
            case AFTER -> " > ";
            default -> " >= ";
        };
    }

    /** Whole seconds: Salesforce keeps no more in what can be compared. */
    static String written(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static ZoneId zone(@Nullable String name) {
        try {
            return name == null || name.isBlank() ? ZoneId.of("UTC") : ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw new Wrong("%s is no time zone such as Europe/Berlin".formatted(Shown.of(name)));
        }
    }
}

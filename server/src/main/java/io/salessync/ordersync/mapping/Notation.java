package io.salessync.ordersync.mapping;

import io.salessync.connectors.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The notation of {@link ColumnType} for values people write in other ways. */
final class Notation {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private Notation() {}

    /** @throws IllegalArgumentException with the rest of a sentence that begins with the value */
    static String of(ColumnType type, String value) {
        return switch (type) {
            case NUMBERS -> number(value);
            case RATING -> rating(value);
            case CHECKBOX -> checkbox(value);
            case DATE -> date(value);
            case WEEK -> date(value).substring(0, 10);
            case TIMELINE -> timeline(value);
            case HOUR -> hour(value);
            default -> value;
        };
    }

    private static String number(String value) {
        try {
            BigDecimal number = new BigDecimal(value.strip());
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a number", e);
        }
    }

    private static String rating(String value) {
        String number = number(value);
        if (!number.matches("[1-5]")) {
            throw new IllegalArgumentException("is not a rating from 1 to 5");
        }
        return number;
    }

    private static String checkbox(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1", "x", "on", "ja" -> "true";
            case "false", "no", "n", "0", "off", "nein" -> "false";
            default -> throw new IllegalArgumentException("is neither yes nor no");
        };
    }

    private static String date(String value) {
        try {
            return value.length() > 10
                    ? SECONDS.format(LocalDateTime.parse(value.replace(' ', 'T')))
                    : LocalDate.parse(value).toString();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "is not a date; write 2026-11-22, or say how dates are written in 'date_formats'", e);
        }
    }

    private static String timeline(String value) {
        int slash = value.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("is not a timeline; write 2026-11-22/2026-12-01");
        }
        String from = value.substring(0, slash).strip();
        String to = value.substring(slash + 1).strip();
        if (from.isEmpty() || to.isEmpty()) {
            throw new IllegalArgumentException("is half a timeline: both ends are needed");
        }
        String first = date(from).substring(0, 10);
        String last = date(to).substring(0, 10);
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("ends before it begins");
        }
        return first + "/" + last;
    }

    private static String hour(String value) {
        try {
            LocalTime time = LocalTime.parse(value.length() == 4 ? "0" + value : value);
            return "%02d:%02d".formatted(time.getHour(), time.getMinute());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a time of day; write 14:30", e);
        }
    }
}

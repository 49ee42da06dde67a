package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.Excerpts;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Values as Salesforce writes them, in REST answers and in bulk results alike, turned into typed ones. */
final class Values {
    private static final DateTimeFormatter INSTANTS = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(java.util.Locale.ROOT);

    private Values() {}

    /** A value that is none of its type. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String said;

        private Unreadable(String said) {
            super(said, null, false, false);
            this.said = said;
        }

        static Unreadable of(CrmType type, String text) {
            return new Unreadable(
                    "'" + Excerpts.of(text, 100) + "' is no " + type.name().toLowerCase(java.util.Locale.ROOT));
        }

        /** The same, with the column it is in. */
        Unreadable in(String column) {
            return new Unreadable(column + ": " + said);
        }

        String said() {
            return said;
        }
    }

    /** Empty is null in both interfaces: Salesforce keeps no empty texts. */
    static @Nullable Object of(CrmType type, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return switch (type) {
                case TEXT, ID, CHOICE, CHOICES, OTHER -> text;
                case FLAG -> flag(text);
                case WHOLE -> new BigDecimal(text).longValueExact();
                case DECIMAL -> decimal(text);
                case DATE -> LocalDate.parse(text);
                case TIME -> LocalTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
                case INSTANT -> instant(text);
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw Unreadable.of(type, text);
        }
    }

    private static Boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Unreadable.of(CrmType.FLAG, text);
        };
    }

    /** 1.50 and 1.5 and 1.5E0 are the same: the two interfaces write numbers differently. */
    private static BigDecimal decimal(String text) {
        BigDecimal plain = new BigDecimal(text).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    static Instant instant(String text) {
        int length = text.length();
        // 2026-11-26T08:20:00.000+0000 or …Z, by hand: there are many of them
        if (length == 28 && text.endsWith("+0000") || length == 24 && text.charAt(23) == 'Z') {
            Instant read = digits(text);
            if (read != null) {
                return read;
            }
            return Instant.parse(text.substring(0, 23) + "Z");
        }
        if (text.endsWith("Z")) {
            return Instant.parse(text);
        }
        return OffsetDateTime.parse(text, INSTANTS).toInstant();
    }

    /** The same without a formatter, which takes ten times as long; null where it is not written so, or no time. */
    private static @Nullable Instant digits(String text) {
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(19) != '.') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int millis = number(text, 20, 23);
        if ((year | month | day | hour | minute | second | millis) < 0
                || month < 1
                || month > 12
                || day < 1
                || day > 28 && day > YearMonth.of(year, month).lengthOfMonth()
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        // days since 1970 by the civil calendar, years beginning in March
        int shifted = month <= 2 ? year - 1 : year;
        int era = shifted / 400;
        int ofEra = shifted - era * 400;
        int ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long days = era * 146_097L + ofEra * 365L + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
        return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second, millis * 1_000_000L);
    }

    /** -1: other characters than digits are there. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** How an instant is written in queries and addresses. */
    static String written(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant);
    }

    static Object written(Object value) {
        return switch (value) {
            case Instant instant -> written(instant);
            case LocalDate date -> date.toString();
            case LocalTime time -> time + "Z";
            case BigDecimal number -> number;
            case Boolean flag -> flag;
            case Number number -> number;
            default -> value.toString();
        };
    }
}

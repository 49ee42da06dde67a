package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.Excerpts;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
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
        if (length == 28 && text.endsWith("+0000")) {
            return Instant.parse(text.substring(0, 23) + "Z");
        }
        if (text.endsWith("Z")) {
            return Instant.parse(text);
        }
        return OffsetDateTime.parse(text, INSTANTS).toInstant();
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

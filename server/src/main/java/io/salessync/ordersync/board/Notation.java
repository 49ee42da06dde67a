package io.salessync.ordersync.board;

import io.salessync.connectors.ColumnType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares values of a column as a board tells them with what we wrote: the same value can be spelt in several ways. */
final class Notation {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Notation() {}

    static boolean same(ColumnType type, @Nullable String ours, @Nullable String boards) {
        String one = ours == null ? "" : ours.strip();
        String other = boards == null ? "" : boards.strip();
        if (one.equals(other)) {
            return true;
        }
        return switch (type) {
            case NUMBERS, RATING -> sameNumber(one, other);
            case DROPDOWN, TAGS, CONNECT_BOARDS, PEOPLE -> sameSet(one, other);
            case CHECKBOX -> checked(one) == checked(other);
            case EMAIL, COUNTRY -> firstWord(one).equalsIgnoreCase(firstWord(other));
            case LINK -> firstWord(one).equals(firstWord(other));
            case PHONE -> digits(one).equals(digits(other));
            case DATE -> one.replace(' ', 'T').equals(other.replace(' ', 'T'));
            case HOUR -> sameHour(one, other);
            case LOCATION -> sameLocation(one, other);
            case TIMELINE -> sameTimeline(one, other);
            case WEEK -> sameWeek(one, other);
            case NAME, TEXT, LONG_TEXT -> SPACE.matcher(one).replaceAll(" ").equals(SPACE.matcher(other).replaceAll(" "));
            case STATUS -> false;
        };
    }

    private static boolean sameNumber(String one, String other) {
        try {
            return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean sameSet(String one, String other) {
        return set(one).equals(set(other));
    }

    private static TreeSet<String> set(String text) {
        TreeSet<String> set = new TreeSet<>();
        Arrays.stream(text.split("[;,]")).map(String::strip).filter(part -> !part.isEmpty()).forEach(set::add);
        return set;
    }

    private static boolean checked(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("v") || lower.equals("1");
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    private static String digits(String text) {
        return firstWord(text).replaceAll("[^0-9]", "");
    }

    private static boolean sameHour(String one, String other) {
        return one.replaceFirst("^0", "").equalsIgnoreCase(other.replaceFirst("^0", ""));
    }

    private static boolean sameTimeline(String one, String other) {
        return one.replace(" - ", "/").equals(other.replace(" - ", "/"));
    }

    private static boolean sameWeek(String one, String other) {
        return monday(one).equals(monday(other));
    }

    private static String monday(String text) {
        try {
            return java.time.LocalDate.parse(text.substring(0, Math.min(10, text.length())))
                    .with(java.time.temporal.TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY))
                    .toString();
        } catch (java.time.format.DateTimeParseException e) {
            return text;
        }
    }

    private static boolean sameLocation(String one, String other) {
        String[] left = one.split(";", 3);
        String[] right = other.split(";", 3);
        return left.length > 1
                && right.length > 1
                && sameNumber(left[0].strip(), right[0].strip())
                && sameNumber(left[1].strip(), right[1].strip());
    }
}

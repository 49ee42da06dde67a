package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Source;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Brings cells to one notation: numbers plain ({@code 1234.5}), dates ISO, text without surrounding blanks. For one thread. */
final class CellReading {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int MOST_DIGITS = 40;
    private static final int REMEMBERED = 4096;

    private final Pattern number;
    private final char decimal;
    private final List<DateTimeFormatter> dateFormats;
    private final Map<String, String> dates = new HashMap<>();

    CellReading(Source source) {
        this.decimal = source.decimal();
        String grouping = decimal == '.' ? "[, '\u00a0\u202f\u2019]" : "[. '\u00a0\u202f\u2019]";
        this.number = Pattern.compile("[+-]?(?:\\d+|\\d{1,3}(?:" + grouping + "\\d{3})+)?(?:"
                + Pattern.quote("" + decimal) + "\\d*)?(?:[eE][+-]?\\d{1,3})?");
        this.dateFormats = source.dateFormats().stream()
                .map(format -> DateTimeFormatter.ofPattern(format, Locale.ENGLISH)
                        .withResolverStyle(format.contains("u") ? ResolverStyle.STRICT : ResolverStyle.SMART))
                .toList();
    }

    /** @throws Unreadable when the text is not what the type says */
    String read(Source.CellType type, String text) throws Unreadable {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return stripped;
        }
        return switch (type) {
            case TEXT -> plain(stripped);
            case NUMBER -> number(stripped);
            case DATE -> date(stripped);
        };
    }

    private static String plain(String text) throws Unreadable {
        if (text.indexOf('\0') >= 0) {
            throw new Unreadable("nul-character", "holds a NUL character, which no text may");
        }
        return text;
    }

    private String number(String text) throws Unreadable {
        if (isPlainInteger(text)) {
            return text;
        }
        boolean negative = text.length() > 2 && text.startsWith("(") && text.endsWith(")");
        String inner = negative ? text.substring(1, text.length() - 1) : text;
        if (!number.matcher(inner).matches() || inner.chars().noneMatch(Character::isDigit)) {
            throw new Unreadable("number-unreadable", "is not a number");
        }
        StringBuilder digits = new StringBuilder(inner.length() + 1);
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == decimal) {
                digits.append('.');
            } else if (c >= '0' && c <= '9' || c == '-' || c == '+' || c == 'e' || c == 'E') {
                digits.append(c);
            }
        }
        BigDecimal value = new BigDecimal(digits.toString());
        if (value.precision() > MOST_DIGITS || Math.abs(value.scale()) > MOST_DIGITS) {
            throw new Unreadable("number-unreadable", "has more than " + MOST_DIGITS + " digits");
        }
        return plain(negative ? value.negate() : value);
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** Most numbers of a list are written plainly already; these are not taken apart. */
    private static boolean isPlainInteger(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int length = text.length() - start;
        if (length < 1 || length > 18 || text.charAt(start) == '0' && (length > 1 || start == 1)) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private String date(String text) throws Unreadable {
        String known = dates.get(text);
        if (known == null) {
            known = parseDate(text);
            if (dates.size() >= REMEMBERED) {
                dates.clear();
            }
            dates.put(text, known);
        }
        return known;
    }

    private String parseDate(String text) throws Unreadable {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).toString()
                    : SECONDS.format(LocalDateTime.parse(text.replace(' ', 'T')));
        } catch (DateTimeException notIso) {
            for (DateTimeFormatter format : dateFormats) {
                String read = inFormat(format, text);
                if (read != null) {
                    return read;
                }
            }
        }
        throw new Unreadable(
                "date-unreadable", "is not a date of the calendar, written as 2026-11-22 or as 'date_formats' says");
    }

    private static @org.jspecify.annotations.Nullable String inFormat(DateTimeFormatter format, String text) {
        try {
            TemporalAccessor read = format.parseBest(text, LocalDateTime::from, LocalDate::from);
            return read instanceof LocalDateTime time ? SECONDS.format(time) : read.toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Why a cell cannot be used; the message goes on after the value. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        Unreadable(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        String code() {
            return code;
        }

        String message() {
            return String.valueOf(getMessage());
        }
    }
}

package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a value the type a field wants, and refuses where something would be lost or guessed. Empty text is nothing. */
public final class Coercion {
    private static final int SHOWN = 80;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** ISO, with the offset written as +00:00 or as +0000. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd['T'][ ]HH:mm[:ss][.SSSSSSSSS][.SSSSSS][.SSS][XXX][XX]", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Coercion() {}

    /** Why a value does not fit; the message is a sentence without a subject that begins with a verb. */
    public static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misfit(String message) {
            super(message);
        }
    }

    /**
     * The value as that type: String, Long, Double, Boolean, LocalDate or Instant (text without an offset is UTC); null for nothing.
     *
     * @throws Misfit when it is not one, with the value
     */
    public static @Nullable Object to(FieldType wanted, @Nullable Object value) {
        return to(wanted, value, null);
    }

    /**
     * As {@link #to(FieldType, Object)}.
     *
     * @param format how text writes a date or time, as {@code dd.MM.uuuu}; null: ISO
     */
    public static @Nullable Object to(FieldType wanted, @Nullable Object value, @Nullable DateTimeFormatter format) {
        Object plain = value instanceof JsonNode node ? plain(node) : value;
        if (plain == null) {
            return null;
        }
        if (plain instanceof String text) {
            String stripped = text.strip();
            if (stripped.isEmpty() && wanted != FieldType.ANY) {
                return null;
            }
            plain = wanted == FieldType.ANY ? text : stripped;
        }
        return switch (wanted) {
            case TEXT -> text(plain);
            case WHOLE -> whole(plain);
            case NUMBER -> number(plain);
            case FLAG -> flag(plain);
            case DATE -> date(plain, format);
            case TIME -> time(plain, format);
            case ANY -> plain;
        };
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.asLong();
        }
        return node.isNumber() ? node.decimalValue() : JSON.treeToValue(node, Object.class);
    }

    /** A value as people read it: plain figures, ISO dates and times in UTC, lists with semicolons. */
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Double number when Double.isFinite(number) -> plain(BigDecimal.valueOf(number));
            case BigDecimal number -> plain(number);
            case List<?> list -> {
                List<String> parts = new ArrayList<>();
                list.forEach(one -> parts.add(text(one)));
                yield String.join("; ", parts);
            }
            case Map<?, ?> map -> JSON.writeValueAsString(map);
            default -> value.toString();
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static Long whole(Object value) {
        try {
            return switch (value) {
                case Long whole -> whole;
                case Integer whole -> whole.longValue();
                case Double number -> BigDecimal.valueOf(number).longValueExact();
                case BigDecimal number -> number.longValueExact();
                case String text when text.matches("[+-]?\\d{1,19}(\\.0+)?") -> new BigDecimal(text).longValueExact();
                default -> throw misfit(value, "a whole number", "digits alone, such as 1200");
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw misfit(value, "a whole number", "digits alone, such as 1200");
        }
    }

    private static Double number(Object value) {
        return switch (value) {
            case Double number -> number;
            case Long whole -> whole.doubleValue();
            case Integer whole -> whole.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case String text
            when text.matches("[+-]?(\\d{1,300}(\\.\\d{0,300})?|\\.\\d{1,300})([eE][+-]?\\d{1,3})?")
                    && Double.isFinite(Double.parseDouble(text)) -> Double.valueOf(text);
            default ->
                throw misfit(value, "a number", "digits with a point for decimals and no signs between thousands");
        };
    }

    private static Boolean flag(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        String text = text(value).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "yes", "y", "1", "on" -> true;
            case "false", "no", "n", "0", "off" -> false;
            default -> throw misfit(value, "true or false", "true, false, yes, no, 1 or 0");
        };
    }

    private static LocalDate date(Object value, @Nullable DateTimeFormatter format) {
        return switch (value) {
            case LocalDate date -> date;
            case Instant time -> LocalDate.ofInstant(time, ZoneOffset.UTC);
            case String text -> dateOf(text, format);
            default -> throw misfit(value, "a date", "2026-11-30");
        };
    }

    private static LocalDate dateOf(String text, @Nullable DateTimeFormatter format) {
        try {
            if (format != null) {
                return LocalDate.from(format.parse(text));
            }
            return text.length() > 10 ? LocalDate.ofInstant(instant(text), ZoneOffset.UTC) : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw misfit(text, "a date", format == null ? "2026-11-30" : "as the mapping's format says");
        }
    }

    private static Instant time(Object value, @Nullable DateTimeFormatter format) {
        return switch (value) {
            case Instant time -> time;
            case LocalDate date -> date.atStartOfDay().toInstant(ZoneOffset.UTC);
            case String text -> timeOf(text, format);
            default -> throw misfit(value, "a time", "2026-11-30T09:00:00Z");
        };
    }

    private static Instant timeOf(String text, @Nullable DateTimeFormatter format) {
        try {
            if (format != null) {
                var parsed = format.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
                return parsed instanceof OffsetDateTime offset
                        ? offset.toInstant()
                        : parsed instanceof LocalDateTime local
                                ? local.toInstant(ZoneOffset.UTC)
                                : ((LocalDate) parsed).atTime(LocalTime.MIN).toInstant(ZoneOffset.UTC);
            }
            return text.length() == 10 ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC) : instant(text);
        } catch (DateTimeException e) {
            throw misfit(text, "a time", format == null ? "2026-11-30T09:00:00Z" : "as the mapping's format says");
        }
    }

    private static Instant instant(String text) {
        var parsed = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime offset
                ? offset.toInstant()
                : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
    }

    private static Misfit misfit(Object value, String what, String such) {
        return new Misfit("is '%s', which is not %s; it has to be written as %s".formatted(shown(value), what, such));
    }

    /** The value for a message, not longer than a line. */
    static String shown(@Nullable Object value) {
        String text = text(value).replaceAll("\\p{Cntrl}", " ");
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}

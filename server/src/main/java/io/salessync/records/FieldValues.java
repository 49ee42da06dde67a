package io.salessync.records;

import io.salessync.kernel.problems.Problem;
import io.salessync.records.Collections.Collection;
import io.salessync.records.Collections.Field;
import io.salessync.records.Collections.Row;
import io.salessync.records.Collections.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values of one collection's records on their way into documents and back. A text is taken for the number, date or time it reads
 * as, since files bring text alone; nothing is taken where something would be lost.
 */
final class FieldValues {
    static final int LONGEST_KEY = 500;
    private static final int LARGEST = 1024 * 1024;
    private static final int SHOWN = 80;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Collection collection;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    FieldValues(Collection collection) {
        this.collection = collection;
        collection.fields().forEach(field -> fields.put(field.name(), field));
    }

    /** Whether all fields that have to be there are given; an empty one is refused by {@link #stored} in any case. */
    boolean isWhole(Map<String, @Nullable Object> stored) {
        for (Field field : fields.values()) {
            if (field.required() && !stored.containsKey(field.name())) {
                return false;
            }
        }
        return true;
    }

    Problem notWhole(Row row, Map<String, @Nullable Object> stored) {
        for (Field field : fields.values()) {
            if (field.required() && !stored.containsKey(field.name())) {
                return missing(row, field);
            }
        }
        throw new IllegalArgumentException("nothing is missing");
    }

    /** The record's fields as they are kept: what JSON has, dates and times as text. */
    Map<String, @Nullable Object> stored(Row row) {
        checkKey(row.key());
        Map<String, @Nullable Object> stored = new LinkedHashMap<>();
        row.values().forEach((name, value) -> {
            Field field = fields.get(name);
            if (field == null && !collection.open()) {
                throw problem(
                        RecordsProblem.UNKNOWN_FIELD,
                        row,
                        name,
                        value,
                        "Record '%s': the collection '%s' has no field '%s'. Add it, or leave it out."
                                .formatted(row.key(), collection.name(), name));
            }
            Object kept = field == null ? any(row, name, value) : typed(row, field, value);
            if (kept == null && field != null && field.required()) {
                throw missing(row, field);
            }
            stored.put(plain(row, name, name), kept);
        });
        return stored;
    }

    String json(Row row, Map<String, @Nullable Object> stored) {
        String json = JSON.writeValueAsString(stored);
        if (json.length() > LARGEST) {
            throw problem(
                    RecordsProblem.WRONG_VALUE,
                    row,
                    "",
                    "",
                    "Record '%s' of '%s' is larger than 1 MB.".formatted(row.key(), collection.name()));
        }
        return json;
    }

    static void checkKey(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
            throw Problem.of(
                            RecordsProblem.WRONG_KEY,
                            "The key '%s' cannot be used: keys have 1 to %d characters."
                                    .formatted(shown(key), LONGEST_KEY))
                    .with("record", shown(key));
        }
    }

    private @Nullable Object typed(Row row, Field field, @Nullable Object value) {
        if (value == null || (field.type() != Type.TEXT && field.type() != Type.ANY && isBlank(value))) {
            return null;
        }
        try {
            return switch (field.type()) {
                case TEXT -> plain(row, field.name(), text(value));
                case WHOLE -> whole(value);
                case NUMBER -> number(value);
                case FLAG -> flag(value);
                case DATE -> date(value).toString();
                case TIME -> time(value).toString();
                case ANY -> any(row, field.name(), value);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException | ClassCastException e) {
            throw problem(
                    RecordsProblem.WRONG_VALUE,
                    row,
                    field.name(),
                    value,
                    "Record '%s': the field '%s' of '%s' holds %s; '%s' is not."
                            .formatted(
                                    row.key(),
                                    field.name(),
                                    collection.name(),
                                    words(field.type()),
                                    shown(String.valueOf(value))));
        }
    }

    private static boolean isBlank(Object value) {
        return value instanceof CharSequence text && text.toString().isBlank();
    }

    private static String text(Object value) {
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            BigDecimal number = decimal(value);
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Map || value instanceof Iterable || value instanceof JsonNode) {
            throw new ClassCastException();
        }
        return value.toString();
    }

    private static Object whole(Object value) {
        return decimal(value).longValueExact();
    }

    private static Object number(Object value) {
        BigDecimal number = decimal(value);
        // a scale beyond these is no figure of anybody's and would be written out in full
        if (number.precision() > 100 || Math.abs(number.scale()) > 400) {
            throw new ArithmeticException();
        }
        return number.stripTrailingZeros();
    }

    private static BigDecimal decimal(Object value) {
        return switch (value) {
            case BigDecimal number -> number;
            case BigInteger number -> new BigDecimal(number);
            case Double number -> BigDecimal.valueOf(number);
            case Float number -> new BigDecimal(number.toString());
            case Number number -> BigDecimal.valueOf(number.longValue());
            case CharSequence text -> {
                String bare = text.toString().strip();
                if (bare.length() > 100) {
                    throw new NumberFormatException();
                }
                yield new BigDecimal(bare);
            }
            default -> throw new ClassCastException();
        };
    }

    private static Object flag(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        return switch (((String) value).strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ClassCastException();
        };
    }

    private static LocalDate date(Object value) {
        return value instanceof LocalDate date ? date : LocalDate.parse(((String) value).strip());
    }

    private static Instant time(Object value) {
        Instant time = value instanceof Instant known ? known : Instant.parse(((String) value).strip());
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private @Nullable Object any(Row row, String name, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Double number
            when !Double.isFinite(number) ->
                throw problem(
                        RecordsProblem.WRONG_VALUE,
                        row,
                        name,
                        value,
                        "Record '%s': '%s' is %s, which is no number to keep.".formatted(row.key(), name, value));
            case Number number -> number;
            case LocalDate date -> date.toString();
            case Instant time -> time.truncatedTo(ChronoUnit.MICROS).toString();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> kept = new LinkedHashMap<>();
                map.forEach((key, inner) -> kept.put(plain(row, name, String.valueOf(key)), any(row, name, inner)));
                yield kept;
            }
            case Iterable<?> list -> {
                List<@Nullable Object> kept = new ArrayList<>();
                list.forEach(inner -> kept.add(any(row, name, inner)));
                yield kept;
            }
            default -> plain(row, name, value.toString());
        };
    }

    /** What PostgreSQL keeps: no zero characters; half of a surrogate pair is replaced. */
    private String plain(Row row, String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == 0) {
                throw problem(
                        RecordsProblem.WRONG_VALUE,
                        row,
                        name,
                        text.replace('\0', '\uFFFD'),
                        "Record '%s': '%s' holds a zero character, which cannot be kept.".formatted(row.key(), name));
            }
            if (Character.isSurrogate(letter)) {
                String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                return whole.indexOf('\0') < 0 ? whole : plain(row, name, whole);
            }
        }
        return text;
    }

    private Problem missing(Row row, Field field) {
        return problem(
                RecordsProblem.MISSING_VALUE,
                row,
                field.name(),
                "",
                "Record '%s': the field '%s' of '%s' has to hold something."
                        .formatted(row.key(), field.name(), collection.name()));
    }

    private static Problem problem(RecordsProblem code, Row row, String field, @Nullable Object value, String detail) {
        return Problem.of(code, detail)
                .with("record", row.key())
                .with("field", field)
                .with("value", shown(String.valueOf(value)));
    }

    private static String shown(String text) {
        String one = text.replaceAll("\\p{Cntrl}", " ");
        return one.length() <= SHOWN ? one : one.substring(0, SHOWN - 1) + "…";
    }

    private static String words(Type type) {
        return switch (type) {
            case TEXT -> "text";
            case WHOLE -> "a whole number";
            case NUMBER -> "a number (12.5)";
            case FLAG -> "true or false";
            case DATE -> "a date (2026-11-23)";
            case TIME -> "a time in UTC (2026-11-23T09:00:00Z)";
            case ANY -> "anything";
        };
    }

    /** Back from the document, each field as its type has it. */
    Map<String, @Nullable Object> read(String json) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (var entry : JSON.readTree(json).properties()) {
            Field field = fields.get(entry.getKey());
            values.put(entry.getKey(), read(field == null ? Type.ANY : field.type(), entry.getValue()));
        }
        return values;
    }

    /** A value that was kept before its field had this type comes as it is. */
    private static @Nullable Object read(Type type, JsonNode value) {
        try {
            return switch (type) {
                case NUMBER -> value.isNumber() ? (Object) value.doubleValue() : natural(value);
                case DATE -> value.isString() ? LocalDate.parse(value.asString()) : natural(value);
                case TIME -> value.isString() ? Instant.parse(value.asString()) : natural(value);
                default -> natural(value);
            };
        } catch (DateTimeException e) {
            return natural(value);
        }
    }

    private static @Nullable Object natural(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber()) {
            return value.canConvertToLong() && value.canConvertToExactIntegral()
                    ? (Object) value.longValue()
                    : (Object) value.doubleValue();
        }
        if (value.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            value.forEach(inner -> list.add(natural(inner)));
            return list;
        }
        if (value.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            value.properties().forEach(inner -> map.put(inner.getKey(), natural(inner.getValue())));
            return map;
        }
        return value.asString();
    }
}

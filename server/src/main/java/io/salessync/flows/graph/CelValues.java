package io.salessync.flows.graph;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values on their way into an expression and out of it. */
final class CelValues {
    private CelValues() {}

    /** A date is its first instant in UTC; whatever is unknown is its text. */
    static Object in(@Nullable Object value) {
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case String text -> text;
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag;
            case Instant time -> time;
            case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
            case Integer number -> (long) number;
            case Short number -> (long) number;
            case Float number -> (double) number;
            case BigInteger number ->
                number.bitLength() < Long.SIZE ? (Object) number.longValue() : number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case JsonNode tree -> tree(tree);
            case Map<?, ?> map -> map(map);
            case Collection<?> list -> list(list);
            default -> value.toString();
        };
    }

    private static Object tree(JsonNode tree) {
        if (tree.isObject()) {
            Map<String, Object> made = new LinkedHashMap<>();
            tree.properties().forEach(entry -> made.put(entry.getKey(), tree(entry.getValue())));
            return made;
        }
        if (tree.isArray()) {
            List<Object> made = new ArrayList<>();
            tree.forEach(item -> made.add(tree(item)));
            return made;
        }
        if (tree.isNumber()) {
            return in(tree.numberValue());
        }
        if (tree.isBoolean()) {
            return tree.booleanValue();
        }
        return tree.isNull() || tree.isMissingNode() ? NullValue.NULL_VALUE : tree.asString();
    }

    private static Map<Object, Object> map(Map<?, ?> map) {
        Map<Object, Object> made = new LinkedHashMap<>();
        map.forEach((key, value) -> made.put(String.valueOf(key), in(value)));
        return made;
    }

    private static List<Object> list(Collection<?> list) {
        List<Object> made = new ArrayList<>(list.size());
        list.forEach(value -> made.add(in(value)));
        return made;
    }

    /** As records hold it. */
    static @Nullable Object out(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case NullValue ignored -> null;
            case String text -> text;
            case Long number -> number;
            case Boolean flag -> flag;
            case Instant time -> time;
            case Double number -> finite(number);
            case UnsignedLong number -> number.longValue();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> made = new LinkedHashMap<>();
                map.forEach((key, one) -> made.put(String.valueOf(key), out(one)));
                yield made;
            }
            case Collection<?> list -> {
                List<@Nullable Object> made = new ArrayList<>(list.size());
                list.forEach(one -> made.add(out(one)));
                yield made;
            }
            default ->
                throw new Expression.Failure("gives " + value.getClass().getSimpleName() + ", which no field can hold");
        };
    }

    private static Double finite(Double number) {
        if (number.isNaN() || number.isInfinite()) {
            throw new Expression.Failure("gives " + number);
        }
        return number;
    }
}

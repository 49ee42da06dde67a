package io.salessync.flows.engine;

import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * Records as JSON: plain for people and logs, or with marks ({@code {"$date":…}}, {@code {"$time":…}}) where they have to come back
 * exactly as they were. Pages of passages are deflated.
 */
final class Packing {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final String DATE = "$date";
    private static final String TIME = "$time";
    private static final String NUMBER = "$number";

    private Packing() {}

    /** A record's values as a JSON document; dates and times as ISO text. */
    static String json(Map<String, @Nullable Object> values) {
        return write(out -> object(out, values, false));
    }

    /** The same, so that {@link #values} gives exactly what was there. */
    static String exact(Map<String, @Nullable Object> values) {
        return write(out -> object(out, values, true));
    }

    static Map<String, @Nullable Object> values(String json) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            in.nextToken();
            return asMap(value(in));
        }
    }

    /** Gives values that were plain text for a while their types back, as far as the shape knows them. */
    static Map<String, @Nullable Object> typed(Map<String, @Nullable Object> values, RecordShape shape) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>(values);
        shape.fields().forEach((field, type) -> {
            if (typed.get(field) instanceof String text && (type == FieldType.DATE || type == FieldType.TIME)) {
                typed.put(field, parsed(text, type));
            } else if (typed.get(field) instanceof Long whole && type == FieldType.NUMBER) {
                typed.put(field, whole.doubleValue());
            }
        });
        return typed;
    }

    private static Object parsed(String text, FieldType type) {
        try {
            return type == FieldType.DATE ? LocalDate.parse(text) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    static byte[] pack(List<Passage> passages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + 64 * passages.size());
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream deflated = new DeflaterOutputStream(bytes, deflater, 8192);
                JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), deflated)) {
            out.writeStartArray();
            for (Passage passage : passages) {
                out.writeStartArray();
                out.writeString(passage.record().key());
                object(out, passage.record().values(), true);
                if (passage.origin() == passage.record()) {
                    out.writeNull();
                } else {
                    object(out, passage.origin().values(), true);
                }
                out.writeString(passage.trail().inside());
                out.writeNumber(passage.began());
                out.writeNumber(passage.attempt());
                out.writeEndArray();
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static List<Passage> unpack(byte[] packed) {
        List<Passage> passages = new ArrayList<>();
        try (InputStream inflated = new InflaterInputStream(new ByteArrayInputStream(packed));
                JsonParser in = JSON.createParser(ObjectReadContext.empty(), inflated)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                in.nextToken();
                String key = in.getString();
                in.nextToken();
                FlowRecord record = new FlowRecord(key, asMap(value(in)));
                in.nextToken();
                FlowRecord origin = in.currentToken() == JsonToken.VALUE_NULL
                        ? record
                        : new FlowRecord(key, asMap(value(in)));
                in.nextToken();
                Trail trail = Trail.read(in.getString());
                long began = in.nextLongValue(0);
                int attempt = in.nextIntValue(1);
                in.nextToken();
                passages.add(new Passage(record, origin, trail, began, attempt));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return passages;
    }

    /** About how much memory a record takes, in bytes; stops counting soon after {@code enough}. */
    static long weight(@Nullable Object value, long enough) {
        if (value instanceof String text) {
            return 48 + text.length();
        }
        long weight = 48;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                weight += 48 + weight(entry.getValue(), enough - weight);
                if (weight > enough) {
                    break;
                }
            }
        } else if (value instanceof Iterable<?> list) {
            for (Object part : list) {
                weight += 8 + weight(part, enough - weight);
                if (weight > enough) {
                    break;
                }
            }
        }
        return weight;
    }

    static void quote(StringBuilder text, String value) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }

    private interface Writing {
        void to(JsonGenerator out);
    }

    private static String write(Writing writing) {
        java.io.StringWriter text = new java.io.StringWriter(256);
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            writing.to(out);
        }
        return text.toString();
    }

    private static void object(JsonGenerator out, Map<?, ?> values, boolean exact) {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            out.writeName(clean(String.valueOf(entry.getKey())));
            value(out, entry.getValue(), exact);
        }
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, @Nullable Object value, boolean exact) {
        switch (value) {
            case null -> out.writeNull();
            case String text -> out.writeString(clean(text));
            case Long whole -> out.writeNumber(whole);
            case Integer whole -> out.writeNumber(whole);
            case Boolean flag -> out.writeBoolean(flag);
            case Double number when Double.isFinite(number) -> out.writeNumber(number);
            case Double number -> out.writeString(number.toString());
            case BigDecimal number -> marked(out, NUMBER, number.toPlainString(), exact);
            case LocalDate date -> marked(out, DATE, date.toString(), exact);
            case Instant time -> marked(out, TIME, time.toString(), exact);
            case Map<?, ?> map -> object(out, map, exact);
            case JsonNode node -> value(out, plain(node), exact);
            case Iterable<?> list -> {
                out.writeStartArray();
                for (Object part : list) {
                    value(out, part, exact);
                }
                out.writeEndArray();
            }
            case Number number -> out.writeNumber(number.doubleValue());
            default -> out.writeString(value.toString());
        }
    }

    /** The same without what a database's text cannot hold: the character zero and halves of characters. */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == 0 || Character.isSurrogate(sign)) {
                return cleaned(text);
            }
        }
        return text;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(sign -> sign == 0 || sign >= Character.MIN_SURROGATE && sign <= Character.MAX_SURROGATE ? 0xFFFD : sign)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static void marked(JsonGenerator out, String mark, String text, boolean exact) {
        if (!exact) {
            out.writeString(text);
            return;
        }
        out.writeStartObject();
        out.writeName(mark);
        out.writeString(text);
        out.writeEndObject();
    }

    /** A JSON document in plain Java: maps, lists, String, Long, Double, Boolean. */
    static @Nullable Object plain(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(part -> list.add(plain(part)));
            return list;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return node.asString();
    }

    private static @Nullable Object value(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    map.put(name, value(in));
                }
                yield map.size() == 1 ? unmarked(map) : map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> {
                Number number = in.getNumberValue();
                yield number instanceof Long || number instanceof Integer ? (Object) number.longValue() : number.doubleValue();
            }
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> in.getString();
        };
    }

    private static Object unmarked(Map<String, @Nullable Object> map) {
        if (map.get(DATE) instanceof String date) {
            return LocalDate.parse(date);
        }
        if (map.get(TIME) instanceof String time) {
            return Instant.parse(time);
        }
        return map.get(NUMBER) instanceof String number ? new BigDecimal(number) : map;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}

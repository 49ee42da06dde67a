package io.salessync.mapping;

import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.graph.Scope;
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.FieldMap.Change;
import io.salessync.mapping.FieldMap.Entry;
import io.salessync.mapping.FieldMap.Missing;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A mapping made ready: records go through it either way. May be used by many threads at once. */
public final class MappedFields {
    private final FieldMap map;
    private final List<Way> forward;
    private final List<Way> backward;
    private final Map<String, String> oneWay;

    private MappedFields(FieldMap map, List<Way> forward, List<Way> backward, Map<String, String> oneWay) {
        this.map = map;
        this.forward = forward;
        this.backward = backward;
        this.oneWay = oneWay;
    }

    /** Which way records go. */
    public enum Direction {
        /** From {@code from} to {@code to}. */
        FORWARD,
        /** The other way, as far as the fields can be led back. */
        BACKWARD
    }

    private record Way(
            String to,
            FieldType type,
            @Nullable String from,
            @Nullable Expression expression,
            @Nullable String standard,
            boolean required,
            List<Change> changes,
            Map<String, String> values,
            @Nullable DateTimeFormatter format,
            @Nullable DateTimeFormatter writing) {}

    /** A field that could not be filled; {@code message} is a sentence that names it and the value. */
    public record Fault(String field, String message) {}

    /**
     * What became of a record.
     *
     * @param values by the names of the fields it goes to; not all of them where there are faults
     */
    public record Mapped(Map<String, @Nullable Object> values, List<Fault> faults) {}

    /**
     * Reads a mapping.
     *
     * @param from the fields of its one end, @param to those of the other
     * @throws Problem that names the field that cannot be used
     */
    static MappedFields of(FieldMap map, List<MapField> from, List<MapField> to) {
        Map<String, MapField> sources = byName(from);
        Map<String, MapField> targets = byName(to);
        RecordShape shape = shape(from);
        List<Way> forward = new ArrayList<>();
        List<Way> backward = new ArrayList<>();
        Map<String, String> oneWay = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        Set<String> back = new HashSet<>();
        for (Entry entry : map.fields()) {
            if (!taken.add(entry.to())) {
                throw wrong(entry, "is filled twice. Leave one out");
            }
            MapField target = targets.get(entry.to());
            if (target == null && !entry.to().startsWith("extra.") && !to.isEmpty()) {
                throw wrong(
                        entry, "is no field of %s".formatted(map.to().words()) + near(entry.to(), targets.keySet()));
            }
            if (target != null && !target.writable()) {
                throw wrong(entry, "cannot be written");
            }
            if (entry.from() != null && entry.expression() != null) {
                throw wrong(entry, "has both a field and an expression. Leave one out");
            }
            if (entry.from() == null && entry.expression() == null && entry.standard() == null) {
                throw wrong(entry, "has neither a field, nor an expression, nor a standard value");
            }
            MapField source = entry.from() == null ? null : sources.get(entry.from());
            if (entry.from() != null && source == null && !from.isEmpty()) {
                throw wrong(
                        entry,
                        "is to come from '%s', which is no field of %s"
                                        .formatted(entry.from(), map.from().words())
                                + near(entry.from(), sources.keySet()));
            }
            FieldType type = target == null ? FieldType.ANY : target.type();
            forward.add(new Way(
                    entry.to(),
                    type,
                    entry.from(),
                    entry.expression() == null ? null : expression(entry, shape),
                    standard(entry, type),
                    entry.required(),
                    entry.changes(),
                    entry.values(),
                    format(entry),
                    null));
            String why = whyOneWay(entry, source);
            if (why == null && !back.add(String.valueOf(entry.from()))) {
                why = "'%s' is led back from another field already".formatted(entry.from());
            }
            if (why != null) {
                oneWay.put(entry.to(), why);
                continue;
            }
            Map<String, String> inverse = new HashMap<>();
            entry.values().forEach((key, value) -> inverse.put(value, key));
            backward.add(new Way(
                    String.valueOf(entry.from()),
                    source == null ? FieldType.ANY : source.type(),
                    entry.to(),
                    null,
                    null,
                    false,
                    List.of(),
                    inverse,
                    null,
                    source != null && source.type() == FieldType.TEXT ? format(entry) : null));
        }
        return new MappedFields(map, List.copyOf(forward), List.copyOf(backward), oneWay);
    }

    private static @Nullable String whyOneWay(Entry entry, @Nullable MapField source) {
        if (entry.expression() != null) {
            return "an expression cannot be turned round";
        }
        if (entry.from() == null) {
            return "it is the same for all";
        }
        if (source != null && !source.writable()) {
            return "'%s' cannot be written".formatted(entry.from());
        }
        for (Change change : entry.changes()) {
            if (change != Change.TRIM) {
                return "%s forgets how it was written".formatted(change);
            }
        }
        if (new HashSet<>(entry.values().values()).size() < entry.values().size()) {
            return "two values become one";
        }
        return null;
    }

    private static Map<String, MapField> byName(List<MapField> fields) {
        return fields.stream()
                .collect(Collectors.toMap(MapField::name, field -> field, (one, other) -> one, LinkedHashMap::new));
    }

    static RecordShape shape(List<MapField> fields) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        fields.forEach(field -> types.put(field.name(), field.type()));
        return new RecordShape(types, fields.isEmpty());
    }

    private static String near(String written, Set<String> known) {
        return io.salessync.kernel.problems.Nearest.hint(written, known);
    }

    private static Problem wrong(Entry entry, String what) {
        return Problem.of(MappingProblem.WRONG_FIELD, "The field '%s' %s.".formatted(entry.to(), what))
                .with("field", entry.to());
    }

    private static Expression expression(Entry entry, RecordShape shape) {
        try {
            return Expression.of(String.valueOf(entry.expression()), shape);
        } catch (Expression.Mistake mistake) {
            throw wrong(entry, "has an expression that " + mistake.getMessage());
        }
    }

    private static @Nullable String standard(Entry entry, FieldType type) {
        if (entry.standard() != null) {
            try {
                Coercion.to(type, entry.standard());
            } catch (Coercion.Misfit misfit) {
                throw wrong(entry, "has a standard value that " + misfit.getMessage());
            }
        }
        return entry.standard();
    }

    private static @Nullable DateTimeFormatter format(Entry entry) {
        if (entry.format() == null) {
            return null;
        }
        try {
            return DateTimeFormatter.ofPattern(entry.format().replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw wrong(
                    entry, "has the format '%s', which is none; write such as dd.MM.uuuu".formatted(entry.format()));
        }
    }

    public FieldMap map() {
        return map;
    }

    /** By field why it cannot be led back; fields that are not in it go both ways. */
    public Map<String, String> oneWay() {
        return oneWay;
    }

    /** The records that come out. */
    public RecordShape shape(Direction direction) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        (direction == Direction.FORWARD ? forward : backward).forEach(way -> types.put(way.to(), way.type()));
        return new RecordShape(types, false);
    }

    /** The fields it reads. */
    public Set<String> reads(Direction direction) {
        Set<String> reads = new HashSet<>();
        for (Way way : direction == Direction.FORWARD ? forward : backward) {
            if (way.from() != null) {
                reads.add(way.from());
            }
            if (way.expression() != null) {
                reads.addAll(way.expression().fields());
            }
        }
        return reads;
    }

    /** Leads a record through. */
    public Mapped map(FlowRecord record, Scope scope, Direction direction) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (Way way : direction == Direction.FORWARD ? forward : backward) {
            if (direction == Direction.BACKWARD && !record.values().containsKey(String.valueOf(way.from()))) {
                continue;
            }
            try {
                Object value = value(way, record, scope);
                if (value == null && way.required()) {
                    throw new Coercion.Misfit("is required, and nothing comes"
                            + (way.from() == null ? "" : " from '%s'".formatted(way.from())));
                }
                values.put(way.to(), value);
            } catch (Coercion.Misfit | Expression.Failure misfit) {
                faults.add(new Fault(
                        way.to(),
                        "'%s'%s %s"
                                .formatted(
                                        way.to(),
                                        way.from() == null ? "" : " from '%s'".formatted(way.from()),
                                        misfit.getMessage())));
            }
        }
        return new Mapped(values, faults);
    }

    private @Nullable Object value(Way way, FlowRecord record, Scope scope) {
        Object raw = null;
        if (way.expression() != null) {
            raw = way.expression().eval(record, scope);
        } else if (way.from() != null) {
            if (!record.values().containsKey(way.from()) && map.missing() == Missing.FAILS) {
                throw new Coercion.Misfit(
                        "is not in the record at all; whatever brings it has to ask for it, or the mapping has to say that missing fields are empty");
            }
            raw = record.get(way.from());
        }
        Object value = changed(way, raw);
        Object typed = Coercion.to(way.type(), value, way.format());
        if (typed == null && way.standard() != null) {
            return Coercion.to(way.type(), way.standard());
        }
        if (way.writing() != null && raw instanceof java.time.temporal.TemporalAccessor time) {
            return way.writing().format(time);
        }
        return typed;
    }

    private static @Nullable Object changed(Way way, @Nullable Object raw) {
        if (raw == null || way.changes().isEmpty() && way.values().isEmpty()) {
            return raw;
        }
        Object value = raw;
        if (value instanceof String text) {
            for (Change change : way.changes()) {
                text = changed(text, change);
            }
            value = text;
        }
        String other = way.values().get(Coercion.text(value));
        return other == null ? value : other;
    }

    private static String changed(String text, Change change) {
        return switch (change) {
            case TRIM -> text.strip().replaceAll("\\s+", " ");
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case TITLE -> titled(text);
            case DIGITS -> (text.strip().startsWith("+") ? "+" : "") + text.replaceAll("\\D", "");
        };
    }

    private static String titled(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean begins = true;
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            titled.appendCodePoint(begins ? Character.toTitleCase(letter) : Character.toLowerCase(letter));
            begins = !Character.isLetterOrDigit(letter) && letter != '\'';
            at += Character.charCount(letter);
        }
        return titled.toString();
    }
}

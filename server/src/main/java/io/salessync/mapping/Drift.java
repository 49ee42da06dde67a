package io.salessync.mapping;

import io.salessync.mapping.FieldMap.Entry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of the fields of a mapping since it was saved. */
final class Drift {
    private static final double LEAST = 0.6;

    private Drift() {}

    /** What happened to a field. */
    enum What {
        /** It is gone, and another one is probably what it is called now. */
        RENAMED,
        REMOVED,
        RETYPED,
        /** It could be written and cannot any more. */
        READ_ONLY,
        /** Records cannot do without it any more. */
        REQUIRED,
        /** Another field came that records cannot do without, and the mapping does not fill it. */
        NEEDED
    }

    /**
     * A change that matters to the mapping.
     *
     * @param side {@code from} or {@code to}
     * @param now what it is probably called now, or the new type; null: nothing
     * @param fills the mapped fields that it is about
     * @param breaks whether records will fail or go wrong by it
     * @param message one sentence with what to do
     */
    @Schema(name = "MappingDrift")
    record Finding(
            String side,
            String field,
            What what,
            @Nullable String now,
            List<String> fills,
            boolean breaks,
            String message) {}

    /** @param reads the fields of {@code from} that each mapped field reads, by its name */
    static List<Finding> of(
            FieldMap map,
            Map<String, Set<String>> reads,
            List<MapField> fromKnown,
            List<MapField> fromNow,
            List<MapField> toKnown,
            List<MapField> toNow) {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<String>> sources = new LinkedHashMap<>();
        reads.forEach((to, fields) -> fields.forEach(field ->
                sources.computeIfAbsent(field, key -> new ArrayList<>()).add(to)));
        Map<String, List<String>> targets = new LinkedHashMap<>();
        map.fields().forEach(entry -> targets.put(entry.to(), List.of(entry.to())));
        side("from", map.from(), sources, fromKnown, fromNow, findings);
        side("to", map.to(), targets, toKnown, toNow, findings);
        Set<String> known = names(toKnown);
        for (MapField field : toNow) {
            if (field.required()
                    && field.writable()
                    && !known.contains(field.name())
                    && !targets.containsKey(field.name())) {
                findings.add(new Finding(
                        "to",
                        field.name(),
                        What.NEEDED,
                        null,
                        List.of(),
                        true,
                        "%s now needs '%s' (%s), which the mapping does not fill."
                                .formatted(map.to().words(), field.name(), field.label())));
            }
        }
        return findings;
    }

    private static Set<String> names(List<MapField> fields) {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach(field -> names.add(field.name()));
        return names;
    }

    private static void side(
            String side,
            MapSide end,
            Map<String, List<String>> used,
            List<MapField> before,
            List<MapField> after,
            List<Finding> findings) {
        Map<String, MapField> now = new HashMap<>();
        after.forEach(field -> now.put(field.name(), field));
        Set<String> had = names(before);
        List<MapField> fresh =
                after.stream().filter(field -> !had.contains(field.name())).toList();
        for (MapField was : before) {
            List<String> fills = used.get(was.name());
            if (fills == null) {
                continue;
            }
            MapField is = now.get(was.name());
            if (is == null) {
                findings.add(gone(side, end, was, fills, fresh));
            } else {
                changed(side, end, was, is, fills, findings);
            }
        }
    }

    private static Finding gone(String side, MapSide end, MapField was, List<String> fills, List<MapField> fresh) {
        MapField guess = null;
        double best = LEAST;
        for (MapField candidate : fresh) {
            double likeness = likeness(was, candidate);
            if (likeness > best || likeness == best && guess == null) {
                best = likeness;
                guess = candidate;
            }
        }
        String about = "'%s' (%s) is no field of %s any more".formatted(was.name(), was.label(), end.words());
        return guess == null
                ? new Finding(
                        side,
                        was.name(),
                        What.REMOVED,
                        null,
                        fills,
                        true,
                        about + ". Take it out of the mapping or choose another.")
                : new Finding(
                        side,
                        was.name(),
                        What.RENAMED,
                        guess.name(),
                        fills,
                        true,
                        about
                                + "; it is probably called '%s' (%s) now. Choose that one."
                                        .formatted(guess.name(), guess.label()));
    }

    /** How probable it is that one field is what the other was, from 0 to 1. */
    private static double likeness(MapField was, MapField is) {
        double gap = Suggestions.typeGap(was.type(), is.type());
        if (gap >= 1) {
            return 0;
        }
        boolean label = !was.label().isBlank() && Synonyms.plain(was.label()).equals(Synonyms.plain(is.label()));
        Set<String> words = new LinkedHashSet<>(Synonyms.words(was.name()));
        Set<String> others = new LinkedHashSet<>(Synonyms.words(is.name()));
        Set<String> both = new LinkedHashSet<>(words);
        both.retainAll(others);
        words.addAll(others);
        double share = words.isEmpty() ? 0 : (double) both.size() / words.size();
        boolean near = io.salessync.kernel.problems.Nearest.near(
                        Synonyms.plain(was.name()), List.of(Synonyms.plain(is.name())))
                .isPresent();
        double names = Math.max(share, near ? 0.8 : 0);
        boolean choices = !was.choices().isEmpty() && was.choices().equals(is.choices());
        double kind = was.kind() != null && was.kind().equals(is.kind()) ? 0.1 : 0;
        return Math.min(1, (label ? 0.65 : 0) + 0.6 * names + (choices ? 0.4 : 0) + kind - gap);
    }

    private static void changed(
            String side, MapSide end, MapField was, MapField is, List<String> fills, List<Finding> findings) {
        String about = "'%s' (%s) of %s".formatted(was.name(), was.label(), end.words());
        boolean retyped = was.type() != is.type();
        boolean other = was.kind() != null && is.kind() != null && !was.kind().equals(is.kind());
        if (retyped || other) {
            findings.add(new Finding(
                    side,
                    was.name(),
                    What.RETYPED,
                    retyped ? is.type().name() : is.kind(),
                    fills,
                    retyped,
                    "%s was %s and is %s now. Test the mapping on real rows."
                            .formatted(about, words(was, retyped), words(is, retyped))));
        }
        if (side.equals("to") && was.writable() && !is.writable()) {
            findings.add(new Finding(
                    side,
                    was.name(),
                    What.READ_ONLY,
                    null,
                    fills,
                    true,
                    "%s cannot be written any more. Take it out of the mapping.".formatted(about)));
        }
        if (side.equals("to") && !was.required() && is.required()) {
            findings.add(new Finding(
                    side,
                    was.name(),
                    What.REQUIRED,
                    null,
                    fills,
                    false,
                    "%s is required now. Give it a standard value, or mark it as required here.".formatted(about)));
        }
    }

    private static String words(MapField field, boolean type) {
        return type || field.kind() == null ? field.type().name().toLowerCase(Locale.ROOT) : field.kind();
    }

    /** The fields that an entry reads, its expression's included. */
    static Map<String, Set<String>> reads(FieldMap map, List<MapField> from) {
        Map<String, Set<String>> reads = new LinkedHashMap<>();
        for (Entry entry : map.fields()) {
            Set<String> fields = new LinkedHashSet<>();
            if (entry.from() != null) {
                fields.add(entry.from());
            }
            if (entry.expression() != null) {
                try {
                    fields.addAll(io.salessync.flows.graph.Expression.of(entry.expression(), MappedFields.shape(from))
                            .fields());
                } catch (io.salessync.flows.graph.Expression.Mistake broken) {
                    // it was good when it was saved; what it lacks now is told by the fields it names
                    fields.addAll(List.of());
                }
            }
            reads.put(entry.to(), fields);
        }
        return reads;
    }
}

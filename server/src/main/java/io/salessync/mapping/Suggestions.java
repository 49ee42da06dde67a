package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Nearest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Guesses which field goes to which, and says why. */
final class Suggestions {
    /** Less is no more than a coincidence. */
    private static final double LEAST = 0.5;

    /** Words that say nothing of what a field holds: opting out of faxes is not opting out of mail. */
    private static final Set<String> EMPTY =
            Set.of("name", "id", "opt", "opted", "out", "of", "has", "is", "do", "not", "last", "the");

    private Suggestions() {}

    /**
     * A guess.
     *
     * @param score from 0 to 1
     * @param why one sentence
     */
    @Schema(name = "MappingSuggestion")
    record Suggestion(String from, String to, double score, String why) {}

    private record Likeness(double score, String why) {}

    /** The best guess for each target, each source once; surest first. */
    static List<Suggestion> of(List<MapField> from, List<MapField> to) {
        List<Suggestion> all = new ArrayList<>();
        for (MapField target : to) {
            if (!target.writable()) {
                continue;
            }
            for (MapField source : from) {
                Likeness likeness = likeness(source, target);
                if (likeness != null && likeness.score() >= LEAST) {
                    all.add(new Suggestion(source.name(), target.name(), likeness.score(), likeness.why()));
                }
            }
        }
        all.sort(Comparator.comparingDouble(Suggestion::score)
                .reversed()
                .thenComparing(Suggestion::to)
                .thenComparing(Suggestion::from));
        Set<String> sources = new HashSet<>();
        Set<String> targets = new HashSet<>();
        List<Suggestion> chosen = new ArrayList<>();
        for (Suggestion one : all) {
            if (!sources.contains(one.from()) && targets.add(one.to())) {
                sources.add(one.from());
                chosen.add(one);
            }
        }
        return chosen;
    }

    private static @Nullable Likeness likeness(MapField source, MapField target) {
        Likeness names = names(source, target);
        if (names == null) {
            return null;
        }
        double off = typeGap(source.type(), target.type());
        if (off >= 1) {
            return null;
        }
        String types = off == 0
                ? ""
                : "; %s becomes %s"
                        .formatted(
                                source.type().name().toLowerCase(Locale.ROOT),
                                target.type().name().toLowerCase(Locale.ROOT));
        double score = Math.round((names.score() - off) * 100) / 100.0;
        return new Likeness(score, names.why() + types + ".");
    }

    private static @Nullable Likeness names(MapField source, MapField target) {
        String from = Synonyms.plain(source.name());
        String to = Synonyms.plain(target.name());
        if (from.equals(to)) {
            return new Likeness(1, "They have the same name");
        }
        Integer meaning = Synonyms.meaning(target.name());
        if (meaning != null && meaning.equals(Synonyms.meaning(source.name()))) {
            return new Likeness(0.95, "“%s” and “%s” mean the same".formatted(source.name(), target.name()));
        }
        if (!source.label().isBlank()) {
            String label = Synonyms.plain(source.label());
            if (label.equals(Synonyms.plain(target.label())) || label.equals(to)) {
                return new Likeness(0.9, "Both are labelled “%s”".formatted(target.label()));
            }
            Integer labelled = Synonyms.meaning(source.label());
            if (labelled != null && labelled.equals(meaning)) {
                return new Likeness(0.85, "The label “%s” means “%s”".formatted(source.label(), target.label()));
            }
        }
        if ("email".equals(source.kind()) && to.equals("email")) {
            return new Likeness(0.8, "It holds e-mail addresses");
        }
        Likeness words = words(source, target);
        if (words != null) {
            return words;
        }
        boolean near = from.length() > 4 && Nearest.near(from, List.of(to)).isPresent();
        return near
                ? new Likeness(0.6, "“%s” is written almost as “%s”".formatted(source.name(), target.name()))
                : null;
    }

    private static @Nullable Likeness words(MapField source, MapField target) {
        Set<String> from = new HashSet<>(Synonyms.words(source.name()));
        from.addAll(Synonyms.words(source.label()));
        Set<String> to = new HashSet<>(Synonyms.words(target.name()));
        to.addAll(Synonyms.words(target.label()));
        Set<String> both = new HashSet<>(from);
        both.retainAll(to);
        both.removeAll(EMPTY);
        if (both.isEmpty()) {
            return null;
        }
        Set<String> all = new HashSet<>(from);
        all.addAll(to);
        double share = (double) both.size() / all.size();
        return share < 0.4
                ? null
                : new Likeness(
                        0.4 + 0.4 * share,
                        "They share the words %s"
                                .formatted(
                                        String.join(", ", both.stream().sorted().toList())));
    }

    /** How much is lost from one type to another; 1: it cannot be. */
    static double typeGap(FieldType from, FieldType to) {
        if (from == to || to == FieldType.ANY || from == FieldType.ANY) {
            return 0;
        }
        if (to == FieldType.TEXT) {
            return from == FieldType.FLAG ? 0.3 : 0.05;
        }
        return switch (from) {
            case TEXT -> 0.1;
            case WHOLE -> to == FieldType.NUMBER ? 0 : 1;
            case NUMBER -> to == FieldType.WHOLE ? 0.1 : 1;
            case DATE -> to == FieldType.TIME ? 0.05 : 1;
            case TIME -> to == FieldType.DATE ? 0.05 : 1;
            case FLAG, ANY -> 1;
        };
    }
}

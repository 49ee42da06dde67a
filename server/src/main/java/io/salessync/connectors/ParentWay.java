package io.salessync.connectors;

import io.salessync.kernel.problems.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way from an object to one of its parents, up to five of them in a row, in the spelling of the descriptions.
 *
 * @param steps one for each parent on the way
 * @param object what is there; for a parent that may be of several objects what Salesforce gives all of them together
 */
public record ParentWay(List<Step> steps, CrmDescription object) {
    /** As many parents in a row as Salesforce goes through. */
    public static final int LEVELS = 5;

    private static final int MOST_SHOWN = 60;

    /** What names of objects, fields and relationships look like; nothing else gets into a query. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,254}");

    public ParentWay {
        steps = List.copyOf(steps);
    }

    /**
     * A parent on the way.
     *
     * @param relationship as queries name it
     * @param label for people
     * @param objects what it may be
     */
    public record Step(String relationship, String label, List<String> objects) {
        /** Whether it may be of more than one object. */
        public boolean isOfSeveral() {
            return objects.size() > 1;
        }
    }

    /** Some name on the way leads nowhere. */
    public static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String said;

        Lost(String said) {
            super(said, null, false, false);
            this.said = said;
        }

        /** What is wrong, without a full stop. */
        public String said() {
            return said;
        }
    }

    /**
     * The way that leads through these relationships.
     *
     * @param names of relationships, in any case; none: the object itself
     * @throws Lost naming the one that is not there
     */
    public static ParentWay of(
            CrmDescription from, List<String> names, Function<String, Optional<CrmDescription>> descriptions) {
        if (names.size() > LEVELS) {
            throw new Lost("%s goes through %d parents; %d are allowed"
                    .formatted(shown(String.join(".", names)), names.size(), LEVELS));
        }
        List<Step> steps = new ArrayList<>();
        CrmDescription at = from;
        for (String name : names) {
            CrmField way = NAME.matcher(name).matches() ? at.relationship(name).orElse(null) : null;
            String relationship = way == null ? null : way.relationshipName();
            if (way == null
                    || relationship == null
                    || !NAME.matcher(relationship).matches()
                    || way.referenceTo().isEmpty()) {
                throw new Lost("%s has no parent %s%s".formatted(at.name(), shown(name), parents(at)));
            }
            steps.add(new Step(relationship, way.label().replaceFirst("(?i) ID$", ""), way.referenceTo()));
            at = parent(way, descriptions)
                    .orElseThrow(() -> new Lost("There is no description of %s, which %s leads to"
                            .formatted(shown(way.referenceTo().getFirst()), relationship)));
        }
        return new ParentWay(steps, at);
    }

    private static Optional<CrmDescription> parent(
            CrmField way, Function<String, Optional<CrmDescription>> descriptions) {
        return way.referenceTo().size() > 1
                ? Optional.of(NameObject.of(descriptions.apply(NameObject.NAME), way))
                : descriptions.apply(way.referenceTo().getFirst());
    }

    private static String parents(CrmDescription at) {
        String known = at.fields().stream()
                .map(CrmField::relationshipName)
                .filter(name -> name != null && !name.isEmpty())
                .limit(12)
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "" : "; it has " + known;
    }

    /** What paths to its fields begin with, such as {@code Account.Owner.}; empty for the object itself. */
    public String written() {
        return steps.stream().map(step -> step.relationship() + ".").collect(Collectors.joining());
    }

    /** The relationships on the way, each by the whole path to it: Salesforce counts them so. */
    public List<String> relationships() {
        List<String> all = new ArrayList<>();
        StringBuilder path = new StringBuilder();
        for (Step step : steps) {
            all.add(path.append(step.relationship()).append('.').toString());
        }
        return all;
    }

    /**
     * A field that is there, in any case of its letters.
     *
     * @throws Lost naming what is like it
     */
    public CrmField field(String name) {
        CrmField field = object.field(name).orElse(null);
        if (field != null && NAME.matcher(field.name()).matches()) {
            return field;
        }
        if (!steps.isEmpty() && steps.getLast().isOfSeveral()) {
            throw new Lost(
                    "%s may lead to several objects (%s); of such a parent Salesforce tells %s, and no %s. Pull %s itself for its other fields"
                            .formatted(
                                    written().substring(0, written().length() - 1),
                                    few(steps.getLast().objects()),
                                    object.fields().stream()
                                            .map(CrmField::name)
                                            .limit(12)
                                            .collect(Collectors.joining(", ")),
                                    shown(name),
                                    steps.getLast().objects().getFirst()));
        }
        throw new Lost("%s has no field %s%s".formatted(object.name(), shown(name), alike(name)));
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return "'" + (plain.length() <= MOST_SHOWN ? plain : plain.substring(0, MOST_SHOWN - 1) + "…") + "'";
    }

    private static String few(List<String> objects) {
        return objects.size() <= 4
                ? String.join(", ", objects)
                : String.join(", ", objects.subList(0, 3)) + " and " + (objects.size() - 3) + " others";
    }

    private String alike(String wanted) {
        Optional<String> near = Nearest.near(
                wanted, object.fields().stream().map(CrmField::name).toList());
        if (near.isPresent()) {
            return "; did you mean '" + near.get() + "'?";
        }
        String start = wanted.substring(0, Math.min(3, wanted.length())).toLowerCase(Locale.ROOT);
        String known = object.fields().stream()
                .map(CrmField::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(start))
                .limit(5)
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "" : "; it has " + known;
    }
}

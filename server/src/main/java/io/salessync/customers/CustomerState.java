package io.salessync.customers;

import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.mapping.Coercion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A customer while it is worked on: what people and companies have alike. */
abstract class CustomerState {
    private static final List<String> KINDS = List.of("work", "mobile", "home", "other");
    private static final Comparator<Point> FIRST = Comparator.comparing((Point point) -> point.ended() != null)
            .thenComparing(point -> !point.primary())
            .thenComparing(point -> KINDS.indexOf(point.kind()))
            .thenComparing(Point::since)
            .thenComparing(Point::normalised);

    final UUID id;
    final Map<String, Object> fields = new LinkedHashMap<>();
    final Map<String, Point> emails = new LinkedHashMap<>();
    final Map<String, Point> phones = new LinkedHashMap<>();
    final Map<String, Place> addresses = new TreeMap<>();
    final Map<String, @Nullable Object> extra = new TreeMap<>();
    final List<ExternalId> externalIds = new ArrayList<>();

    Instant createdAt;
    Instant changedAt;
    long version = 1;

    @Nullable UUID mergedInto;

    CustomerState(UUID id, Instant createdAt) {
        this.id = id;
        this.createdAt = createdAt;
        this.changedAt = createdAt;
    }

    /** The fields that hold one value, in order. */
    abstract List<? extends CustomerField> all();

    void copyInto(CustomerState copy) {
        copy.fields.putAll(fields);
        copy.emails.putAll(emails);
        copy.phones.putAll(phones);
        copy.addresses.putAll(addresses);
        copy.extra.putAll(extra);
        copy.externalIds.addAll(externalIds);
        copy.changedAt = changedAt;
        copy.version = version;
        copy.mergedInto = mergedInto;
    }

    static List<Point> sorted(Map<String, Point> points) {
        return points.values().stream().sorted(FIRST).toList();
    }

    @Nullable String text(CustomerField field) {
        return fields.get(field.text()) instanceof String text ? text : null;
    }

    void set(CustomerField field, @Nullable Object value) {
        if (value == null) {
            fields.remove(field.text());
        } else {
            fields.put(field.text(), value);
        }
    }

    /**
     * Puts a point in its kind's place; the one that stood there ends. Null takes it away.
     *
     * @param shared whether several records elsewhere speak for this person: then none of them ends what another one says
     */
    static void put(
            Map<String, Point> points,
            String kind,
            @Nullable String normalised,
            @Nullable String written,
            boolean shared,
            Instant now) {
        Point known = normalised == null ? null : points.get(normalised);
        boolean inUse = known != null && known.ended() == null;
        if (shared && (inUse || normalised == null)) {
            return;
        }
        if (!shared) {
            points.replaceAll(
                    (key, point) -> point.kind().equals(kind) && point.ended() == null && !key.equals(normalised)
                            ? new Point(point.normalised(), point.written(), kind, false, point.since(), now)
                            : point);
        }
        if (normalised != null && written != null) {
            boolean taken = points.values().stream()
                    .anyMatch(point -> point.kind().equals(kind) && point.ended() == null && !point.equals(known));
            String place = taken ? "other" : kind;
            if (known == null || !inUse || !sameKind(known, place)) {
                Instant since = known != null && inUse ? known.since() : now;
                points.put(normalised, new Point(normalised, written, place, false, since, null));
            } else if (!known.written().equals(written)) {
                points.put(
                        normalised, new Point(normalised, written, known.kind(), known.primary(), known.since(), null));
            }
        }
        choosePrimary(points);
    }

    /** One number in two fields keeps the kind that comes first. */
    private static boolean sameKind(Point known, String kind) {
        return KINDS.indexOf(known.kind()) <= KINDS.indexOf(kind);
    }

    /** Whether more than one record of one kind elsewhere is this person. */
    boolean isShared() {
        List<String> kinds = externalIds.stream()
                .filter(id -> id.gone() == null)
                .map(id -> id.system() + "\n" + id.object())
                .toList();
        return kinds.stream().distinct().count() < kinds.size();
    }

    static void choosePrimary(Map<String, Point> points) {
        String first = points.values().stream()
                .filter(point -> point.ended() == null)
                .min(Comparator.comparing((Point point) -> KINDS.indexOf(point.kind()))
                        .thenComparing(Comparator.comparing(Point::primary).reversed())
                        .thenComparing(Point::since)
                        .thenComparing(Point::normalised))
                .map(Point::normalised)
                .orElse(null);
        points.replaceAll((key, point) -> point.primary() == key.equals(first)
                ? point
                : new Point(
                        point.normalised(),
                        point.written(),
                        point.kind(),
                        key.equals(first),
                        point.since(),
                        point.ended()));
    }

    /** What people see of it, by name: what history compares. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (CustomerField field : all()) {
            Object value = fields.get(field.text());
            if (value != null && !Boolean.FALSE.equals(value)) {
                shown.put(field.text(), value instanceof Boolean ? value : value.toString());
            }
        }
        if (!emails.isEmpty()) {
            shown.put("emails", words(emails));
        }
        if (!phones.isEmpty()) {
            shown.put("phones", words(phones));
        }
        addresses.forEach((kind, place) -> shown.put("address." + kind, words(place)));
        extra.forEach((name, value) -> {
            if (value != null) {
                shown.put(CustomerFields.EXTRA + name, value);
            }
        });
        return shown;
    }

    private static List<String> words(Map<String, Point> points) {
        return sorted(points).stream()
                .map(point -> point.written() + " (" + point.kind() + (point.ended() == null ? ")" : ", former)"))
                .toList();
    }

    static String words(Place place) {
        List<String> parts = new ArrayList<>();
        for (String part : new @Nullable String[] {
            place.street(), place.postalCode(), place.city(), place.region(), place.country()
        }) {
            if (part != null) {
                parts.add(part);
            }
        }
        return String.join(", ", parts);
    }

    /** Whether anything that is kept differs, what is not shown included. */
    boolean holdsSameAs(CustomerState other) {
        return fields.equals(other.fields)
                && samePointsAs(other)
                && extra.equals(other.extra)
                && Objects.equals(mergedInto, other.mergedInto);
    }

    boolean samePointsAs(CustomerState other) {
        return emails.equals(other.emails) && phones.equals(other.phones) && addresses.equals(other.addresses);
    }

    /** How it is reached, in the text that is searched. */
    void searchPoints(StringBuilder words) {
        emails.keySet().forEach(email -> words.append(' ').append(email));
        phones.keySet().forEach(phone -> words.append(' ').append(phone.replace("+", "")));
        addresses.values().forEach(place -> words.append(' ').append(Folding.fold(place.city())));
    }

    /** All of it as a document, to be read again by {@link #read}. */
    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", id.toString());
        document.put("fields", fields);
        document.put(
                "emails", emails.values().stream().map(CustomerState::document).toList());
        document.put(
                "phones", phones.values().stream().map(CustomerState::document).toList());
        document.put(
                "addresses",
                addresses.values().stream()
                        .map(place -> {
                            Map<String, @Nullable Object> one = new LinkedHashMap<>();
                            one.put("kind", place.kind());
                            one.put("street", place.street());
                            one.put("city", place.city());
                            one.put("region", place.region());
                            one.put("postalCode", place.postalCode());
                            one.put("country", place.country());
                            one.put("normalised", place.normalised());
                            one.put("primary", place.primary());
                            one.put("since", place.since());
                            return one;
                        })
                        .toList());
        document.put("extra", extra);
        document.put(
                "externalIds",
                externalIds.stream()
                        .map(id -> List.of(id.system(), id.object(), id.id()))
                        .toList());
        return document;
    }

    private static Map<String, @Nullable Object> document(Point point) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("normalised", point.normalised());
        one.put("written", point.written());
        one.put("kind", point.kind());
        one.put("primary", point.primary());
        one.put("since", point.since());
        one.put("ended", point.ended());
        return one;
    }

    /** Reads {@link #document}. */
    void read(JsonNode document) {
        for (CustomerField field : all()) {
            set(field, Coercion.to(field.type(), document.path("fields").get(field.text())));
        }
        document.path("emails").forEach(point -> put(emails, point));
        document.path("phones").forEach(point -> put(phones, point));
        document.path("addresses")
                .forEach(place -> addresses.put(
                        place.path("kind").asString(),
                        new Place(
                                place.path("kind").asString(),
                                text(place, "street"),
                                text(place, "city"),
                                text(place, "region"),
                                text(place, "postalCode"),
                                text(place, "country"),
                                place.path("normalised").asString(),
                                place.path("primary").asBoolean(),
                                Instant.parse(place.path("since").asString()))));
        document.path("extra")
                .properties()
                .forEach(entry ->
                        extra.put(entry.getKey(), JsonMapper.shared().treeToValue(entry.getValue(), Object.class)));
        document.path("externalIds")
                .forEach(id -> externalIds.add(new ExternalId(
                        id.path(0).asString(), id.path(1).asString(), id.path(2).asString())));
    }

    private static void put(Map<String, Point> points, JsonNode point) {
        String ended = text(point, "ended");
        String normalised = point.path("normalised").asString();
        points.put(
                normalised,
                new Point(
                        normalised,
                        point.path("written").asString(),
                        point.path("kind").asString(),
                        point.path("primary").asBoolean(),
                        Instant.parse(point.path("since").asString()),
                        ended == null ? null : Instant.parse(ended)));
    }

    static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNull() || value.isMissingNode() ? null : value.asString();
    }
}

package io.salessync.customers;

import io.salessync.customers.Person.ExternalId;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.Passages;
import io.salessync.logs.TimelineSource;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The story of one customer, newest first: what changed, what was said about consent, merges, their records' ways through runs, and what
 * other modules know of them or of their ids elsewhere.
 */
@Component
final class Timeline {
    private static final int MOST_KEYS = 20;

    private final Database database;
    private final PostgresCustomers customers;
    private final Passages passages;
    private final ObjectProvider<TimelineSource> sources;

    Timeline(
            Database database, PostgresCustomers customers, Passages passages, ObjectProvider<TimelineSource> sources) {
        this.database = database;
        this.customers = customers;
        this.passages = passages;
        this.sources = sources;
    }

    /** A field that changed; null: there was or is nothing. */
    @Schema(name = "PersonFieldChange")
    record Changed(
            String field, @Nullable Object before, @Nullable Object after) {}

    /**
     * Something that happened.
     *
     * @param kind {@code created}, {@code changed}, {@code merged}, {@code unmerged}, {@code parted}, {@code erased}, {@code gone}, {@code back}, {@code consent},
     *     {@code record}, or what another module calls it
     * @param merge the merge it tells of, to be taken back by; null: none
     */
    @Schema(name = "PersonHappening")
    record Item(
            Instant at,
            String kind,
            String id,
            String state,
            String title,
            @Nullable String detail,
            @Nullable String who,
            @Nullable UUID run,
            @Nullable UUID merge,
            List<Changed> changes) {}

    @Schema(name = "PersonTimeline")
    record Page(List<Item> items, @Nullable String next) {}

    /** @param logs whether lines of runs may be seen, {@code personal} whether with personal values */
    Page page(
            TenantId tenant,
            CustomerKind kind,
            UUID id,
            @Nullable Instant before,
            int limit,
            boolean logs,
            boolean personal) {
        List<Item> all = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>();
        keys.add(id.toString());
        database.runInTenant(tenant, sql -> own(sql, tenant, kind, id, before, limit, all, keys));
        Set<String> seen = new HashSet<>();
        keys.stream().limit(MOST_KEYS).forEach(key -> {
            if (logs) {
                passages.of(tenant, key, before, limit + 1, personal).forEach(entry -> add(all, seen, entry));
            }
            sources.orderedStream()
                    .forEach(source ->
                            source.entries(tenant, key, before, limit + 1).forEach(entry -> add(all, seen, entry)));
        });
        all.sort(Comparator.comparing(Item::at).reversed());
        if (all.size() <= limit) {
            return new Page(all, null);
        }
        // the next page begins before an instant: what happened in one instant stays on one page
        Instant cut = all.get(limit).at();
        List<Item> shown = all.stream().filter(item -> item.at().isAfter(cut)).toList();
        if (shown.isEmpty()) {
            shown = all.stream().filter(item -> !item.at().isBefore(cut)).toList();
        }
        return new Page(shown, shown.getLast().at().toString());
    }

    private static void add(List<Item> all, Set<String> seen, TimelineSource.Entry entry) {
        if (seen.add(entry.kind() + " " + entry.id() + " " + entry.at())) {
            all.add(new Item(
                    entry.at(),
                    entry.kind(),
                    entry.id(),
                    entry.state(),
                    entry.title(),
                    entry.detail(),
                    null,
                    entry.run(),
                    null,
                    List.of()));
        }
    }

    private void own(
            DSLContext sql,
            TenantId tenant,
            CustomerKind kind,
            UUID id,
            @Nullable Instant before,
            int limit,
            List<Item> all,
            Set<String> keys) {
        boolean people = kind == CustomerKind.PERSON;
        List<ExternalId> ids = people
                ? customers
                        .person(sql, tenant, id)
                        .map(Person::externalIds)
                        .orElseThrow(() -> PostgresCustomers.unknownPerson(id))
                : customers
                        .company(sql, tenant, id)
                        .map(Company::externalIds)
                        .orElseThrow(() -> PostgresCustomers.unknownCompany(id));
        ids.stream().map(ExternalId::id).forEach(keys::add);
        List<UUID> everybody = new ArrayList<>(List.of(id));
        everybody.addAll(customers.mergedInto(sql, tenant, kind, id));
        for (UUID one : everybody) {
            keys.add(one.toString());
            for (History.Stored stored :
                    History.newest(sql, tenant, people ? one : null, people ? null : one, before, limit + 1)) {
                // the one that stayed tells of a merge for both
                boolean twice = !one.equals(id)
                        && (stored.entry().what() == History.What.MERGED
                                || stored.entry().what() == History.What.UNMERGED);
                if (!twice) {
                    all.add(item(stored, one.equals(id) ? null : one));
                }
            }
        }
        Consents.all(sql, tenant, kind, id, before, limit + 1).forEach(stored -> all.add(item(stored)));
    }

    static Item item(History.Stored stored, @Nullable UUID other) {
        History.Entry entry = stored.entry();
        List<Changed> changes = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(entry.before().keySet());
        names.addAll(entry.after().keySet());
        names.removeAll(Set.of("merge", "with", "withName", "into", "from", "why", "record", "system", "intoRecord"));
        names.forEach(name -> changes.add(
                new Changed(name, entry.before().get(name), entry.after().get(name))));
        return new Item(
                entry.at(),
                entry.what().name().toLowerCase(Locale.ROOT),
                Long.toString(stored.id()),
                entry.what().name(),
                title(entry, changes, other),
                detail(entry),
                entry.who(),
                entry.run(),
                merge(entry),
                changes);
    }

    private static String title(History.Entry entry, List<Changed> changes, @Nullable UUID other) {
        String title = switch (entry.what()) {
            case CREATED -> "Created";
            case CHANGED ->
                changes.size() == 1
                        ? "Changed " + changes.getFirst().field()
                        : "Changed %d fields".formatted(changes.size());
            case MERGED ->
                entry.after().containsKey("into")
                        ? "Merged into another"
                        : "Merged with " + entry.after().getOrDefault("withName", "another");
            case UNMERGED -> "Merge taken back";
            case PARTED ->
                entry.after().containsKey("from")
                        ? "Was linked to another by mistake"
                        : "%s taken off: it is somebody else"
                                .formatted(entry.after().getOrDefault("record", "A record"));
            case ERASED -> "Erased on request";
            case GONE ->
                "%s in %s".formatted(entry.after().containsKey("intoRecord") ? "Merged" : "Deleted", service(entry));
            case BACK -> "There again in " + service(entry);
        };
        return other == null ? title : title + " (before the merge)";
    }

    private static @Nullable UUID merge(History.Entry entry) {
        return entry.after().get("merge") instanceof String id ? UUID.fromString(id) : null;
    }

    private static String service(History.Entry entry) {
        return ExternalIds.service(String.valueOf(entry.after().get("system")));
    }

    private static @Nullable String detail(History.Entry entry) {
        if (entry.what() == History.What.GONE || entry.what() == History.What.BACK) {
            String connection =
                    ExternalIds.connection(String.valueOf(entry.after().get("system")));
            Object into = entry.after().get("intoRecord");
            return entry.after().get("record")
                    + (connection == null ? "" : ", connection " + connection)
                    + (into == null ? "" : ": it is part of %s now".formatted(into))
                    + (entry.what() == History.What.GONE ? ". Nothing is written to it any more." : ".");
        }
        Object why = entry.after().get("why");
        return why == null ? null : why.toString();
    }

    private static Item item(Consents.Stored stored) {
        Consent.Statement statement = stored.statement();
        String channel = statement.channel() == Consent.Channel.ANY
                ? "every channel"
                : statement.channel().name().toLowerCase(Locale.ROOT);
        String title = switch (statement.state()) {
            case GRANTED -> "Consent to %s granted".formatted(channel);
            case WITHDRAWN -> "Consent to %s taken back".formatted(channel);
            case UNKNOWN -> "Consent to %s not known".formatted(channel);
        };
        return new Item(
                stored.recordedAt(),
                "consent",
                Long.toString(stored.id()),
                statement.state().name(),
                title,
                "%s, purpose %s: %s".formatted(statement.source(), statement.purpose(), statement.evidence()),
                stored.recordedBy(),
                stored.run(),
                null,
                List.of());
    }

    /** @throws Problem when it is no time */
    static @Nullable Instant before(@Nullable String after) {
        if (after == null || after.isBlank()) {
            return null;
        }
        try {
            return Instant.parse(after);
        } catch (java.time.DateTimeException e) {
            throw Problem.of(
                            CustomersProblem.WRONG_PLACE,
                            "'%s' is no place in this list: give 'next' of the page before."
                                    .formatted(after.length() > 80 ? after.substring(0, 80) : after))
                    .with("after", after.length() > 80 ? after.substring(0, 80) : after);
        }
    }
}

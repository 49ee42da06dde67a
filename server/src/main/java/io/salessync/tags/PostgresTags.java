package io.salessync.tags;

import static io.salessync.tags.jooq.Tables.HISTORY;
import static io.salessync.tags.jooq.Tables.TAG;
import static io.salessync.tags.jooq.Tables.TAGGED;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.tags.jooq.tables.records.TagRecord;
import io.salessync.tags.jooq.tables.records.TaggedRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tags as rows; a page of people is a handful of statements. */
@Component
final class PostgresTags implements Tags {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String PLAIN = "#868e96";

    private final Customers customers;
    private final InstantSource clock;
    private final Live live;

    PostgresTags(Customers customers, InstantSource clock, Live live) {
        this.customers = customers;
        this.clock = clock;
        this.live = live;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static Tag tag(TagRecord row) {
        return new Tag(
                row.getTagId(),
                row.getName(),
                row.getColor(),
                row.getAbout(),
                row.getChannel() == null ? null : Consent.Channel.valueOf(row.getChannel()),
                row.getPurpose(),
                Requirement.valueOf(row.getRequires()),
                row.getVersion());
    }

    static String key(String name) {
        return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static Condition which(String idOrName) {
        try {
            return TAG.TAG_ID.eq(UUID.fromString(idOrName));
        } catch (IllegalArgumentException name) {
            return TAG.NAME_KEY.eq(key(idOrName));
        }
    }

    @Override
    public Optional<Tag> named(DSLContext sql, TenantId tenant, String idOrName) {
        return sql.selectFrom(TAG)
                .where(TAG.TENANT_ID.eq(tenant.value()).and(which(idOrName)))
                .fetchOptional(PostgresTags::tag);
    }

    Tag get(DSLContext sql, TenantId tenant, UUID id) {
        return named(sql, tenant, id.toString()).orElseThrow(() -> unknown(id.toString()));
    }

    static Problem unknown(String which) {
        return Problem.of(TagsProblem.UNKNOWN_TAG, "There is no tag '%s'.".formatted(which))
                .with("tag", which);
    }

    /** A tag with how many people have it. */
    record Counted(Tag tag, long people) {}

    List<Counted> all(DSLContext sql, TenantId tenant) {
        Map<UUID, Integer> counts = sql.select(TAGGED.TAG_ID, DSL.count())
                .from(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()))
                .groupBy(TAGGED.TAG_ID)
                .fetchMap(TAGGED.TAG_ID, DSL.count());
        return sql.selectFrom(TAG)
                .where(TAG.TENANT_ID.eq(tenant.value()))
                .orderBy(TAG.NAME_KEY)
                .fetch(row -> new Counted(tag(row), counts.getOrDefault(row.getTagId(), 0)));
    }

    @Override
    public Tag ensure(DSLContext sql, TenantId tenant, Origin origin, String name) {
        return ensure(
                sql, tenant, origin, new Wish(name, PLAIN, "", null, Consent.ANY_PURPOSE, Requirement.NOTHING, null));
    }

    /** The tag of that name; one that is there keeps what it says. */
    Tag ensure(DSLContext sql, TenantId tenant, Origin origin, Wish wish) {
        return named(sql, tenant, wish.name()).orElseGet(() -> {
            save(sql, tenant, origin, null, wish, true);
            return named(sql, tenant, wish.name()).orElseThrow();
        });
    }

    /** What a tag is to be; {@code version}: what was seen. */
    record Wish(
            String name,
            String color,
            String about,
            Consent.@Nullable Channel channel,
            String purpose,
            Requirement requires,
            @Nullable Long version) {}

    /**
     * Makes a tag or changes one.
     *
     * @param id null: a new one
     * @param shared whether one of that name that is there already is as good
     */
    UUID save(DSLContext sql, TenantId tenant, Origin origin, @Nullable UUID id, Wish wish, boolean shared) {
        String name = wish.name().strip().replaceAll("\\s+", " ");
        if (name.isEmpty() || name.length() > 60 || name.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(TagsProblem.WRONG_NAME, "A tag's name has 1 to 60 characters.")
                    .with("field", "name");
        }
        String color = wish.color().strip().toLowerCase(Locale.ROOT);
        if (!color.matches("#[0-9a-f]{6}")) {
            throw Problem.of(
                            TagsProblem.WRONG_COLOR,
                            "'%s' is no color; write it as #2f9e44."
                                    .formatted(color.length() > 40 ? color.substring(0, 40) : color))
                    .with("field", "color");
        }
        if (wish.requires() != Requirement.NOTHING && wish.channel() == null) {
            throw Problem.of(TagsProblem.WRONG_REQUIREMENT, "A tag that requires consent has to say to which channel.")
                    .with("field", "channel");
        }
        Instant now = now();
        UUID saved = id == null ? UUID.randomUUID() : id;
        if (id == null) {
            int made = sql.insertInto(TAG)
                    .set(TAG.TENANT_ID, tenant.value())
                    .set(TAG.TAG_ID, saved)
                    .set(TAG.NAME, name)
                    .set(TAG.NAME_KEY, key(name))
                    .set(TAG.COLOR, color)
                    .set(TAG.ABOUT, wish.about().strip())
                    .set(
                            TAG.CHANNEL,
                            wish.channel() == null ? null : wish.channel().name())
                    .set(TAG.PURPOSE, wish.purpose())
                    .set(TAG.REQUIRES, wish.requires().name())
                    .set(TAG.CREATED_AT, now)
                    .set(TAG.CREATED_BY, origin.who())
                    .set(TAG.CHANGED_AT, now)
                    .onConflictDoNothing()
                    .execute();
            if (made == 0 && !shared) {
                throw taken(name);
            }
        } else {
            change(sql, tenant, saved, wish, name, color, now);
        }
        live.changed(sql, tenant, TOPIC, saved.toString());
        return saved;
    }

    private static Problem taken(String name) {
        return Problem.of(TagsProblem.NAME_TAKEN, "There is a tag '%s' already.".formatted(name))
                .with("name", name);
    }

    private static void change(
            DSLContext sql, TenantId tenant, UUID id, Wish wish, String name, String color, Instant now) {
        TagRecord row = sql.selectFrom(TAG)
                .where(TAG.TENANT_ID.eq(tenant.value()).and(TAG.TAG_ID.eq(id)))
                .forUpdate()
                .fetchOne();
        if (row == null) {
            throw unknown(id.toString());
        }
        if (wish.version() != null && !wish.version().equals(row.getVersion())) {
            throw Problem.of(
                            TagsProblem.CHANGED_MEANWHILE,
                            "The tag '%s' was changed by somebody else since you looked. Look at it again."
                                    .formatted(row.getName()))
                    .with("version", row.getVersion());
        }
        boolean clash = sql.fetchExists(sql.selectFrom(TAG)
                .where(TAG.TENANT_ID.eq(tenant.value()))
                .and(TAG.NAME_KEY.eq(key(name)))
                .and(TAG.TAG_ID.ne(id)));
        if (clash) {
            throw taken(name);
        }
        row.setName(name);
        row.setNameKey(key(name));
        row.setColor(color);
        row.setAbout(wish.about().strip());
        row.setChannel(wish.channel() == null ? null : wish.channel().name());
        row.setPurpose(wish.purpose());
        row.setRequires(wish.requires().name());
        row.setVersion(row.getVersion() + 1);
        row.setChangedAt(now);
        row.update();
    }

    void delete(DSLContext sql, TenantId tenant, Origin origin, UUID id) {
        Tag tag = get(sql, tenant, id);
        sql.execute("""
                INSERT INTO tags.history (tenant_id, tag_id, tag_name, person_id, at, did, who, why)
                SELECT tenant_id, tag_id, ?, person_id, ?::timestamptz, 'REMOVED', ?, 'the tag was deleted'
                FROM tags.tagged WHERE tenant_id = ? AND tag_id = ?
                """, tag.name(), now().toString(), origin.who(), tenant.value(), id);
        sql.deleteFrom(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()).and(TAGGED.TAG_ID.eq(id)))
                .execute();
        sql.deleteFrom(TAG)
                .where(TAG.TENANT_ID.eq(tenant.value()).and(TAG.TAG_ID.eq(id)))
                .execute();
        live.changed(sql, tenant, TOPIC, id.toString());
        live.changed(sql, tenant, Customers.TOPIC, "people");
    }

    /** Who somebody is now, after merges; those who are not there are not in it. */
    private Map<UUID, Person> living(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        Map<UUID, Person> known = new HashMap<>();
        Set<UUID> wanted = new HashSet<>(people);
        while (!wanted.isEmpty()) {
            List<Person> found = customers.people(sql, tenant, wanted);
            wanted = new HashSet<>();
            for (Person person : found) {
                known.put(person.id(), person);
                if (person.mergedInto() != null && !known.containsKey(person.mergedInto())) {
                    wanted.add(person.mergedInto());
                }
            }
        }
        Map<UUID, Person> living = new HashMap<>();
        for (UUID id : people) {
            Person person = known.get(id);
            while (person != null && person.mergedInto() != null) {
                person = known.get(person.mergedInto());
            }
            if (person != null) {
                living.put(id, person);
            }
        }
        return living;
    }

    @Override
    public List<Outcome> add(
            DSLContext sql, TenantId tenant, Origin origin, Tag tag, Collection<UUID> people, String why) {
        if (people.isEmpty()) {
            return List.of();
        }
        Instant now = now();
        Map<UUID, Person> living = living(sql, tenant, people);
        List<UUID> ids = living.values().stream().map(Person::id).distinct().toList();
        Map<UUID, Consent> consents = tag.channel() == null
                ? Map.of()
                : customers.consents(sql, tenant, ids, tag.channel(), tag.purpose(), now);
        Map<UUID, String> refused = new HashMap<>();
        List<UUID> wanted = new ArrayList<>();
        for (Person person : living.values().stream().distinct().toList()) {
            String refusal = refusal(tag, person, consents.get(person.id()));
            if (refusal == null) {
                wanted.add(person.id());
            } else {
                refused.put(person.id(), refusal);
            }
        }
        wanted.sort(null);
        Set<UUID> added = insert(sql, tenant, origin, tag, wanted, consents, why, now);
        history(sql, tenant, origin, tag, added, "ADDED", why, now);
        tell(sql, tenant, tag, added);
        Set<UUID> told = new HashSet<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (UUID id : people) {
            Person person = living.get(id);
            if (person == null) {
                outcomes.add(new Outcome(id, Change.REFUSED, "There is no such person."));
            } else if (refused.containsKey(person.id())) {
                outcomes.add(new Outcome(id, Change.REFUSED, refused.get(person.id())));
            } else {
                boolean first = added.contains(person.id()) && told.add(person.id());
                outcomes.add(new Outcome(id, first ? Change.ADDED : Change.UNCHANGED, null));
            }
        }
        return outcomes;
    }

    private static @Nullable String refusal(Tag tag, Person person, @Nullable Consent consent) {
        if (person.erasedAt() != null) {
            return "Their data were erased on request.";
        }
        if (tag.requires() == Requirement.NOTHING || consent == null) {
            return null;
        }
        boolean fits = tag.requires() == Requirement.GRANTED
                ? consent.state() == Consent.State.GRANTED
                : consent.state() != Consent.State.WITHDRAWN;
        return fits ? null : "The tag requires consent to %s. %s".formatted(tag.channel(), consent.why());
    }

    private static Set<UUID> insert(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            Tag tag,
            List<UUID> people,
            Map<UUID, Consent> consents,
            String why,
            Instant now) {
        if (people.isEmpty()) {
            return Set.of();
        }
        String[] snapshots = people.stream()
                .map(consents::get)
                .map(consent -> consent == null ? null : JSON.writeValueAsString(consent))
                .toArray(String[]::new);
        return new HashSet<>(sql.resultQuery(
                        """
                        INSERT INTO tags.tagged (tenant_id, tag_id, person_id, since, who, why, run_id, consent)
                        SELECT ?::uuid, ?::uuid, t.person, ?::timestamptz, ?, ?, ?::uuid, t.consent::jsonb
                        FROM unnest(?::uuid[], ?::text[]) AS t (person, consent)
                        ON CONFLICT DO NOTHING
                        RETURNING person_id
                        """,
                        tenant.value(),
                        tag.id(),
                        now.toString(),
                        origin.who(),
                        why,
                        origin.run(),
                        people.toArray(UUID[]::new),
                        snapshots)
                .fetch(0, UUID.class));
    }

    private static void history(
            DSLContext sql,
            TenantId tenant,
            Origin origin,
            Tag tag,
            Collection<UUID> people,
            String did,
            String why,
            Instant now) {
        if (!people.isEmpty()) {
            sql.execute(
                    """
                    INSERT INTO tags.history (tenant_id, tag_id, tag_name, person_id, at, did, who, why, run_id)
                    SELECT ?::uuid, ?::uuid, ?, p, ?::timestamptz, ?, ?, ?, ?::uuid FROM unnest(?::uuid[]) AS p ORDER BY p
                    """,
                    tenant.value(),
                    tag.id(),
                    tag.name(),
                    now.toString(),
                    did,
                    origin.who(),
                    why,
                    origin.run(),
                    people.toArray(UUID[]::new));
        }
    }

    private void tell(DSLContext sql, TenantId tenant, Tag tag, Collection<UUID> people) {
        if (!people.isEmpty()) {
            live.changed(sql, tenant, TOPIC, tag.id().toString());
            live.changed(
                    sql,
                    tenant,
                    Customers.TOPIC,
                    people.size() == 1 ? people.iterator().next().toString() : "people");
        }
    }

    @Override
    public List<Outcome> remove(
            DSLContext sql, TenantId tenant, Origin origin, Tag tag, Collection<UUID> people, String why) {
        if (people.isEmpty()) {
            return List.of();
        }
        Instant now = now();
        Map<UUID, Person> living = living(sql, tenant, people);
        UUID[] ids =
                living.values().stream().map(Person::id).distinct().sorted().toArray(UUID[]::new);
        Set<UUID> removed = new HashSet<>(sql.resultQuery(
                        "DELETE FROM tags.tagged WHERE tenant_id = ? AND tag_id = ? AND person_id = ANY (?::uuid[]) RETURNING person_id",
                        tenant.value(),
                        tag.id(),
                        ids)
                .fetch(0, UUID.class));
        history(sql, tenant, origin, tag, removed, "REMOVED", why, now);
        tell(sql, tenant, tag, removed);
        Set<UUID> told = new HashSet<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (UUID id : people) {
            Person person = living.get(id);
            boolean first = person != null && removed.contains(person.id()) && told.add(person.id());
            outcomes.add(
                    person == null
                            ? new Outcome(id, Change.REFUSED, "There is no such person.")
                            : new Outcome(id, first ? Change.REMOVED : Change.UNCHANGED, null));
        }
        return outcomes;
    }

    static Tagged tagged(TaggedRecord row) {
        JSONB consent = row.getConsent();
        return new Tagged(
                row.getPersonId(),
                row.getSince(),
                row.getWho(),
                row.getWhy(),
                row.getRunId(),
                consent == null ? null : JSON.readValue(consent.data(), Consent.class));
    }

    @Override
    public Map<UUID, Tagged> tagged(DSLContext sql, TenantId tenant, UUID tag, Collection<UUID> people) {
        Map<UUID, Tagged> tagged = new LinkedHashMap<>();
        sql.selectFrom(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()).and(TAGGED.TAG_ID.eq(tag)))
                .and(TAGGED.PERSON_ID.eq(DSL.any(people.toArray(UUID[]::new))))
                .forEach(row -> tagged.put(row.getPersonId(), tagged(row)));
        return tagged;
    }

    @Override
    public List<Tagged> page(DSLContext sql, TenantId tenant, UUID tag, @Nullable UUID after, int limit) {
        Condition those = TAGGED.TENANT_ID.eq(tenant.value()).and(TAGGED.TAG_ID.eq(tag));
        return sql.selectFrom(TAGGED)
                .where(after == null ? those : those.and(TAGGED.PERSON_ID.gt(after)))
                .orderBy(TAGGED.PERSON_ID)
                .limit(limit)
                .fetch(PostgresTags::tagged);
    }

    /** Something that was done with a tag. */
    record Event(
            long id,
            UUID tag,
            String tagName,
            UUID person,
            Instant at,
            String did,
            String who,
            String why,
            @Nullable UUID run) {}

    /** Newest first; {@code before} is the last number of the page before. */
    List<Event> history(DSLContext sql, TenantId tenant, UUID tag, @Nullable Long before, int limit) {
        Condition those = HISTORY.TENANT_ID.eq(tenant.value()).and(HISTORY.TAG_ID.eq(tag));
        return sql.selectFrom(HISTORY)
                .where(before == null ? those : those.and(HISTORY.HISTORY_ID.lt(before)))
                .orderBy(HISTORY.HISTORY_ID.desc())
                .limit(limit)
                .fetch(PostgresTags::event);
    }

    List<Event> ofPerson(DSLContext sql, TenantId tenant, UUID person, @Nullable Instant before, int limit) {
        Condition those = HISTORY.TENANT_ID.eq(tenant.value()).and(HISTORY.PERSON_ID.eq(person));
        return sql.selectFrom(HISTORY)
                .where(before == null ? those : those.and(HISTORY.AT.lt(before)))
                .orderBy(HISTORY.AT.desc(), HISTORY.HISTORY_ID.desc())
                .limit(limit)
                .fetch(PostgresTags::event);
    }

    private static Event event(io.salessync.tags.jooq.tables.records.HistoryRecord row) {
        return new Event(
                row.getHistoryId(),
                row.getTagId(),
                row.getTagName(),
                row.getPersonId(),
                row.getAt(),
                row.getDid(),
                row.getWho(),
                row.getWhy(),
                row.getRunId());
    }

    /** Tags of the one who is gone go along. */
    void follow(DSLContext sql, TenantId tenant, UUID merge, UUID kept, UUID gone) {
        sql.execute("""
                INSERT INTO tags.tagged (tenant_id, tag_id, person_id, since, who, why, run_id, consent, merge_id)
                SELECT tenant_id, tag_id, ?::uuid, since, who, why, run_id, consent, ?::uuid
                FROM tags.tagged WHERE tenant_id = ? AND person_id = ?::uuid
                ON CONFLICT DO NOTHING
                """, kept, merge, tenant.value(), gone);
    }

    /** Tags that came by a merge go with its end; the other one has them still. */
    void part(DSLContext sql, TenantId tenant, UUID merge) {
        sql.deleteFrom(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()).and(TAGGED.MERGE_ID.eq(merge)))
                .execute();
    }

    /** A tag may tell who somebody was. */
    void forget(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        sql.deleteFrom(TAGGED)
                .where(TAGGED.TENANT_ID.eq(tenant.value()))
                .and(TAGGED.PERSON_ID.eq(DSL.any(people.toArray(UUID[]::new))))
                .execute();
    }

    /** The tags of people, by name. */
    Map<UUID, List<Tag>> of(DSLContext sql, TenantId tenant, Collection<UUID> people) {
        Map<UUID, List<Tag>> tags = new HashMap<>();
        sql.select(TAGGED.PERSON_ID)
                .select(TAG.fields())
                .from(TAGGED)
                .join(TAG)
                .on(TAG.TENANT_ID.eq(TAGGED.TENANT_ID).and(TAG.TAG_ID.eq(TAGGED.TAG_ID)))
                .where(TAGGED.TENANT_ID.eq(tenant.value()))
                .and(TAGGED.PERSON_ID.eq(DSL.any(people.toArray(UUID[]::new))))
                .orderBy(TAG.NAME_KEY)
                .forEach(row -> tags.computeIfAbsent(
                                Objects.requireNonNull(row.get(TAGGED.PERSON_ID)), id -> new ArrayList<>())
                        .add(tag(row.into(TAG))));
        return tags;
    }
}

package io.salessync.records;

import static io.salessync.records.jooq.Tables.COLLECTION;
import static io.salessync.records.jooq.Tables.RECORD;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.records.jooq.tables.records.CollectionRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Collections and records as rows; a page of records is one statement. */
@Component
final class PostgresCollections implements Collections {
    private static final String NAME = "[a-z][a-z0-9_-]{0,62}";
    private static final int MOST_FIELDS = 500;
    /** How many records one request looks through for a text: a rare text does not hold the database for long. */
    private static final int LOOKED_THROUGH = 20_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Rows that would stay as they are never reach the insert, so that they are not even locked. They go in the order of their
     * keys: two writers of the same records wait for each other instead of failing.
     */
    private static final String UPSERT = """
            INSERT INTO records.record AS r (tenant_id, collection, key, content, changed_at, version)
            SELECT ?::uuid, ?, g.key, g.content::jsonb, ?::timestamptz, 1
            FROM unnest(?::text[], ?::text[]) AS g (key, content)
            LEFT JOIN records.record o ON o.tenant_id = ?::uuid AND o.collection = ? AND o.key = g.key COLLATE "C"
            WHERE o.key IS NULL OR o.content IS DISTINCT FROM %1$s
            ORDER BY g.key COLLATE "C"
            ON CONFLICT (tenant_id, collection, key) DO UPDATE
            SET content = %2$s, changed_at = greatest(excluded.changed_at, r.changed_at), version = r.version + 1
            WHERE r.content IS DISTINCT FROM %2$s
            RETURNING r.key, r.version
            """;

    private static final String REPLACING = UPSERT.formatted("g.content::jsonb", "excluded.content");
    private static final String MERGING =
            UPSERT.formatted("o.content || g.content::jsonb", "(r.content || excluded.content)");

    private final InstantSource clock;
    private final Live live;
    private final Audit audit;

    PostgresCollections(InstantSource clock, Live live, Audit audit) {
        this.clock = clock;
        this.live = live;
        this.audit = audit;
    }

    @Override
    public Optional<Collection> named(DSLContext sql, TenantId tenant, String name) {
        return row(sql, tenant, name)
                .map(row -> collection(
                        row,
                        sql.fetchCount(
                                RECORD, RECORD.TENANT_ID.eq(tenant.value()).and(RECORD.COLLECTION.eq(name)))));
    }

    @Override
    public Optional<Collection> outline(DSLContext sql, TenantId tenant, String name) {
        return row(sql, tenant, name).map(row -> collection(row, 0));
    }

    @Override
    public List<Collection> all(DSLContext sql, TenantId tenant) {
        Map<String, Integer> counts = sql.select(RECORD.COLLECTION, DSL.count())
                .from(RECORD)
                .where(RECORD.TENANT_ID.eq(tenant.value()))
                .groupBy(RECORD.COLLECTION)
                .fetchMap(RECORD.COLLECTION, DSL.count());
        return sql.selectFrom(COLLECTION)
                .where(COLLECTION.TENANT_ID.eq(tenant.value()))
                .orderBy(COLLECTION.NAME)
                .fetch(row -> collection(row, Objects.requireNonNullElse(counts.get(row.getName()), 0)));
    }

    private static Optional<CollectionRecord> row(DSLContext sql, TenantId tenant, String name) {
        return sql.selectFrom(COLLECTION)
                .where(COLLECTION.TENANT_ID.eq(tenant.value()))
                .and(COLLECTION.NAME.eq(name))
                .fetchOptional();
    }

    private static Collection collection(CollectionRecord row, long records) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : JSON.readTree(row.getFields().data())) {
            fields.add(new Field(
                    field.path("name").asString(),
                    Type.valueOf(field.path("type").asString()),
                    field.path("required").asBoolean()));
        }
        return new Collection(row.getName(), row.getTitle(), List.copyOf(fields), row.getOpen(), records);
    }

    private static JSONB json(List<Field> fields) {
        ArrayNode list = JSON.createArrayNode();
        for (Field field : fields) {
            list.addObject()
                    .put("name", field.name())
                    .put("type", field.type().name())
                    .put("required", field.required());
        }
        return JSONB.valueOf(list.toString());
    }

    @Override
    public void ensure(DSLContext sql, TenantId tenant, String name, String title, List<Field> fields, boolean open) {
        Collection known = outline(sql, tenant, name).orElse(null);
        if (known == null && create(sql, tenant, "system", name, title, fields, open)) {
            return;
        }
        if (known != null && missing(known, fields).isEmpty()) {
            return;
        }
        CollectionRecord row = sql.selectFrom(COLLECTION)
                .where(COLLECTION.TENANT_ID.eq(tenant.value()))
                .and(COLLECTION.NAME.eq(name))
                .forUpdate()
                .fetchSingle();
        Collection now = collection(row, 0);
        List<Field> more = missing(now, fields);
        if (!more.isEmpty()) {
            List<Field> all = new ArrayList<>(now.fields());
            // those that are there lack it, so it cannot be required of them
            more.forEach(field -> all.add(new Field(field.name(), field.type(), false)));
            checkFields(all);
            row.setFields(json(all));
            row.setUpdatedAt(clock.instant());
            row.update();
            live.changed(sql, tenant, "records", name);
        }
    }

    private static List<Field> missing(Collection collection, List<Field> fields) {
        Set<String> known = new HashSet<>();
        collection.fields().forEach(field -> known.add(field.name()));
        return fields.stream().filter(field -> !known.contains(field.name())).toList();
    }

    /**
     * Makes a collection.
     *
     * @param actor as the audit trail names it
     * @return false where there is one of that name
     */
    boolean create(
            DSLContext sql,
            TenantId tenant,
            String actor,
            String name,
            String title,
            List<Field> fields,
            boolean open) {
        if (!name.matches(NAME)) {
            throw Problem.of(
                            RecordsProblem.WRONG_NAME,
                            "'%s' is no name for a collection: it begins with a small letter and has up to 63 small letters, digits, - and _."
                                    .formatted(name))
                    .with("name", name);
        }
        checkFields(fields);
        String shown = title.isBlank() ? name : title.strip();
        Instant now = clock.instant();
        int made = sql.insertInto(COLLECTION)
                .set(COLLECTION.TENANT_ID, tenant.value())
                .set(COLLECTION.NAME, name)
                .set(COLLECTION.TITLE, shown)
                .set(COLLECTION.FIELDS, json(fields))
                .set(COLLECTION.OPEN, open)
                .set(COLLECTION.CREATED_AT, now)
                .set(COLLECTION.UPDATED_AT, now)
                .onConflictDoNothing()
                .execute();
        if (made > 0) {
            audit.record(sql, tenant, actor, "records.created", name, Map.of("title", shown));
            live.changed(sql, tenant, "records", name);
        }
        return made > 0;
    }

    private static void checkFields(List<Field> fields) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            boolean usable = !field.name().isBlank()
                    && field.name().length() <= 100
                    && field.name().chars().noneMatch(Character::isISOControl);
            if (!usable || !names.add(field.name())) {
                throw Problem.of(
                                RecordsProblem.WRONG_FIELDS,
                                usable
                                        ? "The field '%s' is there twice.".formatted(field.name())
                                        : "A field's name has 1 to 100 characters; '%s' cannot be one."
                                                .formatted(field.name()))
                        .with("field", field.name());
            }
        }
        if (fields.size() > MOST_FIELDS) {
            throw Problem.of(
                    RecordsProblem.WRONG_FIELDS, "A collection has at most " + MOST_FIELDS + " fields of its own.");
        }
    }

    private Collection required(DSLContext sql, TenantId tenant, String name) {
        return outline(sql, tenant, name)
                .orElseThrow(() -> Problem.of(
                                RecordsProblem.UNKNOWN_COLLECTION, "There is no collection '%s'.".formatted(name))
                        .with("collection", name));
    }

    /** A record of a call: its fields as they are kept, and the places in the call that it stands for. */
    private static final class Wanted {
        private final Row row;
        private final List<Integer> places = new ArrayList<>();
        private final Set<Integer> repeats = new HashSet<>();
        private Map<String, @Nullable Object> stored;

        Wanted(Row row, Map<String, @Nullable Object> stored) {
            this.row = row;
            this.stored = stored;
        }
    }

    @Override
    public List<Change> upsert(DSLContext sql, TenantId tenant, String collection, List<Row> rows, boolean merge) {
        if (rows.isEmpty()) {
            return List.of();
        }
        FieldValues values = new FieldValues(required(sql, tenant, collection));
        Map<String, Wanted> wanted = new TreeMap<>();
        for (int place = 0; place < rows.size(); place++) {
            Row row = rows.get(place);
            add(wanted, place, row, values.stored(row), merge);
        }
        refusePartial(sql, tenant, collection, values, wanted, merge);
        Map<String, Long> versions = write(sql, tenant, collection, wanted, values, merge);
        if (!versions.isEmpty()) {
            live.changed(sql, tenant, "records", collection);
        }
        Change[] changes = new Change[rows.size()];
        for (Wanted one : wanted.values()) {
            Long version = versions.get(one.row.key());
            Change change = version == null ? Change.UNCHANGED : version == 1 ? Change.CREATED : Change.UPDATED;
            changes[one.places.getFirst()] = change;
            repeated(one, changes, version);
        }
        return List.of(changes);
    }

    /** Where a call names a record more than once, the first line tells what became of it and the others what they added. */
    private static void repeated(Wanted one, Change[] changes, @Nullable Long version) {
        for (int i = 1; i < one.places.size(); i++) {
            int place = one.places.get(i);
            changes[place] = one.repeats.contains(place) || version == null ? Change.UNCHANGED : Change.UPDATED;
        }
    }

    private static void add(
            Map<String, Wanted> wanted, int place, Row row, Map<String, @Nullable Object> stored, boolean merge) {
        Wanted before = wanted.get(row.key());
        if (before == null) {
            Wanted one = new Wanted(row, stored);
            one.places.add(place);
            wanted.put(row.key(), one);
            return;
        }
        Map<String, @Nullable Object> together = merge ? new LinkedHashMap<>(before.stored) : stored;
        if (merge) {
            together.putAll(stored);
        }
        before.places.add(place);
        if (together.equals(before.stored)) {
            before.repeats.add(place);
        }
        before.stored = together;
    }

    private void refusePartial(
            DSLContext sql,
            TenantId tenant,
            String collection,
            FieldValues values,
            Map<String, Wanted> wanted,
            boolean merge) {
        List<Wanted> partial = wanted.values().stream()
                .filter(one -> !values.isWhole(one.stored))
                .toList();
        if (partial.isEmpty()) {
            return;
        }
        Set<String> there = merge
                ? there(
                        sql,
                        tenant,
                        collection,
                        partial.stream().map(one -> one.row).toList())
                : Set.of();
        for (Wanted one : partial) {
            if (!there.contains(one.row.key())) {
                throw values.notWhole(one.row, one.stored);
            }
        }
    }

    private static Set<String> there(DSLContext sql, TenantId tenant, String collection, List<Row> rows) {
        String[] keys = rows.stream().map(Row::key).distinct().toArray(String[]::new);
        return sql.select(RECORD.KEY)
                .from(RECORD)
                .where(of(tenant, collection))
                .and(RECORD.KEY.eq(DSL.any(keys)))
                .fetchSet(RECORD.KEY);
    }

    private Map<String, Long> write(
            DSLContext sql,
            TenantId tenant,
            String collection,
            Map<String, Wanted> wanted,
            FieldValues values,
            boolean merge) {
        String[] keys = new String[wanted.size()];
        String[] contents = new String[wanted.size()];
        int i = 0;
        for (Wanted one : wanted.values()) {
            keys[i] = one.row.key();
            contents[i++] = values.json(one.row, one.stored);
        }
        Map<String, Long> versions = new HashMap<>();
        sql.resultQuery(
                        merge ? MERGING : REPLACING,
                        tenant.value(),
                        collection,
                        clock.instant().truncatedTo(ChronoUnit.MICROS).toString(),
                        keys,
                        contents,
                        tenant.value(),
                        collection)
                .forEach(row -> versions.put(row.get(0, String.class), row.get(1, Long.class)));
        return versions;
    }

    @Override
    public Map<Integer, Problem> faults(
            DSLContext sql, TenantId tenant, String collection, List<Row> rows, boolean merge) {
        FieldValues values = new FieldValues(required(sql, tenant, collection));
        Map<Integer, Problem> faults = new TreeMap<>();
        Map<Integer, Row> partial = new TreeMap<>();
        for (int place = 0; place < rows.size(); place++) {
            Row row = rows.get(place);
            try {
                Map<String, @Nullable Object> stored = values.stored(row);
                values.json(row, stored);
                if (!values.isWhole(stored)) {
                    partial.put(place, row);
                }
            } catch (Problem problem) {
                faults.put(place, problem);
            }
        }
        Set<String> there =
                merge && !partial.isEmpty() ? there(sql, tenant, collection, List.copyOf(partial.values())) : Set.of();
        partial.forEach((place, row) -> {
            if (!there.contains(row.key())) {
                faults.put(place, values.notWhole(row, row.values()));
            }
        });
        return faults;
    }

    private static Condition of(TenantId tenant, String collection) {
        return RECORD.TENANT_ID.eq(tenant.value()).and(RECORD.COLLECTION.eq(collection));
    }

    @Override
    public List<Row> find(DSLContext sql, TenantId tenant, String collection, List<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        FieldValues values = new FieldValues(required(sql, tenant, collection));
        String[] distinct = keys.stream()
                .filter(key -> !key.isEmpty() && key.indexOf('\0') < 0)
                .distinct()
                .toArray(String[]::new);
        return sql.select(RECORD.KEY, RECORD.CONTENT, RECORD.CHANGED_AT)
                .from(RECORD)
                .where(of(tenant, collection))
                .and(RECORD.KEY.eq(DSL.any(distinct)))
                .fetch(row -> row(values, row));
    }

    private static Row row(FieldValues values, Record3<String, JSONB, Instant> row) {
        return new Row(row.value1(), values.read(row.value2().data()), row.value3());
    }

    @Override
    public List<Row> page(
            DSLContext sql,
            TenantId tenant,
            String collection,
            @Nullable String after,
            @Nullable Instant changedSince,
            @Nullable Instant changedBefore,
            int limit) {
        FieldValues values = new FieldValues(required(sql, tenant, collection));
        Condition those = of(tenant, collection);
        those = after == null ? those : those.and(RECORD.KEY.gt(after));
        those = changedSince == null ? those : those.and(RECORD.CHANGED_AT.ge(changedSince));
        those = changedBefore == null ? those : those.and(RECORD.CHANGED_AT.lt(changedBefore));
        return sql.select(RECORD.KEY, RECORD.CONTENT, RECORD.CHANGED_AT)
                .from(RECORD)
                .where(those)
                .orderBy(RECORD.KEY)
                .limit(limit)
                .fetch(row -> row(values, row));
    }

    /** What a search found, and where it goes on: it may have found nothing yet and go on all the same. */
    record Found(List<Row> rows, @Nullable String next) {}

    /** Records whose key or values hold the text, letters of either case, in the order of their keys. */
    Found search(DSLContext sql, TenantId tenant, String collection, String text, @Nullable String after, int limit) {
        FieldValues values = new FieldValues(required(sql, tenant, collection));
        String from = after == null ? "" : after;
        String pattern = "%"
                + text.replace("\0", "")
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_")
                + "%";
        String last = sql.select(RECORD.KEY)
                .from(RECORD)
                .where(of(tenant, collection))
                .and(RECORD.KEY.gt(from))
                .orderBy(RECORD.KEY)
                .offset(LOOKED_THROUGH - 1)
                .limit(1)
                .fetchOne(RECORD.KEY);
        Condition those = of(tenant, collection).and(RECORD.KEY.gt(from));
        those = last == null ? those : those.and(RECORD.KEY.le(last));
        List<Row> rows = sql.select(RECORD.KEY, RECORD.CONTENT, RECORD.CHANGED_AT)
                .from(RECORD)
                .where(those)
                .and(DSL.condition(
                        "({0} ILIKE {1} OR jsonb_path_query_array({2}, '$.*')::text ILIKE {1})",
                        RECORD.KEY, DSL.val(pattern), RECORD.CONTENT))
                .orderBy(RECORD.KEY)
                .limit(limit)
                .fetch(row -> row(values, row));
        return new Found(rows, rows.size() == limit ? rows.getLast().key() : last);
    }

    @Override
    public void delete(DSLContext sql, TenantId tenant, String collection, List<String> keys) {
        String[] distinct = keys.stream().distinct().sorted().toArray(String[]::new);
        int gone = sql.deleteFrom(RECORD)
                .where(of(tenant, collection))
                .and(RECORD.KEY.eq(DSL.any(distinct)))
                .execute();
        if (gone > 0) {
            live.changed(sql, tenant, "records", collection);
        }
    }
}

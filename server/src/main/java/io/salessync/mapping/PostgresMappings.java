package io.salessync.mapping;

import static io.salessync.mapping.jooq.Tables.FIELD_MAP;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mapping.jooq.tables.records.FieldMapRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Mappings as rows, each with what its two ends looked like when it was saved. */
@Component
final class PostgresMappings implements Mappings {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<MapField>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<List<Drift.Finding>> FINDINGS = new TypeReference<>() {};
    private static final String TOPIC = "mapping";

    private final Database database;
    private final Sides sides;
    private final InstantSource clock;
    private final Live live;
    private final Audit audit;

    PostgresMappings(Database database, Sides sides, InstantSource clock, Live live, Audit audit) {
        this.database = database;
        this.sides = sides;
        this.clock = clock;
        this.live = live;
        this.audit = audit;
    }

    /**
     * A mapping as stored.
     *
     * @param fromKnown the fields of its ends when it was saved
     * @param drift what the last look found; null: nobody looked yet
     */
    record Stored(
            UUID id,
            FieldMap map,
            List<MapField> fromKnown,
            List<MapField> toKnown,
            long version,
            Instant changedAt,
            String changedBy,
            @Nullable List<Drift.Finding> drift,
            @Nullable Instant checkedAt) {
        MappedFields ready() {
            return MappedFields.of(map, fromKnown, toKnown);
        }
    }

    private static Stored stored(FieldMapRecord row) {
        JSONB drift = row.getDrift();
        return new Stored(
                row.getMappingId(),
                JSON.readValue(row.getDocument().data(), FieldMap.class),
                JSON.readValue(row.getFromKnown().data(), FIELDS),
                JSON.readValue(row.getToKnown().data(), FIELDS),
                row.getVersion(),
                row.getChangedAt(),
                row.getChangedBy(),
                drift == null ? null : JSON.readValue(drift.data(), FINDINGS),
                row.getCheckedAt());
    }

    List<Stored> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(FIELD_MAP)
                        .where(FIELD_MAP.TENANT_ID.eq(tenant.value()))
                        .orderBy(FIELD_MAP.NAME)
                        .fetch(PostgresMappings::stored));
    }

    /** What was found so shortly ago still holds. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    Stored get(TenantId tenant, UUID id) {
        return database.inTenant(tenant, sql -> get(sql, tenant, id));
    }

    private static Stored get(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(FIELD_MAP)
                .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.MAPPING_ID.eq(id)))
                .fetchOptional(PostgresMappings::stored)
                .orElseThrow(() -> unknown(id.toString()));
    }

    static Problem unknown(String which) {
        return Problem.of(MappingProblem.UNKNOWN_MAPPING, "There is no mapping '%s'.".formatted(which))
                .with("mapping", which);
    }

    @Override
    public List<String> names(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.select(FIELD_MAP.NAME)
                        .from(FIELD_MAP)
                        .where(FIELD_MAP.TENANT_ID.eq(tenant.value()))
                        .orderBy(FIELD_MAP.NAME)
                        .fetch(FIELD_MAP.NAME));
    }

    @Override
    public Optional<Ready> named(DSLContext sql, TenantId tenant, String name) {
        return sql.selectFrom(FIELD_MAP)
                .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.NAME.eq(name)))
                .fetchOptional(PostgresMappings::stored)
                .map(stored -> new Ready(stored.ready(), stored.version()));
    }

    @Override
    public Optional<Long> version(DSLContext sql, TenantId tenant, String name) {
        return sql.select(FIELD_MAP.VERSION)
                .from(FIELD_MAP)
                .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.NAME.eq(name)))
                .fetchOptional(FIELD_MAP.VERSION);
    }

    @Override
    public List<String> ready(TenantId tenant, String name) {
        Stored stored = database.inTenant(
                tenant,
                sql -> sql.selectFrom(FIELD_MAP)
                        .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.NAME.eq(name)))
                        .fetchOptional(PostgresMappings::stored)
                        .orElseThrow(() -> unknown(name)));
        Set<String> required = stored.map().fields().stream()
                .filter(FieldMap.Entry::required)
                .map(FieldMap.Entry::to)
                .collect(Collectors.toSet());
        List<String> warnings = new ArrayList<>();
        for (Drift.Finding finding : lately(tenant, stored)) {
            if (finding.breaks() && finding.fills().stream().anyMatch(required::contains)) {
                throw Problem.of(
                                MappingProblem.DRIFTED,
                                "The mapping “%s” does not fit any more: %s".formatted(name, finding.message()))
                        .with("mapping", name)
                        .with("field", finding.field());
            }
            warnings.add(finding.message());
        }
        return warnings;
    }

    private List<Drift.Finding> lately(TenantId tenant, Stored stored) {
        List<Drift.Finding> last = stored.drift() == null ? List.of() : stored.drift();
        Instant checked = stored.checkedAt();
        if (checked != null && checked.plus(FRESH).isAfter(clock.instant())) {
            return last;
        }
        try {
            return look(tenant, stored.id());
        } catch (Problem unreachable) {
            // whether the end can be reached is the affair of the node that reads from it
            return last;
        }
    }

    @Override
    public void ship(TenantId tenant, String who, String document) {
        FieldMap map =
                JSON.readValue(document, MappingsController.GivenMapping.class).map();
        boolean there = database.inTenant(
                tenant, sql -> version(sql, tenant, map.name()).isPresent());
        if (!there) {
            save(tenant, who, null, null, map);
        }
    }

    /**
     * Makes a mapping or changes one; asks both ends for their fields, so that mistakes are told now.
     *
     * @param id null: a new one
     * @param version what the one who changes it has seen; null: whatever it is
     */
    Stored save(TenantId tenant, String who, @Nullable UUID id, @Nullable Long version, FieldMap map) {
        if (map.name().isBlank()
                || map.name().length() > 100
                || map.name().chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(MappingProblem.WRONG_NAME, "A mapping's name has 1 to 100 characters.")
                    .with("field", "name");
        }
        if (map.fields().size() > 500) {
            throw Problem.of(MappingProblem.WRONG_FIELD, "A mapping fills at most 500 fields.");
        }
        List<MapField> from = sides.read(tenant, map);
        List<MapField> to = sides.fields(tenant, map.to());
        MappedFields.of(map, from, to);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.inTenant(tenant, sql -> {
            boolean taken = sql.fetchExists(sql.selectFrom(FIELD_MAP)
                    .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.NAME.eq(map.name())))
                    .and(id == null ? org.jooq.impl.DSL.noCondition() : FIELD_MAP.MAPPING_ID.ne(id)));
            if (taken) {
                throw Problem.of(MappingProblem.NAME_TAKEN, "There is a mapping '%s' already.".formatted(map.name()))
                        .with("name", map.name());
            }
            UUID saved = id == null ? UUID.randomUUID() : id;
            if (id == null) {
                sql.insertInto(FIELD_MAP)
                        .set(FIELD_MAP.TENANT_ID, tenant.value())
                        .set(FIELD_MAP.MAPPING_ID, saved)
                        .set(FIELD_MAP.NAME, map.name())
                        .set(FIELD_MAP.DOCUMENT, json(map))
                        .set(FIELD_MAP.FROM_KNOWN, json(from))
                        .set(FIELD_MAP.TO_KNOWN, json(to))
                        .set(FIELD_MAP.CREATED_AT, now)
                        .set(FIELD_MAP.CHANGED_AT, now)
                        .set(FIELD_MAP.CHANGED_BY, who)
                        .execute();
            } else {
                change(sql, tenant, who, saved, version, map, from, to, now);
            }
            audit.record(
                    sql,
                    tenant,
                    who,
                    id == null ? "mapping.created" : "mapping.changed",
                    map.name(),
                    Map.of("from", map.from().words(), "to", map.to().words()));
            live.changed(sql, tenant, TOPIC, saved.toString());
            return get(sql, tenant, saved);
        });
    }

    private static void change(
            DSLContext sql,
            TenantId tenant,
            String who,
            UUID id,
            @Nullable Long version,
            FieldMap map,
            List<MapField> from,
            List<MapField> to,
            Instant now) {
        FieldMapRecord row = sql.selectFrom(FIELD_MAP)
                .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.MAPPING_ID.eq(id)))
                .forUpdate()
                .fetchOne();
        if (row == null) {
            throw unknown(id.toString());
        }
        if (version != null && !version.equals(row.getVersion())) {
            throw Problem.of(
                            MappingProblem.CHANGED_MEANWHILE,
                            "'%s' was changed by %s since you looked (version %d, now %d). Look at it again."
                                    .formatted(row.getName(), row.getChangedBy(), version, row.getVersion()))
                    .with("version", row.getVersion());
        }
        row.setName(map.name());
        row.setDocument(json(map));
        row.setFromKnown(json(from));
        row.setToKnown(json(to));
        row.setVersion(row.getVersion() + 1);
        row.setChangedAt(now);
        row.setChangedBy(who);
        row.setDrift(null);
        row.setCheckedAt(null);
        row.update();
    }

    static JSONB json(Object value) {
        return JSONB.valueOf(JSON.writeValueAsString(value));
    }

    void delete(TenantId tenant, String who, UUID id) {
        database.runInTenant(tenant, sql -> {
            Stored stored = get(sql, tenant, id);
            sql.deleteFrom(FIELD_MAP)
                    .where(FIELD_MAP.TENANT_ID.eq(tenant.value()).and(FIELD_MAP.MAPPING_ID.eq(id)))
                    .execute();
            audit.record(sql, tenant, who, "mapping.deleted", stored.map().name(), Map.of());
            live.changed(sql, tenant, TOPIC, id.toString());
        });
    }

    /** Looks at both ends as they are now, and keeps what it finds. */
    List<Drift.Finding> look(TenantId tenant, UUID id) {
        Stored stored = get(tenant, id);
        List<MapField> from = sides.read(tenant, stored.map());
        List<MapField> to = sides.fields(tenant, stored.map().to());
        List<Drift.Finding> findings = Drift.of(
                stored.map(),
                Drift.reads(stored.map(), stored.fromKnown()),
                stored.fromKnown(),
                from,
                stored.toKnown(),
                to);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        database.runInTenant(tenant, sql -> {
            int kept = sql.update(FIELD_MAP)
                    .set(FIELD_MAP.DRIFT, json(findings))
                    .set(FIELD_MAP.CHECKED_AT, now)
                    .where(FIELD_MAP.TENANT_ID.eq(tenant.value()))
                    .and(FIELD_MAP.MAPPING_ID.eq(id))
                    .and(FIELD_MAP.VERSION.eq(stored.version()))
                    .execute();
            if (kept > 0 && !findings.equals(stored.drift())) {
                live.changed(sql, tenant, TOPIC, id.toString());
            }
        });
        return findings;
    }
}

package io.salessync.flows.graph;

import static io.salessync.flows.jooq.Tables.FLOW;
import static io.salessync.flows.jooq.Tables.FLOW_VERSION;

import io.salessync.flows.FlowsProblem;
import io.salessync.flows.jooq.tables.records.FlowRecord;
import io.salessync.flows.jooq.tables.records.FlowVersionRecord;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Nearest;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Flows and their versions as rows. Each change is one transaction with its audit entry; who listens to what is published does
 * its part in the same one.
 */
@Component
public final class FlowStore implements FlowVersions {
    /** Drafts that were saved over are kept that long, since runs of them may go on. */
    private static final Duration OLD_DRAFTS = Duration.ofDays(7);

    /** Nodes of the definitions that are remembered. */
    private static final int REMEMBERED = 20_000;

    private final Database database;
    private final Live live;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectProvider<PublishedListener> listeners;
    private final KeptByNodes<Version, FlowDefinition> read =
            new KeptByNodes<>(REMEMBERED, definition -> definition.nodes().size());

    FlowStore(
            Database database,
            Live live,
            Audit audit,
            InstantSource clock,
            ObjectProvider<PublishedListener> listeners) {
        this.database = database;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
        this.listeners = listeners;
    }

    /** A number of a flow never names another definition, so what was read once need not be read again. */
    private record Version(TenantId tenant, UUID flow, int number) {}

    /** Whether a flow runs. */
    public enum State {
        /** Never published. */
        DRAFT,
        ON,
        OFF
    }

    /**
     * A flow as it stands.
     *
     * @param draft the draft's number; null: everything is published
     * @param published the number of the version in force; null: never published
     */
    public record Flow(
            UUID id,
            String name,
            String title,
            @Nullable String description,
            State state,
            @Nullable Integer draft,
            @Nullable Integer published,
            Instant updatedAt,
            String updatedBy) {
        /** The newest version, which the next change has to be based on. */
        public int newest() {
            return draft != null ? draft : published != null ? published : 0;
        }
    }

    /** A version in a flow's history, without its definition. */
    public record Past(
            int number,
            @Nullable Integer basedOn,
            Instant savedAt,
            String savedBy,
            @Nullable Instant publishedAt,
            @Nullable String publishedBy,
            @Nullable String note) {}

    // reading

    /** A page of flows by name. */
    public List<Flow> all(TenantId tenant, @Nullable String afterName, int limit) {
        Condition place = afterName == null
                ? FLOW.DELETED_AT.isNull()
                : FLOW.DELETED_AT.isNull().and(FLOW.NAME.gt(afterName));
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(FLOW)
                        .where(FLOW.TENANT_ID.eq(tenant.value()).and(place))
                        .orderBy(FLOW.NAME)
                        .limit(limit)
                        .fetch(FlowStore::flow));
    }

    /** @throws Problem when there is no such flow */
    public Flow get(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(FLOW)
                        .where(is(tenant, id).and(FLOW.DELETED_AT.isNull()))
                        .fetchOptional(FlowStore::flow)
                        .orElseThrow(() -> unknown(id.toString())));
    }

    /**
     * The flow of that name or id.
     *
     * @throws Problem naming those there are, when there is none
     */
    public Flow get(TenantId tenant, String nameOrId) {
        Optional<UUID> id = named(tenant, nameOrId).or(() -> uuid(nameOrId));
        if (id.isEmpty()) {
            List<String> names =
                    all(tenant, null, 1_000).stream().map(Flow::name).toList();
            throw Problem.of(
                            FlowsProblem.UNKNOWN_FLOW,
                            "There is no flow '%s'%s"
                                    .formatted(nameOrId, names.isEmpty() ? "." : Nearest.hint(nameOrId, names)))
                    .with("flow", nameOrId);
        }
        return get(tenant, id.get());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The newest first: what was published, and the draft where there is one. */
    public List<Past> history(TenantId tenant, UUID id) {
        Flow flow = get(tenant, id);
        int draft = flow.draft() == null ? -1 : flow.draft();
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(FLOW_VERSION)
                        .where(ofFlow(tenant, id)
                                .and(FLOW_VERSION.PUBLISHED_AT.isNotNull().or(FLOW_VERSION.NUMBER.eq(draft))))
                        .orderBy(FLOW_VERSION.NUMBER.desc())
                        .fetch(row -> new Past(
                                row.getNumber(),
                                row.getBasedOn(),
                                row.getSavedAt(),
                                row.getSavedBy(),
                                row.getPublishedAt(),
                                row.getPublishedBy(),
                                row.getNote())));
    }

    @Override
    public Optional<FlowVersions.Version> published(TenantId tenant, UUID flow) {
        return database.inTenant(
                tenant,
                sql -> sql.select(FLOW.PUBLISHED)
                        .from(FLOW)
                        .where(is(tenant, flow).and(FLOW.SWITCHED_ON))
                        .fetchOptional(FLOW.PUBLISHED)
                        .flatMap(number -> version(tenant, flow, number)));
    }

    @Override
    public Map<UUID, FlowVersions.Version> published(TenantId tenant, Collection<UUID> flows) {
        Map<UUID, FlowVersions.Version> found = new HashMap<>();
        database.runInTenant(tenant, sql -> {
            List<UUID> unread = new ArrayList<>();
            sql.select(FLOW.FLOW_ID, FLOW.PUBLISHED)
                    .from(FLOW)
                    .where(FLOW.TENANT_ID.eq(tenant.value()))
                    .and(FLOW.FLOW_ID.eq(DSL.any(flows.toArray(UUID[]::new))))
                    .and(FLOW.SWITCHED_ON)
                    .and(FLOW.PUBLISHED.isNotNull())
                    .forEach(row -> {
                        FlowDefinition known = read.get(new Version(tenant, row.value1(), row.value2()));
                        if (known == null) {
                            unread.add(row.value1());
                        } else {
                            found.put(row.value1(), new FlowVersions.Version(row.value1(), row.value2(), known));
                        }
                    });
            if (unread.isEmpty()) {
                return;
            }
            sql.select(FLOW_VERSION.FLOW_ID, FLOW_VERSION.NUMBER, FLOW_VERSION.DEFINITION)
                    .from(FLOW)
                    .join(FLOW_VERSION)
                    .on(FLOW_VERSION.TENANT_ID.eq(FLOW.TENANT_ID))
                    .and(FLOW_VERSION.FLOW_ID.eq(FLOW.FLOW_ID))
                    .and(FLOW_VERSION.NUMBER.eq(FLOW.PUBLISHED))
                    .where(FLOW.TENANT_ID.eq(tenant.value()))
                    .and(FLOW.FLOW_ID.eq(DSL.any(unread.toArray(UUID[]::new))))
                    .and(FLOW.SWITCHED_ON)
                    .forEach(row -> {
                        FlowDefinition definition =
                                Definitions.stored(row.value3().data());
                        read.put(new Version(tenant, row.value1(), row.value2()), definition);
                        found.put(row.value1(), new FlowVersions.Version(row.value1(), row.value2(), definition));
                    });
        });
        return found;
    }

    @Override
    public Optional<FlowVersions.Version> version(TenantId tenant, UUID flow, int number) {
        Version key = new Version(tenant, flow, number);
        FlowDefinition known = read.get(key);
        if (known != null) {
            return Optional.of(new FlowVersions.Version(flow, number, known));
        }
        Optional<FlowDefinition> found = database.inTenant(
                        tenant,
                        sql -> sql.select(FLOW_VERSION.DEFINITION)
                                .from(FLOW_VERSION)
                                .where(ofFlow(tenant, flow).and(FLOW_VERSION.NUMBER.eq(number)))
                                .fetchOptional(FLOW_VERSION.DEFINITION))
                .map(document -> Definitions.stored(document.data()));
        found.ifPresent(definition -> read.put(key, definition));
        return found.map(definition -> new FlowVersions.Version(flow, number, definition));
    }

    /** @throws Problem when there is no such version */
    public FlowDefinition definition(TenantId tenant, UUID flow, int number) {
        return version(tenant, flow, number)
                .map(FlowVersions.Version::definition)
                .orElseThrow(() -> Problem.of(
                                FlowsProblem.UNKNOWN_VERSION, "The flow has no version " + number + " (any more).")
                        .with("version", number));
    }

    @Override
    public Optional<FlowVersions.Version> draft(TenantId tenant, UUID flow) {
        return database.inTenant(
                tenant,
                sql -> sql.select(FLOW.DRAFT)
                        .from(FLOW)
                        .where(is(tenant, flow).and(FLOW.DRAFT.isNotNull()))
                        .fetchOptional(FLOW.DRAFT)
                        .flatMap(number -> version(tenant, flow, number)));
    }

    @Override
    public Optional<UUID> named(TenantId tenant, String name) {
        return database.inTenant(
                tenant,
                sql -> sql.select(FLOW.FLOW_ID)
                        .from(FLOW)
                        .where(FLOW.TENANT_ID
                                .eq(tenant.value())
                                .and(FLOW.NAME.eq(name))
                                .and(FLOW.DELETED_AT.isNull()))
                        .fetchOptional(FLOW.FLOW_ID));
    }

    @Override
    public Optional<Author> author(DSLContext sql, TenantId tenant, UUID flow, int number) {
        return sql.selectFrom(FLOW_VERSION)
                .where(ofFlow(tenant, flow).and(FLOW_VERSION.NUMBER.eq(number)))
                .fetchOptional(row -> {
                    String publisher = row.getPublishedBy();
                    return publisher != null && row.getPublishedById() != null
                            ? new Author(publisher, row.getPublishedById())
                            : new Author(row.getSavedBy(), row.getSavedById());
                });
    }

    // changing

    /**
     * Makes a flow with this draft.
     *
     * @throws Problem when the name is taken
     */
    public Flow create(TenantId tenant, FlowDefinition definition, Author by) {
        try {
            return database.inTenant(tenant, sql -> {
                Instant now = now();
                FlowRecord row = sql.newRecord(FLOW);
                row.setTenantId(tenant.value());
                row.setFlowId(UUID.randomUUID());
                row.setName(definition.name());
                row.setCreatedAt(now);
                row.setCreatedBy(by.name());
                row.setLatest(0);
                draft(row, definition, by.name(), now);
                row.insert();
                insertDraft(sql, row, definition, null, by, now);
                tell(sql, tenant, row, by.name(), "flows.created", Map.of("name", definition.name()));
                return flow(row);
            });
        } catch (DuplicateKeyException e) {
            throw Problem.of(
                            FlowsProblem.NAME_TAKEN,
                            "There is a flow '%s' already; change that one, or choose another name."
                                    .formatted(definition.name()),
                            e)
                    .with("name", definition.name());
        }
    }

    /**
     * Saves the draft. The same text again changes nothing.
     *
     * @param basedOn the newest version its author saw; null: whatever it is
     * @throws Problem when somebody else saved meanwhile, or the name differs
     */
    public Flow save(TenantId tenant, UUID id, FlowDefinition definition, @Nullable Integer basedOn, Author by) {
        return changing(tenant, id, (sql, row) -> {
            Flow before = flow(row);
            if (!definition.name().equals(row.getName())) {
                throw Problem.of(
                        FlowsProblem.NAME_STAYS,
                        "The flow is named '%s' and keeps that name; '%s' would be another flow."
                                .formatted(row.getName(), definition.name()));
            }
            if (basedOn != null && basedOn != before.newest()) {
                throw Problem.of(
                                FlowsProblem.OLD_DRAFT,
                                "%s saved version %d meanwhile; yours is based on version %d. Read the flow again and make your changes there."
                                        .formatted(row.getUpdatedBy(), before.newest(), basedOn))
                        .with("version", before.newest())
                        .with("updatedBy", row.getUpdatedBy());
            }
            if (definition(tenant, id, before.newest()).equals(definition)) {
                return before;
            }
            saveOver(sql, tenant, row, definition, before.newest(), by);
            tell(sql, tenant, row, by.name(), "flows.saved", Map.of("version", String.valueOf(row.getDraft())));
            return flow(row);
        });
    }

    /** Makes a draft of an earlier version; what is in force stays so until it is published. */
    public Flow rollBack(TenantId tenant, UUID id, int number, Author by) {
        return changing(tenant, id, (sql, row) -> {
            saveOver(sql, tenant, row, definition(tenant, id, number), number, by);
            tell(
                    sql,
                    tenant,
                    row,
                    by.name(),
                    "flows.rolled-back",
                    Map.of("to", String.valueOf(number), "version", String.valueOf(row.getDraft())));
            return flow(row);
        });
    }

    /**
     * Publishes the draft: for good, under its number. The first time it also switches the flow on.
     *
     * @param number the draft's number, which was checked just before
     * @throws Problem when the draft is another by now
     */
    public Flow publish(TenantId tenant, UUID id, int number, @Nullable String note, Author by) {
        return changing(tenant, id, (sql, row) -> {
            if (row.getDraft() == null || row.getDraft() != number) {
                throw Problem.of(
                        FlowsProblem.OLD_DRAFT,
                        "%s changed the flow meanwhile; look at it again before you publish it."
                                .formatted(row.getUpdatedBy()));
            }
            Instant now = now();
            sql.update(FLOW_VERSION)
                    .set(FLOW_VERSION.PUBLISHED_AT, now)
                    .set(FLOW_VERSION.PUBLISHED_BY, by.name())
                    .set(FLOW_VERSION.PUBLISHED_BY_ID, by.userId())
                    .set(FLOW_VERSION.NOTE, note)
                    .where(ofFlow(tenant, id).and(FLOW_VERSION.NUMBER.eq(number)))
                    .execute();
            boolean first = row.getPublished() == null;
            row.setPublished(number);
            row.setDraft(null);
            row.setSwitchedOn(first || row.getSwitchedOn());
            touch(row, by.name(), now);
            if (row.getSwitchedOn()) {
                hear(sql, tenant, id, definition(tenant, id, number));
            }
            tell(sql, tenant, row, by.name(), "flows.published", Map.of("version", String.valueOf(number)));
            return flow(row);
        });
    }

    /** @throws Problem when it was never published */
    public Flow switchTo(TenantId tenant, UUID id, boolean on, String by) {
        return changing(tenant, id, (sql, row) -> {
            Integer published = row.getPublished();
            if (published == null) {
                throw Problem.of(FlowsProblem.NEVER_PUBLISHED, "Publish the flow first; it was never published.");
            }
            if (row.getSwitchedOn() == on) {
                return flow(row);
            }
            row.setSwitchedOn(on);
            touch(row, by, now());
            hear(sql, tenant, id, on ? definition(tenant, id, published) : null);
            tell(sql, tenant, row, by, on ? "flows.switched-on" : "flows.switched-off", Map.of());
            return flow(row);
        });
    }

    /** Its name is free afterwards; its history and its runs stay. */
    public void delete(TenantId tenant, UUID id, String by) {
        changing(tenant, id, (sql, row) -> {
            if (row.getSwitchedOn()) {
                throw Problem.of(FlowsProblem.STILL_ON, "Switch the flow off first; then it can be deleted.");
            }
            row.setDeletedAt(now());
            row.setDraft(null);
            touch(row, by, now());
            tell(sql, tenant, row, by, "flows.deleted", Map.of("name", row.getName()));
            return flow(row);
        });
    }

    private interface Change {
        Flow apply(DSLContext sql, FlowRecord row);
    }

    private Flow changing(TenantId tenant, UUID id, Change change) {
        return database.inTenant(tenant, sql -> {
            FlowRecord row = sql.selectFrom(FLOW)
                    .where(is(tenant, id).and(FLOW.DELETED_AT.isNull()))
                    .forNoKeyUpdate()
                    .fetchOptional()
                    .orElseThrow(() -> unknown(id.toString()));
            return change.apply(sql, row);
        });
    }

    private void saveOver(
            DSLContext sql, TenantId tenant, FlowRecord row, FlowDefinition definition, int basedOn, Author by) {
        Instant now = now();
        draft(row, definition, by.name(), now);
        row.update();
        insertDraft(sql, row, definition, basedOn, by, now);
        sql.deleteFrom(FLOW_VERSION)
                .where(ofFlow(tenant, row.getFlowId())
                        .and(FLOW_VERSION.PUBLISHED_AT.isNull())
                        .and(FLOW_VERSION.NUMBER.lt(row.getDraft()))
                        .and(FLOW_VERSION.SAVED_AT.lt(now.minus(OLD_DRAFTS))))
                .execute();
    }

    private static void draft(FlowRecord row, FlowDefinition definition, String by, Instant now) {
        row.setTitle(definition.title());
        row.setDescription(definition.description());
        row.setLatest(row.getLatest() + 1);
        row.setDraft(row.getLatest());
        row.setUpdatedAt(now);
        row.setUpdatedBy(by);
    }

    private static void insertDraft(
            DSLContext sql,
            FlowRecord row,
            FlowDefinition definition,
            @Nullable Integer basedOn,
            Author by,
            Instant now) {
        FlowVersionRecord version = sql.newRecord(FLOW_VERSION);
        version.setTenantId(row.getTenantId());
        version.setFlowId(row.getFlowId());
        version.setNumber(row.getDraft());
        version.setDefinition(JSON.json(Definitions.toText(definition)));
        version.setBasedOn(basedOn);
        version.setSavedAt(now);
        version.setSavedBy(by.name());
        version.setSavedById(by.userId());
        version.insert();
    }

    private static void touch(FlowRecord row, String by, Instant now) {
        row.setUpdatedAt(now);
        row.setUpdatedBy(by);
        row.update();
    }

    private void hear(DSLContext sql, TenantId tenant, UUID id, @Nullable FlowDefinition definition) {
        listeners.orderedStream().forEach(listener -> listener.published(sql, tenant, id, definition));
    }

    private void tell(
            DSLContext sql, TenantId tenant, FlowRecord row, String by, String action, Map<String, String> detail) {
        Map<String, String> all = new HashMap<>(detail);
        all.put("flow", row.getFlowId().toString());
        audit.record(sql, tenant, by, action, row.getName(), all);
        live.changed(sql, tenant, "flows", row.getFlowId().toString());
    }

    private static Condition is(TenantId tenant, UUID id) {
        return FLOW.TENANT_ID.eq(tenant.value()).and(FLOW.FLOW_ID.eq(id));
    }

    private static Condition ofFlow(TenantId tenant, UUID id) {
        return FLOW_VERSION.TENANT_ID.eq(tenant.value()).and(FLOW_VERSION.FLOW_ID.eq(id));
    }

    private static Problem unknown(String flow) {
        return Problem.of(FlowsProblem.UNKNOWN_FLOW, "There is no flow " + flow + " here.")
                .with("flow", flow);
    }

    private static Flow flow(FlowRecord row) {
        State state = row.getPublished() == null ? State.DRAFT : row.getSwitchedOn() ? State.ON : State.OFF;
        return new Flow(
                row.getFlowId(),
                row.getName(),
                row.getTitle(),
                row.getDescription(),
                state,
                row.getDraft(),
                row.getPublished(),
                row.getUpdatedAt(),
                row.getUpdatedBy());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

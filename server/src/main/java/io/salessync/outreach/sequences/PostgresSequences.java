package io.salessync.outreach.sequences;

import static io.salessync.outreach.jooq.Tables.SEQUENCE;
import static io.salessync.outreach.jooq.Tables.VERSION;

import io.salessync.flows.graph.FlowVersions;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Nearest;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.jooq.tables.records.SequenceRecord;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Sequences and their versions as rows. Each change is in the audit trail of the same transaction. */
@Component
class PostgresSequences implements Sequences {
    private static final int REMEMBERED = 500;
    private static final int MOST = 2_000;

    private final io.salessync.kernel.live.Live live;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectProvider<FlowVersions> flows;
    private final ObjectProvider<Abilities> abilities;
    private final Map<Place, SequenceDocument> read = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, SequenceDocument> eldest) {
            return size() > REMEMBERED;
        }
    };

    PostgresSequences(
            io.salessync.kernel.live.Live live,
            Audit audit,
            InstantSource clock,
            ObjectProvider<FlowVersions> flows,
            ObjectProvider<Abilities> abilities) {
        this.live = live;
        this.audit = audit;
        this.clock = clock;
        this.flows = flows;
        this.abilities = abilities;
    }

    /** A published version never changes, so what was read once need not be read again. */
    private record Place(TenantId tenant, UUID sequence, int version) {}

    /** A version in the history. */
    record Past(int version, String note, String by, Instant at) {}

    // reading

    @Override
    public Optional<Sequence> sequence(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(SEQUENCE).where(is(tenant, id)).fetchOptional(PostgresSequences::sequence);
    }

    /** @throws Problem when there is none */
    Sequence get(DSLContext sql, TenantId tenant, UUID id) {
        return sequence(sql, tenant, id).orElseThrow(() -> unknown(id.toString()));
    }

    @Override
    public Optional<Sequence> named(DSLContext sql, TenantId tenant, String nameOrId) {
        Optional<Sequence> named = sql.selectFrom(SEQUENCE)
                .where(SEQUENCE.TENANT_ID.eq(tenant.value()).and(SEQUENCE.NAME_KEY.eq(key(nameOrId))))
                .fetchOptional(PostgresSequences::sequence);
        return named.isPresent() ? named : uuid(nameOrId).flatMap(id -> sequence(sql, tenant, id));
    }

    /** The sequence of that name or id. */
    Sequence find(DSLContext sql, TenantId tenant, String nameOrId) {
        return named(sql, tenant, nameOrId).orElseThrow(() -> {
            List<String> names = all(sql, tenant).stream().map(Sequence::name).toList();
            return Problem.of(
                            OutreachProblem.UNKNOWN_SEQUENCE,
                            "There is no sequence “%s”%s.".formatted(nameOrId, Nearest.hint(nameOrId, names)))
                    .with("sequence", nameOrId);
        });
    }

    @Override
    public List<Sequence> all(DSLContext sql, TenantId tenant) {
        return sql.selectFrom(SEQUENCE)
                .where(SEQUENCE.TENANT_ID.eq(tenant.value()).and(SEQUENCE.STATE.ne(State.ARCHIVED.name())))
                .orderBy(SEQUENCE.NAME_KEY)
                .limit(MOST)
                .fetch(PostgresSequences::sequence);
    }

    /** A page by name. */
    List<Sequence> page(DSLContext sql, TenantId tenant, @Nullable State state, @Nullable String after, int limit) {
        Condition place = SEQUENCE.TENANT_ID.eq(tenant.value());
        place = place.and(state == null ? SEQUENCE.STATE.ne(State.ARCHIVED.name()) : SEQUENCE.STATE.eq(state.name()));
        return sql.selectFrom(SEQUENCE)
                .where(after == null ? place : place.and(SEQUENCE.NAME_KEY.gt(key(after))))
                .orderBy(SEQUENCE.NAME_KEY)
                .limit(limit)
                .fetch(PostgresSequences::sequence);
    }

    @Override
    public SequenceDocument draft(DSLContext sql, TenantId tenant, UUID id) {
        return sql.select(SEQUENCE.DRAFT)
                .from(SEQUENCE)
                .where(is(tenant, id))
                .fetchOptional(SEQUENCE.DRAFT)
                .map(document -> SequenceText.stored(document.data()))
                .orElseThrow(() -> unknown(id.toString()));
    }

    @Override
    public Optional<Live> version(DSLContext sql, TenantId tenant, UUID sequence, int version) {
        Optional<State> state = sql.select(SEQUENCE.STATE)
                .from(SEQUENCE)
                .where(is(tenant, sequence))
                .fetchOptional(SEQUENCE.STATE)
                .map(State::valueOf);
        return state.flatMap(now ->
                document(sql, tenant, sequence, version).map(document -> new Live(sequence, version, now, document)));
    }

    @Override
    public Optional<Live> newest(DSLContext sql, TenantId tenant, UUID sequence) {
        return sequence(sql, tenant, sequence)
                .filter(found -> found.version() != null)
                .flatMap(found -> version(sql, tenant, sequence, found.version() == null ? 0 : found.version()));
    }

    private Optional<SequenceDocument> document(DSLContext sql, TenantId tenant, UUID sequence, int version) {
        Place place = new Place(tenant, sequence, version);
        synchronized (read) {
            SequenceDocument known = read.get(place);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<SequenceDocument> found = sql.select(VERSION.DOCUMENT)
                .from(VERSION)
                .where(VERSION.TENANT_ID
                        .eq(tenant.value())
                        .and(VERSION.SEQUENCE_ID.eq(sequence))
                        .and(VERSION.VERSION_.eq(version)))
                .fetchOptional(VERSION.DOCUMENT)
                .map(document -> SequenceText.stored(document.data()));
        found.ifPresent(document -> {
            synchronized (read) {
                read.put(place, document);
            }
        });
        return found;
    }

    /** @throws Problem when there is no such version */
    SequenceDocument documentOf(DSLContext sql, TenantId tenant, UUID sequence, int version) {
        return document(sql, tenant, sequence, version)
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.UNKNOWN_SEQUENCE,
                                "The sequence has no version %d; its versions are in its history.".formatted(version))
                        .with("version", version));
    }

    /** The newest first. */
    List<Past> history(DSLContext sql, TenantId tenant, UUID id) {
        return sql.select(VERSION.VERSION_, VERSION.NOTE, VERSION.MADE_BY, VERSION.MADE_AT)
                .from(VERSION)
                .where(VERSION.TENANT_ID.eq(tenant.value()).and(VERSION.SEQUENCE_ID.eq(id)))
                .orderBy(VERSION.VERSION_.desc())
                .limit(MOST)
                .fetch(row -> new Past(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    // text

    @Override
    public SequenceDocument read(String yaml) {
        return SequenceText.yaml(yaml);
    }

    @Override
    public String write(SequenceDocument document) {
        return SequenceText.toYaml(document);
    }

    @Override
    public List<SequenceFinding> check(TenantId tenant, SequenceDocument document) {
        List<SequenceFinding> found = new ArrayList<>(new SequenceCheck(
                        document, name -> flows.getObject().named(tenant, name).isPresent())
                .findings());
        abilities.ifAvailable(known -> found.addAll(known.findings(tenant, document)));
        return found;
    }

    @Override
    public Step.Variant choose(UUID lead, Step.Texts step) {
        return Renderer.choose(lead, step);
    }

    @Override
    public Rendering render(
            SequenceDocument document,
            String step,
            UUID lead,
            Map<String, String> values,
            Map<String, String> sender,
            @Nullable Tier tier) {
        return Renderer.render(document, step, null, lead, values, sender, tier);
    }

    @Override
    public Rendering render(
            SequenceDocument document,
            String step,
            String variant,
            UUID lead,
            Map<String, String> values,
            Map<String, String> sender,
            @Nullable Tier tier) {
        return Renderer.render(document, step, variant, lead, values, sender, tier);
    }

    @Override
    public Map<String, String> values(Lead lead) {
        return Tokens.of(lead);
    }

    // changing

    /** Makes a sequence with this draft. */
    Sequence create(DSLContext sql, TenantId tenant, SequenceDocument document, String team, String who) {
        Instant now = now();
        UUID id = UUID.randomUUID();
        int made = sql.insertInto(SEQUENCE)
                .set(SEQUENCE.TENANT_ID, tenant.value())
                .set(SEQUENCE.SEQUENCE_ID, id)
                .set(SEQUENCE.NAME, document.name())
                .set(SEQUENCE.NAME_KEY, key(document.name()))
                .set(SEQUENCE.STATE, State.DRAFT.name())
                .set(SEQUENCE.DRAFT, JSONB.valueOf(SequenceText.text(document)))
                .set(SEQUENCE.OWNER, who)
                .set(SEQUENCE.TEAM, team)
                .set(SEQUENCE.CREATED_AT, now)
                .set(SEQUENCE.CHANGED_AT, now)
                .onConflict(SEQUENCE.TENANT_ID, SEQUENCE.NAME_KEY)
                .doNothing()
                .execute();
        if (made == 0) {
            throw taken(document.name());
        }
        tell(sql, tenant, id, who, "outreach.sequence-created", document.name(), Map.of());
        return get(sql, tenant, id);
    }

    /**
     * Saves the draft. The same text again changes nothing.
     *
     * @param revision the one its author saw; null: whatever it is
     */
    Sequence save(
            DSLContext sql, TenantId tenant, UUID id, SequenceDocument document, @Nullable Long revision, String who) {
        Sequence before = locked(sql, tenant, id);
        if (before.state() == State.ARCHIVED) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” is archived; take it out of the archive (resume) before you change it."
                            .formatted(before.name()));
        }
        if (revision != null && revision != before.revision()) {
            throw Problem.of(
                            OutreachProblem.CHANGED_MEANWHILE,
                            "“%s” was saved meanwhile: its revision is %d, and yours is based on %d. Read it again and make your changes there."
                                    .formatted(before.name(), before.revision(), revision))
                    .with("revision", before.revision());
        }
        if (draft(sql, tenant, id).equals(document)) {
            return before;
        }
        if (!key(before.name()).equals(key(document.name()))
                && named(sql, tenant, document.name()).isPresent()) {
            throw taken(document.name());
        }
        sql.update(SEQUENCE)
                .set(SEQUENCE.NAME, document.name())
                .set(SEQUENCE.NAME_KEY, key(document.name()))
                .set(SEQUENCE.DRAFT, JSONB.valueOf(SequenceText.text(document)))
                .set(SEQUENCE.REVISION, before.revision() + 1)
                .set(SEQUENCE.CHANGED_AT, now())
                .where(is(tenant, id))
                .execute();
        tell(
                sql,
                tenant,
                id,
                who,
                "outreach.sequence-saved",
                document.name(),
                Map.of("revision", String.valueOf(before.revision() + 1)));
        return get(sql, tenant, id);
    }

    @Override
    public Sequence put(DSLContext sql, TenantId tenant, SequenceDocument document, String who) {
        Optional<Sequence> known = named(sql, tenant, document.name());
        return known.isPresent()
                ? save(sql, tenant, known.get().id(), document, null, who)
                : create(sql, tenant, document, "", who);
    }

    @Override
    public Sequence publish(DSLContext sql, TenantId tenant, UUID id, String note, String who) {
        return publish(sql, tenant, id, null, note, who);
    }

    /** @param revision the draft's that was looked at; null: whatever it is */
    Sequence publish(DSLContext sql, TenantId tenant, UUID id, @Nullable Long revision, String note, String who) {
        Sequence before = locked(sql, tenant, id);
        if (before.state() == State.ARCHIVED) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” is archived; take it out of the archive (resume) before you publish it."
                            .formatted(before.name()));
        }
        if (revision != null && revision != before.revision()) {
            throw Problem.of(
                            OutreachProblem.CHANGED_MEANWHILE,
                            "“%s” was saved meanwhile (revision %d, you looked at %d); look at it again before you publish it."
                                    .formatted(before.name(), before.revision(), revision))
                    .with("revision", before.revision());
        }
        SequenceDocument draft = draft(sql, tenant, id);
        if (before.version() != null
                && documentOf(sql, tenant, id, before.version()).equals(draft)) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "Version %d of “%s” is published and the draft is the same; there is nothing to publish."
                            .formatted(before.version(), before.name()));
        }
        List<SequenceFinding> problems = check(tenant, draft).stream()
                .filter(finding -> finding.severity() == SequenceFinding.Severity.PROBLEM)
                .toList();
        if (!problems.isEmpty()) {
            throw Problem.of(
                            OutreachProblem.WRONG_SEQUENCE,
                            problems.stream()
                                            .limit(3)
                                            .map(SequenceFinding::toString)
                                            .collect(Collectors.joining("; "))
                                    + (problems.size() > 3 ? "; and %d more".formatted(problems.size() - 3) : "")
                                    + ".")
                    .with("problems", problems);
        }
        int version = before.version() == null ? 1 : before.version() + 1;
        Instant now = now();
        sql.insertInto(VERSION)
                .set(VERSION.TENANT_ID, tenant.value())
                .set(VERSION.SEQUENCE_ID, id)
                .set(VERSION.VERSION_, version)
                .set(VERSION.DOCUMENT, JSONB.valueOf(SequenceText.text(draft)))
                .set(VERSION.NOTE, note)
                .set(VERSION.MADE_BY, who)
                .set(VERSION.MADE_AT, now)
                .execute();
        sql.update(SEQUENCE)
                .set(SEQUENCE.VERSION, version)
                .set(SEQUENCE.STATE, (before.state() == State.DRAFT ? State.LIVE : before.state()).name())
                .set(SEQUENCE.CHANGED_AT, now)
                .where(is(tenant, id))
                .execute();
        tell(
                sql,
                tenant,
                id,
                who,
                "outreach.sequence-published",
                before.name(),
                Map.of("version", String.valueOf(version)));
        return get(sql, tenant, id);
    }

    /** Publishes an earlier version again, as a new one; the draft becomes the same. */
    Sequence rollBack(DSLContext sql, TenantId tenant, UUID id, int version, String who) {
        Sequence before = locked(sql, tenant, id);
        SequenceDocument old = documentOf(sql, tenant, id, version);
        if (Integer.valueOf(version).equals(before.version())) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "Version %d is the newest one; give one before it to go back to.".formatted(version));
        }
        // the name it has now stays: another sequence may have the old one by now
        SequenceDocument renamed =
                new SequenceDocument(before.name(), old.about(), old.fields(), old.settings(), old.steps());
        save(sql, tenant, id, renamed, null, who);
        return publish(sql, tenant, id, "Back to version " + version, who);
    }

    /** Pauses, resumes, archives. */
    Sequence turn(DSLContext sql, TenantId tenant, UUID id, State to, String who) {
        Sequence before = locked(sql, tenant, id);
        if (before.state() == to) {
            return before;
        }
        Set<State> from = switch (to) {
            case LIVE -> EnumSet.of(State.PAUSED, State.ARCHIVED);
            case PAUSED -> EnumSet.of(State.LIVE);
            case ARCHIVED -> EnumSet.of(State.DRAFT, State.PAUSED, State.LIVE);
            case DRAFT -> EnumSet.noneOf(State.class);
        };
        if (!from.contains(before.state())) {
            throw Problem.of(
                            OutreachProblem.WRONG_SEQUENCE,
                            before.state() == State.DRAFT
                                    ? "“%s” was never published; publish it first.".formatted(before.name())
                                    : "“%s” is %s, which cannot become %s."
                                            .formatted(
                                                    before.name(),
                                                    SequenceText.word(before.state()),
                                                    SequenceText.word(to)))
                    .with("state", before.state().name());
        }
        if (to == State.ARCHIVED) {
            int atWork = Migration.atWork(sql, tenant, id);
            if (atWork > 0) {
                throw Problem.of(
                                OutreachProblem.WRONG_SEQUENCE,
                                "“%s” still has %,d leads on their way; pause it, and stop or move them first."
                                        .formatted(before.name(), atWork))
                        .with("leads", atWork);
            }
        }
        // out of the archive it comes paused, so that nothing goes out by surprise
        State then = to == State.LIVE && before.state() == State.ARCHIVED
                ? before.version() == null ? State.DRAFT : State.PAUSED
                : to;
        sql.update(SEQUENCE)
                .set(SEQUENCE.STATE, then.name())
                .set(SEQUENCE.CHANGED_AT, now())
                .where(is(tenant, id))
                .execute();
        if (then == State.LIVE) {
            Migration.wake(sql, tenant, id, now());
        }
        tell(
                sql,
                tenant,
                id,
                who,
                switch (to) {
                    case PAUSED -> "outreach.sequence-paused";
                    case ARCHIVED -> "outreach.sequence-archived";
                    default -> "outreach.sequence-resumed";
                },
                before.name(),
                Map.of("state", then.name()));
        return get(sql, tenant, id);
    }

    /** Forgets a sequence that was never published. */
    void delete(DSLContext sql, TenantId tenant, UUID id, String who) {
        Sequence before = locked(sql, tenant, id);
        if (before.version() != null) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” was published and its history stays; archive it instead.".formatted(before.name()));
        }
        sql.deleteFrom(SEQUENCE).where(is(tenant, id)).execute();
        tell(sql, tenant, id, who, "outreach.sequence-deleted", before.name(), Map.of());
    }

    private Sequence locked(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(SEQUENCE)
                .where(is(tenant, id))
                .forUpdate()
                .fetchOptional(PostgresSequences::sequence)
                .orElseThrow(() -> unknown(id.toString()));
    }

    void tell(
            DSLContext sql,
            TenantId tenant,
            UUID id,
            String who,
            String action,
            String name,
            Map<String, String> detail) {
        Map<String, String> more = new LinkedHashMap<>(detail);
        more.put("id", id.toString());
        audit.record(sql, tenant, who, action, name, more);
        live.changed(sql, tenant, Leads.TOPIC, id.toString());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Condition is(TenantId tenant, UUID id) {
        return SEQUENCE.TENANT_ID.eq(tenant.value()).and(SEQUENCE.SEQUENCE_ID.eq(id));
    }

    private static Problem unknown(String id) {
        return Problem.of(OutreachProblem.UNKNOWN_SEQUENCE, "There is no sequence %s.".formatted(id))
                .with("sequence", id);
    }

    private static Problem taken(String name) {
        return Problem.of(
                        OutreachProblem.NAME_TAKEN,
                        "There is a sequence “%s” already; change that one, or choose another name.".formatted(name))
                .with("name", name);
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Sequence sequence(SequenceRecord row) {
        return new Sequence(
                row.getSequenceId(),
                row.getName(),
                State.valueOf(row.getState()),
                row.getRevision(),
                row.getVersion(),
                row.getOwner(),
                row.getTeam(),
                row.getCreatedAt(),
                row.getChangedAt());
    }
}

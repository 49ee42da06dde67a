package io.salessync.outreach.sequences;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences.Sequence;
import io.salessync.outreach.sequences.Sequences.State;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sequences over HTTP. */
@RestController
@RequestMapping("/api/v1/outreach/sequences")
class SequencesController {
    private static final int MOST = 200;
    private static final int LARGEST = 1 << 20;
    private static final String EXAMPLE = """
            {"name": "Logistics", "steps": [
             {"id": "invite", "type": "invite", "text": "Hi {{ first_name }}, shall we connect?"},
             {"id": "accepted", "type": "condition", "question": "connected", "days": 14, "yes": "hello", "no": null, "unknown": null},
             {"id": "hello", "type": "message", "text": "Thanks, {{ first_name }}!", "next": null}]}""";

    private final PostgresSequences sequences;
    private final Migration migration;
    private final Database database;

    SequencesController(PostgresSequences sequences, Migration migration, Database database) {
        this.sequences = sequences;
        this.migration = migration;
        this.database = database;
    }

    /** @param counts leads by state; states without any are left out */
    record SequenceItem(
            UUID id,
            String name,
            State state,
            long revision,
            @Nullable Integer version,
            String owner,
            String team,
            Instant createdAt,
            Instant changedAt,
            Map<String, Long> counts) {}

    record SequenceItems(List<SequenceItem> items, @Nullable String next) {}

    /**
     * @param draft the working copy
     * @param published the document of the newest version; null: none
     * @param dirty whether the draft differs from it
     * @param findings of the draft
     * @param older leads on their way by older versions
     */
    record SequenceAnswer(
            SequenceItem sequence,
            @Schema(implementation = SequenceDocument.class) JsonNode draft,

            @Schema(implementation = SequenceDocument.class) @Nullable JsonNode published,

            boolean dirty,
            List<SequenceFinding> findings,
            long older) {}

    record NewSequence(
            @NotNull @Schema(implementation = SequenceDocument.class, example = EXAMPLE)
            JsonNode document,

            @Size(max = 100) @Schema(description = "for the team's kill switch and reports", example = "north")
            @Nullable String team) {}

    record NewDraft(
            @NotNull @Schema(implementation = SequenceDocument.class, example = EXAMPLE)
            JsonNode document,

            @Schema(
                    description =
                            "the revision its author saw: refused where somebody saved since; none: whatever it is",
                    example = "3")
            @Nullable Long revision) {}

    record DocumentOnly(
            @NotNull @Schema(implementation = SequenceDocument.class, example = EXAMPLE)
            JsonNode document) {}

    record CheckAnswer(boolean publishable, List<SequenceFinding> findings) {}

    record Publish(
            @Size(max = 1_000) @Schema(description = "what is new, for people", example = "A shorter note") @Nullable String note,

            @Schema(description = "the draft that was looked at", example = "3") @Nullable Long revision) {}

    record RollBack(@NotNull @Schema(example = "2") Integer version) {}

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Sequences by name, with how many leads are in each state")
    SequenceItems all(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false)
                    @Schema(description = "archived ones only if they are asked for", example = "LIVE")
                    @Nullable String state,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        State wanted = Parameters.choice(OutreachProblem.WRONG_CURSOR, State.class, "state", state);
        return database.inTenant(actor.tenant(), sql -> {
            List<Sequence> found = sequences.page(sql, actor.tenant(), wanted, Parameters.given(after), most + 1);
            List<Sequence> page = found.stream().limit(most).toList();
            return new SequenceItems(
                    items(sql, actor.tenant(), page),
                    found.size() > most ? page.getLast().name() : null);
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Makes a sequence, as a draft")
    SequenceAnswer create(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewSequence wanted) {
        SequenceDocument document = SequenceText.json(wanted.document());
        return database.inTenant(
                actor.tenant(),
                sql -> answer(
                        sql,
                        actor.tenant(),
                        sequences.create(
                                sql,
                                actor.tenant(),
                                document,
                                wanted.team() == null ? "" : wanted.team().strip(),
                                actor.signature())));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "One sequence: its draft, what is published, and what is wrong with the draft")
    SequenceAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(
                actor.tenant(), sql -> answer(sql, actor.tenant(), sequences.get(sql, actor.tenant(), id)));
    }

    @PutMapping("/{id}")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Saves the draft; refused where somebody else saved since the revision")
    SequenceAnswer save(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody NewDraft wanted) {
        SequenceDocument document = SequenceText.json(wanted.document());
        return database.inTenant(
                actor.tenant(),
                sql -> answer(
                        sql,
                        actor.tenant(),
                        sequences.save(sql, actor.tenant(), id, document, wanted.revision(), actor.signature())));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Forgets a sequence that was never published; others can be archived")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> sequences.delete(sql, actor.tenant(), id, actor.signature()));
    }

    @GetMapping(path = "/{id}/yaml", produces = "text/yaml")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "A sequence as YAML, for a file in version control: the draft, or a version")
    String yaml(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer version) {
        return database.inTenant(
                actor.tenant(),
                sql -> SequenceText.toYaml(
                        version == null
                                ? sequences.draft(sql, actor.tenant(), id)
                                : sequences.documentOf(sql, actor.tenant(), id, version)));
    }

    @PostMapping(
            path = "/yaml",
            consumes = {"text/yaml", "application/yaml", "application/x-yaml", "text/plain"})
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Makes the sequence of a YAML file, or gives the sequence of that name this draft")
    SequenceAnswer putYaml(@AuthenticationPrincipal Actor actor, InputStream body) throws IOException {
        SequenceDocument document = SequenceText.yaml(text(body));
        return database.inTenant(
                actor.tenant(),
                sql -> answer(sql, actor.tenant(), sequences.put(sql, actor.tenant(), document, actor.signature())));
    }

    @PostMapping("/check")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Finds what is wrong with a sequence; keeps nothing")
    CheckAnswer check(@AuthenticationPrincipal Actor actor, @Valid @RequestBody DocumentOnly wanted) {
        List<SequenceFinding> findings = sequences.check(actor.tenant(), SequenceText.json(wanted.document()));
        return new CheckAnswer(
                findings.stream().noneMatch(finding -> finding.severity() == SequenceFinding.Severity.PROBLEM),
                findings);
    }

    @PostMapping("/{id}/publish")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Publishes the draft as a new version; leads on older ones stay there until they are migrated")
    SequenceAnswer publish(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable Publish wanted) {
        String note =
                wanted == null || wanted.note() == null ? "" : wanted.note().strip();
        Long revision = wanted == null ? null : wanted.revision();
        return database.inTenant(
                actor.tenant(),
                sql -> answer(
                        sql,
                        actor.tenant(),
                        sequences.publish(sql, actor.tenant(), id, revision, note, actor.signature())));
    }

    @PostMapping("/{id}/pause")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Stops all leads of a sequence where they are; nothing goes out")
    SequenceAnswer pause(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return turn(actor, id, State.PAUSED);
    }

    @PostMapping("/{id}/resume")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Lets the leads go on; takes an archived sequence out of the archive, paused")
    SequenceAnswer resume(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return turn(actor, id, State.LIVE);
    }

    @PostMapping("/{id}/archive")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Puts a sequence away whose leads have all ended")
    SequenceAnswer archive(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return turn(actor, id, State.ARCHIVED);
    }

    private SequenceAnswer turn(Actor actor, UUID id, State to) {
        return database.inTenant(
                actor.tenant(),
                sql -> answer(sql, actor.tenant(), sequences.turn(sql, actor.tenant(), id, to, actor.signature())));
    }

    @PostMapping("/{id}/rollback")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Publishes an earlier version again, as a new one")
    SequenceAnswer rollBack(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody RollBack wanted) {
        return database.inTenant(
                actor.tenant(),
                sql -> answer(
                        sql,
                        actor.tenant(),
                        sequences.rollBack(sql, actor.tenant(), id, wanted.version(), actor.signature())));
    }

    private SequenceAnswer answer(DSLContext sql, TenantId tenant, Sequence sequence) {
        SequenceDocument draft = sequences.draft(sql, tenant, sequence.id());
        Integer version = sequence.version();
        SequenceDocument published = version == null ? null : sequences.documentOf(sql, tenant, sequence.id(), version);
        ObjectNode shown = published == null ? null : SequenceText.full(published);
        return new SequenceAnswer(
                items(sql, tenant, List.of(sequence)).getFirst(),
                SequenceText.full(draft),
                shown,
                published == null || !published.equals(draft),
                sequences.check(tenant, draft),
                version == null ? 0 : migration.older(sql, tenant, sequence.id(), version));
    }

    private static List<SequenceItem> items(DSLContext sql, TenantId tenant, List<Sequence> page) {
        Map<UUID, Map<String, Long>> counts = new HashMap<>();
        sql.fetch(
                        "SELECT sequence_id, state, sum(count)::bigint FROM outreach.lead_count WHERE tenant_id = ?"
                                + " AND sequence_id = ANY (?::uuid[]) GROUP BY 1, 2 HAVING sum(count) <> 0",
                        tenant.value(),
                        page.stream().map(Sequence::id).toArray(UUID[]::new))
                .forEach(row -> counts.computeIfAbsent(
                                row.get(0, UUID.class), id -> new TreeMap<>(Comparator.naturalOrder()))
                        .put(row.get(1, String.class), row.get(2, Long.class)));
        return page.stream()
                .map(sequence -> new SequenceItem(
                        sequence.id(),
                        sequence.name(),
                        sequence.state(),
                        sequence.revision(),
                        sequence.version(),
                        sequence.owner(),
                        sequence.team(),
                        sequence.createdAt(),
                        sequence.changedAt(),
                        counts.getOrDefault(sequence.id(), Map.of())))
                .toList();
    }

    /** No more is read than a sequence may have. */
    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE, "A sequence's file may have up to 1 MB; this one has more.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(OutreachProblem.WRONG_SEQUENCE, "The file is not written in UTF-8.", e);
        }
    }
}

package io.salessync.outreach.sequences;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences.Sequence;
import io.salessync.outreach.sequences.Sequences.State;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final int MOST_SHOWN = 100;
    private static final String EXAMPLE = """
            {"name": "Logistics", "steps": [
             {"id": "invite", "type": "invite", "text": "Hi {{ first_name }}, shall we connect?"},
             {"id": "accepted", "type": "condition", "question": "connected", "days": 14, "yes": "hello", "no": null, "unknown": null},
             {"id": "hello", "type": "message", "text": "Thanks, {{ first_name }}!", "next": null}]}""";

    private final PostgresSequences sequences;
    private final Migration migration;
    private final Database database;
    private final Mails mails;

    SequencesController(PostgresSequences sequences, Migration migration, Database database, Mails mails) {
        this.sequences = sequences;
        this.migration = migration;
        this.database = database;
        this.mails = mails;
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

    record VersionItem(int version, String note, String by, Instant at, boolean newest) {}

    record VersionItems(List<VersionItem> items) {}

    record VersionAnswer(
            int version,
            @Schema(implementation = SequenceDocument.class) JsonNode document) {}

    record Migrate(
            @Schema(description = "the version they go to; none: the newest", example = "4") @Nullable Integer to,

            @Schema(
                    description =
                            "by step of an older version, the step of the new one its leads go to; null completes them",
                    example = "{\"second-mail\": \"last-mail\"}")
            @Nullable Map<String, @Nullable String> mapping) {}

    record MigrateAnswer(long moved, long completed, long stayed) {}

    record Candidates(
            @Schema(implementation = SequenceDocument.class, description = "none: the draft") @Nullable JsonNode document,

            @Size(max = 100) @Schema(
                    description = "people to try it on, by token; none: the leads that are on their way",
                    example = "[{\"first_name\": \"Ada\", \"company\": \"Analytical Engines\"}]")
            @Nullable List<Map<String, String>> people,

            @Schema(description = "whose notes are measured; none: an account that pays", example = "FREE") @Nullable Tier tier,

            @Schema(description = "the next of the page before", example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11")
            @Nullable UUID after,

            @Schema(example = "20") @Nullable Integer limit,

            @Schema(
                    description = "by token, what is put in for the sender",
                    example = "{\"sender_first_name\": \"Grace\"}")
            @Nullable Map<String, String> sender) {}

    /**
     * @param leads how many were looked at for the totals
     * @param ready how many of them could be written to
     * @param complete whether all were looked at
     */
    record PreviewAnswer(
            List<TextPreview.LeadTexts> items,
            @Nullable String next,
            List<TextPreview.Total> totals,
            long leads,
            long ready,
            boolean complete) {}

    record TestSend(
            @NotBlank @Schema(example = "hello") String step,

            @Schema(description = "none: the one the lead gets", example = "short") @Nullable String variant,

            @Schema(
                    description = "for whom it is rendered; none: an example",
                    example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11")
            @Nullable UUID lead) {}

    /** @param mailedTo the address it was mailed to; null: it is shown here alone */
    record TestAnswer(Rendering rendering, @Nullable String mailedTo, String note) {}

    record TokenItems(List<Tokens.Token> items, List<String> filters) {}

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

    @GetMapping("/tokens")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What texts may name, and the filters they may use")
    TokenItems tokens() {
        return new TokenItems(Tokens.ALL, Template.FILTERS);
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

    @GetMapping("/{id}/versions")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What was published, the newest first")
    VersionItems versions(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> {
            Integer newest = sequences.get(sql, actor.tenant(), id).version();
            return new VersionItems(sequences.history(sql, actor.tenant(), id).stream()
                    .map(past -> new VersionItem(
                            past.version(),
                            past.note(),
                            past.by(),
                            past.at(),
                            Integer.valueOf(past.version()).equals(newest)))
                    .toList());
        });
    }

    @GetMapping("/{id}/versions/{version}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "One version's document")
    VersionAnswer version(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @PathVariable int version) {
        return database.inTenant(
                actor.tenant(),
                sql -> new VersionAnswer(
                        version, SequenceText.full(sequences.documentOf(sql, actor.tenant(), id, version))));
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

    @GetMapping("/{id}/diff")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What differs between two versions, by step and field, with a sentence for each")
    SequenceDiff diff(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "published")
                    @Schema(description = "a version, published or draft", example = "1")
                    String from,
            @RequestParam(defaultValue = "draft")
                    @Schema(description = "a version, published or draft", example = "draft")
                    String to) {
        return database.inTenant(
                actor.tenant(),
                sql -> SequenceDiff.between(
                        document(sql, actor.tenant(), id, from), document(sql, actor.tenant(), id, to)));
    }

    private SequenceDocument document(DSLContext sql, TenantId tenant, UUID id, String which) {
        if (which.equals("draft")) {
            return sequences.draft(sql, tenant, id);
        }
        Integer version =
                which.equals("published") ? sequences.get(sql, tenant, id).version() : number(which);
        if (version == null) {
            throw Problem.of(
                            OutreachProblem.UNKNOWN_SEQUENCE,
                            "The sequence has no version “%s”; give a number, published or draft.".formatted(which))
                    .with("version", which);
        }
        return sequences.documentOf(sql, tenant, id, version);
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    @PostMapping("/{id}/migrate/preview")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary =
                    "Where the leads of older versions would go in a new one, and what they have had already; changes nothing")
    Migration.Preview migratePreview(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Migrate wanted) {
        return database.inTenant(
                actor.tenant(),
                sql -> migration.preview(
                        sql, actor.tenant(), id, target(sql, actor.tenant(), id, wanted), mapping(wanted)));
    }

    @PostMapping("/{id}/migrate")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Moves the leads of older versions to a new one, in one transaction, each with its event")
    MigrateAnswer migrate(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Migrate wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            var moved = migration.apply(
                    sql,
                    actor.tenant(),
                    id,
                    target(sql, actor.tenant(), id, wanted),
                    mapping(wanted),
                    actor.signature());
            return new MigrateAnswer(moved.moved(), moved.completed(), moved.busy());
        });
    }

    private static Map<String, @Nullable String> mapping(Migrate wanted) {
        return wanted.mapping() == null ? Map.of() : wanted.mapping();
    }

    private int target(DSLContext sql, TenantId tenant, UUID id, Migrate wanted) {
        Sequence sequence = sequences.get(sql, tenant, id);
        Integer to = wanted.to() == null ? sequence.version() : wanted.to();
        if (to == null) {
            throw Problem.of(
                    OutreachProblem.WRONG_SEQUENCE,
                    "“%s” was never published; there is no version to go to.".formatted(sequence.name()));
        }
        return to;
    }

    @PostMapping("/{id}/preview")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary =
                    "What each text and variant becomes for each lead, over all choices, with what is missing or too long")
    PreviewAnswer preview(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Candidates wanted) {
        Tier tier = wanted.tier() == null ? Tier.PREMIUM : wanted.tier();
        Map<String, String> sender = sender(actor, wanted.sender());
        int most = Math.clamp(wanted.limit() == null ? 20 : wanted.limit(), 1, MOST_SHOWN);
        return database.inTenant(actor.tenant(), sql -> {
            sequences.get(sql, actor.tenant(), id);
            SequenceDocument document = wanted.document() == null
                    ? sequences.draft(sql, actor.tenant(), id)
                    : SequenceText.json(wanted.document());
            List<Map<String, String>> people = wanted.people();
            TextPreview.Totals totals;
            List<TextPreview.Somebody> page;
            String next = null;
            if (people != null) {
                page = given(people);
                totals = new TextPreview.Totals(document, sender, tier);
                page.forEach(totals::add);
            } else {
                List<TextPreview.Somebody> found = TextPreview.leads(sql, actor.tenant(), id, wanted.after(), most + 1);
                page = found.stream().limit(most).toList();
                next = found.size() > most ? page.getLast().id().toString() : null;
                totals = TextPreview.totals(sql, actor.tenant(), id, document, sender, tier);
            }
            return new PreviewAnswer(
                    page.stream()
                            .map(lead -> TextPreview.of(document, lead, sender, tier))
                            .toList(),
                    next,
                    totals.totals(),
                    totals.leads(),
                    totals.ready(),
                    totals.leads() < TextPreview.MOST_LEADS);
        });
    }

    private static List<TextPreview.Somebody> given(List<Map<String, String>> people) {
        List<TextPreview.Somebody> made = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            Map<String, String> one = people.get(i);
            String name = one.getOrDefault("full_name", "");
            Map<String, String> values = Tokens.of(name, "", null, null, "", one);
            made.add(new TextPreview.Somebody(
                    new UUID(0, i + 1L),
                    values.getOrDefault("full_name", values.getOrDefault("first_name", "")),
                    values));
        }
        return made;
    }

    private static Map<String, String> sender(Actor actor, @Nullable Map<String, String> given) {
        Map<String, String> sender = new HashMap<>();
        Tokens.ALL.stream()
                .filter(token -> !token.of().equals("lead"))
                .forEach(token -> sender.put(token.name(), token.example()));
        sender.put("sender_name", actor.name());
        sender.put("sender_first_name", actor.name().strip().split("\\s+")[0]);
        sender.put("sender_email", actor.email());
        if (given != null) {
            given.forEach((name, value) -> sender.put(Tokens.name(name), value));
        }
        return sender;
    }

    @PostMapping("/{id}/test")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Renders a step of the draft, and mails it to oneself where it is a mail")
    TestAnswer test(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody TestSend wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            SequenceDocument document = sequences.draft(sql, actor.tenant(), id);
            Step step = document.step(wanted.step())
                    .filter(found -> found instanceof Step.Texts || found instanceof Step.Task)
                    .orElseThrow(() -> Problem.of(
                                    OutreachProblem.WRONG_SEQUENCE,
                                    "The draft has no step “%s” that sends a text.".formatted(wanted.step()))
                            .with("step", wanted.step()));
            TextPreview.Somebody lead = lead(sql, actor, id, wanted.lead());
            Map<String, String> sender = sender(actor, null);
            Rendering made = wanted.variant() == null
                    ? sequences.render(document, step.id(), lead.id(), lead.values(), sender, Tier.PREMIUM)
                    : sequences.render(
                            document, step.id(), wanted.variant(), lead.id(), lead.values(), sender, Tier.PREMIUM);
            if (!(step instanceof Step.Email)) {
                return new TestAnswer(made, null, "This is what would be sent; nothing went out.");
            }
            if (!made.ready() || !mails.canSend()) {
                return new TestAnswer(
                        made,
                        null,
                        made.ready()
                                ? "No mail server is set up, so nothing was mailed; this is what would be sent."
                                : "Nothing was mailed: the text is not ready for this lead.");
            }
            mails.queue(
                    sql,
                    actor.tenant(),
                    new Mails.Mail(
                            "outreach-test:" + UUID.randomUUID(),
                            actor.email(),
                            "[Test] " + made.subject(),
                            made.text(),
                            made.html(),
                            "outreach:test",
                            null,
                            lead.id().toString()));
            return new TestAnswer(made, actor.email(), "Mailed to you alone.");
        });
    }

    private TextPreview.Somebody lead(DSLContext sql, Actor actor, UUID sequence, @Nullable UUID lead) {
        if (lead != null) {
            return TextPreview.lead(sql, actor.tenant(), sequence, lead)
                    .orElseThrow(() -> Problem.of(
                                    OutreachProblem.UNKNOWN_LEAD, "The sequence has no lead %s.".formatted(lead))
                            .with("lead", lead.toString()));
        }
        Map<String, String> values = new LinkedHashMap<>();
        Tokens.ALL.stream()
                .filter(token -> token.of().equals("lead"))
                .forEach(token -> values.put(token.name(), token.example()));
        sequences
                .draft(sql, actor.tenant(), sequence)
                .fields()
                .forEach(field -> values.put(Tokens.name(field), "[" + field + "]"));
        return new TextPreview.Somebody(new UUID(0, 1), "Ada Lovelace", values);
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

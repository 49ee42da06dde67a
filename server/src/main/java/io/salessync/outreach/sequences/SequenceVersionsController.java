package io.salessync.outreach.sequences;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.MovePreviews;
import io.salessync.outreach.sequences.Sequences.Sequence;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Versions of a sequence over HTTP: what was published, what differs, and moving leads to a newer one. */
@RestController
@RequestMapping("/api/v1/outreach/sequences")
class SequenceVersionsController {
    private final PostgresSequences sequences;
    private static final int MOST_LINES = 200;
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final Migration migration;
    private final MovePreviews previews;
    private final Database database;

    SequenceVersionsController(
            PostgresSequences sequences, Migration migration, MovePreviews previews, Database database) {
        this.sequences = sequences;
        this.migration = migration;
        this.previews = previews;
        this.database = database;
    }

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
            @Nullable Map<String, @Nullable String> mapping,

            @Schema(
                    description =
                            "a preview by lead: exactly what it shows is done, and leads that stand elsewhere by now are left; none: whoever stands there",
                    example = "0196a3c2-1111-7000-8000-000000000003")
            @Nullable UUID preview) {}

    /**
     * @param stayed leads with which something was under way
     * @param results of a preview: how many leads by what became of them; empty without one
     */
    record MigrateAnswer(long moved, long completed, long stayed, Map<MovePreviews.Result, Long> results) {}

    /** What would become of each lead, kept for a day. */
    @Schema(name = "OutreachMigrationPreview")
    record KeptPreview(
            UUID id,
            int target,
            boolean ready,
            Instant madeAt,
            @Nullable Instant appliedAt,

            @Schema(
                    description = "leads by what becomes of them",
                    example = "{\"KEPT\": 120, \"MOVED\": 14, \"STAYS\": 2}")
            Map<MovePreviews.Outcome, Long> counts) {}

    /** A lead in a preview; {@code step} and {@code to} empty: past the last. */
    @Schema(name = "OutreachMigrationLead")
    record PreviewLine(
            UUID lead,
            @Schema(example = "Ada Byron") String name,
            @Schema(example = "Analytical Engines") String company,
            LeadState state,
            @Schema(example = "3") int version,
            @Schema(example = "second-mail") String step,
            @Schema(example = "last-mail") String to,

            @Schema(description = "the version it will walk by", example = "4")
            int then,

            MovePreviews.Outcome outcome,

            @Schema(example = "Somebody chose “last-mail” for those at “second-mail”.")
            String why,

            @Schema(description = "what became of it; null: not done yet")
            MovePreviews.@Nullable Result result) {}

    /** @param next what to give as {@code after} for those that follow; null: there are none */
    @Schema(name = "OutreachMigrationLeads")
    record PreviewLines(List<PreviewLine> items, @Nullable String next) {}

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
        UUID preview = wanted.preview();
        return database.inTenant(actor.tenant(), sql -> {
            if (preview != null) {
                var done = migration.apply(sql, actor.tenant(), id, preview, actor.signature());
                return new MigrateAnswer(
                        done.moved().moved(),
                        done.moved().completed(),
                        done.moved().busy(),
                        done.results());
            }
            var moved = migration.apply(
                    sql,
                    actor.tenant(),
                    id,
                    target(sql, actor.tenant(), id, wanted),
                    mapping(wanted),
                    actor.signature());
            return new MigrateAnswer(moved.moved(), moved.completed(), moved.busy(), Map.of());
        });
    }

    @PostMapping("/{id}/migrate/previews")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "Looks at each lead of older versions and keeps for a day what would become of it",
            description = "Give its id to “migrate”: then exactly that is done. Changes no lead.")
    KeptPreview keepPreview(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Migrate wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            Migration.Kept kept = migration.keep(
                    sql,
                    actor.tenant(),
                    id,
                    target(sql, actor.tenant(), id, wanted),
                    mapping(wanted),
                    actor.signature());
            return new KeptPreview(
                    kept.preview().id(),
                    kept.preview().target(),
                    kept.ready(),
                    kept.preview().madeAt(),
                    null,
                    kept.counts());
        });
    }

    @GetMapping("/{id}/migrate/previews/{preview}/leads")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "The leads of a preview: where each stands, where it goes, and why")
    PreviewLines previewLeads(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @PathVariable UUID preview,
            @RequestParam(required = false)
                    @Parameter(description = "KEPT, MOVED, COMPLETED, STAYS or CHOOSE", example = "MOVED")
                    @Nullable String outcome,
            @RequestParam(required = false)
                    @Parameter(description = "after it was done: DONE, STAYED, ENDED, ELSEWHERE or BUSY")
                    @Nullable String result,
            @RequestParam(required = false) @Parameter(description = "the step they stand at") @Nullable String step,
            @RequestParam(required = false)
                    @Parameter(description = "part of name, company, e-mail or profile")
                    @Nullable String q,
            @RequestParam(required = false) @Parameter(description = "“next” of the page before") @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST_LINES);
        MovePreviews.Filter filter = filter(outcome, result, step, q);
        return database.inTenant(actor.tenant(), sql -> {
            List<PreviewLine> lines = lines(sql, actor.tenant(), id, preview, filter, after, most + 1);
            boolean more = lines.size() > most;
            List<PreviewLine> shown = more ? lines.subList(0, most) : lines;
            return new PreviewLines(shown, more ? shown.getLast().lead().toString() : null);
        });
    }

    private static MovePreviews.Filter filter(
            @Nullable String outcome, @Nullable String result, @Nullable String step, @Nullable String q) {
        return new MovePreviews.Filter(
                Parameters.choice(OutreachProblem.WRONG_LEADS, MovePreviews.Outcome.class, "outcome", outcome),
                Parameters.choice(OutreachProblem.WRONG_LEADS, MovePreviews.Result.class, "result", result),
                step,
                q == null || q.isBlank() ? null : q.strip().toLowerCase(Locale.ROOT));
    }

    private List<PreviewLine> lines(
            DSLContext sql,
            TenantId tenant,
            UUID id,
            UUID preview,
            MovePreviews.Filter filter,
            @Nullable UUID after,
            int limit) {
        MovePreviews.Preview kept = migration.kept(sql, tenant, id, preview);
        return previews.page(sql, tenant, preview, filter, after, limit).stream()
                .map(line -> new PreviewLine(
                        line.lead(),
                        line.name(),
                        line.company(),
                        line.state(),
                        line.version(),
                        line.step(),
                        line.to(),
                        switch (line.outcome()) {
                            case KEPT, MOVED, COMPLETED -> kept.target();
                            case STAYS, CHOOSE -> line.version();
                        },
                        line.outcome(),
                        migration.why(sql, tenant, kept, line),
                        line.result()))
                .toList();
    }

    @GetMapping(path = "/{id}/migrate/previews/{preview}/leads.csv", produces = "text/csv")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "The leads of a preview as CSV that a spreadsheet opens without running anything in it")
    void previewCsv(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @PathVariable UUID preview,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String result,
            @RequestParam(required = false) @Nullable String step,
            @RequestParam(required = false) @Nullable String q,
            HttpServletResponse response)
            throws IOException {
        MovePreviews.Filter filter = filter(outcome, result, step, q);
        List<PreviewLine> first = database.inTenant(
                actor.tenant(), sql -> lines(sql, actor.tenant(), id, preview, filter, null, EXPORTED_AT_ONCE));
        response.setContentType("text/csv; charset=UTF-8");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"migration.csv\"");
        try (CsvWriter csv = CsvWriter.builder().build(response.getWriter())) {
            csv.writeRecord(
                    "lead",
                    "name",
                    "company",
                    "state",
                    "version",
                    "step",
                    "goes to version",
                    "goes to step",
                    "outcome",
                    "why",
                    "result");
            List<PreviewLine> page = first;
            while (!page.isEmpty()) {
                page.forEach(line -> csv.writeRecord(
                        line.lead().toString(),
                        harmless(line.name()),
                        harmless(line.company()),
                        line.state().name(),
                        String.valueOf(line.version()),
                        harmless(line.step()),
                        String.valueOf(line.then()),
                        harmless(line.to()),
                        line.outcome().name(),
                        harmless(line.why()),
                        line.result() == null ? "" : line.result().name()));
                UUID last = page.getLast().lead();
                page = page.size() < EXPORTED_AT_ONCE
                        ? List.of()
                        // a slow reader holds no transaction open
                        : database.inTenant(
                                actor.tenant(),
                                sql -> lines(sql, actor.tenant(), id, preview, filter, last, EXPORTED_AT_ONCE));
            }
        } catch (UncheckedIOException e) {
            throw new IOException("The export was not taken to its end", e);
        }
    }

    /** A spreadsheet takes text that begins like this for a formula and would run it. */
    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
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
}

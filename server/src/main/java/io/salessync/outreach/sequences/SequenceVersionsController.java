package io.salessync.outreach.sequences;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences.Sequence;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Versions of a sequence over HTTP: what was published, what differs, and moving leads to a newer one. */
@RestController
@RequestMapping("/api/v1/outreach/sequences")
class SequenceVersionsController {
    private final PostgresSequences sequences;
    private final Migration migration;
    private final Database database;

    SequenceVersionsController(PostgresSequences sequences, Migration migration, Database database) {
        this.sequences = sequences;
        this.migration = migration;
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
            @Nullable Map<String, @Nullable String> mapping) {}

    record MigrateAnswer(long moved, long completed, long stayed) {}

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
}

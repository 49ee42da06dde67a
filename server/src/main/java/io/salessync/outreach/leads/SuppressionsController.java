package io.salessync.outreach.leads;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Suppressions.Kind;
import io.salessync.outreach.leads.Suppressions.Wish;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Suppression lists over HTTP. */
@RestController
@RequestMapping("/api/v1/outreach/suppressions")
class SuppressionsController {
    private static final int MOST = 200;
    private static final int MOST_GIVEN = 10_000;
    private static final int LISTED = 500;

    private final PostgresSuppressions suppressions;
    private final Database database;
    private final Audit audit;

    SuppressionsController(PostgresSuppressions suppressions, Database database, Audit audit) {
        this.suppressions = suppressions;
        this.database = database;
        this.audit = audit;
    }

    /** @param value null: the person's data were taken out, only the hash is kept */
    @Schema(name = "OutreachSuppression")
    record Entry(
            Kind kind,
            String hash,
            @Nullable String value,
            String reason,
            String source,
            String who,
            Instant at,
            @Nullable Instant expiresAt) {}

    @Schema(name = "OutreachSuppressionsPage")
    record Page(List<Entry> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Whom nothing is sent to", description = "Newest first.")
    Page list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Parameter(description = "part of a value or reason") @Nullable String q,
            @RequestParam(required = false) @Parameter(description = "“next” of the page before") @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        Kind wanted = Parameters.choice(OutreachProblem.WRONG_LEADS, Kind.class, "kind", kind);
        Long skip = Parameters.place(OutreachProblem.WRONG_CURSOR, "after", after);
        long from = skip == null ? 0 : Math.max(0, skip);
        int most = Math.clamp(limit, 1, MOST);
        List<Entry> found = database.inTenant(
                actor.tenant(),
                sql -> sql.fetch(
                                "SELECT * FROM outreach.suppression WHERE tenant_id = ? AND (?::text IS NULL OR kind = ?)"
                                        + " AND (?::text IS NULL OR position(lower(?) IN lower(coalesce(value, '') || ' ' || reason)) > 0)"
                                        + " ORDER BY at DESC, kind, hash OFFSET ? LIMIT ?",
                                actor.tenant().value(),
                                wanted == null ? null : wanted.name(),
                                wanted == null ? null : wanted.name(),
                                Parameters.given(q),
                                Parameters.given(q),
                                from,
                                most + 1)
                        .map(row -> new Entry(
                                Kind.valueOf(row.get("kind", String.class)),
                                row.get("hash", String.class),
                                row.get("value", String.class),
                                row.get("reason", String.class),
                                row.get("source", String.class),
                                row.get("who", String.class),
                                row.get("at", Instant.class),
                                row.get("expires_at", Instant.class))));
        boolean more = found.size() > most;
        return new Page(more ? found.subList(0, most) : found, more ? Long.toString(from + most) : null);
    }

    record GivenEntry(
            @NotNull @Schema(example = "DOMAIN") Kind kind,

            @NotBlank @Schema(example = "competitor.example")
            String value,

            @Schema(example = "A competitor") @Nullable String reason,

            @Schema(description = "none: for ever", example = "2027-01-01T00:00:00Z") @Nullable Instant expiresAt) {}

    record GivenEntries(
            @NotEmpty @Schema(
                    example =
                            "[{\"kind\": \"EMAIL\", \"value\": \"ada@analytical.example\", \"reason\": \"asked us to\"}]")
            List<@Valid GivenEntry> entries) {}

    /** @param stopped leads at work that ended by it */
    @Schema(name = "OutreachSuppressed")
    record Told(int added, int known, int stopped, List<String> refused) {}

    @PostMapping
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Adds to the lists", description = "Leads at work that an entry meets end at once.")
    Told add(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenEntries given) {
        if (given.entries().size() > MOST_GIVEN) {
            throw Problem.of(OutreachProblem.WRONG_LEADS, "Give at most %,d entries at once.".formatted(MOST_GIVEN));
        }
        List<Wish> wishes = given.entries().stream()
                .map(one -> new Wish(
                        one.kind(),
                        one.value(),
                        one.reason() == null || one.reason().isBlank() ? "added by hand" : one.reason(),
                        one.expiresAt()))
                .toList();
        return write(actor, wishes, "page", List.of());
    }

    private Told write(Actor actor, List<Wish> wishes, String source, List<String> refused) {
        return database.inTenant(actor.tenant(), sql -> {
            List<Suppressions.Outcome> outcomes =
                    suppressions.add(sql, actor.tenant(), wishes, source, actor.signature());
            int added =
                    (int) outcomes.stream().filter(Suppressions.Outcome::added).count();
            int stopped =
                    outcomes.stream().mapToInt(Suppressions.Outcome::stopped).sum();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "outreach.suppressed",
                    source,
                    Map.of("added", Integer.toString(added), "stopped", Integer.toString(stopped)));
            return new Told(added, outcomes.size() - added, stopped, refused);
        });
    }

    @PostMapping(path = "/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Adds the lines of a file to the lists",
            description =
                    "The first cell of each line is an e-mail address, a domain or an address of a profile; a second one is the reason. Other lines are told and left out.")
    Told file(
            @AuthenticationPrincipal Actor actor,
            @RequestParam("file") MultipartFile file,
            @RequestParam(defaultValue = "imported") String reason,
            @RequestParam(required = false) @Parameter(description = "COMPANY: cells are names of companies") @Nullable String kind)
            throws IOException {
        Kind said = Parameters.choice(OutreachProblem.WRONG_LEADS, Kind.class, "kind", kind);
        List<Wish> wishes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int line = 0;
        for (String text :
                new String(file.getBytes(), StandardCharsets.UTF_8).lines().toList()) {
            line++;
            String[] cells = text.replace("\ufeff", "").split("[,;\t]", 2);
            String cell = LeadFile.clean(cells[0]).replaceAll("^\"|\"$", "");
            if (cell.isBlank() || line == 1 && !cell.contains("@") && !cell.contains(".") && said == null) {
                continue;
            }
            String why = cells.length > 1 ? LeadFile.clean(cells[1]).replaceAll("^\"|\"$", "") : "";
            Kind guess = said != null
                    ? said
                    : cell.contains("@")
                            ? Kind.EMAIL
                            : cell.toLowerCase(Locale.ROOT).contains("linkedin.com/") ? Kind.LINKEDIN : Kind.DOMAIN;
            try {
                PostgresSuppressions.normal(guess, cell);
                wishes.add(new Wish(guess, cell, why.isBlank() ? reason : why, null));
            } catch (Problem problem) {
                if (refused.size() < LISTED) {
                    refused.add("Line %d: %s".formatted(line, problem.detail()));
                }
            }
            if (wishes.size() > 100_000) {
                throw Problem.of(
                        OutreachProblem.WRONG_LEADS, "The file has more than 100,000 lines. Cut it into several.");
            }
        }
        return write(actor, wishes, "csv", refused);
    }

    @DeleteMapping("/{kind}/{hash}")
    @PreAuthorize("hasAuthority('outreach:write')")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Takes an entry off the lists", description = "One that stands for erased data stays.")
    void remove(@AuthenticationPrincipal Actor actor, @PathVariable Kind kind, @PathVariable String hash) {
        database.runInTenant(actor.tenant(), sql -> {
            int gone = sql.execute(
                    "DELETE FROM outreach.suppression WHERE tenant_id = ? AND kind = ? AND hash = ? AND source <> 'erasure' AND value IS NOT NULL",
                    actor.tenant().value(),
                    kind.name(),
                    hash);
            if (gone == 0) {
                throw Problem.of(
                        OutreachProblem.UNKNOWN_LEAD,
                        "There is no such entry, or it stands for somebody whose data were taken out and stays.");
            }
            audit.record(
                    sql, actor.tenant(), actor.signature(), "outreach.unsuppressed", kind.name(), Map.of("hash", hash));
        });
    }
}

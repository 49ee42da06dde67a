package io.salessync.records;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.records.Collections.Collection;
import io.salessync.records.Collections.Field;
import io.salessync.records.Collections.Row;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

/** Collections and their records. */
@RestController
@RequestMapping("/api/v1/records")
class RecordsController {
    private final PostgresCollections collections;
    private final Database database;

    RecordsController(PostgresCollections collections, Database database) {
        this.collections = collections;
        this.database = database;
    }

    record NewField(
            @NotBlank @Schema(example = "email") String name,
            @NotNull @Schema(example = "TEXT") Collections.Type type,
            @Schema(example = "true") boolean required) {}

    record NewCollection(
            @NotBlank @Schema(example = "contacts") String name,
            @Schema(example = "Contacts") @Nullable String title,

            @Schema(example = "[{\"name\": \"email\", \"type\": \"TEXT\", \"required\": true}]") @Nullable List<@Valid NewField> fields,

            @Schema(description = "Whether records may have fields that are not listed", example = "true") @Nullable Boolean open) {}

    record CollectionsPage(List<Collection> items, @Nullable String next) {}

    /** @param changedAt in UTC */
    record RecordRow(String key, Map<String, @Nullable Object> values, Instant changedAt) {
        static RecordRow of(Row row) {
            return new RecordRow(row.key(), row.values(), row.changedAt());
        }
    }

    record RecordsPage(List<RecordRow> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('records:read')")
    @Operation(summary = "The collections with their fields and how many records they hold")
    CollectionsPage all(@AuthenticationPrincipal Actor actor) {
        return new CollectionsPage(
                database.inTenant(actor.tenant(), sql -> collections.all(sql, actor.tenant())), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('records:write')")
    @Operation(summary = "Makes a collection")
    Collection create(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewCollection wanted) {
        List<NewField> given = wanted.fields() == null ? List.of() : wanted.fields();
        List<Field> fields = given.stream()
                .map(field -> new Field(field.name().strip(), field.type(), field.required()))
                .toList();
        boolean open = wanted.open() == null || wanted.open();
        String title = wanted.title() == null ? wanted.name() : wanted.title();
        return database.inTenant(actor.tenant(), sql -> {
            if (!collections.create(sql, actor.tenant(), actor.signature(), wanted.name(), title, fields, open)) {
                throw Problem.of(
                                RecordsProblem.NAME_TAKEN,
                                "There is a collection '%s' already.".formatted(wanted.name()))
                        .with("name", wanted.name());
            }
            return collections.outline(sql, actor.tenant(), wanted.name()).orElseThrow();
        });
    }

    @GetMapping("/{name}")
    @PreAuthorize("hasAuthority('records:read')")
    @Operation(
            summary = "Records in the order of their keys",
            description =
                    "With a text `q` each call looks through a part of a large collection: go on while `next` is there,"
                            + " even after an empty page.")
    RecordsPage rows(
            @AuthenticationPrincipal Actor actor,
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "100") int limit) {
        int most = Math.clamp(limit, 1, 1_000);
        return database.inTenant(actor.tenant(), sql -> {
            if (q != null && !q.isBlank()) {
                PostgresCollections.Found found = collections.search(sql, actor.tenant(), name, q.strip(), after, most);
                return new RecordsPage(found.rows().stream().map(RecordRow::of).toList(), found.next());
            }
            List<Row> rows = collections.page(sql, actor.tenant(), name, after, null, null, most);
            return new RecordsPage(
                    rows.stream().map(RecordRow::of).toList(),
                    rows.size() < most ? null : rows.getLast().key());
        });
    }

    @GetMapping("/{name}/{key}")
    @PreAuthorize("hasAuthority('records:read')")
    @Operation(summary = "One record")
    RecordRow one(@AuthenticationPrincipal Actor actor, @PathVariable String name, @PathVariable String key) {
        return database
                .inTenant(actor.tenant(), sql -> collections.find(sql, actor.tenant(), name, List.of(key)))
                .stream()
                .findFirst()
                .map(RecordRow::of)
                .orElseThrow(() -> Problem.of(
                                RecordsProblem.UNKNOWN_RECORD,
                                "The collection '%s' has no record '%s'.".formatted(name, key))
                        .with("record", key));
    }
}

package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.FieldMap.Change;
import io.salessync.mapping.FieldMap.Entry;
import io.salessync.mapping.FieldMap.Missing;
import io.salessync.mapping.MappedFields.Direction;
import io.salessync.mapping.PostgresMappings.Stored;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Mappings over HTTP. */
@RestController
@RequestMapping("/api/v1/mappings")
class MappingsController {
    private static final int MOST_ROWS = 200;

    private final PostgresMappings mappings;
    private final Sides sides;
    private final InstantSource clock;

    MappingsController(PostgresMappings mappings, Sides sides, InstantSource clock) {
        this.mappings = mappings;
        this.sides = sides;
        this.clock = clock;
    }

    record GivenField(
            @NotBlank @Schema(example = "E-Mail") String name,
            @Schema(example = "E-mail address") @Nullable String label,

            @Schema(description = "TEXT unless it is said", example = "TEXT") @Nullable FieldType type) {}

    record GivenSide(
            @Schema(description = "a connection's name, together with `object`", example = "production") @Nullable String connection,

            @Schema(example = "Contact") @Nullable String object,

            @Schema(description = "or a collection of records", example = "contacts") @Nullable String collection,

            @Schema(description = "or a target of ours", example = "customers.person") @Nullable String target,

            @Schema(description = "or the fields themselves", example = "[{\"name\": \"E-Mail\"}]") @Nullable List<@Valid GivenField> fields) {
        MapSide side() {
            List<GivenField> given = fields == null ? List.of() : fields;
            return new MapSide(
                    blankToNull(connection),
                    blankToNull(object),
                    blankToNull(collection),
                    blankToNull(target),
                    given.stream()
                            .map(field -> MapField.of(
                                    field.name(),
                                    field.label() == null ? field.name() : field.label(),
                                    field.type() == null ? FieldType.TEXT : field.type()))
                            .toList());
        }

        private static @Nullable String blankToNull(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }
    }

    record GivenEntry(
            @NotBlank @Schema(description = "the field it fills", example = "email")
            String to,

            @Schema(description = "the field it is filled from", example = "Email") @Nullable String from,

            @Schema(
                    description = "or a CEL expression over `record`",
                    example = "record.FirstName + \" \" + record.LastName")
            @Nullable String expression,

            @Schema(description = "what it is where nothing comes", example = "unknown") @Nullable String standard,

            @Schema(description = "whether a record fails where nothing comes", example = "false") @Nullable Boolean required,

            @Schema(description = "changes of text, in order", example = "[\"TRIM\"]") @Nullable List<Change> changes,

            @Schema(description = "other values for some", example = "{\"Hot\": \"A\"}") @Nullable Map<String, String> values,

            @Schema(description = "how text writes dates and times", example = "dd.MM.yyyy") @Nullable String format) {
        Entry entry() {
            return new Entry(
                    to.strip(),
                    from == null || from.isBlank() ? null : from,
                    expression == null || expression.isBlank() ? null : expression,
                    standard == null || standard.isEmpty() ? null : standard,
                    Boolean.TRUE.equals(required),
                    changes == null ? List.of() : changes,
                    values == null ? Map.of() : values,
                    format == null || format.isBlank() ? null : format.strip());
        }
    }

    record GivenMapping(
            @NotBlank @Schema(example = "Contacts of Salesforce")
            String name,

            @NotNull @Valid @Schema(example = "{\"connection\": \"production\", \"object\": \"Contact\"}")
            GivenSide from,

            @NotNull @Valid @Schema(example = "{\"target\": \"customers.person\"}")
            GivenSide to,

            @NotNull @Schema(example = "[{\"to\": \"email\", \"from\": \"Email\"}]")
            List<@Valid GivenEntry> fields,

            @Schema(description = "what a record that lacks a mapped field altogether means", example = "FAILS")
            @Nullable Missing missing,

            @Schema(
                    description = "the version that was seen: refused where somebody else changed it since",
                    example = "3")
            @Nullable Long version) {
        FieldMap map() {
            return new FieldMap(
                    name.strip(),
                    from.side(),
                    to.side(),
                    fields.stream().map(GivenEntry::entry).toList(),
                    missing == null ? Missing.FAILS : missing);
        }
    }

    /** @param why why it goes one way alone; null: it goes both ways */
    record FieldWay(String to, boolean both, @Nullable String why) {}

    record MappingAnswer(
            UUID id,
            String name,
            MapSide from,
            MapSide to,
            List<Entry> fields,
            Missing missing,
            List<FieldWay> ways,
            long version,
            Instant changedAt,
            String changedBy,

            @Schema(description = "what the last look at both ends found") @Nullable List<Drift.Finding> drift,

            @Nullable Instant checkedAt) {
        static MappingAnswer of(Stored stored) {
            Map<String, String> oneWay = stored.ready().oneWay();
            return new MappingAnswer(
                    stored.id(),
                    stored.map().name(),
                    stored.map().from(),
                    stored.map().to(),
                    stored.map().fields(),
                    stored.map().missing(),
                    stored.map().fields().stream()
                            .map(entry ->
                                    new FieldWay(entry.to(), !oneWay.containsKey(entry.to()), oneWay.get(entry.to())))
                            .toList(),
                    stored.version(),
                    stored.changedAt(),
                    stored.changedBy(),
                    stored.drift(),
                    stored.checkedAt());
        }
    }

    record MappingLine(
            UUID id,
            String name,
            String from,
            String to,
            int fields,
            long version,
            Instant changedAt,
            @Nullable Integer drifted,
            @Nullable Instant checkedAt) {}

    record MappingsPage(
            List<MappingLine> items,
            List<String> targets,
            @Nullable String next) {}

    record GivenEnds(
            @NotNull @Valid @Schema(example = "{\"connection\": \"production\", \"object\": \"Contact\"}")
            GivenSide from,

            @NotNull @Valid @Schema(example = "{\"target\": \"customers.person\"}")
            GivenSide to) {}

    record SuggestionsAnswer(List<Suggestions.Suggestion> items, List<MapField> from, List<MapField> to) {}

    record GivenTest(
            @NotNull @Valid @Schema(
                    example =
                            "{\"name\": \"Contacts\", \"from\": {\"fields\": [{\"name\": \"Email\"}]}, \"to\": {\"target\": \"customers.person\"}, \"fields\": [{\"to\": \"email\", \"from\": \"Email\"}]}")
            GivenMapping mapping,

            @NotNull @Schema(example = "[{\"Email\": \"ada@example.org\"}]")
            List<Map<String, @Nullable Object>> rows,

            @Schema(description = "forward unless it is said", example = "FORWARD") @Nullable Direction direction) {}

    /** One field of a row, before and after. */
    @Schema(name = "MappingTestField")
    record FieldTest(
            String to,
            @Nullable String from,
            @Nullable Object before,
            @Nullable Object after,
            @Nullable String problem) {}

    @Schema(name = "MappingTestRow")
    record RowTest(List<FieldTest> fields, int problems) {}

    @Schema(name = "MappingTest")
    record TestAnswer(List<RowTest> rows, int problems, List<FieldWay> ways) {}

    record DriftAnswer(List<Drift.Finding> items, Instant checkedAt, boolean breaks) {}

    @GetMapping
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "All mappings, and the targets of ours that there are")
    MappingsPage all(@AuthenticationPrincipal Actor actor) {
        return new MappingsPage(
                mappings.all(actor.tenant()).stream()
                        .map(stored -> new MappingLine(
                                stored.id(),
                                stored.map().name(),
                                stored.map().from().words(),
                                stored.map().to().words(),
                                stored.map().fields().size(),
                                stored.version(),
                                stored.changedAt(),
                                stored.drift() == null ? null : stored.drift().size(),
                                stored.checkedAt()))
                        .toList(),
                sides.targets(),
                null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Makes a mapping; both ends are asked for their fields")
    MappingAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody GivenMapping given) {
        return MappingAnswer.of(mappings.save(actor.tenant(), actor.signature(), null, null, given.map()));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "A mapping, with which of its fields go both ways")
    MappingAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return MappingAnswer.of(mappings.get(actor.tenant(), id));
    }

    @PutMapping("/{id}")
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Changes a mapping; both ends are asked for their fields anew")
    MappingAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody GivenMapping given) {
        return MappingAnswer.of(mappings.save(actor.tenant(), actor.signature(), id, given.version(), given.map()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Forgets a mapping; flows that name it fail from then on")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        mappings.delete(actor.tenant(), actor.signature(), id);
    }

    @PostMapping("/suggest")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "Guesses which field goes to which, with the reasons; answers the fields of both ends too")
    SuggestionsAnswer suggest(@AuthenticationPrincipal Actor actor, @Valid @RequestBody GivenEnds ends) {
        List<MapField> from = sides.fields(actor.tenant(), ends.from().side());
        List<MapField> to = sides.fields(actor.tenant(), ends.to().side());
        return new SuggestionsAnswer(Suggestions.of(from, to), from, to);
    }

    @PostMapping("/test")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "Leads rows through a mapping that need not be saved, side by side; nothing is written")
    TestAnswer test(@AuthenticationPrincipal Actor actor, @Valid @RequestBody GivenTest given) {
        if (given.rows().size() > MOST_ROWS) {
            throw Problem.of(MappingProblem.WRONG_FIELD, "A test takes at most %d rows.".formatted(MOST_ROWS));
        }
        FieldMap map = given.mapping().map();
        MappedFields ready =
                MappedFields.of(map, sides.read(actor.tenant(), map), sides.fields(actor.tenant(), map.to()));
        Direction direction = given.direction() == null ? Direction.FORWARD : given.direction();
        List<RowTest> rows = new ArrayList<>();
        int problems = 0;
        for (Map<String, @Nullable Object> row : given.rows()) {
            FlowRecord record = new FlowRecord("row " + (rows.size() + 1), typed(row));
            MappedFields.Mapped mapped = ready.map(record, MapFieldsType.trial(clock.instant()), direction);
            RowTest tested = row(map, record, mapped, direction);
            problems += tested.problems();
            rows.add(tested);
        }
        return new TestAnswer(
                rows,
                problems,
                map.fields().stream()
                        .map(entry -> new FieldWay(
                                entry.to(),
                                !ready.oneWay().containsKey(entry.to()),
                                ready.oneWay().get(entry.to())))
                        .toList());
    }

    /** Numbers as records have them. */
    private static Map<String, @Nullable Object> typed(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        row.forEach(
                (name, value) -> typed.put(name, value instanceof Integer whole ? (Object) whole.longValue() : value));
        return typed;
    }

    private static RowTest row(FieldMap map, FlowRecord record, MappedFields.Mapped mapped, Direction direction) {
        Map<String, String> faults = new LinkedHashMap<>();
        mapped.faults().forEach(fault -> faults.put(fault.field(), fault.message()));
        List<FieldTest> fields = new ArrayList<>();
        for (Entry entry : map.fields()) {
            String to = direction == Direction.FORWARD ? entry.to() : entry.from();
            String from = direction == Direction.FORWARD ? entry.from() : entry.to();
            if (to == null || !mapped.values().containsKey(to) && !faults.containsKey(to)) {
                continue;
            }
            Object after = mapped.values().get(to);
            fields.add(new FieldTest(
                    to,
                    from == null ? entry.expression() : from,
                    from == null ? null : record.get(from),
                    after == null || after instanceof Number || after instanceof Boolean
                            ? after
                            : Objects.toString(after),
                    faults.get(to)));
        }
        return new RowTest(fields, faults.size());
    }

    @GetMapping("/{id}/drift")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(
            summary = "Looks at both ends now: mapped fields that were renamed, removed or retyped since it was saved")
    DriftAnswer drift(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        List<Drift.Finding> findings = mappings.look(actor.tenant(), id);
        return new DriftAnswer(findings, clock.instant(), findings.stream().anyMatch(Drift.Finding::breaks));
    }
}

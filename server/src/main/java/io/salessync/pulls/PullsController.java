package io.salessync.pulls;

import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmConnector.Counted;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmObject;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.ParentWay;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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
import tools.jackson.databind.node.ObjectNode;

/** The query builder, pulls that were saved, and their seals. */
@RestController
@RequestMapping("/api/v1/pulls")
class PullsController {
    private static final int FIRST_ROWS = 20;
    private static final int ROWS_A_PAGE = 2_000;
    private static final int LONGEST_OVERLAP = 86_400;

    private final Crms crms;
    private final PullRows rows;
    private final Landing landing;
    private final Database database;
    private final Runs runs;
    private final Audit audit;

    PullsController(Crms crms, PullRows rows, Landing landing, Database database, Runs runs, Audit audit) {
        this.crms = crms;
        this.rows = rows;
        this.landing = landing;
        this.database = database;
        this.runs = runs;
        this.audit = audit;
    }

    record ObjectAnswer(String name, String label, boolean custom) {}

    record ObjectsPage(List<ObjectAnswer> items, @Nullable String next) {}

    record ChoiceAnswer(String value, String label) {}

    /** @param cost relative; below 1 it is selective */
    record PlanAnswer(String leading, long rows, double cost, List<String> notes) {}

    record CallsAnswer(long most, long left) {}

    /** @param ops what conditions on it may compare by; empty: none may be on it */
    record FieldAnswer(
            String name,
            String label,
            String type,
            String vendorType,
            boolean filterable,
            boolean sortable,
            boolean calculated,
            boolean pullable,
            List<ChoiceAnswer> choices,
            @Nullable String relationship,
            List<String> referenceTo,
            List<String> ops) {
        static FieldAnswer of(CrmField field) {
            boolean value = field.type() != io.salessync.connectors.CrmType.OTHER;
            return new FieldAnswer(
                    field.name(),
                    field.label(),
                    field.type().name(),
                    field.vendorType(),
                    field.filterable() && value,
                    field.sortable(),
                    field.calculated(),
                    value,
                    field.choices().stream()
                            .filter(CrmField.Choice::active)
                            .map(choice -> new ChoiceAnswer(choice.value(), choice.label()))
                            .toList(),
                    field.relationshipName(),
                    field.referenceTo(),
                    field.filterable() ? Op.words(field.type()) : List.of());
        }
    }

    record OpAnswer(String op, String label, String values) {}

    record ObjectDetail(
            String name,
            String label,
            boolean custom,
            List<FieldAnswer> fields,
            List<OpAnswer> ops,
            List<String> relative) {}

    /**
     * A parent on the way to others.
     *
     * @param relationship as paths name it
     * @param objects what it may be; several: only what Salesforce tells of all of them together is there
     */
    record StepAnswer(String relationship, String label, List<String> objects) {}

    /**
     * What is at the end of a path through parents.
     *
     * @param path in the spelling of the descriptions; empty for the object itself
     * @param deeper whether its own parents may be gone to: five in a row are the most
     */
    record ParentAnswer(
            String path,
            List<StepAnswer> steps,
            String object,
            String label,
            boolean several,
            boolean deeper,
            List<FieldAnswer> fields) {
        static ParentAnswer of(ParentWay way) {
            String written = way.written();
            return new ParentAnswer(
                    written.isEmpty() ? "" : written.substring(0, written.length() - 1),
                    way.steps().stream()
                            .map(step -> new StepAnswer(step.relationship(), step.label(), step.objects()))
                            .toList(),
                    way.object().name(),
                    way.object().label(),
                    !way.steps().isEmpty() && way.steps().getLast().isOfSeveral(),
                    way.steps().size() < ParentWay.LEVELS,
                    way.object().fields().stream().map(FieldAnswer::of).toList());
        }
    }

    record QueryInput(
            @Schema(description = "By name or id", example = "Salesforce") @NotBlank String connection,

            @Schema(example = "{\"object\": \"Contact\", \"fields\": [\"Name\"], \"where\": {\"all\": []}}") @NotNull ObjectNode query,

            @Schema(description = "Also count the rows and ask for the plan: two calls", example = "true") @Nullable Boolean count) {}

    /**
     * A query made of conditions.
     *
     * @param soql null where something is wrong
     * @param count how many rows it has now; null where not asked or the CRM cannot tell
     * @param api how a pull would fetch them
     * @param calls how many of the day's calls a pull of all of it costs
     */
    record CompiledAnswer(
            @Nullable String soql,
            List<QueryFinding> problems,
            @Nullable Long count,
            List<PlanAnswer> plan,
            @Nullable String api,
            @Nullable Long calls,
            @Nullable CallsAnswer today) {}

    record PreviewAnswer(
            @Nullable String soql,
            List<QueryFinding> problems,
            List<String> columns,
            List<Map<String, @Nullable Object>> rows) {}

    record PullInput(
            @NotBlank @Schema(example = "Contacts") String name,

            @NotBlank @Schema(description = "By name or id", example = "Salesforce")
            String connection,

            @Schema(example = "{\"object\": \"Contact\", \"fields\": [\"Name\", \"Email\"]}") @NotNull ObjectNode query,

            @Schema(
                    description = "INCREMENTAL: what changed since the last time; FULL: all each time",
                    example = "INCREMENTAL")
            Pull.@Nullable Mode mode,

            @Schema(description = "Seconds a window begins before the end of the last one", example = "300") @Nullable Integer overlap) {}

    record PullAnswer(
            UUID id,
            String name,
            UUID connection,
            ObjectNode query,
            Pull.Mode mode,
            int overlap,
            @Nullable Instant cursor,
            @Nullable Instant comparedAt,
            Instant updatedAt) {
        static PullAnswer of(Pull pull) {
            return new PullAnswer(
                    pull.id(),
                    pull.name(),
                    pull.connection(),
                    pull.query(),
                    pull.mode(),
                    pull.overlap(),
                    pull.cursor(),
                    pull.reconciledAt(),
                    pull.updatedAt());
        }
    }

    record PullsPage(List<PullAnswer> items, @Nullable String next) {}

    /**
     * One fetching and its seal.
     *
     * @param from begin of the window (UTC); null: from the beginning
     * @param moved rows that were landed and left the window while they were fetched
     * @param deleted records found deleted or merged
     * @param sealed whether what the CRM counted is what was landed or refused
     * @param why what there is to say: of a broken one, what is wrong
     */
    record Seal(
            UUID id,
            int number,
            @Nullable UUID run,
            String kind,
            String state,
            String api,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Instant coveredTo,
            long received,
            @Nullable Long counted,
            @Nullable Long landed,
            long rejected,
            long moved,
            long deleted,
            boolean sealed,
            @Nullable String why,
            String soql,
            Instant beganAt,
            @Nullable Instant endedAt) {
        static Seal of(Execution execution) {
            return new Seal(
                    execution.id(),
                    execution.seq(),
                    execution.run(),
                    execution.kind().name(),
                    execution.phase().name(),
                    execution.api().name(),
                    execution.from(),
                    execution.to(),
                    execution.coveredTo(),
                    execution.received(),
                    execution.counted(),
                    execution.landed(),
                    execution.rejected(),
                    execution.moved(),
                    execution.deleted(),
                    execution.sealed(),
                    execution.why(),
                    execution.compiled().soql(),
                    execution.beganAt(),
                    execution.endedAt());
        }
    }

    record SealsPage(List<Seal> items, @Nullable String next) {}

    record RejectsPage(
            List<PullRows.Rejected> items, @Nullable String next) {}

    record LandedPage(List<Landing.Landed> items, @Nullable String next) {}

    record Started(UUID run) {}

    @GetMapping("/objects")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The objects of a connection that can be queried")
    ObjectsPage objects(@AuthenticationPrincipal Actor actor, @RequestParam String connection) {
        Crms.Crm crm = crms.of(actor.tenant(), connection);
        return new ObjectsPage(
                crm.connector().objects(crm.connection(), null).stream()
                        .filter(CrmObject::queryable)
                        .map(object -> new ObjectAnswer(object.name(), object.label(), object.custom()))
                        .sorted(Comparator.comparing(ObjectAnswer::label))
                        .toList(),
                null);
    }

    @GetMapping("/objects/{name}")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "An object's fields with what conditions on each may compare by")
    ObjectDetail object(
            @AuthenticationPrincipal Actor actor, @PathVariable String name, @RequestParam String connection) {
        Crms.Crm crm = crms.of(actor.tenant(), connection);
        CrmDescription object = crm.connector().describe(crm.connection(), name, null);
        return new ObjectDetail(
                object.name(),
                object.label(),
                object.custom(),
                object.fields().stream().map(FieldAnswer::of).toList(),
                Stream.of(Op.values())
                        .map(op ->
                                new OpAnswer(op.word(), op.label(), op.takes().name()))
                        .toList(),
                Moments.RELATIVE);
    }

    @GetMapping("/objects/{name}/parents")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The fields of a parent that a path leads to, such as Account.Owner of a contact")
    ParentAnswer parent(
            @AuthenticationPrincipal Actor actor,
            @PathVariable String name,
            @RequestParam String connection,
            @RequestParam(defaultValue = "") String path) {
        return ParentAnswer.of(crms.way(crms.of(actor.tenant(), connection), name, path));
    }

    @PostMapping("/compile")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(
            summary =
                    "Makes the query of conditions: its text, how many rows, how it would be gone about, what it costs")
    CompiledAnswer compile(@AuthenticationPrincipal Actor actor, @Valid @RequestBody QueryInput wanted) {
        Crms.Crm crm = crms.of(actor.tenant(), wanted.connection());
        Compiled compiled = crms.compile(crm, wanted.query(), null);
        if (!compiled.isUsable()) {
            return new CompiledAnswer(null, compiled.findings(), null, List.of(), null, null, null);
        }
        if (Boolean.FALSE.equals(wanted.count())) {
            return new CompiledAnswer(compiled.soql(), compiled.findings(), null, List.of(), null, null, today(crm));
        }
        Counted counted = crm.connector().count(crm.connection(), compiled.count(null), null);
        List<PlanAnswer> plan = crm.connector().explain(crm.connection(), compiled.query(), null).stream()
                .map(one -> new PlanAnswer(one.leading(), one.rows(), one.cost(), one.notes()))
                .toList();
        Long all = counted instanceof Counted.Rows(long rowCount) ? Long.valueOf(rowCount) : null;
        Long count = all == null || compiled.limit() == null ? all : Long.valueOf(Math.min(all, compiled.limit()));
        boolean plain = compiled.limit() != null || compiled.order() != null;
        boolean bulk = !plain && (count == null || count >= CrmConnector.BULK_FROM);
        int page = bulk ? Math.clamp(250_000 / compiled.columns().size(), 1_000, 20_000) : ROWS_A_PAGE;
        // counting twice, what is still open, deletions; in bulk also the job and some looks at it
        long calls = (count == null ? 1 : Math.ceilDiv(count, page)) + 4 + (bulk ? 6 : 0);
        return new CompiledAnswer(
                compiled.soql(), compiled.findings(), count, plan, bulk ? "BULK" : "REST", calls, today(crm));
    }

    private static @Nullable CallsAnswer today(Crms.Crm crm) {
        CrmConnector.Remaining calls = crm.connector().callsToday(crm.connection());
        return calls == null ? null : new CallsAnswer(calls.most(), calls.left());
    }

    @PostMapping("/preview")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The first rows of a query")
    PreviewAnswer preview(@AuthenticationPrincipal Actor actor, @Valid @RequestBody QueryInput wanted) {
        Crms.Crm crm = crms.of(actor.tenant(), wanted.connection());
        Compiled compiled = crms.compile(crm, wanted.query(), null);
        if (!compiled.isUsable()) {
            return new PreviewAnswer(null, compiled.findings(), List.of(), List.of());
        }
        return switch (crm.connector().page(crm.connection(), compiled.first(FIRST_ROWS), null, null)) {
            case CrmRead.Page page ->
                new PreviewAnswer(compiled.soql(), compiled.findings(), compiled.paths(), page.rows());
            case CrmRead.LocatorGone gone -> throw tooMuch(gone.message());
            case CrmRead.TooMuch much -> throw tooMuch(much.code() + ": " + much.message());
        };
    }

    private static Problem tooMuch(String said) {
        return Problem.of(
                PullsProblem.WRONG_QUERY,
                "The CRM gives up on the first rows of this query (" + said
                        + "). Narrow the conditions by a field with an index, such as an id or a date.");
    }

    @GetMapping
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The saved pulls")
    PullsPage all(@AuthenticationPrincipal Actor actor) {
        return new PullsPage(
                database.inTenant(actor.tenant(), sql -> rows.all(sql, actor.tenant())).stream()
                        .map(PullAnswer::of)
                        .toList(),
                null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Saves a pull; its query is checked against the connection first")
    PullAnswer make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody PullInput input) {
        UUID connection = checked(actor.tenant(), input);
        return PullAnswer.of(database.inTenant(actor.tenant(), sql -> {
            Pull made = rows.make(
                    sql,
                    actor.tenant(),
                    input.name().strip(),
                    false,
                    connection,
                    input.query(),
                    mode(input),
                    overlap(input),
                    actor.signature());
            audit.record(sql, actor.tenant(), actor.signature(), "pulls.created", made.name(), Map.of());
            return made;
        }));
    }

    private UUID checked(TenantId tenant, PullInput input) {
        String name = input.name().strip();
        if (name.isEmpty() || name.length() > 100) {
            throw Problem.of(PullsProblem.WRONG_PULL, "A pull's name has 1 to 100 characters.")
                    .with("place", "name");
        }
        if (name.startsWith("flow ")) {
            throw Problem.of(
                            PullsProblem.WRONG_PULL,
                            "Names that begin with 'flow ' are kept for the nodes of flows; choose another.")
                    .with("place", "name");
        }
        Crms.Crm crm = crms.of(tenant, input.connection());
        Compiled compiled = crms.usable(crm, input.query(), null);
        if (mode(input) == Pull.Mode.INCREMENTAL && (compiled.limit() != null || compiled.order() != null)) {
            throw Problem.of(
                            PullsProblem.WRONG_PULL,
                            "A pull of what changed has neither an order nor a number of rows: it would leave rows out."
                                    + " Take them out, or pull all of it each time (FULL).")
                    .with("place", compiled.limit() == null ? "order" : "limit");
        }
        overlap(input);
        return crm.connection().id().value();
    }

    private static Pull.Mode mode(PullInput input) {
        return input.mode() == null ? Pull.Mode.INCREMENTAL : input.mode();
    }

    private static int overlap(PullInput input) {
        int overlap = input.overlap() == null ? Pull.OVERLAP : input.overlap();
        if (overlap < 0 || overlap > LONGEST_OVERLAP) {
            throw Problem.of(
                            PullsProblem.WRONG_PULL,
                            "'overlap' is a number of seconds from 0 to %,d, not %,d."
                                    .formatted(LONGEST_OVERLAP, overlap))
                    .with("place", "overlap");
        }
        return overlap;
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "A saved pull")
    PullAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return PullAnswer.of(database.inTenant(actor.tenant(), sql -> rows.present(sql, actor.tenant(), id)));
    }

    @PutMapping("/{id}")
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Changes a pull; with another query or connection it begins from nothing")
    PullAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody PullInput input) {
        UUID connection = checked(actor.tenant(), input);
        return PullAnswer.of(database.inTenant(actor.tenant(), sql -> {
            Pull before = rows.present(sql, actor.tenant(), id);
            Pull after = rows.change(
                    sql,
                    actor.tenant(),
                    before,
                    input.name().strip(),
                    connection,
                    input.query(),
                    mode(input),
                    overlap(input));
            audit.record(sql, actor.tenant(), actor.signature(), "pulls.changed", after.name(), Map.of());
            return after;
        }));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Deletes a pull with what it landed")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            Pull pull = rows.present(sql, actor.tenant(), id);
            rows.delete(sql, actor.tenant(), id);
            audit.record(sql, actor.tenant(), actor.signature(), "pulls.deleted", pull.name(), Map.of());
        });
    }

    @PostMapping("/{id}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('pulls:write')")
    @Operation(summary = "Starts a pull as a run, or with compare the comparison of all ids")
    Started run(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "false") boolean full,
            @RequestParam(defaultValue = "false") boolean compare) {
        Pull pull = database.inTenant(actor.tenant(), sql -> rows.present(sql, actor.tenant(), id));
        String title = (compare ? "Compare all ids of " : "Pull ") + pull.name();
        return new Started(runs.queue(new RunRequest(
                        actor.tenant(),
                        PullRun.NAME,
                        title,
                        id,
                        PullRun.input(id, full, compare),
                        "pull:" + id,
                        actor.userId()))
                .value());
    }

    @GetMapping("/{id}/runs")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "Each fetching of a pull with its seal, the latest first")
    SealsPage seals(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer before,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, 500);
        List<Execution> found = database.inTenant(actor.tenant(), sql -> {
            rows.present(sql, actor.tenant(), id);
            return rows.executions(sql, actor.tenant(), id, before == null ? Integer.MAX_VALUE : before, most);
        });
        String next =
                found.size() < most ? null : String.valueOf(found.getLast().seq());
        return new SealsPage(found.stream().map(Seal::of).toList(), next);
    }

    @GetMapping("/runs/{execution}/rejects")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The rows of a fetching that could not be read, each with the reason")
    RejectsPage rejects(@AuthenticationPrincipal Actor actor, @PathVariable UUID execution) {
        return new RejectsPage(
                database.inTenant(actor.tenant(), sql -> rows.rejects(sql, actor.tenant(), execution, 1_000)), null);
    }

    @GetMapping("/{id}/rows")
    @PreAuthorize("hasAuthority('pulls:read')")
    @Operation(summary = "The rows of a pull as last seen, in the order of their ids")
    LandedPage landed(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        int most = Math.clamp(limit, 1, 1_000);
        List<Landing.Landed> found = database.inTenant(actor.tenant(), sql -> {
            rows.present(sql, actor.tenant(), id);
            List<Execution> last = rows.executions(sql, actor.tenant(), id, Integer.MAX_VALUE, 1);
            return last.isEmpty()
                    ? List.<Landing.Landed>of()
                    : landing.all(sql, actor.tenant(), id, last.getFirst().compiled(), after, most);
        });
        return new LandedPage(
                found, found.size() < most ? null : found.getLast().id());
    }
}

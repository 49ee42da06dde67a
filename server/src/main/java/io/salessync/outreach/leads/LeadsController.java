package io.salessync.outreach.leads;

import io.salessync.customers.ChosenPeople;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** Leads over HTTP. */
@RestController
@RequestMapping("/api/v1/outreach/leads")
class LeadsController {
    private static final int MOST = 200;
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final PostgresLeads leads;
    private final LeadImports imports;
    private final LeadActs acts;
    private final Database database;

    LeadsController(PostgresLeads leads, LeadImports imports, LeadActs acts, Database database) {
        this.leads = leads;
        this.imports = imports;
        this.acts = acts;
        this.database = database;
    }

    @Schema(name = "OutreachLead")
    record LeadAnswer(
            UUID id,
            UUID sequence,
            int version,
            @Nullable UUID person,
            String name,
            String company,
            @Nullable String email,
            @Nullable String linkedin,
            Map<String, String> fields,
            @Nullable String zone,
            String country,
            LeadState state,
            @Nullable LeadState before,
            @Nullable String reason,
            @Nullable String step,
            @Nullable Instant nextAt,
            @Nullable Blocker blocker,
            @Nullable String blockerNote,
            @Nullable UUID sender,
            @Nullable UUID mailSender,
            int tries,
            Instant enteredAt,
            Instant changedAt,
            @Nullable Instant invitedAt,
            @Nullable Instant connectedAt,
            @Nullable Instant repliedAt,
            @Nullable Instant endedAt) {
        static LeadAnswer of(Lead lead) {
            return new LeadAnswer(
                    lead.id(),
                    lead.sequence(),
                    lead.version(),
                    lead.person(),
                    lead.name(),
                    lead.company(),
                    lead.email(),
                    lead.linkedin(),
                    lead.fields(),
                    lead.zone() == null ? null : lead.zone().getId(),
                    lead.country(),
                    lead.state(),
                    lead.before(),
                    lead.reason(),
                    lead.step(),
                    lead.nextAt(),
                    lead.blocker(),
                    lead.blockerNote(),
                    lead.sender(),
                    lead.mailSender(),
                    lead.tries(),
                    lead.enteredAt(),
                    lead.changedAt(),
                    lead.invitedAt(),
                    lead.connectedAt(),
                    lead.repliedAt(),
                    lead.endedAt());
        }
    }

    /** @param next what to give as {@code after} for those that follow; null: there are none */
    @Schema(name = "OutreachLeadsPage")
    record LeadsPage(List<LeadAnswer> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Leads, those that entered last first", description = "Filters narrow one another.")
    LeadsPage list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable UUID sequence,
            @RequestParam(required = false) @Parameter(description = "a state, such as INVITE_SENT") @Nullable String state,
            @RequestParam(required = false) @Parameter(description = "why they do not move, such as QUOTA") @Nullable String blocker,
            @RequestParam(required = false) @Parameter(description = "why they ended") @Nullable String reason,
            @RequestParam(required = false) @Nullable UUID sender,
            @RequestParam(required = false)
                    @Parameter(description = "words of name, company, e-mail or profile")
                    @Nullable String q,
            @RequestParam(required = false) @Parameter(description = "“next” of the page before") @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        LeadSearch.Filter filter = new LeadSearch.Filter(
                sequence,
                Parameters.choice(OutreachProblem.WRONG_LEADS, LeadState.class, "state", state),
                Parameters.choice(OutreachProblem.WRONG_LEADS, Blocker.class, "blocker", blocker),
                Parameters.given(reason),
                sender,
                Parameters.given(q));
        List<Lead> page = database.inTenant(
                actor.tenant(),
                sql -> LeadSearch.page(sql, actor.tenant(), filter, LeadSearch.Place.read(after), most + 1));
        boolean more = page.size() > most;
        List<Lead> shown = more ? page.subList(0, most) : page;
        return new LeadsPage(
                shown.stream().map(LeadAnswer::of).toList(),
                more ? LeadSearch.Place.of(shown.getLast()).toString() : null);
    }

    @GetMapping("/counts")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "How many leads stand where",
            description = "By sequence, state, step, blocker and reason; kept as leads change, so no rows are counted.")
    List<Counts.Count> counts(
            @AuthenticationPrincipal Actor actor, @RequestParam(required = false) @Nullable UUID sequence) {
        return database.inTenant(actor.tenant(), sql -> Counts.of(sql, actor.tenant(), sequence));
    }

    @GetMapping("/happenings")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "What happened, counted",
            description = "By day (UTC), kind, step, variant and sender; kept as it happens, so no events are counted.")
    List<Counts.Happened> happenings(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable UUID sequence,
            @RequestParam(required = false) @Parameter(description = "the first day; none: 30 days ago") @Nullable LocalDate from,
            @RequestParam(required = false) @Parameter(description = "the last day; none: today") @Nullable LocalDate to) {
        LocalDate last = to == null ? LocalDate.ofInstant(leads.now(), ZoneOffset.UTC) : to;
        LocalDate first = from == null ? last.minusDays(30) : from;
        if (first.isAfter(last) || first.isBefore(last.minusDays(731))) {
            throw Parameters.wrong(
                    OutreachProblem.WRONG_LEADS,
                    "from",
                    first.toString(),
                    "give a day up to two years before the last one");
        }
        return database.inTenant(actor.tenant(), sql -> Counts.happened(sql, actor.tenant(), sequence, first, last));
    }

    @GetMapping("/stuck")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "Leads that are stuck",
            description =
                    "Each lead at work has a time or a reason to wait; here are those for which that is not so. Empty is what has to be.")
    List<Stuck.Found> stuck(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> Stuck.of(sql, actor.tenant(), leads.now()));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "One lead")
    LeadAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return LeadAnswer.of(database.inTenant(actor.tenant(), sql -> leads.get(sql, actor.tenant(), id)));
    }

    /** @param next what to give as {@code after} for older ones; null: there are none */
    @Schema(name = "OutreachStory")
    record StoryPage(List<Story.Line> items, @Nullable String next) {}

    @GetMapping("/{id}/story")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What happened to a lead, newest first", description = "Each with what it was read from.")
    StoryPage story(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        Long before = Parameters.place(OutreachProblem.WRONG_CURSOR, "after", after);
        int most = Math.clamp(limit, 1, MOST);
        List<Story.Line> lines = database.inTenant(actor.tenant(), sql -> {
            leads.get(sql, actor.tenant(), id);
            return Story.of(sql, actor.tenant(), id, before, most + 1);
        });
        boolean more = lines.size() > most;
        List<Story.Line> shown = more ? lines.subList(0, most) : lines;
        return new StoryPage(shown, more ? Long.toString(shown.getLast().id()) : null);
    }

    @PostMapping(path = "/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Takes people of a CSV file into a sequence",
            description =
                    "Each row is taken, or told why not. Columns are guessed from their names; status, invited_at and connected say what another tool did already: it is not done again.")
    LeadImports.Report file(
            @AuthenticationPrincipal Actor actor,
            @RequestParam("file") MultipartFile file,
            @RequestParam @Parameter(description = "a sequence, by id or name") String sequence,
            @RequestParam(required = false)
                    @Parameter(description = "JSON object: by column the field it goes to, “-” for none")
                    @Nullable String mapping,
            @RequestParam(defaultValue = "0")
                    @Parameter(description = "of one company at work at once; 0: as many as there are")
                    int mostPerCompany,
            @RequestParam(defaultValue = "false") @Parameter(description = "also people who went through it before")
                    boolean again,
            @RequestParam(defaultValue = "true") @Parameter(description = "make customers of people who are none yet")
                    boolean asCustomers,
            @RequestParam(defaultValue = "false") @Parameter(description = "only tell what would become of it")
                    boolean dryRun)
            throws IOException {
        Map<String, String> columns;
        try {
            columns = mapping == null || mapping.isBlank() ? Map.of() : Rows.JSON.readValue(mapping, TEXTS);
        } catch (JacksonException e) {
            throw Parameters.wrong(
                    OutreachProblem.WRONG_LEADS,
                    "mapping",
                    Names.shown(String.valueOf(mapping)),
                    "give a JSON object of texts");
        }
        return imports.file(
                actor.tenant(),
                sequence,
                actor.signature(),
                file.getBytes(),
                plainName(file.getOriginalFilename()),
                columns,
                new LeadImports.Way(mostPerCompany, again, asCustomers, dryRun));
    }

    private static String plainName(@Nullable String original) {
        String name =
                original == null ? "" : original.replaceAll("[\\p{Cntrl}]", "").replaceAll(".*[/\\\\]", "");
        return name.isBlank() ? "upload" : Names.cut(name.strip(), 120);
    }

    /** Customers chosen as their list is; what is missing narrows nothing. */
    record GivenCustomers(
            @Schema(description = "words of name, e-mail, phone or company", example = "textile") @Nullable String q,

            @Schema(description = "a tag, by id or name", example = "fair leipzig") @Nullable String tag,

            @Schema(description = "a company's id", example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11") @Nullable UUID company,

            @Schema(example = "ann@example.org") @Nullable String owner,

            @Schema(
                    description = "e-mail addresses, LinkedIn addresses or ids of customers; then nothing else counts",
                    example = "[\"ada@analytical.example\"]")
            @Nullable List<String> list) {}

    record GivenLeads(
            @NotBlank @Schema(description = "by id or name", example = "Logistics autumn")
            String sequence,

            @Schema(description = "customers, by id", example = "[\"5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11\"]") @Nullable List<UUID> people,

            @Schema(
                    description =
                            "people by fields: email, linkedin, first_name, company, country, status, invited_at, connected and fields of your own",
                    example = "[{\"linkedin\": \"https://www.linkedin.com/in/ada-lovelace\", \"first_name\": \"Ada\"}]")
            @Nullable List<Map<String, String>> rows,

            @Schema(description = "customers who fit all of this, or whom a list names") @Nullable GivenCustomers customers,

            @Schema(example = "0") @Nullable Integer mostPerCompany,
            @Schema(example = "false") @Nullable Boolean again,
            @Schema(example = "true") @Nullable Boolean asCustomers,
            @Schema(example = "true") @Nullable Boolean dryRun) {}

    @PostMapping(path = "/import", consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Takes customers, or people by their fields, into a sequence",
            description = "Each is taken, or told why not.")
    LeadImports.Report take(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenLeads given) {
        LeadImports.Way way = new LeadImports.Way(
                given.mostPerCompany() == null ? 0 : given.mostPerCompany(),
                Boolean.TRUE.equals(given.again()),
                !Boolean.FALSE.equals(given.asCustomers()),
                Boolean.TRUE.equals(given.dryRun()));
        if (given.people() != null && !given.people().isEmpty()) {
            return imports.customers(actor.tenant(), given.sequence(), actor.signature(), given.people(), way);
        }
        GivenCustomers chosen = given.customers();
        if (chosen != null) {
            return imports.customers(
                    actor.tenant(),
                    given.sequence(),
                    actor.signature(),
                    new LeadImports.Chosen(
                            new ChosenPeople.Choice(chosen.q(), chosen.tag(), chosen.company(), chosen.owner(), null),
                            chosen.list()),
                    way);
        }
        if (given.rows() == null || given.rows().isEmpty()) {
            throw Problem.of(
                    OutreachProblem.WRONG_LEADS,
                    "Give people (ids of customers), customers (a choice of them) or rows (people by their fields).");
        }
        return imports.rows(actor.tenant(), given.sequence(), actor.signature(), given.rows(), way);
    }

    record GivenAct(
            @NotNull @Schema(example = "RETRY") Recovery.Kind kind,
            @NotNull @Valid LeadActs.Choice which,

            @Schema(description = "for TO_STEP", example = "hello") @Nullable String step,

            @Schema(description = "when they were invited by hand", example = "2026-11-20T10:00:00Z") @Nullable Instant at,

            @Schema(example = "The plan was renewed") @Nullable String note) {
        LeadActs.Wish wish() {
            return new LeadActs.Wish(kind, which, step, at, note);
        }
    }

    @PostMapping("/recover/preview")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Tells what an act on many leads would do",
            description = "Which leads, what would become of each, and why some would stay.")
    LeadActs.Told preview(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenAct act) {
        return database.inTenant(
                actor.tenant(), sql -> acts.preview(sql, actor.tenant(), act.wish(), actor.signature()));
    }

    @PostMapping("/recover/apply")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Does an act on many leads",
            description = "As one record of the audit trail; it can be taken back for 24 hours.")
    LeadActs.Told apply(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenAct act) {
        return database.inTenant(actor.tenant(), sql -> acts.apply(sql, actor.tenant(), act.wish(), actor.signature()));
    }

    record GivenUndo(
            @NotNull @Schema(example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11")
            UUID act) {}

    @PostMapping("/recover/undo")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Takes an act back",
            description = "Within 24 hours, for the leads to which nothing happened since.")
    LeadActs.Undone undo(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenUndo undo) {
        return database.inTenant(actor.tenant(), sql -> acts.undo(sql, actor.tenant(), undo.act(), actor.signature()));
    }

    @GetMapping("/acts")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "The last acts on leads, newest first")
    List<LeadActs.Recorded> recorded(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> acts.all(sql, actor.tenant(), MOST));
    }

    record GivenCompany(
            @NotBlank @Schema(description = "its name or its domain", example = "analytical.example")
            String company,

            @Schema(example = "They asked for quiet") @Nullable String note) {}

    @PostMapping("/stop-company")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Stops all leads at work of a company")
    LeadActs.Told stopCompany(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenCompany given) {
        LeadActs.Choice which = new LeadActs.Choice(null, null, null, null, null, null, given.company(), null, null);
        return database.inTenant(
                actor.tenant(),
                sql -> acts.apply(
                        sql,
                        actor.tenant(),
                        new LeadActs.Wish(Recovery.Kind.STOP, which, null, null, given.note()),
                        actor.signature()));
    }

    record GivenSingle(
            @Schema(description = "for “move”", example = "hello") @Nullable String step,

            @Schema(description = "for “invited”: when", example = "2026-11-20T10:00:00Z") @Nullable Instant at,

            @Schema(example = "Asked by telephone") @Nullable String note) {}

    @PostMapping("/{id}/{verb:move|pause|resume|retry|stop|recheck|repair|invited}")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(
            summary = "Does something with one lead",
            description =
                    "move (to a step by which nothing was sent), pause, resume, retry, stop, recheck (look at the network first), repair (look at it now), invited (an invitation was sent by hand).")
    LeadAnswer act(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @PathVariable String verb,
            @RequestBody(required = false) @Nullable GivenSingle given) {
        Recovery.Kind kind = switch (verb) {
            case "move" -> Recovery.Kind.TO_STEP;
            case "invited" -> Recovery.Kind.REGISTER_INVITATION;
            default -> Recovery.Kind.valueOf(verb.toUpperCase(Locale.ROOT));
        };
        TenantId tenant = actor.tenant();
        return database.inTenant(tenant, (DSLContext sql) -> {
            Lead lead = leads.get(sql, tenant, id);
            LeadActs.Told told = acts.apply(
                    sql,
                    tenant,
                    new LeadActs.Wish(
                            kind,
                            LeadActs.Choice.of(id),
                            given == null ? null : given.step(),
                            given == null ? null : given.at(),
                            given == null ? null : given.note()),
                    actor.signature());
            if (told.done() == 0) {
                throw Moving.wrong(
                        lead,
                        told.lines().isEmpty()
                                ? "Nothing was done."
                                : String.valueOf(told.lines().getFirst().why()));
            }
            return LeadAnswer.of(leads.get(sql, tenant, id));
        });
    }

    record GivenFields(
            @NotNull @Schema(description = "values to set; empty ones are taken out", example = "{\"first_name\": \"Ada\"}")
            Map<String, String> fields) {}

    @PostMapping("/{id}/fields")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Sets values of a lead, such as one that a text needs")
    LeadAnswer fields(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody @Valid GivenFields given) {
        return LeadAnswer.of(database.inTenant(actor.tenant(), sql -> {
            Lead lead = leads.locked(sql, actor.tenant(), id).orElseThrow(() -> PostgresLeads.unknown(id));
            Map<String, String> fields = new LinkedHashMap<>(lead.fields());
            List<String> names = new ArrayList<>();
            given.fields().forEach((name, value) -> {
                String plain = LeadFile.own(name);
                String clean = value == null ? "" : LeadFile.clean(value);
                if (clean.length() > Entering.LONGEST_VALUE || fields.size() >= Entering.MOST_FIELDS) {
                    throw Problem.of(
                                    OutreachProblem.WRONG_LEADS,
                                    "'%s': a value has at most %,d characters, and a lead at most %d fields."
                                            .formatted(Names.shown(name), Entering.LONGEST_VALUE, Entering.MOST_FIELDS))
                            .with("field", Names.shown(name));
                }
                if (clean.isEmpty()) {
                    fields.remove(plain);
                } else {
                    fields.put(plain, clean);
                }
                names.add(plain);
            });
            return leads.fields(sql, actor.tenant(), lead, fields, names, actor.signature());
        }));
    }
}

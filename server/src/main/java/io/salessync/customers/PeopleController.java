package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.customers.Consent.Channel;
import io.salessync.customers.Consent.State;
import io.salessync.customers.Consent.Statement;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People over HTTP. */
@RestController
@RequestMapping("/api/v1/customers")
class PeopleController {
    private static final int MOST = 200;

    private final PostgresCustomers customers;
    private final Timeline timeline;
    private final Database database;
    private final Audit audit;
    private final ObjectProvider<TaggedPeople> tags;

    PeopleController(
            PostgresCustomers customers,
            Timeline timeline,
            Database database,
            Audit audit,
            ObjectProvider<TaggedPeople> tags) {
        this.customers = customers;
        this.timeline = timeline;
        this.database = database;
        this.audit = audit;
        this.tags = tags;
    }

    record PersonTag(UUID id, String name, String color) {}

    record PersonLine(
            UUID id,
            String fullName,
            @Nullable String title,
            @Nullable UUID companyId,
            @Nullable String company,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String owner,
            @Nullable String source,
            boolean doNotContact,
            @Nullable Instant lastActivityAt,
            Instant changedAt,
            List<PersonTag> tags) {
        static PersonLine of(Person person, List<PersonTag> tags) {
            return new PersonLine(
                    person.id(),
                    person.fullName(),
                    person.text(PersonField.TITLE),
                    person.companyId(),
                    person.company(),
                    person.email(),
                    person.phones().isEmpty() || person.phones().getFirst().ended() != null
                            ? null
                            : person.phones().getFirst().written(),
                    person.text(PersonField.OWNER),
                    person.text(PersonField.SOURCE),
                    person.doNotContact(),
                    person.lastActivityAt(),
                    person.changedAt(),
                    tags);
        }
    }

    /**
     * @param next what to give as {@code after} for the people that follow
     * @param near whether nobody holds the words asked for and these are written nearly so
     */
    record PeoplePage(List<PersonLine> items, @Nullable String next, boolean near) {}

    /** What holds for a channel, whatever the purpose, and the statements it was read from. */
    record ChannelConsent(Channel channel, State state, String why, List<Statement> evidence) {
        static List<ChannelConsent> each(Function<Channel, Consent> of) {
            return Arrays.stream(Channel.values())
                    .filter(channel -> channel != Channel.ANY)
                    .map(channel -> {
                        Consent consent = of.apply(channel);
                        return new ChannelConsent(channel, consent.state(), consent.why(), consent.evidence());
                    })
                    .toList();
        }
    }

    record PersonAnswer(
            UUID id,

            @Schema(description = "by the names of the fields that can be written")
            Map<String, Object> fields,

            List<Point> emails,
            List<Point> phones,
            List<Place> addresses,
            Map<String, @Nullable Object> extra,
            List<ExternalId> externalIds,
            @Nullable UUID companyId,
            @Nullable String company,
            Instant createdAt,
            Instant changedAt,
            long version,
            @Nullable UUID mergedInto,
            @Nullable Instant erasedAt,
            List<ChannelConsent> consents,
            List<PersonTag> tags) {}

    record WritableField(
            String name,
            String label,
            String type,
            @Nullable String about) {}

    record WritableFields(List<WritableField> people, List<WritableField> companies) {}

    record NewPerson(
            @NotNull @Schema(
                    description = "fields by name, see `/customers/fields`",
                    example = "{\"givenName\": \"Ada\", \"familyName\": \"Byron\", \"email\": \"ada@example.org\"}")
            Map<String, @Nullable Object> values) {}

    record PersonChange(
            @NotNull @Schema(
                    description = "the fields that change; null takes one away",
                    example = "{\"title\": \"Head of Sales\", \"mobilePhone\": null}")
            Map<String, @Nullable Object> values,

            @Schema(
                    description = "the version that was seen: refused where somebody else changed it since",
                    example = "3")
            @Nullable Long version) {}

    record NewConsent(
            @NotNull @Schema(example = "EMAIL") Channel channel,

            @Schema(description = "none: whatever the purpose", example = "newsletter") @Nullable String purpose,

            @NotNull @Schema(example = "GRANTED") State state,

            @NotBlank @Schema(example = "Form on paper, fair in Leipzig, signed")
            String evidence,

            @Schema(description = "none: now", example = "2026-11-20T10:00:00Z") @Nullable Instant since,

            @Schema(description = "none: never", example = "2028-11-20T00:00:00Z") @Nullable Instant expires) {}

    record Erasure(
            @NotBlank @Schema(example = "Asked for by letter of 20 November")
            String why) {}

    @GetMapping("/fields")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "The fields of people and companies that can be written, with their types")
    WritableFields fields() {
        return new WritableFields(
                CustomerFields.ofPeople().stream().map(PeopleController::field).toList(),
                CustomerFields.ofCompanies().stream()
                        .map(PeopleController::field)
                        .toList());
    }

    private static WritableField field(CustomerFields.Writable field) {
        return new WritableField(field.name(), field.label(), field.type().name(), field.about());
    }

    @GetMapping("/people")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(
            summary = "People by filter, page by page",
            description =
                    "`q` finds parts of names, e-mail addresses, phone numbers, companies and cities, and whole ids elsewhere.")
    PeoplePage list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Parameter(example = "byron") @Nullable String q,
            @RequestParam(required = false) @Parameter(description = "a tag's name or id") @Nullable String tag,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable UUID company,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false)
                    @Parameter(
                            description = "only those whose last activity was before",
                            example = "2026-05-01T00:00:00Z")
                    @Nullable String inactiveSince,
            @RequestParam(defaultValue = "name") @Parameter(description = "name, -changed or activity") String sort,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        Looking.Filter filter = filter(actor.tenant(), q, tag, owner, company, source, inactiveSince);
        return database.inTenant(actor.tenant(), sql -> {
            Looking.Page page = Looking.people(
                    sql, actor.tenant(), filter, order(sort), blankToNull(after), Math.clamp(limit, 1, MOST));
            List<Person> people = customers.inOrder(sql, actor.tenant(), page.ids());
            Map<UUID, List<TaggedPeople.Label>> labels = labels(sql, actor, page.ids());
            return new PeoplePage(
                    people.stream()
                            .map(person -> PersonLine.of(person, tags(labels, person.id())))
                            .toList(),
                    page.next(),
                    page.near());
        });
    }

    private Looking.Filter filter(
            TenantId tenant,
            @Nullable String q,
            @Nullable String tag,
            @Nullable String owner,
            @Nullable UUID company,
            @Nullable String source,
            @Nullable String inactiveSince) {
        String wanted = blankToNull(tag);
        TaggedPeople tagged = tags.getIfAvailable();
        Condition having = wanted == null || tagged == null ? null : tagged.having(tenant, PERSON.PERSON_ID, wanted);
        return new Looking.Filter(
                blankToNull(q), blankToNull(owner), company, blankToNull(source), time(inactiveSince), having);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : Folding.storable(text.strip());
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw Problem.of(
                            CustomersProblem.WRONG_VALUE,
                            "'inactiveSince' is a time such as 2026-05-01T00:00:00Z, not '%s'."
                                    .formatted(text.length() > 80 ? text.substring(0, 80) : text))
                    .with("field", "inactiveSince");
        }
    }

    private static Looking.Order order(String sort) {
        return switch (sort) {
            case "name" -> Looking.Order.NAME;
            case "-changed" -> Looking.Order.CHANGED;
            case "activity" -> Looking.Order.ACTIVITY;
            default ->
                throw Problem.of(
                                CustomersProblem.WRONG_VALUE,
                                "'%s' is no order; there are: name, -changed, activity."
                                        .formatted(sort.length() > 40 ? sort.substring(0, 40) : sort))
                        .with("field", "sort");
        };
    }

    private Map<UUID, List<TaggedPeople.Label>> labels(DSLContext sql, Actor actor, List<UUID> ids) {
        TaggedPeople tagged = tags.getIfAvailable();
        return tagged == null || !actor.may(Permission.TAGS_READ) ? Map.of() : tagged.of(sql, actor.tenant(), ids);
    }

    private static List<PersonTag> tags(Map<UUID, List<TaggedPeople.Label>> labels, UUID person) {
        return labels.getOrDefault(person, List.of()).stream()
                .map(label -> new PersonTag(label.id(), label.name(), label.color()))
                .toList();
    }

    @GetMapping("/people/{id}")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "A person with all their parts, and what may be done by which channel")
    PersonAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> answer(sql, actor, id));
    }

    private PersonAnswer answer(DSLContext sql, Actor actor, UUID id) {
        Person person =
                customers.person(sql, actor.tenant(), id).orElseThrow(() -> PostgresCustomers.unknownPerson(id));
        Instant now = customers.now();
        List<ChannelConsent> consents = ChannelConsent.each(
                channel -> customers.consent(sql, actor.tenant(), id, channel, Consent.ANY_PURPOSE, now));
        return new PersonAnswer(
                person.id(),
                person.fields(),
                person.emails(),
                person.phones(),
                person.addresses(),
                person.extra(),
                person.externalIds(),
                person.companyId(),
                person.company(),
                person.createdAt(),
                person.changedAt(),
                person.version(),
                person.mergedInto(),
                person.erasedAt(),
                consents,
                tags(labels(sql, actor, List.of(id)), id));
    }

    @GetMapping("/people/{id}/timeline")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "Everything that happened to a person, newest first")
    Timeline.Page timeline(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        return timeline.page(
                actor.tenant(),
                CustomerKind.PERSON,
                id,
                Timeline.before(after),
                Math.clamp(limit, 1, MOST),
                actor.may(Permission.LOGS_READ),
                actor.may(Permission.LOGS_PERSONAL));
    }

    @PostMapping("/people")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Adds a person")
    PersonAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewPerson wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            UUID id = customers.edit(sql, actor.tenant(), origin(actor), null, null, wanted.values());
            return answer(sql, actor, id);
        });
    }

    private static Origin origin(Actor actor) {
        return new Origin(actor.signature(), null);
    }

    @PatchMapping("/people/{id}")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Changes a person")
    PersonAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody PersonChange change) {
        return database.inTenant(actor.tenant(), sql -> {
            customers.edit(sql, actor.tenant(), origin(actor), id, change.version(), change.values());
            return answer(sql, actor, id);
        });
    }

    @PostMapping("/people/{id}/consents")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Writes down what a person agreed to or took back, with the evidence")
    PersonAnswer consent(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody NewConsent wanted) {
        Statement statement = statement(wanted, customers.now());
        return database.inTenant(actor.tenant(), sql -> {
            customers.state(sql, actor.tenant(), origin(actor), id, List.of(statement));
            return answer(sql, actor, id);
        });
    }

    /** @throws Problem where its times cannot be */
    static Statement statement(NewConsent wanted, Instant now) {
        Instant since = wanted.since() == null ? now : wanted.since();
        if (since.isAfter(now)) {
            throw Problem.of(
                            CustomersProblem.WRONG_CONSENT,
                            "'since' is %s, which is yet to come. Give the time it was said.".formatted(since))
                    .with("field", "since");
        }
        if (wanted.expires() != null && !wanted.expires().isAfter(since)) {
            throw Problem.of(
                            CustomersProblem.WRONG_CONSENT,
                            "'expires' is %s, which is not after 'since'.".formatted(wanted.expires()))
                    .with("field", "expires");
        }
        String purpose = wanted.purpose() == null || wanted.purpose().isBlank()
                ? Consent.ANY_PURPOSE
                : wanted.purpose().strip().toLowerCase(Locale.ROOT);
        return new Statement(
                wanted.channel(),
                purpose,
                wanted.state(),
                PostgresCustomers.BY_HAND,
                wanted.evidence().strip(),
                since,
                wanted.expires());
    }

    @PostMapping("/people/{id}/erase")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(
            summary = "Takes out everything that tells who a person was",
            description =
                    "Cannot be taken back. Ids elsewhere stay, so that the next pull does not bring the data again.")
    PersonAnswer erase(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Erasure why) {
        return database.inTenant(actor.tenant(), sql -> {
            customers.erase(sql, actor.tenant(), origin(actor), id);
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "customers.erased",
                    id.toString(),
                    Map.of("why", why.why().strip()));
            return answer(sql, actor, id);
        });
    }

    @GetMapping(path = "/people.csv", produces = "text/csv")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "The people of a filter as CSV that a spreadsheet opens without running anything in it")
    void csv(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String tag,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable UUID company,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String inactiveSince,
            HttpServletResponse response)
            throws IOException {
        Looking.Filter filter = filter(actor.tenant(), q, tag, owner, company, source, inactiveSince);
        database.runInTenant(
                actor.tenant(),
                sql -> audit.record(sql, actor.tenant(), actor.signature(), "customers.exported", "people", Map.of()));
        CsvExport.write(response, "people", CsvExport.PEOPLE, from -> {
            List<Person> people = new ArrayList<>();
            Looking.Page page = database.inTenant(actor.tenant(), sql -> {
                Looking.Page found =
                        Looking.people(sql, actor.tenant(), filter, Looking.Order.NAME, from, CsvExport.AT_ONCE);
                people.addAll(customers.inOrder(sql, actor.tenant(), found.ids()));
                return found;
            });
            return new CsvExport.Part(people.stream().map(CsvExport::of).toList(), page.next());
        });
    }
}

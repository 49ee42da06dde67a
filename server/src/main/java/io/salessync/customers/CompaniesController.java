package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.customers.Customers.Origin;
import io.salessync.customers.PeopleController.ChannelConsent;
import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
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

/** Companies over HTTP. */
@RestController
@RequestMapping("/api/v1/customers")
class CompaniesController {
    private static final int MOST = 200;

    private final PostgresCustomers customers;
    private final Timeline timeline;
    private final Database database;
    private final Audit audit;

    CompaniesController(PostgresCustomers customers, Timeline timeline, Database database, Audit audit) {
        this.customers = customers;
        this.timeline = timeline;
        this.database = database;
        this.audit = audit;
    }

    record CompanyLine(
            UUID id,
            String name,
            @Nullable String domain,
            @Nullable String city,
            @Nullable String country,
            @Nullable String owner,
            boolean doNotContact,
            long people,
            Instant changedAt) {}

    record CompaniesPage(List<CompanyLine> items, @Nullable String next) {}

    /** Another company of ours whose record was made one with this one's elsewhere; {@code why} for people. */
    record MergedElsewhere(UUID company, String name, String why) {}

    record CompanyAnswer(
            UUID id,

            @Schema(description = "by the names of the fields that can be written")
            Map<String, Object> fields,

            List<Point> emails,
            List<Point> phones,
            List<Place> addresses,
            Map<String, @Nullable Object> extra,
            List<ExternalId> externalIds,
            long people,
            Instant createdAt,
            Instant changedAt,
            long version,
            @Nullable UUID mergedInto,
            List<ChannelConsent> consents,
            List<MergedElsewhere> mergedElsewhere) {}

    record NewCompany(
            @NotNull @Schema(
                    description = "fields by name, see `/customers/fields`",
                    example = "{\"name\": \"Analytical Engines\", \"domain\": \"example.org\"}")
            Map<String, @Nullable Object> values) {}

    record CompanyChange(
            @NotNull @Schema(example = "{\"city\": \"London\"}")
            Map<String, @Nullable Object> values,

            @Schema(
                    description = "the version that was seen: refused where somebody else changed it since",
                    example = "3")
            @Nullable Long version) {}

    record CompanyMerge(
            @NotNull @Schema(
                    description = "the company that goes; this one stays",
                    example = "0b1c8a5e-6f5d-4c53-9f0e-2a7d3c1b9e44")
            UUID with,

            @NotBlank @Schema(example = "They were merged in Salesforce")
            String why) {}

    @GetMapping("/companies")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "Companies by name, page by page")
    CompaniesPage list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        return database.inTenant(actor.tenant(), sql -> {
            Looking.Page page = Looking.companies(
                    sql,
                    actor.tenant(),
                    q,
                    stripped(owner),
                    after == null || after.isBlank() ? null : after,
                    Math.clamp(limit, 1, MOST));
            Map<UUID, Long> people = people(sql, actor, page.ids());
            return new CompaniesPage(
                    inOrder(sql, actor, page.ids()).stream()
                            .map(company -> line(company, people.getOrDefault(company.id(), 0L)))
                            .toList(),
                    page.next());
        });
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null || text.isBlank() ? null : Folding.storable(text.strip());
    }

    private List<Company> inOrder(DSLContext sql, Actor actor, List<UUID> ids) {
        Map<UUID, Company> found = new HashMap<>();
        customers.companies(sql, actor.tenant(), ids).forEach(company -> found.put(company.id(), company));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private static CompanyLine line(Company company, long people) {
        Place place = company.addresses().stream()
                .filter(Place::primary)
                .findFirst()
                .orElse(
                        company.addresses().isEmpty()
                                ? null
                                : company.addresses().getFirst());
        return new CompanyLine(
                company.id(),
                company.name(),
                company.text(CompanyField.DOMAIN),
                place == null ? null : place.city(),
                place == null ? null : place.country(),
                company.text(CompanyField.OWNER),
                company.doNotContact(),
                people,
                company.changedAt());
    }

    private static Map<UUID, Long> people(DSLContext sql, Actor actor, List<UUID> companies) {
        Map<UUID, Long> people = new HashMap<>();
        sql.select(PERSON.COMPANY_ID, DSL.count())
                .from(PERSON)
                .where(PERSON.TENANT_ID.eq(actor.tenant().value()))
                .and(PERSON.COMPANY_ID.eq(DSL.any(companies.toArray(UUID[]::new))))
                .and(PERSON.MERGED_INTO.isNull())
                .groupBy(PERSON.COMPANY_ID)
                .forEach(row -> people.put(row.value1(), row.value2().longValue()));
        return people;
    }

    @GetMapping("/companies/{id}")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "A company with all its parts; its people are those of the list with `company`")
    CompanyAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> answer(sql, actor, id));
    }

    private CompanyAnswer answer(DSLContext sql, Actor actor, UUID id) {
        Company company =
                customers.company(sql, actor.tenant(), id).orElseThrow(() -> PostgresCustomers.unknownCompany(id));
        Instant now = customers.now();
        return new CompanyAnswer(
                company.id(),
                company.fields(),
                company.emails(),
                company.phones(),
                company.addresses(),
                company.extra(),
                company.externalIds(),
                people(sql, actor, List.of(id)).getOrDefault(id, 0L),
                company.createdAt(),
                company.changedAt(),
                company.version(),
                company.mergedInto(),
                ChannelConsent.each(channel -> Objects.requireNonNull(customers
                        .ofCompanies(sql, actor.tenant(), List.of(id), channel, Consent.ANY_PURPOSE, now)
                        .get(id))),
                mergedElsewhere(sql, actor, company));
    }

    private List<MergedElsewhere> mergedElsewhere(DSLContext sql, Actor actor, Company company) {
        List<MergedElsewhere> merged = new ArrayList<>();
        if (company.mergedInto() != null) {
            return merged;
        }
        for (ExternalId id : company.externalIds()) {
            Company other = customers.becameElsewhere(sql, actor.tenant(), id).orElse(null);
            if (other != null && !other.id().equals(company.id())) {
                merged.add(new MergedElsewhere(
                        other.id(),
                        other.name(),
                        "%s %s was merged in %s".formatted(id.object(), id.id(), ExternalIds.service(id.system()))));
            }
        }
        return merged;
    }

    @GetMapping("/companies/{id}/timeline")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "Everything that happened to a company, newest first")
    Timeline.Page timeline(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        return timeline.page(
                actor.tenant(),
                CustomerKind.COMPANY,
                id,
                Timeline.before(after),
                Math.clamp(limit, 1, MOST),
                actor.may(Permission.LOGS_READ),
                actor.may(Permission.LOGS_PERSONAL));
    }

    @PostMapping("/companies")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Adds a company")
    CompanyAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewCompany wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            UUID id = customers.editCompany(sql, actor.tenant(), origin(actor), null, null, wanted.values());
            return answer(sql, actor, id);
        });
    }

    private static Origin origin(Actor actor) {
        return new Origin(actor.signature(), null);
    }

    @PatchMapping("/companies/{id}")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Changes a company")
    CompanyAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody CompanyChange change) {
        return database.inTenant(actor.tenant(), sql -> {
            customers.editCompany(sql, actor.tenant(), origin(actor), id, change.version(), change.values());
            return answer(sql, actor, id);
        });
    }

    @PostMapping("/companies/{id}/consents")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Writes down what a company agreed to or took back, with the evidence")
    CompanyAnswer consent(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @Valid @RequestBody PeopleController.NewConsent wanted) {
        Consent.Statement statement = PeopleController.statement(wanted, customers.now());
        return database.inTenant(actor.tenant(), sql -> {
            customers.stateOfCompany(sql, actor.tenant(), origin(actor), id, List.of(statement));
            return answer(sql, actor, id);
        });
    }

    @PostMapping("/companies/{id}/merge")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(
            summary = "Makes this company and another one",
            description = "People, ids elsewhere and consent of the other come along. A merge can be taken back.")
    CompanyAnswer merge(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody CompanyMerge wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            UUID merge = customers.mergeCompanies(
                    sql,
                    actor.tenant(),
                    origin(actor),
                    id,
                    wanted.with(),
                    Map.of(),
                    wanted.why().strip());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "customers.merged",
                    id.toString(),
                    Map.of("merge", merge.toString(), "with", wanted.with().toString()));
            return answer(sql, actor, id);
        });
    }

    @GetMapping(path = "/companies.csv", produces = "text/csv")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "The companies of a filter as CSV that a spreadsheet opens without running anything in it")
    void csv(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String owner,
            HttpServletResponse response)
            throws IOException {
        database.runInTenant(
                actor.tenant(),
                sql -> audit.record(
                        sql, actor.tenant(), actor.signature(), "customers.exported", "companies", Map.of()));
        CsvExport.write(response, "companies", CsvExport.COMPANIES, from -> {
            List<Company> companies = new ArrayList<>();
            Looking.Page page = database.inTenant(actor.tenant(), sql -> {
                Looking.Page found =
                        Looking.companies(sql, actor.tenant(), q, stripped(owner), from, CsvExport.AT_ONCE);
                companies.addAll(inOrder(sql, actor, found.ids()));
                return found;
            });
            return new CsvExport.Part(companies.stream().map(CsvExport::of).toList(), page.next());
        });
    }
}

package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person.ExternalId;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
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
@RequestMapping("/api/v1/customers/companies")
class CompaniesController {
    private static final int MOST = 200;

    private final PostgresCustomers customers;
    private final Database database;

    CompaniesController(PostgresCustomers customers, Database database) {
        this.customers = customers;
        this.database = database;
    }

    record CompanyLine(
            UUID id,
            String name,
            @Nullable String domain,
            @Nullable String city,
            @Nullable String country,
            @Nullable String owner,
            long people,
            Instant changedAt) {}

    record CompaniesPage(List<CompanyLine> items, @Nullable String next) {}

    record CompanyAnswer(
            UUID id,
            Map<String, String> fields,
            Map<String, @Nullable Object> extra,
            List<ExternalId> externalIds,
            long people,
            Instant createdAt,
            Instant changedAt,
            long version,
            @Nullable UUID mergedInto) {}

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

    record CompanyTimeline(
            List<Timeline.Item> items, @Nullable String next) {}

    @GetMapping
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
                    owner == null || owner.isBlank() ? null : Folding.storable(owner.strip()),
                    after == null || after.isBlank() ? null : after,
                    Math.clamp(limit, 1, MOST));
            Map<UUID, Company> found = new HashMap<>();
            customers.companies(sql, actor.tenant(), page.ids()).forEach(company -> found.put(company.id(), company));
            Map<UUID, Long> people = people(sql, actor, page.ids());
            return new CompaniesPage(
                    page.ids().stream()
                            .map(id -> line(Objects.requireNonNull(found.get(id)), people.getOrDefault(id, 0L)))
                            .toList(),
                    page.next());
        });
    }

    private static CompanyLine line(Company company, long people) {
        return new CompanyLine(
                company.id(),
                company.name(),
                company.fields().get(CompanyField.DOMAIN.text()),
                company.fields().get(CompanyField.CITY.text()),
                company.fields().get(CompanyField.COUNTRY.text()),
                company.fields().get(CompanyField.OWNER.text()),
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

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "A company; its people are those of the list with `company`")
    CompanyAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(actor.tenant(), sql -> answer(sql, actor, id));
    }

    private CompanyAnswer answer(DSLContext sql, Actor actor, UUID id) {
        Company company =
                customers.company(sql, actor.tenant(), id).orElseThrow(() -> PostgresCustomers.unknownCompany(id));
        return new CompanyAnswer(
                company.id(),
                company.fields(),
                company.extra(),
                company.externalIds(),
                people(sql, actor, List.of(id)).getOrDefault(id, 0L),
                company.createdAt(),
                company.changedAt(),
                company.version(),
                company.mergedInto());
    }

    @GetMapping("/{id}/timeline")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "What changed of a company, newest first")
    CompanyTimeline timeline(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        List<Timeline.Item> items = database.inTenant(actor.tenant(), sql -> {
            if (customers.company(sql, actor.tenant(), id).isEmpty()) {
                throw PostgresCustomers.unknownCompany(id);
            }
            return History.newest(sql, actor.tenant(), null, id, Timeline.before(after), most).stream()
                    .map(stored -> Timeline.item(stored, null))
                    .toList();
        });
        return new CompanyTimeline(
                items, items.size() < most ? null : items.getLast().at().toString());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Adds a company")
    CompanyAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewCompany wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            UUID id = customers.editCompany(
                    sql, actor.tenant(), new Origin(actor.signature(), null), null, null, wanted.values());
            return answer(sql, actor, id);
        });
    }

    @PatchMapping("/{id}")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Changes a company")
    CompanyAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody CompanyChange change) {
        return database.inTenant(actor.tenant(), sql -> {
            customers.editCompany(
                    sql, actor.tenant(), new Origin(actor.signature(), null), id, change.version(), change.values());
            return answer(sql, actor, id);
        });
    }
}

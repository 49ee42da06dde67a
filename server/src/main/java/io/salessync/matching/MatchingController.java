package io.salessync.matching;

import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.matching.MatchingSettings.Survivor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Reviews of matches, what they teach, and the settings. */
@RestController
@RequestMapping("/api/v1/matching")
class MatchingController {
    private static final int PAGE = 50;

    private final Reviews reviews;
    private final ContactMatching matching;
    private final Customers customers;
    private final Duplicates duplicates;
    private final DuplicateSearches searches;
    private final Audit audit;
    private final Database database;
    private final JsonMapper json;

    MatchingController(
            Reviews reviews,
            ContactMatching matching,
            Customers customers,
            Duplicates duplicates,
            DuplicateSearches searches,
            Audit audit,
            Database database,
            JsonMapper json) {
        this.reviews = reviews;
        this.matching = matching;
        this.customers = customers;
        this.duplicates = duplicates;
        this.searches = searches;
        this.audit = audit;
        this.database = database;
        this.json = json;
    }

    /**
     * @param customerName null where they are not there any more
     * @param parted the customer of its own that the contact became when somebody said it is another
     */
    record ReviewLine(
            UUID id,
            Instant at,
            String incomingName,
            UUID customer,
            @Nullable String customerName,
            double probability,
            String why,
            String note,
            String state,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable UUID merge,
            @Nullable UUID parted) {}

    /** @param waiting how many are open in all */
    record ReviewsPage(List<ReviewLine> items, @Nullable UUID next, long waiting) {}

    /** One field of both sides; null where a side does not say it. */
    record Row(
            String field,
            @Nullable String incoming,
            @Nullable String customer,
            boolean equal) {}

    /** @param reasons the strongest first; weights in bits, positive speaks for one person */
    record ReviewDocument(
            ReviewLine review,
            String system,
            String object,
            String externalId,
            @Nullable UUID run,
            List<Row> rows,
            List<Explanation.Reason> reasons) {}

    /** What a person decides. */
    enum Decision {
        same,
        different,
        skip
    }

    record Deciding(
            @NotNull @Schema(example = "same") Decision decision,

            @Schema(
                    description = "Fields to keep otherwise than the rules say",
                    example = "{\"title\": \"Head of purchasing\"}")
            @Nullable Map<String, @Nullable Object> survivors) {}

    record NewSettings(
            @NotNull @DecimalMin("0.5") @DecimalMax("0.9999") @Schema(example = "0.9")
            Double same,

            @NotNull @DecimalMin("0.01") @DecimalMax("0.9999") @Schema(example = "0.2")
            Double review,

            @Nullable @DecimalMin("0.5") @DecimalMax("0.9999") @Schema(example = "0.99")
            Double promise,

            @Schema(example = "{\"title\": \"NEWEST\", \"fullName\": \"LONGEST\"}") @Nullable Map<String, Survivor> survivors) {}

    @GetMapping("/reviews")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(
            summary = "Contacts that a person has to look at, the newest first",
            description = "state: OPEN (the queue), AUTOMATIC (taken without a look), SAME, DIFFERENT, SKIPPED.")
    ReviewsPage all(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(defaultValue = "OPEN") String state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        return database.inTenant(actor.tenant(), sql -> {
            List<Reviews.Review> page = reviews.page(sql, actor.tenant(), state, after, Math.clamp(limit, 1, 4 * PAGE));
            Map<UUID, Person> people = people(sql, actor.tenant(), page);
            List<ReviewLine> items = page.stream().map(one -> line(one, people)).toList();
            UUID next = page.size() < Math.clamp(limit, 1, 4 * PAGE)
                    ? null
                    : page.getLast().id();
            return new ReviewsPage(items, next, reviews.waiting(sql, actor.tenant()));
        });
    }

    private Map<UUID, Person> people(DSLContext sql, TenantId tenant, List<Reviews.Review> page) {
        return customers
                .people(
                        sql,
                        tenant,
                        page.stream().map(Reviews.Review::person).distinct().toList())
                .stream()
                .collect(Collectors.toMap(Person::id, person -> person));
    }

    private static ReviewLine line(Reviews.Review review, Map<UUID, Person> people) {
        Person person = people.get(review.person());
        return new ReviewLine(
                review.id(),
                review.at(),
                name(review.contact().cells()),
                review.person(),
                person == null ? null : person.fullName(),
                review.probability(),
                Reviews.words(
                        new ContactMatching.Candidate(review.person(), review.probability(), review.reasons()), ""),
                review.note(),
                review.state(),
                review.decidedBy(),
                review.decidedAt(),
                review.merge(),
                review.parted());
    }

    private static String name(Map<String, List<String>> cells) {
        String full = Comparison.cell(cells, "full");
        return full.isEmpty()
                ? (Comparison.cell(cells, "given") + " " + Comparison.cell(cells, "surname")).strip()
                : full;
    }

    @GetMapping("/reviews/{id}")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "One decision with both sides beside each other and the reasons")
    ReviewDocument one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(
                actor.tenant(), sql -> document(sql, actor.tenant(), reviews.required(sql, actor.tenant(), id)));
    }

    private ReviewDocument document(DSLContext sql, TenantId tenant, Reviews.Review review) {
        Map<UUID, Person> people = people(sql, tenant, List.of(review));
        Person person = people.get(review.person());
        Map<String, String> incoming = ContactCells.shown(review.contact().cells());
        Map<String, String> customer = person == null ? Map.of() : ContactCells.shown(ContactCells.of(person));
        Set<String> fields = new LinkedHashSet<>(incoming.keySet());
        fields.addAll(customer.keySet());
        List<Row> rows = new ArrayList<>();
        for (String field : fields) {
            String ours = customer.get(field);
            String theirs = incoming.get(field);
            rows.add(new Row(
                    field,
                    theirs,
                    ours,
                    ours != null && theirs != null && Folding.words(ours).equals(Folding.words(theirs))));
        }
        return new ReviewDocument(
                line(review, people),
                review.contact().system(),
                review.contact().object(),
                review.contact().externalId(),
                review.run(),
                rows,
                review.reasons());
    }

    @PostMapping("/reviews/{id}")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(
            summary = "Decides: same, different or skip",
            description =
                    "same: where the contact has become a customer of its own, the two become one, which can be undone;"
                            + " else it is linked when it comes again. different: it is not asked again, and a contact"
                            + " that was linked to that customer becomes one of its own.")
    ReviewDocument decide(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Deciding deciding) {
        String state = switch (deciding.decision()) {
            case same -> Reviews.SAME;
            case different -> Reviews.DIFFERENT;
            case skip -> Reviews.SKIPPED;
        };
        Map<String, @Nullable Object> survivors = deciding.survivors() == null ? Map.of() : deciding.survivors();
        fields(survivors.keySet());
        return database.inTenant(
                actor.tenant(),
                sql -> document(
                        sql,
                        actor.tenant(),
                        reviews.decide(sql, actor.tenant(), id, state, survivors, actor.signature())));
    }

    private static void fields(Set<String> names) {
        for (String name : names) {
            if (!Reviews.field(name)) {
                throw Problem.of(MatchingProblem.WRONG_SETTING, "Customers have no field '%s'.".formatted(name))
                        .with("field", name);
            }
        }
    }

    @PostMapping("/reviews/{id}/undo")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Takes a decision back; two that became one are two again")
    ReviewDocument undo(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return database.inTenant(
                actor.tenant(),
                sql -> document(sql, actor.tenant(), reviews.undo(sql, actor.tenant(), id, actor.signature())));
    }

    @PostMapping("/merges/{id}/undo")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Makes two of two that became one; both are as they were")
    void unmerge(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> reviews.unmerge(sql, actor.tenant(), id, actor.signature()));
    }

    @GetMapping("/quality")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(
            summary = "How right decisions were, from what people decided, and the threshold that keeps the promise",
            description = "precision and recall are those of the proposal among what was reviewed.")
    Quality quality(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> {
            List<Quality.Label> labels = sql.resultQuery(
                            "SELECT probability, state, band FROM matching.review WHERE tenant_id = ?::uuid AND state"
                                    + " IN ('SAME', 'DIFFERENT')",
                            actor.tenant().value())
                    .fetch(row -> new Quality.Label(
                            row.get(0, Double.class),
                            row.get(1, String.class).equals(Reviews.SAME),
                            row.get(2, String.class).equals("SAME")));
            Long automatic = sql.resultQuery(
                            "SELECT count(*) FROM matching.review WHERE tenant_id = ?::uuid AND band = 'SAME'",
                            actor.tenant().value())
                    .fetchOne(0, Long.class);
            return Quality.of(
                    labels,
                    automatic == null ? 0 : automatic,
                    matching.settings(sql, actor.tenant()).promise());
        });
    }

    @GetMapping("/settings")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "Thresholds, the promise and which values survive a merge")
    MatchingSettings settings(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> matching.settings(sql, actor.tenant()));
    }

    @PutMapping("/settings")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Changes thresholds, the promise and which values survive a merge")
    MatchingSettings change(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewSettings wanted) {
        if (wanted.review() > wanted.same()) {
            throw Problem.of(
                            MatchingProblem.WRONG_SETTING,
                            "review (%s) is larger than same (%s): what is surer than that is not looked at."
                                    .formatted(wanted.review(), wanted.same()))
                    .with("field", "review");
        }
        Map<String, Survivor> survivors = wanted.survivors() == null ? Map.of() : wanted.survivors();
        fields(survivors.keySet());
        double promise = wanted.promise() == null ? MatchingSettings.STANDARD.promise() : wanted.promise();
        return database.inTenant(actor.tenant(), sql -> {
            sql.query(
                            """
                            INSERT INTO matching.settings (tenant_id, same_from, review_from, promise, survivors)
                            VALUES (?::uuid, ?, ?, ?, ?::jsonb)
                            ON CONFLICT (tenant_id) DO UPDATE SET same_from = excluded.same_from, review_from = excluded.review_from,
                                promise = excluded.promise, survivors = excluded.survivors
                            """,
                            actor.tenant().value(),
                            wanted.same(),
                            wanted.review(),
                            promise,
                            json.writeValueAsString(new LinkedHashMap<>(survivors)))
                    .execute();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "matching.settings",
                    "settings of matching",
                    Map.of(
                            "same", wanted.same().toString(),
                            "review", wanted.review().toString(),
                            "promise", Double.toString(promise),
                            "survivors", survivors.toString()));
            return matching.settings(sql, actor.tenant());
        });
    }

    /**
     * The last search for customers who are there twice.
     *
     * @param running whether it is at work; a search that is neither running nor done was stopped
     * @param customers how many there are to look at; 0: not known yet
     * @param found pairs that were put into the queue
     */
    record DuplicatesSearch(
            UUID run,
            boolean running,
            boolean done,
            long looked,
            long customers,
            long found,
            String startedBy,
            Instant startedAt,
            @Nullable Instant endedAt) {}

    /** @param search null: there was none yet */
    record LastSearch(@Nullable DuplicatesSearch search) {}

    @PostMapping("/duplicates")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(
            summary = "Looks for customers who are there twice, as a run",
            description = "Pairs that may be one go to the queue of reviews. One that is at work already is answered.")
    LastSearch search(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> {
            searches.lookForDuplicates(sql, actor.tenant(), actor.signature(), actor.userId());
            return last(sql, actor.tenant());
        });
    }

    @GetMapping("/duplicates")
    @PreAuthorize("hasAuthority('customers:read')")
    @Operation(summary = "Where the last search for customers who are there twice stands")
    LastSearch lastSearch(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(actor.tenant(), sql -> last(sql, actor.tenant()));
    }

    private LastSearch last(DSLContext sql, TenantId tenant) {
        Duplicates.Search search = duplicates.last(sql, tenant);
        return new LastSearch(
                search == null
                        ? null
                        : new DuplicatesSearch(
                                search.run(),
                                !search.done() && searches.isRunning(tenant),
                                search.done(),
                                search.looked(),
                                search.customers(),
                                search.found(),
                                search.startedBy(),
                                search.started(),
                                search.ended()));
    }

    @PostMapping("/learn")
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(summary = "Learns the weights anew from the customers there are")
    MatchingSettings learn(@AuthenticationPrincipal Actor actor) {
        // many customers are prepared in several transactions: a long one would keep flows waiting
        while (!database.inTenant(actor.tenant(), sql -> matching.prepare(sql, actor.tenant()))) {
            Thread.onSpinWait();
        }
        return database.inTenant(actor.tenant(), sql -> {
            matching.learn(sql, actor.tenant());
            audit.record(sql, actor.tenant(), actor.signature(), "matching.learnt", "weights of matching", Map.of());
            return matching.settings(sql, actor.tenant());
        });
    }
}

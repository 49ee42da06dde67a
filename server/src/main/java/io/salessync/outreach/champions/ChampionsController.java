package io.salessync.outreach.champions;

import io.salessync.connectors.Connections;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
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

/** Champions over HTTP. */
@RestController("outreachChampionsController")
@RequestMapping("/api/v1/outreach/champions")
class ChampionsController {
    private static final int MOST = 200;
    private static final int LOOKS = 50;

    private final Database database;
    private final Following following;
    private final Checking checking;
    private final TakingBack takingBack;
    private final Policies policies;
    private final Sequences sequences;
    private final Connections connections;
    private final Audit audit;

    ChampionsController(
            Database database,
            Following following,
            Checking checking,
            TakingBack takingBack,
            Policies policies,
            Sequences sequences,
            Connections connections,
            Audit audit) {
        this.database = database;
        this.following = following;
        this.checking = checking;
        this.takingBack = takingBack;
        this.policies = policies;
        this.sequences = sequences;
        this.connections = connections;
        this.audit = audit;
    }

    /** A champion in the list. */
    @Schema(name = "Champion")
    record View(
            @Schema(example = "0196a3c2-1111-7000-8000-000000000001")
            UUID id,

            @Schema(description = "the customer they are now", example = "0196a3c2-1111-7000-8000-000000000002")
            UUID person,

            @Schema(example = "Ada Brandt") String name,

            @Schema(description = "where we know them", example = "Acme Logistics")
            String company,

            @Schema(description = "where they were before the last move; null: none stands", example = "Acme Logistics")
            @Nullable String fromCompany,

            @Schema(description = "where they seem to be; null: nothing tells, or it is decided", example = "Borealis")
            @Nullable String newCompany,

            @Schema(example = "VP Sales") @Nullable String newTitle,

            @Schema(example = "ada@borealis.example") @Nullable String newEmail,

            @Schema(example = "2026-11-01") @Nullable LocalDate newSince,

            @Schema(example = "PROBABLY") Verdict verdict,

            @Schema(description = "percent that the verdict is right; 0: there is none", example = "79")
            int confidence,

            @Schema(example = "Seems to work at Borealis now.")
            String why,

            @Schema(description = "whether a person has to decide", example = "true")
            boolean waits,

            @Schema(description = "public id on the network; null: nobody can look", example = "ada-brandt") @Nullable String linkedin,

            @Schema(example = "maria@example.org") String owner,
            @Schema(example = "page") String source,
            @Schema(example = "2026-11-20T09:00:00Z") Instant followedAt,

            @Schema(description = "null: followed", example = "2026-11-25T09:00:00Z") @Nullable Instant unfollowedAt,

            @Schema(example = "2026-11-23T10:15:00Z") @Nullable Instant checkedAt,

            @Schema(example = "2026-12-23T10:15:00Z") @Nullable Instant nextCheckAt,

            @Schema(description = "what came of the last look, or why it waits", example = "Looked by “Anna”.")
            String note,

            @Schema(description = "the last move that stands; null: none") @Nullable UUID move,

            List<Sign> signs) {}

    @Schema(name = "ChampionPage")
    record Page(
            List<View> items,
            @Nullable String next,
            @Schema(example = "2") int waiting) {}

    /** The story of one. */
    @Schema(name = "ChampionStory")
    record StoryView(
            View champion, List<Champion.Link> records, List<TakingBack.Told> moves, List<Champion.Look> looks) {}

    /** Where they were before the last moves that stand, by move. */
    private static Map<UUID, String> from(DSLContext sql, TenantId tenant, List<Champion> all) {
        UUID[] moves = all.stream().map(Champion::move).filter(Objects::nonNull).toArray(UUID[]::new);
        Map<UUID, String> from = new HashMap<>();
        if (moves.length > 0) {
            sql.fetch(
                            "SELECT move_id, from_company FROM outreach.champion_move WHERE tenant_id = ? AND move_id = ANY (?::uuid[])",
                            tenant.value(),
                            moves)
                    .forEach(row -> from.put(row.get("move_id", UUID.class), row.get("from_company", String.class)));
        }
        return from;
    }

    private static View view(Champion one, Map<UUID, String> from) {
        return new View(
                one.id(),
                one.person(),
                one.name(),
                one.company(),
                one.move() == null ? null : from.get(one.move()),
                one.newCompany(),
                one.newTitle(),
                one.newEmail(),
                one.newSince(),
                one.verdict(),
                one.confidence(),
                one.why(),
                one.waits(),
                one.linkedin(),
                one.owner(),
                one.source(),
                one.followedAt(),
                one.unfollowedAt(),
                one.checkedAt(),
                one.nextCheckAt(),
                one.note(),
                one.move(),
                one.signs());
    }

    private StoryView story(TenantId tenant, UUID id) {
        return database.inTenant(tenant, sql -> {
            Champion one = Rows.one(sql, tenant, id).orElseThrow(() -> Following.unknown(id));
            return new StoryView(
                    view(one, from(sql, tenant, List.of(one))),
                    sql.fetch(
                                    "SELECT person_id, company, linked_at, linked_by, left_at FROM outreach.champion_record WHERE tenant_id = ?"
                                            + " AND champion_id = ? ORDER BY linked_at, person_id",
                                    tenant.value(),
                                    id)
                            .map(row -> new Champion.Link(
                                    row.get("person_id", UUID.class),
                                    row.get("company", String.class),
                                    row.get("linked_at", Instant.class),
                                    row.get("linked_by", String.class),
                                    row.get("left_at", Instant.class))),
                    TakingBack.of(sql, tenant, id),
                    sql.fetch(
                                    "SELECT *, signs::text AS signs_text FROM outreach.champion_check WHERE tenant_id = ? AND champion_id = ?"
                                            + " ORDER BY check_id DESC LIMIT ?",
                                    tenant.value(),
                                    id,
                                    LOOKS)
                            .map(row -> new Champion.Look(
                                    row.get("at", Instant.class),
                                    row.get("outcome", String.class),
                                    row.get("detail", String.class),
                                    row.get("who", String.class),
                                    row.get("verdict", String.class),
                                    row.get("confidence", Integer.class),
                                    row.get("why", String.class),
                                    Rows.signs(row.get("signs_text", String.class)))));
        });
    }

    private record Place(Instant changed, UUID id) {
        static @Nullable Place read(@Nullable String text) {
            String given = Parameters.given(text);
            if (given == null) {
                return null;
            }
            try {
                int cut = given.indexOf('_');
                return new Place(Instant.parse(given.substring(0, cut)), UUID.fromString(given.substring(cut + 1)));
            } catch (DateTimeParseException | IllegalArgumentException | IndexOutOfBoundsException e) {
                throw Parameters.wrong(
                        OutreachProblem.WRONG_CURSOR,
                        "after",
                        given.length() > 80 ? given.substring(0, 80) : given,
                        "give the “next” of the last page");
            }
        }
    }

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "Who is followed when they change jobs",
            description = "Those of whom something changed last first. Keyset: give “next” as “after”.")
    Page list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Parameter(description = "MOVED, PROBABLY, STAYED or UNKNOWN") @Nullable String verdict,
            @RequestParam(defaultValue = "false")
                    @Parameter(description = "only those who wait for a person's decision")
                    boolean waiting,
            @RequestParam(required = false) @Parameter(description = "a customer's id: who they are or were") @Nullable UUID person,
            @RequestParam(required = false) @Parameter(description = "parts of name, company or profile") @Nullable String q,
            @RequestParam(required = false) @Parameter(description = "“next” of the page before") @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        Verdict wanted = Parameters.choice(OutreachProblem.WRONG_CHAMPION, Verdict.class, "verdict", verdict);
        Place place = Place.read(after);
        int most = Math.clamp(limit, 1, MOST);
        TenantId tenant = actor.tenant();
        return database.inTenant(tenant, sql -> {
            StringBuilder conditions = new StringBuilder(Rows.SELECT + " AND unfollowed_at IS NULL");
            List<Object> values = new ArrayList<>(List.of(tenant.value()));
            if (wanted != null) {
                conditions.append(" AND verdict = ?");
                values.add(wanted.name());
            }
            if (waiting) {
                conditions.append(" AND waits");
            }
            if (person != null) {
                conditions.append(
                        " AND champion_id IN (SELECT champion_id FROM outreach.champion_record WHERE tenant_id = ? AND person_id = ?)");
                values.add(tenant.value());
                values.add(person);
            }
            String words = Parameters.given(q);
            if (words != null) {
                for (String word : words.toLowerCase(Locale.ROOT).strip().split("\\s+", 9)) {
                    conditions.append(" AND position(? IN search) > 0");
                    values.add(word);
                }
            }
            if (place != null) {
                conditions.append(" AND (changed_at, champion_id) < (?::timestamptz, ?)");
                values.add(place.changed().toString());
                values.add(place.id());
            }
            values.add(most + 1);
            List<Champion> found = sql.fetch(
                            conditions + " ORDER BY changed_at DESC, champion_id DESC LIMIT ?", values.toArray())
                    .map(Rows::champion);
            boolean more = found.size() > most;
            List<Champion> shown = more ? found.subList(0, most) : found;
            int waits = sql.fetchSingle(
                            "SELECT count(*)::int FROM outreach.champion WHERE tenant_id = ? AND waits AND unfollowed_at IS NULL",
                            tenant.value())
                    .get(0, Integer.class);
            Map<UUID, String> from = from(sql, tenant, shown);
            return new Page(
                    shown.stream().map(one -> view(one, from)).toList(),
                    more ? shown.getLast().changedAt() + "_" + shown.getLast().id() : null,
                    waits);
        });
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary = "One champion with the whole story",
            description =
                    "The records that are this person, every look with its evidence, every move with what was done.")
    StoryView one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return story(actor.tenant(), id);
    }

    @Schema(name = "ChampionWish")
    record GivenPerson(
            @Schema(description = "a customer's id", example = "0196a3c2-1111-7000-8000-000000000002") @Nullable UUID person,

            @Schema(
                    description = "or a lead's id, whose customer it is",
                    example = "0196a3c2-1111-7000-8000-000000000003")
            @Nullable UUID lead) {}

    @PostMapping
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Follows somebody from now on",
            description =
                    "Somebody who is followed already stays as they are; somebody who was not any more is taken up again.")
    StoryView follow(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenPerson given) {
        TenantId tenant = actor.tenant();
        UUID id = database.inTenant(tenant, sql -> {
            UUID person = given.person();
            if (person == null && given.lead() != null) {
                person = sql
                        .fetch(
                                "SELECT person_id FROM outreach.lead WHERE tenant_id = ? AND lead_id = ?",
                                tenant.value(),
                                given.lead())
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.of(
                                OutreachProblem.UNKNOWN_LEAD, "There is no lead with the id " + given.lead() + "."))
                        .get(0, UUID.class);
                if (person == null) {
                    throw Problem.of(
                            OutreachProblem.WRONG_CHAMPION,
                            "The lead is no customer: make them one first, then follow the customer.");
                }
            }
            if (person == null) {
                throw Problem.of(
                        OutreachProblem.WRONG_CHAMPION, "Give person (a customer's id) or lead (a lead's id).");
            }
            Champion champion = following.follow(
                    sql, tenant, person, given.lead() == null ? "page" : "lead", actor.signature(), true);
            audit.record(
                    sql,
                    tenant,
                    actor.signature(),
                    "outreach.champion-followed",
                    champion.name(),
                    Map.of("champion", champion.id().toString(), "person", person.toString()));
            return champion.id();
        });
        return story(tenant, id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Follows somebody no more",
            description = "Their story stays; no tag and no flow takes them up again, only a person.")
    void unfollow(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            following.unfollow(sql, actor.tenant(), id);
            audit.record(
                    sql, actor.tenant(), actor.signature(), "outreach.champion-unfollowed", id.toString(), Map.of());
        });
    }

    @PostMapping("/{id}/check")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Looks at somebody now",
            description =
                    "Costs one of the day's profile visits of an account, never more than it has; hours and the share of champions do not count.")
    StoryView check(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        checking.now(actor.tenant(), id, actor.signature());
        return story(actor.tenant(), id);
    }

    @Schema(name = "ChampionDecision")
    record GivenDecision(
            @NotNull @Schema(description = "MOVED or STAYED", example = "MOVED")
            Verdict verdict,

            @Size(max = 200) @Schema(description = "where they are now; none: where they seem to be", example = "Borealis")
            @Nullable String company,

            @Size(max = 200) @Schema(example = "VP Sales") @Nullable String title,

            @Size(max = 254) @Schema(example = "ada@borealis.example") @Nullable String email,

            @Schema(
                    description = "the customer they are there; none: looked for, made where there is none",
                    example = "0196a3c2-1111-7000-8000-000000000004")
            @Nullable UUID person) {}

    @PostMapping("/{id}/decide")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Says whether somebody moved",
            description =
                    "MOVED tags the record they left, finds or makes the one where they are, links both, tells the owner and what else is set. STAYED: the same evidence asks nobody again.")
    StoryView decide(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody @Valid GivenDecision given) {
        TenantId tenant = actor.tenant();
        switch (given.verdict()) {
            case MOVED ->
                checking.moved(
                        tenant,
                        id,
                        new Moves.Whereto(
                                given.company() == null ? "" : given.company(),
                                Parameters.given(given.title()),
                                Parameters.given(given.email()),
                                null,
                                given.person()),
                        actor.signature());
            case STAYED -> {
                Champion champion = checking.stayed(tenant, id, actor.signature());
                database.runInTenant(
                        tenant,
                        sql -> audit.record(
                                sql,
                                tenant,
                                actor.signature(),
                                "outreach.champion-stayed",
                                champion.name(),
                                Map.of("champion", id.toString())));
            }
            default ->
                throw Problem.of(
                        OutreachProblem.WRONG_CHAMPION,
                        "“%s” is no decision: say MOVED or STAYED.".formatted(given.verdict()));
        }
        return story(tenant, id);
    }

    /** @param notes what was done and what was not */
    @Schema(name = "ChampionUndone")
    record Undone(
            @Schema(example = "[\"The tag is off the record at Acme Logistics.\"]")
            List<String> notes,

            StoryView champion) {}

    @PostMapping("/{id}/undo")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Takes the last move back",
            description =
                    "The tag comes off, the two records are two again, a lead that was sent nothing yet ends. The customer that was made stays, and what was proposed to the CRM is decided there.")
    Undone undo(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        TenantId tenant = actor.tenant();
        List<String> notes = database.inTenant(tenant, sql -> {
            Champion champion = Rows.locked(sql, tenant, id).orElseThrow(() -> Following.unknown(id));
            return takingBack.undo(sql, tenant, champion, actor.signature());
        });
        return new Undone(notes, story(tenant, id));
    }

    /** @param version to be given back when it is changed */
    @Schema(name = "ChampionSettingsKept")
    record SettingsView(
            Policy settings, @Schema(example = "3") long version) {}

    @GetMapping("/settings")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "How champions are followed")
    SettingsView settings(@AuthenticationPrincipal Actor actor) {
        Policies.Kept kept = database.inTenant(actor.tenant(), sql -> policies.of(sql, actor.tenant()));
        return new SettingsView(kept.policy(), kept.version());
    }

    /** What the settings name has to be there. */
    private void there(DSLContext sql, TenantId tenant, Policy policy) {
        if (!policy.sequence().isBlank()
                && sequences.named(sql, tenant, policy.sequence()).isEmpty()) {
            throw Problem.of(
                            OutreachProblem.UNKNOWN_SEQUENCE,
                            "There is no sequence “%s” that somebody who moved could enter."
                                    .formatted(policy.sequence()))
                    .with("sequence", policy.sequence());
        }
        Policy.Writing writing = policy.writing();
        if (writing != null && connections.named(tenant, writing.connection()).isEmpty()) {
            throw Problem.of(
                            OutreachProblem.WRONG_CHAMPION,
                            "There is no connection “%s” to propose anything to.".formatted(writing.connection()))
                    .with("connection", writing.connection());
        }
    }

    @Schema(name = "ChampionSettingsGiven")
    record GivenSettings(
            @NotNull @Valid Policy settings,

            @Schema(description = "as it was read", example = "3")
            long version) {}

    @PutMapping("/settings")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(
            summary = "Sets how champions are followed",
            description = "How often they are looked at, with what share of the visits, and what is done about a move.")
    SettingsView set(@AuthenticationPrincipal Actor actor, @RequestBody @Valid GivenSettings given) {
        Policies.Kept kept = database.inTenant(actor.tenant(), sql -> {
            there(sql, actor.tenant(), given.settings());
            Policies.Kept set = policies.set(sql, actor.tenant(), given.settings(), given.version());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "outreach.champion-settings",
                    "champions",
                    Map.of(
                            "everyDays", Integer.toString(given.settings().everyDays()),
                            "share", Integer.toString(given.settings().share()),
                            "automatic", Boolean.toString(given.settings().automatic()),
                            "sequence", given.settings().sequence()));
            return set;
        });
        return new SettingsView(kept.policy(), kept.version());
    }
}

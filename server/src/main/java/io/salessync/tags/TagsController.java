package io.salessync.tags;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.tags.Tags.Change;
import io.salessync.tags.Tags.Outcome;
import io.salessync.tags.Tags.Requirement;
import io.salessync.tags.Tags.Tag;
import io.salessync.tags.Tags.Tagged;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** Tags over HTTP. */
@RestController
@RequestMapping("/api/v1/tags")
class TagsController {
    private static final int MOST = 200;
    private static final int MOST_PEOPLE = 10_000;

    private final PostgresTags tags;
    private final Customers customers;
    private final Database database;
    private final Audit audit;

    TagsController(PostgresTags tags, Customers customers, Database database, Audit audit) {
        this.tags = tags;
        this.customers = customers;
        this.database = database;
        this.audit = audit;
    }

    record TagAnswer(
            UUID id,
            String name,
            String color,
            String about,
            Consent.@Nullable Channel channel,
            String purpose,
            Requirement requires,
            long version,
            long people) {
        static TagAnswer of(Tag tag, long people) {
            return new TagAnswer(
                    tag.id(),
                    tag.name(),
                    tag.color(),
                    tag.about(),
                    tag.channel(),
                    tag.purpose(),
                    tag.requires(),
                    tag.version(),
                    people);
        }
    }

    record TagsPage(List<TagAnswer> items, @Nullable String next) {}

    record GivenTag(
            @NotBlank @Schema(example = "old lead") String name,
            @NotBlank @Schema(example = "#e8590c") String color,

            @Schema(example = "No activity for half a year") @Nullable String about,

            @Schema(description = "what it is for: consent to it is read when somebody gets the tag", example = "EMAIL")
            Consent.@Nullable Channel channel,

            @Schema(description = "none: whatever the purpose", example = "newsletter") @Nullable String purpose,

            @Schema(description = "nothing unless it is said", example = "NOT_WITHDRAWN") @Nullable Requirement requires,

            @Schema(
                    description = "the version that was seen: refused where somebody else changed it since",
                    example = "3")
            @Nullable Long version) {
        PostgresTags.Wish wish() {
            return new PostgresTags.Wish(
                    name,
                    color,
                    about == null ? "" : about,
                    channel,
                    purpose == null || purpose.isBlank()
                            ? Consent.ANY_PURPOSE
                            : purpose.strip().toLowerCase(Locale.ROOT),
                    requires == null ? Requirement.NOTHING : requires,
                    version);
        }
    }

    record GivenPeople(
            @NotEmpty @Schema(example = "[\"5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11\"]")
            List<UUID> people,

            @NotBlank @Schema(example = "Asked for it at the fair")
            String why,

            @Schema(description = "takes the tag off instead", example = "false") @Nullable Boolean remove) {}

    record PeopleAnswer(int changed, int unchanged, int refused, List<Outcome> outcomes) {}

    /** @param person the name, as it is now */
    record TaggedPerson(
            UUID id,
            @Nullable String person,
            Instant since,
            String who,
            String why,
            @Nullable UUID run,
            Consent.@Nullable State consent,
            @Nullable String consentWhy) {}

    record TaggedPage(List<TaggedPerson> items, @Nullable String next) {}

    record TagEvent(
            String id,
            UUID person,
            @Nullable String personName,
            Instant at,
            String did,
            String who,
            String why,
            @Nullable UUID run) {}

    record TagEvents(List<TagEvent> items, @Nullable String next) {}

    private static Origin origin(Actor actor) {
        return new Origin(actor.signature(), null);
    }

    @GetMapping
    @PreAuthorize("hasAuthority('tags:read')")
    @Operation(summary = "All tags, with how many people have each")
    TagsPage all(@AuthenticationPrincipal Actor actor) {
        return new TagsPage(
                database.inTenant(actor.tenant(), sql -> tags.all(sql, actor.tenant())).stream()
                        .map(counted -> TagAnswer.of(counted.tag(), counted.people()))
                        .toList(),
                null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('tags:write')")
    @Operation(summary = "Makes a tag")
    TagAnswer add(@AuthenticationPrincipal Actor actor, @Valid @RequestBody GivenTag given) {
        return database.inTenant(actor.tenant(), sql -> save(sql, actor, null, given));
    }

    private TagAnswer save(DSLContext sql, Actor actor, @Nullable UUID id, GivenTag given) {
        UUID saved = tags.save(sql, actor.tenant(), origin(actor), id, given.wish(), false);
        audit.record(
                sql,
                actor.tenant(),
                actor.signature(),
                id == null ? "tags.created" : "tags.changed",
                given.name().strip(),
                Map.of("id", saved.toString()));
        return TagAnswer.of(
                tags.get(sql, actor.tenant(), saved),
                tags.all(sql, actor.tenant()).stream()
                        .filter(counted -> counted.tag().id().equals(saved))
                        .findFirst()
                        .map(PostgresTags.Counted::people)
                        .orElse(0L));
    }

    @PutMapping("/{id}")
    @PreAuthorize("hasAuthority('tags:write')")
    @Operation(summary = "Changes a tag")
    TagAnswer change(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody GivenTag given) {
        return database.inTenant(actor.tenant(), sql -> save(sql, actor, id, given));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('tags:write')")
    @Operation(summary = "Takes a tag off everybody and forgets it; the history stays")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            Tag tag = tags.get(sql, actor.tenant(), id);
            tags.delete(sql, actor.tenant(), origin(actor), id);
            audit.record(
                    sql, actor.tenant(), actor.signature(), "tags.deleted", tag.name(), Map.of("id", id.toString()));
        });
    }

    @PostMapping("/{id}/customers")
    @PreAuthorize("hasAuthority('tags:write') and hasAuthority('customers:read')")
    @Operation(summary = "Puts a tag on people, or takes it off, with the reason")
    PeopleAnswer tag(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody GivenPeople given) {
        if (given.people().size() > MOST_PEOPLE) {
            throw Problem.of(
                    TagsProblem.TOO_MANY,
                    "At most %d people at once, not %d; a flow tags any number."
                            .formatted(MOST_PEOPLE, given.people().size()));
        }
        List<Outcome> outcomes = database.inTenant(actor.tenant(), sql -> {
            Tag tag = tags.get(sql, actor.tenant(), id);
            String why = given.why().strip();
            return Boolean.TRUE.equals(given.remove())
                    ? tags.remove(sql, actor.tenant(), origin(actor), tag, given.people(), why)
                    : tags.add(sql, actor.tenant(), origin(actor), tag, given.people(), why);
        });
        return new PeopleAnswer(
                count(outcomes, Change.ADDED) + count(outcomes, Change.REMOVED),
                count(outcomes, Change.UNCHANGED),
                count(outcomes, Change.REFUSED),
                outcomes);
    }

    private static int count(List<Outcome> outcomes, Change change) {
        return (int)
                outcomes.stream().filter(outcome -> outcome.change() == change).count();
    }

    @GetMapping("/{id}/customers")
    @PreAuthorize("hasAuthority('tags:read') and hasAuthority('customers:read')")
    @Operation(summary = "Who has a tag since when, by whom and why, and what consent there was then")
    TaggedPage people(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        return database.inTenant(actor.tenant(), sql -> {
            tags.get(sql, actor.tenant(), id);
            List<Tagged> page = tags.page(sql, actor.tenant(), id, after, most);
            Map<UUID, String> names =
                    names(sql, actor, page.stream().map(Tagged::person).toList());
            return new TaggedPage(
                    page.stream()
                            .map(tagged -> new TaggedPerson(
                                    tagged.person(),
                                    names.get(tagged.person()),
                                    tagged.since(),
                                    tagged.who(),
                                    tagged.why(),
                                    tagged.run(),
                                    tagged.consent() == null
                                            ? null
                                            : tagged.consent().state(),
                                    tagged.consent() == null
                                            ? null
                                            : tagged.consent().why()))
                            .toList(),
                    page.size() < most ? null : page.getLast().person().toString());
        });
    }

    private Map<UUID, String> names(DSLContext sql, Actor actor, List<UUID> people) {
        Map<UUID, String> names = new HashMap<>();
        customers
                .people(sql, actor.tenant(), people)
                .forEach((Person person) -> names.put(person.id(), person.fullName()));
        return names;
    }

    @GetMapping("/{id}/history")
    @PreAuthorize("hasAuthority('tags:read') and hasAuthority('customers:read')")
    @Operation(summary = "Who was given a tag and who lost it, newest first")
    TagEvents history(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        return database.inTenant(actor.tenant(), sql -> {
            List<PostgresTags.Event> events = tags.history(sql, actor.tenant(), id, after, most);
            Map<UUID, String> names = names(
                    sql, actor, events.stream().map(PostgresTags.Event::person).toList());
            return new TagEvents(
                    events.stream()
                            .map(event -> new TagEvent(
                                    Long.toString(event.id()),
                                    event.person(),
                                    names.get(event.person()),
                                    event.at(),
                                    event.did(),
                                    event.who(),
                                    event.why(),
                                    event.run()))
                            .toList(),
                    events.size() < most ? null : Long.toString(events.getLast().id()));
        });
    }
}

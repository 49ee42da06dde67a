package io.salessync.outreach.sequences;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.mail.Mails;
import io.salessync.outreach.OutreachProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The texts of a sequence over HTTP: what they may name, what becomes of them, and trying them on oneself. */
@RestController
@RequestMapping("/api/v1/outreach/sequences")
class SequenceTextsController {
    private static final int MOST_SHOWN = 100;

    private final PostgresSequences sequences;
    private final Database database;
    private final Mails mails;

    SequenceTextsController(PostgresSequences sequences, Database database, Mails mails) {
        this.sequences = sequences;
        this.database = database;
        this.mails = mails;
    }

    record Candidates(
            @Schema(implementation = SequenceDocument.class, description = "none: the draft") @Nullable JsonNode document,

            @Size(max = 100) @Schema(
                    description = "people to try it on, by token; none: the leads that are on their way",
                    example = "[{\"first_name\": \"Ada\", \"company\": \"Analytical Engines\"}]")
            @Nullable List<Map<String, String>> people,

            @Schema(description = "whose notes are measured; none: an account that pays", example = "FREE") @Nullable Tier tier,

            @Schema(description = "the next of the page before", example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11")
            @Nullable UUID after,

            @Schema(example = "20") @Nullable Integer limit,

            @Schema(
                    description = "by token, what is put in for the sender",
                    example = "{\"sender_first_name\": \"Grace\"}")
            @Nullable Map<String, String> sender) {}

    /**
     * @param leads how many were looked at for the totals
     * @param ready how many of them could be written to
     * @param complete whether all were looked at
     */
    record PreviewAnswer(
            List<TextPreview.LeadTexts> items,
            @Nullable String next,
            List<TextPreview.Total> totals,
            long leads,
            long ready,
            boolean complete) {}

    record TestSend(
            @NotBlank @Schema(example = "hello") String step,

            @Schema(description = "none: the one the lead gets", example = "short") @Nullable String variant,

            @Schema(
                    description = "for whom it is rendered; none: an example",
                    example = "5f1c5a7e-3c0b-4a53-9d0e-0d8a0c6a9b11")
            @Nullable UUID lead) {}

    /** @param mailedTo the address it was mailed to; null: it is shown here alone */
    record TestAnswer(Rendering rendering, @Nullable String mailedTo, String note) {}

    record TokenItems(List<Tokens.Token> items, List<String> filters) {}

    @GetMapping("/tokens")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What texts may name, and the filters they may use")
    TokenItems tokens() {
        return new TokenItems(Tokens.ALL, Template.FILTERS);
    }

    @PostMapping("/{id}/preview")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary =
                    "What each text and variant becomes for each lead, over all choices, with what is missing or too long")
    PreviewAnswer preview(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Candidates wanted) {
        Tier tier = wanted.tier() == null ? Tier.PREMIUM : wanted.tier();
        Map<String, String> sender = sender(actor, wanted.sender());
        int most = Math.clamp(wanted.limit() == null ? 20 : wanted.limit(), 1, MOST_SHOWN);
        return database.inTenant(actor.tenant(), sql -> {
            sequences.get(sql, actor.tenant(), id);
            SequenceDocument document = wanted.document() == null
                    ? sequences.draft(sql, actor.tenant(), id)
                    : SequenceText.json(wanted.document());
            List<Map<String, String>> people = wanted.people();
            TextPreview.Totals totals;
            List<TextPreview.Somebody> page;
            String next = null;
            if (people != null) {
                page = given(people);
                totals = new TextPreview.Totals(document, sender, tier);
                page.forEach(totals::add);
            } else {
                List<TextPreview.Somebody> found = TextPreview.leads(sql, actor.tenant(), id, wanted.after(), most + 1);
                page = found.stream().limit(most).toList();
                next = found.size() > most ? page.getLast().id().toString() : null;
                totals = TextPreview.totals(sql, actor.tenant(), id, document, sender, tier);
            }
            return new PreviewAnswer(
                    page.stream()
                            .map(lead -> TextPreview.of(document, lead, sender, tier))
                            .toList(),
                    next,
                    totals.totals(),
                    totals.leads(),
                    totals.ready(),
                    totals.leads() < TextPreview.MOST_LEADS);
        });
    }

    private static List<TextPreview.Somebody> given(List<Map<String, String>> people) {
        List<TextPreview.Somebody> made = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            Map<String, String> one = people.get(i);
            String name = one.getOrDefault("full_name", "");
            Map<String, String> values = Tokens.of(name, "", null, null, "", one);
            made.add(new TextPreview.Somebody(
                    new UUID(0, i + 1L),
                    values.getOrDefault("full_name", values.getOrDefault("first_name", "")),
                    values));
        }
        return made;
    }

    private static Map<String, String> sender(Actor actor, @Nullable Map<String, String> given) {
        Map<String, String> sender = new HashMap<>();
        Tokens.ALL.stream()
                .filter(token -> !token.of().equals("lead"))
                .forEach(token -> sender.put(token.name(), token.example()));
        sender.put("sender_name", actor.name());
        sender.put("sender_first_name", actor.name().strip().split("\\s+")[0]);
        sender.put("sender_email", actor.email());
        if (given != null) {
            given.forEach((name, value) -> sender.put(Tokens.name(name), value));
        }
        return sender;
    }

    @PostMapping("/{id}/test")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Renders a step of the draft, and mails it to oneself where it is a mail")
    TestAnswer test(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody TestSend wanted) {
        return database.inTenant(actor.tenant(), sql -> {
            SequenceDocument document = sequences.draft(sql, actor.tenant(), id);
            Step step = document.step(wanted.step())
                    .filter(found -> found instanceof Step.Texts || found instanceof Step.Task)
                    .orElseThrow(() -> Problem.of(
                                    OutreachProblem.WRONG_SEQUENCE,
                                    "The draft has no step “%s” that sends a text.".formatted(wanted.step()))
                            .with("step", wanted.step()));
            TextPreview.Somebody lead = lead(sql, actor, id, wanted.lead());
            Map<String, String> sender = sender(actor, null);
            Rendering made = wanted.variant() == null
                    ? sequences.render(document, step.id(), lead.id(), lead.values(), sender, Tier.PREMIUM)
                    : sequences.render(
                            document, step.id(), wanted.variant(), lead.id(), lead.values(), sender, Tier.PREMIUM);
            if (!(step instanceof Step.Email)) {
                return new TestAnswer(made, null, "This is what would be sent; nothing went out.");
            }
            if (!made.ready() || !mails.canSend()) {
                return new TestAnswer(
                        made,
                        null,
                        made.ready()
                                ? "No mail server is set up, so nothing was mailed; this is what would be sent."
                                : "Nothing was mailed: the text is not ready for this lead.");
            }
            mails.queue(
                    sql,
                    actor.tenant(),
                    new Mails.Mail(
                            "outreach-test:" + UUID.randomUUID(),
                            actor.email(),
                            "[Test] " + made.subject(),
                            made.text(),
                            made.html(),
                            "outreach:test",
                            null,
                            lead.id().toString()));
            return new TestAnswer(made, actor.email(), "Mailed to you alone.");
        });
    }

    private TextPreview.Somebody lead(DSLContext sql, Actor actor, UUID sequence, @Nullable UUID lead) {
        if (lead != null) {
            return TextPreview.lead(sql, actor.tenant(), sequence, lead)
                    .orElseThrow(() -> Problem.of(
                                    OutreachProblem.UNKNOWN_LEAD, "The sequence has no lead %s.".formatted(lead))
                            .with("lead", lead.toString()));
        }
        Map<String, String> values = new LinkedHashMap<>();
        Tokens.ALL.stream()
                .filter(token -> token.of().equals("lead"))
                .forEach(token -> values.put(token.name(), token.example()));
        sequences
                .draft(sql, actor.tenant(), sequence)
                .fields()
                .forEach(field -> values.put(Tokens.name(field), "[" + field + "]"));
        return new TextPreview.Somebody(new UUID(0, 1), "Ada Lovelace", values);
    }
}

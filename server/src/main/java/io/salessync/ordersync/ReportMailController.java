package io.salessync.ordersync;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.board.ReportMail;
import io.salessync.ordersync.board.ReportRecipients;
import io.salessync.ordersync.board.ReportRecipients.Chosen;
import io.salessync.ordersync.board.ReportRecipients.When;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Reports by e-mail: one now, and those that go out by themselves. */
@RestController
@RequestMapping("/api/v1/ordersync/{id}/report/mail")
class ReportMailController {
    private final Syncs syncs;
    private final ReportMail mail;
    private final ReportRecipients recipients;
    private final Database database;
    private final Audit audit;

    ReportMailController(Syncs syncs, ReportMail mail, ReportRecipients recipients, Database database, Audit audit) {
        this.syncs = syncs;
        this.mail = mail;
        this.recipients = recipients;
        this.database = database;
        this.audit = audit;
    }

    /** @param run null: the latest */
    record ToSend(
            @Schema(example = "[\"nina@example.org\"]") @NotNull List<String> to,

            @Schema(example = "7c9e6679-7425-40de-944b-e07fc1f90ae7") @Nullable UUID run) {}

    record Sent(List<ReportMail.Queued> items) {}

    record Wanted(
            @Schema(example = "[\"nina@example.org\"]") @NotNull List<String> recipients,

            @Schema(example = "FAILURES") @NotNull When when) {}

    /** @param canSend whether a mail server is configured; without one the mails wait */
    record Answer(List<String> recipients, When when, boolean canSend) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send a run's report by e-mail; the mail log tells what became of it")
    @PreAuthorize("hasAuthority('ordersync:run')")
    Sent send(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody ToSend wanted) {
        Sync sync = syncs.get(actor.tenant(), id);
        List<ReportMail.Queued> queued = mail.send(actor.tenant(), sync.id(), wanted.run(), wanted.to());
        database.runInTenant(
                actor.tenant(),
                sql -> audit.record(
                        sql,
                        actor.tenant(),
                        actor.signature(),
                        "ordersync.report-mailed",
                        sync.id().toString(),
                        Map.of("to", queued.stream().map(ReportMail.Queued::to).collect(Collectors.joining(", ")))));
        return new Sent(queued);
    }

    @GetMapping
    @Operation(summary = "To whom reports go by themselves when a run ends, and when")
    @PreAuthorize("hasAuthority('ordersync:read')")
    Answer chosen(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        Sync sync = syncs.get(actor.tenant(), id);
        return answer(database.inTenant(actor.tenant(), sql -> recipients.of(sql, actor.tenant(), sync.id())));
    }

    @PutMapping
    @Operation(summary = "Say to whom reports go by themselves when a run ends, and when: ALWAYS, FAILURES or NEVER")
    @PreAuthorize("hasAuthority('ordersync:write')")
    Answer choose(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Wanted wanted) {
        Sync sync = syncs.get(actor.tenant(), id);
        return answer(database.inTenant(actor.tenant(), sql -> {
            Chosen set = recipients.set(sql, actor.tenant(), sync.id(), new Chosen(wanted.recipients(), wanted.when()));
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "ordersync.report-recipients",
                    sync.id().toString(),
                    Map.of(
                            "recipients",
                            String.join(", ", set.recipients()),
                            "when",
                            set.when().name()));
            return set;
        }));
    }

    private Answer answer(Chosen chosen) {
        return new Answer(chosen.recipients(), chosen.when(), mail.canSend());
    }
}

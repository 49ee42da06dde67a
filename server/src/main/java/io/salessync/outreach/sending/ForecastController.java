package io.salessync.outreach.sending;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How long a sequence will take, before it is launched. */
@RestController("outreachForecastController")
@RequestMapping("/api/v1/outreach/sequences")
class ForecastController {
    private final Database database;
    private final Sequences sequences;
    private final PostgresSenders senders;
    private final Sheets sheets;
    private final InstantSource clock;

    ForecastController(
            Database database, Sequences sequences, PostgresSenders senders, Sheets sheets, InstantSource clock) {
        this.database = database;
        this.sequences = sequences;
        this.senders = senders;
        this.sheets = sheets;
        this.clock = clock;
    }

    /** What is asked. */
    record Question(
            @Schema(example = "1200") @Min(1) @Max(1_000_000) int leads,

            @Schema(
                    description = "a sequence that is nowhere else; null: the newest published version, or the draft",
                    example = "format: 1\nname: Hello\n…")
            @Nullable String yaml) {}

    @PostMapping("/{id}/forecast")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(
            summary =
                    "When so many leads will have got their first touch, what the bottleneck is, what one more account saves")
    Forecast.Answer forecast(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Question question) {
        TenantId tenant = actor.tenant();
        String yaml = question.yaml();
        return database.inTenant(tenant, sql -> {
            SequenceDocument document = yaml != null
                    ? sequences.read(yaml)
                    : sequences
                            .newest(sql, tenant, id)
                            .map(Sequences.Live::document)
                            .orElseGet(() -> sequences.draft(sql, tenant, id));
            return Forecast.of(document, question.leads(), accounts(sql, tenant, id, document), clock.instant());
        });
    }

    private List<Forecast.Account> accounts(DSLContext sql, TenantId tenant, UUID sequence, SequenceDocument document) {
        boolean mail = Forecast.first(document) == Action.EMAIL;
        List<String> names =
                mail ? document.settings().mailSenders() : document.settings().senders();
        Leads.Channel channel = mail ? Leads.Channel.EMAIL : Leads.Channel.LINKEDIN;
        int waiting = sql.fetchSingle(
                        "SELECT count(*)::int FROM outreach.lead WHERE tenant_id = ? AND sequence_id <> ? AND ended_at IS NULL AND invited_at IS NULL"
                                + " AND state = 'PENDING_INVITE'",
                        tenant.value(),
                        sequence)
                .get(0, Integer.class);
        Switches switches = Switches.read(sql, tenant);
        List<Sender> able = senders.all(sql, tenant).stream()
                .filter(sender ->
                        sender.channel() == channel && sender.consentedAt() != null && switches.off(sender) == null)
                .filter(sender -> Choosing.among(sender, names))
                .toList();
        return able.stream()
                .map(sender -> new Forecast.Account(sheets.of(sql, tenant, sender), waiting / Math.max(1, able.size())))
                .toList();
    }
}

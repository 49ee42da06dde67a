package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Step;
import io.salessync.outreach.sequences.Tier;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accounts that messages go out from, what they used, how they are, and the switches. */
@RestController("outreachSendersController")
@RequestMapping("/api/v1/outreach")
class SendersController {
    private final Database database;
    private final PostgresSenders senders;
    private final Sheets sheets;
    private final SenderChanges changes;
    private final List<Channel> channels;

    SendersController(
            Database database,
            PostgresSenders senders,
            Sheets sheets,
            SenderChanges changes,
            ObjectProvider<Channel> channels) {
        this.channels = channels.orderedStream().toList();
        this.database = database;
        this.senders = senders;
        this.sheets = sheets;
        this.changes = changes;
    }

    /** What was used of one action. */
    record UsageView(
            @Schema(example = "INVITE") Action action,

            @Schema(description = "today, in the sender's zone, by hand included", example = "7")
            int today,

            @Schema(description = "what holds today", example = "15")
            int cap,

            @Schema(description = "what people set, or the standard", example = "25")
            int set,

            @Schema(description = "the network's own number, which nothing passes", example = "100")
            int ceiling,

            @Schema(description = "of seven days on end", example = "31")
            int week,

            @Schema(description = "null: no cap a week", example = "100") @Nullable Integer weekCap,

            @Schema(description = "what no cap a week passes", example = "200")
            int weekCeiling,

            @Schema(example = "2026-12-01T14:00:00Z") @Nullable Instant pausedUntil,

            @Schema(description = "the network's word for why", example = "errors/cannot_resend_yet") @Nullable String pausedFor) {}

    /** A sender. */
    record SenderView(
            @Schema(example = "0196a3c2-1111-7000-8000-000000000001")
            UUID id,

            @Schema(example = "0196a3c2-1111-7000-8000-000000000002") @Nullable UUID connection,

            @Schema(example = "acc_ana") String account,
            @Schema(example = "LINKEDIN") Leads.Channel channel,
            @Schema(example = "Ana Lima") String name,
            @Nullable UUID owner,
            @Schema(example = "north") String team,
            @Schema(example = "FREE") @Nullable Tier tier,
            @Schema(example = "OK") String status,
            Instant statusAt,
            @Nullable String statusWord,
            @Schema(example = "Europe/Berlin") String zone,
            @Schema(example = "DE") String country,
            SenderSettings settings,

            @Schema(description = "null: its owner has not agreed; nothing goes out") @Nullable Instant consentedAt,

            @Schema(description = "why nothing goes out of it: its switch, its team's or all; null: it is on") @Nullable String killed,

            @Schema(description = "the body of the unknown error that stopped it") @Nullable String refused,

            @Schema(
                    description =
                            "what a call was refused for although the service calls the account well, and what lets it go on",
                    example = "The service calls it well, but the last call was refused (account_restricted); …")
            @Nullable String barred,

            @Schema(description = "what an administrator has to mend") @Nullable String misconfigured,

            @Schema(example = "312") @Nullable Integer connections,

            @Schema(description = "invitations that wait for an answer", example = "41")
            int pending,

            @Schema(example = "400") int pendingCap,

            @Schema(description = "invitations with a note in the last 31 days", example = "2")
            int notesThisMonth,

            @Schema(description = "null: no limit", example = "5") @Nullable Integer notesCap,

            Health health,
            List<UsageView> usage,

            @Schema(description = "how it sends InMails; null: a mailbox") @Nullable InMailsView inmails,

            @Schema(
                    description =
                            "of a mailbox of the own mail server: why its mails go out unsigned (DKIM) and what to do; null: they are signed, or its service signs them",
                    example = "There is no key for example.org: letters go out unsigned, …")
            @Nullable String unsigned,

            long version) {}

    /** By what an account sends InMails. */
    @Schema(name = "OutreachInMails")
    record InMailsView(
            @Schema(description = "products that it can send by; empty: none", example = "[\"SALES_NAVIGATOR\"]")
            List<OutreachWrite.Product> products,

            @Schema(
                    description = "what is left by product; missing: the service does not tell",
                    example = "{\"SALES_NAVIGATOR\": 41}")
            Map<OutreachWrite.Product, Integer> credits,

            @Schema(description = "InMails to open profiles in 31 days, which cost no credit", example = "12")
            int open,

            @Schema(example = "800") int openCap,

            @Schema(description = "when credits were last asked for; null: never") @Nullable Instant lookedAt) {
        static InMailsView of(Sheet sheet) {
            List<OutreachWrite.Product> ways = sheet.ways(Step.InMail.Through.ANY);
            Map<OutreachWrite.Product, Integer> credits = new EnumMap<>(OutreachWrite.Product.class);
            sheet.inmails().credits().forEach((product, left) -> {
                if (ways.contains(product)) {
                    credits.put(product, left);
                }
            });
            return new InMailsView(
                    ways,
                    credits,
                    sheet.inmails().openInMonth(),
                    InMails.OPEN_IN_MONTH,
                    sheet.inmails().lookedAt());
        }
    }

    record SenderPage(List<SenderView> items, @Nullable String next) {}

    private SenderView view(DSLContext sql, TenantId tenant, Sender sender) {
        Sheet sheet = sheets.of(sql, tenant, sender);
        boolean mail = sender.channel() == Leads.Channel.EMAIL;
        int notes = Caps.notesInMonth(sender.tierOrFree());
        List<UsageView> usage = (mail
                        ? Stream.of(Action.EMAIL)
                        : Stream.of(
                                Action.INVITE,
                                Action.MESSAGE,
                                Action.INMAIL,
                                Action.VISIT,
                                Action.WITHDRAW,
                                Action.SCAN))
                .map(action -> new UsageView(
                        action,
                        sheet.usedToday(action),
                        sheet.capToday(action),
                        Caps.set(sender, action),
                        Caps.ceiling(action, sender.tierOrFree()),
                        sheet.usedInWeek(action),
                        Caps.week(sender, action),
                        Caps.weekCeiling(action, sender.tierOrFree()),
                        sheet.pace(action).pausedUntil(),
                        sheet.pace(action).slug()))
                .toList();
        return new SenderView(
                sender.id(),
                sender.connection() == null ? null : sender.connection().value(),
                sender.account(),
                sender.channel(),
                sender.name(),
                sender.owner(),
                sender.team(),
                sender.tier(),
                sender.status().name(),
                sender.statusAt(),
                sender.statusWord(),
                sender.zone().getId(),
                sender.country(),
                sender.settings(),
                sender.consentedAt(),
                sheet.killed(),
                sender.refused(),
                sender.bar() == null ? null : sender.bar().sentence() + ".",
                sheet.misconfigured(),
                sender.connections(),
                sheet.waiting(),
                Caps.pending(sender),
                sheet.notesThisMonth(),
                notes == Integer.MAX_VALUE ? null : notes,
                Health.of(sheet),
                usage,
                mail ? null : InMailsView.of(sheet),
                channels.stream()
                        .filter(channel -> channel.handles(sender))
                        .map(channel -> Optional.ofNullable(channel.unsigned(tenant, sender)))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null),
                sender.version());
    }

    private SenderView view(Actor actor, UUID id) {
        return database.inTenant(
                actor.tenant(), sql -> view(sql, actor.tenant(), senders.one(sql, actor.tenant(), id)));
    }

    @GetMapping("/senders")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Accounts that messages go out from, by name, with usage and health")
    SenderPage all(@AuthenticationPrincipal Actor actor) {
        return database.inTenant(
                actor.tenant(),
                sql -> new SenderPage(
                        senders.all(sql, actor.tenant()).stream()
                                .map(sender -> view(sql, actor.tenant(), sender))
                                .toList(),
                        null));
    }

    @GetMapping("/senders/{id}")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "One sender")
    SenderView one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return view(actor, id);
    }

    @GetMapping("/senders/{id}/usage")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What a sender used today and in seven days, by hand included, against its caps")
    List<UsageView> usage(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return view(actor, id).usage();
    }

    /** Accounts to take in. */
    record Taking(
            @Schema(
                    description = "name or id of the connection; null: a mailbox of the own mail server",
                    example = "unipile")
            @Nullable String connection,

            @Schema(
                    description = "the service's id, or the address; null: all accounts of the connection",
                    example = "acc_ana")
            @Nullable String account,

            @Schema(example = "Ana Lima") @Nullable String name,
            @Schema(example = "Europe/Berlin") @NotBlank String zone,
            @Schema(example = "DE") @NotNull String country) {}

    @PostMapping("/senders")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Takes accounts of a connection in, or a mailbox of the own mail server")
    SenderPage take(@AuthenticationPrincipal Actor actor, @Valid @RequestBody Taking taking) {
        String connection = taking.connection();
        String account = taking.account();
        List<UUID> ids = connection == null
                ? List.of(changes.mailbox(
                        actor,
                        account == null ? "" : account,
                        Objects.requireNonNullElse(taking.name(), ""),
                        taking.zone(),
                        taking.country()))
                : changes.take(actor, connection, account, taking.zone(), taking.country());
        return new SenderPage(ids.stream().map(id -> view(actor, id)).toList(), null);
    }

    /** How a sender is to be. */
    record Setting(
            @Schema(example = "Ana Lima") @NotBlank String name,

            @Schema(
                    description = "null: as it is; another one has to agree first",
                    example = "0196a3c2-1111-7000-8000-000000000009")
            @Nullable UUID owner,

            @Schema(example = "north") @NotNull String team,
            @Schema(example = "PREMIUM") @Nullable Tier tier,
            @Schema(example = "Europe/Berlin") @NotBlank String zone,
            @Schema(example = "DE") @NotNull String country,
            @NotNull SenderSettings settings,
            @Schema(description = "as read", example = "3") long version) {}

    @PutMapping("/senders/{id}")
    @PreAuthorize("hasAuthority('outreach:write')")
    @Operation(summary = "Sets zone, hours, caps and ramp; no cap passes the network's own numbers")
    SenderView set(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Setting setting) {
        changes.set(
                actor,
                id,
                new SenderChanges.Setting(
                        setting.name(),
                        setting.owner(),
                        setting.team(),
                        setting.tier(),
                        setting.zone(),
                        setting.country(),
                        setting.settings(),
                        setting.version()));
        return view(actor, id);
    }

    /** What is shown before somebody agrees. */
    record ConsentText(
            @Schema(example = "1") int version,
            @Schema(example = "I own this account…") String text) {}

    @GetMapping("/senders/{id}/consent")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What the owner of an account agrees to")
    ConsentText consentText(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        Sender sender = database.inTenant(actor.tenant(), sql -> senders.one(sql, actor.tenant(), id));
        return new ConsentText(Consent.VERSION, Consent.text(sender));
    }

    @PostMapping("/senders/{id}/consent")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "The owner agrees that messages go out from the account; the text is kept")
    SenderView agree(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        changes.consent(actor, id, true);
        return view(actor, id);
    }

    @DeleteMapping("/senders/{id}/consent")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Takes the owner's consent back; nothing goes out any more")
    SenderView disagree(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        changes.consent(actor, id, false);
        return view(actor, id);
    }

    /** Why. */
    record Reason(
            @Schema(example = "Too many complaints") @Nullable String why) {}

    private static String why(@Nullable Reason reason) {
        return reason == null || reason.why() == null ? "" : reason.why().strip();
    }

    @PostMapping("/senders/{id}/kill")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Switches a sender off: nothing goes out, from before the next send on")
    SenderView kill(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Reason reason) {
        changes.kill(actor, id, true, why(reason));
        return view(actor, id);
    }

    @PostMapping("/senders/{id}/revive")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Switches a sender on again")
    SenderView revive(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        changes.kill(actor, id, false, "");
        return view(actor, id);
    }

    @PostMapping("/senders/{id}/go-on")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Lets a sender go on that an unknown error, a refusal or a wrong setting stopped")
    SenderView goOn(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        changes.goOn(actor, id);
        return view(actor, id);
    }

    @PostMapping("/senders/{id}/restart")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Asks the service to start its work with the account again")
    SenderView restart(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        changes.restart(actor, id);
        return view(actor, id);
    }

    /** Where the browser goes. */
    record SignIn(
            @Schema(example = "https://account.unipile.com/…")
            URI url) {}

    @PostMapping("/senders/{id}/sign-in")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "A page of the service where the owner signs in again")
    SignIn signIn(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new SignIn(changes.signIn(actor, id));
    }

    /** What is switched. */
    record Switch(
            @Schema(description = "a team; null: all senders", example = "north") @Nullable String team,

            @Schema(example = "true") boolean off,

            @Schema(example = "Wrong list imported") @Nullable String why) {}

    record SwitchView(
            @Schema(description = "since when all senders are off; null: they are on") @Nullable Instant allOffSince,

            @Nullable String why,
            @Schema(example = "[\"north\"]") List<String> teamsOff) {}

    @PostMapping("/kill")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Switches all senders, or those of a team, off or on; effective before the next send")
    SwitchView switchMany(@AuthenticationPrincipal Actor actor, @Valid @RequestBody Switch wanted) {
        String why = wanted.why();
        changes.killMany(actor, wanted.team(), wanted.off(), why == null ? "" : why);
        return switches(actor);
    }

    @GetMapping("/kill")
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "Which switches are off")
    SwitchView switches(@AuthenticationPrincipal Actor actor) {
        Switches switches = database.inTenant(actor.tenant(), sql -> Switches.read(sql, actor.tenant()));
        return new SwitchView(switches.allOffSince(), switches.why(), switches.teams());
    }
}

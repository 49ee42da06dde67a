package io.salessync.alerts;

import io.salessync.alerts.jooq.tables.records.ChannelRecord;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Channels over HTTP. */
@RestController
@RequestMapping("/api/v1/alerts/channels")
class AlertChannelsController {
    private final Channels channels;
    private final Notices notices;
    private final Deliveries deliveries;
    private final Database database;

    AlertChannelsController(Channels channels, Notices notices, Deliveries deliveries, Database database) {
        this.channels = channels;
        this.notices = notices;
        this.deliveries = deliveries;
        this.database = database;
    }

    /** @param secret of a web hook just made: the key that signs, shown this once */
    record ChannelAnswer(
            UUID id,
            String kind,
            String name,
            Map<String, Object> settings,
            Instant updatedAt,
            @Nullable String secret) {}

    record ChannelsAnswer(
            List<ChannelAnswer> items, @Nullable String next) {}

    record NewChannel(
            @NotNull @Schema(example = "EMAIL") Channels.Kind kind,
            @NotBlank @Schema(example = "Sales operations") String name,

            @NotNull @Schema(
                    description =
                            "EMAIL: to, a list of addresses. CHAT: url. WEBHOOK: url, and secret unless one is to be made",
                    example = "{\"to\": [\"ops@example.org\"]}")
            Map<String, Object> settings) {
        @Override
        public String toString() {
            return "NewChannel[" + kind + " " + name + "]";
        }
    }

    record ChannelChange(
            @NotBlank @Schema(example = "Sales operations") String name,

            @NotNull @Schema(description = "what is not named stays as it is", example = "{\"to\": [\"ops@example.org\"]}")
            Map<String, Object> settings) {
        @Override
        public String toString() {
            return "ChannelChange[" + name + "]";
        }
    }

    /** @param mails of an e-mail channel: the mails queued, see {@code /mail/{id}} */
    record TestAnswer(boolean ok, String state, String message, UUID delivery, List<UUID> mails) {}

    @GetMapping
    @PreAuthorize("hasAuthority('alerts:read')")
    @Operation(summary = "The channels that alerts are told over")
    ChannelsAnswer all(@AuthenticationPrincipal Actor actor) {
        return new ChannelsAnswer(
                channels.all(actor.tenant()).stream()
                        .map(channel -> answer(channel, null))
                        .toList(),
                null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Make a channel")
    ChannelAnswer make(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewChannel wanted) {
        Channels.Made made = channels.make(actor, wanted.kind(), wanted.name(), wanted.settings());
        return answer(made.channel(), made.secret());
    }

    @PutMapping("/{id}")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Change a channel")
    ChannelAnswer change(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody ChannelChange wanted) {
        Channels.Made made = channels.change(actor, id, wanted.name(), wanted.settings());
        return answer(made.channel(), made.secret());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Delete a channel; what still waits to be told over it is not told")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        channels.delete(actor, id);
    }

    @PostMapping("/{id}/test")
    @PreAuthorize("hasAuthority('alerts:write')")
    @Operation(summary = "Send a test over a channel and say what came of it")
    TestAnswer test(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        ChannelRecord channel = channels.present(actor.tenant(), id);
        UUID delivery = database.inTenant(actor.tenant(), sql -> notices.test(sql, channel));
        deliveries.sendOne(actor.tenant(), id, delivery);
        DeliveryRecord after = deliveries.one(actor.tenant(), delivery);
        UUID[] mails = after.getMails();
        boolean ok = after.getState().equals("SENT");
        return new TestAnswer(
                ok,
                after.getState(),
                ok ? sent(channel) : after.getError() == null ? "It is on its way." : after.getError(),
                delivery,
                mails == null ? List.of() : List.of(mails));
    }

    private static String sent(ChannelRecord channel) {
        return channel.getKind().equals(Channels.Kind.EMAIL.name())
                ? "The mail is queued; the mail log says what became of it."
                : "It was taken.";
    }

    private ChannelAnswer answer(ChannelRecord channel, @Nullable String secret) {
        return new ChannelAnswer(
                channel.getChannelId(),
                channel.getKind(),
                channel.getName(),
                channels.shown(channel),
                channel.getUpdatedAt(),
                secret);
    }
}

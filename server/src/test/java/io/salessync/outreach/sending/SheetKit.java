package io.salessync.outreach.sending;

import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.OutreachAccount;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Tier;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Senders and sheets for tests without a database. */
final class SheetKit {
    static final Instant SOME_TIME = Instant.parse("2026-11-23T09:00:00Z");

    private SheetKit() {}

    static Sender sender(String zone, String country) {
        return sender(zone, country, Tier.PREMIUM, SenderSettings.STANDARD);
    }

    static Sender sender(String zone, String country, Tier tier, SenderSettings settings) {
        return new Sender(
                UUID.nameUUIDFromBytes("ana".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new ConnectionId(new UUID(0, 7)),
                "ana",
                Leads.Channel.LINKEDIN,
                "Ana Lima",
                null,
                "",
                tier,
                null,
                OutreachAccount.Status.OK,
                SOME_TIME,
                null,
                ZoneId.of(zone),
                country,
                settings,
                SOME_TIME,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                SOME_TIME,
                1);
    }

    static Sheet sheet(Sender sender, Map<Action, Map<LocalDate, Integer>> uses, Map<Action, Sheet.Pace> paces) {
        return sheet(sender, uses, paces, 0, 10, 0, 0, null);
    }

    static Sheet sheet(
            Sender sender,
            Map<Action, Map<LocalDate, Integer>> uses,
            Map<Action, Sheet.Pace> paces,
            int waiting,
            int active,
            int invited,
            int accepted,
            @Nullable Instant sentAt) {
        return new Sheet(
                sender,
                LocalDate.ofInstant(SOME_TIME, sender.zone()),
                uses,
                0,
                paces,
                waiting,
                active,
                sentAt,
                null,
                null,
                null,
                null,
                null,
                invited,
                accepted,
                0,
                InMails.UNTOLD);
    }
}

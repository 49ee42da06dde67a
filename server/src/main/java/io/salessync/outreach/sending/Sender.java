package io.salessync.outreach.sending;

import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.OutreachAccount;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Tier;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account that messages go out from. Times are UTC.
 *
 * @param connection null: the program's own mail server
 * @param account the service's id of it; the address for the own mail server
 * @param owner the user whose account it is; null: nobody's
 * @param tier null for mailboxes
 * @param member its own id on the network, the address of a mailbox; null: not told yet
 * @param statusWord what the service says of it; null: nothing
 * @param consentedAt when its owner agreed; null: not yet, nothing goes out
 * @param killedAt when a person switched it off; null: it is on
 * @param startedOn its first day at work, in its zone; null: it sent nothing yet
 * @param connections how many people it is connected with; null: not told
 * @param pending invitations waiting at the network as the last complete look counted them; null: never looked
 * @param refused the body of an error we do not know, which stopped it until a person lets it go on; null: none
 * @param bar what it was refused for although the service calls it well; null: nothing
 */
public record Sender(
        UUID id,
        @Nullable ConnectionId connection,
        String account,
        Leads.Channel channel,
        String name,
        @Nullable UUID owner,
        String team,
        @Nullable Tier tier,
        @Nullable String member,
        OutreachAccount.Status status,
        Instant statusAt,
        @Nullable String statusWord,
        ZoneId zone,
        String country,
        SenderSettings settings,
        @Nullable Instant consentedAt,
        @Nullable Instant killedAt,
        @Nullable String killedWhy,
        @Nullable LocalDate startedOn,
        @Nullable Integer connections,
        @Nullable Integer pending,
        @Nullable Instant pendingAt,
        @Nullable String refused,
        @Nullable Bar bar,
        Instant createdAt,
        long version) {
    /** What stands for it where a tier is asked: mailboxes have none, accounts that do not tell are taken as free. */
    public Tier tierOrFree() {
        return tier == null ? Tier.FREE : tier;
    }

    /** Whether the service can work with it, as far as it told, and nothing that it refused speaks against that. */
    public boolean well() {
        return status == OutreachAccount.Status.OK && bar == null;
    }
}

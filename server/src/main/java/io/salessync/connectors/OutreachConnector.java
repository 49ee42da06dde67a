package io.salessync.connectors;

import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port to services that act for a person on a social network and in a mailbox. A call is made once, has deadlines, and is
 * written to the call log; nothing waits or tries again inside: when a call may go out is the caller's decision, who keeps quotas
 * and breakers that people see. None may be made inside a transaction. Times are UTC.
 */
public interface OutreachConnector extends VendorConnector {
    /** Most relations one page may hold. */
    int MOST_RELATIONS = 1_000;

    /** Most sent invitations one page may hold. */
    int MOST_INVITATIONS = 100;

    /** Most chats, messages and mails one page may hold. */
    int MOST_LISTED = 250;

    /** The accounts that people connected there, as they stand now. */
    OutreachAnswer<List<OutreachAccount>> accounts(Connection connection, @Nullable ActiveRun run);

    OutreachAnswer<OutreachAccount> account(Connection connection, String account, @Nullable ActiveRun run);

    /**
     * Where a person signs an account in, in the browser.
     *
     * @param account the one to sign in again; null: a new one
     * @param notify where the service tells that it was done, without any secret; null: it tells nobody
     * @param back where the person is led afterwards; null: nowhere
     */
    OutreachAnswer<URI> signIn(
            Connection connection,
            @Nullable String account,
            @Nullable URI notify,
            @Nullable URI back,
            Instant expires,
            @Nullable ActiveRun run);

    /** Asks the service to start the account's work again. */
    OutreachAnswer<OutreachAccount> restart(Connection connection, String account, @Nullable ActiveRun run);

    /**
     * A person's profile as this account sees it; counts as a visit there.
     *
     * @param identifier the public id or the id as this account knows it
     * @param notify whether the person is told of the visit, where the network can
     */
    default OutreachAnswer<OutreachProfile> profile(
            Connection connection, String account, String identifier, boolean notify, @Nullable ActiveRun run) {
        return profile(connection, account, identifier, OutreachWrite.Product.CLASSIC, notify, run);
    }

    /** The same as a product of the network shows them: the id it tells is good for this product alone. */
    OutreachAnswer<OutreachProfile> profile(
            Connection connection,
            String account,
            String identifier,
            OutreachWrite.Product product,
            boolean notify,
            @Nullable ActiveRun run);

    /**
     * How many InMails each product of the account may still send, as the service tells; a product that is missing has no credits of its
     * own. Empty: the service tells nothing of it.
     */
    default OutreachAnswer<Map<OutreachWrite.Product, Integer>> inmailCredits(
            Connection connection, String account, @Nullable ActiveRun run) {
        return new OutreachAnswer.Done<>(Map.of(), new BatchAnswer.Evidence(null, 0, null, false, "not told"));
    }

    /**
     * People connected with the account, the newest first. The cursor is an offset on a list that shifts: rows may come twice or be
     * left out where somebody is added or removed meanwhile.
     *
     * @param cursor from the page before; null: the first
     */
    OutreachAnswer<OutreachPage<OutreachRelation>> relations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run);

    /** Invitations that are still pending, sent by the account in whatever way. */
    OutreachAnswer<OutreachPage<OutreachInvitation>> sentInvitations(
            Connection connection, String account, int limit, @Nullable String cursor, @Nullable ActiveRun run);

    OutreachAnswer<OutreachPage<OutreachChat>> chats(
            Connection connection,
            String account,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run);

    /**
     * Messages, the newest first.
     *
     * @param chat of this chat alone; null: of all chats of the account
     */
    OutreachAnswer<OutreachPage<OutreachMessage>> messages(
            Connection connection,
            String account,
            @Nullable String chat,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run);

    /**
     * Mails of the account's mailbox, the newest first.
     *
     * @param address only those to or from it; null: all
     */
    OutreachAnswer<OutreachPage<OutreachMail>> mails(
            Connection connection,
            String account,
            @Nullable String address,
            @Nullable Instant after,
            @Nullable String cursor,
            @Nullable ActiveRun run);

    /** What is wrong with a write before it is sent, such as a text that is too long; null: it can be sent. */
    @Nullable String fault(OutreachWrite write);

    /** The exact body of the call that does this write. Pure: the same write makes the same body. */
    String body(OutreachWrite write);

    /**
     * Sends an intent made of {@code body(write)}: marks it sent, calls once. An intent that was sent before is never sent again:
     * its answer is Unknown.
     */
    OutreachAnswer<OutreachSent> send(
            Connection connection, Intent intent, OutreachWrite write, @Nullable ActiveRun run);

    /**
     * Makes sure that news of these kinds are told to {@code url} with {@code headers}; leaves what is there and right.
     *
     * @return the ids of the subscriptions
     */
    OutreachAnswer<List<String>> subscribe(
            Connection connection, URI url, Map<String, String> headers, @Nullable ActiveRun run);

    /**
     * What a news item that came in says; empty where it is none that this vendor sends. Reads the bytes whatever their content type
     * says. Never throws.
     */
    Optional<OutreachNews> news(byte[] body);

    /** How long a call may take in all. */
    default Duration longest() {
        return Duration.ofSeconds(30);
    }
}

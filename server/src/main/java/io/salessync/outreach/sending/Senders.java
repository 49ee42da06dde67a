package io.salessync.outreach.sending;

import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The accounts that messages go out from, for those who look at them and hear of them. All of it in the open transaction. */
public interface Senders {
    /** Keeps which products of the network an account may use; nothing where the service tells nothing. */
    void products(DSLContext sql, TenantId tenant, UUID id, Set<OutreachWrite.Product> told);

    /** How often an account that is not well is asked how it is, without waiting for news, as long as it may come back by itself. */
    Duration UNWELL_LOOK = Duration.ofMinutes(2);

    Duration COMES_BACK = Duration.ofHours(2);

    Optional<Sender> sender(DSLContext sql, TenantId tenant, UUID id);

    /** @param connection null: the own mail server, whose account is the address */
    Optional<Sender> byAccount(DSLContext sql, TenantId tenant, @Nullable ConnectionId connection, String account);

    /** The same, held until the transaction ends: nothing goes out from it meanwhile, and nobody switches it. */
    Optional<Sender> locked(DSLContext sql, TenantId tenant, UUID id);

    /** All, by name. */
    List<Sender> all(DSLContext sql, TenantId tenant);

    /**
     * The service told how an account stands: anything but OK freezes what goes out of it, OK lets it go on; its leads are looked at
     * again at once. Where something bars it, OK lets it go on only if the service told since that it was away, or of a sign-in.
     *
     * @param word the service's, for people; null: none
     * @return as it is now
     */
    Sender status(DSLContext sql, TenantId tenant, UUID id, OutreachAccount.Status status, @Nullable String word);

    /**
     * News tell that an account is back: its next good word lifts what bars it.
     *
     * @param signedIn whether they tell that somebody signed it in; else only what time lifts anyway is lifted
     */
    void back(DSLContext sql, TenantId tenant, UUID id, boolean signedIn);

    /** Whether somebody here was led to the service to sign it in, and has still time for it. */
    boolean signingIn(DSLContext sql, TenantId tenant, UUID id);

    /** What a complete look at the sent invitations counted, by hand or by us. */
    void pending(DSLContext sql, TenantId tenant, UUID id, int pending, Instant at);

    /** What a look at the account told of itself; nulls leave what is known. */
    void known(DSLContext sql, TenantId tenant, UUID id, @Nullable String member, @Nullable Integer connections);

    /** How often its owner did something by hand on a day of the sender's zone; counts against the same caps. Sets, never adds. */
    void byHand(DSLContext sql, TenantId tenant, UUID id, Action action, LocalDate day, int count);

    /**
     * Takes one of the day's reads or looks (VISIT, SCAN), before it is made; kill switches, status and pauses do not matter for it.
     *
     * @return false: the day's cap is used up; nothing was taken
     */
    boolean take(DSLContext sql, TenantId tenant, UUID id, Action action);

    /**
     * What an action has left.
     *
     * @param today in the sender's zone
     * @param used of today, by hand included
     * @param cap of today, all things together
     * @param pausedUntil when the network lets it go on, UTC; null: it may now
     */
    record Allowance(
            LocalDate today, int used, int cap, @Nullable Instant pausedUntil) {}

    Allowance allowance(DSLContext sql, TenantId tenant, UUID id, Action action);

    /** The network refused a read because the account is to slow down: that action pauses, as with sends. */
    void throttled(DSLContext sql, TenantId tenant, UUID id, Action action, String slug, String message);
}

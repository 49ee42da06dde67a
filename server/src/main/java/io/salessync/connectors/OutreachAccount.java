package io.salessync.connectors;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account that a person connected at an outreach service.
 *
 * @param id the service's
 * @param network what it is an account of
 * @param name for people
 * @param member its own id on the network: messages of this sender are ours; null: not told
 * @param address of the mailbox; null for others
 * @param products what the account may use, as far as it is told; empty: not told
 * @param premium whether it pays for the network; null: not told
 */
public record OutreachAccount(
        String id,
        Network network,
        String name,
        Status status,
        @Nullable String member,
        @Nullable String address,
        Set<OutreachWrite.Product> products,
        @Nullable Boolean premium,
        @Nullable Instant createdAt) {
    public OutreachAccount {
        products = Set.copyOf(products);
    }

    /** What it is an account of. */
    public enum Network {
        LINKEDIN,
        MAIL,
        OTHER
    }

    /** Whether the service can work with it; on anything but OK what it tells may be old. */
    public enum Status {
        OK,
        CONNECTING,
        /** A person has to sign in again. */
        CREDENTIALS,
        PERMISSIONS,
        STOPPED,
        ERROR,
        /** It is gone at the service. */
        DELETED,
        UNKNOWN
    }
}

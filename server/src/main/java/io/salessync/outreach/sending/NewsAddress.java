package io.salessync.outreach.sending;

import io.salessync.connectors.Connection;
import java.net.URI;
import java.util.Optional;

/** A bean of whoever takes news: where an outreach service reaches this server. */
public interface NewsAddress {
    /**
     * Addresses of this server as a service reaches them.
     *
     * @param news where news come in
     * @param senders the page of senders, for people
     */
    record At(URI news, URI senders) {}

    /** Where a connection's service tells of things; empty: no address is known under which it reaches this server. */
    Optional<At> of(Connection connection);
}

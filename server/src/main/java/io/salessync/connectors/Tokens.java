package io.salessync.connectors;

/** What a vendor's connector has to know of a connection beyond what everybody sees. */
public interface Tokens {
    /** Opens the connection's secret for one call or a few. */
    Access open(Connection connection);

    /** Keeps what a call found out about the connection. */
    void health(Connection connection, boolean healthy, String message);

    /**
     * The way in.
     *
     * @param token in clear; never logged
     * @param account what limits are counted for, the same for all connections with one token: vendor, address and fingerprint
     * @param fromUser whether a person gave the address, so that it must not lead into this network
     */
    record Access(String token, String account, boolean fromUser) {
        @Override
        public String toString() {
            return "Access[" + account + "]";
        }
    }
}

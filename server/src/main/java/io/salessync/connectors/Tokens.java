package io.salessync.connectors;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a vendor's connector has to know of a connection beyond what everybody sees. */
public interface Tokens {
    /** Opens the connection's secret for one call or a few. */
    Access open(Connection connection);

    /** Keeps what a call found out about the connection. */
    void health(Connection connection, boolean healthy, String message);

    /** The refresh token that an approval at the vendor brought; empty where nobody approved yet. */
    Optional<String> grant(Connection connection);

    /** Keeps the refresh token of an approval, in place of the one before. */
    void keepGrant(Connection connection, String grant);

    /**
     * The way in.
     *
     * @param token in clear; never logged
     * @param account what limits are counted for, the same for all connections with one token: vendor, address and fingerprint
     * @param fromUser whether a person gave the address, so that it must not lead into this network
     */
    record Access(String token, String account, boolean fromUser) {
        /** The secret settings of a vendor whose connections have settings. */
        public Map<String, String> secrets() {
            return JsonMapper.shared().readValue(token, new TypeReference<Map<String, String>>() {});
        }

        @Override
        public String toString() {
            return "Access[" + account + "]";
        }
    }
}

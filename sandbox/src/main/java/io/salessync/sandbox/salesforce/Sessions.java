package io.salessync.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access tokens that are good at present: two hours after their last use they are not. */
final class Sessions {
    /** A token that needs no login and never expires, for a look by hand. */
    static final String BY_HAND = "sandbox-session";

    private static final Duration IDLE = Duration.ofHours(2);

    private final Org org;
    private final Map<String, Session> sessions = new HashMap<>();
    private int made;

    Sessions(Org org) {
        this.org = org;
    }

    /** Whose token it is and for which application. */
    static final class Session {
        private final String user;
        private final String client;
        private Instant used;

        Session(String user, String client, Instant used) {
            this.user = user;
            this.client = client;
            this.used = used;
        }

        String user() {
            return user;
        }

        String client() {
            return client;
        }
    }

    synchronized void reset() {
        sessions.clear();
        made = 0;
    }

    synchronized String open(String user, String client) {
        made++;
        long h = (org.seed() + 7) * 0x9E3779B97F4A7C15L + made * 0xBF58476D1CE4E5B9L;
        String token = Ids.shortForm(Ids.ORG) + "!AQ" + Long.toString(made, 36) + "."
                + Long.toUnsignedString(h ^ (h >>> 29), 36) + Long.toUnsignedString(h * 31 + made, 36);
        sessions.put(token, new Session(user, client, org.clock().instant()));
        return token;
    }

    /** The session of a request's header; null when there is none that is good. */
    synchronized @Nullable Session of(@Nullable String authorization) {
        String token = token(authorization);
        if (token == null) {
            return null;
        }
        if (token.equals(BY_HAND)) {
            return new Session(Made.user(0), "by hand", org.clock().instant());
        }
        Session session = sessions.get(token);
        Instant now = org.clock().instant();
        if (session == null || session.used.plus(IDLE).isBefore(now)) {
            sessions.remove(token);
            return null;
        }
        session.used = now;
        return session;
    }

    static @Nullable String token(@Nullable String authorization) {
        if (authorization == null || !authorization.matches("(?i)(bearer|oauth) .+")) {
            return null;
        }
        return authorization.substring(authorization.indexOf(' ') + 1).strip();
    }

    synchronized void close(String token) {
        sessions.remove(token);
    }

    synchronized void closeAll() {
        sessions.clear();
    }

    synchronized int count() {
        return sessions.size();
    }
}

package io.salessync.kernel.access;

import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who sends a request, by what it carries: asked anew for each, so that a change of role or a revocation acts at once. */
@Component
public final class Callers {
    /** The cookie of a browser's session. */
    public static final String COOKIE = "SALESSYNC_SESSION";

    private final Sessions sessions;
    private final ApiKeys keys;

    Callers(Sessions sessions, ApiKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    /** The user of this session, if it is (still) open. */
    public Optional<Actor> ofSession(String token) {
        return sessions.actor(token);
    }

    /** The user of this API key with the key's permissions, if it (still) works. */
    public Optional<Actor> ofKey(String key) {
        return keys.actor(key);
    }
}

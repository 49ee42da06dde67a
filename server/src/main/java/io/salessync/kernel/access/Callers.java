package io.salessync.kernel.access;

import io.salessync.kernel.tenancy.Gathering;
import io.salessync.kernel.tenancy.Gathering.Asked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Who sends a request, by what it carries: asked anew for each, so that a change of role or a revocation acts at once. Requests that come
 * at the same moment with one key share a question that is put after they came.
 */
@Component
public final class Callers {
    /** The cookie of a browser's session. */
    public static final String COOKIE = "SALESSYNC_SESSION";

    private static final int MOST = 500;

    private final Sessions sessions;
    private final ApiKeys keys;
    private final Gathering<String, Optional<Actor>> gathering = new Gathering<>("caller-keys", MOST, this::answer);

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
        return gathering.ask(key);
    }

    private void answer(List<Asked<String, Optional<Actor>>> round) {
        Map<String, List<Asked<String, Optional<Actor>>>> byKey =
                round.stream().collect(Collectors.groupingBy(Asked::question));
        byKey.forEach((key, asked) -> {
            try {
                Optional<Actor> actor = keys.actor(key);
                asked.forEach(one -> one.answer(actor));
            } catch (RuntimeException e) {
                asked.forEach(one -> one.fail(e));
            }
        });
    }
}

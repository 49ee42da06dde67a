package io.salessync.outreach.detection;

import io.salessync.kernel.problems.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where news come in for a program without a web server of its own. */
@Component
public class NewsIntake {
    private final NewsDesk desk;

    NewsIntake(NewsDesk desk) {
        this.desk = desk;
    }

    /**
     * Keeps an item; the next step of {@link Scans} handles it.
     *
     * @param token the last part of the address it came to
     * @param secret as its header {@code Unipile-Auth} has it; null: there was none
     * @throws Problem where nobody knows the address, or the secret is not the gate's
     */
    public void take(String token, @Nullable String secret, byte[] body) {
        desk.take(token, secret, body);
    }
}

package io.salessync.outreach.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call of an account was refused for, which stands whatever the service says of the account afterwards: services call accounts well whose
 * network takes nothing from them.
 *
 * @param slug the service's name of the error
 * @param until when one send may try again, UTC; null: only after somebody signed the account in again or let it go on
 */
public record Bar(String slug, Instant at, @Nullable Instant until) {
    /** Errors by which the network asks for a person: trying again makes it worse. */
    private static final Set<String> FOR_PEOPLE = Set.of(
            "account_restricted",
            "action_required",
            "captcha_not_supported",
            "checkpoint_error",
            "invalid_checkpoint_solution");

    /** After the first refusal, the second in a row and so on; the last one for all that follow. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(6), Duration.ofHours(24));

    /** Whether nothing may try again by itself after this error. */
    static boolean needsPerson(String slug) {
        return FOR_PEOPLE.contains(slug.substring(slug.lastIndexOf('/') + 1));
    }

    /** @param tries refusals in a row, this one included */
    static Duration pause(int tries) {
        return PAUSES.get(Math.clamp(tries - 1L, 0, PAUSES.size() - 1));
    }

    /** Why nothing can be done from an account now, in a sentence for whoever wanted to. */
    public String said(Sender sender) {
        return "“%s” cannot be used now: %s.".formatted(sender.name(), sentence());
    }

    /** Why nothing goes out, and what lets it go on; without the full stop. */
    String sentence() {
        String said = "The service calls it well, but the last call was refused (%s)".formatted(slug);
        return until == null
                ? said + "; somebody has to sign it in again, or to look at it and let it go on"
                : said + "; one send tries again at " + until.toString().substring(0, 16) + " UTC";
    }
}

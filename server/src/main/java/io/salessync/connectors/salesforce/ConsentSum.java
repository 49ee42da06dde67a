package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmConnector.Consent;
import io.salessync.connectors.CrmConnector.Consent.Answer;
import io.salessync.connectors.CrmConnector.ConsentAsked;
import io.salessync.connectors.CrmConnector.Said;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all that Salesforce says of somebody's consent comes to: the least permissive. Pure.
 *
 * <p>A flag that is set, an opt-out in force, or the no of Salesforce's own sum is a no. An agreement to the purpose that is over or
 * has not begun is a no, and so is an agreement to other purposes alone: who agrees by purpose has not agreed to the rest. Only
 * where nothing of that kind is said does Salesforce's own sum decide, which is yes where nobody objected.
 */
final class ConsentSum {
    static final String STATUS = "PrivacyConsentStatus";
    private static final String IN = "OptIn";
    private static final String OUT = "OptOut";

    private ConsentSum() {}

    /** A statement about contacting somebody, as it counts for what is asked. */
    static Said statement(
            ConsentAsked asked,
            String object,
            @Nullable String id,
            String status,
            @Nullable String purpose,
            @Nullable Instant from,
            @Nullable Instant to) {
        boolean counts = isAbout(asked, purpose) && isInForce(from, to, asked.at());
        return new Said(object, id, STATUS, status, purpose, from, to, counts);
    }

    private static boolean isAbout(ConsentAsked asked, @Nullable String purpose) {
        return asked.purpose() == null || purpose == null || purpose.equalsIgnoreCase(asked.purpose());
    }

    private static boolean isInForce(@Nullable Instant from, @Nullable Instant to, Instant at) {
        return (from == null || !from.isAfter(at)) && (to == null || to.isAfter(at));
    }

    /**
     * @param vendor Salesforce's own sum for the action and purpose
     * @param said flags and statements that were read
     */
    static Consent of(ConsentAsked asked, Answer vendor, List<Said> said) {
        Said objection = first(said, one -> one.counts() && objects(one));
        if (objection != null) {
            return new Consent(Answer.NO, words(objection), said);
        }
        if (vendor == Answer.NO) {
            return new Consent(Answer.NO, "Salesforce's own sum of all records says no", said);
        }
        Said agreed = first(said, one -> one.counts() && one.value().equals(IN));
        if (agreed != null) {
            return new Consent(Answer.YES, words(agreed), said);
        }
        Said lapsed = first(said, one -> one.value().equals(IN) && isAbout(asked, one.purpose()));
        if (lapsed != null) {
            Instant from = lapsed.from();
            String when = from != null && from.isAfter(asked.at()) ? "begins at " + from : "ended at " + lapsed.to();
            return new Consent(Answer.NO, "%s, which %s".formatted(words(lapsed), when), said);
        }
        Said other = first(said, one -> one.value().equals(IN) && isInForce(one.from(), one.to(), asked.at()));
        if (other != null) {
            return new Consent(Answer.NO, "%s, and none to %s".formatted(words(other), asked.purpose()), said);
        }
        if (said.stream().anyMatch(one -> one.field().equals(STATUS) && !isAbout(asked, one.purpose()))) {
            return new Consent(
                    Answer.UNKNOWN, "What is said is about other purposes than %s".formatted(asked.purpose()), said);
        }
        return new Consent(
                vendor,
                vendor == Answer.YES ? "Nobody objected, by Salesforce's own sum" : "Salesforce says nothing of it",
                said);
    }

    private static boolean objects(Said one) {
        return one.field().equals(STATUS)
                ? one.value().equals(OUT)
                : one.value().equals("true");
    }

    private static @Nullable Said first(List<Said> said, Predicate<Said> wanted) {
        Stream<Said> found = said.stream().filter(wanted);
        return found.findFirst().orElse(null);
    }

    private static String words(Said one) {
        if (!one.field().equals(STATUS)) {
            return "%s of %s %s is set".formatted(one.field(), one.object(), one.id());
        }
        String what = one.value().equals(OUT) ? "%s %s is an objection%s" : "%s %s is an agreement%s";
        return what.formatted(one.object(), one.id(), one.purpose() == null ? "" : " to " + one.purpose());
    }
}

package io.salessync.outreach.champions;

import io.salessync.connectors.OutreachProfile;
import java.time.Instant;

/** Something that was seen of a champion, before anybody says what it means. Times are UTC. */
sealed interface Seen {
    record Profile(OutreachProfile profile) implements Seen {}

    /** @param word what the service said */
    record Hidden(String word) implements Seen {}

    /** @param status such as {@code 5.1.1} */
    record Bounced(String address, String status, Instant at) implements Seen {}

    /** @param words the sentence that says it */
    record LeftNote(String words, Instant at) implements Seen {}

    record NewEmail(String address, Instant at) implements Seen {}

    record NewCompany(String company, Instant at) implements Seen {}

    record Answered(String address, Instant at) implements Seen {}
}

package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.sequences.SequenceDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a decision about one lead hangs on, at one instant.
 *
 * @param running whether its sequence is live
 * @param halted why it is not, in a sentence; empty: it is
 * @param words what its step says to this lead; null: the step says nothing
 * @param sheet of the sender for the step's channel; null: there is none
 * @param noSender why there is none, in a sentence
 * @param standing what was decided for this step before; null: nothing, or it came to nothing
 * @param suppressed why nothing may be sent to them; null: it may
 * @param identity how the sender knows them; null: it does not
 * @param field what the step's expression says; null: nobody can tell
 * @param completeLook since when no new connection can have been overlooked; null: unknown
 * @param blockedText why the network does not take the text; null: it does, for all we know
 * @param task of the step; null: none was made
 * @param flowCalled whether the step's flow was started
 * @param invitation the service's id of our pending invitation; null: not known
 * @param invitationLookedAt when it was looked for last without being found; null: it was not
 * @param elsewhere how the sender knows them in other products of the network, whose ids are good there alone
 */
record Facts(
        Instant now,
        Lead lead,
        SequenceDocument document,
        boolean running,
        String halted,
        @Nullable Words words,
        @Nullable Sheet sheet,
        String noSender,
        Touches.@Nullable Touch standing,
        @Nullable String suppressed,
        @Nullable Identity identity,
        boolean opened,
        boolean clicked,
        @Nullable Boolean field,
        @Nullable Instant completeLook,
        @Nullable String blockedText,
        @Nullable TaskStanding task,
        boolean flowCalled,
        @Nullable String invitation,
        @Nullable Instant invitationLookedAt,
        Map<Product, Identity> elsewhere) {
    /** How the sender knows them in a product; null: it does not. */
    @Nullable Identity identity(Product product) {
        return product == Product.CLASSIC ? identity : elsewhere.get(product);
    }

    /** Whether they take messages from everybody, as far as any look told. */
    boolean openProfile() {
        return Stream.concat(Stream.ofNullable(identity), elsewhere.values().stream())
                .anyMatch(Identity::open);
    }

    /**
     * A text as it becomes for one lead.
     *
     * @param missing tokens without a value
     * @param fault what else is wrong with it, in a sentence; null: nothing
     */
    record Words(
            String variant,
            String subject,
            String text,
            List<String> missing,
            @Nullable String fault) {}

    /**
     * A person as the sender knows them.
     *
     * @param open whether they take messages from everybody
     */
    record Identity(String member, @Nullable String publicId, Instant seenAt, boolean open) {
        Identity(String member, @Nullable String publicId, Instant seenAt) {
            this(member, publicId, seenAt, false);
        }
    }

    /** A person's task. */
    record TaskStanding(UUID id, boolean done, boolean waits, String assignee) {}
}

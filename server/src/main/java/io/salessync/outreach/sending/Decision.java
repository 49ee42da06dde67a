package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done about a lead now. */
sealed interface Decision {
    /**
     * Nothing yet.
     *
     * @param until null: not by time alone
     * @param unblocks who or what makes it go on
     */
    record Stay(@Nullable Instant until, Blocker blocker, String sentence, String unblocks) implements Decision {
        /** Whether it waits for its turn among others of the same sender, which is dealt to it. */
        boolean isInQueue() {
            return blocker == Blocker.SPACING || blocker == Blocker.QUOTA || blocker == Blocker.WINDOW;
        }
    }

    /**
     * Something goes out now.
     *
     * @param text null: none, such as an invitation without a note
     * @param again what was decided before and surely not sent; null: it is new
     * @param probe whether it is the one that tries whether the account may go on
     * @param product of the network that it goes through
     * @param free of an InMail: it costs no credit
     */
    record Send(
            Step step,
            Action action,
            String variant,
            @Nullable String subject,
            @Nullable String text,
            Sheet sheet,
            Touches.@Nullable Touch again,
            boolean probe,
            Product product,
            boolean free)
            implements Decision {}

    /** A person is asked to approve the text. */
    record Ask(Step step, Action action, Facts.Words words, Sheet sheet) implements Decision {}

    /** What was sent, or may have been, is looked up. */
    record Verify(Touches.Touch touch) implements Decision {}

    /** The person's profile is read, which counts as a visit. */
    record Read(Sheet sheet, String purpose, Product product) implements Decision {}

    /** What is left of the account's InMail credits is asked. */
    record Credits(Sheet sheet) implements Decision {}

    /** Our pending invitation is looked for in the account's list. */
    record Find(Sheet sheet) implements Decision {}

    /**
     * On to another step.
     *
     * @param to null: past the last
     */
    record Pass(Step from, @Nullable String to, String sentence) implements Decision {}

    record MakeTask(Step.Task step, String text) implements Decision {}

    record Call(Step.CallFlow step) implements Decision {}

    /** Nothing more happens. */
    record End(LeadState state, @Nullable String reason, String sentence) implements Decision {}

    /** Values are missing. */
    record Needs(List<String> missing, String sentence) implements Decision {}

    /** An approval that nobody gave in time: the text is dropped and a person is asked what to do with the lead. */
    record Expired(Touches.Touch touch, String sentence) implements Decision {}
}

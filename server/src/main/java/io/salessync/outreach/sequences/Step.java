package io.salessync.outreach.sequences;

import io.salessync.connectors.OutreachWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a sequence. Ids are unique in it and keep their meaning over versions: a lead gets what a step sends once. */
public sealed interface Step {
    String id();

    /** Where leads go from here, null: past the last step, which ends as completed; conditions have ways of their own. */
    default @Nullable String next() {
        return null;
    }

    /** A step that sends a text, in one or more variants. */
    sealed interface Texts extends Step {
        List<Variant> variants();
    }

    /**
     * A text.
     *
     * @param name empty where there is one alone
     * @param weight its share among the variants, 0 to 100; 0: nobody new gets it
     * @param subject of mails and InMails; empty otherwise
     * @param text a template; empty for an invitation without a note
     */
    record Variant(String name, int weight, String subject, String text) {}

    /**
     * An invitation to connect.
     *
     * @param variants notes
     * @param bareWhereFree whether it goes without its note from an account that has no notes left or may not send so long a one;
     *     otherwise such leads wait
     */
    record Invite(
            String id,
            List<Variant> variants,
            boolean bareWhereFree,
            @Nullable String next) implements Texts {}

    /** A message to somebody connected. */
    record Message(
            String id, List<Variant> variants, @Nullable String next) implements Texts {}

    /**
     * A message that needs no connection and costs a credit, unless the profile is open to everybody.
     *
     * @param through by which product of the network it goes
     */
    record InMail(
            String id,
            List<Variant> variants,
            Through through,
            @Nullable String next) implements Texts {
        /** The same through whatever the account has. */
        public InMail(String id, List<Variant> variants, @Nullable String next) {
            this(id, variants, Through.ANY, next);
        }

        /** A product of the network. */
        public enum Through {
            /** Whatever the account has credits for. */
            ANY,
            CLASSIC,
            SALES_NAVIGATOR,
            RECRUITER;

            /** Null: any. */
            public OutreachWrite.@Nullable Product product() {
                return this == ANY ? null : OutreachWrite.Product.valueOf(name());
            }
        }
    }

    /**
     * A mail.
     *
     * @param sameThread whether it answers the mail before it
     */
    record Email(
            String id,
            List<Variant> variants,
            boolean sameThread,
            @Nullable String next) implements Texts {}

    /** A look at the profile that the person is told of. */
    record Visit(String id, @Nullable String next) implements Step {}

    /** Takes a pending invitation back; nothing where there is none. */
    record Withdraw(String id, @Nullable String next) implements Step {}

    /**
     * @param jitter percent by which it may be longer, drawn for each lead
     */
    record Wait(
            String id,
            int amount,
            Unit unit,
            int jitter,
            @Nullable String next) implements Step {
        /** What is counted. */
        public enum Unit {
            HOURS,
            DAYS,
            /** Days of the window that are no holidays. */
            WORKING_DAYS
        }
    }

    /**
     * Goes one way or another.
     *
     * @param expression CEL over the lead's fields, for {@link Question#FIELD}; empty otherwise
     * @param days how long to wait for a yes, in calendar days; 0: asked once
     * @param no taken when the time is over; null: past the last step
     * @param unknown taken where nobody can tell, such as an account that is away
     */
    record Condition(
            String id,
            Question question,
            String expression,
            int days,
            @Nullable String yes,
            @Nullable String no,
            @Nullable String unknown)
            implements Step {
        /** What is asked. */
        public enum Question {
            CONNECTED,
            REPLIED,
            OPENED,
            CLICKED,
            HAS_EMAIL,
            HAS_LINKEDIN,
            FIELD
        }
    }

    /**
     * Something a person does.
     *
     * @param text a template
     * @param assignee a user's e-mail; empty: the sender's owner
     * @param waits whether the lead waits until it is done
     */
    record Task(
            String id,
            String text,
            String assignee,
            boolean waits,
            @Nullable String next) implements Step {}

    /** Starts a flow with the lead as its record. */
    record CallFlow(String id, String flow, @Nullable String next) implements Step {}

    /** The end. */
    record End(String id) implements Step {}
}

package io.salessync.connectors;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something done on the network or in a mailbox in the name of an account. */
public sealed interface OutreachWrite {
    /**
     * How long a text is where the network has a limit: in UTF-16 units, so that most emoji count as two. Nobody publishes how the network
     * counts; this is the count that is never too small, and everybody who measures asks here.
     */
    static int length(String text) {
        return text.length();
    }

    /** The account it is done from, by the service's id. */
    String account();

    /** Which product of the network it goes through; ids of people differ between them. */
    enum Product {
        CLASSIC,
        SALES_NAVIGATOR,
        RECRUITER;

        /** The longest subject of an InMail through it, as {@link OutreachWrite#length} counts: published alike for all of them. */
        public int inmailSubject() {
            return 200;
        }

        /** The longest text of an InMail through it. */
        public int inmailText() {
            return 1_900;
        }

        /** In a sentence. */
        public String title() {
            return switch (this) {
                case CLASSIC -> "LinkedIn Premium";
                case SALES_NAVIGATOR -> "Sales Navigator";
                case RECRUITER -> "Recruiter";
            };
        }
    }

    /**
     * An invitation to connect.
     *
     * @param person as this account knows them
     * @param note null: none
     */
    record Invite(String account, String person, @Nullable String note) implements OutreachWrite {}

    /** Takes a pending invitation back. */
    record Withdraw(String account, String invitation) implements OutreachWrite {}

    /**
     * The first message to a person.
     *
     * @param subject of an InMail; null otherwise
     * @param inmail whether it costs a credit and needs no connection
     */
    record Chat(String account, String person, @Nullable String subject, String text, Product product, boolean inmail)
            implements OutreachWrite {}

    /** A further message in a chat. */
    record Reply(String account, String chat, String text) implements OutreachWrite {}

    /**
     * A mail.
     *
     * @param replyTo the service's id of the mail it answers; null: it begins a thread
     * @param headers such as {@code List-Unsubscribe}
     * @param trackOpens whether the service is to tell of openings
     */
    record Mail(
            String account,
            String toName,
            String toAddress,
            String subject,
            String html,
            @Nullable String replyTo,
            Map<String, String> headers,
            boolean trackOpens,
            boolean trackLinks,
            String label)
            implements OutreachWrite {
        public Mail {
            headers = Map.copyOf(headers);
        }
    }

    /** Everyone it goes to, as the account knows them: for the log. */
    default List<String> recipients() {
        return switch (this) {
            case Invite invite -> List.of(invite.person());
            case Withdraw withdraw -> List.of();
            case Chat chat -> List.of(chat.person());
            case Reply reply -> List.of();
            case Mail mail -> List.of(mail.toAddress());
        };
    }
}

package io.salessync.outreach.sending;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * What an account's owner agreed to.
 *
 * @param text as it was shown
 * @param by as the audit trail names them
 */
record Consent(
        @Schema(example = "2026-11-26T10:00:00Z") Instant at,
        @Schema(example = "ana@example.org") String by,
        @Schema(example = "1") int version,
        @Schema(example = "I own this account…") String text) {
    static final int VERSION = 1;

    /** What is shown for an account of the network. */
    static final String NETWORK = """
            I own this account, and I allow SalesSync to send invitations, messages, InMails and profile visits from it in my name, within the limits set here.

            I know that LinkedIn's User Agreement does not allow bots or other automated methods to use its services, to add or download contacts, or to send or \
            redirect messages. LinkedIn may limit, suspend or close my account for it. Its limits are not published; those used here are what others observed, \
            and keeping to them is no promise that nothing happens.

            I can take this back at any time; nothing is sent from then on. Switching the account off works at once, before the next send.""";

    /** What is shown for a mailbox. */
    static final String MAILBOX = """
            I own this mailbox, and I allow SalesSync to send mails from it in my name, within the limits set here. Every mail offers a way off the list, which is \
            honoured at once. My provider may limit or suspend a mailbox whose mails people complain about.

            I can take this back at any time; nothing is sent from then on.""";

    static String text(Sender sender) {
        return sender.channel() == io.salessync.outreach.leads.Leads.Channel.EMAIL ? MAILBOX : NETWORK;
    }
}

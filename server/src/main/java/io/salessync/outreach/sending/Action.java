package io.salessync.outreach.sending;

import io.salessync.outreach.leads.Leads;

/** What a sender does that its network or mail service counts. */
public enum Action {
    /** Invitations of all kinds; a noted one counts here too. */
    INVITE,
    /** Invitations with a note: free accounts have few in a month. */
    NOTED_INVITE,
    MESSAGE,
    INMAIL,
    EMAIL,
    /** Profiles that were read, with or without telling the person. */
    VISIT,
    WITHDRAW,
    /** Looks at lists of relations. */
    SCAN;

    /** Which way it goes. */
    public Leads.Channel channel() {
        return this == EMAIL ? Leads.Channel.EMAIL : Leads.Channel.LINKEDIN;
    }

    /** The action whose day, week and pauses it shares. */
    Action counted() {
        return this == NOTED_INVITE ? INVITE : this;
    }

    /** In a sentence. */
    String plural() {
        return switch (this) {
            case INVITE -> "invitations";
            case NOTED_INVITE -> "invitations with a note";
            case MESSAGE -> "messages";
            case INMAIL -> "InMails";
            case EMAIL -> "mails";
            case VISIT -> "profile visits";
            case WITHDRAW -> "withdrawals";
            case SCAN -> "scans";
        };
    }
}

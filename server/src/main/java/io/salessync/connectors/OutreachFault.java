package io.salessync.connectors;

/** What a refusal means for the lead, for the account and for trying again. */
public enum OutreachFault {
    /** Nothing is wrong with lead or account: try again soon. */
    TRANSIENT,
    /** The network wants this account to slow down; the lead keeps its place. */
    ACCOUNT_THROTTLED,
    /** The account has to be signed in again, or is restricted: nothing goes out from it, nothing is lost. */
    ACCOUNT_AUTH,
    /** Our key, our plan or our request is wrong: an administrator has to mend it. */
    OUR_CONFIG,
    /** The two are connected already. */
    ALREADY_CONNECTED,
    /** An invitation is pending, or was withdrawn not long ago: look which. */
    ALREADY_INVITED,
    /** It was done before: look, then take it as done. */
    ALREADY_DONE,
    /** This person cannot be reached so: another way, or the end. */
    LEAD_TERMINAL,
    /** The text cannot be sent: every lead that would get it waits until it is changed. */
    CONTENT,
    /** The two are not connected (any more). */
    NOT_CONNECTED,
    /** The account has no credits left for it. */
    NO_CREDITS,
    /** An error that we do not know: this account stops and a person is asked. */
    UNHEARD_OF
}

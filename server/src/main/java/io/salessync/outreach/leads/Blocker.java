package io.salessync.outreach.leads;

/** Why a lead does not move now; together with a time, why not sooner. */
public enum Blocker {
    /** Outside the hours, days off and holidays of the window. */
    WINDOW,
    /** The step says so. */
    WAIT,
    /** A day's, week's or pending cap of the sender is used up. */
    QUOTA,
    /** The account has no InMail credits left. */
    CREDITS,
    /** The account has no product of the network that can do the step. */
    PRODUCT,
    /** The pause between two messages of one sender. */
    SPACING,
    /** The network wanted the account to slow down. */
    THROTTLED,
    /** The account has to be signed in again, is restricted or stopped. */
    ACCOUNT,
    /** The service cannot be reached. */
    UNREACHABLE,
    /** Waits for the other one to accept, to answer, to open. */
    ANSWER,
    /** What was sent is looked for. */
    VERIFY,
    /** A person has to approve the text. */
    APPROVAL,
    /** A person has a task to do. */
    TASK,
    /** A value is missing. */
    DATA,
    /** The text of the step cannot be sent and has to be changed. */
    CONTENT,
    /** A person holds the lead. */
    PAUSED,
    /** The sequence is paused. */
    SEQUENCE,
    /** A kill switch is on. */
    KILLED,
    /** There is no sender that may write to them. */
    NO_SENDER,
    /** The owner of the account has not agreed. */
    CONSENT,
    /** An administrator has to mend key, plan or settings. */
    CONFIG,
    /** The service answered with an error we do not know; a person decides. */
    UNHEARD_OF,
    /** The called flow has not ended. */
    FLOW
}

package io.salessync.outreach.leads;

/** What can happen to a lead. Counted by day, step, variant and sender. */
public enum EventKind {
    ENTERED,
    MOVED,
    INVITED,
    CONNECTED,
    DECLINED,
    MESSAGED,
    INMAILED,
    MAILED,
    VISITED,
    WITHDREW,
    OPENED,
    CLICKED,
    /** A program looked at a mail or followed its links, not a person. */
    PREFETCHED,
    REPLIED,
    AUTO_REPLIED,
    BOUNCED,
    UNSUBSCRIBED,
    /** A call was refused; the evidence has the slug. */
    REFUSED,
    UNCERTAIN,
    VERIFIED,
    TASK,
    FLOW,
    COMPLETED,
    FAILED,
    SUPPRESSED,
    /** A person did something with it. */
    HANDLED
}

package io.salessync.outreach.champions;

/** What the evidence says about somebody's job. */
enum Verdict {
    /** They work elsewhere: several signs agree, one of them strong. */
    MOVED,
    /** It looks so; a person decides. */
    PROBABLY,
    /** They are where we know them. */
    STAYED,
    /** Nothing says it either way, or the signs contradict each other. */
    UNKNOWN
}

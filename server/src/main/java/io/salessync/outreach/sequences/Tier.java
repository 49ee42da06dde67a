package io.salessync.outreach.sequences;

/** What an account pays the network for; it bounds what may be written. */
public enum Tier {
    FREE,
    PREMIUM,
    SALES_NAVIGATOR,
    RECRUITER;

    /** The longest note of an invitation, in characters as the network counts them (code points). */
    public int noteLength() {
        return this == FREE ? 200 : 300;
    }
}

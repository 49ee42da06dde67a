package io.salessync.outreach.sequences;

import io.salessync.connectors.OutreachWrite;

/** What an account pays the network for; it bounds what may be written. */
public enum Tier {
    FREE,
    PREMIUM,
    SALES_NAVIGATOR,
    RECRUITER;

    /** The longest note of an invitation, in characters as {@link OutreachWrite#length} counts them. */
    public int noteLength() {
        return this == FREE ? 200 : 300;
    }
}

package io.salessync.outreach.sending;

/** What an account's owner pays the network for; limits hang on it. */
public enum Tier {
    /** Five invitations with a note in a month, notes of 200 characters. */
    FREE,
    PREMIUM,
    SALES_NAVIGATOR,
    RECRUITER;

    /** Most characters of an invitation's note. */
    public int noteLength() {
        return this == FREE ? 200 : 300;
    }

    /** Most invitations with a note in a calendar month. */
    public int notesInMonth() {
        return this == FREE ? 5 : Integer.MAX_VALUE;
    }
}

package io.salessync.flows.schedule;

/** What is wrong with the words of a schedule; for the eyes of whoever wrote them. */
final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
        super(message, null, false, false);
    }

    /** Of a word that means nothing here. */
    static NotUnderstood word(String word) {
        return new NotUnderstood(
                ("“%s” is not understood. Say it as in “every Monday at 12:00”, “every 2 weeks on Tue and Thu at 9:00”,"
                                + " “every 15 minutes between 9:00 and 17:00 on weekdays”, “on the last working day of the month at 17:00”.")
                        .formatted(word));
    }
}

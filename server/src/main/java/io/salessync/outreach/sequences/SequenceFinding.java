package io.salessync.outreach.sequences;

import org.jspecify.annotations.Nullable;

/**
 * Something found out about a sequence.
 *
 * @param step the step's id; null: the sequence as a whole
 * @param field such as {@code variants/1/text}; null: the step as a whole
 * @param message what is wrong, with the value and what to do
 */
public record SequenceFinding(
        Severity severity, @Nullable String step, @Nullable String field, String message) {
    /** A problem keeps the sequence from being published. */
    public enum Severity {
        PROBLEM,
        WARNING
    }

    @Override
    public String toString() {
        String place = step == null ? "the sequence" : "step '" + step + "'";
        return place + (field == null ? "" : ", " + field) + ": " + message;
    }
}

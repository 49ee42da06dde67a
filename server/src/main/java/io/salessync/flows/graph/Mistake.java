package io.salessync.flows.graph;

/**
 * Something in a written flow that cannot be read.
 *
 * @param line in the file, from 1; 0 where it came without lines
 * @param place a path such as {@code nodes/2/type}; empty: the whole
 * @param message what is wrong, with the value and what to do
 */
public record Mistake(int line, String place, String message) {
    @Override
    public String toString() {
        String where = place.isEmpty() ? "the flow" : place;
        return (line == 0 ? "" : "line " + line + ": ") + where + " " + message;
    }
}

package io.salessync.connectors.monday;

/** Parts of answers that are kept as evidence. */
final class Excerpts {
    private static final int MOST = 4_000;

    private Excerpts() {}

    static String of(String body) {
        return body.length() <= MOST ? body : body.substring(0, MOST - 1) + "…";
    }
}

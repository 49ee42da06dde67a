package io.salessync.connectors.monday;

/** Parts of answers that are kept as evidence. */
final class Excerpts {
    private static final int MOST = 4_000;

    private Excerpts() {}

    static String of(String body, String token) {
        String clean = token.isEmpty() ? body : body.replace(token, "…");
        return clean.length() <= MOST ? clean : clean.substring(0, MOST - 1) + "…";
    }
}

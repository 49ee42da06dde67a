package io.salessync.connectors.salesforce;

/** Parts of answers that are shown or kept. */
final class Excerpts {
    private static final int MOST = 4_000;

    private Excerpts() {}

    static String of(String body) {
        return of(body, MOST);
    }

    static String of(String body, int most) {
        return body.length() <= most ? body : body.substring(0, most - 1) + "…";
    }
}

package io.salessync.connectors.calls;

/** Parts of answers that are shown or kept as evidence. */
public final class Excerpts {
    private static final int MOST = 4_000;

    private Excerpts() {}

    /** The first 4,000 characters. */
    public static String of(String body) {
        return of(body, MOST);
    }

    /** The first {@code most} characters; where more is left out it ends with an ellipsis. */
    public static String of(String body, int most) {
        return body.length() <= most ? body : body.substring(0, most - 1) + "…";
    }
}

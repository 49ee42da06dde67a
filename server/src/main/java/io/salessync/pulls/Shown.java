package io.salessync.pulls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values of others in our sentences: short, and without what would break a line. */
final class Shown {
    private static final int MOST = 60;

    private Shown() {}

    static String of(@Nullable String text) {
        String plain = String.valueOf(text).replaceAll("\\p{Cntrl}", " ");
        return "'" + (plain.length() <= MOST ? plain : plain.substring(0, MOST - 1) + "…") + "'";
    }

    static String of(JsonNode node) {
        return node.isMissingNode()
                ? "nothing"
                : node.isString()
                        ? of(node.asString())
                        : node.isContainer()
                                ? "a " + node.getNodeType().name().toLowerCase(Locale.ROOT)
                                : of(node.toString());
    }
}

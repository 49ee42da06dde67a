package io.salessync.pulls;

import org.jspecify.annotations.Nullable;

/** Texts inside a query. Every value that comes from people goes through here, or is of a form that cannot hold a quote. */
final class SoqlText {
    /** Longest text in a condition that Salesforce takes. */
    static final int LONGEST = 4_000;

    private SoqlText() {}

    /** As a quoted text: the backslash first, or what comes after it would be undone. */
    static String quoted(String text) {
        return "'" + escaped(text, false) + "'";
    }

    /** As a quoted pattern of LIKE that matches the text itself, with anything before or after it where wanted. */
    static String like(String text, boolean before, boolean after) {
        return "'" + (before ? "%" : "") + escaped(text, true) + (after ? "%" : "") + "'";
    }

    private static String escaped(String text, boolean pattern) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\'' -> out.append("\\'");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '%', '_' -> out.append(pattern ? "\\" : "").append(c);
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        out.append("\\u").append("%04X".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** What is wrong with a text as a value, without a full stop; null where nothing is. */
    static @Nullable String fault(String text) {
        if (text.length() > LONGEST) {
            return "has %,d characters; a value has %,d at most".formatted(text.length(), LONGEST);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "holds a NUL character, which no record can hold";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "holds half a character at place " + (i + 1);
            }
        }
        return null;
    }
}

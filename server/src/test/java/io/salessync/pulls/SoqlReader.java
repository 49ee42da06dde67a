package io.salessync.pulls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a query the way Salesforce's documentation describes its words, for tests: what is quoted, and nothing that is not a word,
 * a sign or a value. Anything else is refused, and so is a backslash before what may not follow one.
 */
final class SoqlReader {
    /** A part of a query. Texts are told as they were before quoting. */
    record Token(Kind kind, String text) {}

    enum Kind {
        WORD,
        TEXT,
        VALUE,
        SIGN
    }

    private static final Set<String> SIGNS = Set.of("=", "!=", "<", ">", "<=", ">=", "(", ")", ",");

    private final String soql;
    private int at;

    private SoqlReader(String soql) {
        this.soql = soql;
    }

    static List<Token> read(String soql) {
        SoqlReader reader = new SoqlReader(soql);
        List<Token> tokens = new ArrayList<>();
        while (true) {
            reader.blanks();
            if (reader.at >= soql.length()) {
                return tokens;
            }
            tokens.add(reader.next());
        }
    }

    private void blanks() {
        while (at < soql.length() && soql.charAt(at) == ' ') {
            at++;
        }
    }

    private Token next() {
        char c = soql.charAt(at);
        if (c == '\'') {
            return quoted();
        }
        if (Character.isLetter(c) && c < 128) {
            int from = at;
            while (at < soql.length()
                    && (soql.charAt(at) < 128 && Character.isLetterOrDigit(soql.charAt(at))
                            || "_.:".indexOf(soql.charAt(at)) >= 0)) {
                at++;
            }
            return new Token(Kind.WORD, soql.substring(from, at));
        }
        if (Character.isDigit(c) && c < 128 || c == '-' || c == '+') {
            int from = at++;
            while (at < soql.length() && "0123456789.-:TZ".indexOf(soql.charAt(at)) >= 0) {
                at++;
            }
            return new Token(Kind.VALUE, soql.substring(from, at));
        }
        for (int length = 2; length > 0; length--) {
            if (at + length <= soql.length() && SIGNS.contains(soql.substring(at, at + length))) {
                at += length;
                return new Token(Kind.SIGN, soql.substring(at - length, at));
            }
        }
        throw new IllegalArgumentException("Unexpected '%s' at %d of %s".formatted(c, at, soql));
    }

    private Token quoted() {
        StringBuilder text = new StringBuilder();
        at++;
        while (true) {
            if (at >= soql.length()) {
                throw new IllegalArgumentException("A text without an end in " + soql);
            }
            char c = soql.charAt(at++);
            if (c == '\'') {
                return new Token(Kind.TEXT, text.toString());
            }
            if (c != '\\') {
                if (c < ' ') {
                    throw new IllegalArgumentException("A line end or the like inside a text in " + soql);
                }
                text.append(c);
                continue;
            }
            char escaped = soql.charAt(at++);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case '"', '\'', '\\' -> text.append(escaped);
                // only inside patterns; told apart there
                case '%', '_' -> text.append('\u0001').append(escaped);
                case 'u' -> {
                    text.append((char) Integer.parseInt(soql.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> throw new IllegalArgumentException("\\" + escaped + " is no escape in " + soql);
            }
        }
    }

    static List<String> words(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(token -> token.text().toUpperCase(Locale.ROOT))
                .toList();
    }
}

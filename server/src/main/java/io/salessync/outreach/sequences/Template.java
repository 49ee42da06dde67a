package io.salessync.outreach.sequences;

import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.problems.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text with tokens, filters, conditions and choices: a closed part of Liquid without loops and includes, and {@code {a|b}}. Read
 * in one pass and rendered in time that grows with the text; never throws on what people wrote.
 */
final class Template {
    static final int DEEPEST = 10;
    private static final int MOST_MISTAKES = 20;
    static final List<String> FILTERS =
            List.of("default", "capitalize", "upcase", "downcase", "truncate", "strip", "first_word");
    private static final List<String> TAGS =
            List.of("if", "elsif", "else", "endif", "unless", "endunless", "comment", "endcomment", "raw", "endraw");
    private static final Set<String> NOTHING = Set.of("blank", "empty", "nil", "null");

    private final List<Node> nodes;
    private final List<Mistake> mistakes;
    private final Set<String> tokens;
    private final int choices;

    private Template(List<Node> nodes, List<Mistake> mistakes, Set<String> tokens, int choices) {
        this.nodes = nodes;
        this.mistakes = List.copyOf(mistakes);
        this.tokens = tokens;
        this.choices = choices;
    }

    /** @param line from 1; {@code column} likewise */
    record Mistake(int line, int column, String message) {
        @Override
        public String toString() {
            return "line " + line + ", column " + column + ": " + message;
        }
    }

    sealed interface Node {}

    record Literal(String text, int length) implements Node {}

    record Output(String token, List<Filter> filters) implements Node {}

    record Filter(String name, String text, int number) {}

    record Choice(int ordinal, List<List<Node>> ways) implements Node {}

    record When(List<Branch> branches, List<Node> otherwise) implements Node {}

    record Branch(boolean negated, Test test, List<Node> nodes) {}

    /** @param then null: alone; Liquid reads {@code and} and {@code or} from the right, and so does this */
    record Test(
            Operand left,
            @Nullable String op,
            @Nullable Operand right,
            boolean and,
            @Nullable Test then) {}

    /** @param token null: the text itself */
    record Operand(@Nullable String token, String text) {}

    List<Mistake> mistakes() {
        return mistakes;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Tokens it may read, in the order in which they come. */
    Set<String> tokens() {
        return tokens;
    }

    /** How many {@code {a|b}} it has. */
    int choices() {
        return choices;
    }

    /** @param text as long as it may be: its caller has looked */
    static Template parse(String text) {
        Reading reading = new Reading(text);
        List<Node> nodes = reading.block(0, End.TEXT);
        return new Template(nodes, reading.mistakes, reading.tokens, reading.choices);
    }

    /** What ends a block. */
    private enum End {
        TEXT,
        CHOICE,
        TAG
    }

    /** One pass over a text. */
    private static final class Reading {
        private final String text;
        private final List<Mistake> mistakes = new ArrayList<>();
        private final Set<String> tokens = new LinkedHashSet<>();
        private int at;
        private int choices;
        /** The tag that ended a block, without its word; its word. */
        private String endWord = "";

        private Words endTag = new Words("", 0);
        private int endAt;

        Reading(String text) {
            this.text = text;
        }

        List<Node> block(int depth, End end) {
            List<Node> made = new ArrayList<>();
            StringBuilder plain = new StringBuilder();
            endWord = "";
            while (at < text.length()) {
                char c = text.charAt(at);
                char then = at + 1 < text.length() ? text.charAt(at + 1) : 0;
                if (c == '\\' && (then == '{' || then == '}' || then == '|' || then == '\\')) {
                    plain.append(then);
                    at += 2;
                } else if (c == '{' && then == '{' && !(at + 2 < text.length() && text.charAt(at + 2) == '{')) {
                    output(made, plain);
                } else if (c == '{' && then == '%') {
                    if (tag(made, plain, depth, end)) {
                        flush(made, plain);
                        return made;
                    }
                } else if (c == '{') {
                    // three of them: a choice whose first way begins with a token
                    choice(made, plain, depth);
                } else if (end == End.CHOICE && (c == '|' || c == '}')) {
                    break;
                } else if ((c == '}' || c == '%') && then == '}') {
                    mistake(at, "“" + c + "}” closes nothing; write \\} for a brace that is meant as such");
                    at += 2;
                } else {
                    plain.append(c);
                    at++;
                }
            }
            flush(made, plain);
            return made;
        }

        private static void flush(List<Node> made, StringBuilder plain) {
            if (!plain.isEmpty()) {
                made.add(new Literal(plain.toString(), OutreachWrite.length(plain.toString())));
                plain.setLength(0);
            }
        }

        private void output(List<Node> made, StringBuilder plain) {
            int from = at;
            Words words = inside('}', plain);
            if (words == null) {
                return;
            }
            String token = words.word();
            if (token == null) {
                mistake(from, "“{{ }}” names no token; write {{ first_name }}");
                return;
            }
            List<Filter> filters = new ArrayList<>();
            while (words.take("|")) {
                Filter filter = filter(words, from);
                if (filter == null) {
                    return;
                }
                filters.add(filter);
            }
            if (words.left()) {
                mistake(
                        from,
                        "cannot be read after “" + words.before() + "”; filters follow “|”, such as {{ " + token
                                + " | default: \"there\" }}");
                return;
            }
            flush(made, plain);
            made.add(new Output(known(token), List.copyOf(filters)));
        }

        private @Nullable Filter filter(Words words, int from) {
            String name = words.word();
            if (name == null || !FILTERS.contains(name)) {
                String written = name == null ? "" : name;
                mistake(from, "there is no filter “" + clipped(written) + "”" + Nearest.hint(written, FILTERS));
                return null;
            }
            if (name.equals("default")) {
                String value = words.take(":") ? words.quoted() : null;
                if (value == null) {
                    mistake(from, "“default” needs a text in quotes: | default: \"there\"");
                    return null;
                }
                return new Filter(name, value, 0);
            }
            if (name.equals("truncate")) {
                String number = words.take(":") ? words.word() : "50";
                if (number == null || !number.matches("[0-9]{1,5}") || number.equals("0")) {
                    mistake(from, "“truncate” needs the number of characters that stay: | truncate: 30");
                    return null;
                }
                String tail = words.take(",") ? words.quoted() : "...";
                return new Filter(name, tail == null ? "" : tail, Integer.parseInt(number));
            }
            if (words.take(":")) {
                mistake(from, "“" + name + "” takes nothing after it");
                return null;
            }
            return new Filter(name, "", 0);
        }

        /** @return whether the tag ends the block */
        private boolean tag(List<Node> made, StringBuilder plain, int depth, End end) {
            int from = at;
            Words words = inside('%', plain);
            if (words == null) {
                return false;
            }
            if (words.take("#")) {
                return false;
            }
            String word = words.word();
            switch (word == null ? "" : word) {
                case "comment" -> {
                    skipTo("endcomment", from);
                    return false;
                }
                case "raw" -> {
                    plain.append(skipTo("endraw", from));
                    return false;
                }
                case "if", "unless" -> {
                    flush(made, plain);
                    if (depth >= DEEPEST) {
                        mistake(from, "is nested deeper than " + DEEPEST + " levels; take one out");
                        at = text.length();
                        return false;
                    }
                    when(made, words, from, depth, "unless".equals(word));
                    return false;
                }
                case "elsif", "else", "endif", "endunless" -> {
                    if (end == End.TAG) {
                        endWord = String.valueOf(word);
                        endTag = words;
                        endAt = from;
                        return true;
                    }
                    mistake(from, "“" + word + "” belongs to no {% if %} that is open here");
                    return false;
                }
                default -> {
                    String written = word == null ? "" : word;
                    mistake(
                            from,
                            "there is no tag “" + clipped(written) + "”"
                                    + (Set.of("for", "include", "render", "assign", "capture", "case", "cycle", "while")
                                                    .contains(written)
                                            ? "; loops, includes and variables are left out on purpose; there are if, elsif, else, unless, comment and raw"
                                            : Nearest.hint(written, TAGS)));
                    return false;
                }
            }
        }

        private void when(List<Node> made, Words first, int from, int depth, boolean unless) {
            List<Branch> branches = new ArrayList<>();
            List<Node> otherwise = List.of();
            Words words = first;
            boolean negated = unless;
            boolean last = false;
            int place = from;
            while (true) {
                Test test = last ? null : test(words, place, 0);
                if (!last && test == null) {
                    mistake(place, "names no condition; write {% if company %} or {% if country == \"DE\" %}");
                }
                List<Node> body = block(depth + 1, End.TAG);
                if (last) {
                    otherwise = body;
                } else if (test != null) {
                    branches.add(new Branch(negated, test, body));
                }
                String word = endWord;
                endWord = "";
                negated = false;
                if (word.isEmpty()) {
                    mistake(
                            from,
                            "{% " + (unless ? "unless" : "if") + " … %} is never closed; write {% end"
                                    + (unless ? "unless" : "if") + " %} where it ends");
                    break;
                }
                if (word.equals("endif") || word.equals("endunless")) {
                    if (word.equals("endunless") != unless) {
                        mistake(
                                endAt,
                                "“" + word + "” closes what {% " + (unless ? "unless" : "if")
                                        + " %} began; write {% end" + (unless ? "unless" : "if") + " %}");
                    }
                    break;
                }
                if (last) {
                    mistake(endAt, "“" + word + "” comes after {% else %}; that is the last way");
                }
                last = last || word.equals("else");
                words = endTag;
                place = endAt;
            }
            made.add(new When(List.copyOf(branches), otherwise));
        }

        private @Nullable Test test(Words words, int from, int count) {
            Operand left = operand(words);
            if (left == null || count > 20) {
                return null;
            }
            String op = words.take("==") ? "==" : words.take("!=") || words.take("<>") ? "!=" : null;
            if (op == null && words.takeWord("contains")) {
                op = "contains";
            }
            Operand right = op == null ? null : operand(words);
            if (op != null && right == null) {
                mistake(from, "“" + op + "” has nothing to compare with; write it in quotes: country == \"DE\"");
                return null;
            }
            boolean and = words.takeWord("and");
            if (and || words.takeWord("or")) {
                Test then = test(words, from, count + 1);
                if (then == null) {
                    mistake(
                            from,
                            "“" + (and ? "and" : "or") + "” is followed by no condition, or there are more than 20");
                    return null;
                }
                return new Test(left, op, right, and, then);
            }
            if (words.left()) {
                mistake(
                        from,
                        "cannot be read after “" + words.before()
                                + "”; conditions compare by ==, != and contains, joined by and, or");
            }
            return new Test(left, op, right, false, null);
        }

        private @Nullable Operand operand(Words words) {
            String quoted = words.quoted();
            if (quoted != null) {
                return new Operand(null, quoted);
            }
            String word = words.word();
            if (word == null) {
                return null;
            }
            if (NOTHING.contains(word)) {
                return new Operand(null, "");
            }
            if (word.equals("true") || word.equals("false") || Character.isDigit(word.charAt(0))) {
                return new Operand(null, word);
            }
            return new Operand(known(word), "");
        }

        private String known(String word) {
            String token = Tokens.name(word);
            tokens.add(token);
            return token;
        }

        private void choice(List<Node> made, StringBuilder plain, int depth) {
            int from = at;
            if (depth >= DEEPEST) {
                mistake(from, "is nested deeper than " + DEEPEST + " levels; take one out");
                at = text.length();
                return;
            }
            flush(made, plain);
            int ordinal = choices++;
            List<List<Node>> ways = new ArrayList<>();
            boolean closed = false;
            at++;
            while (!closed) {
                ways.add(block(depth + 1, End.CHOICE));
                if (at >= text.length()) {
                    mistake(from, "“{” is never closed; write {one|another}, or \\{ for a brace that is meant as such");
                    return;
                }
                closed = text.charAt(at) == '}';
                at++;
            }
            if (ways.size() == 1) {
                String written = clipped(text.substring(from + 1, at - 1).strip());
                mistake(
                        from,
                        "“{" + written + "}” is neither a token nor a choice; write {{ " + written
                                + " }} for a token, {one|another} for a choice, \\{ for a brace");
            }
            made.add(new Choice(ordinal, List.copyOf(ways)));
        }

        /** What is between the braces here, past which it goes; null: it is never closed, and nothing more is read. */
        private @Nullable Words inside(char close, StringBuilder plain) {
            int from = at;
            int start = at + 2;
            if (start < text.length() && text.charAt(start) == '-') {
                start++;
                int keep = plain.length();
                while (keep > 0 && Character.isWhitespace(plain.charAt(keep - 1))) {
                    keep--;
                }
                plain.setLength(keep);
            }
            char quote = 0;
            for (int i = start; i + 1 < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == close && text.charAt(i + 1) == '}') {
                    boolean trim = i > start && text.charAt(i - 1) == '-';
                    Words words = new Words(text.substring(start, trim ? i - 1 : i), 0);
                    at = i + 2;
                    while (trim && at < text.length() && Character.isWhitespace(text.charAt(at))) {
                        at++;
                    }
                    return words;
                }
            }
            mistake(
                    from,
                    "“{" + (close == '%' ? "%" : "{") + "” is never closed by “" + close + "}”"
                            + (quote == 0 ? "" : "; a quote (" + quote + ") in it is open"));
            at = text.length();
            return null;
        }

        /** The text up to the tag, past which it goes. */
        private String skipTo(String word, int from) {
            int start = at;
            for (int i = text.indexOf("{%", at); i >= 0; i = text.indexOf("{%", i + 2)) {
                int end = i + 2;
                while (end < text.length() && (text.charAt(end) == '-' || text.charAt(end) == ' ')) {
                    end++;
                }
                if (text.startsWith(word, end)) {
                    int close = text.indexOf("%}", end);
                    if (close >= 0) {
                        at = close + 2;
                        return text.substring(start, i);
                    }
                    break;
                }
                // blanks were looked at once: the search goes on behind them
                i = Math.max(i, end - 2);
            }
            mistake(from, "is never closed; write {% " + word + " %} where it ends");
            at = text.length();
            return "";
        }

        private void mistake(int place, String message) {
            if (mistakes.size() >= MOST_MISTAKES) {
                return;
            }
            int line = 1;
            int begin = 0;
            for (int i = text.indexOf('\n'); i >= 0 && i < place; i = text.indexOf('\n', i + 1)) {
                line++;
                begin = i + 1;
            }
            mistakes.add(new Mistake(line, place - begin + 1, message));
        }

        private static String clipped(String written) {
            return written.length() > 40 ? written.substring(0, 40) + "…" : written;
        }
    }

    /** The words between two braces. */
    private static final class Words {
        private final String text;
        private int at;

        Words(String text, int at) {
            this.text = text;
            this.at = at;
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        boolean left() {
            skip();
            return at < text.length();
        }

        String before() {
            String done = text.substring(0, at).strip();
            return done.length() > 40 ? "…" + done.substring(done.length() - 40) : done;
        }

        boolean take(String sign) {
            skip();
            boolean here = text.startsWith(sign, at);
            at += here ? sign.length() : 0;
            return here;
        }

        boolean takeWord(String word) {
            skip();
            int before = at;
            if (word.equals(word())) {
                return true;
            }
            at = before;
            return false;
        }

        @Nullable String word() {
            skip();
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "_-.".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return at == from ? null : text.substring(from, at);
        }

        @Nullable String quoted() {
            skip();
            if (at >= text.length() || text.charAt(at) != '"' && text.charAt(at) != '\'') {
                return null;
            }
            int end = text.indexOf(text.charAt(at), at + 1);
            if (end < 0) {
                return null;
            }
            String inside = text.substring(at + 1, end);
            at = end + 1;
            return inside;
        }
    }

    // filters

    static @Nullable String apply(Filter filter, @Nullable String value) {
        if (value == null) {
            return filter.name().equals("default") && !filter.text().isEmpty() ? filter.text() : null;
        }
        return switch (filter.name()) {
            case "capitalize" -> capitalised(value);
            case "upcase" -> value.toUpperCase(Locale.ROOT);
            case "downcase" -> value.toLowerCase(Locale.ROOT);
            case "strip" -> value.strip();
            case "first_word" -> firstWord(value);
            case "truncate" -> truncated(value, filter.number(), filter.text());
            default -> value;
        };
    }

    /** The rest stays as it is: “McKinsey” is written so. */
    private static String capitalised(String value) {
        if (value.isEmpty()) {
            return value;
        }
        int first = value.codePointAt(0);
        int upper = Character.toTitleCase(first);
        return upper == first
                ? value
                : new StringBuilder()
                        .appendCodePoint(upper)
                        .append(value, Character.charCount(first), value.length())
                        .toString();
    }

    private static String firstWord(String value) {
        String stripped = value.strip();
        for (int i = 0; i < stripped.length(); i++) {
            if (Character.isWhitespace(stripped.charAt(i))) {
                return stripped.substring(0, i);
            }
        }
        return stripped;
    }

    private static String truncated(String value, int length, String tail) {
        if (value.codePointCount(0, value.length()) <= length) {
            return value;
        }
        int keep = Math.max(0, length - tail.codePointCount(0, tail.length()));
        return value.substring(0, value.offsetByCodePoints(0, keep)) + tail;
    }
}

package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.salesforce.Query.Form;
import io.salessync.sandbox.salesforce.Query.Item;
import io.salessync.sandbox.salesforce.Query.Literal;
import io.salessync.sandbox.salesforce.Query.Node;
import io.salessync.sandbox.salesforce.Query.Order;
import io.salessync.sandbox.salesforce.Query.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads SOQL after the vendor's grammar; what does not fit it is refused as MALFORMED_QUERY with its place. */
final class Soql {
    /** The most characters of a query. */
    static final int LONGEST = 100_000;

    private static final int LONGEST_STRING = 4_000;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATETIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?(Z|[+-]\\d{2}:?\\d{2})");
    private static final Set<String> FUNCTIONS = Set.of("COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG");
    private static final Set<String> ENDS =
            Set.of("WHERE", "ORDER", "LIMIT", "OFFSET", "GROUP", "FOR", "ALL", "USING", "WITH", "HAVING", "UPDATE");

    private enum Type {
        WORD,
        STRING,
        VALUE,
        SYMBOL,
        END
    }

    private record Token(Type type, String text, int at) {
        boolean is(String word) {
            return (type == Type.WORD || type == Type.SYMBOL) && text.equalsIgnoreCase(word);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private Soql(String text) {
        this.text = text;
    }

    static Query parse(String text) {
        if (text.length() > LONGEST) {
            throw SalesforceFault.of(
                    "MALFORMED_QUERY", "SOQL statements cannot be longer than " + LONGEST + " characters.");
        }
        Soql soql = new Soql(text);
        soql.scan();
        Query query = soql.query(false);
        if (soql.peek().type != Type.END) {
            throw soql.unexpected(soql.peek());
        }
        return query;
    }

    /** A refusal that shows the place in the query, as the vendor does. */
    static SalesforceFault at(String code, String query, int at, String message) {
        int row = 1;
        int lineStart = 0;
        for (int i = 0; i < at && i < query.length(); i++) {
            if (query.charAt(i) == '\n') {
                row++;
                lineStart = i + 1;
            }
        }
        int lineEnd = query.indexOf('\n', at);
        String line = query.substring(lineStart, lineEnd < 0 ? query.length() : lineEnd);
        int column = at - lineStart;
        int from = Math.max(0, column - 60);
        String shown = line.substring(Math.min(from, line.length()), Math.min(line.length(), column + 40));
        return SalesforceFault.of(
                code,
                "\n" + shown + "\n" + " ".repeat(column - from) + "^\nERROR at Row:" + row + ":Column:" + (column + 1)
                        + "\n" + message);
    }

    private SalesforceFault malformed(int at, String message) {
        return at("MALFORMED_QUERY", text, at, message);
    }

    private SalesforceFault unexpected(Token token) {
        return token.type == Type.END
                ? SalesforceFault.of("MALFORMED_QUERY", "unexpected token: '<EOF>'")
                : malformed(token.at, "unexpected token: '" + token.text + "'");
    }

    private void scan() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'') {
                at = string(at);
            } else if (Character.isLetter(c) || c == '_') {
                int end = at;
                while (end < text.length()
                        && (Character.isLetterOrDigit(text.charAt(end)) || "_.".indexOf(text.charAt(end)) >= 0)) {
                    end++;
                }
                if (end < text.length()
                        && text.charAt(end) == ':'
                        && end + 1 < text.length()
                        && Character.isDigit(text.charAt(end + 1))) {
                    end++;
                    while (end < text.length() && Character.isDigit(text.charAt(end))) {
                        end++;
                    }
                }
                tokens.add(new Token(Type.WORD, text.substring(at, end), at));
                at = end;
            } else if (Character.isDigit(c) || ((c == '-' || c == '+' || c == '.') && digitFollows(at))) {
                int end = at + 1;
                while (end < text.length() && valuePart(end)) {
                    end++;
                }
                tokens.add(new Token(Type.VALUE, text.substring(at, end), at));
                at = end;
            } else if (text.startsWith("!=", at)
                    || text.startsWith("<>", at)
                    || text.startsWith("<=", at)
                    || text.startsWith(">=", at)) {
                tokens.add(new Token(Type.SYMBOL, text.substring(at, at + 2), at));
                at += 2;
            } else if ("=<>(),".indexOf(c) >= 0) {
                tokens.add(new Token(Type.SYMBOL, String.valueOf(c), at));
                at++;
            } else {
                throw malformed(at, "line " + 1 + ":" + at + " no viable alternative at character '" + c + "'");
            }
        }
        tokens.add(new Token(Type.END, "<EOF>", text.length()));
    }

    private boolean digitFollows(int at) {
        return at + 1 < text.length() && (Character.isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '.');
    }

    private boolean valuePart(int at) {
        char c = text.charAt(at);
        return Character.isLetterOrDigit(c) || c == ':' || c == '.' || c == '-' || c == '+';
    }

    /** Takes a string with its escapes; any backslash that begins no known one is refused. */
    private int string(int from) {
        StringBuilder value = new StringBuilder();
        int at = from + 1;
        while (true) {
            if (at >= text.length()) {
                throw malformed(from, "line 1:" + from + " mismatched character '<EOF>' expecting '''");
            }
            char c = text.charAt(at);
            if (c == '\'') {
                break;
            }
            if (c == '\n' || c == '\r') {
                throw malformed(at, "line break in a string literal: expecting '''");
            }
            if (c != '\\') {
                value.append(c);
                at++;
                continue;
            }
            char escaped = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            at += 2;
            switch (escaped) {
                case 'n', 'N' -> value.append('\n');
                case 'r', 'R' -> value.append('\r');
                case 't', 'T' -> value.append('\t');
                case 'b', 'B' -> value.append('\b');
                case 'f', 'F' -> value.append('\f');
                case '"', '\'', '\\' -> value.append(escaped);
                case '_', '%' -> value.append(Literal.MARK).append(escaped);
                case 'u' -> {
                    String hex = at + 4 <= text.length() ? text.substring(at, at + 4) : "";
                    if (!hex.matches("[0-9a-fA-F]{4}")) {
                        throw illegal(from, at - 2, "\\u" + hex);
                    }
                    value.append((char) Integer.parseInt(hex, 16));
                    at += 4;
                }
                default -> throw illegal(from, at - 2, "\\" + escaped);
            }
        }
        if (value.length() > LONGEST_STRING) {
            throw malformed(from, "string literal longer than " + LONGEST_STRING + " characters");
        }
        tokens.add(new Token(Type.STRING, value.toString(), from));
        return at + 1;
    }

    private SalesforceFault illegal(int from, int at, String sequence) {
        int end = Math.min(text.length(), from + 40);
        return malformed(
                at,
                "Invalid string literal " + text.substring(from, end) + ". Illegal character sequence '" + sequence
                        + "' in string literal.");
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.type != Type.END) {
            next++;
        }
        return token;
    }

    private boolean accept(String word) {
        if (peek().is(word)) {
            next++;
            return true;
        }
        return false;
    }

    private Token expect(String word) {
        Token token = take();
        if (!token.is(word)) {
            throw unexpected(token);
        }
        return token;
    }

    private Token word() {
        Token token = take();
        if (token.type != Type.WORD
                || token.text.endsWith(".")
                || token.text.contains("..")
                || token.text.contains(":")) {
            throw unexpected(token);
        }
        return token;
    }

    private Path path() {
        Token token = word();
        return new Path(token.text, token.at);
    }

    private Query query(boolean inner) {
        int start = peek().at;
        expect("SELECT");
        List<Item> select = new ArrayList<>();
        boolean[] count = {false};
        do {
            Item item = item(inner, count);
            if (item != null) {
                select.add(item);
            }
        } while (accept(","));
        if (count[0] && !select.isEmpty()) {
            throw malformed(start, "COUNT() has to be the only thing that is selected");
        }
        expect("FROM");
        Token from = word();
        String alias = alias();
        if (accept("USING")) {
            expect("SCOPE");
            word();
        }
        Node where = accept("WHERE") ? condition() : null;
        if (accept("WITH")) {
            word();
        }
        List<Path> groupBy = new ArrayList<>();
        if (accept("GROUP")) {
            expect("BY");
            do {
                groupBy.add(path());
            } while (accept(","));
        }
        List<Order> order = new ArrayList<>();
        if (accept("ORDER")) {
            expect("BY");
            do {
                order.add(order());
            } while (accept(","));
        }
        Integer limit = accept("LIMIT") ? whole() : null;
        Integer offset = accept("OFFSET") ? whole() : null;
        while (accept("FOR")) {
            word();
        }
        boolean allRows = accept("ALL");
        if (allRows) {
            expect("ROWS");
        }
        return new Query(
                text, select, count[0], from.text, from.at, alias, where, groupBy, order, limit, offset, allRows);
    }

    private @Nullable String alias() {
        accept("AS");
        Token token = peek();
        return token.type == Type.WORD && !ENDS.contains(token.text.toUpperCase(Locale.ROOT)) ? take().text : null;
    }

    private @Nullable Item item(boolean inner, boolean[] count) {
        if (peek().is("(")) {
            Token open = take();
            if (inner) {
                throw unexpected(open);
            }
            Query children = query(true);
            expect(")");
            return new Item.Children(children);
        }
        Token name = word();
        if (!accept("(")) {
            return new Item.Plain(new Path(name.text, name.at), itemAlias());
        }
        String function = name.text.toUpperCase(Locale.ROOT);
        if (function.equals("FIELDS")) {
            Token which = word();
            expect(")");
            return new Item.Fields(which.text.toUpperCase(Locale.ROOT), name.at);
        }
        if (function.equals("TOLABEL") || function.equals("FORMAT")) {
            Path path = path();
            expect(")");
            return new Item.Plain(path, itemAlias());
        }
        if (!FUNCTIONS.contains(function)) {
            throw malformed(name.at, "unexpected token: '" + name.text + "'");
        }
        if (function.equals("COUNT") && accept(")")) {
            count[0] = true;
            return null;
        }
        Path path = path();
        expect(")");
        return new Item.Aggregate(function, path, itemAlias());
    }

    private @Nullable String itemAlias() {
        Token token = peek();
        return token.type == Type.WORD && !token.is("FROM") ? take().text : null;
    }

    private Order order() {
        Path path = path();
        boolean descending = accept("DESC");
        if (!descending) {
            accept("ASC");
        }
        boolean last = false;
        if (accept("NULLS")) {
            last = accept("LAST");
            if (!last) {
                expect("FIRST");
            }
        }
        return new Order(path, descending, last);
    }

    private int whole() {
        Token token = take();
        if (token.type != Type.VALUE || !token.text.matches("\\d{1,9}")) {
            throw unexpected(token);
        }
        return Integer.parseInt(token.text);
    }

    private Node condition() {
        Node first = negated();
        for (String word : List.of("AND", "OR")) {
            if (peek().is(word)) {
                List<Node> nodes = new ArrayList<>();
                nodes.add(first);
                while (accept(word)) {
                    nodes.add(negated());
                }
                // the vendor wants parentheses where both are mixed
                if (peek().is("AND") || peek().is("OR")) {
                    throw unexpected(peek());
                }
                return word.equals("AND") ? new Node.And(nodes) : new Node.Or(nodes);
            }
        }
        return first;
    }

    private Node negated() {
        if (accept("NOT")) {
            return new Node.Not(negated());
        }
        if (accept("(")) {
            Node inside = condition();
            expect(")");
            return inside;
        }
        return comparison();
    }

    private Node comparison() {
        Path path = path();
        Token operator = take();
        String name = operator.text.toUpperCase(Locale.ROOT);
        if (operator.is("NOT")) {
            expect("IN");
            name = "NOT IN";
        }
        int valueAt = peek().at;
        switch (name) {
            case "IN", "NOT IN", "INCLUDES", "EXCLUDES" -> {
                expect("(");
                if (peek().is("SELECT") && name.endsWith("IN")) {
                    Query semi = query(true);
                    expect(")");
                    return new Node.Compare(path, name, List.of(), semi, valueAt);
                }
                List<Literal> values = new ArrayList<>();
                do {
                    values.add(literal(false));
                } while (accept(","));
                expect(")");
                return new Node.Compare(path, name, List.copyOf(values), null, valueAt);
            }
            case "=", "!=", "<>", "<", "<=", ">", ">=" -> {
                return new Node.Compare(path, name.equals("<>") ? "!=" : name, List.of(literal(false)), null, valueAt);
            }
            case "LIKE" -> {
                return new Node.Compare(path, name, List.of(literal(true)), null, valueAt);
            }
            default -> throw unexpected(operator);
        }
    }

    private Literal literal(boolean like) {
        Token token = take();
        switch (token.type) {
            case STRING -> {
                Literal string = new Literal(Form.STRING, token.text, 0, token.at);
                if (string.marked() && !like) {
                    int mark = token.text.indexOf(Literal.MARK);
                    throw illegal(token.at, token.at, "\\" + token.text.charAt(mark + 1));
                }
                return string;
            }
            case VALUE -> {
                Form form = NUMBER.matcher(token.text).matches()
                        ? Form.NUMBER
                        : DATE.matcher(token.text).matches()
                                ? Form.DATE
                                : DATETIME.matcher(token.text).matches() ? Form.DATETIME : null;
                if (form == null) {
                    throw unexpected(token);
                }
                return new Literal(form, token.text, 0, token.at);
            }
            case WORD -> {
                String word = token.text.toUpperCase(Locale.ROOT);
                if (word.equals("TRUE") || word.equals("FALSE")) {
                    return new Literal(Form.BOOLEAN, word, 0, token.at);
                }
                if (word.equals("NULL")) {
                    return new Literal(Form.NULL, word, 0, token.at);
                }
                int colon = word.indexOf(':');
                String named = colon < 0 ? word : word.substring(0, colon);
                int number = colon < 0
                        ? -1
                        : Integer.parseInt(
                                word.substring(colon + 1).substring(0, Math.min(6, word.length() - colon - 1)));
                if (!NamedDates.known(named, number >= 0)) {
                    throw malformed(token.at, "unexpected token: '" + token.text + "'");
                }
                return new Literal(Form.NAMED_DATE, named, number, token.at);
            }
            default -> throw unexpected(token);
        }
    }
}

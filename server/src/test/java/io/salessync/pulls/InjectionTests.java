package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.pulls.SoqlReader.Kind;
import io.salessync.pulls.SoqlReader.Token;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whatever people give as names and values, nothing of it becomes a word of the query. */
class InjectionTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> KNOWN = Set.of(
            "SELECT",
            "ID",
            "FROM",
            "CONTACT",
            "WHERE",
            "LASTNAME",
            "LEADSOURCE",
            "LIKE",
            "IN",
            "NOT",
            "LIMIT",
            "ORDER",
            "BY");

    private static final Set<String> WAYS =
            Set.of("ACCOUNT", "OWNER", "REPORTSTO", "LEAD", "ASC", "DESC", "NULLS", "FIRST", "LAST");

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
                "'",
                "\\",
                "\\'",
                "\\\\",
                "\"",
                "%",
                "_",
                ";",
                "--",
                "/*",
                ")",
                "(",
                " OR ",
                " AND Id != null",
                "\n",
                "\r",
                "\t",
                "\u0000",
                "\u0008",
                "\u000c",
                "\u2028",
                "\u2019",
                "\u02bc",
                "\uff07",
                "\ud83d\ude00",
                "\ud800",
                "\\u0027",
                "Name",
                "a",
                "x' LIMIT 1",
                "' OR LastName LIKE '%",
                "TRUE",
                "0",
                "ı",
                "İ");
        return Arbitraries.oneOf(
                pieces.list().ofMinSize(1).ofMaxSize(12).map(list -> String.join("", list)),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(40));
    }

    private static Compiled compile(ObjectNode query) {
        return Compiling.of(query, CompilingTests::find, CompilingTests.NOW);
    }

    private static ObjectNode condition(String field, String op, String value, boolean list) {
        ObjectNode query = JSON.createObjectNode().put("object", "Contact");
        ObjectNode where = query.putObject("where").put("field", field).put("op", op);
        if (list) {
            where.putArray("value").add(value).add("b");
        } else {
            where.put("value", value);
        }
        return query;
    }

    @Property(tries = 1_500)
    void aValueStaysAValue(@ForAll("hostile") String value) {
        Compiled compiled = compile(condition("LastName", "equals", value, false));
        if (compiled.isUsable()) {
            List<Token> tokens = SoqlReader.read(compiled.soql());
            assertThat(SoqlReader.words(tokens))
                    .containsExactly("SELECT", "ID", "FROM", "CONTACT", "WHERE", "LASTNAME");
            assertThat(tokens.getLast()).isEqualTo(new Token(Kind.TEXT, value));
        } else {
            assertThat(SoqlText.fault(value)).isNotNull();
        }
    }

    @Property(tries = 800)
    void aValueOfAListStaysAValue(@ForAll("hostile") String value) {
        Compiled compiled = compile(condition("LeadSource", "in", value, true));
        if (compiled.isUsable()) {
            List<Token> tokens = SoqlReader.read(compiled.soql());
            assertThat(tokens.stream()
                            .filter(token -> token.kind() == Kind.TEXT)
                            .map(Token::text))
                    .containsExactly(value, "b");
            assertThat(SoqlReader.words(tokens)).doesNotContain("OR", "AND");
        }
    }

    @Property(tries = 800)
    void aPatternMatchesTheTextItselfAndNoMore(@ForAll("hostile") String value) {
        Compiled compiled = compile(condition("LastName", "contains", value, false));
        if (compiled.isUsable()) {
            List<Token> tokens = SoqlReader.read(compiled.soql());
            // the reader marks what is escaped, so an unescaped wildcard would show
            String expected = value.replace("%", "\u0001%").replace("_", "\u0001_");
            assertThat(tokens.getLast()).isEqualTo(new Token(Kind.TEXT, "%" + expected + "%"));
        }
    }

    @Property(tries = 1_000)
    void aNameIsOneOfTheDescriptionOrRefused(@ForAll("hostile") String name) {
        for (ObjectNode query : List.of(
                condition(name, "equals", "x", false),
                condition("LastName", name, "x", false),
                condition("Account." + name, "equals", "x", false))) {
            Compiled compiled = compile(query);
            if (compiled.isUsable()) {
                assertThat(SoqlReader.words(SoqlReader.read(compiled.soql()))).allMatch(InjectionTests::isKnown);
            }
        }
        ObjectNode query = JSON.createObjectNode().put("object", name);
        query.putArray("fields").add(name);
        query.put("order", name);
        assertThat(compile(query).isUsable()).isFalse();
    }

    @Property(tries = 800)
    void aNameOfAParentOrOfWhatSortsIsOneOfTheDescriptionOrRefused(@ForAll("hostile") String name) {
        for (String path : List.of(
                "Account.Owner." + name,
                "Account." + name + ".Name",
                name + ".Owner.Name",
                "ReportsTo.Account." + name)) {
            ObjectNode query = JSON.createObjectNode().put("object", "Contact");
            query.putArray("fields").add(path);
            query.putObject("where").put("field", path).put("op", "equals").put("value", "x");
            query.putArray("order").addObject().put("field", path);
            refusedOrKnown(query);
        }
        ObjectNode several = JSON.createObjectNode().put("object", "Lead");
        several.putArray("fields").add("Owner." + name).add("Owner." + name + ".Name");
        refusedOrKnown(several);
        ObjectNode sorted = JSON.createObjectNode().put("object", "Contact");
        sorted.putArray("order")
                .addObject()
                .put("field", "LastName")
                .put("direction", name)
                .put("nulls", name);
        refusedOrKnown(sorted);
        ObjectNode limited = JSON.createObjectNode().put("object", "Contact").put("limit", name);
        assertThat(compile(limited).isUsable()).isFalse();
    }

    private static void refusedOrKnown(ObjectNode query) {
        Compiled compiled = compile(query);
        if (compiled.isUsable()) {
            assertThat(SoqlReader.words(SoqlReader.read(compiled.soql())))
                    .allMatch(word ->
                            List.of(word.split("\\.")).stream().allMatch(part -> isKnown(part) || WAYS.contains(part)));
        }
    }

    private static boolean isKnown(String word) {
        String field = word.startsWith("ACCOUNT.") ? word.substring(8) : word;
        return KNOWN.contains(word)
                || CompilingTests.find(field.equals(word) ? "Contact" : "Account")
                        .orElseThrow()
                        .field(field)
                        .isPresent();
    }
}

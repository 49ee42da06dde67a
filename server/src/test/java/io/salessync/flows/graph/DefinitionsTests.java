package io.salessync.flows.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class DefinitionsTests {
    private static final String SMALL = """
            format: 1
            name: weekly-leads
            title: Weekly leads
            triggers:
              - id: monday
                type: schedule
                settings:
                    text: every Monday at 12 PM
            nodes:
              - id: read
                type: csv.read
                settings:
                    path: leads.csv
                    delimiter: ;
              - id: split
                type: branch
                settings:
                    cases:
                      - port: big
                        when: record.qty > 100
                    otherwise: small
                retry: {attempts: 5, first: 2s, longest: 5m}
              - id: mail
                type: mail.send
                settings:
                    text: |
                        Hello,
                        there is news.
            edges:
              - read -> split
              - split.big -> mail
            settings:
                key: email
                personal: [email, phone]
            """;

    @Example
    void theShortFormsMeanTheLongOnes() {
        FlowDefinition flow = Definitions.yaml(SMALL).orThrow();

        assertThat(flow.edges())
                .containsExactly(new EdgeSpec("read", "out", "split"), new EdgeSpec("split", "big", "mail"));
        assertThat(flow.triggers().getFirst().enabled()).isTrue();
        assertThat(flow.nodes().get(1).retry())
                .isEqualTo(new NodeSpec.Retry(5, Duration.ofSeconds(2), 2, Duration.ofMinutes(5)));
        assertThat(flow.nodes().get(2).settings().get("text").asString()).isEqualTo("Hello,\nthere is news.\n");
        assertThat(flow.settings().failShare()).isEqualTo(1.0);
        assertThat(Definitions.yaml(SMALL.replace(
                                "  - read -> split\n  - split.big -> mail", "  - read -> split.big -> mail"))
                        .orThrow())
                .isEqualTo(flow);
    }

    @Example
    void whatIsWrittenForPeopleIsShortAndReadsBack() {
        FlowDefinition flow = Definitions.yaml(SMALL).orThrow();
        String yaml = Definitions.toYaml(flow);

        assertThat(yaml)
                .contains("  - split.big -> mail\n", "text: |\n", "personal: [email, phone]")
                .doesNotContain("enabled", "failShare");
        assertThat(Definitions.yaml(yaml).orThrow()).isEqualTo(flow);
        assertThat(Definitions.toYaml(Definitions.yaml(yaml).orThrow())).isEqualTo(yaml);
    }

    @Example
    void wordsThatLookLikeSomethingElseStayWords() {
        FlowDefinition flow = Definitions.yaml("""
                        name: words
                        nodes:
                          - id: a
                            type: t
                            settings: {country: NO, switch: on, zip: 01067, time: 12:30, tilde: "~", hex: 0x1F, day: 2026-11-30, big: 12345678901234567890, share: .5}
                        """).orThrow();

        assertThat(flow.nodes().getFirst().settings())
                .isEqualTo(KitTypes.json(
                        "{'country': 'NO', 'switch': 'on', 'zip': '01067', 'time': '12:30', 'tilde': '~', 'hex': '0x1F', 'day': '2026-11-30',"
                                + " 'big': 12345678901234567890, 'share': 0.5}"));
        assertThat(Definitions.yaml(Definitions.toYaml(flow)).orThrow()).isEqualTo(flow);
    }

    @Example
    void everyMistakeIsToldWithItsLineAndWhatToDo() {
        Definitions.Reading reading = Definitions.yaml("""
                name: Weekly Leads
                nodes:
                  - id: read
                    typ: csv.read
                    settings: []
                  - id: a b
                    type: filter
                    retry: {attempts: many, first: soon}
                edges:
                  - read > keep
                settings:
                  failShare: 3
                  personel: [email]
                """);

        assertThat(reading.mistakes())
                .extracting(Mistake::toString)
                .containsExactlyInAnyOrder(
                        "line 1: name cannot be 'Weekly Leads': small letters, digits and hyphens, up to 63",
                        "line 4: nodes/0/typ is not known; did you mean 'type'?",
                        "line 3: nodes/0 has no 'type'",
                        "line 5: nodes/0/settings has to be a document with fields, not []",
                        "line 6: nodes/1/id cannot be 'a b': letters, digits, _ and -, up to 63",
                        "line 8: nodes/1/retry/attempts has to be a number from 0 to 100, not 'many'",
                        "line 8: nodes/1/retry/first has to be a time span such as 30s, 5m, 2h or PT1M30S, not 'soon'",
                        "line 10: edges/0 is no edge: 'read > keep'; write 'node -> node' or 'node.output -> node'",
                        "line 12: settings/failShare has to be a number from 0 to 1, not 3",
                        "line 13: settings/personel is not known; did you mean 'personal'?");
        assertThat(reading.definition()).isNull();
    }

    @Example
    void yamlThatIsBrokenOrTrickyIsRefusedWithItsLine() {
        Map<String, String> refused = Map.ofEntries(
                Map.entry("name: a\nnodes: [\n", "line 3: the flow is no YAML"),
                Map.entry("name: a\n\tnodes: []\n", "line 2: the flow is no YAML"),
                Map.entry("name: a\nname: b\n", "line 2: name is there twice, first in line 1"),
                Map.entry(
                        "name: a\nnodes:\n  - {id: x, type: t, settings: {a: 1, a: 2}}\n",
                        "nodes/0/settings/a is there twice"),
                Map.entry("a: &x [1]\nb: *x\n", "line 1: a has an anchor (&x)"),
                Map.entry("name: *x\n", "line 1: name uses an alias"),
                Map.entry("name: !!javax.script.ScriptEngineManager [x]\n", "has a tag"),
                Map.entry("name: !!str a\n", "has a tag"),
                Map.entry("? [a]\n: b\n", "has a key that is no word"),
                Map.entry("name: a\n---\nname: b\n", "line 2: the flow holds more than one document"),
                Map.entry("", "the flow is empty"),
                Map.entry("just words", "the flow is no flow"),
                Map.entry("name: \u0007\n", "is no YAML"),
                Map.entry("name: a\nnodes: " + "[".repeat(200) + "]".repeat(200), "nested deeper than 50 levels"),
                Map.entry("name: a\n" + "# comment\n".repeat(120_000), "longer than 1 MB"),
                Map.entry(
                        "format: 2\nname: a\n", "line 1: format is 2: a newer version of this program wrote this flow"),
                Map.entry("format: one\nname: a\n", "has to be a whole number from 1"));
        refused.forEach(
                (yaml, said) -> assertThatThrownBy(() -> Definitions.yaml(yaml).orThrow())
                        .as(yaml.length() > 100 ? yaml.substring(0, 100) : yaml)
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining(said));
    }

    @Example
    void textOverSeveralLinesIsReadBackFromAList() {
        FlowDefinition flow = Definitions.yaml("""
                        name: lines
                        nodes:
                          - id: read
                            type: kit.read
                        settings:
                          personal: ["a\\nb", c]
                        """).orThrow();

        assertThat(Definitions.yaml(Definitions.toYaml(flow)).orThrow()).isEqualTo(flow);
        assertThat(flow.settings().personal()).containsExactly("a\nb", "c");
    }

    @Example
    void aFlowOfANewerVersionHasACodeOfItsOwn() {
        assertThatThrownBy(() ->
                        Definitions.yaml("format: 9\nsomethingNew: true\n").orThrow())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("flows.newer-format"))
                .hasMessageContaining("this one reads up to 1. Update this program");
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyFlowReadsBackFromYamlAndFromJson(@ForAll("flows") FlowDefinition flow) {
        String yaml = Definitions.toYaml(flow);

        assertThat(Definitions.yaml(yaml).orThrow()).as(yaml).isEqualTo(flow);
        assertThat(Definitions.stored(Definitions.toText(flow))).isEqualTo(flow);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anyTextIsReadOrRefusedWithMistakes(@ForAll("texts") String text) {
        Definitions.Reading reading = Definitions.yaml(text);

        assertThat(reading.definition() == null).isEqualTo(!reading.mistakes().isEmpty());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "name: a\n",
                "nodes:\n",
                "  - id: x\n",
                "    type: t\n",
                "- ",
                ": ",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "'",
                "|\n",
                "\n",
                " ",
                "#",
                "&a ",
                "*a",
                "!!",
                "---\n",
                "...\n",
                "edges: [a -> b]\n",
                "\t",
                "ü",
                "%");
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<FlowDefinition> flows() {
        Arbitrary<String> ids = Arbitraries.strings()
                .withChars("abcXYZ019_-")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(id -> !id.startsWith("-"));
        Arbitrary<NodeSpec> nodes = Combinators.combine(
                        ids,
                        Arbitraries.of("filter", "csv.read", "on", "1e3"),
                        words().injectNull(0.5),
                        settings(),
                        Arbitraries.of(new NodeSpec.Retry(3, Duration.ofMillis(1500), 1.5, Duration.ofHours(2)))
                                .injectNull(0.7),
                        Arbitraries.of(new NodeSpec.Place(1, -2.5), new NodeSpec.Place(0, 120000))
                                .injectNull(0.5))
                .as(NodeSpec::new);
        Arbitrary<TriggerSpec> triggers = Combinators.combine(
                        ids, Arbitraries.of("schedule", "manual"), Arbitraries.of(true, false), settings())
                .as(TriggerSpec::new);
        Arbitrary<EdgeSpec> edges = Combinators.combine(ids, ids, ids).as(EdgeSpec::new);
        Arbitrary<FlowSettings> settings = Combinators.combine(
                        words().injectNull(0.5),
                        words().list().ofMaxSize(3),
                        Arbitraries.of(0.0, 0.25, 1.0),
                        Arbitraries.longs().between(0, 1_000_000),
                        Arbitraries.of(true, false))
                .as(FlowSettings::new);
        return Combinators.combine(
                        Arbitraries.of("a", "weekly-leads", "0", "2026", "007", "on"),
                        words(),
                        words().injectNull(0.5),
                        triggers.list().ofMaxSize(3),
                        nodes.list().ofMaxSize(4),
                        edges.list().ofMaxSize(4),
                        settings)
                .as(FlowDefinition::new);
    }

    private static Arbitrary<String> words() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
                        Arbitraries.strings()
                                .withChars("ab \n:#-'\"{}[],&*!|>%@`~\\\t\r\u0085\u2028é€😀".toCharArray())
                                .ofMinLength(1)
                                .ofMaxLength(12),
                        Arbitraries.of(
                                "yes",
                                "no",
                                "null",
                                "~",
                                "1",
                                "1.5",
                                "-",
                                "- a",
                                "a: b",
                                "#x",
                                "1e5",
                                "0x1f",
                                "0o7",
                                "2026-11-30",
                                "12:30:45",
                                "=",
                                "<<",
                                "true",
                                " a",
                                "a ",
                                "\n",
                                "a\n",
                                "a\n\n b\n",
                                ".inf",
                                "1_000",
                                "+12",
                                "01",
                                "!x",
                                "&a",
                                "*a",
                                "? a"))
                .filter(word -> !word.isBlank() && isClean(word));
    }

    /** Lone surrogates are no text. */
    private static boolean isClean(String word) {
        return word.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    private static Arbitrary<ObjectNode> settings() {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                words().map(word -> (JsonNode) JsonNodeFactory.instance.stringNode(word)),
                Arbitraries.just("").map(word -> (JsonNode) JsonNodeFactory.instance.stringNode(word)),
                Arbitraries.longs().map(DefinitionsTests::number),
                Arbitraries.of(0.5, 1.0, -2.25, 1e20, 1e-7, 123456.789)
                        .map(number -> (JsonNode) JsonNodeFactory.instance.numberNode(number)),
                Arbitraries.of(true, false).map(flag -> (JsonNode) JsonNodeFactory.instance.booleanNode(flag)),
                Arbitraries.just(true).map(ignored -> (JsonNode) JsonNodeFactory.instance.nullNode()));
        Arbitrary<JsonNode> lists = leaves.list().ofMaxSize(4).map(items -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            list.addAll(items);
            return (JsonNode) list;
        });
        Arbitrary<JsonNode> values =
                Arbitraries.oneOf(leaves, lists, document(leaves).map(node -> (JsonNode) node));
        return document(Arbitraries.oneOf(values, values.list().ofMaxSize(2).map(items -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            list.addAll(items);
            return (JsonNode) list;
        })));
    }

    /** As Jackson reads it: the smallest that holds it. */
    private static JsonNode number(long number) {
        return JsonMapper.shared().readTree(String.valueOf(number));
    }

    private static Arbitrary<ObjectNode> document(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(words(), values).ofMaxSize(4).map(map -> {
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            map.forEach(made::set);
            return made;
        });
    }
}

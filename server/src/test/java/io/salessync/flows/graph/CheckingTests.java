package io.salessync.flows.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckingTests {
    private static final String HEAD = "name: test\n";
    private static final String SOURCE =
            "  - {id: read, type: kit.source, settings: {fields: {email: TEXT, qty: WHOLE}}}\n";

    private final Checking checking = new Checking(KitTypes.types());

    private Checked check(String yaml) {
        return checking.check(Definitions.yaml(HEAD + yaml).orThrow());
    }

    private List<String> problems(String yaml) {
        return check(yaml).problems().stream().map(Finding::toString).toList();
    }

    private static String keep(String id, String when) {
        return "  - {id: " + id + ", type: kit.keep, settings: {when: \"" + when + "\"}}\n";
    }

    @Test
    void aSoundFlowHasShapesOnItsEdges() {
        Checked checked = check("nodes:\n" + SOURCE + keep("keep", "record.qty > 3")
                + "  - {id: add, type: kit.set, settings: {field: half, expression: 'double(record.qty) / 2.0'}}\n"
                + "edges: [read -> keep -> add]\n");

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.into("add").fields()).containsOnlyKeys("email", "qty");
        assertThat(checked.shapes().get("add").get("out").fields()).containsEntry("half", FieldType.NUMBER);
    }

    @Test
    void whatIsNotThereIsNamedWithASuggestion() {
        assertThat(problems("nodes:\n" + SOURCE + "  - {id: keep, type: kit.kep, settings: {}}\n"
                        + "edges: [read -> kepe, reed -> keep, read.ot -> keep]\n"))
                .containsExactlyInAnyOrder(
                        "node keep, type: there is no node type 'kit.kep'; did you mean 'kit.keep'?",
                        "node read: the edge 'read -> kepe' leads to no node; did you mean 'keep'?",
                        "the flow: the edge 'reed -> keep' begins at no node; did you mean 'read'?",
                        "node read: the edge 'read.ot -> keep' begins at no output of it; did you mean 'out'?");
    }

    @Test
    void idsAreUnique() {
        assertThat(problems(
                        "triggers:\n  - {id: t, type: kit.timer, settings: {minutes: 5}}\n  - {id: t, type: kit.timer, settings: {minutes: 5}}\n"
                                + "nodes:\n" + SOURCE + SOURCE))
                .containsExactlyInAnyOrder(
                        "node read: there is more than one node 'read'; ids are unique",
                        "trigger t: there is more than one trigger 't'; ids are unique");
    }

    @Test
    void aCircleIsToldWithItsNodes() {
        List<String> problems = problems("nodes:\n" + SOURCE + keep("a", "true") + keep("b", "true") + keep("c", "true")
                + "edges: [read -> a -> b -> c, c -> a]\n");

        assertThat(problems)
                .containsExactly("node a: records would go in a circle: a → b → c → a; take one of these edges away");
        assertThat(problems("nodes:\n" + SOURCE + keep("a", "true") + "edges: [read -> a, a -> a]\n"))
                .containsExactly("node a: records would go in a circle: a → a; take one of these edges away");
    }

    @Test
    void everyNodeHasToBeReachedFromASource() {
        assertThat(problems("nodes:\n" + SOURCE + keep("lone", "true") + keep("after", "true")
                        + "edges: [lone -> after]\n"))
                .containsExactly(
                        "node lone: nothing leads here: draw an edge to it, or take it away",
                        "node after: no record can come here: no way from a source leads to it");
        assertThat(problems("nodes:\n" + SOURCE + keep("a", "true") + "edges: [read -> a, a -> read]\n"))
                .contains("node read: the edge 'a -> read' leads into a source; records begin there");
        assertThat(problems("nodes:\n" + keep("a", "true")))
                .contains("the flow: no node brings records: a flow begins at a source");
        assertThat(problems("nodes: []\n")).containsExactly("the flow: there are no nodes yet");
    }

    @Test
    void settingsAreHeldAgainstTheSchemaAndThenTheType() {
        assertThat(problems("nodes:\n" + SOURCE
                        + "  - {id: a, type: kit.keep, settings: {wen: 'true'}}\n"
                        + "  - {id: b, type: kit.keep, settings: {when: 5}}\n"
                        + "  - {id: c, type: kit.keep, settings: {when: 'record.emial == null'}}\n"
                        + "  - {id: d, type: kit.set, settings: {field: explode, expression: '1'}}\n"
                        + "edges: [read -> a, read -> b, read -> c, read -> d]\n"))
                .containsExactlyInAnyOrder(
                        "node a, when: is missing",
                        "node a, wen: is not known; did you mean 'when'?",
                        "node b, when: has to be text, not 5",
                        "node c, when: 'record.emial == null' reads record.emial, which the records do not have here; did you mean 'email'?",
                        "node d: its settings cannot be checked: a fault of the type");
        assertThat(problems("triggers:\n"
                        + "  - {id: a, type: kit.tmer}\n"
                        + "  - {id: b, type: kit.timer, settings: {minutes: 0}}\n"
                        + "  - {id: c, type: kit.timer, settings: {minutes: 7}}\n"
                        + "nodes:\n" + SOURCE))
                .containsExactly(
                        "trigger a, type: there is no kind of trigger 'kit.tmer'; did you mean 'kit.timer'?",
                        "trigger b, minutes: has to be at least 1, not 0",
                        "trigger c, minutes: has to divide the hour");
    }

    @Test
    void outputsThatSettingsNameAreKnown() {
        String split = "  - {id: split, type: kit.split, settings: {ports: [big, small]}}\n";

        assertThat(problems("nodes:\n" + SOURCE + split + keep("a", "true")
                        + "edges: [read -> split, split.big -> a, split.smal -> a]\n"))
                .containsExactly(
                        "node split: the edge 'split.smal -> a' begins at no output of it; did you mean 'small'?");
    }

    @Test
    void whereEdgesMeetTheFieldsOfBothMayCome() {
        Checked checked = check("nodes:\n" + SOURCE
                + "  - {id: other, type: kit.source, settings: {fields: {qty: TEXT, town: TEXT}, open: true}}\n"
                + keep("meet", "record.town == null")
                + "edges: [read -> meet, other -> meet]\n");

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.into("meet").fields())
                .containsEntry("qty", FieldType.ANY)
                .containsEntry("town", FieldType.TEXT)
                .containsEntry("email", FieldType.TEXT);
        assertThat(checked.into("meet").open()).isTrue();
    }

    @Test
    void whatMayBeMeantSoIsAWarning() {
        Checked checked = check("nodes:\n" + SOURCE + keep("a", "true")
                + "edges: [read -> a, read -> a]\n"
                + "settings: {key: emial, personal: [phone]}\n");

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.findings())
                .extracting(Finding::toString)
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("settings/key", "did you mean 'email'?"))
                .anySatisfy(line -> assertThat(line).contains("settings/personal", "'phone'"))
                .anySatisfy(line -> assertThat(line).contains("is there twice"));
    }

    @Test
    void aLongChainIsCheckedWithoutEnd() {
        int length = 900;
        String nodes = IntStream.range(0, length)
                .mapToObj(i -> keep("n" + i, "record.qty > " + i))
                .collect(Collectors.joining());
        String edges =
                IntStream.range(0, length).mapToObj(i -> "n" + i).collect(Collectors.joining(" -> ", "read -> ", ""));

        assertThat(problems("nodes:\n" + SOURCE + nodes + "edges: [" + edges + "]\n"))
                .isEmpty();
    }
}

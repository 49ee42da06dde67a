package io.salessync.outreach.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.sequences.SequenceDocument.Settings;
import io.salessync.outreach.sequences.SequenceDocument.StopOnReply;
import io.salessync.outreach.sequences.SequenceDocument.Window;
import io.salessync.outreach.sequences.SequenceDocument.ZoneOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

class SequenceTextTests {
    static String example() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("examples/outreach/sequence.yaml");
            if (Files.exists(file)) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("There is no examples/outreach/sequence.yaml above here");
    }

    @Example
    void theExampleReadsWithoutAnythingWrongAndKeepsItsMeaningWhenWritten() {
        SequenceDocument read = SequenceText.yaml(example());
        assertThat(read.steps()).hasSize(10);
        assertThat(new SequenceCheck(read, flow -> true)
                        .findings().stream().filter(finding -> finding.severity() == SequenceFinding.Severity.PROBLEM))
                .isEmpty();
        String written = SequenceText.toYaml(read);
        assertThat(SequenceText.yaml(written)).isEqualTo(read);
        // stable: written again it is the same text
        assertThat(SequenceText.toYaml(SequenceText.yaml(written))).isEqualTo(written);
        assertThat(written)
                .contains("for: 3 working days", "days: 14", "text: |")
                .doesNotContain("leadHolidays", "weight: 100");
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void whatIsWrittenReadsAsTheSame(@ForAll("documents") SequenceDocument document) {
        assertThat(SequenceText.yaml(SequenceText.toYaml(document))).isEqualTo(document);
        assertThat(SequenceText.stored(SequenceText.text(document))).isEqualTo(document);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void whateverIsReadIsASequenceOrAProblem(@ForAll("broken") String text) {
        try {
            SequenceText.yaml(text);
        } catch (Problem problem) {
            assertThat(problem.code().code()).isEqualTo("outreach.wrong-sequence");
        }
    }

    @Example
    void mistakesNameLinePlaceValueAndWhatToDo() {
        refused(
                "name: x\nsteps:\n  - id: a\n    type: mesage\n    text: hi",
                "line 4: steps/0/type",
                "'mesage'",
                "did you mean 'message'?");
        refused("name: x\nstep:\n  - id: a", "line 2: step is not known; did you mean 'steps'?");
        refused(
                "name: x\nsettings:\n  window: {from: 17:00, until: 09:00}\nsteps:\n  - {id: a, type: end}",
                "line 3: settings/window/until",
                "is 09:00, which is not after 'from' (17:00)");
        refused("name: x\nsettings:\n  window: {days: []}\nsteps:\n  - {id: a, type: end}", "days is empty");
        refused("name: x\nsettings:\n  window: {from: 25:00}\nsteps:\n  - {id: a, type: end}", "'25:00'", "09:00");
        refused("name: x\nsteps:\n  - {id: a, type: condition, question: connected, days: 3}", "'no'", "'unknown'");
        refused("name: x\nsteps:\n  - {id: a, type: wait, for: soon}", "'soon'", "3 days");
        refused("name: x\nsteps: []", "at least one step");
        refused("name: x\nsteps:\n  - {id: a b, type: end}", "'a b'");
        refused("name: x\nname: y\nsteps: []", "twice");
        refused("name: &a x\nsteps: []", "anchor");
        refused(
                "name: x\nsteps:\n  - {id: a, type: message, text: \"" + "y".repeat(20_001) + "\"}",
                "20,001 characters");
        refused("name: x\nsteps:\n" + "  - {id: a, type: end}\n".repeat(101), "101 entries");
        refused("format: 2\nname: x\nsteps: []", "format 1");
        refused("x".repeat(600_000), "600,000 characters");
    }

    private static void refused(String yaml, String... words) {
        assertThatThrownBy(() -> SequenceText.yaml(yaml))
                .isInstanceOf(Problem.class)
                .message()
                .contains(words);
    }

    @Example
    void whatDiffersIsToldByStepAndField() {
        SequenceDocument before = SequenceText.yaml(
                "name: x\nsteps:\n  - {id: a, type: visit}\n  - {id: b, type: wait, for: 2 days}\n  - {id: c, type: end}");
        SequenceDocument after = SequenceText.yaml(
                "name: x\nabout: new\nsteps:\n  - {id: a, type: visit, next: d}\n  - {id: d, type: wait, for: 1 hour}\n  - {id: c, type: end}");
        SequenceDiff diff = SequenceDiff.between(before, after);
        assertThat(diff.added()).containsExactly("d");
        assertThat(diff.removed()).containsExactly("b");
        assertThat(diff.changed()).extracting(SequenceDiff.Part::step).containsExactly("a");
        assertThat(diff.lines())
                .containsExactly(
                        "The sequence: about is “new” now, it was “”.",
                        "Step 'b' (wait) is gone.",
                        "Step 'd' (wait) is new.",
                        "Step 'a': next is “d” now, it was “b”.");
        assertThat(SequenceDiff.between(before, before).lines()).isEmpty();
    }

    @Provide
    Arbitrary<String> broken() {
        String example = example();
        Arbitrary<String> cut =
                Arbitraries.integers().between(0, example.length()).map(at -> example.substring(0, at));
        Arbitrary<String> changed = Combinators.combine(
                        Arbitraries.integers().between(0, example.length() - 1),
                        Arbitraries.of("{", "}", ":", "\n", "-", "'", "null", "👍", "\t", "[", "*a"))
                .as((at, piece) -> example.substring(0, at) + piece + example.substring(at + 1));
        return Arbitraries.oneOf(cut, changed, Arbitraries.strings().ofMaxLength(100));
    }

    @Provide
    Arbitrary<SequenceDocument> documents() {
        Arbitrary<String> words = Arbitraries.of(
                "no",
                "2026",
                "a: b",
                "Hi {{ first_name }},\n\nyours\n",
                " x",
                "- y",
                "#z",
                "ü 👍",
                "true",
                "line\r\nline",
                "\"q\" 'r'",
                "{a|b}");
        Arbitrary<Integer> count = Arbitraries.integers().between(1, 8);
        Arbitrary<Window> windows = Combinators.combine(
                        Arbitraries.of(DayOfWeek.class).set().ofMinSize(1),
                        Arbitraries.integers().between(0, 12 * 60),
                        Arbitraries.integers().between(1, 11 * 60),
                        Arbitraries.of(ZoneOf.class),
                        Arbitraries.of(true, false),
                        Arbitraries.of(List.<LocalDate>of(), List.of(LocalDate.of(2026, 12, 24))))
                .as((days, from, length, zone, holidays, off) -> new Window(
                        days,
                        LocalTime.ofSecondOfDay(from * 60L),
                        LocalTime.ofSecondOfDay((from + length) * 60L),
                        zone,
                        holidays,
                        !holidays,
                        off));
        Arbitrary<Settings> settings = Combinators.combine(
                        windows,
                        Arbitraries.of(StopOnReply.class),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 90))
                .as((window, stop, flag, quiet) -> new Settings(
                        window,
                        flag,
                        stop,
                        flag ? List.of("Ann", "no") : List.of(),
                        List.of(),
                        quiet,
                        quiet % 4,
                        flag ? "news" : "outreach",
                        flag,
                        !flag));
        Arbitrary<List<Step>> steps =
                count.flatMap(n -> step(n, words).list().ofSize(n).map(SequenceTextTests::named));
        return Combinators.combine(Arbitraries.of("no", "x", "2026", "Lögistics: #1"), words, settings, steps)
                .as((name, about, set, all) -> new SequenceDocument(name, about, List.of("opener"), set, all));
    }

    /** Ids s0, s1, …; null and ids that are not there are ways as well. */
    private static List<Step> named(List<Step> steps) {
        List<Step> named = new ArrayList<>();
        for (Step step : steps) {
            String id = "s" + named.size();
            named.add(
                    switch (step) {
                        case Step.Invite one -> new Step.Invite(id, one.variants(), one.bareWhereFree(), one.next());
                        case Step.Message one -> new Step.Message(id, one.variants(), one.next());
                        case Step.InMail one -> new Step.InMail(id, one.variants(), one.next());
                        case Step.Email one -> new Step.Email(id, one.variants(), one.sameThread(), one.next());
                        case Step.Visit one -> new Step.Visit(id, one.next());
                        case Step.Withdraw one -> new Step.Withdraw(id, one.next());
                        case Step.Wait one -> new Step.Wait(id, one.amount(), one.unit(), one.jitter(), one.next());
                        case Step.Condition one ->
                            new Step.Condition(
                                    id,
                                    one.question(),
                                    one.expression(),
                                    one.days(),
                                    one.yes(),
                                    one.no(),
                                    one.unknown());
                        case Step.Task one -> new Step.Task(id, one.text(), one.assignee(), one.waits(), one.next());
                        case Step.CallFlow one -> new Step.CallFlow(id, one.flow(), one.next());
                        case Step.End ignored -> new Step.End(id);
                    });
        }
        return named;
    }

    private static Arbitrary<Step> step(int n, Arbitrary<String> words) {
        Arbitrary<@Nullable String> way = Arbitraries.integers().between(0, n).map(i -> i == n ? null : "s" + i);
        Arbitrary<List<Step.Variant>> texts = Combinators.combine(
                        words, words, Arbitraries.integers().between(0, 100), Arbitraries.of(true, false))
                .as((a, b, weight, two) -> two
                        ? List.of(new Step.Variant("a", weight, "", a), new Step.Variant("b", 100 - weight, "", b))
                        : List.of(new Step.Variant("", 100, "", a)));
        Arbitrary<List<Step.Variant>> mails = texts.map(all -> all.stream()
                .map(one -> new Step.Variant(one.name(), one.weight(), "re: " + one.text(), one.text()))
                .toList());
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        return Arbitraries.oneOf(Stream.<Arbitrary<? extends Step>>of(
                        Combinators.combine(texts, flag, way).as((all, bare, to) -> new Step.Invite("", all, bare, to)),
                        Combinators.combine(texts, way).as((all, to) -> new Step.Message("", all, to)),
                        Combinators.combine(mails, way).as((all, to) -> new Step.InMail("", all, to)),
                        Combinators.combine(mails, flag, way).as((all, same, to) -> new Step.Email("", all, same, to)),
                        way.map(to -> new Step.Visit("", to)),
                        way.map(to -> new Step.Withdraw("", to)),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 40),
                                        Arbitraries.of(Step.Wait.Unit.class),
                                        Arbitraries.integers().between(0, 50),
                                        way)
                                .as((amount, unit, jitter, to) -> new Step.Wait("", amount, unit, jitter, to)),
                        Combinators.combine(
                                        Arbitraries.of(Step.Condition.Question.class),
                                        Arbitraries.of("", "record.country == \"DE\""),
                                        Arbitraries.integers().between(0, 90),
                                        way,
                                        way,
                                        way)
                                .as((question, expression, days, yes, no, unknown) ->
                                        new Step.Condition("", question, expression, days, yes, no, unknown)),
                        Combinators.combine(words, flag, way)
                                .as((text, waits, to) ->
                                        new Step.Task("", text, waits ? "a@b.example" : "", waits, to)),
                        way.map(to -> new Step.CallFlow("", "a-flow", to)),
                        Arbitraries.just(new Step.End("")))
                .map(one -> one.map(made -> (Step) made))
                .toList());
    }
}

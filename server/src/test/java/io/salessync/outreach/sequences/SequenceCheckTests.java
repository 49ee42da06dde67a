package io.salessync.outreach.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.sequences.SequenceFinding.Severity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceCheckTests {
    private static List<String> problems(String steps) {
        return found(steps, Severity.PROBLEM);
    }

    private static List<String> found(String steps, Severity severity) {
        SequenceDocument document = SequenceText.yaml("name: x\nfields: [opener]\nsteps:\n" + steps.indent(2));
        return new SequenceCheck(document, Set.of("known")::contains)
                .findings().stream()
                        .filter(finding -> finding.severity() == severity)
                        .map(SequenceFinding::toString)
                        .toList();
    }

    private static final String START = """
            - {id: ask, type: invite}
            - {id: there, type: condition, question: connected, days: 14, no: null, unknown: null}
            """;

    @Test
    void aSoundSequenceHasNothingWrong() {
        assertThat(problems(START + "- {id: m, type: message, text: 'Hi {{ first_name }} {{ opener }}'}"))
                .isEmpty();
    }

    @Test
    void waysThatLeadNowhereAndStepsNobodyReachesAreNamed() {
        assertThat(problems("- {id: look, type: visit, next: lok}\n- {id: end, type: end}"))
                .containsExactly(
                        "step 'look', next: leads to 'lok', which is no step; did you mean 'look'?",
                        "step 'end': no way leads here from the first step; lead one to it, or take it out");
        assertThat(problems("- {id: a, type: visit}\n- {id: a, type: end}"))
                .first()
                .asString()
                .contains("another step has the id 'a'");
        assertThat(problems("- {id: a, type: visit, next: a}"))
                .first()
                .asString()
                .contains("leads back to the step itself");
    }

    @Test
    void nobodyGoesRoundForEver() {
        assertThat(problems("- {id: a, type: visit}\n- {id: b, type: visit, next: a}"))
                .containsExactly(
                        "step 'a': leads would go round without a wait: a → b → a; put a wait on the way, or lead it on");
        assertThat(problems("- {id: a, type: visit}\n- {id: b, type: wait, for: 1 day, next: a}"))
                .first()
                .asString()
                .contains("for ever");
        assertThat(
                        problems(
                                "- {id: a, type: wait, for: 1 day}\n- {id: b, type: condition, question: replied, 'yes': null, 'no': a, unknown: null}"))
                .isEmpty();
        String long200 = String.join(
                "\n",
                java.util.stream.IntStream.range(0, 3)
                        .mapToObj(i -> "- {id: w" + i + ", type: wait, for: 365 days}")
                        .toList());
        assertThat(problems(long200))
                .containsExactly(
                        "the sequence, steps: the longest way takes 1,095 days; at most 730: shorten waits or conditions");
    }

    @Test
    void aMessageWantsSomebodyConnected() {
        assertThat(problems("- {id: m, type: message, text: hi}"))
                .first()
                .asString()
                .contains("without an invitation");
        assertThat(found("- {id: i, type: invite}\n- {id: m, type: message, text: hi}", Severity.WARNING))
                .first()
                .asString()
                .contains("nobody asked whether they are connected");
        // the way “no” is not connected
        assertThat(found(
                        "- {id: i, type: invite}\n- {id: c, type: condition, question: connected, days: 1, 'yes': null, 'no': m, unknown: null}\n- {id: m, type: message, text: hi}",
                        Severity.WARNING))
                .isNotEmpty();
    }

    @Test
    void mailsWantAddressesSubjectsAndSomethingToAnswer() {
        assertThat(problems("- {id: e, type: email, text: hi}"))
                .containsExactly("step 'e', subject: is empty; a mail has a subject");
        assertThat(problems("- {id: e, type: email, sameThread: true, text: hi}"))
                .first()
                .asString()
                .contains("no mail before it to answer");
        assertThat(found("- {id: e, type: email, subject: s, text: hi}", Severity.WARNING))
                .first()
                .asString()
                .contains("has_email");
        assertThat(found(
                        "- {id: c, type: condition, question: has_email, 'no': null}\n- {id: e, type: email, subject: s, text: hi}",
                        Severity.WARNING))
                .isEmpty();
        assertThat(problems("- {id: e, type: email, subject: s, text: '<p onclick=\"x()\">hi</p>'}"))
                .first()
                .asString()
                .contains("event attribute");
        assertThat(problems("- {id: e, type: inmail, subject: '', text: hi}"))
                .first()
                .asString()
                .contains("an InMail has a subject");
    }

    @Test
    void boundsOfWaitsConditionsWeightsAndLengthsHold() {
        assertThat(problems("- {id: w, type: wait, for: 0 hours}"))
                .first()
                .asString()
                .contains("'0 hours' is out of bounds");
        assertThat(problems("- {id: w, type: wait, for: 366 days}"))
                .first()
                .asString()
                .contains("out of bounds");
        assertThat(
                        problems(
                                "- {id: c, type: condition, question: replied, days: 91, 'yes': null, 'no': null, unknown: null}"))
                .first()
                .asString()
                .contains("91 is out of bounds");
        assertThat(
                        problems(
                                "- id: i\n  type: invite\n  variants:\n    - {name: a, weight: 0, text: x}\n    - {name: a, weight: 0, text: y}"))
                .hasSize(2);
        assertThat(problems("- {id: i, type: invite, text: \"" + "x".repeat(301) + "\"}"))
                .first()
                .asString()
                .contains("at least 301 characters");
        assertThat(found("- {id: i, type: invite, text: \"" + "x".repeat(201) + "\"}", Severity.WARNING))
                .first()
                .asString()
                .contains("free accounts may write 200", "without a note");
        assertThat(problems("- {id: e, type: email, subject: \"" + "x".repeat(256) + "\", text: hi}"))
                .first()
                .asString()
                .contains("256");
    }

    @Test
    void expressionsFlowsAndTokensAreLookedUp() {
        assertThat(
                        problems(
                                "- {id: c, type: condition, question: field, expression: 'record.contry == \"DE\"', 'no': null}"))
                .first()
                .asString()
                .contains("record.contry", "did you mean 'country'?");
        assertThat(problems("- {id: c, type: condition, question: field, expression: 'record.country', 'no': null}"))
                .first()
                .asString()
                .contains("true or false");
        assertThat(problems(
                        "- {id: c, type: condition, question: field, expression: 'record.opener != \"\"', 'no': null}"))
                .isEmpty();
        assertThat(problems("- {id: f, type: flow, flow: unknown}"))
                .first()
                .asString()
                .contains("no flow 'unknown'");
        assertThat(problems("- {id: f, type: flow, flow: known}")).isEmpty();
        assertThat(problems("- {id: i, type: invite, text: 'Hi {{ frist_name }}'}"))
                .containsExactly(
                        "step 'i', text: there is no token 'frist_name'; did you mean 'first_name'? An own field of the leads has to be named under 'fields'");
        assertThat(problems("- {id: c, type: condition, question: opened, 'yes': null, 'no': null, unknown: null}"))
                .first()
                .asString()
                .contains("settings/openTracking");
    }
}

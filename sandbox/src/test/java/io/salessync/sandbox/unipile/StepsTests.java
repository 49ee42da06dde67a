package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StepsTests extends UnipileTests {
    private static final Map<String, String> NONE = Map.of();

    private List<JsonNode> strangers(int many) {
        List<JsonNode> people = new ArrayList<>();
        sandbox.get("/_sandbox/unipile/people?account=" + ANNA + "&strangers=true&limit=" + many)
                .json()
                .path("people")
                .forEach(people::add);
        return people;
    }

    /** What became of every invitation, by person. */
    private Map<String, String> played(List<JsonNode> people) {
        for (JsonNode person : people) {
            invite(ANNA, person);
        }
        advance("P30D");
        Map<String, String> fates = new TreeMap<>();
        truth().path("people").forEach(person -> {
            JsonNode invitation = person.at("/invitations/0");
            fates.put(
                    person.path("person").asString(),
                    invitation.path("status").asString() + " "
                            + invitation.path("ended").asString("never"));
        });
        return fates;
    }

    @Test
    void whatPeopleDoFollowsFromTheSeedAndNotFromTheOrderOfCalls() {
        List<JsonNode> people = strangers(60);
        Map<String, String> first = played(people);
        reset();
        List<JsonNode> turned = new ArrayList<>(people);
        Collections.reverse(turned);
        assertThat(played(turned)).isEqualTo(first);
        long accepted = first.values().stream()
                .filter(fate -> fate.startsWith("ACCEPTED"))
                .count();
        long declined = first.values().stream()
                .filter(fate -> fate.startsWith("DECLINED"))
                .count();
        assertThat(accepted).isBetween(12L, 32L);
        assertThat(declined).isBetween(1L, 12L);
    }

    @Test
    void aStepPlaysEverythingInItsOrderAndBringsItBeforeItAnswers() {
        List<Told> told = listen("messaging");
        for (int i = 0; i < 10; i++) {
            JsonNode person = person(Map.of(
                    "accepts", true, "accept_after", "PT" + (10 - i) + "H", "replies", true, "reply_after", "PT1H"));
            invite(ANNA, person, "Note " + i);
        }
        advance("P2D");
        List<String> notes = told.stream()
                .map(each -> each.body().path("message").asString())
                .filter(text -> text.startsWith("Note"))
                .toList();
        assertThat(notes).hasSize(10).startsWith("Note 9", "Note 8").endsWith("Note 0");
        List<Instant> times = told.stream()
                .map(each -> Instant.parse(each.body().path("timestamp").asString()))
                .toList();
        assertThat(times).isSorted();
        assertThat(times.getFirst()).isEqualTo("2026-03-02T10:00:00Z");
    }

    @Test
    void theClockIsHeldSteppedToATimeAndBeganAnew() {
        Answer to = sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"2026-03-05T00:00:00Z\"}", NONE);
        assertThat(to.json().path("now").asString()).isEqualTo("2026-03-05T00:00:00Z");
        assertThat(to.json().path("held").asBoolean()).isTrue();
        Answer back = sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"2026-03-01T00:00:00Z\"}", NONE);
        assertThat(back.status()).isEqualTo(400);
        assertThat(sandbox.send("PUT", "/_sandbox/clock", "{\"hold\":false}", NONE)
                        .json()
                        .path("held")
                        .asBoolean())
                .isFalse();
        assertThat(sandbox.send("PUT", "/_sandbox/clock", "{}", NONE).status()).isEqualTo(400);
    }

    @Test
    void aProgramCanStepFromOneEventToTheNext() {
        List<Map<String, Object>> wanted = new ArrayList<>();
        for (int hours : List.of(5, 2, 9)) {
            wanted.add(Map.of("behaviour", Map.of("accepts", true, "accept_after", "PT" + hours + "H")));
        }
        act("settings", Map.of("new_relation_hours", 0, "greet", 0));
        act("people", Map.of("people", wanted)).json().path("people").forEach(person -> invite(ANNA, person));
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String next = sandbox.get("/_sandbox/clock").json().path("next_due").asString();
            sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"" + next + "\"}", NONE);
            stops.add(next);
        }
        assertThat(stops).containsExactly("2026-03-02T11:00:00Z", "2026-03-02T14:00:00Z", "2026-03-02T18:00:00Z");
        assertThat(truth().at("/totals/invitations_accepted").asInt()).isEqualTo(3);
    }

    @Test
    void peopleMoveOnWhenTheSettingsSaySo() {
        act("settings", Map.of("job_changes_a_year", 1, "renames_a_year", 0.5));
        advance("P60D");
        int moved = 0;
        for (JsonNode person :
                sandbox.get("/_sandbox/unipile/people?limit=2000").json().path("people")) {
            moved += person.path("job_changes").asInt() > 0 ? 1 : 0;
        }
        assertThat(moved).isBetween(200, 450);
    }

    @Test
    void aRestartGoesOnWithWhatWasSaved(@TempDir Path folder) {
        Path file = folder.resolve("state.json");
        String before;
        try (RunningSandbox first = RunningSandbox.start(1, 10, file)) {
            String person = first.get("/_sandbox/unipile/people?account=linkedin-anna&strangers=true&limit=1")
                    .json()
                    .at("/people/0/person")
                    .asString();
            first.post(
                    "/_sandbox/unipile/invite",
                    "{\"account\":\"linkedin-anna\",\"person\":\"" + person + "\",\"note\":\"Hi\"}");
            first.post("/_sandbox/unipile/settings", "{\"accept\":0.5}");
            before = first.get("/_sandbox/state/unipile").text();
        }
        try (RunningSandbox second = RunningSandbox.start(1, 10, file)) {
            assertThat(second.get("/_sandbox/state/unipile").text()).isEqualTo(before);
            assertThat(before).contains("\"note\":\"Hi\"");
        }
    }
}

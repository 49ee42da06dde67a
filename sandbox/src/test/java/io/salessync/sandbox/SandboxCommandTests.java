package io.salessync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SandboxCommandTests {
    @TempDir
    private Path folder;

    private record Outcome(int code, String text) {}

    private static Outcome run(String... args) {
        StringWriter text = new StringWriter();
        int code = new CommandLine(new SandboxCommand())
                .setErr(new PrintWriter(text))
                .setOut(new PrintWriter(text))
                .execute(args);
        return new Outcome(code, text.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--speed=0", "--speed=fast", "--sandbox-port=70000", "--sandbox-port=x", "--nope"})
    void wrongInputEndsWithTwoAndSaysWhatIsWrong(String argument) {
        Outcome outcome = run(argument);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.text()).contains(argument.replaceAll("=.*", ""));
    }

    @Test
    void aTakenPortEndsWithTwo() {
        try (RunningSandbox running = RunningSandbox.start()) {
            Outcome outcome = run("--sandbox-port=" + running.port());
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.text()).contains("Port " + running.port() + " is taken");
        }
    }

    @Test
    void aStateFileThatCannotBeUsedEndsWithTwo() throws IOException {
        assertThat(run("--sandbox-port=0", "--data=" + folder.resolve("none/state.json"))
                        .code())
                .isEqualTo(2);
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        Outcome outcome = run("--sandbox-port=0", "--data=" + broken);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.text()).contains("broken.json cannot be read");
    }

    @Test
    void helpEndsWithZero() {
        Outcome outcome = run("--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.text()).contains("--exit-with-parent");
    }

    @Test
    void aRestartGoesOnWithTheSavedBoards() {
        Path file = folder.resolve("state.json");
        String before;
        try (RunningSandbox first = RunningSandbox.start(1, file)) {
            first.call("mutation{g:create_group(board_id:9200000001,group_name:\"Kept\"){id}"
                    + "a:create_item(board_id:9200000001,item_name:\"x\",column_values:"
                    + "\"{\\\"status\\\":{\\\"label\\\":\\\"Odd\\\"}}\",create_labels_if_missing:true){id}}");
            String item = first.call("{items{id}}").data("/items/0/id").asString();
            first.call("mutation{create_subitem(parent_item_id:" + item + ",item_name:\"line\"){id}}");
            before = first.get("/_sandbox/state/monday?items=true").text();
        }
        assertThat(Files.exists(file)).isTrue();
        try (RunningSandbox second = RunningSandbox.start(1, file)) {
            assertThat(second.get("/_sandbox/state/monday?items=true").text()).isEqualTo(before);
            assertThat(second.call("mutation{create_item(board_id:9200000001,item_name:\"y\"){id}}")
                            .data("/create_item/id")
                            .asString())
                    .isNotEmpty();
        }
    }

    @Test
    void theClockIsSteppedByHand() {
        try (RunningSandbox running = RunningSandbox.start(10, null)) {
            Map<String, String> none = Map.of();
            assertThat(running.send("PUT", "/_sandbox/clock", "{\"advance\":\"PT30M\"}", none)
                            .status())
                    .isEqualTo(200);
            var time = running.get("/_sandbox/clock").json();
            assertThat(time.path("now").asString())
                    .isEqualTo(RunningSandbox.START.plus(Duration.ofMinutes(30)).toString());
            assertThat(time.path("speed").asInt()).isEqualTo(10);
            assertThat(running.send("PUT", "/_sandbox/clock", "{\"advance\":\"soon\"}", none)
                            .status())
                    .isEqualTo(400);
        }
    }
}

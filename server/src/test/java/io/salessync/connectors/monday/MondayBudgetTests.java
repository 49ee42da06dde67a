package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.Connection;
import io.salessync.kit.BoardKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ProgramTest
class MondayBudgetTests {
    @Autowired
    private BoardKit board;

    @Autowired
    private MovableClock clock;

    @ParameterizedTest
    @CsvSource({"25,7,1000,sandbox-personal"})
    void usesTheMinutesBudgetToTheEndAndIsNeverRefused(long speed, long seed, int records, String token) {
        try (SandboxProcess sandbox = SandboxProcess.start(speed, seed);
                MovableClock.Running running = clock.run()) {
            Connection connection = board.connection(sandbox.monday(), token);
            List<BoardWrite> left = IntStream.range(0, records)
                    .<BoardWrite>mapToObj(n -> BoardKit.item("item " + n))
                    .toList();
            while (!left.isEmpty()) {
                List<BoardWrite> batch = List.copyOf(left.subList(
                        0, Math.min(left.size(), board.connector().fitting(connection, BoardKit.DEV, left))));
                assertThat(board.send(connection, batch)).isInstanceOf(Settled.class);
                left = left.subList(batch.size(), left.size());
            }
            JsonNode counted = sandbox.calls();
            assertThat(counted.path("refusals").size())
                    .as("refusals: %s", counted)
                    .isZero();
            List<JsonNode> windows = new ArrayList<>();
            counted.path("complexity").path("windows").forEach(windows::add);
            // the first one finds out what a record costs, the last one is left before its end
            assertThat(windows.subList(1, windows.size() - 1))
                    .isNotEmpty()
                    .allSatisfy(window -> assertThat(window.path("spent").asDouble(0)
                                    / window.path("budget").asDouble(1))
                            .isGreaterThan(0.95));
            assertThat(sandbox.board(SandboxProcess.DEV_BOARD)
                            .path("duplicates")
                            .asInt(-1))
                    .isZero();
        }
    }
}

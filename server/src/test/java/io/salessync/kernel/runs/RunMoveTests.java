package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunMoveTests {
    /** Each state (row) under each move (column); a dash: it does not fit. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            QUEUED,        RUNNING, -,      -,      PAUSED, -,      CANCELLED, -,         -,             -
            RUNNING,       RUNNING, QUEUED, PAUSED, PAUSED, -,      CANCELLED, SUCCEEDED, PARTLY_FAILED, FAILED
            PAUSED,        RUNNING, -,      -,      PAUSED, QUEUED, CANCELLED, -,         -,             -
            SUCCEEDED,     -,       -,      -,      -,      -,      -,         -,         -,             -
            PARTLY_FAILED, -,       -,      -,      -,      -,      -,         -,         -,             -
            FAILED,        -,       -,      -,      -,      -,      -,         -,         -,             -
            CANCELLED,     -,       -,      -,      -,      -,      -,         -,         -,             -
            """)
    void eachMoveLeadsWhereTheTableSays(
            RunState from,
            String take,
            String handBack,
            String sleep,
            String pause,
            String resume,
            String cancel,
            String succeed,
            String succeedPartly,
            String fail) {
        Map<RunMove, String> expected = Map.of(
                RunMove.TAKE, take,
                RunMove.HAND_BACK, handBack,
                RunMove.SLEEP, sleep,
                RunMove.PAUSE, pause,
                RunMove.RESUME, resume,
                RunMove.CANCEL, cancel,
                RunMove.SUCCEED, succeed,
                RunMove.SUCCEED_PARTLY, succeedPartly,
                RunMove.FAIL, fail);
        assertThat(Stream.of(RunMove.values())
                        .map(move -> move.from(from).map(Enum::name).orElse("-")))
                .containsExactlyElementsOf(
                        Stream.of(RunMove.values()).map(expected::get).toList());
    }

    @Test
    void everyOutcomeHasAMoveThatEndsInItsState() {
        Arrays.stream(RunState.values())
                .filter(RunState::isFinal)
                .forEach(state -> assertThat(
                                RunMove.ending(new RunOutcome(state, "over")).from(RunState.RUNNING))
                        .contains(state));
    }
}

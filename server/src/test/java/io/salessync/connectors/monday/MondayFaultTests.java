package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.NotNow;
import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BatchAnswer.Stopped;
import io.salessync.connectors.BatchAnswer.Unknown;
import io.salessync.connectors.BatchAnswer.WriteResult.Done;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.Connection;
import io.salessync.connectors.FaultClass;
import io.salessync.kit.BoardKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class MondayFaultTests {
    private static SandboxProcess sandbox;

    @Autowired
    private BoardKit board;

    @Autowired
    private KitPause pause;

    private Connection connection;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(60, 3);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        sandbox.reset();
        pause.step(sandbox);
        connection = board.connection(sandbox.monday(), SandboxProcess.PERSONAL);
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "429_minute",
                "429_complexity",
                "429_concurrency",
                "429_ip",
                "423",
                "conflict_409",
                "temporarily_blocked",
                "500_before",
                "lost_request",
                "html_502"
            })
    void whatWasNotProcessedIsDoneInTheEnd(String kind) {
        sandbox.faults("{\"kind\":\"" + kind + "\",\"times\":1,\"seconds\":1,\"operation\":\"create_item\"}");
        assertThat(send())
                .isInstanceOfSatisfying(
                        Settled.class,
                        settled -> assertThat(settled.results().values()).allMatch(Done.class::isInstance));
        assertOnBoard(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"500_after\",\"times\":1}",
                "{\"kind\":\"500_after\",\"times\":1,\"cached\":false}",
                "{\"kind\":\"500_partial\",\"times\":1}",
                "{\"kind\":\"lost_answer\",\"times\":1}",
                "{\"kind\":\"lost_answer\",\"times\":1,\"cached\":false}",
                "{\"kind\":\"html_502\",\"effect\":true,\"times\":1}"
            })
    void whatMayHaveBeenDoneIsNeverDoneTwice(String fault) {
        sandbox.faults(fault);
        assertThat(send()).isInstanceOf(Unknown.class);
        assertThat(sandbox.board(SandboxProcess.DEV_BOARD).path("duplicates").asInt(-1))
                .isZero();
        assertThat(sandbox.calls().path("mutation_calls").asInt()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutAWordIsUncertain() {
        sandbox.faults("{\"kind\":\"null_data\",\"times\":1}");
        assertThat(send())
                .isInstanceOfSatisfying(
                        Settled.class,
                        settled -> assertThat(settled.results().values())
                                .allMatch(BatchAnswer.WriteResult.Uncertain.class::isInstance));
    }

    @Test
    void theDaysLimitAndARefusedTokenEndIt() {
        sandbox.faults("{\"kind\":\"429_daily\",\"times\":1,\"seconds\":3000}");
        assertThat(send())
                .isInstanceOfSatisfying(
                        NotNow.class, notNow -> assertThat(notNow.dayLimit()).isTrue());
        connection = board.connection(sandbox.monday(), "no-such-token");
        assertThat(send())
                .isInstanceOfSatisfying(
                        Stopped.class, stopped -> assertThat(stopped.reach()).isEqualTo(FaultClass.CONNECTION));
        connection = board.connection(sandbox.monday(), "sandbox-readonly");
        assertThat(send()).isInstanceOf(Stopped.class);
        assertOnBoard(0);
    }

    private BatchAnswer send() {
        List<BoardWrite> writes = List.of(BoardKit.item("one"), BoardKit.item("two"), BoardKit.item("three"));
        return board.send(connection, writes);
    }

    private static void assertOnBoard(int items) {
        assertThat(sandbox.board(SandboxProcess.DEV_BOARD)
                        .path("groups")
                        .path(0)
                        .path("items")
                        .asInt(-1))
                .isEqualTo(items);
        assertThat(sandbox.board(SandboxProcess.DEV_BOARD).path("duplicates").asInt(-1))
                .isZero();
    }
}

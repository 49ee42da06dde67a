package io.salessync.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.BatchAnswer.NotNow;
import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BatchAnswer.Stopped;
import io.salessync.connectors.BatchAnswer.Unknown;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.BoardKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.ScriptedVendor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What every vendor's connector has to hold to; each inherits it and says how its vendor answers. */
@ProgramTest
public abstract class ConnectorContract {
    private static final String TOKEN = "token-that-nobody-may-see";

    @Autowired
    private BoardKit board;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    private ScriptedVendor vendor;
    private Connection connection;

    /** One write that can be sent twice without harm, so that the connector need not look before it does. */
    protected abstract BoardWrite harmless();

    protected abstract ScriptedVendor.Answer done();

    protected abstract ScriptedVendor.Answer wrongToken();

    protected abstract ScriptedVendor.Answer dayIsUsedUp();

    /** Done, and tells that nothing is left of the minute for so many seconds. */
    protected abstract ScriptedVendor.Answer doneWithNothingLeft(int seconds);

    @Autowired
    private KitPause pause;

    @BeforeEach
    void start() {
        pause.skip(true);
        vendor = ScriptedVendor.start();
        connection = board.connection(vendor.address(), TOKEN);
    }

    @AfterEach
    void stop() {
        pause.skip(false);
        vendor.close();
    }

    @Test
    void anIntentIsMarkedSentBeforeItsCallAndSettledWithItsEvidence() {
        vendor.next(exchange -> {
            Intent open =
                    board.intents().open(connection.tenant(), "test", "dev").getFirst();
            assertThat(open.state()).isEqualTo(Intent.State.SENT);
            assertThat(open.attempts()).isEqualTo(1);
            done().to(exchange);
        });
        assertThat(board.send(connection, harmless())).isInstanceOf(Settled.class);
        assertThat(board.intents().open(connection.tenant(), "test", "dev")).isEmpty();
    }

    @Test
    void anOpenOutcomeIsSentAgainWithTheSameKeyAndTheSameBody() {
        vendor.next(ScriptedVendor.json(502, "<html>Bad gateway</html>"), ScriptedVendor.hangUp(), done());
        assertThat(board.send(connection, harmless())).isInstanceOf(Settled.class);
        assertThat(vendor.received()).hasSize(3);
        assertThat(vendor.received().stream().map(ScriptedVendor.Received::body))
                .containsOnly(vendor.received().getFirst().body());
        assertThat(vendor.received().stream()
                        .map(r -> r.header("Idempotency-key"))
                        .distinct())
                .singleElement()
                .asString()
                .startsWith("salessync-");
    }

    @Test
    void anOutcomeThatStaysOpenIsUnknown() {
        vendor.next(ScriptedVendor.hangUp(), ScriptedVendor.hangUp(), ScriptedVendor.hangUp());
        assertThat(board.send(connection, harmless())).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(3);
    }

    @Test
    void afterTheWindowNothingIsSentAgain() {
        Intent intent = board.intent(connection, List.of(harmless()));
        vendor.next(ScriptedVendor.hangUp());
        Instant first = clock.instant();
        BatchAnswer answer = board.connector()
                .send(connection, BoardKit.DEV, intent, List.of(harmless()), Duration.ofMillis(1), null);
        assertThat(answer).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(1);
        clock.set(first.plus(Duration.ofHours(1)));
        Intent open = board.intents().open(connection.tenant(), "test", "dev").getFirst();
        assertThat(board.connector()
                        .send(connection, BoardKit.DEV, open, List.of(harmless()), Duration.ofMinutes(30), null))
                .isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void aWrongTokenStopsEverythingAndShowsInTheConnectionsHealth() {
        vendor.next(wrongToken());
        assertThat(board.send(connection, harmless()))
                .isInstanceOfSatisfying(
                        Stopped.class, stopped -> assertThat(stopped.reach()).isEqualTo(FaultClass.CONNECTION));
        assertThat(board.connections()
                        .named(connection.tenant(), "test")
                        .orElseThrow()
                        .healthy())
                .isFalse();
    }

    @Test
    void aUsedUpDayIsAnAnswerAndNotAskedAboutAgain() {
        vendor.next(dayIsUsedUp());
        assertThat(board.send(connection, harmless()))
                .isInstanceOfSatisfying(
                        NotNow.class, notNow -> assertThat(notNow.dayLimit()).isTrue());
        assertThat(board.send(connection, harmless())).isInstanceOf(NotNow.class);
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void whatTheVendorTellsOfItsLimitsIsKeptTo() {
        vendor.next(doneWithNothingLeft(3), done());
        board.send(connection, harmless());
        Instant before = clock.instant();
        board.send(connection, harmless());
        // the database keeps microseconds
        assertThat(Duration.between(before, clock.instant())).isGreaterThanOrEqualTo(Duration.ofMillis(2_999));
    }

    @Test
    void afterSeveralCallsThatReachNobodyNoneIsMadeForAWhile() {
        vendor.close();
        assertThat(board.send(connection, harmless())).isInstanceOf(NotNow.class);
        assertThat(board.send(connection, harmless()))
                .isInstanceOfSatisfying(
                        NotNow.class, notNow -> assertThat(notNow.dayLimit()).isFalse());
    }

    @Test
    void nothingIsSentWhileATransactionIsOpen() {
        Intent intent = board.intent(connection, List.of(harmless()));
        assertThatThrownBy(() -> database.inTenant(
                        connection.tenant(),
                        sql -> board.connector()
                                .send(
                                        connection,
                                        BoardKit.DEV,
                                        intent,
                                        List.of(harmless()),
                                        Duration.ofMinutes(30),
                                        null)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(vendor.received()).isEmpty();
    }

    @Test
    void theTokenIsInNoRowOfOurs() {
        vendor.next(
                wrongToken(), ScriptedVendor.json(200, "{\"data\":null,\"errors\":[{\"message\":\"" + TOKEN + "\"}]}"));
        board.send(connection, harmless());
        board.send(connection, harmless());
        for (String table : List.of("call", "connection", "intent", "budget", "day_use")) {
            String rows = database
                    .inTenant(connection.tenant(), sql -> sql.fetch("SELECT t::text FROM connectors." + table + " t"))
                    .getValues(0, String.class)
                    .stream()
                    .collect(Collectors.joining("\n"));
            assertThat(rows).as(table).doesNotContain(TOKEN);
        }
    }

    @Test
    void anAddressFromAUserMustNotLeadIntoThisNetwork() {
        for (String inside : List.of(
                "http://127.0.0.1:5432/",
                "https://localhost/v2",
                "https://169.254.169.254/",
                "https://[::1]/",
                "https://10.0.0.7/",
                "https://[::ffff:192.168.1.1]/",
                "https://0/",
                "https://[fd00::1]/")) {
            assertThatThrownBy(() -> board.connections()
                            .ensure(
                                    connection.tenant(),
                                    board.connector().vendor(),
                                    "inside",
                                    URI.create(inside),
                                    TOKEN,
                                    true))
                    .as(inside)
                    .isInstanceOf(Problem.class);
        }
    }
}

package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.salessync.kernel.runs.Rounds;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.reports.Report.Shortfall;
import io.salessync.outreach.reports.Report.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Up is a minute in which all that outreach needs was at work. */
@ProgramTest
class BeatsTests {
    @Autowired
    private Beats beats;

    @Autowired
    private OwnDoor door;

    @Autowired
    private Rounds rounds;

    @Autowired
    private Reports reports;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private Tenant tenant;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh();
        kit.publish(tenant.id(), OutreachKit.atAnyTime("Beats", "stop: person", OutreachKit.INVITE_AND_GREET));
    }

    private void minutes(int count, boolean engine, boolean looks) {
        for (int i = 0; i < count; i++) {
            if (engine) {
                rounds.came("outreach-engine", tenant.id());
            }
            if (looks) {
                rounds.came("outreach-scans", tenant.id());
            }
            beats.tidyUp(tenant);
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private Target uptime() {
        return database.inTenant(tenant.id(), sql -> reports.of(sql, tenant.id(), null, 30, clock.instant()))
                .targets()
                .get(3);
    }

    @Test
    void minutesInWhichAllIsAtWorkAreUp() {
        minutes(10, true, true);
        assertThat(uptime().sample()).isEqualTo(10);
        assertThat(uptime().value()).as(uptime().toString()).isEqualTo(1.0);
        assertThat(uptime().shortfalls()).isEmpty();
    }

    @Test
    void anEngineThatDoesNotComeRoundIsDownAndSaidToBe() {
        minutes(2, true, true);
        minutes(8, false, true);
        // it came round a minute before, and three minutes are not late
        assertThat(uptime().shortfalls())
                .containsExactly(new Shortfall("The engine has not come round for 3 minutes.", 5));
        assertThat(uptime().value()).isEqualTo(0.5);
        minutes(10, true, true);
        assertThat(uptime().value()).isEqualTo(0.75);
    }

    @Test
    void looksThatDoNotComeRoundAreDown() {
        minutes(1, true, true);
        minutes(19, true, false);
        assertThat(uptime().shortfalls())
                .containsExactly(new Shortfall("Looks at accounts have not come round for 15 minutes.", 4));
    }

    @Test
    void minutesOfWhichNobodyToldAreDown() {
        minutes(3, true, true);
        clock.advance(Duration.ofMinutes(3));
        assertThat(uptime().value()).isEqualTo(0.5);
        assertThat(uptime().shortfalls()).singleElement().satisfies(one -> {
            assertThat(one.what()).startsWith("No sign of life");
            assertThat(one.count()).isEqualTo(3);
        });
    }

    @Test
    void aMinuteInWhichAnotherServerFoundAllWellIsUp() {
        clock.advance(Duration.ofHours(1));
        rounds.came("outreach-scans", tenant.id());
        clock.advance(Duration.ofMinutes(4));
        beats.tidyUp(tenant);
        rounds.came("outreach-engine", tenant.id());
        beats.tidyUp(tenant);
        clock.advance(Duration.ofMinutes(1));
        assertThat(uptime().value()).isEqualTo(1.0);
    }

    @Test
    void aProgramThatDoesNotAnswerOrSaysThatItIsNotReadyIsShut() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(door.asked(address)).isEqualTo("The program answers over HTTP with 503.");
        } finally {
            server.stop(0);
        }
        assertThat(door.asked(address)).isEqualTo("The program does not answer over HTTP.");
    }
}

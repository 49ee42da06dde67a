package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachRelation;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Lists whose pages come without their items, and looks that the network wanted fewer of. */
@ProgramTest
class HollowListsTests {
    private static final BatchAnswer.Evidence EVIDENCE = new BatchAnswer.Evidence("req", 200, null, false, "");

    @Autowired
    private Looking looking;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Senders senders;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private final Deque<OutreachPage<OutreachRelation>> pages = new ArrayDeque<>();
    private TenantId tenant = new TenantId(new UUID(0, 0));
    private Connection connection;
    private Sender ana;

    @BeforeEach
    void account() {
        tenant = tenants.fresh().id();
        connection = kit.played(tenant);
        UUID id = kit.sender(tenant, connection, "ana", Leads.Channel.LINKEDIN, "me-ana");
        ana = database.inTenant(tenant, sql -> senders.sender(sql, tenant, id).orElseThrow());
    }

    private Looking.Ended look(List<OutreachPage<OutreachRelation>> told) {
        pages.addAll(told);
        OutreachConnector played = (OutreachConnector) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {OutreachConnector.class},
                (proxy, method, given) -> new OutreachAnswer.Done<>(pages.remove(), EVIDENCE));
        return looking.relations(
                new Looking.At(tenant, ana, played, connection, "ASKED", "test"),
                true,
                null,
                new ScanBounds.Left(Duration.ofSeconds(60), () -> 0));
    }

    private OutreachPage<OutreachRelation> page(String cursor, String... members) {
        return new OutreachPage<>(
                List.of(members).stream()
                        .map(member -> new OutreachRelation(
                                member, null, null, null, null, "Ada", member, null, clock.instant()))
                        .toList(),
                cursor);
    }

    @Test
    void aListThatIsEmptyAllAtOnceIsAskedForAgainAndNeverTakenForWhole() {
        assertThat(look(List.of(page(null))).stop()).as("nobody is known yet").isEqualTo(Looking.Stop.END);
        assertThat(look(List.of(page(null, "ACoA1"))).complete()).isTrue();
        Looking.Ended twice = look(List.of(page(null), page(null)));
        assertThat(twice.stop()).isEqualTo(Looking.Stop.HOLLOW);
        assertThat(twice.complete()).isFalse();
        assertThat(look(List.of(page(null), page(null, "ACoA1"))).stop())
                .as("once, then well")
                .isEqualTo(Looking.Stop.END);
    }

    @Test
    void aPageInTheMiddleMayNotBeEmptyEither() {
        assertThat(look(List.of(page(null, "ACoA1"))).complete()).isTrue();
        assertThat(look(List.of(page("next", "ACoA1"), page("last"), page("last")))
                        .stop())
                .isEqualTo(Looking.Stop.HOLLOW);
    }

    @Test
    void looksThatWereRefusedStayPossibleAndRiseAgain() {
        database.runInTenant(tenant, sql -> {
            for (int day = 0; day < 5; day++) {
                senders.throttled(sql, tenant, ana.id(), Action.SCAN, "too_many_requests", "Slow down");
                clock.advance(Duration.ofDays(2));
            }
        });
        assertThat(allowed()).isGreaterThanOrEqualTo(6);
        clock.advance(Duration.ofDays(1));
        int before = allowed();
        assertThat(before).isGreaterThan(6);
        for (int day = 0; day < 3; day++) {
            clock.advance(Duration.ofDays(1));
            allowed();
        }
        assertThat(allowed()).as("nothing is learnt any more").isEqualTo(0);
        clock.advance(Duration.ofDays(1));
        assertThat(allowed()).isEqualTo(12);
    }

    /** Takes as many as the day has. */
    private int allowed() {
        return database.inTenant(tenant, sql -> {
            int taken = 0;
            while (taken < 100 && senders.take(sql, tenant, ana.id(), Action.SCAN)) {
                taken++;
            }
            return taken;
        });
    }
}

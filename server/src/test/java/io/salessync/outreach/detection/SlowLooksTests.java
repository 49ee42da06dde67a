package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachChat;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachPage;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Looks at a service that takes its time for each page. */
@ProgramTest
class SlowLooksTests {
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

    @Test
    void whoIsAtTheOtherEndIsAskedForOnlyWithinTheTimeOfTheLookAndTheRestIsLeft() {
        TenantId tenant = tenants.fresh().id();
        Connection connection = kit.played(tenant);
        UUID id = kit.sender(tenant, connection, "ana", Leads.Channel.LINKEDIN, "me-ana");
        Sender ana =
                database.inTenant(tenant, sql -> senders.sender(sql, tenant, id).orElseThrow());
        Instant began = clock.instant();
        AtomicInteger chats = new AtomicInteger();
        OutreachMessage ours =
                new OutreachMessage("m1", "c1", true, "me-ana", "Hello", began.minusSeconds(60), false, false);
        OutreachConnector slow = (OutreachConnector) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {OutreachConnector.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "messages" -> new OutreachAnswer.Done<>(new OutreachPage<>(List.of(ours), null), EVIDENCE);
                    case "chats" -> {
                        clock.advance(Duration.ofSeconds(25));
                        yield new OutreachAnswer.Done<>(
                                new OutreachPage<OutreachChat>(List.of(), "page-" + chats.incrementAndGet()), EVIDENCE);
                    }
                    default -> throw new AssertionError(method.getName());
                });
        Looking.Ended ended = looking.messages(
                new Looking.At(tenant, ana, slow, connection, "ASKED", "test"),
                null,
                new ScanBounds.Left(
                        Duration.ofSeconds(60),
                        () -> Duration.between(began, clock.instant()).toNanos()));
        assertThat(ended.stop()).isEqualTo(Looking.Stop.TIME);
        assertThat(ended.complete()).isFalse();
        assertThat(chats).hasValue(3);
        // to whom it was said nobody knows yet: the next look reads it again
        long kept = database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*) FROM outreach.message").get(0, Long.class));
        assertThat(kept).isZero();
    }
}

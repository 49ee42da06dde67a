package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.alerts.Channels.Kind;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.calls.UsersAddresses;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.ScriptedVendor;
import io.salessync.mail.Mails;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class DeliveriesTests {
    private static final String SECRET = "a key that signs things";

    @Autowired
    private PostgresAlerts alerts;

    @Autowired
    private AlertRules rules;

    @Autowired
    private Channels refusing;

    @Autowired
    private Database database;

    @Autowired
    private Secrets secrets;

    @Autowired
    private Mails mails;

    @Autowired
    private Audit audit;

    @Autowired
    private Live live;

    @Autowired
    private JsonMapper json;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AlertTimers timers;

    @Autowired
    private Looks looks;

    @Autowired
    private AlertWakes wakes;

    @Autowired
    private io.salessync.kernel.tenancy.Tenants allTenants;

    @Autowired
    private org.springframework.context.ApplicationContext context;

    @Autowired
    private MovableClock clock;

    private final ScriptedVendor receiver = ScriptedVendor.start();
    private final UsersAddresses here = UsersAddresses.allowing("127.0.0.1");
    private TenantId tenant;
    private AlertKit kit;
    private Channels channels;
    private Deliveries deliveries;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        kit = new AlertKit(database, alerts, rules, clock, tenant);
        channels = new Channels(database, secrets, here.addresses(), audit, live, clock, json);
        deliveries = new Deliveries(database, channels, here.http(), new Sending(mails), live, clock, json);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    /** The mail queue as it is where a mail server is configured. */
    private record Sending(Mails mails) implements Mails {
        @Override
        public boolean canSend() {
            return true;
        }

        @Override
        public UUID queue(DSLContext sql, TenantId tenant, Mail mail) {
            return mails.queue(sql, tenant, mail);
        }

        @Override
        public State state(DSLContext sql, TenantId tenant, UUID mail) {
            return mails.state(sql, tenant, mail);
        }
    }

    private UUID hook() {
        return channels.make(
                        kit.actor(),
                        Kind.WEBHOOK,
                        "hook",
                        Map.of("url", receiver.address().toString(), "secret", SECRET))
                .channel()
                .getChannelId();
    }

    private UUID chat(String url) {
        return channels.make(kit.actor(), Kind.CHAT, "chat", Map.of("url", url))
                .channel()
                .getChannelId();
    }

    private DeliveryRecord last() {
        return kit.deliveries().getLast();
    }

    private int sendAll() {
        return deliveries.due(tenant).stream()
                .mapToInt(channel -> deliveries.send(tenant, channel))
                .sum();
    }

    @Test
    void aWebHookIsSignedOverItsTimeAndBody() throws Exception {
        hook();
        receiver.next(ScriptedVendor.json(200, "{}"));
        kit.raise();
        assertThat(sendAll()).isEqualTo(1);
        assertThat(last().getState()).isEqualTo("SENT");
        ScriptedVendor.Received got = receiver.received().getFirst();
        JsonNode body = json.readTree(got.body());
        assertThat(body.path("kind").asString()).isEqualTo("OPENED");
        assertThat(body.at("/alert/title").asString()).isEqualTo("Something");
        assertThat(body.at("/alert/recordKey").asString()).isEqualTo("R-1");
        assertThat(got.header("X-salessync-delivery"))
                .isEqualTo(body.path("delivery").asString());
        String time = Long.toString(clock.instant().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String sum = HexFormat.of().formatHex(mac.doFinal((time + "." + got.body()).getBytes(StandardCharsets.UTF_8)));
        assertThat(got.header("X-salessync-signature")).isEqualTo("t=" + time + ",v1=" + sum);
        assertThat(sendAll()).as("once").isZero();
    }

    @Test
    void aChatIsToldInItsOwnFormWithNobodyCalledAndNoMarkup() {
        chat(receiver.address().toString());
        receiver.next(ScriptedVendor.json(200, "ok"));
        kit.raise("test-rule", "g", Alerts.Severity.CRITICAL, "<!channel> @here & more");
        sendAll();
        String text = json.readTree(receiver.received().getFirst().body())
                .path("text")
                .asString();
        assertThat(text).startsWith("[Critical] &lt;!channel&gt; @\u200bhere &amp; more\nDetail");
        assertThat(receiver.received().getFirst().headers()).doesNotContainKey("X-salessync-signature");
    }

    @Test
    void aDeadWebHookIsTriedAgainLaterAndHoldsUpNobody() {
        UUID dead = chat("http://127.0.0.1:9/hook");
        UUID hook = hook();
        receiver.next(ScriptedVendor.json(204, ""));
        kit.raise();
        assertThat(deliveries.due(tenant)).containsExactlyInAnyOrder(dead, hook);
        sendAll();
        assertThat(kit.deliveries()).extracting(DeliveryRecord::getState).containsExactlyInAnyOrder("QUEUED", "SENT");
        assertThat(deliveries.due(tenant)).as("not at once").isEmpty();
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofHours(1));
            sendAll();
        }
        DeliveryRecord gaveUp = kit.deliveries().stream()
                .filter(delivery -> delivery.getChannelName().equals("chat"))
                .findFirst()
                .orElseThrow();
        assertThat(gaveUp.getState()).isEqualTo("FAILED");
        assertThat(gaveUp.getAttempts()).isEqualTo(8);
        assertThat(gaveUp.getError()).isNotBlank();
    }

    @Test
    void whatAReceiverPutsOffIsTriedAgainAndWhatItRefusesIsNot() {
        hook();
        receiver.next(ScriptedVendor.json(503, ""), ScriptedVendor.json(400, "{\"why\":\"no\"}"));
        kit.raise();
        sendAll();
        assertThat(last().getState()).isEqualTo("QUEUED");
        clock.advance(Duration.ofSeconds(30));
        sendAll();
        assertThat(last().getState()).isEqualTo("FAILED");
        assertThat(last().getError()).contains("400").contains("no");
        clock.advance(Duration.ofDays(1));
        assertThat(sendAll()).isZero();
    }

    @Test
    void whatMayHaveArrivedIsNotSentAgain() {
        hook();
        receiver.next(ScriptedVendor.hangUp());
        kit.raise();
        sendAll();
        assertThat(last().getState()).isEqualTo("UNKNOWN");
        clock.advance(Duration.ofDays(1));
        assertThat(sendAll()).isZero();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowed() {
        hook();
        receiver.next(ScriptedVendor.json(302, "", "Location", "http://169.254.169.254/latest"));
        kit.raise();
        sendAll();
        assertThat(last().getState()).isEqualTo("FAILED");
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void aDeliveryWhoseNodeDiedInTheMiddleIsUnknown() {
        hook();
        kit.raise();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE alerts.delivery SET state = 'SENDING', attempts = 1, next_at = NULL, lease_until = ?::timestamptz WHERE tenant_id = ?",
                        clock.instant().plusSeconds(300).toString(),
                        tenant.value()));
        assertThat(deliveries.due(tenant)).isEmpty();
        assertThat(last().getState()).isEqualTo("SENDING");
        clock.advance(Duration.ofSeconds(301));
        assertThat(deliveries.due(tenant)).isEmpty();
        assertThat(last().getState()).isEqualTo("UNKNOWN");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aDeliveryIsCommittedAsSendingBeforeTheCall() {
        hook();
        receiver.next(exchange -> {
            String state = database.inTenant(
                    tenant,
                    sql -> sql.fetchSingle("SELECT state FROM alerts.delivery").get(0, String.class));
            ScriptedVendor.json(state.equals("SENDING") ? 200 : 400, "").to(exchange);
        });
        kit.raise();
        sendAll();
        assertThat(last().getState()).isEqualTo("SENT");
    }

    @Test
    void theLoopTellsAChannelAtOnceWhileAnotherOneIsSilent() throws Exception {
        ScriptedVendor silent = ScriptedVendor.start();
        java.util.concurrent.CountDownLatch over = new java.util.concurrent.CountDownLatch(1);
        AlertLoop loop = new AlertLoop(timers, looks, deliveries, wakes, allTenants, true, context);
        try {
            silent.next(exchange -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            chat(silent.address().toString());
            hook();
            receiver.next(ScriptedVendor.json(200, ""));
            loop.start();
            kit.raise();
            long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (receiver.received().isEmpty() && System.nanoTime() < until) {
                Thread.sleep(10);
            }
            assertThat(receiver.received()).hasSize(1);
        } finally {
            loop.stop();
            over.countDown();
            silent.close();
        }
    }

    @Test
    void anEmailChannelQueuesOneMailForEachRecipientInTheSameTransaction() {
        kit.channel("ops");
        kit.raise();
        sendAll();
        assertThat(last().getState()).isEqualTo("SENT");
        assertThat(last().getMails()).hasSize(2);
        assertThat(deliveries.mailStates(tenant, last()).values()).containsOnly(Mails.State.QUEUED);
        var mail = database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                        "SELECT subject, body_text, reason, record_key FROM mail.message WHERE recipient = 'nina@example.org'"));
        assertThat(mail.get(0)).isEqualTo("[Warning] Something");
        assertThat(mail.get(1, String.class))
                .contains("Detail")
                .contains("/runs/1")
                .contains("test-rule");
        assertThat(mail.get(2)).isEqualTo("alert");
        assertThat(mail.get(3)).isEqualTo("R-1");
    }

    @Test
    void withoutAMailServerAnEmailChannelSaysSoAndTheRestGoesOn() {
        Deliveries without = new Deliveries(database, channels, here.http(), mails, live, clock, json);
        UUID ops = kit.channel("ops");
        UUID hook = hook();
        receiver.next(ScriptedVendor.json(200, ""));
        kit.raise();
        without.send(tenant, ops);
        without.send(tenant, hook);
        assertThat(kit.deliveries())
                .anySatisfy(delivery -> assertThat(delivery.getError()).contains("spring.mail.host"))
                .anySatisfy(delivery -> assertThat(delivery.getState()).isEqualTo("SENT"));
    }

    @Test
    void whatWaitsForAChannelThatWasDeletedIsNotTold() {
        UUID hook = hook();
        kit.raise();
        channels.delete(kit.actor(), hook);
        sendAll();
        assertThat(last().getState()).isEqualTo("FAILED");
        assertThat(last().getError()).contains("deleted");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aNoticeIsThereOnceForEachChannelWhateverHappens() {
        UUID hook = hook();
        kit.raise();
        assertThatThrownBy(() -> database.runInTenant(
                        tenant,
                        sql -> sql.execute(
                                "INSERT INTO alerts.delivery (tenant_id, delivery_id, alert_id, notice, channel_id, channel_name, channel_kind, kind, body, state, queued_at, next_at)"
                                        + " SELECT tenant_id, gen_random_uuid(), alert_id, notice, channel_id, channel_name, channel_kind, kind, body, state, queued_at, next_at FROM alerts.delivery WHERE channel_id = ?",
                                hook)))
                .isInstanceOf(org.springframework.dao.DuplicateKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080/hook",
                "https://localhost/hook",
                "https://169.254.169.254/latest",
                "https://10.0.0.1/x",
                "https://[::1]/x",
                "ftp://example.org/x",
                "https://user@127.0.0.1/"
            })
    void addressesInsideThisNetworkAreRefused(String url) {
        assertThatThrownBy(() -> refusing.make(kit.actor(), Kind.WEBHOOK, "w", Map.of("url", url)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refused -> assertThat(List.of(
                                        (Object) ConnectorsProblem.PRIVATE_ADDRESS, ConnectorsProblem.WRONG_ENDPOINT))
                                .contains(refused.code()));
    }

    @Test
    void anAddressThatTurnsIntoThisNetworkLaterIsRefusedAtTheCall() {
        hook();
        kit.raise();
        UsersAddresses strict = UsersAddresses.allowing();
        Deliveries guarded = new Deliveries(database, channels, strict.http(), mails, live, clock, json);
        guarded.due(tenant).forEach(channel -> guarded.send(tenant, channel));
        assertThat(last().getError()).contains("inside this network");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aKeyThatIsMadeIsToldOnceAndLiesEncrypted() {
        Channels.Made made =
                channels.make(kit.actor(), Kind.WEBHOOK, "own", Map.of("url", receiver.address() + "?token=abc"));
        assertThat(made.secret()).startsWith("whsec_").hasSizeGreaterThan(40);
        assertThat(channels.shown(made.channel())).containsOnlyKeys("url");
        assertThat(channels.shown(made.channel()).get("url").toString()).endsWith("/v2?…");
        assertThat(channels.target(made.channel()).secret()).isEqualTo(made.secret());
        Channels.Made same =
                channels.change(kit.actor(), made.channel().getChannelId(), "renamed", channels.shown(made.channel()));
        assertThat(same.secret()).as("kept").isNull();
        assertThat(channels.target(same.channel()).url().toString()).endsWith("?token=abc");
        assertThat(channels.target(same.channel()).secret()).isEqualTo(made.secret());
        String stored = database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT string_agg(encode(ciphertext, 'escape'), '') FROM kernel.secret")
                        .get(0, String.class));
        assertThat(stored).doesNotContain("token=abc").doesNotContain("whsec_");
    }
}

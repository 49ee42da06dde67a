package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails;
import io.salessync.ordersync.source.Syncs;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.JsonNode;

@ProgramTest
class ReportMailTests {
    @Autowired
    private Syncs syncs;

    @Autowired
    private Runs runs;

    @Autowired
    private Reports reports;

    @Autowired
    private ReportRecipients recipients;

    @Autowired
    private Destinations destinations;

    @Autowired
    private Mails mails;

    @Autowired
    private Database database;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private UUID sync;

    @BeforeEach
    void aSync() {
        tenant = tenants.fresh().id();
        String config = BoardKit.MAPPING.formatted("source", "\"1\"", URI.create("http://127.0.0.1:1/monday/v2"));
        sync = syncs.save(tenant, config, "dev", null, null).id();
    }

    private String path() {
        return "/api/v1/ordersync/" + sync + "/report/mail";
    }

    private Browser as(Role role) {
        return new Browser(port).withKey(access.key(tenant, role));
    }

    private RunId run(String title) {
        return runs.queue(new RunRequest(
                tenant,
                SyncKind.NAME,
                title,
                sync,
                destinations.input(new Destinations.Input(sync, null, null)),
                null,
                null));
    }

    private void ends(RunId run, String kind, RunState state) {
        database.runInTenant(
                tenant, sql -> events.publishEvent(new RunEnded(tenant, run, kind, sync, state, 2, 1, "said")));
    }

    private JsonNode queued() {
        return as(Role.MANAGER).get("/api/v1/mail").json().path("items");
    }

    private void choose(String when, String... to) {
        assertThat(as(Role.MANAGER)
                        .call("PUT", path(), Map.of("recipients", List.of(to), "when", when))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theReportOfAFailedRunGoesToEachWhoWantsItOnce() {
        choose("FAILURES", "nina@example.org", "Max@example.org", "NINA@example.org");
        RunId run = run("Sync spring\torders (dev)");
        ends(run, SyncKind.NAME, RunState.PARTLY_FAILED);
        ends(run, SyncKind.NAME, RunState.PARTLY_FAILED);

        assertThat(queued())
                .extracting(mail -> mail.path("to").asString())
                .containsExactlyInAnyOrder("nina@example.org", "Max@example.org");
        JsonNode mail = as(Role.MANAGER)
                .get("/api/v1/mail/" + queued().get(0).path("id").asString())
                .json();
        assertThat(mail.path("run").asString()).isEqualTo(run.toString());
        assertThat(mail.path("subject").asString()).startsWith("Sync spring orders (dev): ");
        assertThat(mail.path("text").asString()).contains(run.toString());
        assertThat(mail.path("html").asString()).contains("<table>");
    }

    @Test
    void theEndOfARunSendsItsReportByItself() {
        choose("ALWAYS", "nina@example.org");
        RunId run = run("Sync orders (dev)");
        assertThat(queued()).isEmpty();
        runs.cancel(tenant, run);
        assertThat(queued()).singleElement().satisfies(mail -> {
            assertThat(mail.path("subject").asString()).isEqualTo("Sync orders (dev): cancelled");
            assertThat(mail.path("run").asString()).isEqualTo(run.toString());
            assertThat(mail.path("reason").asString()).isEqualTo("report");
        });
    }

    @Test
    void onlyThoseRunsAreReportedThatWereAskedFor() {
        choose("FAILURES", "nina@example.org");
        ends(run("a"), SyncKind.NAME, RunState.SUCCEEDED);
        ends(run("b"), SyncKind.NAME, RunState.CANCELLED);
        ends(run("c"), "ordersync.import", RunState.FAILED);
        assertThat(queued()).isEmpty();
        choose("ALWAYS", "nina@example.org");
        ends(run("d"), SyncKind.NAME, RunState.SUCCEEDED);
        assertThat(queued()).hasSize(1);
        choose("NEVER");
        ends(run("e"), SyncKind.NAME, RunState.FAILED);
        assertThat(queued()).hasSize(1);
    }

    @Test
    void whatIsChosenIsReadBackAndWhatCannotBeIsRefused() {
        Browser manager = as(Role.MANAGER);
        assertThat(manager.get(path()).json().path("when").asString()).isEqualTo("NEVER");
        choose("ALWAYS", "nina@example.org");
        JsonNode read = as(Role.VIEWER).get(path()).json();
        assertThat(read.path("recipients").get(0).asString()).isEqualTo("nina@example.org");
        assertThat(read.path("canSend").asBoolean()).isFalse();
        assertThat(manager.call("PUT", path(), Map.of("recipients", List.of("nina"), "when", "ALWAYS"))
                        .code())
                .isEqualTo("mail.wrong-address");
        assertThat(manager.call("PUT", path(), Map.of("recipients", List.of(), "when", "FAILURES"))
                        .code())
                .isEqualTo("ordersync.wrong-recipients");
        assertThat(manager.call("PUT", path(), Map.of("recipients", List.of(), "when", "SOMETIMES"))
                        .status())
                .isEqualTo(400);
        assertThat(as(Role.REP)
                        .call("PUT", path(), Map.of("recipients", List.of(), "when", "NEVER"))
                        .status())
                .isEqualTo(403);
        Browser stranger = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));
        assertThat(stranger.get(path()).status()).isEqualTo(404);
    }

    @Test
    void nothingIsQueuedOnDemandWhereNoMailServerIsConfigured() {
        run("a");
        Map<String, Object> wanted = Map.of("to", List.of("nina@example.org"));
        assertThat(as(Role.REP).post(path(), wanted).code()).isEqualTo("ordersync.no-mail");
        assertThat(as(Role.VIEWER).post(path(), wanted).status()).isEqualTo(403);
        assertThat(queued()).isEmpty();
    }

    @Test
    void askedTwiceInAMinuteOneMailGoesOutAndLaterAnother() {
        ReportMail mail = new ReportMail(database, reports, recipients, new Sending(mails), clock);
        RunId run = run("a");
        UUID first = mail.send(tenant, sync, run.value(), List.of("nina@example.org"))
                .getFirst()
                .mail();
        assertThat(mail.send(tenant, sync, run.value(), List.of("Nina@example.org"))
                        .getFirst()
                        .mail())
                .isEqualTo(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(mail.send(tenant, sync, run.value(), List.of("nina@example.org"))
                        .getFirst()
                        .mail())
                .isNotEqualTo(first);
        assertThat(queued()).hasSize(2);
    }

    @Test
    void aMailThatCannotBeWrittenLeavesTheEndOfTheRunAsItIs() {
        choose("ALWAYS", "nina@example.org");
        ReportMail broken = new ReportMail(
                database,
                reports,
                recipients,
                new Sending(mails) {
                    @Override
                    public UUID queue(DSLContext sql, TenantId whose, Mail mail) {
                        sql.execute("SELECT 1 / 0");
                        throw new AssertionError("unreachable");
                    }
                },
                clock);
        RunId run = run("a");
        database.runInTenant(tenant, sql -> {
            broken.ended(new RunEnded(tenant, run, SyncKind.NAME, sync, RunState.FAILED, 0, 0, null));
            assertThat(sql.fetch("SELECT 1")).hasSize(1);
        });
        assertThat(queued()).isEmpty();
    }

    /** The queue as it is where a mail server is configured. */
    private static class Sending implements Mails {
        private final Mails mails;

        Sending(Mails mails) {
            this.mails = mails;
        }

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
}

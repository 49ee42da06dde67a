package io.salessync.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.Alerts;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import io.salessync.mail.Mails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class LogsControllerTests {
    private static final Instant DAY = Instant.parse("2026-11-23T08:59:00Z");

    @Autowired
    private RecordLog log;

    @Autowired
    private Database database;

    @Autowired
    private Alerts alerts;

    @Autowired
    private Mails mails;

    @Autowired
    private AuditTrail trail;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private final UUID run = UUID.randomUUID();
    private final UUID flow = UUID.randomUUID();
    private TenantId tenant;
    private Browser manager;
    private Browser rep;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        rep = new Browser(port).withKey(access.key(tenant, Role.REP));
    }

    @Test
    void linesAreListedNewestFirstPageByPageAndFiltered() {
        write(
                line(0, "A-1", Outcome.DONE, "sent"),
                line(1, "A-2", Outcome.FAILED, "refused"),
                line(2, "A-1", Outcome.RETRIED, "tried"));
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = manager.get("/api/v1/logs?limit=1&after=" + next).json();
            page.path("items").forEach(line -> seen.add(line.path("message").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        assertThat(seen).containsExactly("tried", "refused", "sent");
        assertThat(messages("sort=at")).containsExactly("sent", "refused", "tried");
        assertThat(messages("outcome=failed,retried")).containsExactly("tried", "refused");
        assertThat(messages("key=A-1")).containsExactly("tried", "sent");
        assertThat(messages("q=REF")).containsExactly("refused");
        assertThat(messages("run=" + run + "&flow=" + flow + "&node=end")).hasSize(3);
        assertThat(messages("from=2026-11-23T08:59:01Z&to=2026-11-23T08:59:02Z"))
                .containsExactly("refused");
        assertThat(manager.get("/api/v1/logs?outcome=odd").code()).isEqualTo("logs.bad-filter");
        assertThat(manager.get("/api/v1/logs?after=x").code()).isEqualTo("logs.bad-filter");
        assertThat(manager.get("/api/v1/logs?from=yesterday").code()).isEqualTo("logs.bad-filter");
        assertThat(manager.get("/api/v1/logs?sort=size").code()).isEqualTo("logs.bad-filter");
    }

    @Test
    void personalFieldsAreShownToWhoMaySeeThemAndHiddenEverywhereFromOthers() {
        write(new Line(
                DAY,
                run,
                flow,
                "post",
                "ann@example.org",
                Outcome.FAILED,
                "ANN@example.org was refused at Acme",
                "http.409",
                1,
                10,
                "[{\"node\":\"post\",\"did\":\"asked for ann@example.org\",\"ms\":1}]",
                "{\"email\":\"ann@example.org\",\"company\":\"Acme\",\"more\":{\"email\":[\"ann.old@example.org\"]}}",
                "{\"to\":\"Ann <ann@example.org>\",\"email\":null}",
                List.of("email")));
        String id = manager.get("/api/v1/logs").json().at("/items/0/id").asString();
        JsonNode whole = manager.get("/api/v1/logs/" + id).json();
        assertThat(whole.at("/input/email").asString()).isEqualTo("ann@example.org");
        assertThat(whole.path("masked").asBoolean()).isFalse();

        Browser.Answer hidden = rep.get("/api/v1/logs/" + id);
        assertThat(hidden.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain("ann@", "ann.old");
        assertThat(hidden.json().at("/input/email").asString()).isEqualTo("•••");
        assertThat(hidden.json().at("/input/company").asString()).isEqualTo("Acme");
        assertThat(hidden.json().at("/output/email").isNull()).isTrue();
        assertThat(hidden.json().path("message").asString()).isEqualTo("••• was refused at Acme");
        assertThat(hidden.json().at("/trail/0/did").asString()).isEqualTo("asked for •••");
        assertThat(hidden.json().path("masked").asBoolean()).isTrue();
        for (String path : List.of("/api/v1/logs", "/api/v1/logs.csv", "/api/v1/logs/timeline?key=ann@example.org")) {
            assertThat(rep.get(path).text().toLowerCase(java.util.Locale.ROOT))
                    .as(path)
                    .contains("acme")
                    .doesNotContain("ann@");
        }
    }

    @Test
    void theExportRunsNothingInASpreadsheetAndIsAudited() {
        write(line(0, "=cmd()", Outcome.DONE, "+1"), line(1, "plain", Outcome.DROPPED, "a,\"b\""));
        Browser.Answer csv = manager.get("/api/v1/logs.csv?sort=at");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.text().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0))
                    .isEqualTo("at,run,flow,node,record_key,outcome,message,error_class,attempt,micros");
            assertThat(lines.get(1)).contains(",end,'=cmd(),DONE,'+1,");
            assertThat(lines.get(2)).contains(",plain,DROPPED,\"a,\"\"b\"\"\",");
        });
        assertThat(trail.newest(tenant, null, "logs.", 10)).hasSize(1);
        assertThat(manager.get("/api/v1/logs.csv?outcome=odd").code()).isEqualTo("logs.bad-filter");
    }

    @Test
    void theHistogramIsDrawnByOutcome() {
        write(line(0, "A", Outcome.DONE, null), line(30, "A", Outcome.FAILED, null));
        JsonNode bars = manager.get(
                        "/api/v1/logs/histogram?from=2026-11-23T08:59:00Z&to=2026-11-23T09:00:00Z&buckets=2")
                .json()
                .path("items");
        assertThat(bars).hasSize(2);
        assertThat(bars.at("/0/counts/DONE").asInt()).isEqualTo(1);
        assertThat(bars.at("/1/counts/FAILED").asInt()).isEqualTo(1);
        assertThat(bars.at("/1/from").asString()).isEqualTo("2026-11-23T08:59:30Z");
        // half hours, the first and the last cut
        assertThat(manager.get("/api/v1/logs/histogram").json().path("items")).hasSize(49);
    }

    @Test
    void theTimelineTellsOfARecordAcrossRuns() {
        write(line(0, "A-1", Outcome.FAILED, "first"), line(1, "A-2", Outcome.DONE, "other"));
        database.runInTenant(
                tenant,
                sql -> log.write(
                        sql,
                        tenant,
                        List.of(new Line(
                                DAY.plusSeconds(9),
                                UUID.randomUUID(),
                                flow,
                                "end",
                                "A-1",
                                Outcome.DONE,
                                "again",
                                null,
                                2,
                                1,
                                "[]",
                                null,
                                null,
                                List.of()))));
        JsonNode first = manager.get("/api/v1/logs/timeline?key=A-1&limit=1").json();
        assertThat(first.at("/items/0/message").asString()).isEqualTo("again");
        assertThat(first.at("/items/0/kind").asString()).isEqualTo("record");
        JsonNode rest = manager.get("/api/v1/logs/timeline?key=A-1&after="
                        + first.path("next").asString())
                .json();
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.at("/items/0/run").asString()).isEqualTo(run.toString());
        assertThat(manager.get("/api/v1/logs/timeline").status()).isEqualTo(400);
    }

    @Test
    void theTimelineHasTheMailsAndAlertsAboutTheRecordAndHidesWhatItsLinesKnowToBePersonal() {
        write(new Line(
                DAY,
                run,
                flow,
                "post",
                "A-1",
                Outcome.DONE,
                null,
                null,
                1,
                10,
                "[]",
                "{\"name\":\"Ann Lee\"}",
                null,
                List.of("name")));
        database.runInTenant(tenant, sql -> {
            alerts.raise(
                    sql,
                    tenant,
                    new Alerts.Notice(
                            "flow-node",
                            "g",
                            Alerts.Severity.INFO,
                            "Large order of Ann Lee",
                            "Call",
                            null,
                            run,
                            "A-1"));
            mails.queue(
                    sql,
                    tenant,
                    new Mails.Mail("k", "ann@example.org", "Thank you", "text", null, "flow:a/b", run, "A-1"));
            mails.queue(
                    sql, tenant, new Mails.Mail("k2", "bo@example.org", "Other", "text", null, "flow:a/b", run, "A-2"));
        });
        JsonNode all = manager.get("/api/v1/logs/timeline?key=A-1").json().path("items");
        assertThat(all).hasSize(3);
        assertThat(all.findValuesAsString("kind")).containsExactlyInAnyOrder("mail", "alert", "record");
        assertThat(all.toString())
                .contains("Large order of Ann Lee", "QUEUED", "Thank you")
                .doesNotContain("Other");
        assertThat(rep.get("/api/v1/logs/timeline?key=A-1").text())
                .contains("Large order of •••")
                .doesNotContain("Ann Lee", "ann@example.org");
        Browser elsewhere = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));
        assertThat(elsewhere.get("/api/v1/logs/timeline?key=A-1").json().path("items"))
                .isEmpty();
    }

    @Test
    void viewsAreOnesOwnAndReplacedByName() {
        JsonNode saved = manager.post(
                        "/api/v1/logs/views", Map.of("name", "Failed", "filters", Map.of("outcome", "FAILED")))
                .json();
        manager.post("/api/v1/logs/views", Map.of("name", "Failed", "filters", Map.of("outcome", "DROPPED")));
        JsonNode views = manager.get("/api/v1/logs/views").json().path("items");
        assertThat(views).hasSize(1);
        assertThat(views.at("/0/filters/outcome").asString()).isEqualTo("DROPPED");
        assertThat(rep.get("/api/v1/logs/views").json().path("items")).isEmpty();
        String path = "/api/v1/logs/views/" + saved.path("id").asString();
        assertThat(rep.delete(path).code()).isEqualTo("logs.unknown-view");
        assertThat(manager.delete(path).status()).isEqualTo(204);
        assertThat(manager.get("/api/v1/logs/views").json().path("items")).isEmpty();
        assertThat(manager.post("/api/v1/logs/views", Map.of("name", "x".repeat(90), "filters", Map.of()))
                        .code())
                .isEqualTo("logs.bad-view");
    }

    @Test
    void whoMayNotReadLogsSeesNone() {
        write(line(0, "A", Outcome.DONE, null));
        Browser agent = new Browser(port).withKey(access.key(tenant, Role.AGENT));
        for (String path :
                List.of("/logs", "/logs/histogram", "/logs/timeline?key=A", "/logs.csv", "/logs/views", "/logs/1-1")) {
            assertThat(agent.get("/api/v1" + path).status()).as(path).isEqualTo(403);
        }
        Browser elsewhere = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));
        assertThat(elsewhere.get("/api/v1/logs").json().path("items")).isEmpty();
        String id = manager.get("/api/v1/logs").json().at("/items/0/id").asString();
        assertThat(elsewhere.get("/api/v1/logs/" + id).code()).isEqualTo("logs.unknown-line");
    }

    private List<String> messages(String filter) {
        List<String> messages = new ArrayList<>();
        manager.get("/api/v1/logs?" + filter)
                .json()
                .path("items")
                .forEach(line -> messages.add(line.path("message").asString()));
        return messages;
    }

    private Line line(int second, String key, Outcome outcome, String message) {
        return new Line(
                DAY.plusSeconds(second),
                run,
                flow,
                "end",
                key,
                outcome,
                message,
                null,
                1,
                5,
                "[]",
                "{}",
                null,
                List.of());
    }

    private void write(Line... lines) {
        database.runInTenant(tenant, sql -> log.write(sql, tenant, List.of(lines)));
    }
}

package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** A CRM that counts, lists and hands out different things: no pull of it may look complete that is not. */
@ProgramTest
class SealTests {
    private static final String FIELD =
            "{\"name\":\"%s\",\"label\":\"%s\",\"type\":\"%s\",\"length\":80,\"filterable\":true,\"sortable\":true}";

    private HttpServer server;
    private int counted = 3;
    private List<String> listed = List.of("1", "2", "3");
    private List<String> handedOut = List.of("1", "2", "3");
    private @Nullable List<String> toldById;
    private String wrongId = "";

    @Autowired
    private Connections connections;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Database database;

    @Autowired
    private PullRows rows;

    @Autowired
    private Landing landing;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private KitPause pause;

    private TenantId tenant;
    private Pull pull;

    @BeforeEach
    void start() throws IOException {
        pause.skip(true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        tenant = tenants.fresh().id();
        Connection connection = connections.ensure(
                tenant,
                "salesforce",
                "Liar",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                PullKit.SETTINGS,
                false);
        pull = database.inTenant(
                tenant,
                sql -> rows.make(
                        sql,
                        tenant,
                        "liar",
                        false,
                        connection.id().value(),
                        (ObjectNode) PullKit.JSON.readTree("{\"object\":\"Contact\",\"fields\":[\"Name\",\"Since\"]}"),
                        Pull.Mode.FULL,
                        0,
                        "test"));
    }

    @AfterEach
    void stop() {
        pause.skip(false);
        server.stop(0);
    }

    private static String id(String number) {
        return "00300000000000" + number + "AAA";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery()).replace('+', ' ');
        String body;
        if (path.endsWith("/token")) {
            body = "{\"access_token\":\"session-of-the-liar\",\"instance_url\":\"http://127.0.0.1:"
                    + server.getAddress().getPort() + "\"}";
        } else if (path.endsWith("/describe")) {
            body = "{\"name\":\"Contact\",\"label\":\"Contact\",\"queryable\":true,\"fields\":["
                    + FIELD.formatted("Id", "Id", "id") + "," + FIELD.formatted("Name", "Name", "string") + ","
                    + FIELD.formatted("Since", "Since", "date") + "]}";
        } else if (query.contains("COUNT()")) {
            body = "{\"totalSize\":" + counted + ",\"done\":true,\"records\":[]}";
        } else {
            boolean byId = query.contains("Id IN");
            List<String> byIdTold = toldById == null ? listed : toldById;
            List<String> some = byId ? byIdTold : query.startsWith("q=SELECT Id FROM") ? listed : handedOut;
            body = "{\"totalSize\":" + some.size() + ",\"done\":true,\"records\":["
                    + some.stream()
                            .filter(one -> !byId || query.contains(id(one)))
                            .map(one -> "{\"Id\":\"" + id(one) + "\",\"Name\":\"n\",\"Since\":\""
                                    + (one.equals(wrongId) ? "31.12.2026" : "2026-12-31") + "\"}")
                            .collect(Collectors.joining(","))
                    + "]}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Run pulled() {
        return done(false);
    }

    private Run compared() {
        return done(true);
    }

    private Run done(boolean reconcile) {
        RunId run = runs.queue(new RunRequest(
                tenant, PullRun.NAME, "Pull", pull.id(), PullRun.input(pull.id(), false, reconcile), null, null));
        stepper.runDue(tenant);
        return runs.find(tenant, run).orElseThrow();
    }

    private Execution last() {
        return database.inTenant(tenant, sql -> rows.executions(sql, tenant, pull.id(), Integer.MAX_VALUE, 1))
                .getFirst();
    }

    @Test
    void whatIsCountedListedAndHandedOutAlikeIsSealed() {
        assertThat(pulled().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(last().sealed()).isTrue();
        assertThat(last().landed()).isEqualTo(3);
    }

    @Test
    void moreCountedThanListedIsAFailedRunWithTheNumbers() {
        counted = 5;
        Run run = pulled();
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.message()).contains("counts 5 rows, 3 were landed");
        assertThat(last().sealed()).isFalse();
        assertThat(last().phase()).isEqualTo(Execution.Phase.BROKEN);
        Pull after = database.inTenant(tenant, sql -> rows.present(sql, tenant, pull.id()));
        assertThat(after.doneSeq()).isZero();
    }

    @Test
    void rowsThatPagesLackAreFetchedById() {
        handedOut = List.of("2");
        assertThat(pulled().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(last().landed()).isEqualTo(3);
    }

    @Test
    void aComparisonWhoseListIsShorterThanTheCountFailsAndDeletesNothing() {
        assertThat(pulled().state()).isEqualTo(RunState.SUCCEEDED);
        listed = List.of("1", "3");
        Run run = compared();
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.message()).contains("counts 3 records, its list of ids has 2", "nothing was deleted");
        assertThat(last().kind()).isEqualTo(Execution.Kind.RECONCILE);
        assertThat(last().sealed()).isFalse();
        assertThat(deleted()).isEmpty();
        assertThat(database.inTenant(tenant, sql -> rows.present(sql, tenant, pull.id()))
                        .reconciledAt())
                .isNull();
    }

    @Test
    void aComparisonAsksAgainForWhatTheListLacksBeforeItDeletes() {
        assertThat(pulled().state()).isEqualTo(RunState.SUCCEEDED);
        counted = 2;
        listed = List.of("1", "3");
        toldById = List.of("1", "2", "3");
        Run run = compared();
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.message()).contains("lacks records that are there", id("2"), "nothing was deleted");
        assertThat(deleted()).isEmpty();
    }

    @Test
    void whatIsNeitherCountedNorListedNorToldByIdIsMarkedDeleted() {
        assertThat(pulled().state()).isEqualTo(RunState.SUCCEEDED);
        counted = 2;
        listed = List.of("1", "3");
        assertThat(compared().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(last().counted()).isEqualTo(2).isEqualTo(last().landed());
        assertThat(last().deleted()).isEqualTo(1);
        assertThat(deleted()).containsExactly(id("2"));
    }

    private List<String> deleted() {
        Execution last = last();
        return database.inTenant(tenant, sql -> landing.all(sql, tenant, pull.id(), last.compiled(), "", 10)).stream()
                .filter(Landing.Landed::deleted)
                .map(Landing.Landed::id)
                .toList();
    }

    @Test
    void aRowThatCannotBeReadIsListedAndCounted() {
        wrongId = "2";
        Run run = pulled();
        assertThat(run.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(run.message()).contains("3 rows counted, 2 landed, 1 refused");
        assertThat(last().sealed()).isTrue();
        List<PullRows.Rejected> rejects = database.inTenant(tenant, sql -> rows.rejects(sql, tenant, last().id(), 10));
        assertThat(rejects).singleElement().satisfies(reject -> {
            assertThat(reject.id()).isEqualTo(id("2"));
            assertThat(reject.message()).contains("Since").contains("31.12.2026");
        });
    }
}

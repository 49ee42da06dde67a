package io.salessync.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.BoardKit;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.ScriptedVendor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class ConnectionsControllerTests {
    private static final String TOKEN = "token-of-the-test";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private BoardKit board;

    @Autowired
    private KitPause pause;

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private ScriptedVendor vendor;
    private Connection connection;

    @BeforeEach
    void fresh() {
        pause.skip(true);
        tenant = tenants.fresh().id();
        vendor = ScriptedVendor.start();
        connection = board.connections().ensure(tenant, "monday", "ours", vendor.address(), TOKEN, false);
    }

    @AfterEach
    void stop() {
        pause.skip(false);
        vendor.close();
    }

    @Test
    void tokensGoInAndNeverComeOut() {
        Answer all = call(Role.ADMIN, "GET", "", null);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.body()).doesNotContain(TOKEN);
        assertThat(all.json().path("items").path(0).path("name").asString()).isEqualTo("ours");
        assertThat(call(Role.ADMIN, "GET", "/vendors", null).body()).contains("monday.com");
    }

    @Test
    void addressesInsideAreRefusedWithTheWayToAllowThem() {
        Answer refused = call(
                Role.ADMIN,
                "POST",
                "",
                "{\"vendor\":\"monday\",\"name\":\"x\",\"endpoint\":\"http://127.0.0.1:1/\",\"token\":\"t\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("connectors.private-address").contains("private-hosts");
    }

    @Test
    void whoMayOnlyReadChangesNothing() {
        assertThat(call(Role.VIEWER, "GET", "", null).status()).isEqualTo(200);
        assertThat(call(Role.VIEWER, "DELETE", "/" + connection.id(), null).status())
                .isEqualTo(403);
        assertThat(call(Role.REP, "GET", "", null).status()).isEqualTo(403);
    }

    @Test
    void theTestButtonTellsWhoWeAreAndCallsAreListed() {
        vendor.next(
                ScriptedVendor.json(
                        200,
                        "{\"data\":{\"me\":{\"id\":\"1\",\"name\":\"Ada\",\"email\":\"ada@example.org\",\"account\":{\"name\":\"Acme\"}}}}"),
                ScriptedVendor.json(401, "{\"errors\":[{\"message\":\"Not authenticated\"}]}"));
        Answer well = call(Role.ADMIN, "POST", "/" + connection.id() + "/test", null);
        assertThat(well.json().path("healthy").asBoolean()).isTrue();
        assertThat(well.json().path("account").asString()).contains("Ada");
        Answer unwell = call(Role.ADMIN, "POST", "/" + connection.id() + "/test", null);
        assertThat(unwell.json().path("healthy").asBoolean(true)).isFalse();
        Answer calls = call(Role.ADMIN, "GET", "/" + connection.id() + "/calls?limit=1", null);
        assertThat(calls.json().path("items").size()).isEqualTo(1);
        assertThat(calls.json().path("items").path(0).path("outcome").asString())
                .isEqualTo("REFUSED");
        String next = calls.json().path("next").asString();
        assertThat(call(Role.ADMIN, "GET", "/" + connection.id() + "/calls?limit=1&before=" + next, null)
                        .json()
                        .path("items")
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("OK");
        assertThat(call(Role.ADMIN, "GET", "/" + connection.id() + "/calls?before=nonsense", null)
                        .status())
                .isEqualTo(400);
        assertThat(call(Role.ADMIN, "GET", "/" + connection.id() + "/budgets", null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aConnectionWithOpenCallsIsNotDeletedOneWithoutIs() {
        Intent intent = board.intent(connection, List.of(BoardKit.item("one")));
        Answer refused = call(Role.ADMIN, "DELETE", "/" + connection.id(), null);
        assertThat(refused.status()).isEqualTo(409);
        board.database().runInTenant(tenant, sql -> board.intents().drop(sql, tenant, intent, "not needed"));
        assertThat(call(Role.ADMIN, "DELETE", "/" + connection.id(), null).status())
                .isEqualTo(204);
        assertThat(board.connections().all(tenant)).isEmpty();
    }

    @Test
    void anotherAddressNeedsTheTokenAgain() {
        Answer refused =
                call(Role.ADMIN, "PATCH", "/" + connection.id(), "{\"endpoint\":\"https://example.org/steal\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("connectors.wrong-token");
        Answer renamed = call(Role.ADMIN, "PATCH", "/" + connection.id(), "{\"name\":\"renamed\"}");
        assertThat(renamed.json().path("name").asString()).isEqualTo("renamed");
    }

    private record Answer(int status, String body, JsonNode json) {}

    private Answer call(Role role, String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v1/connections" + path))
                    .header("Authorization", "Bearer " + access.key(tenant, role))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            return new Answer(answer.statusCode(), text, json.readTree(text.isEmpty() ? "{}" : text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

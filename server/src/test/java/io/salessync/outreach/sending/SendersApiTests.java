package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachFault;
import io.salessync.kernel.access.Role;
import io.salessync.kit.Browser;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Senders over HTTP: what people do with them, and what holds at once. */
@ProgramTest
class SendersApiTests extends PlayedEngine {
    private static final String AT = "/api/v1/outreach/senders";

    @LocalServerPort
    private int port;

    private Browser owner;
    private UUID sequence;

    @BeforeEach
    void begin() {
        owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        sequence = sequence("""
                - id: invite
                  type: invite
                - id: done
                  type: end
                """);
    }

    private JsonNode ok(Browser.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return answer.json();
    }

    private String taken(String account) {
        world.account(account);
        return ok(owner.post(AT, Map.of("connection", "played", "account", account, "zone", "UTC", "country", "")))
                .at("/items/0/id")
                .asString();
    }

    private void wide(String id) {
        set(UUID.fromString(id), Map.of(Action.INVITE, 100, Action.VISIT, 100));
    }

    @Test
    void consentIsShownGivenByItsOwnerAloneAndTakenBack() {
        String id = taken("ana");
        wide(id);
        Lead lead = admit(sequence, 1);
        play(Duration.ofMinutes(10));
        assertThat(effects()).isEmpty();
        JsonNode text = ok(owner.get(AT + "/" + id + "/consent"));
        assertThat(text.path("text").asString()).contains("LinkedIn");
        Browser other = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
        assertThat(other.post(AT + "/" + id + "/consent", null).code()).isEqualTo("outreach.no-consent");
        assertThat(ok(owner.post(AT + "/" + id + "/consent", null))
                        .path("consentedAt")
                        .isMissingNode())
                .isFalse();
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(1);
        assertThat(ok(owner.delete(AT + "/" + id + "/consent"))
                        .path("consentedAt")
                        .isMissingNode())
                .isTrue();
        admit(sequence, 2);
        play(Duration.ofHours(1));
        assertThat(effects()).hasSize(1);
        assertThat(now(lead).state()).isEqualTo(LeadState.COMPLETED);
    }

    @Test
    void killHoldsBeforeTheNextSendAndReviveLetsGoOn() {
        String id = taken("ana");
        wide(id);
        ok(owner.post(AT + "/" + id + "/consent", null));
        JsonNode off = ok(owner.post(AT + "/" + id + "/kill", Map.of("why", "complaints")));
        assertThat(off.path("killed").asString()).contains("complaints");
        admit(sequence, 1);
        play(Duration.ofHours(1));
        assertThat(world.calls()).isZero();
        assertThat(ok(owner.post(AT + "/" + id + "/revive", null))
                        .path("killed")
                        .isMissingNode())
                .isTrue();
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(1);
        ok(owner.post("/api/v1/outreach/kill", Map.of("team", "north", "off", true, "why", "w")));
        assertThat(ok(owner.get("/api/v1/outreach/kill")).path("teamsOff").toString())
                .isEqualTo("[\"north\"]");
        admit(sequence, 2);
        play(Duration.ofHours(1));
        assertThat(effects()).hasSize(1);
        ok(owner.post("/api/v1/outreach/kill", Map.of("team", "north", "off", false)));
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(2);
        Browser reader = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(reader.post(AT + "/" + id + "/kill", null).status()).isEqualTo(403);
    }

    @Test
    void usageTellsWhatWentOutAgainstWhatMayAndAWrongCapIsRefusedWithTheCeiling() {
        String id = taken("ana");
        wide(id);
        ok(owner.post(AT + "/" + id + "/consent", null));
        admit(sequence, 1);
        admit(sequence, 2);
        play(Duration.ofMinutes(30));
        JsonNode usage = ok(owner.get(AT + "/" + id + "/usage"));
        JsonNode invites = usage.get(0);
        assertThat(invites.path("action").asString()).isEqualTo("INVITE");
        assertThat(invites.path("today").asInt()).isEqualTo(2);
        assertThat(invites.path("week").asInt()).isEqualTo(2);
        assertThat(invites.path("ceiling").asInt()).isEqualTo(100);
        Sender now = read(UUID.fromString(id));
        Browser.Answer wrong = owner.call("PUT", AT + "/" + id, """
                {"name":"A","team":"","zone":"UTC","country":"","version":%d,"settings":{"days":["MONDAY"],"from":"09:00","until":"17:00",
                "perDay":{"INVITE":1000},"ramp":true,"spacingFrom":60,"spacingTo":180}}
                """.formatted(now.version()));
        assertThat(wrong.code()).isEqualTo("outreach.wrong-sender");
        assertThat(wrong.text()).contains("perDay/INVITE").contains("100");
    }

    @Test
    void anUnknownErrorIsShownAndGoesOnByAPersonsWordAndRestartBringsAnAccountBack() {
        String id = taken("ana");
        wide(id);
        ok(owner.post(AT + "/" + id + "/consent", null));
        admit(sequence, 1);
        world.script(write -> new Fate.Refused(OutreachFault.UNHEARD_OF, "errors/brand_new"));
        play(Duration.ofMinutes(10));
        assertThat(ok(owner.get(AT + "/" + id)).path("refused").asString()).contains("brand_new");
        world.script(write -> new Fate.Well(null));
        assertThat(ok(owner.post(AT + "/" + id + "/go-on", null))
                        .path("refused")
                        .isMissingNode())
                .isTrue();
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(1);
        database.runInTenant(
                tenant,
                sql -> senders.status(sql, tenant, UUID.fromString(id), OutreachAccount.Status.STOPPED, "STOPPED"));
        admit(sequence, 2);
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(1);
        assertThat(ok(owner.post(AT + "/" + id + "/restart", null))
                        .path("status")
                        .asString())
                .isEqualTo("OK");
        play(Duration.ofMinutes(10));
        assertThat(effects()).hasSize(2);
    }

    @Test
    void aLookIsAskedForAndAnUnknownSenderIsToldSo() {
        String id = taken("ana");
        assertThat(owner.post(AT + "/" + id + "/scan", null).status()).isEqualTo(202);
        String wanted = database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT wanted FROM outreach.watch WHERE tenant_id = ?", tenant.value())
                        .get(0, String.class));
        assertThat(wanted).isEqualTo("ASKED");
        UUID nobody = UUID.randomUUID();
        for (String path : List.of("/scan", "/kill", "/revive", "/restart", "/consent", "/go-on")) {
            assertThat(owner.post(AT + "/" + nobody + path, null).code())
                    .as(path)
                    .isEqualTo("outreach.unknown-sender");
        }
        assertThat(owner.get(AT + "/" + nobody + "/usage").code()).isEqualTo("outreach.unknown-sender");
    }

    @Test
    void aMailboxOfTheOwnServerSaysThatNothingSignsItAndAnAccountOfTheNetworkDoesNot() {
        String box = ok(owner.post(
                        AT,
                        Map.of("account", "Ana@Ours.Example", "name", "Ana", "zone", "Europe/Berlin", "country", "DE")))
                .at("/items/0/id")
                .asString();
        assertThat(ok(owner.get(AT + "/" + box)).path("unsigned").asString()).contains("ours.example");
        assertThat(ok(owner.get(AT + "/" + taken("ana"))).path("unsigned").isMissingNode())
                .isTrue();
        Browser.Answer wrong = owner.call(
                "PUT",
                "/api/v1/mail/signing-keys/ours.example",
                Map.of("selector", "s1", "key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA"));
        assertThat(wrong.code()).isEqualTo("mail.wrong-signing-key");
        assertThat(wrong.text()).contains("openssl pkcs8");
        JsonNode key = ok(owner.call("PUT", "/api/v1/mail/signing-keys/ours.example", Map.of("selector", "s1")));
        assertThat(key.toString()).doesNotContain("PRIVATE");
        assertThat(ok(owner.get(AT + "/" + box)).path("unsigned").isMissingNode())
                .isTrue();
        assertThat(ok(owner.get("/api/v1/mail/signing-keys")).path("items").size())
                .isEqualTo(1);
        assertThat(owner.delete("/api/v1/mail/signing-keys/ours.example").status())
                .isEqualTo(204);
        assertThat(owner.delete("/api/v1/mail/signing-keys/ours.example").code())
                .isEqualTo("mail.unknown-signing-key");
    }
}

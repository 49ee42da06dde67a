package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails.Mail;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class MailControllerTests {
    @Autowired
    private Mails mails;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Browser manager;

    @BeforeEach
    void fresh() {
        tenant = tenantKit.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    private UUID queue(String key, String to, String subject) {
        return database.inTenant(
                tenant,
                sql -> mails.queue(
                        sql, tenant, new Mail(key, to, subject, "the text", "<p>the text", "alert", null, "R-" + key)));
    }

    @Test
    void mailsAreListedNewestFirstPageByPageAndFiltered() {
        List<String> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.addFirst(
                    queue("k" + i, "n" + i + "@example.org", "Subject " + i).toString());
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = manager.get("/api/v1/mail?limit=2&after=" + next).json();
            page.path("items").forEach(mail -> seen.add(mail.path("id").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        assertThat(seen).isEqualTo(queued);
        assertThat(manager.get("/api/v1/mail?to=n3@").json().path("items")).hasSize(1);
        assertThat(manager.get("/api/v1/mail?q=subject%204").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/mail?q=R-k2").json().path("items")).hasSize(1);
        assertThat(manager.get("/api/v1/mail?state=queued").json().path("items"))
                .hasSize(5);
        assertThat(manager.get("/api/v1/mail?state=SENT").json().path("items")).isEmpty();
        assertThat(manager.get("/api/v1/mail?to=2020-01-01T00:00:00Z").json().path("items"))
                .isEmpty();
        assertThat(manager.get("/api/v1/mail?from=2020-01-01T00:00:00Z").json().path("items"))
                .hasSize(5);
        assertThat(manager.get("/api/v1/mail?state=lost").code()).isEqualTo("mail.bad-filter");
        assertThat(manager.get("/api/v1/mail?from=monday").code()).isEqualTo("mail.bad-filter");
        assertThat(manager.get("/api/v1/mail?after=x").status()).isEqualTo(400);
    }

    @Test
    void textsAndRecipientsAreForThoseWhoMayReadMail() {
        UUID id = queue("k", "nina@example.org", "Hello");
        JsonNode full = manager.get("/api/v1/mail/" + id).json();
        assertThat(full.path("text").asString()).isEqualTo("the text");
        assertThat(full.path("html").asString()).isEqualTo("<p>the text");
        assertThat(full.path("to").asString()).isEqualTo("nina@example.org");
        assertThat(manager.get("/api/v1/mail").json().at("/items/0").has("text"))
                .isFalse();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE mail.message SET error = '550 <Nina@example.org> unknown' WHERE mail_id = ?", id));
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        JsonNode some = viewer.get("/api/v1/mail/" + id).json();
        assertThat(some.path("to").asString()).isEqualTo("•••@example.org");
        assertThat(some.path("error").asString()).isEqualTo("550 <•••@example.org> unknown");
        assertThat(some.has("text") || some.has("html")).isFalse();
        assertThat(viewer.get("/api/v1/mail?to=nina").code()).isEqualTo("mail.bad-filter");
        Browser agent = new Browser(port).withKey(access.key(tenant, Role.AGENT));
        assertThat(agent.get("/api/v1/mail").status()).isEqualTo(403);
        assertThat(new Browser(port).get("/api/v1/mail").status()).isEqualTo(401);
    }

    @Test
    void mailsOfOthersAreNotThere() {
        UUID id = queue("k", "nina@example.org", "Hello");
        Browser other = new Browser(port).withKey(access.key(tenantKit.fresh().id(), Role.OWNER));
        assertThat(other.get("/api/v1/mail/" + id).code()).isEqualTo("mail.unknown-mail");
        assertThat(other.get("/api/v1/mail").json().path("items")).isEmpty();
    }
}

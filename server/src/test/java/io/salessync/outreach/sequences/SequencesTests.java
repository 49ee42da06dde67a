package io.salessync.outreach.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class SequencesTests {
    private static final String ROOT = "/api/v1/outreach/sequences";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private Sequences sequences;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Browser manager;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    private <T> T within(Function<DSLContext, T> work) {
        return Objects.requireNonNull(database.inTenant(tenant, work));
    }

    private static String steps(String steps) {
        return "{\"name\": \"Logistics\", \"steps\": [" + steps + "]}";
    }

    private static final String SOUND = steps("""
            {"id": "look", "type": "visit"},
            {"id": "ask", "type": "invite", "text": "Hi {{ first_name }}, {a|b}?"},
            {"id": "there", "type": "condition", "question": "connected", "days": 14, "yes": "hello", "no": null, "unknown": null},
            {"id": "hello", "type": "message", "text": "Thanks {{ first_name }} of {{ company | default: \\"yours\\" }}"},
            {"id": "pause", "type": "wait", "amount": 3, "unit": "working_days"},
            {"id": "more", "type": "message", "text": "Once more", "next": null}""");

    private JsonNode ok(Browser.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        return answer.json();
    }

    private String made(String document) {
        return ok(manager.post(ROOT, "{\"document\": " + document + ", \"team\": \"north\"}"))
                .at("/sequence/id")
                .asString();
    }

    private JsonNode publish(String id) {
        return ok(manager.post(ROOT + "/" + id + "/publish", "{\"note\": \"first\"}"));
    }

    private UUID lead(String sequence, int version, @Nullable String step, String state, String... fields) {
        UUID id = UUID.randomUUID();
        Object now = clock.instant().atOffset(ZoneOffset.UTC);
        boolean paused = state.equals("PAUSED");
        within(sql -> sql.execute(
                "INSERT INTO outreach.lead (tenant_id, lead_id, sequence_id, version, name, company, fields, state, step, next_at, blocker, entered_at,"
                        + " changed_at, step_at) VALUES (?, ?, ?, ?, 'Ada Lovelace', ?, ?::jsonb, ?, ?, ?::timestamptz, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz)",
                tenant.value(),
                id,
                UUID.fromString(sequence),
                version,
                fields.length > 0 ? fields[0] : "",
                fields.length > 1 ? fields[1] : "{}",
                state,
                step,
                paused ? null : now,
                paused ? "PAUSED" : "WAIT",
                now,
                now,
                now));
        return id;
    }

    @Test
    void aSequenceIsDrawnPublishedPausedAndArchived() {
        String id = made(SOUND);
        JsonNode first = publish(id);
        assertThat(first.at("/sequence/state").asString()).isEqualTo("LIVE");
        assertThat(first.at("/sequence/version").asInt()).isEqualTo(1);
        assertThat(first.path("dirty").booleanValue()).isFalse();
        Browser.Answer again = manager.post(ROOT + "/" + id + "/publish", "{}");
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.text()).contains("nothing to publish");
        assertThat(ok(manager.post(ROOT + "/" + id + "/pause", "{}"))
                        .at("/sequence/state")
                        .asString())
                .isEqualTo("PAUSED");
        UUID lead = lead(id, 1, "look", "PENDING_INVITE");
        Browser.Answer busy = manager.post(ROOT + "/" + id + "/archive", "{}");
        assertThat(busy.status()).isEqualTo(422);
        assertThat(busy.text()).contains("1 leads on their way");
        within(sql ->
                sql.execute("DELETE FROM outreach.lead WHERE tenant_id = ? AND lead_id = ?", tenant.value(), lead));
        assertThat(ok(manager.post(ROOT + "/" + id + "/archive", "{}"))
                        .at("/sequence/state")
                        .asString())
                .isEqualTo("ARCHIVED");
        assertThat(ok(manager.get(ROOT)).path("items")).isEmpty();
        assertThat(ok(manager.get(ROOT + "?state=archived")).path("items")).hasSize(1);
        assertThat(ok(manager.post(ROOT + "/" + id + "/resume", "{}"))
                        .at("/sequence/state")
                        .asString())
                .isEqualTo("PAUSED");
        long told = within(sql -> sql.fetchSingle(
                        "SELECT count(*) FROM kernel.audit_entry WHERE tenant_id = ? AND action LIKE 'outreach.sequence-%'",
                        tenant.value())
                .get(0, Long.class));
        assertThat(told).isEqualTo(5);
    }

    @Test
    void leadsThatWaitedForASequenceGoOnAsSoonAsItDoes() {
        String id = made(SOUND);
        publish(id);
        UUID held = lead(id, 1, "look", "PENDING_INVITE");
        UUID waiting = lead(id, 1, "look", "PENDING_INVITE");
        ok(manager.post(ROOT + "/" + id + "/pause", "{}"));
        Object later = clock.instant().plusSeconds(600).atOffset(ZoneOffset.UTC);
        within(sql -> sql.execute(
                "UPDATE outreach.lead SET next_at = ?::timestamptz WHERE lead_id IN (?, ?)", later, held, waiting));
        within(sql -> sql.execute("UPDATE outreach.lead SET blocker = 'SEQUENCE' WHERE lead_id = ?", held));
        ok(manager.post(ROOT + "/" + id + "/resume", "{}"));
        assertThat(isDue(held)).isTrue();
        assertThat(isDue(waiting)).isFalse();
    }

    private boolean isDue(UUID lead) {
        return within(sql -> sql.fetchSingle(
                        "SELECT next_at <= ?::timestamptz FROM outreach.lead WHERE tenant_id = ? AND lead_id = ?",
                        clock.instant().atOffset(ZoneOffset.UTC),
                        tenant.value(),
                        lead)
                .get(0, Boolean.class));
    }

    @Test
    void aForecastReadsTheDraftUntilItIsPublished() {
        String id = made(SOUND);
        JsonNode draft = ok(manager.post(ROOT + "/" + id + "/forecast", "{\"leads\": 50}"));
        assertThat(draft.path("sentence").asString()).isNotBlank();
        publish(id);
        assertThat(ok(manager.post(ROOT + "/" + id + "/forecast", "{\"leads\": 50}")))
                .isEqualTo(draft);
        assertThat(manager.post(ROOT + "/" + UUID.randomUUID() + "/forecast", "{\"leads\": 50}")
                        .code())
                .isEqualTo("outreach.unknown-sequence");
    }

    @Test
    void nobodySavesOverAnothersWorkAndNamesAreUnique() {
        String id = made(SOUND);
        ok(manager.call(
                "PUT",
                ROOT + "/" + id,
                "{\"document\": " + SOUND.replace("Once more", "One more") + ", \"revision\": 1}"));
        Browser.Answer late = manager.call("PUT", ROOT + "/" + id, "{\"document\": " + SOUND + ", \"revision\": 1}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text()).contains("outreach.changed-meanwhile", "its revision is 2");
        Browser.Answer taken = manager.post(ROOT, "{\"document\": " + SOUND.replace("Logistics", "LOGISTICS") + "}");
        assertThat(taken.text()).contains("outreach.name-taken");
    }

    @Test
    void whatIsWrongKeepsItFromBeingPublished() {
        String id = made(steps("{\"id\": \"m\", \"type\": \"message\", \"text\": \"Hi {{ frist_name }}\"}"));
        Browser.Answer answer = manager.post(ROOT + "/" + id + "/publish", "{}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .contains("outreach.wrong-sequence", "frist_name", "first_name", "without an invitation");
        assertThat(answer.json().at("/places/problems")).hasSize(2);
        JsonNode check = ok(manager.post(ROOT + "/check", "{\"document\": " + SOUND + "}"));
        assertThat(check.path("publishable").booleanValue()).isTrue();
    }

    @Test
    void yamlGoesOutAndComesBackAndVersionsAreComparedAndTakenBack() {
        String id = made(SOUND);
        publish(id);
        String yaml = manager.get(ROOT + "/" + id + "/yaml").text();
        assertThat(yaml).startsWith("format: 1\nname: Logistics\n").contains("for: 3 working days");
        String changed = yaml.replace("Once more", "One more time");
        assertThat(ok(new Browser(port)
                                .withKey(access.key(tenant, Role.MANAGER))
                                .with("Content-Type", "text/yaml")
                                .post(ROOT + "/yaml", changed))
                        .path("dirty")
                        .booleanValue())
                .isTrue();
        JsonNode diff = ok(manager.get(ROOT + "/" + id + "/diff"));
        assertThat(diff.path("lines").get(0).asString())
                .isEqualTo("Step 'more': variants/0/text is “One more time” now, it was “Once more”.");
        publish(id);
        JsonNode back = ok(manager.post(ROOT + "/" + id + "/rollback", "{\"version\": 1}"));
        assertThat(back.at("/sequence/version").asInt()).isEqualTo(3);
        assertThat(back.at("/published/steps/5/variants/0/text").asString()).isEqualTo("Once more");
        assertThat(ok(manager.get(ROOT + "/" + id + "/versions")).path("items")).hasSize(3);
    }

    @Test
    void leadsOfOlderVersionsGoWhereAPersonSaysAndGetNothingTwice() {
        String id = made(SOUND);
        publish(id);
        UUID asked = lead(id, 1, "ask", "PENDING_INVITE");
        UUID waiting = lead(id, 1, "pause", "IN_SEQUENCE");
        UUID paused = lead(id, 1, "more", "PAUSED");
        UUID busy = lead(id, 1, "pause", "PENDING_VERIFY");
        String next = steps("""
                {"id": "ask", "type": "invite", "text": "Hello {{ first_name }}"},
                {"id": "there", "type": "condition", "question": "connected", "days": 14, "yes": "hello", "no": null, "unknown": null},
                {"id": "hello", "type": "message", "text": "Thanks"},
                {"id": "last", "type": "message", "text": "The last", "next": null}""");
        ok(manager.call("PUT", ROOT + "/" + id, "{\"document\": " + next + "}"));
        publish(id);
        within(sql -> sql.execute(
                "INSERT INTO outreach.sender (tenant_id, sender_id, account, channel, name, status, status_at, zone, settings, created_at, changed_at)"
                        + " VALUES (?, ?, 'a', 'LINKEDIN', 'Ann', 'OK', now(), 'UTC', '{}', now(), now())",
                tenant.value(),
                tenant.value()));
        within(sql -> sql.execute(
                "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, sender_id, action, state, decided_at)"
                        + " VALUES (?, ?, ?, ?, 1, 'hello', ?, 'MESSAGE', 'DONE', now())",
                tenant.value(),
                UUID.randomUUID(),
                waiting,
                UUID.fromString(id),
                tenant.value()));

        JsonNode preview = ok(manager.post(ROOT + "/" + id + "/migrate/preview", "{}"));
        assertThat(preview.path("ready").booleanValue()).isFalse();
        assertThat(preview.path("leads").asInt()).isEqualTo(4);
        Browser.Answer refused = manager.post(ROOT + "/" + id + "/migrate", "{}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("'pause' of version 1 (2 leads)", "'more' of version 1 (1 leads)");

        String mapping = "{\"mapping\": {\"pause\": \"hello\", \"more\": \"last\"}}";
        JsonNode chosen = ok(manager.post(ROOT + "/" + id + "/migrate/preview", mapping));
        assertThat(chosen.path("ready").booleanValue()).isTrue();
        assertThat(chosen.toString())
                .contains("1 of them have been through 'hello' already and are not sent it again.");
        assertThat(manager.post(
                                ROOT + "/" + id + "/migrate",
                                "{\"mapping\": {\"pause\": \"helo\", \"more\": \"last\"}}")
                        .text())
                .contains("did you mean 'hello'?");
        JsonNode moved = ok(manager.post(ROOT + "/" + id + "/migrate", mapping));
        assertThat(moved.path("moved").asInt()).isEqualTo(3);
        assertThat(moved.path("stayed").asInt()).isEqualTo(1);

        assertThat(standing(asked)).isEqualTo("2 ask PENDING_INVITE WAIT 1");
        assertThat(standing(waiting)).isEqualTo("2 hello IN_SEQUENCE null 1");
        assertThat(standing(paused)).isEqualTo("2 last PAUSED PAUSED 1");
        assertThat(standing(busy)).isEqualTo("1 pause PENDING_VERIFY WAIT 0");
        // again: only the one that stayed is left; its leads may be completed
        within(sql -> sql.execute(
                "UPDATE outreach.lead SET state = 'IN_SEQUENCE' WHERE tenant_id = ? AND lead_id = ?",
                tenant.value(),
                busy));
        JsonNode rest = ok(manager.post(ROOT + "/" + id + "/migrate", "{\"mapping\": {\"pause\": null}}"));
        assertThat(rest.path("completed").asInt()).isEqualTo(1);
        assertThat(standing(busy)).isEqualTo("2 null COMPLETED null 1");
        assertThat(ok(manager.get(ROOT + "/" + id)).path("older").asInt()).isZero();
    }

    private static final String SHORTER = steps("""
            {"id": "ask", "type": "invite", "text": "Hello {{ first_name }}"},
            {"id": "there", "type": "condition", "question": "connected", "days": 14, "yes": "hello", "no": null, "unknown": null},
            {"id": "hello", "type": "message", "text": "Thanks"},
            {"id": "last", "type": "message", "text": "The last", "next": null}""");

    private JsonNode lines(String id, String preview, String query) {
        return ok(manager.get(ROOT + "/" + id + "/migrate/previews/" + preview + "/leads?" + query))
                .path("items");
    }

    @Test
    void whatBecomesOfEachLeadIsShownAndThenExactlyThatIsDone() {
        String id = made(SOUND);
        publish(id);
        UUID asked = lead(id, 1, "ask", "PENDING_INVITE", "=Acme");
        UUID waiting = lead(id, 1, "pause", "IN_SEQUENCE");
        UUID paused = lead(id, 1, "more", "PAUSED");
        UUID busy = lead(id, 1, "ask", "PENDING_VERIFY");
        ok(manager.call("PUT", ROOT + "/" + id, "{\"document\": " + SHORTER + "}"));
        publish(id);

        JsonNode open = ok(manager.post(ROOT + "/" + id + "/migrate/previews", "{}"));
        assertThat(open.path("ready").booleanValue()).isFalse();
        assertThat(open.at("/counts/CHOOSE").asInt()).isEqualTo(2);
        assertThat(lines(id, open.path("id").asString(), "outcome=CHOOSE"))
                .allSatisfy(line -> assertThat(line.path("why").asString()).contains("a person has to say"));
        assertThat(manager.post(
                                ROOT + "/" + id + "/migrate",
                                "{\"preview\": \"" + open.path("id").asString() + "\"}")
                        .status())
                .isEqualTo(422);

        JsonNode seen = ok(manager.post(
                ROOT + "/" + id + "/migrate/previews", "{\"mapping\": {\"pause\": \"hello\", \"more\": null}}"));
        String preview = seen.path("id").asString();
        assertThat(seen.path("counts").toString())
                .contains("\"KEPT\":1", "\"MOVED\":1", "\"COMPLETED\":1", "\"STAYS\":1");
        JsonNode moving = lines(id, preview, "outcome=MOVED");
        assertThat(moving).hasSize(1);
        assertThat(moving.at("/0/lead").asString()).isEqualTo(waiting.toString());
        assertThat(moving.at("/0/to").asString()).isEqualTo("hello");
        assertThat(lines(id, preview, "outcome=STAYS").at("/0/why").asString())
                .contains("stays on version 1", "nobody knows yet");
        assertThat(lines(id, preview, "q=acme")).hasSize(1);
        assertThat(ok(manager.get(ROOT + "/" + id + "/migrate/previews/" + preview + "/leads?limit=1"))
                        .path("next")
                        .isString())
                .isTrue();
        assertThat(manager.get(ROOT + "/" + id + "/migrate/previews/" + preview + "/leads.csv")
                        .text())
                .contains("'=Acme", "KEPT", "goes to step");

        // one goes on by itself, one is settled, one more comes to an older version: the preview knows of none of it
        within(sql -> sql.execute(
                "UPDATE outreach.lead SET step = 'more' WHERE tenant_id = ? AND lead_id = ?", tenant.value(), waiting));
        within(sql -> sql.execute(
                "UPDATE outreach.lead SET state = 'PENDING_INVITE' WHERE tenant_id = ? AND lead_id = ?",
                tenant.value(),
                busy));
        UUID late = lead(id, 1, "ask", "PENDING_INVITE");
        JsonNode done = ok(manager.post(ROOT + "/" + id + "/migrate", "{\"preview\": \"" + preview + "\"}"));
        assertThat(done.path("moved").asInt()).isEqualTo(1);
        assertThat(done.path("completed").asInt()).isEqualTo(1);
        assertThat(done.path("results").toString()).contains("\"DONE\":2", "\"ELSEWHERE\":1", "\"STAYED\":1");
        assertThat(standing(asked)).startsWith("2 ask");
        assertThat(standing(paused)).startsWith("2 null COMPLETED");
        assertThat(standing(waiting)).startsWith("1 more");
        assertThat(standing(busy)).startsWith("1 ask");
        assertThat(standing(late)).startsWith("1 ask");
        assertThat(lines(id, preview, "result=ELSEWHERE").at("/0/lead").asString())
                .isEqualTo(waiting.toString());
        assertThat(manager.post(ROOT + "/" + id + "/migrate", "{\"preview\": \"" + preview + "\"}")
                        .text())
                .contains("was done on");
    }

    private String standing(UUID lead) {
        return within(sql -> sql.fetchSingle(
                        "SELECT concat_ws(' ', version, coalesce(step, 'null'), state, coalesce(blocker, 'null'), (SELECT count(*) FROM outreach.event e"
                                + " WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.lead_id)) FROM outreach.lead l WHERE tenant_id = ? AND lead_id = ?",
                        tenant.value(),
                        lead)
                .get(0, String.class));
    }

    @Test
    void allTextsAreShownForAllLeadsBeforeAnythingGoesOut() {
        String id = made(SOUND);
        publish(id);
        lead(id, 1, "ask", "PENDING_INVITE", "Acme", "{\"first_name\": \"Ada\"}");
        lead(id, 1, "ask", "PENDING_INVITE", "", "{\"first_name\": \"{{first_name}}\"}");
        JsonNode page = ok(manager.post(ROOT + "/" + id + "/preview", "{\"limit\": 1}"));
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("next").isString()).isTrue();
        assertThat(page.path("leads").asInt()).isEqualTo(2);
        assertThat(page.at("/items/0/texts")).hasSize(3);
        JsonNode hello = page.at("/totals/1");
        assertThat(hello.path("step").asString()).isEqualTo("hello");
        assertThat(hello.at("/defaults/company").asInt()).isEqualTo(1);
        assertThat(hello.path("defaultShare").doubleValue()).isEqualTo(0.5);
        JsonNode given = ok(manager.post(
                ROOT + "/" + id + "/preview",
                JSON.writeValueAsString(
                        Map.of("people", java.util.List.of(Map.of("company", "x".repeat(10_000))), "tier", "FREE"))));
        assertThat(given.at("/totals/0/missing/first_name").asInt()).isEqualTo(1);
        assertThat(given.path("ready").asInt()).isZero();
        JsonNode test = ok(manager.post(ROOT + "/" + id + "/test", "{\"step\": \"hello\"}"));
        assertThat(test.at("/rendering/text").asString()).isEqualTo("Thanks Ada of Analytical Engines");
        assertThat(test.hasNonNull("mailedTo")).isFalse();
    }

    @Test
    void aMailForATestGoesToOneselfAlone() {
        String id = made(
                steps(
                        "{\"id\": \"e\", \"type\": \"email\", \"subject\": \"For {{ company }}\", \"text\": \"Hi {{ first_name }}\", \"next\": null}"));
        JsonNode test = ok(manager.post(ROOT + "/" + id + "/test", "{\"step\": \"e\"}"));
        assertThat(test.at("/rendering/subject").asString()).isEqualTo("For Analytical Engines");
        long queued =
                within(sql -> sql.fetchSingle("SELECT count(*) FROM mail.message WHERE tenant_id = ?", tenant.value())
                        .get(0, Long.class));
        assertThat(queued).isEqualTo(test.hasNonNull("mailedTo") ? 1 : 0);
    }

    @Test
    void onlyWhoMayChangesAndNobodySeesAnothersSequences() {
        String id = made(SOUND);
        Browser reader = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(reader.get(ROOT + "/" + id).status()).isEqualTo(200);
        assertThat(reader.post(ROOT + "/" + id + "/publish", "{}").status()).isEqualTo(403);
        assertThat(reader.post(ROOT + "/" + id + "/migrate", "{}").status()).isEqualTo(403);
        TenantId other = tenants.fresh().id();
        Browser stranger = new Browser(port).withKey(access.key(other, Role.MANAGER));
        assertThat(stranger.get(ROOT + "/" + id).status()).isEqualTo(404);
        assertThat(ok(stranger.get(ROOT)).path("items")).isEmpty();
    }

    @Test
    void aPublishedVersionIsReadByItsNumberWhateverComesAfter() {
        String id = made(SOUND);
        publish(id);
        ok(manager.call("PUT", ROOT + "/" + id, "{\"document\": " + SOUND.replace("Once more", "Changed") + "}"));
        publish(id);
        ok(manager.post(ROOT + "/" + id + "/pause", "{}"));
        Sequences.Live first = within(sql -> sequences.version(sql, tenant, UUID.fromString(id), 1))
                .orElseThrow();
        assertThat(first.state()).isEqualTo(Sequences.State.PAUSED);
        assertThat(((Step.Message) first.document().step("more").orElseThrow())
                        .variants()
                        .getFirst()
                        .text())
                .isEqualTo("Once more");
        assertThat(within(sql -> sequences.newest(sql, tenant, UUID.fromString(id)))
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
        assertThat(within(sql -> sequences.named(sql, tenant, "logistics"))
                        .orElseThrow()
                        .id())
                .isEqualTo(UUID.fromString(id));
    }
}

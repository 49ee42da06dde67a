package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class OrderListApiTests {
    private static final String CONFIG =
            Lists.WIDE.replace("env:T", "connection:main").replace("boards = \"1\"", "boards = [\"1\"]");
    private static final String LIST = "Order,Customer,Style,Date,S,M,Total\nA1,Acme,Polo,2026-01-01,1,2,3\n";

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private RunStepper runs;

    @Autowired
    private Syncs syncs;

    @Autowired
    private OrderListUpkeep upkeep;

    @Autowired
    private io.salessync.kernel.tenancy.Database database;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private TenantId tenant;
    private Browser manager;
    private Role role = Role.MANAGER;

    @BeforeEach
    void aTenantOfItsOwn() {
        tenant = tenants.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    @Test
    void anUploadedListBecomesALoadWithItsProblems() {
        String id = create();

        Browser.Answer queued = upload(id, LIST + "A2,Acme,Polo,2026-01-01,1,,9\n");
        assertThat(queued.status()).isEqualTo(202);
        assertThat(queued.json().path("kind").asString()).isEqualTo("ordersync.import");
        runs.runDue(tenant);

        assertThat(run(queued).path("state").asString()).isEqualTo("PARTLY_FAILED");
        JsonNode load = manager.get("/api/v1/ordersync/" + id + "/loads")
                .json()
                .path("items")
                .get(0);
        assertThat(load.path("state").asString()).isEqualTo("LOADED");
        assertThat(load.path("linesCreated").asInt()).isEqualTo(2);
        JsonNode problem = manager.get(
                        "/api/v1/ordersync/" + id + "/loads/" + load.path("id").asString() + "/problems")
                .json()
                .path("items")
                .get(0);
        assertThat(problem.path("code").asString()).isEqualTo("total-mismatch");
        assertThat(problem.path("line").asInt()).isEqualTo(3);
    }

    @Test
    void aListThatCannotBeReadFailsItsRunWithWhatToDo() {
        String id = create();

        Browser.Answer queued = upload(id, "Order;Kunde;S\nA1;Acme;1\n");
        runs.runDue(tenant);

        JsonNode run = run(queued);
        assertThat(run.path("state").asString()).isEqualTo("FAILED");
        assertThat(run.path("message").asString()).contains("no column").contains("Found: 'Order', 'Kunde', 'S'");
    }

    @Test
    void theAuditTrailTellsWhoBroughtWhat() {
        String id = create();
        upload(id, LIST);
        manager.delete("/api/v1/ordersync/" + id);

        List<String> entries = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT action || ' ' || subject FROM kernel.audit_entry WHERE subject = ? ORDER BY seq",
                                id)
                        .getValues(0, String.class));
        assertThat(entries)
                .containsExactly("ordersync.mapping " + id, "ordersync.import " + id, "ordersync.deleted " + id);
    }

    @Test
    void aFileThatAKilledNodeClaimedIsLookedAtAgain() throws Exception {
        Path claimed = Files.createDirectories(folder.resolve(".importing")).resolve(UUID.randomUUID() + "-list.csv");
        Files.writeString(claimed, LIST);
        Files.setLastModifiedTime(claimed, FileTime.from(clock.instant().minus(Duration.ofHours(1))));
        WatchedFiles watched = new WatchedFiles(clock);
        WatchedFiles.Folders names = new WatchedFiles.Folders("done", "failed");
        UUID sync = UUID.randomUUID();

        assertThat(watched.claim(sync, folder, "*.csv", names, file -> true)).isEmpty();
        assertThat(claimed).as("its import is under way").exists();

        watched.claim(sync, folder, "*.csv", names, file -> false);
        assertThat(folder.resolve("list.csv")).hasContent(LIST);
        assertThat(watched.claim(sync, folder, "*.csv", names, file -> false))
                .extracting(WatchedFiles.Claimed::name)
                .containsExactly("list.csv");
    }

    @Test
    void aMappingWithMistakesIsRefusedWithTheirLines() {
        Browser.Answer refused = manager.post(
                "/api/v1/ordersync", Map.of("config", CONFIG.replace("order_key", "order_keys"), "environment", "dev"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("ordersync.mapping-invalid");
        assertThat(refused.json().path("places").path("problems").toString())
                .contains("\"line\":4", "did you mean 'order_key'?");
        JsonNode validated = manager.post(
                        "/api/v1/ordersync/config/validate", Map.of("config", CONFIG, "environment", "live"))
                .json();
        assertThat(validated.path("problems").get(0).path("message").asString()).contains("not an environment");
        assertThat(validated.path("mapping").path("items").size()).isEqualTo(2);
    }

    @Test
    void aSavedMappingIsANewVersion() {
        String id = create();

        Browser.Answer saved = manager.call(
                "PUT", "/api/v1/ordersync/" + id + "/config", Map.of("config", CONFIG.replace("{Order}", "{Order} x")));

        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.json().path("version").asInt()).isEqualTo(2);
        assertThat(saved.json().path("mapping").path("itemName").asString()).isEqualTo("{Order} x");
    }

    @Test
    void whatOnlyTheServersOwnFileMaySayIsRefused() {
        List<String> reaching = List.of(
                CONFIG.replace("connection:main", "env:SALESSYNC_DATABASE_PASSWORD"),
                CONFIG.replace("connection:main", "file:/etc/passwd"),
                CONFIG.replace(
                        "token = \"connection:main\"",
                        "token = \"sandbox:x\"\nendpoint = \"http://127.0.0.1:8191/admin\""),
                CONFIG.replace("token =", "endpoint = \"https://collector.example/v2\"\ntoken ="),
                CONFIG.replace("shape =", "kind = \"folder\"\npath = \"/etc\"\nshape ="),
                CONFIG.replace(
                        "shape =", "kind = \"jdbc\"\nurl = \"jdbc:postgresql://10.0.0.1/x\"\ntable = \"t\"\nshape ="));

        assertThat(reaching)
                .allSatisfy(config -> assertThat(
                                manager.post("/api/v1/ordersync", Map.of("config", config, "environment", "dev"))
                                        .code())
                        .isEqualTo("ordersync.operators-key"));
        assertThat(syncs.all(tenant)).isEmpty();
    }

    @Test
    void whoMayOnlyReadImportsNothing() {
        String id = create();
        role = Role.VIEWER;
        manager = new Browser(port).withKey(access.key(tenant, role));

        assertThat(upload(id, LIST).status()).isEqualTo(403);
        assertThat(manager.get("/api/v1/ordersync/" + id + "/loads").status()).isEqualTo(200);
    }

    @Test
    void aFileOfAWatchedFolderIsImportedOnceItStoodStill() throws IOException {
        Path watched = Files.createDirectory(folder.resolve("in"));
        String config = CONFIG.replace(
                "shape =", "kind = \"folder\"\npath = \"" + watched + "\"\npattern = \"*.csv\"\nshape =");
        Sync sync = syncs.save(tenant, config, "dev", "/srv/mapping.toml", null);
        Path list = Files.writeString(watched.resolve("list.csv"), LIST);
        Files.writeString(watched.resolve("notes.txt"), "not a list");

        upkeep.look();
        assertThat(list).exists();
        upkeep.look();
        assertThat(list).doesNotExist();
        runs.runDue(tenant);

        assertThat(orders(sync)).isEqualTo(1);
        assertThat(watched.resolve("done")).isDirectoryContaining("glob:**-list.csv");

        Files.writeString(list, "Order,Kunde\nA1,Acme\n");
        upkeep.look();
        upkeep.look();
        runs.runDue(tenant);
        assertThat(watched.resolve("failed")).isDirectoryContaining("glob:**-list.csv.problems.csv");
        assertThat(orders(sync)).isEqualTo(1);
    }

    @Test
    void changesTheBoardHasHadForLongAreRemovedAndFailedOnesKept() {
        String id = create();
        upload(id, LIST + "A2,Acme,Polo,2026-01-01,1,,1\n");
        runs.runDue(tenant);
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE ordersync.order_list_delta SET state = CASE source_key WHEN 'A1' THEN 'SYNCED' ELSE 'FAILED' END,"
                                + " synced_at = CASE source_key WHEN 'A1' THEN ?::timestamptz END",
                        clock.instant().minus(Duration.ofDays(91)).toString()));

        upkeep.tidyUp();

        List<String> left = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT source_key || ' ' || state FROM ordersync.order_list_delta")
                        .getValues(0, String.class));
        assertThat(left).containsExactly("A2 FAILED");
    }

    private int orders(Sync sync) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*)::int FROM ordersync.order_list WHERE sync_id = ?", sync.id())
                        .get(0, Integer.class));
    }

    private String create() {
        Browser.Answer made = manager.post("/api/v1/ordersync", Map.of("config", CONFIG, "environment", "dev"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().path("id").asString();
    }

    private JsonNode run(Browser.Answer queued) {
        return manager.get("/api/v1/runs/" + queued.json().path("id").asString())
                .json();
    }

    private Browser.Answer upload(String id, String list) {
        Browser uploading = new Browser(port)
                .withKey(access.key(tenant, role))
                .with("Content-Type", "multipart/form-data; boundary=edge");
        return uploading.post(
                "/api/v1/ordersync/" + id + "/import",
                "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n"
                        + "Content-Type: text/csv\r\n\r\n" + list + "\r\n--edge--\r\n");
    }
}

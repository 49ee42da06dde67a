package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
class PullTypeTests {
    private static SandboxProcess sandbox;

    @Autowired
    private PullKit kit;

    @Autowired
    private PullType type;

    @Autowired
    private KitPause pause;

    @Autowired
    private Database database;

    @Autowired
    private PullRows rows;

    private final UUID flow = UUID.randomUUID();
    private Org org;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 49, 650);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        pause.skip(true);
        sandbox.reset();
        org = kit.org(sandbox);
    }

    private String filter = "{\"field\":\"LastName\",\"op\":\"isNotEmpty\"}";
    private String mode = "changed";

    private Node.Source node() {
        ObjectNode settings = PullKit.JSON.createObjectNode();
        settings.put("connection", "Salesforce").put("object", "Contact");
        settings.putArray("fields").add("LastName").add("Account.Name").add("CreatedDate");
        settings.put("filter", filter).put("deletions", true).put("mode", mode);
        NodeSpec spec = new NodeSpec("pull", "salesforce.pull", null, settings, null, null);
        return (Node.Source) type.make(spec, new RecordShape(java.util.Map.of(), false));
    }

    private Node.Occasion occasion(UUID run) {
        return new Node.Occasion(
                org.tenant(), run, flow, "test", "pull", null, null, null, PullKit.JSON.createObjectNode(), null);
    }

    /** Reads on, with a node made anew for every page as after a kill. */
    private List<FlowRecord> read(UUID run, int pages) {
        List<FlowRecord> records = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < pages; page++) {
            Node.Read read = node().read(occasion(run), cursor, 200);
            // the same place again, as after a kill before the page was committed
            Node.Read again = cursor == null ? read : node().read(occasion(run), cursor, 200);
            if (!read.records().isEmpty()) {
                assertThat(again.records()).isEqualTo(read.records());
            }
            records.addAll(read.records());
            cursor = read.next();
            if (cursor == null) {
                return records;
            }
        }
        return records;
    }

    @Test
    void eachRecordComesOnceAndNextTimeOnlyWhatChanged() {
        List<FlowRecord> first = read(UUID.randomUUID(), 1_000);
        assertThat(first).hasSize(650);
        assertThat(keys(first)).hasSize(650).isEqualTo(kit.truth(org, "Contact").keySet());
        assertThat(first.getFirst().values()).containsKeys("Id", "LastName", "Account.Name", "_deleted");

        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        act("edit", "{\"id\":\"" + ids[10] + "\",\"values\":{\"LastName\":\"Renamed\"}}");
        act("delete", "{\"id\":\"" + ids[20] + "\"}");
        kit.settle(org);
        List<FlowRecord> second = read(UUID.randomUUID(), 1_000);
        assertThat(keys(second)).containsExactlyInAnyOrder(ids[10], ids[20]);
        assertThat(second)
                .filteredOn(record -> record.key().equals(ids[20]))
                .allMatch(record -> Boolean.TRUE.equals(record.get("_deleted")));
        kit.settle(org);
        assertThat(read(UUID.randomUUID(), 1_000)).isEmpty();
    }

    @Test
    void aRecordThatOnlyDoesNotMeetTheConditionsAnyMoreIsNotToldToBeDeleted() {
        filter = "{\"field\":\"LastName\",\"op\":\"notEquals\",\"value\":\"Elsewhere\"}";
        mode = "all";
        read(UUID.randomUUID(), 1_000);
        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        act("edit", "{\"id\":\"" + ids[10] + "\",\"values\":{\"LastName\":\"Elsewhere\"}}");
        act("delete", "{\"id\":\"" + ids[20] + "\"}");
        kit.settle(org);
        assertThat(read(UUID.randomUUID(), 1_000))
                .filteredOn(FlowRecord::isGone)
                .extracting(FlowRecord::key, FlowRecord::hasLeft)
                .containsExactlyInAnyOrder(Tuple.tuple(ids[10], true), Tuple.tuple(ids[20], false));
    }

    @Test
    void whatARunThatDiedHadLandedComesWithTheNextOne() {
        read(UUID.randomUUID(), 4);
        kit.settle(org);
        assertThat(keys(read(UUID.randomUUID(), 1_000)))
                .isEqualTo(kit.truth(org, "Contact").keySet());
    }

    @Test
    void whatAComparisonHadToFetchComesWithTheNextRun() {
        read(UUID.randomUUID(), 1_000);
        String id = sandbox.send(
                        "POST",
                        "/_sandbox/salesforce/edit",
                        "{\"object\":\"Contact\",\"values\":{\"LastName\":\"Missed\"}}")
                .path("id")
                .asString();
        // older than every window to come
        act("edit", "{\"id\":\"" + id + "\",\"values\":{\"Title\":\"Mx\"},\"stamp\":\"2020-01-01T00:00:00Z\"}");
        kit.settle(org);
        assertThat(read(UUID.randomUUID(), 1_000)).isEmpty();
        Pull pull = database.inTenant(org.tenant(), sql -> rows.named(sql, org.tenant(), "flow " + flow + " node pull"))
                .orElseThrow();
        Execution compared = kit.compare(org, pull);
        assertThat(compared.why()).contains("1 had been missed");
        kit.settle(org);
        assertThat(keys(read(UUID.randomUUID(), 1_000))).containsExactly(id);
        kit.settle(org);
        assertThat(read(UUID.randomUUID(), 1_000)).isEmpty();
    }

    @Test
    void aWrongFieldFailsTheRunAndNamesIt() {
        ObjectNode settings = (ObjectNode) PullKit.JSON.readTree(
                "{\"connection\":\"Salesforce\",\"object\":\"Contact\",\"fields\":[\"Shoe__c\"]}");
        Node.Source wrong = (Node.Source) type.make(
                new NodeSpec("pull", "salesforce.pull", null, settings, null, null),
                new RecordShape(java.util.Map.of(), false));
        assertThatThrownBy(() -> wrong.read(occasion(UUID.randomUUID()), null, 200))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Shoe__c");
    }

    private static Set<String> keys(List<FlowRecord> records) {
        Set<String> keys = new HashSet<>();
        records.forEach(record -> keys.add(record.key()));
        return keys;
    }

    private static void act(String what, String body) {
        sandbox.send("POST", "/_sandbox/salesforce/" + what, body);
    }
}

package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.sequences.Sequences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** People go from a flow into a sequence. */
@ProgramTest
class EnrolTypeTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private EnrolType type;

    @Autowired
    private Sequences sequences;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private Customers customers;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    private TenantId tenant;

    @BeforeEach
    void sequence() {
        tenant = tenants.fresh().id();
        database.runInTenant(tenant, sql -> LeadKit.sequence(sequences, sql, tenant, "From a flow", 0));
    }

    /** What the node says of each record, in order. */
    private static final class Told implements Node.Outlet {
        private final Map<String, String> log = new LinkedHashMap<>();
        private final List<FlowRecord> passed = new ArrayList<>();

        @Override
        public void pass(String port, FlowRecord record) {
            log.put(record.key(), "passed " + record.get("enrolled"));
            passed.add(record);
        }

        @Override
        public void drop(FlowRecord record, String why) {
            log.put(record.key(), "dropped " + why);
        }

        @Override
        public void fail(FlowRecord record, String errorClass, String message) {
            log.put(record.key(), "failed " + errorClass + " " + message);
        }
    }

    private Told process(Map<String, Object> settings, FlowRecord... records) {
        ObjectNode given = JSON.valueToTree(settings);
        Node.Page node = (Node.Page)
                type.make(new NodeSpec("enrol", "outreach.enrol", null, given, null, null), RecordShape.UNKNOWN);
        Node.Occasion occasion = new Node.Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "new-people",
                "enrol",
                null,
                null,
                null,
                JSON.createObjectNode(),
                null);
        Told told = new Told();
        database.runInTenant(tenant, sql -> node.process(occasion, sql, List.of(records), told));
        return told;
    }

    private static FlowRecord record(String key, Object... fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put((String) fields[i], fields[i + 1]);
        }
        return new FlowRecord(key, values);
    }

    private long leads() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*) FROM outreach.lead").get(0, Long.class));
    }

    private UUID customer(String id, String email) {
        UUID made = database.inTenant(
                        tenant,
                        sql -> customers.upsertPeople(
                                sql,
                                tenant,
                                new Origin("test", null),
                                List.of(new Incoming(
                                        "import",
                                        "Person",
                                        id,
                                        Map.of(
                                                "givenName",
                                                "Carl",
                                                "familyName",
                                                id,
                                                "company",
                                                "Acme",
                                                "email",
                                                email),
                                        null))))
                .getFirst()
                .customer();
        assertThat(made).isNotNull();
        return made;
    }

    @Test
    void recordsBecomeLeadsEachOnce() {
        Map<String, Object> into = Map.of("sequence", "from a FLOW");
        UUID carl = customer("carl", "carl@acme.example");
        Told told = process(
                into,
                record("1", "email", "ada@analytical.example", "first_name", "Ada", "company", "Analytical"),
                record("2", "linkedin", "https://www.linkedin.com/in/Bea-Holt/", "first_name", "Bea"),
                record("3", "customerId", carl.toString()),
                record("4", "email", "ADA@analytical.example"),
                record("5", "customerId", "no-id"),
                record("6", "first_name", "Nobody"),
                record("7", "customerId", UUID.randomUUID().toString()));
        assertThat(told.log.get("1")).isEqualTo("passed taken");
        assertThat(told.log.get("2")).isEqualTo("passed taken");
        assertThat(told.log.get("3")).isEqualTo("passed taken");
        assertThat(told.log.get("4")).contains("left:", "row 1 already");
        assertThat(told.log.get("5")).startsWith("failed value").contains("no-id");
        assertThat(told.log.get("6")).contains("neither an e-mail address nor a LinkedIn profile");
        assertThat(told.log.get("7")).contains("There is no customer");
        assertThat(leads()).isEqualTo(3);
        assertThat(told.passed.getFirst().get("leadId")).asString().hasSize(36);

        // the flow runs again: nobody enters twice
        Told again = process(
                into, record("1", "email", "ada@analytical.example"), record("3", "customerId", carl.toString()));
        assertThat(again.log.values())
                .allSatisfy(word -> assertThat(word).isEqualTo("passed left: They are in this sequence already."));
        assertThat(leads()).isEqualTo(3);
    }

    @Test
    void whoIsSuppressedIsRefusedAndTheRecordSaysWhy() {
        UUID dora = customer("dora", "dora@quiet.example");
        database.runInTenant(
                tenant,
                sql -> suppressions.add(
                        sql,
                        tenant,
                        List.of(
                                new Suppressions.Wish(Suppressions.Kind.EMAIL, "eve@loud.example", "objected", null),
                                new Suppressions.Wish(
                                        Suppressions.Kind.DOMAIN, "quiet.example", "asked for quiet", null)),
                        "page",
                        "test"));
        FlowRecord[] records = {
            record("1", "email", "Eve@Loud.example", "first_name", "Eve"),
            record("2", "customerId", dora.toString()),
            record("3", "email", "fred@open.example", "first_name", "Fred")
        };
        Told dropped = process(Map.of("sequence", "From a flow", "others", "drop"), records);
        assertThat(dropped.log.get("1")).startsWith("dropped not taken:").contains("objected");
        assertThat(dropped.log.get("2")).startsWith("dropped not taken:").contains("asked for quiet");
        assertThat(dropped.log.get("3")).isEqualTo("passed taken");
        assertThat(leads()).isEqualTo(1);
        Told passed = process(Map.of("sequence", "From a flow"), records[0]);
        assertThat(passed.log.get("1")).startsWith("passed left:").contains("objected");
    }

    @Test
    void aSequenceThatIsNotThereIsToldByName() {
        assertThatThrownBy(() -> process(Map.of("sequence", "Nothing"), record("1", "email", "a@b.example")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Nothing");
    }
}

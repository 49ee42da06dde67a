package io.salessync.flows.engine;

import static io.salessync.flows.engine.TypeKit.check;
import static io.salessync.flows.engine.TypeKit.occasion;
import static io.salessync.flows.engine.TypeKit.pages;
import static io.salessync.flows.engine.TypeKit.record;
import static io.salessync.flows.engine.TypeKit.records;
import static io.salessync.flows.engine.TypeKit.shape;
import static io.salessync.flows.engine.TypeKit.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.engine.TypeKit.Said;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.records.Collections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class RecordTypeTests {
    @Autowired
    private Collections collections;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    @Autowired
    private RecordsQueryType query;

    @Autowired
    private RecordsUpsertType upsert;

    @Autowired
    private LookupType lookup;

    private TenantId tenant;
    private Occasion occasion;

    @BeforeEach
    void tenant() {
        tenant = tenants.fresh().id();
        occasion = occasion(tenant);
    }

    private Said process(Node node, List<FlowRecord> page) {
        Said said = new Said();
        database.runInTenant(tenant, sql -> ((Node.Page) node).process(occasion, sql, page, said));
        return said;
    }

    private Node upsert(Object... settings) {
        return TypeKit.make(upsert, shape("id", "name").with("age", FieldType.WHOLE), settings);
    }

    @Test
    void recordsAreStoredInACollectionThatIsMadeWithTheFieldsThatCome() {
        Node node = upsert("collection", "people", "key", "id", "changeField", "change");
        Said first = process(node, List.of(record("x", "id", "1", "name", "A", "age", 3L), record("y", "id", "2")));
        assertThat(first.passed).extracting(record -> record.get("change")).containsExactly("created", "created");
        Said second = process(node, List.of(record("x", "id", "1", "name", "A"), record("y", "id", "2", "age", 4L)));
        assertThat(second.passed).extracting(record -> record.get("change")).containsExactly("unchanged", "updated");
        assertThat(second.passed).extracting(FlowRecord::key).containsExactly("x", "y");
        Collections.Collection made = database.inTenant(tenant, sql -> collections.named(sql, tenant, "people"))
                .orElseThrow();
        assertThat(made.fields()).contains(new Collections.Field("age", Collections.Type.WHOLE, false));
        assertThat(made.records()).isEqualTo(2);
    }

    @Test
    void aRecordThatDoesNotFitFailsAlone() {
        Node node = upsert("collection", "people", "key", "id");
        Said said = process(
                node,
                List.of(
                        record("a", "id", "1", "age", "old"),
                        record("b", "id", "2", "age", "5"),
                        record("c", "id", " "),
                        record("d", "id", "4", "name", "zero\0")));
        assertThat(said.passed).extracting(FlowRecord::key).containsExactly("b");
        assertThat(said.failed).hasSize(3);
        assertThat(said.failed)
                .anyMatch(line -> line.startsWith("a: value: ") && line.contains("'age'") && line.contains("'old'"));
        assertThat(said.failed).anyMatch(line -> line.startsWith("c: value: It has nothing in 'id'"));
    }

    @Test
    void aCollectionThatIsNotThereIsAProblemWhereItIsNotToBeMade() {
        Node node = upsert("collection", "nothing", "create", false);
        assertThatThrownBy(() -> process(node, List.of(record("a", "id", "1"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'nothing'");
        assertThat(check(upsert, shape("id"), "collection", "People!", "key", "no", "fields", List.of("id", "x"))
                        .problems)
                .hasSize(3);
    }

    @Test
    void onlySomeFieldsAreStoredAndOthersKeptOrNot() {
        process(upsert("collection", "people", "key", "id"), List.of(record("a", "id", "1", "name", "A", "age", 1L)));
        process(
                upsert("collection", "people", "key", "id", "fields", List.of("age"), "merge", false),
                List.of(record("a", "id", "1", "name", "B", "age", 2L)));
        assertThat(find("people", "1").values()).isEqualTo(Map.of("age", 2L));
    }

    private Collections.Row find(String collection, String key) {
        return database.inTenant(tenant, sql -> collections.find(sql, tenant, collection, List.of(key)))
                .getFirst();
    }

    @Test
    void aBigPageIsStoredAtOnce() {
        List<FlowRecord> page = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            page.add(record("k" + i, "id", "k" + i, "name", "N" + i));
        }
        assertThat(process(upsert("collection", "people"), page).passed).hasSize(5_000);
        assertThat(records(pages(source(query, "collection", "people"), occasion, 1_000)))
                .hasSize(5_000);
    }

    @Test
    void aQueryBringsPagesInTheOrderOfKeysAndGoesOnFromItsCursor() {
        process(
                upsert("collection", "people"),
                List.of(record("b", "name", "B"), record("a", "name", "A"), record("c", "name", "C")));
        Node.Read first = source(query, "collection", "people").read(occasion, null, 2);
        assertThat(first.records()).extracting(FlowRecord::key).containsExactly("a", "b");
        assertThat(first.total()).isEqualTo(3);
        Node.Read second = source(query, "collection", "people").read(occasion, first.next(), 2);
        assertThat(second.records()).extracting(FlowRecord::key).containsExactly("c");
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> source(query, "collection", "nothing").read(occasion, null, 2))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aQueryOfChangesCoversTheRunsRangeOfTimeAlone() {
        process(upsert("collection", "people"), List.of(record("old", "name", "A"), record("both", "name", "A")));
        Instant since = clock.instant().plusSeconds(1);
        clock.advance(Duration.ofSeconds(10));
        process(upsert("collection", "people"), List.of(record("both", "name", "B"), record("new", "name", "A")));
        Instant before = clock.instant().plusSeconds(1);
        clock.advance(Duration.ofSeconds(10));
        process(upsert("collection", "people"), List.of(record("later", "name", "A")));
        Node.Source source = source(query, "collection", "people", "changedOnly", true, "changedField", "at");
        List<FlowRecord> records =
                source.read(TypeKit.between(tenant, since, before), null, 10).records();
        assertThat(records).extracting(FlowRecord::key).containsExactly("both", "new");
        assertThat(records.getFirst().get("at")).isEqualTo(before.minusSeconds(1));
        assertThat(source.read(occasion, null, 10).records()).hasSize(4);
    }

    @Test
    void aLookUpAddsFieldsOrSaysThatThereIsNothing() {
        process(upsert("collection", "companies"), List.of(record("c1", "name", "Acme", "age", 7L)));
        List<FlowRecord> page =
                List.of(record("1", "company", "c1"), record("2", "company", "c9"), record("3", "company", null));
        RecordShape in = shape("company");
        Said passes = process(
                TypeKit.make(
                        lookup,
                        in,
                        "collection",
                        "companies",
                        "key",
                        "company",
                        "prefix",
                        "co_",
                        "fields",
                        List.of("name")),
                page);
        assertThat(passes.passed).extracting(record -> record.get("co_name")).containsExactly("Acme", null, null);
        Said drops = process(
                TypeKit.make(lookup, in, "collection", "companies", "key", "'c' + string(1)", "missing", "drop"), page);
        assertThat(drops.passed).hasSize(3).allMatch(record -> Long.valueOf(7).equals(record.get("age")));
        Said fails = process(
                TypeKit.make(lookup, in, "collection", "companies", "key", "record.company", "missing", "fail"), page);
        assertThat(fails.failed).hasSize(2);
        assertThat(check(lookup, in, "collection", "companies", "key", "nothing(").problems)
                .singleElement()
                .asString()
                .startsWith("key: ");
        assertThat(check(lookup, in, "collection", "c", "key", "company", "fields", List.of("x"), "prefix", "p_")
                        .outputs
                        .get("out")
                        .fields())
                .containsKeys("company", "p_x");
    }
}

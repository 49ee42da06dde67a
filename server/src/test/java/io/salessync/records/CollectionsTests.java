package io.salessync.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.records.Collections.Change;
import io.salessync.records.Collections.Field;
import io.salessync.records.Collections.Row;
import io.salessync.records.Collections.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class CollectionsTests {
    private static final List<Field> FIELDS = List.of(
            new Field("name", Type.TEXT, true),
            new Field("age", Type.WHOLE, false),
            new Field("score", Type.NUMBER, false),
            new Field("active", Type.FLAG, false),
            new Field("born", Type.DATE, false),
            new Field("seen", Type.TIME, false),
            new Field("tags", Type.ANY, false));

    @Autowired
    private Collections collections;

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

    @BeforeEach
    void people() {
        tenant = tenants.fresh().id();
        within(sql -> {
            collections.ensure(sql, tenant, "people", "People", FIELDS, false);
            return true;
        });
    }

    private <T extends @Nullable Object> T within(Function<DSLContext, T> work) {
        return database.inTenant(tenant, work);
    }

    private static Row row(String key, @Nullable Object... values) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put(String.valueOf(values[i]), values[i + 1]);
        }
        return new Row(key, map, Instant.EPOCH);
    }

    private List<Change> upsert(boolean merge, Row... rows) {
        return within(sql -> collections.upsert(sql, tenant, "people", List.of(rows), merge));
    }

    private Row one(String key) {
        return within(sql -> collections.find(sql, tenant, "people", List.of(key)))
                .getFirst();
    }

    @Test
    void valuesComeBackAsTheirTypes() {
        upsert(true, row("1", "name", "Änne 'x' \"y\" \\ 🙂", "age", 41L, "score", 12.5, "active", true));
        upsert(
                true,
                row(
                        "1",
                        "born",
                        LocalDate.of(1985, 2, 28),
                        "seen",
                        Instant.parse("2026-01-01T00:00:00.123456Z"),
                        "tags",
                        List.of("a", Map.of("b", 1L))));
        assertThat(one("1").values())
                .containsEntry("name", "Änne 'x' \"y\" \\ 🙂")
                .containsEntry("age", 41L)
                .containsEntry("score", 12.5)
                .containsEntry("active", true)
                .containsEntry("born", LocalDate.of(1985, 2, 28))
                .containsEntry("seen", Instant.parse("2026-01-01T00:00:00.123456Z"))
                .containsEntry("tags", List.of("a", Map.of("b", 1L)));
    }

    @Test
    void textThatReadsAsTheTypeIsTaken() {
        upsert(true, row("1", "name", "A", "age", " 41 ", "score", "1e2", "active", "TRUE", "born", "2026-02-28"));
        upsert(true, row("2", "name", 7L, "age", "", "seen", null));
        assertThat(one("1").values())
                .containsEntry("age", 41L)
                .containsEntry("score", 100.0)
                .containsEntry("active", true);
        assertThat(one("2").values())
                .containsEntry("name", "7")
                .containsEntry("age", null)
                .containsEntry("seen", null);
    }

    @Test
    void aValueThatDoesNotFitNamesRecordFieldAndValueAndNothingIsWritten() {
        assertThatThrownBy(() -> upsert(true, row("1", "name", "A"), row("2", "name", "B", "age", "forty")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(RecordsProblem.WRONG_VALUE);
                    assertThat(problem.detail()).contains("'2'", "'age'", "'forty'", "whole number");
                    assertThat(problem.places()).containsEntry("record", "2").containsEntry("field", "age");
                });
        List<Row> written = within(sql -> collections.find(sql, tenant, "people", List.of("1", "2")));
        assertThat(written).isEmpty();
    }

    @Test
    void everyKindOfBadValueIsAProblemOfItsOwn() {
        List<Row> rows = List.of(
                row("fine", "name", "A"),
                row("", "name", "A"),
                row("k".repeat(501), "name", "A"),
                row("3", "name", null),
                row("4", "age", 1L),
                row("5", "name", "A", "age", 1.5),
                row("6", "name", "A", "age", "99999999999999999999"),
                row("7", "name", "A", "score", Double.NaN),
                row("8", "name", "A", "born", "2026-02-30"),
                row("9", "name", "A", "seen", "yesterday"),
                row("10", "name", "A", "active", "maybe"),
                row("11", "name", "zero\0"),
                row("12", "name", "A", "other", 1L),
                row("13", "name", "x".repeat(2_000_000)),
                row("14", "name", List.of(1L)),
                row("15", "name", "A", "score", "1e999999999"));
        Map<Integer, Problem> faults = within(sql -> collections.faults(sql, tenant, "people", rows, true));
        assertThat(faults.keySet()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(faults.get(12).code()).isEqualTo(RecordsProblem.UNKNOWN_FIELD);
        assertThat(faults.get(4).code()).isEqualTo(RecordsProblem.MISSING_VALUE);
    }

    @Test
    void mergingKeepsWhatIsNotGivenAndReplacingDoesNot() {
        upsert(true, row("1", "name", "A", "age", 1L));
        assertThat(upsert(true, row("1", "age", 2L))).containsExactly(Change.UPDATED);
        assertThat(one("1").values()).containsEntry("name", "A").containsEntry("age", 2L);
        assertThat(upsert(false, row("1", "name", "B"))).containsExactly(Change.UPDATED);
        assertThat(one("1").values()).containsOnlyKeys("name");
        assertThatThrownBy(() -> upsert(false, row("1", "age", 3L))).isInstanceOf(Problem.class);
    }

    @Test
    void whatStaysTheSameIsNotTouched() {
        upsert(true, row("1", "name", "A", "score", 1.0));
        Row before = one("1");
        long version = version("1");
        clock.advance(Duration.ofMinutes(1));
        assertThat(upsert(true, row("1", "score", 1L), row("2", "name", "B")))
                .containsExactly(Change.UNCHANGED, Change.CREATED);
        assertThat(one("1").changedAt()).isEqualTo(before.changedAt());
        assertThat(version("1")).isEqualTo(version);
        assertThat(one("2").changedAt()).isEqualTo(before.changedAt().plusSeconds(60));
    }

    private long version(String key) {
        // xmin would change with any touch, a lock included
        return within(sql -> sql.fetchSingle(
                        "SELECT xmax::text::bigint + xmin::text::bigint FROM records.record WHERE key = ?", key)
                .get(0, Long.class));
    }

    @Test
    void aKeyThatComesTwiceInACallIsOneRecord() {
        assertThat(upsert(true, row("1", "name", "A"), row("1", "age", 5L), row("1", "age", 5L)))
                .containsExactly(Change.CREATED, Change.UPDATED, Change.UNCHANGED);
        assertThat(one("1").values()).containsEntry("name", "A").containsEntry("age", 5L);
    }

    @Test
    void pagesGoByKeyAndByTimeOfChange() {
        upsert(true, row("b", "name", "A"), row("a", "name", "A"), row("Z", "name", "A"));
        Instant then = clock.instant();
        clock.advance(Duration.ofSeconds(10));
        upsert(true, row("b", "age", 1L));
        assertThat(keys(null, null, null, 2)).containsExactly("Z", "a");
        assertThat(keys("a", null, null, 2)).containsExactly("b");
        assertThat(keys(null, then.plusSeconds(1), null, 10)).containsExactly("b");
        assertThat(keys(null, then, then.plusSeconds(10), 10)).containsExactly("Z", "a");
    }

    private List<String> keys(@Nullable String after, @Nullable Instant since, @Nullable Instant before, int limit) {
        return within(sql -> collections.page(sql, tenant, "people", after, since, before, limit)).stream()
                .map(Row::key)
                .toList();
    }

    @Test
    void fieldsAreAddedAndNeverTakenAway() {
        within(sql -> {
            collections.ensure(
                    sql, tenant, "people", "x", List.of(new Field("city", Type.TEXT, true), FIELDS.get(1)), false);
            return true;
        });
        Collections.Collection now =
                within(sql -> collections.named(sql, tenant, "people")).orElseThrow();
        assertThat(now.title()).isEqualTo("People");
        assertThat(now.fields()).hasSize(8).contains(new Field("city", Type.TEXT, false));
        assertThatThrownBy(() -> within(sql -> {
                    collections.ensure(sql, tenant, "Wrong Name", "x", List.of(), true);
                    return true;
                }))
                .isInstanceOf(Problem.class);
    }

    @Test
    void tenantsDoNotSeeEachOther() {
        upsert(true, row("1", "name", "A"));
        TenantId other = tenants.fresh().id();
        boolean seen = database.inTenant(
                other, sql -> collections.named(sql, other, "people").isPresent());
        assertThat(seen).isFalse();
        assertThatThrownBy(() -> database.inTenant(other, sql -> collections.find(sql, other, "people", List.of("1"))))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aThousandRecordsAreQuick() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(row("key-" + i, "name", "Person " + i, "age", (long) i, "score", i / 2.0));
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long began = System.nanoTime();
            within(sql -> collections.upsert(sql, tenant, "people", rows, true));
            best = Math.min(best, System.nanoTime() - began);
            List<Row> changed = rows.stream()
                    .map(row -> row(row.key(), "name", row.values().get("name") + "x"))
                    .toList();
            rows.clear();
            rows.addAll(changed);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(150));
        org.slf4j.LoggerFactory.getLogger(CollectionsTests.class).info("1,000 records in {} ms", best / 1e6);
    }

    @Test
    void overHttpCollectionsAreMadeListedReadAndSearched() {
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        Browser.Answer made = manager.post(
                "/api/v1/records",
                Map.of(
                        "name", "leads",
                        "title", "Leads",
                        "fields", List.of(Map.of("name", "email", "type", "TEXT", "required", true))));
        assertThat(made.status()).isEqualTo(201);
        assertThat(manager.post("/api/v1/records", Map.of("name", "leads")).code())
                .isEqualTo("records.name-taken");
        assertThat(manager.post("/api/v1/records", Map.of("name", "No Good")).code())
                .isEqualTo("records.wrong-name");
        within(sql -> collections.upsert(
                sql,
                tenant,
                "leads",
                List.of(row("a%b", "email", "Ann@example.org"), row("c", "email", "bob@example.org")),
                true));
        assertThat(manager.get("/api/v1/records").json().at("/items/0/records").asInt())
                .isEqualTo(2);
        assertThat(manager.get("/api/v1/records/leads?limit=1")
                        .json()
                        .path("next")
                        .asString())
                .isEqualTo("a%b");
        assertThat(manager.get("/api/v1/records/leads?after=a%25b")
                        .json()
                        .at("/items/0/key")
                        .asString())
                .isEqualTo("c");
        assertThat(manager.get("/api/v1/records/leads?q=ANN").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/records/leads?q=%25").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/records/leads?q=email").json().path("items"))
                .isEmpty();
        assertThat(manager.get("/api/v1/records/leads/c")
                        .json()
                        .at("/values/email")
                        .asString())
                .isEqualTo("bob@example.org");
        assertThat(manager.get("/api/v1/records/leads/d").code()).isEqualTo("records.unknown-record");
        assertThat(manager.get("/api/v1/records/nothing").code()).isEqualTo("records.unknown-collection");
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(viewer.get("/api/v1/records/leads").status()).isEqualTo(200);
        assertThat(viewer.post("/api/v1/records", Map.of("name", "more")).status())
                .isEqualTo(403);
    }
}

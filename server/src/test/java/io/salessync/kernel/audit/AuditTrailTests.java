package io.salessync.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class AuditTrailTests {
    @Autowired
    private AuditTrail trail;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenantKit.fresh().id();
    }

    @Test
    void anEmptyTrailIsInOrder() {
        assertThat(trail.verify(tenant)).matches(AuditVerdict::ok).matches(verdict -> verdict.checked() == 0);
    }

    @Test
    void numbersEntriesWithoutGapsAndFindsThemAgain() {
        record(5);
        assertThat(trail.newest(tenant, null, null, 10))
                .extracting(stored -> stored.entry().seq())
                .containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(trail.newest(tenant, 4L, null, 2))
                .extracting(stored -> stored.entry().subject())
                .containsExactly("thing 3", "thing 2");
        assertThat(trail.newest(tenant, null, "THING 4", 10)).hasSize(1);
        assertThat(trail.newest(tenant, null, "value 4", 10)).hasSize(1);
        assertThat(trail.verify(tenant)).matches(AuditVerdict::ok).matches(verdict -> verdict.checked() == 5);
    }

    @Test
    void staysInOrderWhateverTheTextAndEndsInARolledBackTransaction() {
        database.runInTenant(
                tenant,
                sql -> trail.record(
                        sql,
                        tenant,
                        "a\u0000b",
                        "x.y",
                        "half \ud83d a pair",
                        Map.of("ü", "\"\\\n", "a", "\uD83D\uDE00")));
        assertThatThrownBy(() -> database.runInTenant(tenant, sql -> {
                    trail.record(sql, tenant, "a", "x.y", "s", Map.of());
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        record(1);
        assertThat(trail.verify(tenant)).matches(AuditVerdict::ok).matches(verdict -> verdict.checked() == 2);
    }

    @Test
    void manyWritersMakeOneChain() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> record(1)))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }
        assertThat(trail.verify(tenant)).matches(AuditVerdict::ok).matches(verdict -> verdict.checked() == 40);
    }

    @Test
    void theApplicationCanNeitherChangeNorDeleteNorForge() {
        record(2);
        for (String statement : List.of(
                "UPDATE kernel.audit_entry SET actor = 'x'",
                "DELETE FROM kernel.audit_entry",
                "UPDATE kernel.audit_head SET seq = 1",
                "DELETE FROM kernel.audit_head",
                "INSERT INTO kernel.audit_entry SELECT tenant_id, 4, at, actor, action, subject, detail, prev_hash, hash"
                        + " FROM kernel.audit_entry WHERE seq = 2")) {
            assertThatThrownBy(() -> database.runInTenant(tenant, sql -> sql.execute(statement)))
                    .as(statement)
                    .rootCause()
                    .hasMessageMatching("(?s).*(permission denied|does not follow).*");
        }
        assertThat(trail.verify(tenant).ok()).isTrue();
    }

    @Test
    void findsAChangedEntry() throws Exception {
        record(5);
        asOwner("UPDATE kernel.audit_entry SET detail = '{\"n\":\"other\"}' WHERE seq = 3");
        assertBroken(3, "not what was written");
    }

    @Test
    void findsADeletedEntry() throws Exception {
        record(5);
        asOwner("DELETE FROM kernel.audit_entry WHERE seq = 3");
        assertBroken(3, "missing");
    }

    @Test
    void findsACutTail() throws Exception {
        record(5);
        asOwner("DELETE FROM kernel.audit_entry WHERE seq >= 4");
        assertBroken(4, "ends before entry 5");
    }

    @Test
    void findsAMissingHeadAndEntriesBeyondIt() throws Exception {
        record(5);
        asOwner("UPDATE kernel.audit_head SET seq = 3, hash = (SELECT hash FROM kernel.audit_entry e"
                + " WHERE e.tenant_id = audit_head.tenant_id AND e.seq = 3)");
        assertBroken(3, "head");
        asOwner("DELETE FROM kernel.audit_head");
        assertBroken(1, "head");
    }

    @Test
    void aNotedPlaceShowsThatTailAndHeadWereCutTogether() throws Exception {
        record(5);
        AuditPlace noted = trail.verify(tenant).head();
        record(2);
        assertThat(trail.verify(tenant, noted).ok()).isTrue();
        asOwner("DELETE FROM kernel.audit_entry WHERE seq >= 4");
        asOwner("UPDATE kernel.audit_head SET seq = 3, hash = (SELECT hash FROM kernel.audit_entry e"
                + " WHERE e.tenant_id = audit_head.tenant_id AND e.seq = 3)");
        assertThat(trail.verify(tenant).ok())
                .as("cannot be seen without a noted place")
                .isTrue();
        assertThat(trail.verify(tenant, noted).ok()).isFalse();
        // the same again at the same time would be the same chain
        clock.advance(Duration.ofSeconds(1));
        record(2);
        assertThat(trail.verify(tenant, AuditPlace.parse(noted.toString())))
                .matches(verdict -> !verdict.ok())
                .matches(verdict -> verdict.brokenAt() == 5);
    }

    private void assertBroken(long at, String reason) {
        AuditVerdict verdict = trail.verify(tenant);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.brokenAt()).isEqualTo(at);
        assertThat(verdict.reason()).contains(reason);
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            int number = trail.newest(tenant, null, null, 1).stream()
                            .mapToInt(stored -> (int) stored.entry().seq())
                            .findFirst()
                            .orElse(0)
                    + 1;
            database.runInTenant(
                    tenant,
                    sql -> trail.record(
                            sql,
                            tenant,
                            "owner@example.org",
                            "tests.done",
                            "thing " + number,
                            Map.of("n", "value " + number)));
        }
    }

    /** What a person with the owner's password could do. */
    private void asOwner(String statement) throws Exception {
        var address = TestDatabase.address();
        String place = statement.contains("WHERE seq") ? " AND " : " WHERE ";
        try (Connection connection =
                DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword())) {
            connection.createStatement().execute(statement + place + "tenant_id = '" + tenant + "'");
        }
    }
}

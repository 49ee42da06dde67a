package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.AlertSource.Finding;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class LooksTests {
    @Autowired
    private PostgresAlerts alerts;

    @Autowired
    private AlertRules rules;

    @Autowired
    private Looks looks;

    @Autowired
    private List<AlertSource> sources;

    @Autowired
    private Runs runs;

    @Autowired
    private Connections connections;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private final Scripted source = new Scripted();
    private TenantId tenant;
    private AlertKit kit;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        kit = new AlertKit(database, alerts, rules, clock, tenant);
    }

    private static final class Scripted implements AlertSource {
        private final List<Finding> found = new ArrayList<>();
        private @Nullable RuntimeException fails;
        private int asked;

        @Override
        public String rule() {
            return "test-rule";
        }

        @Override
        public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
            asked++;
            if (fails != null) {
                throw fails;
            }
            return List.copyOf(found);
        }
    }

    private static Finding finding(String group, String detail) {
        return new Finding(group, Severity.WARNING, "Found " + group, detail, null, null);
    }

    private List<Finding> ask(String rule) {
        return ask(rule, java.util.Objects.requireNonNull(RuleCard.of(rule)).settings());
    }

    private List<Finding> ask(String rule, Map<String, Integer> settings) {
        return sources.stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .look(tenant, settings);
    }

    @Test
    void whatIsFoundIsOneAlertForAsLongAsItIsFound() {
        kit.channel("ops");
        source.found.add(finding("a", "one"));
        source.found.add(finding("b", "one"));
        looks.look(tenant, source);
        clock.advance(Duration.ofMinutes(1));
        source.found.set(0, finding("a", "two"));
        looks.look(tenant, source);
        assertThat(kit.all()).hasSize(2);
        assertThat(kit.all().getFirst().getTimes())
                .as("it did not happen again")
                .isEqualTo(1);
        assertThat(kit.all().getFirst().getDetail()).isEqualTo("two");
        assertThat(kit.all().getFirst().getLastAt()).isEqualTo(clock.instant());
        source.found.removeFirst();
        looks.look(tenant, source);
        assertThat(kit.all()).extracting(alert -> alert.getState()).containsExactly("CLOSED", "OPEN");
        assertThat(kit.told()).containsExactly("OPENED ops", "OPENED ops", "RECOVERED ops");
    }

    @Test
    void aSourceThatCannotTellRaisesNothingAndClosesNothing() {
        source.found.add(finding("a", "one"));
        looks.look(tenant, source);
        source.fails = new IllegalStateException("the database is away");
        looks.look(tenant, source);
        assertThat(kit.alert().getState()).isEqualTo("OPEN");
    }

    @Test
    void aRuleThatIsSwitchedOffIsNotAskedAndItsAlertsClose() {
        source.found.add(finding("a", "one"));
        looks.look(tenant, source);
        kit.rule(false, null, null, 0, null, null, null);
        looks.look(tenant, source);
        assertThat(source.asked).isEqualTo(1);
        assertThat(kit.alert().getState()).isEqualTo("CLOSED");
    }

    @Test
    void ofSeveralNodesOneLooksAtATime() {
        assertThat(looks.look(tenant)).isTrue();
        assertThat(looks.look(tenant)).isFalse();
        assertThat(looks.look(tenants.fresh().id())).isTrue();
        clock.advance(Duration.ofSeconds(60));
        assertThat(looks.look(tenant)).isTrue();
        assertThat(kit.all()).as("nothing is wrong here").isEmpty();
    }

    @Test
    void everyRuleThatShipsWithAConditionHasASource() {
        assertThat(sources)
                .extracting(AlertSource::rule)
                .doesNotHaveDuplicates()
                .contains(
                        "run-stuck",
                        "rows-pending-too-long",
                        "budget-nearly-spent",
                        "connection-needs-sign-in",
                        "disk-nearly-full",
                        "queue-growing");
    }

    /** Told by whoever notices, not looked for. */
    private static final List<String> NOTICED = List.of("outreach-champion-moved", "outreach-champion-asks");

    @Test
    void everyRuleOfOutreachHasASource() {
        assertThat(sources)
                .extracting(AlertSource::rule)
                .containsAll(RuleCard.SHIPPED.stream()
                        .map(RuleCard::key)
                        .filter(key -> key.startsWith("outreach-") && !NOTICED.contains(key))
                        .toList());
    }

    @Test
    void aRuleThatShipsOffIsOffUntilSomebodySwitchesItOn() {
        Rule shipped = database.inTenant(tenant, sql -> rules.of(sql, tenant, "outreach-usage-near-cap"));
        assertThat(shipped.enabled()).isFalse();
        assertThat(database.inTenant(tenant, sql -> rules.of(sql, tenant, "outreach-target-uptime"))
                        .enabled())
                .isTrue();
    }

    private RunId queued() {
        return runs.queue(new RunRequest(tenant, "ordersync.sync", "Sync", null, "{}", null, null));
    }

    @Test
    void aRunThatTellsOfNoProgressIsStuck() {
        RunId run = queued();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE kernel.run SET state = 'RUNNING', node = 'n', lease_until = updated_at + interval '1 day' WHERE run_id = ?",
                        run.value()));
        clock.advance(Duration.ofMinutes(30));
        assertThat(ask("run-stuck")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask("run-stuck")).singleElement().satisfies(found -> {
            assertThat(found.run()).isEqualTo(run.value());
            assertThat(found.link()).isEqualTo("/runs/" + run);
        });
        assertThat(ask("run-stuck", Map.of("minutes", 60))).isEmpty();
    }

    @Test
    void aQueueThatNobodyWorksOnGrows() {
        queued();
        queued();
        assertThat(ask("queue-growing")).isEmpty();
        assertThat(ask("queue-growing", Map.of("minutes", 15, "runs", 1))).hasSize(1);
        clock.advance(Duration.ofMinutes(15));
        assertThat(ask("queue-growing"))
                .singleElement()
                .satisfies(found -> assertThat(found.detail()).contains("2 runs wait"));
    }

    @Test
    void aRunThatWaitsForAnotherOnesBoardIsNoGrowingQueue() {
        RunId first = runs.queue(new RunRequest(tenant, "ordersync.sync", "Sync", null, "{}", "board", null));
        runs.queue(new RunRequest(tenant, "ordersync.sync", "Sync", null, "{}", "board", null));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE kernel.run SET state = 'PAUSED', holds_key = true, slot = NULL WHERE run_id = ?",
                        first.value()));
        clock.advance(Duration.ofHours(2));
        assertThat(ask("queue-growing")).isEmpty();
    }

    private Connection connection() {
        return connections.ensure(
                tenant, "monday", "Main", URI.create("http://127.0.0.1:1/v2"), "token-" + UUID.randomUUID(), false);
    }

    @Test
    void aConnectionThatIsRefusedNeedsAttentionUntilItIsWell() {
        Connection connection = connection();
        assertThat(ask("connection-needs-sign-in")).isEmpty();
        health(connection, false);
        assertThat(ask("connection-needs-sign-in"))
                .singleElement()
                .satisfies(found -> assertThat(found.detail()).contains("The token is refused"));
        health(connection, true);
        assertThat(ask("connection-needs-sign-in")).isEmpty();
    }

    private void health(Connection connection, boolean healthy) {
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE connectors.connection SET healthy = ?, health_message = 'The token is refused' WHERE connection_id = ?",
                        healthy,
                        connection.id().value()));
    }

    @Test
    void aDaysBudgetBelowATenthIsNearlySpent() {
        Connection connection = connection();
        used(connection, 900);
        assertThat(ask("budget-nearly-spent")).isEmpty();
        used(connection, 901);
        assertThat(ask("budget-nearly-spent"))
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.WARNING));
        used(connection, 1000);
        assertThat(ask("budget-nearly-spent"))
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.CRITICAL));
    }

    private void used(Connection connection, int calls) {
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO connectors.day_use (tenant_id, account, day, calls, told_limit, told_at)"
                                + " SELECT tenant_id, account, ?::date, ?, 1000, ?::timestamptz FROM connectors.connection WHERE connection_id = ?"
                                + " ON CONFLICT (tenant_id, account, day) DO UPDATE SET calls = excluded.calls",
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString(),
                        calls,
                        clock.instant().toString(),
                        connection.id().value()));
    }

    @Test
    void aDiskWithLessThanATenthFreeIsNearlyFull() {
        assertThat(FullDisk.found(10_000, 100_000, 10)).isEmpty();
        assertThat(FullDisk.found(9_999, 100_000, 10)).hasSize(1);
        assertThat(FullDisk.found(0, 0, 10))
                .as("a disk of no size tells nothing")
                .isEmpty();
        assertThat(ask("disk-nearly-full", Map.of("percentLeft", 100))).hasSize(1);
    }

    @Test
    void rowsOfAnOrderSyncThatArePendingForAnHourAreTooLong() {
        UUID sync = UUID.randomUUID();
        database.runInTenant(tenant, sql -> {
            sql.execute(
                    "INSERT INTO ordersync.sync (tenant_id, sync_id, name, environment, title, config, created_at, updated_at)"
                            + " VALUES (?, ?, 'greyson', 'dev', 'Greyson', '', now(), now())",
                    tenant.value(),
                    sync);
            for (String state : List.of("PENDING", "SYNCED", "PENDING")) {
                sql.execute(
                        "INSERT INTO ordersync.order_list_delta (tenant_id, sync_id, record_uuid, source_key, group_name, version, action, state, created_at, updated_at)"
                                + " VALUES (?, ?, gen_random_uuid(), 'k', 'g', 1, 'CREATE', ?, ?::timestamptz, ?::timestamptz)",
                        tenant.value(),
                        sync,
                        state,
                        clock.instant().toString(),
                        clock.instant().toString());
            }
        });
        clock.advance(Duration.ofMinutes(59));
        assertThat(ask("rows-pending-too-long")).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(ask("rows-pending-too-long")).singleElement().satisfies(found -> {
            assertThat(found.title()).isEqualTo("Orders of “greyson (dev)” wait to be sent");
            assertThat(found.detail()).startsWith("2 orders are PENDING");
            assertThat(found.link()).contains(sync.toString()).contains("state=PENDING");
        });
    }
}

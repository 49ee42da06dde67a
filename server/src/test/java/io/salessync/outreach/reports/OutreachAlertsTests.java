package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.AlertSource;
import io.salessync.alerts.AlertSource.Finding;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Each figure of the dashboard has an alert that is raised where it is bad, is not where there is little to go by, and ends. */
@ProgramTest
class OutreachAlertsTests {
    private static final Pattern ROUTE = Pattern.compile("path: \'(/[^\']*)\'");

    @Autowired
    private List<AlertSource> sources;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private UUID sequence;
    private UUID sender;
    private Lead lead;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        sequence = kit.publish(tenant, OutreachKit.atAnyTime("Spring", "stop: person", OutreachKit.INVITE_AND_GREET));
        sender = kit.sender(tenant, kit.played(tenant), "ana", Leads.Channel.LINKEDIN, null);
        lead = kit.admit(
                tenant,
                sequence,
                OutreachKit.candidate(1, null, "alerted-1", Map.of("first_name", "Mia"), LeadState.PENDING_INVITE));
    }

    /** What a rule finds with its settings as they are where nobody set them; each link leads to a page that exists. */
    private List<Finding> found(String rule) {
        List<Finding> found = sources.stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .look(tenant, Map.of());
        found.forEach(one -> assertThat(one.link()).as(one.title()).matches(OutreachAlertsTests::leadsSomewhere));
        return found;
    }

    private static boolean leadsSomewhere(@Nullable String link) {
        String router;
        try {
            router = Files.readString(Path.of("../web/src/app/router.tsx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String path = String.valueOf(link).replaceFirst("[?].*", "");
        return ROUTE.matcher(router)
                .results()
                .map((MatchResult route) -> route.group(1).replaceAll("[$][a-zA-Z]+", "[^/]+"))
                .anyMatch(path::matches);
    }

    private void run(String statement, @Nullable Object... values) {
        database.runInTenant(tenant, sql -> sql.execute(statement, values));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Test
    void aLinkToAnAccountOpensIt() {
        assertThat(found("outreach-account-needs-sign-in")).isEmpty();
        run("UPDATE outreach.sender SET status = 'CREDENTIALS' WHERE tenant_id = ?", tenant.value());
        assertThat(found("outreach-account-needs-sign-in"))
                .extracting(Finding::link)
                .containsExactly("/outreach/senders?sender=" + sender);
        assertThat(leadsSomewhere("/outreach/senders/" + sender))
                .as("links of alerts that were raised before")
                .isTrue();
        assertThat(leadsSomewhere("/outreach/nowhere/1")).isFalse();
        run("UPDATE outreach.sender SET status = 'OK' WHERE tenant_id = ?", tenant.value());
        assertThat(found("outreach-account-needs-sign-in")).isEmpty();
    }

    @Test
    void anAccountThatIsNotWellIsToldWithItsLowestFactor() {
        assertThat(found("outreach-account-health-low")).isEmpty();
        run(
                "INSERT INTO outreach.pace (tenant_id, sender_id, action, day, usage) VALUES (?, ?, 'INVITE', ?::date, 95)",
                tenant.value(),
                sender,
                today().toString());
        assertThat(found("outreach-account-health-low")).singleElement().satisfies(one -> {
            assertThat(one.title()).isEqualTo("The health of “Anna” is 20 %");
            assertThat(one.detail()).contains("95 %");
            assertThat(one.link()).isEqualTo("/outreach/senders?sender=" + sender);
        });
        clock.advance(Duration.ofDays(1));
        assertThat(found("outreach-account-health-low")).isEmpty();
    }

    @Test
    void anAccountThatNearsItsLimitOfTheDayIsToldUntilTheDayEnds() {
        run(
                "INSERT INTO outreach.quota_use (tenant_id, sender_id, action, day, used) VALUES (?, ?, 'MESSAGE', ?::date, 44)",
                tenant.value(),
                sender,
                today().toString());
        assertThat(found("outreach-usage-near-cap")).isEmpty();
        run("UPDATE outreach.quota_use SET used = 45 WHERE tenant_id = ?", tenant.value());
        assertThat(found("outreach-usage-near-cap"))
                .singleElement()
                .satisfies(one -> assertThat(one.detail()).startsWith("45 of 50"));
        clock.advance(Duration.ofDays(1));
        assertThat(found("outreach-usage-near-cap")).isEmpty();
    }

    private void connections(int count, int lagHours) {
        run(
                "INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, note, evidence, who)"
                        + " SELECT ?, ?, ?, ?::timestamptz, 'CONNECTED', 'n', jsonb_build_object('lagSeconds', ?::int), 'test' FROM generate_series(1, ?)",
                tenant.value(),
                lead.id(),
                sequence,
                clock.instant(),
                lagHours * 3_600,
                count);
    }

    @Test
    void connectionsThatAreKnownLateAreToldOfEnoughOfThem() {
        connections(19, 30);
        assertThat(found("outreach-detection-late")).isEmpty();
        connections(1, 30);
        assertThat(found("outreach-detection-late")).hasSize(1);
        connections(600, 1);
        assertThat(found("outreach-detection-late")).isEmpty();
        connections(100, 30);
        assertThat(found("outreach-detection-late")).hasSize(1);
        clock.advance(Duration.ofDays(8));
        assertThat(found("outreach-detection-late")).isEmpty();
    }

    private void touches(int daysAgo, String state, int count) {
        run(
                "INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)"
                        + " VALUES (?, ?, ?::date, 'invite', '', ?, false, ?)",
                tenant.value(),
                sequence,
                today().minusDays(daysAgo).toString(),
                state,
                count);
    }

    @Test
    void fewAcceptedInvitationsAreToldWhereChanceDoesNotExplainThem() {
        touches(8, "INVITED", 49);
        assertThat(found("outreach-acceptance-low")).as("too few").isEmpty();
        touches(3, "INVITED", 500);
        assertThat(found("outreach-acceptance-low")).as("too young").isEmpty();
        touches(10, "INVITED", 51);
        touches(10, "ACCEPTED", 10);
        assertThat(found("outreach-acceptance-low")).as("15 of 100 is possible").isEmpty();
        touches(12, "INVITED", 100);
        assertThat(found("outreach-acceptance-low")).singleElement().satisfies(one -> {
            assertThat(one.detail()).startsWith("10 of 200");
            assertThat(one.link()).isEqualTo("/outreach/sequences/" + sequence);
        });
        touches(12, "ACCEPTED", 30);
        assertThat(found("outreach-acceptance-low")).isEmpty();
    }

    private void happened(String kind, int count) {
        run(
                "INSERT INTO outreach.tally (tenant_id, sequence_id, day, kind, step, variant, sender_id, count)"
                        + " VALUES (?, ?, ?::date, ?, '', '', ?, ?)",
                tenant.value(),
                sequence,
                today().toString(),
                kind,
                new UUID(0, 0),
                count);
    }

    @Test
    void fewAnswersAreTold() {
        happened("COMPLETED", 90);
        assertThat(found("outreach-replies-low")).isEmpty();
        happened("COMPLETED", 200);
        assertThat(found("outreach-replies-low"))
                .singleElement()
                .satisfies(one -> assertThat(one.detail()).startsWith("0 of 290"));
        happened("REPLIED", 10);
        assertThat(found("outreach-replies-low")).isEmpty();
    }

    private void errors(int leads, int daysAgo, String kind, @Nullable String errorClass) {
        run(
                "INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, note, evidence, who)"
                        + " SELECT ?, gen_random_uuid(), ?, ?::timestamptz, ?, 'n', CASE WHEN ?::text IS NULL THEN '{}'::jsonb"
                        + " ELSE jsonb_build_object('class', ?::text) END, 'test' FROM generate_series(1, ?)",
                tenant.value(),
                sequence,
                clock.instant().minus(daysAgo, ChronoUnit.DAYS),
                kind,
                errorClass,
                errorClass,
                leads);
    }

    @Test
    void aClassOfErrorsThatRisesIsTold() {
        errors(9, 0, "FAILED", "LEAD_TERMINAL");
        assertThat(found("outreach-errors-rising")).isEmpty();
        errors(1, 0, "FAILED", null);
        errors(30, 0, "UNCERTAIN", null);
        for (int day = 2; day < 8; day++) {
            errors(20, day, "UNCERTAIN", null);
        }
        assertThat(found("outreach-errors-rising"))
                .as("uncertain calls are no more than usual")
                .extracting(Finding::group)
                .containsExactly("LEAD_TERMINAL");
        clock.advance(Duration.ofDays(1).plusSeconds(1));
        assertThat(found("outreach-errors-rising")).isEmpty();
    }

    @Test
    void sendsThatDoNotGoOutAreToldWhereChanceDoesNotExplainThem() {
        touches(0, "DONE", 30);
        touches(0, "REFUSED", 19);
        assertThat(found("outreach-target-processing")).as("too few").isEmpty();
        touches(0, "REFUSED", 1);
        assertThat(found("outreach-target-processing")).hasSize(1);
        touches(0, "DONE", 2_000);
        assertThat(found("outreach-target-processing")).isEmpty();
    }

    @Test
    void falseConnectionsAreTold() {
        happened("CONNECTED", 100);
        assertThat(found("outreach-target-detection")).isEmpty();
        run(
                "INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)"
                        + " VALUES (?, ?, ?::date, 'hello', '', 'NOT_DONE', true, 5)",
                tenant.value(),
                sequence,
                today().toString());
        assertThat(found("outreach-target-detection")).hasSize(1);
        clock.advance(Duration.ofDays(9));
        assertThat(found("outreach-target-detection")).isEmpty();
    }

    private void troubles(int count, int seconds) {
        run(
                "INSERT INTO outreach.trouble (tenant_id, lead_id, began_at, sequence_id, seconds, over_at)"
                        + " SELECT ?, ?, ?::timestamptz + random() * interval '1 hour', ?, ?, ?::timestamptz FROM generate_series(1, ?)",
                tenant.value(),
                lead.id(),
                clock.instant(),
                sequence,
                seconds,
                clock.instant(),
                count);
    }

    @Test
    void slowRecoveryIsTold() {
        troubles(19, 900);
        assertThat(found("outreach-target-recovery")).as("too few").isEmpty();
        troubles(2, 900);
        assertThat(found("outreach-target-recovery")).hasSize(1);
        troubles(1_000, 20);
        assertThat(found("outreach-target-recovery")).isEmpty();
    }

    @Test
    void downtimeIsToldWithWhatItWas() {
        run(
                "INSERT INTO outreach.beat (tenant_id, minute, failed) SELECT ?, ?::timestamptz + n * interval '1 minute',"
                        + " CASE WHEN n < 10 THEN 'The engine is gone.' END FROM generate_series(0, 99) n",
                tenant.value(),
                clock.instant().truncatedTo(ChronoUnit.MINUTES));
        clock.advance(Duration.ofMinutes(50));
        assertThat(found("outreach-target-uptime")).as("too few").isEmpty();
        clock.advance(Duration.ofMinutes(50));
        assertThat(found("outreach-target-uptime"))
                .singleElement()
                .satisfies(one -> assertThat(one.detail()).contains("90.0 %").contains("The engine is gone."));
        clock.advance(Duration.ofDays(8));
        assertThat(found("outreach-target-uptime")).isEmpty();
    }
}

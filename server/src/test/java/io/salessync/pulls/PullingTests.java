package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class PullingTests {
    private static final String CONTACTS =
            "{\"object\":\"Contact\",\"fields\":[\"LastName\",\"Title\",\"Email\",\"Account.Name\",\"SystemModstamp\"]}";
    private static final String SOME =
            "{\"object\":\"Contact\",\"fields\":[\"LastName\",\"Title\"],\"where\":{\"field\":\"Id\",\"op\":\"isNotEmpty\"}}";

    private static SandboxProcess sandbox;

    @Autowired
    private PullKit kit;

    @Autowired
    private KitPause pause;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Pulling pulling;

    private Org org;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 41, 1_900);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        pause.skip(true);
        sandbox.reset();
        sandbox.send("POST", "/_sandbox/salesforce/settings", "{\"bulk_seconds\":0}");
        org = kit.org(sandbox);
    }

    @AfterEach
    void end() {
        pause.skip(false);
        sandbox.faults();
    }

    @Test
    void allRowsLandAndTheNextTimeOnlyWhatChanged() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        Execution first = kit.run(org, pull);
        assertThat(first.why()).isNull();
        assertThat(first.sealed()).isTrue();
        assertThat(first.counted()).isEqualTo(1_900).isEqualTo(first.landed());
        assertThat(first.api()).isEqualTo(Execution.Api.REST);
        assertThat(kit.landed(org, pull, first)).isEqualTo(kit.truth(org, "Contact"));

        String id = kit.truth(org, "Contact").keySet().iterator().next();
        edit(id, "Changed");
        kit.settle(org);
        Execution second = kit.run(org, pull);
        assertThat(second.kind()).isEqualTo(Execution.Kind.INCREMENTAL);
        assertThat(second.sealed()).isTrue();
        assertThat(second.counted()).isBetween(1L, 20L);
        assertThat(kit.landed(org, pull, second))
                .isEqualTo(kit.truth(org, "Contact"))
                .containsKey(id);
    }

    @Test
    void valuesKeepTheirNamesWhenTheQueryIsChanged() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        Pull changed = kit.change(
                org,
                kit.fresh(org, pull),
                "{\"object\":\"Contact\",\"fields\":[\"Email\",\"Title\",\"SystemModstamp\",\"LastName\"]}");
        Execution second = kit.run(org, changed);
        assertThat(second.kind()).isEqualTo(Execution.Kind.FULL);
        assertThat(second.why()).isNull();
        assertThat(kit.landed(org, pull, second)).isEqualTo(kit.truth(org, "Contact"));
    }

    @Test
    void aQueryThatIsChangedWhileItIsFetchedBeginsFromNothing() {
        Pull pull = kit.pull(org, SOME, Pull.Mode.INCREMENTAL);
        Pulling.Work work = kit.work(org);
        Execution begun = pulling.begin(work, kit.fresh(org, pull), false);
        clock.advance(Duration.ofSeconds(1));
        Pull changed = kit.change(org, kit.fresh(org, pull), CONTACTS);
        assertThat(kit.on(org, work, begun).sealed()).isTrue();
        assertThat(kit.fresh(org, changed).cursor()).isNull();
        assertThat(kit.run(org, changed).kind()).isEqualTo(Execution.Kind.FULL);
        assertThat(kit.fresh(org, changed).cursor()).isNotNull();
    }

    @Test
    void manyRowsComeInBulkWithTheSameValues() {
        Pull rest = kit.pull(org, CONTACTS, Pull.Mode.FULL);
        Execution one = kit.run(org, rest);
        for (int i = 0; i < 110; i++) {
            create("Bulky " + i);
        }
        kit.settle(org);
        Pull bulk = kit.pull(org, CONTACTS, Pull.Mode.FULL);
        Execution other = kit.run(org, bulk);
        assertThat(other.api()).isEqualTo(Execution.Api.BULK);
        assertThat(other.why()).isNull();
        assertThat(other.counted()).isEqualTo(2_010);
        assertThat(kit.landed(org, bulk, other)).isEqualTo(kit.truth(org, "Contact"));
        assertThat(kit.landed(org, bulk, other)).containsAllEntriesOf(kit.landed(org, rest, one));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"401\",\"operation\":\"query_more\",\"times\":1}",
                "{\"kind\":\"query_timeout\",\"operation\":\"query\",\"after\":1,\"times\":2}",
                "{\"kind\":\"locator_invalid\",\"operation\":\"query_more\",\"times\":1}",
                "{\"kind\":\"503\",\"operation\":\"query_more\",\"times\":2}",
                "{\"kind\":\"500_before\",\"operation\":\"query\",\"times\":2}",
                "{\"kind\":\"500_after\",\"operation\":\"query_more\",\"times\":1}",
                "{\"kind\":\"lost_answer\",\"operation\":\"query_more\",\"times\":1}",
                "{\"kind\":\"lost_request\",\"operation\":\"query\",\"times\":1}",
                "{\"kind\":\"html_502\",\"operation\":\"query_more\",\"times\":1}",
                "{\"kind\":\"concurrent_limit\",\"operation\":\"query\",\"times\":2}",
                "{\"kind\":\"equal_timestamps\",\"operation\":\"query\",\"aliases\":1500,\"after\":1,\"times\":1}",
                "{\"kind\":\"late_commit\",\"operation\":\"query\",\"seconds\":30,\"aliases\":20,\"after\":1,\"times\":1}"
            })
    void everyFaultOfReadingEndsWithTheRightRowsAndASeal(String fault) {
        Pull pull = kit.pull(org, SOME, Pull.Mode.INCREMENTAL);
        sandbox.faults(fault);
        Execution first = kit.run(org, pull);
        assertThat(first.why() == null || first.sealed()).as(first.why()).isTrue();
        assertThat(first.sealed()).isTrue();
        assertThat(first.counted()).isEqualTo(first.landed());
        sandbox.faults();
        kit.settle(org);
        Execution second = kit.run(org, pull);
        assertThat(second.sealed()).isTrue();
        assertThat(kit.landed(org, pull, second)).isEqualTo(kit.truth(org, "Contact"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"job_failed\",\"times\":1}",
                "{\"kind\":\"locator_invalid\",\"operation\":\"bulk_results\",\"times\":1}",
                "{\"kind\":\"401\",\"operation\":\"bulk_results\",\"times\":1}",
                "{\"kind\":\"503\",\"operation\":\"bulk_job\",\"times\":2}",
                "{\"kind\":\"lost_answer\",\"operation\":\"bulk_query\",\"times\":1}",
                "{\"kind\":\"lost_answer\",\"operation\":\"bulk_results\",\"times\":2}"
            })
    void everyFaultOfBulkEndsWithTheRightRowsAndASeal(String fault) {
        for (int i = 0; i < 110; i++) {
            create("Bulky " + i);
        }
        kit.settle(org);
        Pull pull = kit.pull(org, SOME, Pull.Mode.INCREMENTAL);
        sandbox.faults(fault);
        Execution end = kit.run(org, pull);
        assertThat(end.api()).isEqualTo(Execution.Api.BULK);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.counted()).isEqualTo(2_010).isEqualTo(end.landed());
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
    }

    @Test
    void theDaysLimitPutsItOffAndItGoesOnFromItsPage() {
        Pull pull = kit.pull(org, SOME, Pull.Mode.INCREMENTAL);
        Pulling.Work work = kit.work(org);
        Execution begun = pulling.begin(work, kit.fresh(org, pull), false);
        Execution page = pulling.step(work, begun);
        sandbox.faults("{\"kind\":\"daily_limit\",\"times\":1}");
        assertThatThrownBy(() -> pulling.step(work, page)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code().code()).isEqualTo("connectors.vendor-limit");
            assertThat(problem.places()).containsKey("notBefore");
        });
        sandbox.faults();
        // nobody asks before the time has come
        assertThatThrownBy(() -> pulling.step(work, page)).isInstanceOf(Problem.class);
        clock.advance(Duration.ofMinutes(16));
        Execution end = kit.on(org, work, page);
        assertThat(end.sealed()).isTrue();
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
    }

    @Test
    void runsLeaveTheShareForPeopleAlone() {
        sandbox.send("POST", "/_sandbox/salesforce/limits", "{\"DailyApiRequests\":10}");
        Pull pull = kit.pull(org, SOME, Pull.Mode.INCREMENTAL);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        kit.run(org, pull);
                    }
                })
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("connectors.vendor-limit"));
    }

    @Test
    void deletedMergedAndPurgedRecordsAreFound() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        act("delete", "{\"id\":\"" + ids[3] + "\"}");
        act("merge", "{\"master\":\"" + ids[5] + "\",\"others\":[\"" + ids[6] + "\"]}");
        act("purge", "{\"id\":\"" + ids[8] + "\"}");
        kit.settle(org);
        Execution second = kit.run(org, pull);
        assertThat(second.sealed()).isTrue();
        assertThat(second.deleted()).isEqualTo(2);
        assertThat(kit.landed(org, pull, second)).containsKey(ids[8]).doesNotContainKeys(ids[3], ids[6]);

        Execution compared = kit.compare(org, pull);
        assertThat(compared.sealed()).isTrue();
        assertThat(compared.deleted()).isEqualTo(1);
        assertThat(kit.landed(org, pull, compared)).isEqualTo(kit.truth(org, "Contact"));
        assertThat(kit.deleted(org, pull, compared)).isEqualTo(3);
    }

    @Test
    void aComparisonHoldsItsListOfIdsAgainstTheCount() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        sandbox.faults("{\"kind\":\"short_list\",\"rows\":5,\"operation\":\"query\"}");
        Execution failed = kit.compare(org, pull);
        assertThat(failed.phase()).isEqualTo(Execution.Phase.BROKEN);
        assertThat(failed.why()).contains("counts 1,900 records, its list of ids has 1,895", "nothing was deleted");
        assertThat(kit.deleted(org, pull, failed)).isZero();

        // the count and the list of the first try; the second one is whole
        sandbox.faults("{\"kind\":\"short_list\",\"rows\":5,\"operation\":\"query\",\"times\":2}");
        Execution end = kit.compare(org, pull);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.counted()).isEqualTo(1_900).isEqualTo(end.landed());
        assertThat(end.deleted()).isZero();
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
    }

    @Test
    void aComparisonKnowsRecordsThatChangedAMomentAgo() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        edit(ids[4], "Just changed");
        create("Just made");
        Execution end = kit.compare(org, pull);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.deleted()).isZero();
        assertThat(kit.deleted(org, pull, end)).isZero();
    }

    @Test
    void deletionsThatCannotBeReadFailTheRunAndComeWithTheNextOne() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        String id = kit.truth(org, "Contact").keySet().iterator().next();
        act("delete", "{\"id\":\"" + id + "\"}");
        kit.settle(org);
        Pulling.Work work = kit.work(org);
        Execution at = untilDeletions(pull, work);
        sandbox.faults(
                "{\"kind\":\"query_timeout\",\"operation\":\"query\"}",
                "{\"kind\":\"job_failed\",\"operation\":\"bulk_query\"}");
        Execution failed = kit.on(org, work, at);
        assertThat(failed.sealed()).isFalse();
        assertThat(failed.why()).contains("gives up the query for what was deleted since");
        sandbox.faults();
        Execution next = kit.run(org, pull);
        assertThat(next.sealed()).as(next.why()).isTrue();
        assertThat(next.from()).isEqualTo(at.from());
        assertThat(next.deleted()).isEqualTo(1);
        assertThat(kit.landed(org, pull, next)).isEqualTo(kit.truth(org, "Contact"));
    }

    @Test
    void deletionsAreReadInBulkWhereRestGivesUp() {
        Pull pull = kit.pull(org, CONTACTS, Pull.Mode.INCREMENTAL);
        kit.run(org, pull);
        String id = kit.truth(org, "Contact").keySet().iterator().next();
        act("delete", "{\"id\":\"" + id + "\"}");
        kit.settle(org);
        Pulling.Work work = kit.work(org);
        Execution at = untilDeletions(pull, work);
        sandbox.faults("{\"kind\":\"query_timeout\",\"operation\":\"query\",\"times\":1}");
        Execution end = kit.on(org, work, at);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.deleted()).isEqualTo(1);
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
    }

    private Execution untilDeletions(Pull pull, Pulling.Work work) {
        Execution at = pulling.begin(work, kit.fresh(org, pull), false);
        while (at.phase() == Execution.Phase.ROWS) {
            at = pulling.step(work, at);
        }
        assertThat(at.phase()).isEqualTo(Execution.Phase.DELETES);
        return at;
    }

    @Test
    void columnsOfParentsLandAlikeOverRestAndInBulk() {
        String query =
                "{\"object\":\"Task\",\"fields\":[\"Subject\",\"Owner.Name\",\"Owner.Type\",\"Owner.IsActive\",\"Who.Name\",\"What.Name\"]}";
        Map<String, Map<String, Object>> byApi = new java.util.LinkedHashMap<>();
        for (String api : List.of("REST", "BULK")) {
            Pull pull = kit.pull(org, query, Pull.Mode.FULL);
            if (api.equals("BULK")) {
                sandbox.faults("{\"kind\":\"query_timeout\",\"operation\":\"query\",\"times\":1}");
            }
            Execution end = kit.run(org, pull);
            assertThat(end.sealed()).as(String.valueOf(end.why())).isTrue();
            assertThat(end.api().name()).isEqualTo(api);
            Map<String, Object> rows = new java.util.TreeMap<>();
            kit.rows(org, pull, end).forEach(row -> rows.put(row.id(), row.values()));
            byApi.put(api, rows);
        }
        assertThat(byApi.get("BULK")).isEqualTo(byApi.get("REST")).hasSizeGreaterThan(300);
        assertThat(byApi.get("REST").toString())
                .contains(
                        "Owner.Type=Queue",
                        "Owner.Type=User",
                        "Owner.IsActive=true",
                        "Owner.IsActive=null",
                        "Who.Name=");
    }

    @Test
    void aLimitedPullBringsTheFirstRowsInTheirOrder() {
        Pull pull = kit.pull(
                org,
                "{\"object\":\"Contact\",\"fields\":[\"LastName\"],\"order\":\"LastName\",\"limit\":300}",
                Pull.Mode.FULL);
        Execution end = kit.run(org, pull);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.landed()).isEqualTo(300);
    }

    private void edit(String id, String title) {
        act("edit", "{\"id\":\"" + id + "\",\"values\":{\"Title\":\"" + title + "\"}}");
    }

    private void create(String name) {
        act("edit", "{\"object\":\"Contact\",\"values\":{\"LastName\":\"" + name + "\"}}");
    }

    private void act(String what, String body) {
        sandbox.send("POST", "/_sandbox/salesforce/" + what, body);
    }
}

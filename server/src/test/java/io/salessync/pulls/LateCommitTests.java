package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Random histories of an organisation, with transactions that end late and masses of equal times, against its truth. */
@ProgramTest
class LateCommitTests {
    private static final String QUERY = "{\"object\":\"Contact\",\"fields\":[\"LastName\",\"Title\"]}";
    private static final int FEW = 700;
    private static final int MANY = 2_300;

    private static SandboxProcess few;
    private static SandboxProcess many;

    @Autowired
    private PullKit kit;

    @Autowired
    private Pulling pulling;

    @Autowired
    private KitPause pause;

    @BeforeAll
    static void start() {
        few = SandboxProcess.start(1, 43, FEW);
        many = SandboxProcess.start(1, 47, MANY);
    }

    @AfterAll
    static void stop() {
        few.close();
        many.close();
    }

    @BeforeEach
    void skip() {
        pause.skip(true);
    }

    @AfterEach
    void end() {
        pause.skip(false);
    }

    /** Pages of the vendor's size, and pages so small that masses of equal times go over several of them. */
    @ParameterizedTest
    @CsvSource({"1,2000", "2,2000", "3,90", "4,90"})
    void nothingIsLostHoweverLateItIsCommittedAndHoweverManyShareASecond(long seed, int pageRows) {
        few.reset();
        settings(few, "{\"page_rows\":" + pageRows + "}");
        assertThat(history(few, seed, 30, 250, 300)).containsExactly(Execution.Api.REST);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void nothingIsLostInBulkEither(long seed) {
        many.reset();
        settings(many, "{\"bulk_seconds\":0}");
        assertThat(history(many, seed, 20, 2_000, 300)).contains(Execution.Api.BULK);
    }

    @Test
    void placesThatAreGoneAmidEqualTimesAreFoundAgainByTimeAndId() {
        few.reset();
        settings(few, "{\"page_rows\":90}");
        Org org = kit.org(few);
        Pull pull = kit.pull(org, QUERY, Pull.Mode.INCREMENTAL);
        assertThat(kit.run(org, pull).sealed()).isTrue();
        act(few, "touch", "{\"object\":\"Contact\",\"count\":650}");
        kit.settle(org);
        few.faults("{\"kind\":\"locator_invalid\",\"operation\":\"query_more\",\"every\":2}");
        Pulling.Work work = kit.work(org);
        Execution at = pulling.begin(work, kit.fresh(org, pull), false);
        while (at.phase() == Execution.Phase.ROWS) {
            at = pulling.step(work, at);
        }
        few.faults();
        // before the seal, which would fetch by id what is missing
        assertThat(kit.landed(org, pull, at)).isEqualTo(kit.truth(org, "Contact"));
        assertThat(at.page()).isGreaterThan(650 / 90);
        Execution end = kit.on(org, work, at);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(end.counted()).isGreaterThanOrEqualTo(650).isEqualTo(end.received());
    }

    /** What happens to an organisation, with pulls in between, each of them sealed; returns how they fetched. */
    private Set<Execution.Api> history(SandboxProcess sandbox, long seed, int acts, int touched, int more) {
        Org org = kit.org(sandbox);
        SplittableRandom random = new SplittableRandom(seed);
        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        Pull pull = kit.pull(org, QUERY, Pull.Mode.INCREMENTAL);
        Deque<String> open = new ArrayDeque<>();
        Set<Execution.Api> apis = EnumSet.noneOf(Execution.Api.class);
        for (int i = 0; i < acts; i++) {
            String id = ids[random.nextInt(ids.length)];
            switch (random.nextInt(9)) {
                case 0, 1 -> edit(sandbox, id, "t" + i, "");
                case 2, 3 -> open.add(edit(sandbox, id, "late" + i, ",\"open\":true"));
                case 4 -> {
                    if (!open.isEmpty()) {
                        act(sandbox, "commit", "{\"transaction\":\"" + open.poll() + "\"}");
                    }
                }
                case 5 ->
                    act(
                            sandbox,
                            "touch",
                            "{\"object\":\"Contact\",\"count\":" + (touched + random.nextInt(more)) + "}");
                case 6 -> kit.settle(org);
                case 7 -> sandbox.faults("{\"kind\":\"locator_invalid\",\"operation\":\"query_more\",\"times\":1}");
                default -> {
                    Execution sealed = kit.run(org, pull);
                    assertThat(sealed.sealed()).as(sealed.why()).isTrue();
                    apis.add(sealed.api());
                }
            }
        }
        // the last ones commit amid a mass of equal times that is being fetched
        act(sandbox, "touch", "{\"object\":\"Contact\",\"count\":" + (touched + more - 1) + "}");
        kit.settle(org);
        Pulling.Work work = kit.work(org);
        Execution at = pulling.step(work, pulling.begin(work, kit.fresh(org, pull), false));
        while (!open.isEmpty()) {
            act(sandbox, "commit", "{\"transaction\":\"" + open.poll() + "\"}");
        }
        Execution amid = kit.on(org, work, at);
        assertThat(amid.sealed()).as(amid.why()).isTrue();
        apis.add(amid.api());
        sandbox.faults();
        kit.settle(org);
        Execution end = kit.run(org, pull);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
        return apis;
    }

    private static void settings(SandboxProcess sandbox, String settings) {
        sandbox.send("POST", "/_sandbox/salesforce/settings", settings);
    }

    private static String edit(SandboxProcess sandbox, String id, String title, String more) {
        return act(sandbox, "edit", "{\"id\":\"" + id + "\",\"values\":{\"Title\":\"" + title + "\"}" + more + "}");
    }

    private static String act(SandboxProcess sandbox, String what, String body) {
        return sandbox.send("POST", "/_sandbox/salesforce/" + what, body)
                .path("transaction")
                .asString("");
    }
}

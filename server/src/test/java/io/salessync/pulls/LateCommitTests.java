package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Random histories of an organisation, with transactions that end late and masses of equal times, against its truth. */
@ProgramTest
class LateCommitTests {
    private static final String QUERY = "{\"object\":\"Contact\",\"fields\":[\"LastName\",\"Title\"]}";

    private static SandboxProcess sandbox;

    @Autowired
    private PullKit kit;

    @Autowired
    private KitPause pause;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 43, 700);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostHoweverLateItIsCommittedAndHoweverManyShareASecond(long seed) {
        pause.skip(true);
        sandbox.reset();
        Org org = kit.org(sandbox);
        SplittableRandom random = new SplittableRandom(seed);
        String[] ids = kit.truth(org, "Contact").keySet().toArray(String[]::new);
        Pull pull = kit.pull(org, QUERY, Pull.Mode.INCREMENTAL);
        Deque<String> open = new ArrayDeque<>();
        for (int i = 0; i < 30; i++) {
            String id = ids[random.nextInt(ids.length)];
            switch (random.nextInt(9)) {
                case 0, 1 -> edit(id, "t" + i, "");
                case 2, 3 -> open.add(edit(id, "late" + i, ",\"open\":true"));
                case 4 -> {
                    if (!open.isEmpty()) {
                        act("commit", "{\"transaction\":\"" + open.poll() + "\"}");
                    }
                }
                case 5 -> act("touch", "{\"object\":\"Contact\",\"count\":" + (250 + random.nextInt(300)) + "}");
                case 6 -> kit.settle(org);
                case 7 -> sandbox.faults("{\"kind\":\"locator_invalid\",\"operation\":\"query_more\",\"times\":1}");
                default -> {
                    Execution sealed = kit.run(org, pull);
                    assertThat(sealed.sealed()).as(sealed.why()).isTrue();
                }
            }
        }
        while (!open.isEmpty()) {
            act("commit", "{\"transaction\":\"" + open.poll() + "\"}");
        }
        sandbox.faults();
        kit.settle(org);
        Execution end = kit.run(org, pull);
        assertThat(end.sealed()).as(end.why()).isTrue();
        assertThat(kit.landed(org, pull, end)).isEqualTo(kit.truth(org, "Contact"));
        pause.skip(false);
    }

    private String edit(String id, String title, String more) {
        return act("edit", "{\"id\":\"" + id + "\",\"values\":{\"Title\":\"" + title + "\"}" + more + "}");
    }

    private static String act(String what, String body) {
        return sandbox.send("POST", "/_sandbox/salesforce/" + what, body)
                .path("transaction")
                .asString("");
    }
}

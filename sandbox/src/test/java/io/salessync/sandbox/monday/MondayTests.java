package io.salessync.sandbox.monday;

import io.salessync.sandbox.RunningSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests against one running sandbox, put back to its initial state before each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MondayTests {
    final RunningSandbox sandbox = RunningSandbox.start();

    @BeforeEach
    void reset() {
        sandbox.reset();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    /** The items on the board "Orders (dev)". */
    int items() {
        return sandbox.get("/_sandbox/state/monday")
                .json()
                .at("/boards/1/items")
                .asInt();
    }
}

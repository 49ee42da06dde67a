package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.NodeClient;
import io.salessync.sandbox.Sandbox;
import io.salessync.sandbox.SandboxOptions;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The npm client jsforce, as it is published, works against the sandbox. */
class JsforceTests {
    @Test
    void jsforceLogsInReadsAndWritesByRestAndBulk() throws IOException, InterruptedException {
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(0, 0, 10, 1, null, null), InstantSource.system())) {
            String said = NodeClient.run(
                    "jsforce.mjs",
                    sandbox.salesforceAddress().toString(),
                    sandbox.address().toString());
            assertThat(said).doesNotContain("not ok").contains("ok limits");
            assertThat(said.lines().filter(line -> line.startsWith("ok ")).count())
                    .isEqualTo(14);
        }
    }
}

package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.NodeClient;
import io.salessync.sandbox.Sandbox;
import io.salessync.sandbox.SandboxOptions;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The vendor's own npm client, as it is published, works against the sandbox with its validators on. */
class UnipileSdkTests {
    @Test
    void theClientFindsEveryAnswerAsTheVendorDescribesIt() throws IOException, InterruptedException {
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(0, 0, 1, 1, 10, null), InstantSource.system())) {
            String said = NodeClient.run("unipile.mjs", sandbox.address().toString());
            assertThat(said).doesNotContain("not ok");
            assertThat(said.lines().filter(line -> line.startsWith("ok ")).count())
                    .isEqualTo(10);
        }
    }
}

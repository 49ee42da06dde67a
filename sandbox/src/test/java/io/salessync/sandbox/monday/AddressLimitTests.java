package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AddressLimitTests {
    @Test
    void anAddressMayCallFiveThousandTimesInTenSeconds() {
        SandboxClock clock = new SandboxClock(InstantSource.fixed(RunningSandbox.START), 1);
        AddressLimit limit = new AddressLimit(clock);
        for (int i = 0; i < AddressLimit.CALLS; i++) {
            assertThat(limit.enter("127.0.0.1")).isNull();
        }
        clock.advance(Duration.ofSeconds(4));
        assertThat(limit.enter("127.0.0.1")).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("IP_RATE_LIMIT_EXCEEDED");
            assertThat(refusal.pause()).isEqualTo(Duration.ofSeconds(6));
        });
        assertThat(limit.enter("127.0.0.2")).isNull();
        clock.advance(Duration.ofSeconds(6));
        assertThat(limit.enter("127.0.0.1")).isNull();
    }
}

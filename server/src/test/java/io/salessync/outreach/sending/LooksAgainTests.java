package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How soon a call of which nobody knows is looked for again. */
class LooksAgainTests {
    @Test
    void whileTheCallIsYoungLooksComeInQuickTurnAndLaterEverMoreSeldom() {
        assertThat(Verdicts.pause(1, Duration.ofSeconds(45))).isEqualTo(Duration.ofSeconds(20));
        assertThat(Verdicts.pause(3, Verifying.LATE.plusSeconds(20)))
                .as("just when it can tell")
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(Verdicts.pause(10, Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(1));
        assertThat(Verdicts.pause(12, Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(15));
        assertThat(Verdicts.pause(40, Duration.ofDays(9))).isEqualTo(Duration.ofHours(6));
    }
}

package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

class AccessSettingsTests {
    @Test
    void areStrictWithoutBeingSet() {
        assertThat(bound(new MockEnvironment()))
                .isEqualTo(new AccessSettings(
                        10,
                        Duration.ofMinutes(15),
                        30,
                        Duration.ofMinutes(10),
                        Duration.ofHours(12),
                        Duration.ofDays(7),
                        12,
                        4,
                        Duration.ofHours(24)));
    }

    @Test
    void takeWhatIsSet() {
        AccessSettings settings = bound(new MockEnvironment()
                .withProperty("salessync.access.session-idle", "30m")
                .withProperty("salessync.access.lock-after", "3"));
        assertThat(settings.sessionIdle()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.lockAfter()).isEqualTo(3);
        assertThat(settings.passwordLength()).isEqualTo(12);
    }

    private static AccessSettings bound(MockEnvironment environment) {
        return Binder.get(environment).bindOrCreate("salessync.access", AccessSettings.class);
    }
}

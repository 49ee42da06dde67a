package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.outreach.reports.Report.Target;
import org.junit.jupiter.api.Test;

class TargetTests {
    @Test
    void aTargetIsMetOnlyWhereTheLowerBoundReachesIt() {
        assertThat(Target.of("t", "", 20, 20, 0.95, "").met()).isNull();
        assertThat(Target.of("t", "", 1000, 1000, 0.95, "").met()).isTrue();
        assertThat(Target.of("t", "", 100, 1000, 0.95, "").met()).isFalse();
        assertThat(Target.of("t", "", 0, 0, 0.95, "").value()).isNull();
    }
}

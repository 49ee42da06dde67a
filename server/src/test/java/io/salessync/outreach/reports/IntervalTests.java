package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.salessync.outreach.reports.Report.Target;
import org.junit.jupiter.api.Test;

class IntervalTests {
    @Test
    void aShareComesWithWhatItMayReallyBe() {
        Interval half = Interval.of(50, 100);
        assertThat(half.value()).isEqualTo(0.5);
        assertThat(half.low()).isCloseTo(0.4038, within(0.0001));
        assertThat(half.high()).isCloseTo(0.5962, within(0.0001));
    }

    @Test
    void noneOfAFewMayStillBeSome() {
        Interval none = Interval.of(0, 10);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, within(0.0001));
    }

    @Test
    void aTargetIsMetOnlyWhereTheLowerBoundReachesIt() {
        assertThat(Target.of("t", "", 20, 20, 0.95, "").met()).isNull();
        assertThat(Target.of("t", "", 1000, 1000, 0.95, "").met()).isTrue();
        assertThat(Target.of("t", "", 100, 1000, 0.95, "").met()).isFalse();
        assertThat(Target.of("t", "", 0, 0, 0.95, "").value()).isNull();
    }
}

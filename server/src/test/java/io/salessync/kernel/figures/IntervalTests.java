package io.salessync.kernel.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    void aLowerBoundAloneIsNearerThanOneOfTwo() {
        assertThat(Interval.atLeast(50, 100)).isBetween(Interval.of(50, 100).low(), 0.5);
    }
}

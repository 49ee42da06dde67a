package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.Comparison.Direction;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ComparisonTests {
    private static Comparison of(String metric, double factor, Direction direction, double atLeast) {
        return new Comparison(metric, UUID.randomUUID(), null, 4, factor, direction, 3, atLeast);
    }

    private static boolean unusual(Comparison comparison, double value, Double... before) {
        Comparison.Verdict verdict = comparison.judge(value, List.of(before));
        assertThat(verdict).isNotNull();
        return verdict.unusual();
    }

    @Test
    void theMedianIsTheMiddleOrHalfWayBetweenTheTwo() {
        assertThat(Comparison.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Comparison.median(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3);
    }

    @Test
    void moreThanTheFactorTimesTheUsualIsUnusual() {
        Comparison share = of(Comparison.FAILED_SHARE, 2, Direction.ABOVE, 0);
        assertThat(unusual(share, 0.05, 0.02, 0.02, 0.9)).isTrue();
        assertThat(unusual(share, 0.04, 0.02, 0.02, 0.9)).isFalse();
        assertThat(unusual(share, 0, 0.0, 0.0, 0.0)).isFalse();
        assertThat(unusual(share, 0.01, 0.0, 0.0, 0.0)).isTrue();
    }

    @Test
    void whatIsUnusualButSmallIsNoMatter() {
        assertThat(unusual(of(Comparison.FAILED_SHARE, 2, Direction.ABOVE, 0.05), 0.01, 0.0, 0.0, 0.0))
                .isFalse();
    }

    @Test
    void lessThanTheUsualDividedByTheFactorIsUnusual() {
        Comparison volume = of(Comparison.VOLUME, 3, Direction.BELOW, 0);
        assertThat(unusual(volume, 0, 900.0, 1000.0, 1100.0)).isTrue();
        assertThat(unusual(volume, 400, 900.0, 1000.0, 1100.0)).isFalse();
    }

    @Test
    void withTooFewRunsNothingIsSaid() {
        assertThat(of(Comparison.VOLUME, 2, Direction.ABOVE, 0).judge(1e9, List.of(1.0, 1.0)))
                .isNull();
    }
}

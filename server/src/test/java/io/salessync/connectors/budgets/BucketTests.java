package io.salessync.connectors.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BucketTests {
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");
    private static final long QUOTA = 1_000;
    private static final Duration CALL = Duration.ofSeconds(70);

    private final Bucket full =
            new Bucket("complexity", QUOTA, QUOTA, 0, Duration.ZERO, null, null, null, null, START, null);

    private static Level level(long before, long after, long resetSeconds) {
        return new Level("complexity", QUOTA, before, after, Duration.ofSeconds(resetSeconds), Duration.ofSeconds(1));
    }

    @Test
    void whatIsReservedIsNotThereForOthers() {
        Bucket reserved = full.reserving(700, START).told(level(1_000, 900, 1), START, START);
        assertThat(reserved.has(300)).isFalse();
        assertThat(reserved.released(700).has(300)).isTrue();
    }

    @Test
    void isFullAgainWhenItsWindowIsOver() {
        Bucket used = full.told(level(1_000, 10, 1), START, START.plusMillis(4));
        assertThat(used.at(START.plusMillis(900), CALL).available()).isEqualTo(10);
        assertThat(used.at(START.plusMillis(1_100), CALL).available()).isEqualTo(QUOTA);
    }

    @Test
    void aRefusalLastsAsLongAsTheVendorSays() {
        Bucket refused = full.told(level(1_000, 500, 1), START, START).spent(START.plusSeconds(40));
        assertThat(refused.at(START.plusSeconds(39), CALL).available()).isZero();
        assertThat(refused.at(START.plusSeconds(40), CALL).available()).isEqualTo(QUOTA);
    }

    @Test
    void looksBeforeTheEndWhileRoundedSecondsTellTooLittle() {
        Bucket used = full.told(level(1_000, 10, 1), START, START.plusMillis(4));
        Instant look = used.lookAt(START.plusMillis(100));
        assertThat(look).isBetween(START.plusMillis(400), START.plusMillis(600));
    }

    @Test
    void findsOutHowLongAWindowReallyIs() {
        Bucket bucket = full;
        Duration real = Duration.ofMillis(600);
        Instant opened = START;
        Instant now = START;
        for (int i = 0; i < 60; i++) {
            boolean over = !now.isBefore(opened.plus(real));
            if (over) {
                opened = now;
            }
            Bucket before = bucket.at(now, CALL);
            bucket = before.told(level(over || i == 0 ? 1_000 : 10, 10, 1), now, now.plusMillis(1));
            Instant look = bucket.lookAt(now);
            Instant end = bucket.resetsAt();
            assertThat(end).isNotNull();
            now = look == null ? end : look.plusMillis(1);
        }
        assertThat(bucket.high()).isBetween(real, real.plusMillis(40));
        assertThat(bucket.low()).isLessThan(real);
    }

    @Test
    void aMinuteToldInWholeSecondsNeedsNoLooking() {
        Level minute = new Level("complexity", QUOTA, 1_000L, 10, Duration.ofSeconds(60), Duration.ofSeconds(60));
        assertThat(full.told(minute, START, START).lookAt(START.plusSeconds(1))).isNull();
    }
}

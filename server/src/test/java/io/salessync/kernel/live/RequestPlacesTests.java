package io.salessync.kernel.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestPlacesTests {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void noMoreRequestsAreAtWorkThanThereArePlacesAndAllAreAnswered() throws Exception {
        RequestPlaces places = new RequestPlaces(3, meters);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(50);
        for (int n = 0; n < 50; n++) {
            places.execute(() -> {
                most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                await(open);
                atWork.decrementAndGet();
                answered.countDown();
            });
        }
        until(() -> atWork.get() == 3 && waiting() == 47);
        open.countDown();
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(3);
        until(() -> waiting() == 0);
    }

    @Test
    void aStreamThatGaveItsPlaceBackLetsOthersInAndGivesNoneBackTwice() throws Exception {
        RequestPlaces places = new RequestPlaces(1, meters);
        CountDownLatch pageIsOpen = new CountDownLatch(1);
        CountDownLatch pageIsGone = new CountDownLatch(1);
        places.execute(() -> {
            places.leave();
            pageIsOpen.countDown();
            await(pageIsGone);
        });
        pageIsOpen.await();
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch otherMayEnd = new CountDownLatch(1);
        places.execute(() -> {
            other.countDown();
            await(otherMayEnd);
        });
        assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();

        pageIsGone.countDown();
        AtomicInteger third = new AtomicInteger();
        places.execute(third::incrementAndGet);
        until(() -> waiting() == 1);
        assertThat(third).hasValue(0);
        otherMayEnd.countDown();
        until(() -> third.get() == 1);
    }

    @Test
    void aRequestThatBreaksGivesItsPlaceBack() {
        RequestPlaces places = new RequestPlaces(1, meters);
        places.execute(() -> {
            throw new AssertionError("broken");
        });
        AtomicInteger next = new AtomicInteger();
        places.execute(next::incrementAndGet);
        until(() -> next.get() == 1);
    }

    @Test
    void noPlaceAtAllIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new RequestPlaces(0, meters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("salessync.requests-at-once is 0");
    }

    private double waiting() {
        return meters.get("salessync.requests.waiting").gauge().value();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}

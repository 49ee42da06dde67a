package io.salessync.connectors.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.budgets.Grant.Later;
import io.salessync.connectors.budgets.Grant.Taken;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class BudgetsTests {
    private static final String ACCOUNT = "monday:test";
    private static final Map<String, Long> CALL = Map.of("complexity", 700L, Budgets.AT_ONCE, 1L);

    @Autowired
    private Budgets budgets;

    @Autowired
    private DayUse days;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;

    @BeforeEach
    void aTenantOfItsOwn() {
        tenant = tenants.fresh().id();
    }

    private void told(Grant grant, Level... levels) {
        budgets.told(tenant, ACCOUNT, (Taken) grant, List.of(levels), clock.instant(), null);
    }

    private Grant take() {
        return budgets.take(tenant, ACCOUNT, CALL, 1);
    }

    private static Level minute(long before, long after) {
        return new Level("complexity", 1_000L, before, after, Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    private static Level atOnce(long left) {
        return new Level(Budgets.AT_ONCE, 40L, null, left, Duration.ofSeconds(1), null);
    }

    @Test
    void whatAKilledCallReservedIsFreeOnceNoCallCanBeThatLong() {
        told(take(), minute(1_000, 300));
        clock.advance(Duration.ofMinutes(2));
        assertThat(take()).isInstanceOf(Taken.class);
        assertThat(take()).as("the one before was killed").isInstanceOf(Later.class);
        clock.advance(Duration.ofSeconds(71));
        assertThat(take()).isInstanceOf(Taken.class);
    }

    @Test
    void nothingIsSentWhileTheVendorHasNoPlaceForAnotherCall() {
        told(take(), atOnce(0));
        assertThat(budgets.take(tenant, ACCOUNT, Map.of(Budgets.AT_ONCE, 1L), 1))
                .isInstanceOfSatisfying(Later.class, later -> {
                    assertThat(later.reason()).contains("at once");
                    assertThat(later.until()).isEqualTo(clock.instant().plusSeconds(1));
                });
        clock.advance(Duration.ofSeconds(1));
        assertThat(budgets.take(tenant, ACCOUNT, Map.of(Budgets.AT_ONCE, 1L), 1))
                .isInstanceOf(Taken.class);
    }

    @Test
    void ourOwnCallsUnderWayAreCountedWhateverMomentPasses() {
        told(take(), new Level(Budgets.AT_ONCE, 2L, null, 2, Duration.ofSeconds(1), null));
        Map<String, Long> one = Map.of(Budgets.AT_ONCE, 1L);
        Grant first = budgets.take(tenant, ACCOUNT, one, 1);
        budgets.take(tenant, ACCOUNT, one, 1);
        clock.advance(Duration.ofSeconds(5));
        assertThat(budgets.take(tenant, ACCOUNT, one, 1)).isInstanceOf(Later.class);
        budgets.unsent(tenant, ACCOUNT, (Taken) first);
        assertThat(budgets.take(tenant, ACCOUNT, one, 1)).isInstanceOf(Taken.class);
    }

    @Test
    void theDaysCallsEndBeforeTheToldLimitIsPassed() {
        days.told(tenant, ACCOUNT, 3, 1);
        take();
        take();
        assertThat(take()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.dayLimit()).isTrue();
            assertThat(later.until()).isEqualTo(DayUse.midnight(clock.instant()));
        });
        clock.advance(Duration.ofDays(1));
        assertThat(take()).as("the next day").isInstanceOf(Taken.class);
    }

    @Test
    void aCountThatLagsBehindDoesNotReplaceOurs() {
        take();
        take();
        days.told(tenant, ACCOUNT, 100, 0);
        assertThat(days.today(tenant, ACCOUNT).orElseThrow().calls()).isEqualTo(2);
        days.told(tenant, ACCOUNT, 100, 40);
        assertThat(days.today(tenant, ACCOUNT).orElseThrow().calls()).isEqualTo(40);
    }
}

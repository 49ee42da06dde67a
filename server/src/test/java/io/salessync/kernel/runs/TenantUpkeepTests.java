package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@ProgramTest
class TenantUpkeepTests {
    @Autowired
    private Tenants tenants;

    @Autowired
    private TenantKit kit;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Rounds rounds;

    @Autowired
    private MovableClock clock;

    private TenantUpkeep doing(Consumer<Tenant> work) {
        return new TenantUpkeep("test-upkeep", Duration.ofHours(1), false, tenants, context) {
            @Override
            protected void tidyUp(Tenant tenant) {
                work.accept(tenant);
            }
        };
    }

    @Test
    void oneTenantsTroubleIsNoOthers() {
        Tenant bad = kit.fresh();
        Tenant good = kit.fresh();
        List<Tenant> done = new ArrayList<>();
        doing(tenant -> {
                    if (!tenant.id().equals(good.id())) {
                        throw new IllegalStateException("trouble of " + tenant.slug());
                    }
                    done.add(tenant);
                })
                .tidyUp();
        assertThat(tenants.all()).extracting(Tenant::id).contains(bad.id());
        assertThat(done).extracting(Tenant::id).containsExactly(good.id());
    }

    @Test
    void whenItLastWentWellForATenantIsKnown() {
        Tenant bad = kit.fresh();
        Tenant good = kit.fresh();
        clock.advance(Duration.ofDays(400));
        doing(tenant -> {
                    if (tenant.id().equals(bad.id())) {
                        throw new IllegalStateException("trouble");
                    }
                })
                .tidyUp();
        assertThat(rounds.last("test-upkeep", good.id())).isEqualTo(clock.instant());
        assertThat(rounds.last("test-upkeep", bad.id())).isBefore(clock.instant());
    }

    @Test
    void aServerThatStopsBeginsWithNoFurtherTenant() {
        kit.fresh();
        kit.fresh();
        List<Tenant> begun = new ArrayList<>();
        doing(tenant -> {
                    begun.add(tenant);
                    Thread.currentThread().interrupt();
                })
                .tidyUp();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(begun).hasSize(1);
    }
}

package io.salessync.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class TenantsTests {
    @Autowired
    private Tenants tenants;

    @Autowired
    private TenantKit tenantKit;

    @Test
    void choosesTheOneThatIsNamed() {
        Tenant tenant = tenantKit.fresh();
        tenantKit.fresh();
        assertThat(tenants.chosen(tenant.slug())).isEqualTo(tenant);
    }

    @Test
    void listsTheTenantsWhereItCannotChoose() {
        Tenant one = tenantKit.fresh();
        Tenant two = tenantKit.fresh();
        assertThatThrownBy(() -> tenants.chosen(null)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(TenancyProblem.WHICH_TENANT);
            assertThat(problem.places().get("tenants").toString()).contains(one.slug(), two.slug());
        });
        assertThatThrownBy(() -> tenants.chosen("nobody"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(TenancyProblem.UNKNOWN_TENANT));
    }

    @Test
    void refusesASlugThatIsTakenOrIsNone() {
        Tenant tenant = tenantKit.fresh();
        assertThatThrownBy(() -> tenants.create(tenant.slug(), "Again"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(TenancyProblem.SLUG_TAKEN));
        assertThatThrownBy(() -> tenants.create("Not One", "Again"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(TenancyProblem.WRONG_SLUG));
    }
}

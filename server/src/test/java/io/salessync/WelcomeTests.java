package io.salessync;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class WelcomeTests {
    @Autowired
    private Welcome welcome;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Test
    void whoStartsOnDataThatAreThereIsToldWhatAndHowToSignIn() {
        Tenant tenant = tenants.fresh();
        access.user(tenant.id(), Role.OWNER);
        assertThat(welcome.text("http://127.0.0.1:8080", "/srv/data"))
                .contains("open      http://127.0.0.1:8080")
                .contains("data      /srv/data")
                .contains("user")
                .contains("sign in   with an account that is there, such as ")
                .doesNotContain("Nobody can sign in yet");
    }
}

package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class SignaturesTests {
    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit accessKit;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private Database database;

    private Tenant tenant;

    @BeforeEach
    void someTenant() {
        tenant = tenantKit.fresh();
    }

    @Test
    void namesThePersonBehindAnAddressAndBehindAKey() {
        User anna = accessKit.user(tenant.id(), Role.ADMIN);
        keyOf(anna, "nightly");
        assertThat(person(anna.email().toUpperCase(Locale.ROOT))).isEqualTo(anna.name());
        assertThat(person("key:nightly")).isEqualTo(anna.name() + ", key nightly");
        assertThat(person("system")).isEqualTo("SalesSync");
        assertThat(person("flow Old leads")).isEqualTo("flow Old leads");
        assertThat(person("gone@example.org")).isEqualTo("gone@example.org");
    }

    @Test
    void namesNobodyWhereAKeyMayBeSeveralPeoples() {
        keyOf(accessKit.user(tenant.id(), Role.ADMIN), "shared");
        keyOf(accessKit.user(tenant.id(), Role.MANAGER), "shared");
        assertThat(person("key:shared")).isEqualTo("key shared");
        assertThat(person("key:none")).isEqualTo("key none");
    }

    @Test
    void knowsNobodyOfAnotherOrganisation() {
        Tenant other = tenantKit.fresh();
        User stranger = accessKit.user(other.id(), Role.ADMIN);
        Map<String, String> words =
                database.inTenant(tenant.id(), sql -> Signatures.people(sql, tenant.id(), List.of(stranger.email())));
        assertThat(words).containsEntry(stranger.email(), stranger.email());
    }

    private void keyOf(User user, String name) {
        keys.make(tenant.id(), user.id(), "system", name, Set.of(Permission.RUNS_READ), null);
    }

    private String person(String signature) {
        return database.inTenant(tenant.id(), sql -> Signatures.person(sql, tenant.id(), signature));
    }
}

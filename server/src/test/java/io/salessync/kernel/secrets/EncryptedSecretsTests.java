package io.salessync.kernel.secrets;

import static io.salessync.kernel.jooq.Tables.KEYSET;
import static io.salessync.kernel.jooq.Tables.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class EncryptedSecretsTests {
    @Autowired
    private EncryptedSecrets secrets;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenantKit;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenantKit.fresh().id();
    }

    @Test
    void revealsWhatWasStoredAndStoresNoClearText() {
        UUID id = stored("token-für-monday");
        assertThat(secrets.reveal(tenant, id)).isEqualTo("token-für-monday");
        assertThat(new String(ciphertext(id), StandardCharsets.ISO_8859_1)).doesNotContain("token");
        database.runInTenant(tenant, sql -> secrets.replace(sql, tenant, id, "another"));
        assertThat(secrets.reveal(tenant, id)).isEqualTo("another");
    }

    @Test
    void aRemovedOrForeignSecretIsUnknown() {
        UUID id = stored("token");
        assertThatThrownBy(() -> secrets.reveal(tenantKit.fresh().id(), id))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not there");
        database.runInTenant(tenant, sql -> secrets.remove(sql, tenant, id));
        assertThatThrownBy(() -> secrets.reveal(tenant, id)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> database.runInTenant(tenant, sql -> secrets.replace(sql, tenant, id, "x")))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aCiphertextMovedToAnotherRowDoesNotDecrypt() {
        UUID one = stored("one");
        UUID two = stored("two");
        put(tenant, two, ciphertext(one));
        assertThatThrownBy(() -> secrets.reveal(tenant, two)).hasMessageContaining("belongs to another place");
    }

    @Test
    void aCiphertextMovedToAnotherTenantDoesNotDecryptEvenWithItsKeys() {
        UUID id = stored("one");
        byte[] keys = database.inTenant(
                tenant, sql -> sql.selectFrom(KEYSET).fetchSingle().getKeys());
        byte[] moved = ciphertext(id);
        TenantId other = tenantKit.fresh().id();
        database.runInTenant(other, sql -> secrets.store(sql, other, "test", "theirs"));
        database.runInTenant(
                other,
                sql -> sql.update(SECRET)
                        .set(SECRET.SECRET_ID, id)
                        .set(SECRET.CIPHERTEXT, moved)
                        .execute());
        assertThatThrownBy(() -> secrets.reveal(other, id)).hasMessageContaining("belongs to another place");
        database.runInTenant(
                other, sql -> sql.update(KEYSET).set(KEYSET.KEYS, keys).execute());
        assertThatThrownBy(() -> secrets.reveal(other, id)).hasMessageContaining("cannot be opened");
    }

    @Test
    void rotationEncryptsEverySecretAnewAndDropsTheOldKeys() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            ids.add(stored("secret " + i));
        }
        byte[] before = ciphertext(ids.getFirst());
        assertThat(secrets.rotate(tenant)).isEqualTo(230);
        for (int i = 0; i < 230; i++) {
            assertThat(secrets.reveal(tenant, ids.get(i))).isEqualTo("secret " + i);
        }
        put(tenant, ids.getFirst(), before);
        assertThatThrownBy(() -> secrets.reveal(tenant, ids.getFirst())).isInstanceOf(Problem.class);
    }

    @Test
    void oldCiphertextsStayReadableWhileARotationGoesOn() {
        UUID id = stored("old");
        byte[] old = ciphertext(id);
        secrets.beginRotation(tenant);
        assertThat(ciphertext(id)).isEqualTo(old);
        assertThat(secrets.reveal(tenant, id)).isEqualTo("old");
        UUID fresh = stored("new");
        assertThat(keyOf(fresh)).isNotEqualTo(keyOf(id));
        assertThat(secrets.rotate(tenant)).isEqualTo(2);
        assertThat(secrets.reveal(tenant, id)).isEqualTo("old");
        assertThat(secrets.reveal(tenant, fresh)).isEqualTo("new");
    }

    @Test
    void aTenantWithoutSecretsHasNothingToRotate() {
        assertThat(secrets.rotate(tenant)).isZero();
    }

    private UUID stored(String secret) {
        return database.inTenant(tenant, sql -> secrets.store(sql, tenant, "test", secret));
    }

    private byte[] ciphertext(UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(SECRET).where(SECRET.SECRET_ID.eq(id)).fetchSingle(SECRET.CIPHERTEXT));
    }

    private int keyOf(UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(SECRET).where(SECRET.SECRET_ID.eq(id)).fetchSingle(SECRET.KEY_ID));
    }

    private void put(TenantId where, UUID id, byte[] ciphertext) {
        database.runInTenant(
                where,
                sql -> sql.update(SECRET)
                        .set(SECRET.CIPHERTEXT, ciphertext)
                        .where(SECRET.SECRET_ID.eq(id))
                        .execute());
    }
}

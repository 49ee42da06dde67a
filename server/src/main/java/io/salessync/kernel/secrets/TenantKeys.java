package io.salessync.kernel.secrets;

import static io.salessync.kernel.secrets.SecretsProblem.NOT_DECRYPTABLE;
import static io.salessync.kernel.secrets.SecretsProblem.WRONG_MASTER_KEY;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/** The keys of one tenant: the primary encrypts, every one of them decrypts. */
record TenantKeys(TenantId tenant, KeysetHandle handle) {
    static TenantKeys fresh(TenantId tenant) {
        try {
            return new TenantKeys(tenant, KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not there", e);
        }
    }

    static TenantKeys opened(TenantId tenant, byte[] encrypted, MasterKey master) {
        try {
            return new TenantKeys(
                    tenant, TinkProtoKeysetFormat.parseEncryptedKeyset(encrypted, master.aead(), place(tenant)));
        } catch (GeneralSecurityException e) {
            throw Problem.of(
                    WRONG_MASTER_KEY,
                    "The keys of tenant %s cannot be opened with the master key of %s: they were encrypted with another, or changed."
                            .formatted(tenant, master.source()));
        }
    }

    byte[] encrypted(MasterKey master) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(handle, master.aead(), place(tenant));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The keys of tenant " + tenant + " cannot be encrypted", e);
        }
    }

    int primaryId() {
        return handle.getPrimary().getId();
    }

    TenantKeys withNewPrimary() {
        try {
            return new TenantKeys(
                    tenant,
                    KeysetHandle.newBuilder(handle)
                            .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                                    .withRandomId()
                                    .makePrimary())
                            .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key for tenant " + tenant + " cannot be made", e);
        }
    }

    @AccessesPartialKey
    TenantKeys primaryAlone() {
        try {
            KeysetHandle.Builder.Entry primary = KeysetHandle.importKey(
                            handle.getPrimary().getKey())
                    .withFixedId(primaryId())
                    .makePrimary();
            return new TenantKeys(
                    tenant, KeysetHandle.newBuilder().addEntry(primary).build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The old keys of tenant " + tenant + " cannot be dropped", e);
        }
    }

    byte[] encrypt(UUID secret, String text) {
        try {
            return aead().encrypt(text.getBytes(StandardCharsets.UTF_8), place(tenant, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The secret " + secret + " cannot be encrypted", e);
        }
    }

    String decrypt(UUID secret, byte[] ciphertext) {
        try {
            return new String(aead().decrypt(ciphertext, place(tenant, secret)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw Problem.of(
                    NOT_DECRYPTABLE,
                    "The secret %s was changed, or belongs to another place, in the database. Enter it again."
                            .formatted(secret));
        }
    }

    private Aead aead() throws GeneralSecurityException {
        return handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static byte[] place(TenantId tenant) {
        return ("keyset " + tenant).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] place(TenantId tenant, UUID secret) {
        return ("secret " + tenant + " " + secret).getBytes(StandardCharsets.UTF_8);
    }
}

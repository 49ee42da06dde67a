package io.salessync.kernel.secrets;

import static io.salessync.kernel.secrets.SecretsProblem.UNREADABLE_MASTER_KEY;
import static io.salessync.kernel.secrets.SecretsProblem.WRONG_MASTER_KEY;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that encrypts the tenants' keys.
 *
 * @param aead encrypts with it
 * @param fingerprint tells it from other master keys, without telling it
 * @param source the variable or file it came from
 */
record MasterKey(Aead aead, String fingerprint, String source) {
    private static final int BYTES = 32;
    private static final String VARIABLE = "SALESSYNC_MASTER_KEY";

    /**
     * The key of the settings or of the file; where there is neither, a new one is made, unless the database is already
     * encrypted with another.
     *
     * @param inUse fingerprints of the master keys of this database
     */
    static MasterKey find(SecretsSettings settings, List<String> inUse) {
        MasterKey found = read(settings, inUse);
        if (inUse.stream().anyMatch(other -> !other.equals(found.fingerprint))) {
            throw Problem.of(
                    WRONG_MASTER_KEY,
                    ("The secrets in this database were encrypted with the master key %s; the one of %s is %s. Every node of"
                                    + " one database needs the same: give it in the variable %s or copy the file"
                                    + " keys/master.key from the data folder (or the backup) of the node that was first.")
                            .formatted(String.join(", ", inUse), found.source, found.fingerprint, VARIABLE));
        }
        return found;
    }

    private static MasterKey read(SecretsSettings settings, List<String> inUse) {
        String given = settings.masterKey();
        if (given != null && !given.isBlank()) {
            return decoded(given, "the variable " + VARIABLE);
        }
        Path file = settings.masterKeyFile();
        try {
            if (!Files.exists(file)) {
                if (!inUse.isEmpty()) {
                    throw Problem.of(
                            WRONG_MASTER_KEY,
                            ("The secrets in this database were encrypted with the master key %s, which is not here: neither"
                                            + " the variable %s nor the file %s exists. Copy the file from the node (or the"
                                            + " backup) that has it; a new key could not read them.")
                                    .formatted(String.join(", ", inUse), VARIABLE, file));
                }
                create(file);
            }
            refuseOpenToOthers(file);
            return decoded(Files.readString(file), "the file " + file);
        } catch (IOException e) {
            throw Problem.of(UNREADABLE_MASTER_KEY, "The file %s cannot be read or made: %s".formatted(file, e), e);
        }
    }

    private static void create(Path file) throws IOException {
        Path folder = file.getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = Files.createTempFile(
                folder,
                "master",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(
                    fresh,
                    Base64.getEncoder().encodeToString(key) + "\n",
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            // a link, unlike a move, never replaces the key that another process made in this moment
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException anotherWasFirst) {
            // its key counts
        } finally {
            Files.delete(fresh);
        }
    }

    private static void refuseOpenToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                .containsAll(permissions)) {
            throw Problem.of(
                    UNREADABLE_MASTER_KEY,
                    "The file %s is open to others (%s). Close it: chmod 600 %s"
                            .formatted(file, PosixFilePermissions.toString(permissions), file));
        }
    }

    private static MasterKey decoded(String base64, String source) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw Problem.of(UNREADABLE_MASTER_KEY, "The master key in %s is not base64.".formatted(source));
        }
        if (key.length != BYTES) {
            throw Problem.of(
                    UNREADABLE_MASTER_KEY,
                    "The master key in %s has %d bytes; it needs %d in base64 (openssl rand -base64 32 makes one)."
                            .formatted(source, key.length, BYTES));
        }
        try {
            return new MasterKey(aead(key), fingerprint(key), source);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not there", e);
        }
    }

    @AccessesPartialKey
    private static Aead aead(byte[] key) throws GeneralSecurityException {
        AeadConfig.register();
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        AesGcmKey raw = AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(raw).withRandomId().makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static String fingerprint(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] print = mac.doFinal("SalesSync master key".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(print, 0, 8);
    }

    @Override
    public String toString() {
        return fingerprint + " from " + source;
    }
}

package io.salessync.kernel.secrets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the master key comes from.
 *
 * @param dataDir the data folder; the key lies in {@code keys/master.key} below it
 * @param masterKey 32 bytes in base64, instead of the file; the same on every node of one database
 */
@ConfigurationProperties("salessync")
record SecretsSettings(
        @DefaultValue("data") Path dataDir, @Nullable String masterKey) {
    Path masterKeyFile() {
        return dataDir.toAbsolutePath().normalize().resolve("keys").resolve("master.key");
    }

    /** Without the key, so that it can be logged. */
    @Override
    public String toString() {
        return "SecretsSettings[" + dataDir + "]";
    }
}

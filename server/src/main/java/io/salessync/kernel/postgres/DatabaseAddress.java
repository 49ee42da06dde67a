package io.salessync.kernel.postgres;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where the database is and who we are there.
 *
 * @param url a JDBC URL without credentials, {@code jdbc:postgresql://host:port/database}
 * @param owner the role that owns the schemas and runs migrations
 * @param ownerPassword its password
 */
public record DatabaseAddress(String url, String owner, String ownerPassword) {
    /** The unprivileged role that serves requests: it owns nothing and row-level security holds it. */
    public static final String APP_ROLE = "salessync_app";

    /** The application role's password: derived, so that every node that knows the owner's knows it too. */
    public String appPassword() {
        return derived(ownerPassword, APP_ROLE);
    }

    static String derived(String secret, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Without the password, so that it can be logged. */
    @Override
    public String toString() {
        return url + " as " + owner;
    }
}

package io.salessync.outreach.email;

import io.salessync.kernel.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Words in links of mails: which mail it was, signed with the tenant's salt. Pure. */
final class Links {
    private static final int SIGNATURE = 16;

    private Links() {}

    /** Whom a word names, before its signature is looked at. */
    record Named(TenantId tenant, UUID touch) {}

    static String word(String salt, TenantId tenant, UUID touch) {
        byte[] named = named(tenant, touch);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(named.length + SIGNATURE)
                        .put(named)
                        .put(signature(salt, named))
                        .array());
    }

    /** Null: it is no such word. */
    static @Nullable Named read(String word) {
        byte[] all = bytes(word);
        if (all == null) {
            return null;
        }
        ByteBuffer read = ByteBuffer.wrap(all);
        return new Named(
                new TenantId(new UUID(read.getLong(), read.getLong())), new UUID(read.getLong(), read.getLong()));
    }

    /** Whether we made it. */
    static boolean isOurs(String salt, String word) {
        byte[] all = bytes(word);
        return all != null
                && MessageDigest.isEqual(
                        Arrays.copyOfRange(all, 32, all.length), signature(salt, Arrays.copyOf(all, 32)));
    }

    private static byte @Nullable [] bytes(String word) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(word);
            return all.length == 32 + SIGNATURE ? all : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] named(TenantId tenant, UUID touch) {
        return ByteBuffer.allocate(32)
                .putLong(tenant.value().getMostSignificantBits())
                .putLong(tenant.value().getLeastSignificantBits())
                .putLong(touch.getMostSignificantBits())
                .putLong(touch.getLeastSignificantBits())
                .array();
    }

    private static byte[] signature(String salt, byte[] named) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("unsubscribe:" + salt).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(named), SIGNATURE);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

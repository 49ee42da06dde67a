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
    private static final int NAMED = 32;
    private static final int VISITED = 34;

    private Links() {}

    /** Whom a word names, before its signature is looked at. */
    record Named(TenantId tenant, UUID touch) {}

    static String word(String salt, TenantId tenant, UUID touch) {
        byte[] named = named(tenant, touch);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(named.length + SIGNATURE)
                        .put(named)
                        .put(signature("unsubscribe", salt, named))
                        .array());
    }

    /** What a word for a mail's picture or link names, before its signature is looked at; {@code link} -1: the picture. */
    record Visited(TenantId tenant, UUID touch, int link) {}

    /** A word for a mail's picture, or for one of its links. */
    static String visitWord(String salt, TenantId tenant, UUID touch, int link) {
        byte[] named = ByteBuffer.allocate(VISITED)
                .put(named(tenant, touch))
                .putShort((short) link)
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(VISITED + SIGNATURE)
                        .put(named)
                        .put(signature("visit", salt, named))
                        .array());
    }

    /** Null: it is no such word. */
    static @Nullable Visited readVisit(String word) {
        byte[] all = bytes(word, VISITED);
        if (all == null) {
            return null;
        }
        ByteBuffer read = ByteBuffer.wrap(all);
        return new Visited(
                new TenantId(new UUID(read.getLong(), read.getLong())),
                new UUID(read.getLong(), read.getLong()),
                read.getShort());
    }

    /** Whether we made the word for a visit. */
    static boolean isOurVisit(String salt, String word) {
        byte[] all = bytes(word, VISITED);
        return all != null
                && MessageDigest.isEqual(
                        Arrays.copyOfRange(all, VISITED, all.length),
                        signature("visit", salt, Arrays.copyOf(all, VISITED)));
    }

    /** Null: it is no such word. */
    static @Nullable Named read(String word) {
        byte[] all = bytes(word, NAMED);
        if (all == null) {
            return null;
        }
        ByteBuffer read = ByteBuffer.wrap(all);
        return new Named(
                new TenantId(new UUID(read.getLong(), read.getLong())), new UUID(read.getLong(), read.getLong()));
    }

    /** Whether we made it. */
    static boolean isOurs(String salt, String word) {
        byte[] all = bytes(word, NAMED);
        return all != null
                && MessageDigest.isEqual(
                        Arrays.copyOfRange(all, NAMED, all.length),
                        signature("unsubscribe", salt, Arrays.copyOf(all, NAMED)));
    }

    private static byte @Nullable [] bytes(String word, int length) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(word);
            return all.length == length + SIGNATURE ? all : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] named(TenantId tenant, UUID touch) {
        return ByteBuffer.allocate(NAMED)
                .putLong(tenant.value().getMostSignificantBits())
                .putLong(tenant.value().getLeastSignificantBits())
                .putLong(touch.getMostSignificantBits())
                .putLong(touch.getLeastSignificantBits())
                .array();
    }

    private static byte[] signature(String purpose, String salt, byte[] named) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec((purpose + ":" + salt).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(named), SIGNATURE);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.salessync.flows.schedule;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What proves that a webhook's call comes from whoever knows its secret, and when it was made. */
final class HookKeys {
    /** A signature made longer ago, or further ahead, than this is refused. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private HookKeys() {}

    /** 256 bits that nobody guesses, fit for an address. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** HMAC-SHA256 over the seconds since 1970, a full stop and the body. */
    static byte[] sign(String secret, long at, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((at + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks a header {@code t=1732600000,v1=…}; several {@code v1} may stand in it while a secret is changed.
     *
     * @return the signature that fits; null when none does or its time is too far off
     */
    static byte @Nullable [] verified(@Nullable String header, String secret, byte[] body, Instant now) {
        if (header == null || header.length() > 1_000) {
            return null;
        }
        Long at = null;
        List<byte[]> signatures = new ArrayList<>();
        for (String part : header.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals("t") && pair[1].matches("[0-9]{1,12}")) {
                at = Long.valueOf(pair[1]);
            } else if (pair.length == 2 && pair[0].equals("v1") && pair[1].matches("[0-9a-fA-F]{64}")) {
                signatures.add(HexFormat.of().parseHex(pair[1]));
            }
        }
        if (at == null || Math.abs(now.getEpochSecond() - at) > TOLERANCE.toSeconds()) {
            return null;
        }
        byte[] expected = sign(secret, at, body);
        byte[] found = null;
        for (byte[] signature : signatures) {
            if (MessageDigest.isEqual(expected, signature)) {
                found = signature;
            }
        }
        return found;
    }
}

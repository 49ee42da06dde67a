package io.salessync.kernel.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Something random that proves who sends it; 256 bits, so a plain hash of it keeps it.
 *
 * @param text what is handed out, once
 * @param hash what is stored
 */
record Token(String text, byte[] hash) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    static Token fresh(String prefix) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Token(text, hashOf(text));
    }

    static byte[] hashOf(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}

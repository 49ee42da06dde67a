package io.salessync.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Signs letters with a key (DKIM, RFC 6376: rsa-sha256, relaxed/relaxed), with both headers that one click hangs on. Pure. */
final class Signing {
    private static final List<String> SIGNED = List.of(
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "list-unsubscribe",
            "list-unsubscribe-post");

    private final String domain;
    private final String selector;
    private final PrivateKey key;

    Signing(String domain, String selector, PrivateKey key) {
        this.domain = domain.strip().toLowerCase(Locale.ROOT);
        this.selector = selector.strip();
        this.key = key;
    }

    /** Whether letters from this address are signed: those of the domain and of those below it. */
    boolean signs(String from) {
        String of = from.substring(from.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return of.equals(domain) || of.endsWith("." + domain);
    }

    /** The message with CRLF at each line's end and its signature in front. */
    byte[] signed(byte[] message, Instant now) {
        // a character a byte, there and back
        String whole = new String(message, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\r", "\n")
                .replace("\n", "\r\n");
        int end = whole.indexOf("\r\n\r\n");
        String head = end < 0 ? whole : whole.substring(0, end + 2);
        String body = end < 0 ? "" : whole.substring(end + 4);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.replaceAll("\r\n(?=[ \t])", "").split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT), line.substring(colon + 1));
            }
        }
        List<String> names = new ArrayList<>(SIGNED);
        names.retainAll(headers.keySet());
        try {
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(relaxedBody(body).getBytes(StandardCharsets.ISO_8859_1)));
            String value = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=%s; t=%d; h=%s; bh=%s; b="
                    .formatted(domain, selector, now.getEpochSecond(), String.join(":", names), hash);
            StringBuilder data = new StringBuilder();
            for (String name : names) {
                data.append(relaxed(name, String.valueOf(headers.get(name)))).append("\r\n");
            }
            data.append(relaxed("dkim-signature", value));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(data.toString().getBytes(StandardCharsets.ISO_8859_1));
            String line = "DKIM-Signature: "
                    + (value + Base64.getEncoder().encodeToString(signature.sign())).replace("; ", ";\r\n ");
            return (line + "\r\n" + whole).getBytes(StandardCharsets.ISO_8859_1);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The letter cannot be signed", e);
        }
    }

    static String relaxed(String name, String value) {
        return name.strip().toLowerCase(Locale.ROOT) + ":"
                + value.replace("\r\n", "").replaceAll("[ \t]+", " ").strip();
    }

    static String relaxedBody(String body) {
        String lines = body.replaceAll("[ \t]+(?=\r\n|$)", "")
                .replaceAll("[ \t]+", " ")
                .replaceAll("(\r\n)+$", "");
        return lines.isEmpty() ? "" : lines + "\r\n";
    }
}

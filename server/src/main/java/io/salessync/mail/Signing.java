package io.salessync.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Signs letters (DKIM, RFC 6376: rsa-sha256, relaxed/relaxed), where a key is set, with both headers that one click hangs on. */
@Component("mailSigning")
class Signing {
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
    private final @Nullable PrivateKey key;

    @Autowired
    Signing(
            @Value("${salessync.mail.dkim.domain:}") String domain,
            @Value("${salessync.mail.dkim.selector:}") String selector,
            @Value("${salessync.mail.dkim.key-file:}") String keyFile) {
        this(domain, selector, keyFile.isBlank() ? null : read(Path.of(keyFile)));
        if (key != null && (domain.isBlank() || selector.isBlank())) {
            throw new IllegalStateException(
                    "salessync.mail.dkim.key-file is set: set salessync.mail.dkim.domain and salessync.mail.dkim.selector too");
        }
    }

    Signing(String domain, String selector, @Nullable PrivateKey key) {
        this.domain = domain.strip().toLowerCase(Locale.ROOT);
        this.selector = selector.strip();
        this.key = key;
    }

    private static PrivateKey read(Path file) {
        try {
            String pem = Files.readString(file)
                    .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
                    .replaceAll("\\s", "");
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        } catch (IOException e) {
            throw new UncheckedIOException("salessync.mail.dkim.key-file: " + file + " cannot be read", e);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "salessync.mail.dkim.key-file: %s holds no RSA key in PKCS#8 (BEGIN PRIVATE KEY)".formatted(file),
                    e);
        }
    }

    /** Whether letters from this address are signed: those of the domain and of those below it. */
    boolean signs(String from) {
        String of = from.substring(from.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return key != null && (of.equals(domain) || of.endsWith("." + domain));
    }

    /** The message with CRLF at each line's end and its signature in front. */
    byte[] signed(byte[] message, Instant now) {
        if (key == null) {
            throw new IllegalStateException("There is no key to sign with");
        }
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

package io.salessync.outreach.email;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks signatures as receivers do (RFC 6376, 6.1), by the text of the standard alone. */
final class DkimCheck {
    private DkimCheck() {}

    private record Field(String name, String raw) {}

    /** The tags of the signature in a raw message. */
    static Map<String, String> tags(String raw) {
        return fields(raw).stream()
                .filter(field -> field.name().equals("dkim-signature"))
                .findFirst()
                .map(field -> tagsOf(field.raw().substring(field.raw().indexOf(':') + 1)))
                .orElse(Map.of());
    }

    private static Map<String, String> tagsOf(String value) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : value.split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.put(
                        tag.substring(0, equals).strip(),
                        tag.substring(equals + 1).replaceAll("\\s", ""));
            }
        }
        return tags;
    }

    private static List<Field> fields(String raw) {
        List<Field> fields = new ArrayList<>();
        String head = raw.substring(0, raw.indexOf("\r\n\r\n") + 2);
        StringBuilder open = new StringBuilder();
        for (String line : head.split("(?<=\r\n)", -1)) {
            if (!line.isEmpty() && line.charAt(0) != ' ' && line.charAt(0) != '\t' && !open.isEmpty()) {
                fields.add(field(open.toString()));
                open.setLength(0);
            }
            open.append(line);
        }
        if (!open.isEmpty()) {
            fields.add(field(open.toString()));
        }
        return fields;
    }

    private static Field field(String raw) {
        return new Field(raw.substring(0, raw.indexOf(':')).strip().toLowerCase(Locale.ROOT), raw);
    }

    private static String relaxed(Field field) {
        String value = field.raw().substring(field.raw().indexOf(':') + 1).replace("\r\n", "");
        return field.name() + ":" + value.replaceAll("[ \\t]+", " ").strip();
    }

    /** @param publicKey base64, as the name server tells it */
    static boolean holds(String raw, String publicKey) throws GeneralSecurityException {
        Map<String, String> tags = tags(raw);
        if (!"rsa-sha256".equals(tags.get("a")) || !"relaxed/relaxed".equals(tags.get("c"))) {
            return false;
        }
        List<String> lines = new ArrayList<>();
        for (String line : raw.substring(raw.indexOf("\r\n\r\n") + 4).split("\r\n", -1)) {
            lines.add(line.replaceAll("[ \\t]+", " ").replaceAll(" $", ""));
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        String body = lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.ISO_8859_1));
        if (!Base64.getEncoder().encodeToString(hash).equals(tags.get("bh"))) {
            return false;
        }
        List<Field> left = new ArrayList<>(fields(raw));
        StringBuilder signed = new StringBuilder();
        for (String name : tags.getOrDefault("h", "").split(":", -1)) {
            // of several with a name the last one is taken first
            for (int i = left.size() - 1; i >= 0; i--) {
                if (left.get(i).name().equals(name.strip().toLowerCase(Locale.ROOT))) {
                    signed.append(relaxed(left.remove(i))).append("\r\n");
                    break;
                }
            }
        }
        Field own = fields(raw).stream()
                .filter(field -> field.name().equals("dkim-signature"))
                .findFirst()
                .orElseThrow();
        signed.append(relaxed(own).replaceAll("(?<=[;: ])b=.*$", "b="));
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
        check.update(signed.toString().getBytes(StandardCharsets.ISO_8859_1));
        return check.verify(Base64.getDecoder().decode(tags.getOrDefault("b", "")));
    }
}

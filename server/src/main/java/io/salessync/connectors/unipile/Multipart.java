package io.salessync.connectors.unipile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form of several parts as text. Its boundary comes from what is in it, so that the same form is the same text. */
final class Multipart {
    private static final String PREFIX = "salessync-";

    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, String value) {}

    /** Adds a part; nothing where the value is null. */
    Multipart with(String name, @Nullable String value) {
        if (value != null) {
            parts.add(new Part(name, value));
        }
        return this;
    }

    String text() {
        String boundary = boundary();
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append("--")
                    .append(boundary)
                    .append("\r\nContent-Disposition: form-data; name=\"")
                    .append(part.name())
                    .append("\"\r\n\r\n")
                    .append(part.value())
                    .append("\r\n");
        }
        return text.append("--").append(boundary).append("--\r\n").toString();
    }

    private String boundary() {
        for (int round = 0; ; round++) {
            MessageDigest digest = sha256();
            digest.update((byte) round);
            for (Part part : parts) {
                digest.update((part.name() + '\0' + part.value() + '\0').getBytes(StandardCharsets.UTF_8));
            }
            String boundary = PREFIX + HexFormat.of().formatHex(digest.digest(), 0, 16);
            if (parts.stream().noneMatch(part -> part.value().contains(boundary))) {
                return boundary;
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The content type of a text made here: the boundary stands in its first line. */
    static String type(String text) {
        int end = text.indexOf("\r\n");
        if (!text.startsWith("--" + PREFIX) || end < 0) {
            throw new IllegalArgumentException("This is no form of several parts");
        }
        return "multipart/form-data; boundary=" + text.substring(2, end);
    }
}

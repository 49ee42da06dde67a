package io.salessync.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server reports about a mail of ours (RFC 3464): the machine-readable part of a bounce.
 *
 * @param recipient the address it is about, as the reporting server knows it
 * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed} or {@code expanded}
 * @param status such as {@code 5.1.1}; the first digit says whether it is for good (5), for now (4) or fine (2)
 * @param messageId the Message-ID of the mail it is about, in its angle brackets; null where the report does not carry it
 * @param diagnostic the other server's own words; null where there are none
 */
record Bounce(
        String recipient,
        String action,
        String status,
        @Nullable String messageId,
        @Nullable String diagnostic) {
    private static final int MOST_BYTES = 1024 * 1024;

    /** Reads a raw message; empty where it is no such report, is broken, or reports on nobody. */
    static Optional<Bounce> parse(byte[] raw) {
        if (raw.length > 20 * MOST_BYTES) {
            return Optional.empty();
        }
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
            if (!message.isMimeType("multipart/report") || !(message.getContent() instanceof Multipart parts)) {
                return Optional.empty();
            }
            InternetHeaders recipient = null;
            String original = null;
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                if (part.isMimeType("message/delivery-status")) {
                    recipient = recipientOf(part);
                } else if (part.isMimeType("message/rfc822")
                        || part.isMimeType("message/global")
                        || part.isMimeType("text/rfc822-headers")) {
                    original = messageIdIn(part);
                }
            }
            return recipient == null ? Optional.empty() : of(recipient, original);
        } catch (MessagingException | IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Bounce> of(InternetHeaders fields, @Nullable String messageId) {
        String recipient = value(fields, "Final-Recipient");
        String action = value(fields, "Action");
        String status = value(fields, "Status");
        if (recipient == null || action == null || status == null) {
            return Optional.empty();
        }
        return Optional.of(new Bounce(
                withoutType(recipient),
                action.toLowerCase(Locale.ROOT),
                status.split("\\s", 2)[0],
                messageId,
                withoutTypeOrNull(value(fields, "Diagnostic-Code"))));
    }

    /** The first block of fields is about the message, each further one about a recipient; ours have one. */
    private static @Nullable InternetHeaders recipientOf(Part part) throws MessagingException, IOException {
        try (InputStream content = part.getInputStream()) {
            ByteArrayInputStream blocks = new ByteArrayInputStream(content.readNBytes(MOST_BYTES));
            while (blocks.available() > 0) {
                InternetHeaders block = new InternetHeaders(blocks);
                if (block.getHeader("Final-Recipient") != null) {
                    return block;
                }
            }
            return null;
        }
    }

    private static @Nullable String messageIdIn(Part part) throws MessagingException, IOException {
        Object content = part.getContent();
        if (content instanceof MimeMessage original) {
            return original.getMessageID();
        }
        byte[] bytes = content instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : part.getInputStream().readNBytes(MOST_BYTES);
        String[] found = new InternetHeaders(new ByteArrayInputStream(bytes)).getHeader("Message-ID");
        return found == null ? null : found[0].strip();
    }

    private static @Nullable String value(InternetHeaders fields, String name) {
        String[] found = fields.getHeader(name);
        return found == null || found[0].isBlank()
                ? null
                : found[0].replaceAll("\\s+", " ").strip();
    }

    /** {@code rfc822; nina@example.org} is {@code nina@example.org}. */
    private static String withoutType(String value) {
        return value.substring(value.indexOf(';') + 1).strip();
    }

    private static @Nullable String withoutTypeOrNull(@Nullable String value) {
        return value == null ? null : withoutType(value);
    }
}

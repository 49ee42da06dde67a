package io.salessync.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail that answers another.
 *
 * @param about the Message-IDs that it names, nearest first
 * @param headers by lower-case name, the first of each
 */
record Answer(
        String about,
        String messageId,
        String from,
        @Nullable String subject,
        String text,
        Map<String, String> headers,
        Instant at) {
    private static final int LONGEST_TEXT = 100_000;
    private static final int DEEPEST = 5;

    /** Reads a raw message; null: it answers nothing, or is broken. */
    static @Nullable Answer parse(byte[] raw, Instant now) {
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : Collections.list(message.getAllHeaders())) {
                headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
            }
            String about = headers.getOrDefault("in-reply-to", "") + " " + headers.getOrDefault("references", "");
            if (about.isBlank()
                    || message.getFrom() == null
                    || message.getFrom().length == 0
                    || !(message.getFrom()[0] instanceof InternetAddress from)
                    || message.getMessageID() == null) {
                return null;
            }
            Instant sent =
                    message.getSentDate() == null ? now : message.getSentDate().toInstant();
            String text = text(message, 0);
            return new Answer(
                    about,
                    message.getMessageID(),
                    from.getAddress().toLowerCase(Locale.ROOT),
                    message.getSubject(),
                    text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text,
                    headers,
                    sent.isAfter(now) ? now : sent);
        } catch (MessagingException | IOException e) {
            return null;
        }
    }

    private static String text(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST) {
            return "";
        }
        Object content = part.getContent();
        if (content instanceof Multipart parts) {
            String found = "";
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart one = parts.getBodyPart(i);
                String text = text(one, depth + 1);
                if (one.isMimeType("text/plain") && !text.isBlank()) {
                    return text;
                }
                found = found.isBlank() ? text : found;
            }
            return found;
        }
        return content instanceof String text && part.isMimeType("text/*") ? text : "";
    }
}

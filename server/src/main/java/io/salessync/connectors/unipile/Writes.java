package io.salessync.connectors.unipile;

import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.connectors.OutreachWrite.Chat;
import io.salessync.connectors.OutreachWrite.Invite;
import io.salessync.connectors.OutreachWrite.Mail;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.connectors.OutreachWrite.Reply;
import io.salessync.connectors.OutreachWrite.Withdraw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes as calls. */
final class Writes {
    /** Most characters of a note for an account that pays; what free accounts may is known to whoever knows the tier. */
    static final int NOTE = 300;

    static final int MESSAGE = 8_000;

    private Writes() {}

    static String operation(OutreachWrite write) {
        return switch (write) {
            case Invite invite -> "invite";
            case Withdraw withdraw -> "withdraw";
            case Chat chat -> chat.inmail() ? "inmail" : "message";
            case Reply reply -> "reply";
            case Mail mail -> "mail";
        };
    }

    static String method(OutreachWrite write) {
        return write instanceof Withdraw ? "DELETE" : "POST";
    }

    static String path(OutreachWrite write) {
        return switch (write) {
            case Invite invite -> "/users/invite";
            case Withdraw withdraw ->
                Ask.query("/users/invite/sent/" + Ask.encoded(withdraw.invitation()), "account_id", withdraw.account());
            case Chat chat -> "/chats";
            case Reply reply -> "/chats/" + Ask.encoded(reply.chat()) + "/messages";
            case Mail mail -> "/emails";
        };
    }

    /** What is sent of the recorded body: a withdrawal stands in its address, the body is for our own records alone. */
    static String sent(OutreachWrite write, String body) {
        return write instanceof Withdraw ? "" : body;
    }

    static String type(OutreachWrite write, String body) {
        return switch (write) {
            case Invite invite -> Ask.JSON;
            case Withdraw withdraw -> "";
            case Chat chat -> Multipart.type(body);
            case Reply reply -> Multipart.type(body);
            case Mail mail -> Multipart.type(body);
        };
    }

    static String body(OutreachWrite write) {
        return switch (write) {
            case Invite invite -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("account_id", invite.account());
                body.put("provider_id", invite.person());
                String note = invite.note();
                if (note != null && !note.isEmpty()) {
                    body.put("message", note);
                }
                yield UnipileGate.JSON.writeValueAsString(body);
            }
            case Withdraw withdraw -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("account_id", withdraw.account());
                body.put("invitation_id", withdraw.invitation());
                yield UnipileGate.JSON.writeValueAsString(body);
            }
            case Chat chat ->
                new Multipart()
                        .with("account_id", chat.account())
                        .with("attendees_ids", chat.person())
                        .with("linkedin[api]", product(chat.product()))
                        .with("linkedin[inmail]", chat.inmail() ? "true" : null)
                        .with("subject", chat.subject())
                        .with("text", chat.text())
                        .text();
            case Reply reply ->
                new Multipart()
                        .with("account_id", reply.account())
                        .with("text", reply.text())
                        .text();
            case Mail mail -> mail(mail);
        };
    }

    /** As the service names it. */
    static String product(Product product) {
        return switch (product) {
            case CLASSIC -> "classic";
            case SALES_NAVIGATOR -> "sales_navigator";
            case RECRUITER -> "recruiter";
        };
    }

    private static String mail(Mail mail) {
        Map<String, String> to = new LinkedHashMap<>();
        to.put("display_name", mail.toName());
        to.put("identifier", mail.toAddress());
        List<Map<String, String>> headers = new ArrayList<>();
        new TreeMap<>(mail.headers()).forEach((name, value) -> {
            Map<String, String> header = new LinkedHashMap<>();
            header.put("name", name);
            header.put("value", value);
            headers.add(header);
        });
        Map<String, Object> tracking = new LinkedHashMap<>();
        tracking.put("opens", mail.trackOpens());
        tracking.put("links", mail.trackLinks());
        tracking.put("label", mail.label());
        boolean tracks = mail.trackOpens() || mail.trackLinks();
        return new Multipart()
                .with("account_id", mail.account())
                .with("to", UnipileGate.JSON.writeValueAsString(List.of(to)))
                .with("subject", mail.subject())
                .with("body", mail.html())
                .with("reply_to", mail.replyTo())
                .with("custom_headers", headers.isEmpty() ? null : UnipileGate.JSON.writeValueAsString(headers))
                .with("tracking_options", tracks ? UnipileGate.JSON.writeValueAsString(tracking) : null)
                .text();
    }

    /** What is wrong with a write; null: nothing. */
    static @Nullable String fault(OutreachWrite write) {
        if (write.account().isBlank()) {
            return "The account is missing.";
        }
        return switch (write) {
            case Invite invite -> {
                String note = invite.note();
                yield invite.person().isBlank()
                        ? "The person is missing."
                        : note != null && OutreachWrite.length(note) > NOTE
                                ? "The note has " + OutreachWrite.length(note) + " characters; LinkedIn takes " + NOTE
                                        + "."
                                : note == null ? null : unprintable("note", note);
            }
            case Withdraw withdraw -> withdraw.invitation().isBlank() ? "The invitation is missing." : null;
            case Chat chat -> {
                String subject = chat.subject() == null ? "" : chat.subject();
                int most = chat.inmail() ? chat.product().inmailText() : MESSAGE;
                int above = chat.product().inmailSubject();
                yield chat.person().isBlank()
                        ? "The person is missing."
                        : chat.inmail() && subject.isBlank()
                                ? "The subject is missing: an InMail has one."
                                : OutreachWrite.length(subject) > above
                                        ? "The subject has " + OutreachWrite.length(subject)
                                                + " characters; LinkedIn takes " + above + "."
                                        : text(chat.text(), most);
            }
            case Reply reply -> reply.chat().isBlank() ? "The conversation is missing." : text(reply.text(), MESSAGE);
            case Mail mail -> mailFault(mail);
        };
    }

    private static @Nullable String mailFault(Mail mail) {
        if (!mail.toAddress().matches("[^\\s@<>\"]+@[^\\s@<>\"]+")) {
            return "'" + mail.toAddress() + "' is no e-mail address.";
        }
        if (mail.subject().chars().anyMatch(c -> c < 0x20)
                || mail.toName().chars().anyMatch(c -> c < 0x20)) {
            return "The subject or the name holds a control character.";
        }
        for (Map.Entry<String, String> header : mail.headers().entrySet()) {
            if (!header.getKey().matches("[A-Za-z0-9-]+")
                    || header.getValue().chars().anyMatch(c -> c < 0x20)) {
                return "The header '" + header.getKey() + "' cannot be sent.";
            }
        }
        return mail.html().isBlank() ? "The mail is empty." : null;
    }

    private static @Nullable String text(String text, int most) {
        if (text.isBlank()) {
            return "The text is empty.";
        }
        if (OutreachWrite.length(text) > most) {
            return "The text has " + OutreachWrite.length(text) + " characters; LinkedIn takes " + most + ".";
        }
        return unprintable("text", text);
    }

    private static @Nullable String unprintable(String what, String text) {
        return text.chars().anyMatch(c -> c < 0x20 && c != '\n' && c != '\r' && c != '\t')
                ? "The " + what + " holds a control character."
                : null;
    }

    static OutreachSent sent(OutreachWrite write, JsonNode told) {
        String id = switch (write) {
            case Invite invite -> Shapes.text(told, "invitation_id");
            case Withdraw withdraw -> withdraw.invitation();
            case Chat chat -> Shapes.text(told, "message_id");
            case Reply reply -> Shapes.text(told, "message_id");
            case Mail mail -> Shapes.text(told, "tracking_id", "provider_id", "id");
        };
        String chat = write instanceof Reply reply ? reply.chat() : Shapes.text(told, "chat_id");
        JsonNode usage = told.path("usage");
        return new OutreachSent(id, chat, usage.isNumber() ? (Integer) (int) Math.round(usage.asDouble()) : null);
    }
}

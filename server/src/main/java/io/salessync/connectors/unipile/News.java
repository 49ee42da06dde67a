package io.salessync.connectors.unipile;

import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachNews;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what Unipile's subscriptions bring: JSON or a form, whatever the content type says. */
final class News {
    private static final int DEEPEST = 8;
    private static final int MOST_PAIRS = 2_000;

    /** What the page where owners sign in tells when it is through. */
    private static final Set<String> SIGNED_IN = Set.of("CREATION_SUCCESS", "RECONNECTED");

    private News() {}

    static Optional<OutreachNews> read(byte[] body) {
        try {
            JsonNode root = tree(new String(body, StandardCharsets.UTF_8).strip());
            return root == null || !root.isObject() ? Optional.empty() : Optional.ofNullable(news(root));
        } catch (RuntimeException unreadable) {
            // whatever came in is nobody's fault here, and must not be told again and again
            return Optional.empty();
        }
    }

    private static @Nullable JsonNode tree(String text) {
        if (text.startsWith("{")) {
            try {
                return UnipileGate.JSON.readTree(text);
            } catch (JacksonException notJson) {
                return null;
            }
        }
        return text.indexOf('=') > 0 ? form(text) : null;
    }

    /** A form whose values may be JSON themselves, and whose names may lead into an object: {@code sender[attendee_id]}. */
    private static ObjectNode form(String text) {
        ObjectNode root = UnipileGate.JSON.createObjectNode();
        int pairs = 0;
        for (String pair : text.split("&", MOST_PAIRS + 1)) {
            if (++pairs > MOST_PAIRS) {
                break;
            }
            int equals = pair.indexOf('=');
            if (equals > 0) {
                put(root, decoded(pair.substring(0, equals)), value(decoded(pair.substring(equals + 1))));
            }
        }
        // some senders wrap the whole of it
        for (String wrapper : List.of("payload", "data", "body")) {
            if (root.path(wrapper).isObject() && !root.has("event") && !root.has("account_id")) {
                return (ObjectNode) root.path(wrapper);
            }
        }
        return root;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode value(String text) {
        String bare = text.strip();
        if (bare.startsWith("{") || bare.startsWith("[")) {
            try {
                return UnipileGate.JSON.readTree(bare);
            } catch (JacksonException words) {
                // a message may begin with a bracket
            }
        }
        return UnipileGate.JSON.getNodeFactory().stringNode(text);
    }

    private static void put(ObjectNode root, String name, JsonNode value) {
        String[] path = name.replace("]", "").split("\\[", DEEPEST);
        ObjectNode at = root;
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode next = at.path(path[i]);
            at = next.isObject() ? (ObjectNode) next : at.putObject(path[i]);
        }
        at.set(path[path.length - 1], value);
    }

    private static @Nullable OutreachNews news(JsonNode root) {
        JsonNode standing = root.path("AccountStatus");
        if (standing.isObject()) {
            String account = Shapes.text(standing, "account_id");
            String word = Shapes.word(standing, "message");
            return account == null
                    ? null
                    : new OutreachNews.Standing(
                            account, "account_status:" + account + ":" + word, Shapes.status(word), word);
        }
        String account = Shapes.text(root, "account_id");
        String event = Shapes.word(root, "event").toLowerCase(Locale.ROOT);
        if (account != null && event.isEmpty() && SIGNED_IN.contains(Shapes.word(root, "status"))) {
            String word = Shapes.word(root, "status");
            return new OutreachNews.SignedIn(account, "signed_in:" + account + ":" + word, word);
        }
        if (account == null || event.isEmpty()) {
            return null;
        }
        return switch (event) {
            case "new_relation" -> connected(root, account);
            case "message_received" -> messaged(root, account, event);
            case "mail_sent", "mail_received" -> {
                OutreachMail mail = Shapes.mail(root, event);
                yield mail == null
                        ? other(root, account, event)
                        : new OutreachNews.Mailed(account, event + ":" + account + ":" + mail.id(), mail);
            }
            case "mail_opened", "mail_link_clicked" ->
                new OutreachNews.Tracked(
                        account,
                        event + ":" + account + ":" + Shapes.word(root, "event_id", "tracking_id") + ":"
                                + Shapes.word(root, "date"),
                        Shapes.text(root, "tracking_id"),
                        Shapes.text(root, "label"),
                        event.equals("mail_opened") ? null : Shapes.word(root, "url"),
                        Shapes.time(root, "date"),
                        Shapes.text(root, "user_agent"));
            default -> other(root, account, event);
        };
    }

    private static OutreachNews other(JsonNode root, String account, String event) {
        return new OutreachNews.Other(
                account,
                event + ":" + account + ":" + Shapes.word(root, "message_id", "email_id", "event_id") + ":"
                        + Shapes.word(root, "timestamp", "date"),
                event);
    }

    private static OutreachNews connected(JsonNode root, String account) {
        String member = Shapes.text(root, "user_provider_id");
        String publicId = Shapes.text(root, "user_public_identifier");
        String url = Shapes.text(root, "user_profile_url");
        // it has no id and no time: two become connected once
        String who = member != null ? member : publicId != null ? publicId : String.valueOf(url);
        return new OutreachNews.Connected(
                account,
                "new_relation:" + account + ":" + who,
                member,
                publicId,
                url,
                Shapes.text(root, "user_full_name"));
    }

    private static OutreachNews messaged(JsonNode root, String account, String event) {
        String id = Shapes.text(root, "message_id");
        String chat = Shapes.text(root, "chat_id");
        if (id == null || chat == null) {
            return other(root, account, event);
        }
        JsonNode sender = root.path("sender");
        String from = Shapes.text(sender, "attendee_provider_id");
        String own = Shapes.text(root.path("account_info"), "user_id");
        boolean ours = from != null && from.equals(own) || Shapes.isYes(root, "is_sender");
        List<String> others = new ArrayList<>();
        for (JsonNode attendee : root.path("attendees")) {
            String one = Shapes.text(attendee, "attendee_provider_id");
            if (one != null && !one.equals(own) && !(ours && one.equals(from)) && !others.contains(one)) {
                others.add(one);
            }
        }
        return new OutreachNews.Messaged(
                account,
                "message:" + account + ":" + id,
                new OutreachMessage(
                        id,
                        chat,
                        ours,
                        from,
                        Shapes.text(root, "message", "text"),
                        Shapes.time(root, "timestamp"),
                        Shapes.isYes(root, "is_event"),
                        Shapes.isYes(root, "deleted")),
                Shapes.text(sender, "attendee_name"),
                Shapes.text(sender, "attendee_profile_url"),
                others);
    }
}

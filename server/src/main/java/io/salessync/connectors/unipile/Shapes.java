package io.salessync.connectors.unipile;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAccount.Network;
import io.salessync.connectors.OutreachAccount.Status;
import io.salessync.connectors.OutreachChat;
import io.salessync.connectors.OutreachInvitation;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachRelation;
import io.salessync.connectors.OutreachWrite.Product;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Unipile tells, read with patience: what is missing, null or more than expected is no fault. */
final class Shapes {
    private Shapes() {}

    /** The first of these fields that holds a text or a number; null: none does. */
    static @Nullable String text(JsonNode node, String... names) {
        for (String name : names) {
            JsonNode one = node.path(name);
            if (one.isString() || one.isNumber()) {
                String text = one.asString("");
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        return null;
    }

    static String word(JsonNode node, String... names) {
        String text = text(node, names);
        return text == null ? "" : text;
    }

    /** True, 1, "1" and "true" are yes. */
    static @Nullable Boolean yes(JsonNode node, String name) {
        JsonNode one = node.path(name);
        if (one.isBoolean()) {
            return one.asBoolean();
        }
        if (one.isNumber()) {
            return one.asInt() != 0;
        }
        if (one.isString()) {
            String said = one.asString("").toLowerCase(Locale.ROOT);
            return said.isEmpty() ? null : (Boolean) (said.equals("1") || said.equals("true"));
        }
        return null;
    }

    static boolean isYes(JsonNode node, String name) {
        return Boolean.TRUE.equals(yes(node, name));
    }

    /** ISO text, or seconds or milliseconds since 1970. */
    static @Nullable Instant time(JsonNode node, String... names) {
        for (String name : names) {
            String said = text(node, name);
            if (said == null) {
                continue;
            }
            try {
                if (said.matches("\\d{9,17}(\\.0*)?")) {
                    long number = Long.parseLong(said.replaceAll("\\..*", ""));
                    return number > 99_999_999_999L ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
                }
                return OffsetDateTime.parse(said).toInstant();
            } catch (DateTimeException | NumberFormatException notATime) {
                // human words such as "2 weeks ago" tell no time
            }
        }
        return null;
    }

    static @Nullable Integer whole(JsonNode node, String name) {
        JsonNode one = node.path(name);
        return one.isNumber() ? (Integer) one.asInt() : null;
    }

    /** A list, or null where the answer holds none. */
    static <T> @Nullable OutreachPage<T> page(JsonNode root, Function<JsonNode, @Nullable T> each) {
        JsonNode items = root.path("items");
        if (!items.isArray()) {
            return null;
        }
        List<T> read = new ArrayList<>();
        for (JsonNode item : items) {
            T one = item.isObject() ? each.apply(item) : null;
            if (one != null) {
                read.add(one);
            }
        }
        return new OutreachPage<>(read, text(root, "cursor"));
    }

    static @Nullable OutreachAccount account(JsonNode node) {
        String id = text(node, "id", "account_id");
        if (id == null) {
            return null;
        }
        String type = word(node, "type").toUpperCase(Locale.ROOT);
        JsonNode im = node.path("connection_params").path("im");
        JsonNode mail = node.path("connection_params").path("mail");
        Network network = type.equals("LINKEDIN")
                ? Network.LINKEDIN
                : Set.of("GOOGLE_OAUTH", "GOOGLE", "OUTLOOK", "MAIL", "ICLOUD", "EXCHANGE", "IMAP")
                                .contains(type)
                        ? Network.MAIL
                        : Network.OTHER;
        Set<Product> products = EnumSet.noneOf(Product.class);
        Boolean premium =
                network == Network.LINKEDIN && im.has("premiumId") ? (Boolean) (text(im, "premiumId") != null) : null;
        for (JsonNode feature : im.path("premiumFeatures")) {
            switch (feature.asString("").toLowerCase(Locale.ROOT)) {
                case "recruiter" -> products.add(Product.RECRUITER);
                case "sales_navigator" -> products.add(Product.SALES_NAVIGATOR);
                default -> {}
            }
            premium = true;
        }
        if (network == Network.LINKEDIN) {
            products.add(Product.CLASSIC);
        }
        String address = text(mail, "username", "email", "identifier");
        return new OutreachAccount(
                id,
                network,
                text(node, "name") == null ? id : word(node, "name"),
                status(node),
                text(im, "id"),
                network == Network.MAIL ? or(address, text(node, "name")) : null,
                products,
                premium,
                time(node, "created_at"));
    }

    /** The worst of the account's sources: it works only where all of them do. */
    private static Status status(JsonNode node) {
        Status worst = null;
        for (JsonNode source : node.path("sources")) {
            Status one = status(word(source, "status"));
            if (worst == null || worst == Status.OK || one != Status.OK && one.ordinal() > worst.ordinal()) {
                worst = one;
            }
        }
        return worst == null ? status(word(node, "status")) : worst;
    }

    /** A status or what an account's news says. */
    static Status status(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "OK", "IDLE", "RECONNECTED", "SYNC_SUCCESS", "CREATION_SUCCESS" -> Status.OK;
            case "CONNECTING" -> Status.CONNECTING;
            case "CREDENTIALS" -> Status.CREDENTIALS;
            case "PERMISSIONS" -> Status.PERMISSIONS;
            case "STOPPED", "PAUSED", "NOT_SETUP" -> Status.STOPPED;
            case "ERROR" -> Status.ERROR;
            case "DELETED" -> Status.DELETED;
            default -> Status.UNKNOWN;
        };
    }

    static @Nullable OutreachProfile profile(JsonNode node) {
        String id = text(node, "provider_id");
        if (id == null) {
            return null;
        }
        Boolean connected = yes(node, "is_relationship");
        Integer distance = distance(word(node, "network_distance"));
        if (connected == null && distance != null) {
            connected = distance == 1;
        }
        List<OutreachProfile.Work> work = new ArrayList<>();
        for (JsonNode one : node.path("work_experience")) {
            String company = text(one, "company", "company_name");
            if (company != null) {
                String end = text(one, "end", "end_date");
                work.add(new OutreachProfile.Work(
                        company,
                        text(one, "position", "title"),
                        text(one, "start", "start_date"),
                        end == null && !Boolean.FALSE.equals(yes(one, "current"))));
            }
        }
        List<String> emails = new ArrayList<>();
        node.path("contact_info").path("emails").forEach(email -> emails.add(email.asString("")));
        emails.removeIf(String::isBlank);
        return new OutreachProfile(
                id,
                text(node, "public_identifier"),
                text(node, "first_name"),
                text(node, "last_name"),
                text(node, "headline"),
                connected,
                invitation(node.path("invitation")),
                distance,
                yes(node, "can_send_inmail"),
                yes(node, "is_open_profile"),
                whole(node, "connections_count"),
                work,
                emails);
    }

    /** Credits by product; public clients of the service read these fields, its own pages do not show them. Null is no plan of that kind. */
    static @Nullable Map<Product, Integer> inmailCredits(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        Map<Product, Integer> credits = new EnumMap<>(Product.class);
        Map.of(
                        "premium", Product.CLASSIC,
                        "sales_navigator", Product.SALES_NAVIGATOR,
                        "recruiter", Product.RECRUITER)
                .forEach((name, product) -> {
                    Integer left = whole(node, name);
                    if (left != null) {
                        credits.put(product, Math.max(0, left));
                    }
                });
        return credits;
    }

    private static @Nullable Integer distance(String word) {
        return switch (word) {
            case "FIRST_DEGREE" -> 1;
            case "SECOND_DEGREE" -> 2;
            case "THIRD_DEGREE" -> 3;
            case "OUT_OF_NETWORK" -> 4;
            default -> null;
        };
    }

    private static OutreachProfile.@Nullable Invitation invitation(JsonNode node) {
        OutreachProfile.Invitation.Standing standing = switch (word(node, "status")) {
            case "PENDING" -> OutreachProfile.Invitation.Standing.PENDING;
            case "IGNORED" -> OutreachProfile.Invitation.Standing.IGNORED;
            case "WITHDRAWN" -> OutreachProfile.Invitation.Standing.WITHDRAWN;
            default -> null;
        };
        return standing == null
                ? null
                : new OutreachProfile.Invitation(!word(node, "type").equals("RECEIVED"), standing);
    }

    static @Nullable OutreachRelation relation(JsonNode node) {
        return new OutreachRelation(
                // the SDK's types call it member_id; provider_id is what other lists call the same
                text(node, "member_id", "provider_id"),
                text(node, "member_urn"),
                text(node, "connection_urn"),
                text(node, "public_identifier"),
                text(node, "public_profile_url"),
                text(node, "first_name"),
                text(node, "last_name"),
                text(node, "headline"),
                time(node, "created_at"));
    }

    static @Nullable OutreachInvitation sentInvitation(JsonNode node) {
        String id = text(node, "id", "invitation_id");
        return id == null
                ? null
                : new OutreachInvitation(
                        id,
                        text(node, "invited_user_id"),
                        text(node, "invited_user_public_id"),
                        text(node, "invited_user"),
                        text(node, "invitation_text"),
                        time(node, "parsed_datetime", "date"));
    }

    static @Nullable OutreachChat chat(JsonNode node) {
        String id = text(node, "id");
        if (id == null) {
            return null;
        }
        boolean writable = !isYes(node, "read_only");
        for (JsonNode off : node.path("disabledFeatures")) {
            writable &= !off.asString("").equals("reply");
        }
        Integer unread = whole(node, "unread_count");
        return new OutreachChat(
                id,
                text(node, "attendee_provider_id"),
                text(node, "name"),
                text(node, "subject"),
                time(node, "timestamp"),
                unread == null ? 0 : unread,
                writable);
    }

    static @Nullable OutreachMessage message(JsonNode node) {
        String id = text(node, "id", "message_id");
        String chat = text(node, "chat_id");
        return id == null || chat == null
                ? null
                : new OutreachMessage(
                        id,
                        chat,
                        isYes(node, "is_sender"),
                        text(node, "sender_id", "sender_attendee_id"),
                        text(node, "text", "message"),
                        time(node, "timestamp"),
                        isYes(node, "is_event"),
                        isYes(node, "deleted"));
    }

    /** @param event {@code mail_sent} and the like where it is news; empty otherwise */
    static @Nullable OutreachMail mail(JsonNode node, String event) {
        String id = text(node, "email_id", "id");
        if (id == null) {
            return null;
        }
        boolean ours = event.equals("mail_sent") || word(node, "role").equalsIgnoreCase("sent");
        for (JsonNode folder : node.path("folders")) {
            ours |= folder.asString("").equalsIgnoreCase("sent");
        }
        List<String> to = new ArrayList<>();
        for (JsonNode attendee : node.path("to_attendees")) {
            String address = text(attendee, "identifier");
            if (address != null) {
                to.add(address.toLowerCase(Locale.ROOT));
            }
        }
        Map<String, String> headers = new HashMap<>();
        for (JsonNode header : node.path("headers")) {
            String name = text(header, "name");
            if (name != null) {
                headers.putIfAbsent(name.toLowerCase(Locale.ROOT), word(header, "value"));
            }
        }
        JsonNode answers = node.path("in_reply_to");
        String inReplyTo = answers.isObject() ? text(answers, "message_id", "id") : text(node, "in_reply_to");
        return new OutreachMail(
                id,
                text(node, "message_id"),
                or(inReplyTo, headers.get("in-reply-to")),
                ours,
                word(node.path("from_attendee"), "identifier").toLowerCase(Locale.ROOT),
                to,
                text(node, "subject"),
                text(node, "body_plain", "body"),
                headers,
                time(node, "date"),
                text(node, "tracking_id"));
    }

    private static @Nullable String or(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}

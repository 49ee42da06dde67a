package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.Hook;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.Job;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import io.salessync.sandbox.unipile.Truth.Tie;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the vendor tells of each thing, in its own form. */
final class Told {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final World world;

    Told(World world) {
        this.world = world;
    }

    static ObjectNode object(String name) {
        return Json.MAPPER.createObjectNode().put("object", name);
    }

    static String moment(Instant at) {
        return MOMENT.format(at);
    }

    ObjectNode account(LinkedAccount account) {
        ObjectNode node = object("Account");
        node.put("id", account.id);
        node.put("name", account.name);
        node.put("type", account.type);
        node.put("created_at", moment(world.told(account.created)));
        ObjectNode params = node.putObject("connection_params");
        if (account.linkedin()) {
            ObjectNode im = params.putObject("im");
            im.put("id", world.providerId(world.person(account.person), "classic", account.id));
            im.put("username", account.name);
            im.put("publicIdentifier", world.person(account.person).publicId);
            im.putNull("premiumContractId");
            ArrayNode features = im.putArray("premiumFeatures");
            if (account.tier.equals("premium")) {
                features.add("premium");
            } else if (!account.tier.equals("free")) {
                features.add(account.tier);
            }
            account.products.stream()
                    .filter(product -> !product.equals(account.tier))
                    .forEach(features::add);
        } else if (account.type.equals("MAIL")) {
            params.putObject("mail")
                    .put("imap_host", "imap.sandbox.example")
                    .put("imap_port", 993)
                    .put("imap_user", account.email)
                    .put("smtp_host", "smtp.sandbox.example")
                    .put("smtp_port", 465)
                    .put("smtp_user", account.email);
        } else {
            params.putObject("mail").put("id", account.email).put("username", account.email);
        }
        node.putArray("signatures");
        node.putArray("groups");
        node.putArray("sources")
                .addObject()
                .put("id", account.id + (account.linkedin() ? "_MESSAGING" : "_MAILS"))
                .put("status", account.status);
        return node;
    }

    ObjectNode owner(LinkedAccount account) {
        ObjectNode node = object("AccountOwnerProfile");
        if (account.type.equals("GOOGLE_OAUTH")) {
            node.put("provider", "GMAIL").put("email", account.email);
            node.putArray("aliases").addObject().put("email", account.email).put("is_primary", true);
            return node;
        }
        if (!account.linkedin()) {
            node.put("provider", "IMAP");
            ObjectNode params = node.putObject("connection_params");
            params.putObject("imap")
                    .put("username", account.email)
                    .put("port", 993)
                    .put("host", "imap.sandbox.example");
            params.putObject("smtp")
                    .put("username", account.email)
                    .put("port", 465)
                    .put("host", "smtp.sandbox.example");
            return node;
        }
        Person self = world.person(account.person);
        String id = world.providerId(self, "classic", account.id);
        node.put("provider", "LINKEDIN");
        node.put("provider_id", id);
        node.put("entity_urn", "urn:li:fsd_profile:" + id);
        node.put("object_urn", urn(self));
        node.put("first_name", self.firstName);
        node.put("last_name", self.lastName);
        node.putNull("profile_picture_url");
        node.put("public_profile_url", "https://www.linkedin.com/in/" + self.publicId);
        node.put("public_identifier", self.publicId);
        node.put("headline", self.headline);
        node.put("location", self.location);
        node.put("email", account.email);
        node.put("premium", !account.tier.equals("free"));
        node.put("open_profile", false);
        node.put("occupation", self.headline);
        seat(node, "recruiter", account);
        seat(node, "sales_navigator", account);
        return node;
    }

    private static void seat(ObjectNode node, String product, LinkedAccount account) {
        if (account.has(product)) {
            node.putObject(product).put("owner_seat_id", "seat-" + account.id).put("contract_id", "contract-1");
        } else {
            node.putNull(product);
        }
    }

    static String urn(Person person) {
        return "urn:li:member:" + (100_000_000 + person.number * 7_919);
    }

    /** A profile as the account sees it. */
    ObjectNode profile(Person person, LinkedAccount account, String product, boolean sections, boolean blank) {
        ObjectNode node = object("UserProfile");
        node.put("provider", "LINKEDIN");
        node.put("provider_id", world.providerId(person, product, account.id));
        node.put("public_identifier", blank ? null : person.publicId);
        node.put("member_urn", urn(person));
        node.put("first_name", blank ? null : person.firstName);
        node.put("last_name", blank ? null : person.lastName);
        node.put("headline", person.headline);
        node.put("location", person.location);
        node.putArray("websites");
        boolean tied = world.tie(account.id, person.key) != null;
        node.put("is_open_profile", person.openProfile);
        node.put("is_premium", person.openProfile);
        node.put("can_send_inmail", !account.credits.isEmpty());
        node.put("is_self", person.key.equals(account.person));
        node.put("is_relationship", tied);
        node.put("network_distance", tied ? "FIRST_DEGREE" : person.number % 3 == 0 ? "THIRD_DEGREE" : "SECOND_DEGREE");
        node.put("connections_count", 80 + person.number * 37 % 4_000);
        node.put("follower_count", 90 + person.number * 53 % 6_000);
        if (person.publicId != null && !blank) {
            node.put("public_profile_url", "https://www.linkedin.com/in/" + person.publicId);
        }
        if (tied && person.email != null) {
            node.putObject("contact_info").putArray("emails").add(person.email);
        }
        invitation(node, person, account, tied);
        if (sections) {
            ArrayNode jobs = node.putArray("work_experience");
            job(jobs, person.title, person.company, person.inJobSince, null);
            for (Job job : person.otherJobs.reversed()) {
                job(jobs, job.title(), job.company(), job.from(), null);
            }
            for (Job job : person.formerJobs.reversed()) {
                job(jobs, job.title(), job.company(), job.from(), job.to());
            }
        }
        return node;
    }

    private void invitation(ObjectNode node, Person person, LinkedAccount account, boolean tied) {
        List<Invitation> all = world.invitations(account.id, person.key);
        if (tied || all.isEmpty()) {
            return;
        }
        Invitation last = all.getLast();
        String status = switch (last.status) {
            case "PENDING" -> "PENDING";
            case "WITHDRAWN" -> "WITHDRAWN";
            default -> "IGNORED";
        };
        if (!last.status.equals("ACCEPTED")) {
            node.putObject("invitation")
                    .put("type", last.received ? "RECEIVED" : "SENT")
                    .put("status", status);
        }
    }

    private void job(ArrayNode jobs, String title, String company, Instant from, @Nullable Instant to) {
        DateTimeFormatter month =
                DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);
        ObjectNode job = jobs.addObject();
        job.put("position", title);
        job.put("company", company);
        job.put("current", to == null);
        job.put("start", month.format(world.told(from)));
        job.put("end", to == null ? null : month.format(world.told(to)));
    }

    ObjectNode relation(Tie tie, String product) {
        Person person = world.person(tie.person());
        ObjectNode node = object("UserRelation");
        String id = world.providerId(person, product, tie.account());
        String name = person.publicId == null ? id : person.publicId;
        node.put("member_id", id);
        node.put("member_urn", urn(person));
        node.put("connection_urn", "urn:li:fsd_connection:" + id);
        node.put("public_identifier", name);
        node.put("public_profile_url", "https://www.linkedin.com/in/" + name + "/");
        node.put("first_name", person.firstName == null ? "" : person.firstName);
        node.put("last_name", person.lastName == null ? "" : person.lastName);
        node.put("headline", person.headline);
        node.put("created_at", tie.told().toEpochMilli());
        return node;
    }

    ObjectNode invitationSent(Invitation invitation, boolean blank) {
        Person person = world.person(invitation.person);
        ObjectNode node = object("InvitationSent");
        node.put("id", invitation.id);
        node.put("invited_user", blank ? null : person.name());
        node.put("invited_user_id", blank ? null : world.providerId(person, "classic", invitation.account));
        node.put("invited_user_public_id", blank ? null : person.publicId);
        node.put("invited_user_description", blank ? null : person.headline);
        node.put("date", ago(invitation.at));
        if (blank) {
            node.putNull("parsed_datetime");
        } else {
            node.put("parsed_datetime", moment(invitation.told));
        }
        node.put("invitation_text", invitation.note);
        return node;
    }

    ObjectNode invitationReceived(Invitation invitation) {
        Person person = world.person(invitation.person);
        ObjectNode node = object("InvitationReceived");
        node.put("id", invitation.id);
        node.put("date", ago(invitation.at));
        node.put("parsed_datetime", moment(invitation.told));
        node.put("invitation_text", invitation.note);
        node.putObject("inviter")
                .put("inviter_name", person.name())
                .put("inviter_id", world.providerId(person, "classic", invitation.account))
                .put("inviter_public_identifier", person.publicId == null ? "" : person.publicId)
                .put("inviter_description", person.headline);
        node.putObject("specifics").put("provider", "LINKEDIN").put("shared_secret", secret(invitation));
        return node;
    }

    String secret(Invitation invitation) {
        return Dice.letters(8, world.seed(), "secret", invitation.id);
    }

    private String ago(Instant at) {
        Duration since = Duration.between(at, world.now());
        long days = since.toDays();
        if (days == 0) {
            return "Sent today";
        }
        return days < 7 ? plural(days, "day") : days < 31 ? plural(days / 7, "week") : plural(days / 30, "month");
    }

    private static String plural(long many, String unit) {
        return "Sent " + many + " " + unit + (many == 1 ? "" : "s") + " ago";
    }

    ObjectNode chat(Chat chat) {
        Person person = world.person(chat.person);
        ObjectNode node = object("Chat");
        node.put("id", chat.id);
        node.put("account_id", chat.account);
        node.put("account_type", "LINKEDIN");
        node.put("provider_id", chat.providerId);
        boolean group = !chat.others.isEmpty();
        if (!group) {
            node.put("attendee_provider_id", world.providerId(person, "classic", chat.account));
        }
        node.put("name", group ? "Group" : null);
        node.put("type", group ? 1 : 0);
        node.put("timestamp", moment(chat.told));
        node.put("unread_count", chat.unread);
        node.put("archived", 0);
        node.putNull("muted_until");
        node.put("read_only", chat.readOnly ? 1 : 0);
        ArrayNode disabled = node.putArray("disabledFeatures");
        if (chat.readOnly) {
            disabled.add("reply");
        }
        if (chat.subject != null) {
            node.put("subject", chat.subject);
        }
        if (chat.inmail) {
            node.put("content_type", "inmail");
        }
        node.putArray("folder").add("INBOX").add("INBOX_LINKEDIN_CLASSIC");
        return node;
    }

    ObjectNode message(Message message, Chat chat) {
        Person sender = world.person(message.mine ? self(message.account) : message.person);
        String id = world.providerId(sender, "classic", message.account);
        ObjectNode node = object("Message");
        node.put("id", message.id);
        node.put("provider_id", "2-" + message.id);
        node.put("account_id", message.account);
        node.put("chat_id", chat.id);
        node.put("chat_provider_id", chat.providerId);
        node.put("sender_id", id);
        node.put("sender_attendee_id", attendeeId(sender, message.account));
        node.put("text", message.deleted ? null : message.text);
        ArrayNode attachments = node.putArray("attachments");
        for (int i = 0; i < message.attachments.size(); i++) {
            attachments
                    .addObject()
                    .put("id", message.id + "-" + i)
                    .put("unavailable", false)
                    .put("type", "file")
                    .put("file_name", message.attachments.get(i));
        }
        node.put("timestamp", moment(message.told));
        node.put("is_sender", message.mine ? 1 : 0);
        node.putArray("reactions");
        node.put("seen", message.mine ? 0 : 1);
        node.putObject("seen_by");
        node.put("hidden", 0);
        node.put("deleted", message.deleted ? 1 : 0);
        node.put("edited", 0);
        node.put("is_event", 0);
        node.put("delivered", 1);
        node.putNull("behavior");
        node.put("original", "{\"entityUrn\":\"urn:li:msg_message:" + message.id + "\"}");
        return node;
    }

    String self(String account) {
        LinkedAccount known = world.accountOrNull(account);
        return known == null ? "self-" + account : known.person;
    }

    String attendeeId(Person person, String account) {
        return "A" + Dice.letters(18, world.seed(), "attendee", person.key, account);
    }

    ObjectNode attendee(Person person, String account) {
        ObjectNode node = object("ChatAttendee");
        boolean self = person.key.equals(self(account));
        node.put("id", attendeeId(person, account));
        node.put("account_id", account);
        node.put("provider_id", world.providerId(person, "classic", account));
        node.put("name", person.name());
        node.put("is_self", self ? 1 : 0);
        node.put("hidden", 0);
        String name = person.publicId == null ? world.providerId(person, "classic", account) : person.publicId;
        node.put("profile_url", "https://www.linkedin.com/in/" + name);
        boolean tied = world.tie(account, person.key) != null;
        node.putObject("specifics")
                .put("provider", "LINKEDIN")
                .put("member_urn", urn(person))
                .put("occupation", person.headline)
                .put("network_distance", tied ? "DISTANCE_1" : "DISTANCE_2")
                .put("pending_invitation", world.pending(account, person.key, false) != null);
        return node;
    }

    ObjectNode mail(Mail mail, boolean headers, boolean metaOnly) {
        LinkedAccount account = world.accountOrNull(mail.account);
        ObjectNode node = object("Email");
        node.put("id", mail.id);
        node.put("kind", metaOnly ? "1_meta" : "2_full");
        node.put("account_id", mail.account);
        node.put("type", account == null ? "MAIL" : account.type);
        node.put("date", moment(mail.told));
        node.put("role", mail.mine ? "sent" : "inbox");
        node.putArray("folders").add(mail.mine ? "Sent" : "Inbox");
        node.putArray("folderIds").add(mail.mine ? "sent" : "inbox");
        node.put("read_date", mail.read ? moment(mail.told) : null);
        node.put("message_id", mail.messageId);
        node.put("provider_id", mail.providerId);
        mailFields(node, mail);
        node.put("body", metaOnly ? "" : mail.body);
        node.put("body_plain", metaOnly ? "" : mail.body.replaceAll("<[^>]*>", ""));
        if (headers && !metaOnly) {
            ArrayNode list = node.putArray("headers");
            headersOf(mail)
                    .forEach((name, value) -> list.addObject().put("name", name).put("value", value));
        }
        return node;
    }

    private java.util.Map<String, String> headersOf(Mail mail) {
        java.util.Map<String, String> headers = new java.util.LinkedHashMap<>();
        headers.put("Message-ID", mail.messageId);
        headers.put("Subject", mail.subject);
        Mail parent = mail.parent == null ? null : world.mail(mail.parent, mail.account);
        if (parent != null) {
            headers.put("In-Reply-To", parent.messageId);
            headers.put("References", parent.messageId);
        }
        headers.putAll(mail.headers);
        return headers;
    }

    /** What a mail has in common where it is listed and where it is announced. */
    void mailFields(ObjectNode node, Mail mail) {
        node.set("from_attendee", address(mail.from, mail.fromName));
        addresses(node.putArray("to_attendees"), mail.to);
        addresses(node.putArray("cc_attendees"), mail.cc);
        addresses(node.putArray("bcc_attendees"), mail.bcc);
        node.putArray("reply_to_attendees");
        node.put("subject", mail.subject);
        node.put("has_attachments", !mail.attachments.isEmpty());
        node.put("origin", mail.mine ? "unipile" : "external");
        Mail parent = mail.parent == null ? null : world.mail(mail.parent, mail.account);
        if (parent != null) {
            node.putObject("in_reply_to").put("message_id", parent.messageId).put("id", parent.id);
        }
        node.put("tracking_id", mail.trackingId);
        node.put("thread_id", mail.thread);
        node.putArray("attachments");
    }

    private static void addresses(ArrayNode list, List<String> addresses) {
        addresses.forEach(each -> list.add(address(each, "")));
    }

    private static ObjectNode address(String address, String name) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("identifier", address).put("identifier_type", "EMAIL_ADDRESS");
        if (!name.isEmpty()) {
            node.put("display_name", name);
        }
        return node;
    }

    ObjectNode hook(Hook hook) {
        ObjectNode node = object("Webhook");
        node.put("id", hook.id);
        node.put("type", "AUTO");
        ArrayNode accounts = node.putArray("account_ids");
        for (String id : hook.accounts) {
            LinkedAccount account = world.accountOrNull(id);
            String type = account == null || account.linkedin() ? "LINKEDIN" : account.type.replace("_OAUTH", "");
            accounts.addObject().put("id", id).put("type", type);
        }
        node.put("enabled", hook.enabled);
        if (hook.name != null) {
            node.put("name", hook.name);
        }
        node.put("request_url", hook.url);
        node.put("source", hook.source);
        node.put("format", hook.format);
        ArrayNode headers = node.putArray("headers");
        hook.headers.forEach(each -> headers.addObject().put("key", each.key()).put("value", each.value()));
        ArrayNode data = node.putArray("data");
        hook.data.forEach(each -> data.addObject().put("name", each.value()).put("key", each.key()));
        // the client's published type of an event knows those of messages and mails alone
        if (hook.source.equals("messaging") || hook.source.startsWith("email")) {
            ArrayNode events = node.putArray("events");
            hook.events.forEach(events::add);
        }
        return node;
    }
}

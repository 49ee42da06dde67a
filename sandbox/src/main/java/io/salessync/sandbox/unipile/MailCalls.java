package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Reply;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mails and their folders. */
final class MailCalls {
    private final World world;
    private final Told told;
    private final Play play;

    MailCalls(World world, Told told, Play play) {
        this.world = world;
        this.told = told;
        this.play = play;
    }

    @Nullable Reply answer(Call call) {
        String asked = call.method() + " " + call.part(0) + (call.path().size() > 1 ? "/one" : "");
        return switch (asked) {
            case "POST emails" -> Reply.json(201, send(call));
            case "GET emails" -> Reply.json(200, list(call));
            case "GET emails/one" ->
                Reply.json(200, told.mail(needed(call), call.asks("include_headers"), call.asks("meta_only")));
            case "PUT emails/one" -> {
                needed(call).read = !call.form().asks("unread");
                world.changed();
                yield Reply.json(200, Told.object("EmailUpdated"));
            }
            case "DELETE emails/one" -> {
                world.forget(needed(call));
                yield Reply.json(200, Told.object("EmailDeleted"));
            }
            case "GET folders" -> Reply.json(200, folders(call));
            default -> null;
        };
    }

    private Mail needed(Call call) {
        Mail mail = world.mail(call.part(1), call.asked("account_id"));
        if (mail == null) {
            throw UnipileFault.missing("email");
        }
        return mail;
    }

    private ObjectNode list(Call call) {
        LinkedAccount account = world.accountNeeded(call.asked("account_id"));
        String role = call.asked("role");
        String folder = call.asked("folder");
        List<Mail> found = new ArrayList<>();
        for (Mail mail : world.truth().mails.reversed()) {
            String own = mail.mine ? "sent" : "inbox";
            boolean seen = account.staleSince == null || !mail.at.isAfter(account.staleSince);
            boolean inRole = role == null || role.equals("all") || role.equals(own);
            boolean inFolder = folder == null || folder.equalsIgnoreCase(own);
            if (mail.account.equals(account.id)
                    && seen
                    && inRole
                    && inFolder
                    && addressed(call.asked("from"), List.of(mail.from))
                    && addressed(call.asked("to"), mail.to)
                    && anybody(call.asked("any_email"), mail)
                    && Paging.within(call, mail.told)) {
                found.add(mail);
            }
        }
        boolean headers = call.asks("include_headers");
        boolean meta = call.asks("meta_only");
        return Paging.byLast(
                call,
                "EmailList",
                found,
                mail -> new Paging.Mark(mail.id, mail.told),
                mail -> told.mail(mail, headers, meta));
    }

    private static boolean addressed(@Nullable String asked, List<String> addresses) {
        return asked == null || addresses.stream().anyMatch(each -> each.equalsIgnoreCase(asked));
    }

    private static boolean anybody(@Nullable String asked, Mail mail) {
        if (asked == null) {
            return true;
        }
        List<String> all = new ArrayList<>(mail.to);
        all.add(mail.from);
        all.addAll(mail.cc);
        all.addAll(mail.bcc);
        return List.of(asked.toLowerCase(Locale.ROOT).split(",", -1)).stream()
                .anyMatch(each -> addressed(each.strip(), all));
    }

    private static List<String> addresses(Form form, String name) {
        List<String> addresses = new ArrayList<>();
        JsonNode list = form.tree(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw UnipileFault.wrong("The field " + name + " has to be a list of {display_name, identifier}.");
        }
        for (JsonNode each : list) {
            String address = each.path("identifier").asString("").strip();
            if (!address.matches("[^\\s@]+@[^\\s@]+")) {
                throw UnipileFault.of("invalid_recipient", "'" + address + "' is no e-mail address.");
            }
            addresses.add(address);
        }
        return addresses;
    }

    private ObjectNode send(Call call) {
        Form form = call.form();
        LinkedAccount account = world.accountNeeded(form.needed("account_id"));
        if (account.linkedin()) {
            throw UnipileFault.of("invalid_account", "E-mails are for mail accounts alone.");
        }
        UnipileApi.writable(account);
        List<String> to = addresses(form, "to");
        if (to.isEmpty()) {
            throw UnipileFault.of("missing_parameters", "The field to is missing.");
        }
        List<String> cc = addresses(form, "cc");
        List<String> bcc = addresses(form, "bcc");
        JsonNode headers = form.tree("custom_headers");
        for (JsonNode each : headers) {
            String name = each.path("name").asString("");
            String value = each.path("value").asString("");
            if (!name.matches("[!-9;-~]+") || value.matches("(?s).*[\\r\\n].*")) {
                throw UnipileFault.of("invalid_headers", "'" + name + "' is no header that can be sent.");
            }
        }
        JsonNode from = form.tree("from");
        String sender = from.path("identifier").asString(account.email);
        if (!sender.equalsIgnoreCase(account.email)) {
            throw UnipileFault.of("send_as_denied", "The account may not send as " + sender + ".");
        }
        Mail parent = null;
        String parentId = form.get("reply_to");
        if (parentId != null && !parentId.isBlank()) {
            parent = world.mail(parentId, account.id);
            if (parent == null) {
                throw UnipileFault.of("parent_mail_not_found", "The mail to reply to is not in the mailbox.");
            }
        }
        if (Quotas.reached(account, Quotas.MAIL, world.now()) != null) {
            throw UnipileFault.of("too_many_requests", "Too many mails were sent in a day.");
        }
        Quotas.use(account, Quotas.MAIL, world.now());
        Mail mail = world.mail(account, true);
        mail.from = account.email;
        mail.fromName = from.path("display_name").asString(account.name);
        mail.to.addAll(to);
        mail.cc.addAll(cc);
        mail.bcc.addAll(bcc);
        mail.subject = form.text("subject");
        mail.body = form.text("body");
        mail.attachments.addAll(form.files());
        headers.forEach(each -> mail.headers.put(
                each.path("name").asString(""), each.path("value").asString("")));
        JsonNode tracking = form.tree("tracking_options");
        mail.opens = tracking.path("opens").asBoolean(false);
        mail.links = tracking.path("links").asBoolean(false);
        mail.label = tracking.path("label").isString() ? tracking.path("label").asString() : null;
        if (parent != null) {
            mail.parent = parent.id;
            mail.thread = parent.thread;
        }
        Person person = world.byEmail(to.getFirst());
        mail.person = person == null ? null : person.key;
        play.mailed(mail);
        ObjectNode answer = Told.object("EmailSent");
        answer.put("tracking_id", mail.trackingId);
        answer.put("provider_id", call.hit("null_ids") ? null : mail.providerId);
        return answer;
    }

    private ObjectNode folders(Call call) {
        String asked = call.asked("account_id");
        ObjectNode list = Told.object("FolderList");
        ArrayNode items = list.putArray("items");
        for (LinkedAccount account : world.truth().accounts.values()) {
            if (!account.linkedin() && (asked == null || asked.equals(account.id))) {
                for (String role : List.of("inbox", "sent")) {
                    items.add(Told.object("Folder")
                            .put("id", account.id + "-" + role)
                            .put("name", role.equals("sent") ? "Sent" : "Inbox")
                            .put("account_id", account.id)
                            .put("role", role)
                            .put("provider_id", role));
                }
            }
        }
        return list;
    }
}

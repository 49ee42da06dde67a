package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Reply;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Chats, their messages and those who take part. */
final class ChatCalls {
    private final World world;
    private final Told told;
    private final Play play;

    ChatCalls(World world, Told told, Play play) {
        this.world = world;
        this.told = told;
        this.play = play;
    }

    @Nullable Reply answer(Call call) {
        String asked = call.method() + " " + call.part(0)
                + switch (call.path().size()) {
                    case 1 -> "";
                    case 2 -> "/one";
                    default -> "/one/" + call.part(2);
                };
        return switch (asked) {
            case "POST chats" -> Reply.json(201, start(call));
            case "GET chats" -> Reply.json(200, chats(call, chat -> true));
            case "GET chats/one" -> Reply.json(200, one(needed(call.part(1))));
            case "PATCH chats/one" -> Reply.json(200, read(call));
            case "GET chats/one/messages" -> Reply.json(200, messagesOf(call));
            case "POST chats/one/messages" -> Reply.json(201, reply(call));
            case "GET chats/one/attendees" -> Reply.json(200, attendeesOf(needed(call.part(1))));
            case "GET messages" -> Reply.json(200, messages(call, message -> true));
            case "GET messages/one" -> Reply.json(200, message(call.part(1)));
            case "GET chat_attendees" -> Reply.json(200, attendees(call));
            case "GET chat_attendees/one" -> Reply.json(200, attendee(call.part(1)));
            case "GET chat_attendees/one/messages" -> {
                Attendee who = who(call.part(1));
                yield Reply.json(
                        200,
                        messages(
                                call,
                                message ->
                                        message.account.equals(who.account) && message.person.equals(who.person.key)));
            }
            case "GET chat_attendees/one/chats" -> {
                Attendee who = who(call.part(1));
                yield Reply.json(
                        200,
                        chats(call, chat -> chat.account.equals(who.account) && chat.person.equals(who.person.key)));
            }
            default -> null;
        };
    }

    Chat needed(String id) {
        Chat chat = world.chatById(id);
        if (chat == null) {
            throw UnipileFault.missing("chat");
        }
        return chat;
    }

    private boolean seen(String account, Instant at) {
        LinkedAccount known = world.accountOrNull(account);
        return known != null && (known.staleSince == null || !at.isAfter(known.staleSince));
    }

    private ObjectNode one(Chat chat) {
        ObjectNode node = told.chat(chat);
        List<Message> messages = world.messages(chat.id);
        if (messages.isEmpty()) {
            node.putNull("lastMessage");
        } else {
            node.set("lastMessage", told.message(messages.getLast(), chat));
        }
        return node;
    }

    private ObjectNode chats(Call call, Predicate<Chat> asked) {
        String accounts = call.asked("account_id");
        List<String> only = accounts == null ? List.of() : List.of(accounts.split(",", -1));
        List<Chat> found = world.truth().chats.stream()
                .filter(chat -> only.isEmpty() || only.contains(chat.account))
                .filter(chat -> world.accountOrNull(chat.account) != null)
                .filter(chat -> !world.messages(chat.id).isEmpty())
                .filter(chat -> Paging.within(call, chat.told))
                .filter(chat -> !call.asks("unread") || chat.unread > 0)
                .filter(asked)
                .sorted(Comparator.comparing((Chat chat) -> chat.told)
                        .reversed()
                        .thenComparing(chat -> chat.id))
                .toList();
        return Paging.byLast(call, "ChatList", found, chat -> new Paging.Mark(chat.id, chat.told), told::chat);
    }

    private ObjectNode messagesOf(Call call) {
        Chat chat = needed(call.part(1));
        return messages(call, message -> message.chat.equals(chat.id));
    }

    private ObjectNode messages(Call call, Predicate<Message> asked) {
        String account = call.asked("account_id");
        String sender = call.asked("sender_id");
        List<Message> found = new ArrayList<>();
        for (Message message : world.truth().messages.reversed()) {
            Chat chat = world.chatById(message.chat);
            if (chat == null
                    || (account != null && !account.equals(message.account))
                    || !asked.test(message)
                    || !seen(message.account, message.at)
                    || !Paging.within(call, message.told)) {
                continue;
            }
            if (sender != null) {
                ObjectNode node = told.message(message, chat);
                if (!sender.equals(node.path("sender_id").asString())
                        && !sender.equals(node.path("sender_attendee_id").asString())) {
                    continue;
                }
            }
            found.add(message);
        }
        return Paging.byLast(
                call,
                "MessageList",
                found,
                message -> new Paging.Mark(message.id, message.told),
                message -> told.message(message, Objects.requireNonNull(world.chatById(message.chat))));
    }

    private ObjectNode message(String id) {
        Message message = world.messageById(id);
        if (message == null) {
            throw UnipileFault.missing("message");
        }
        return told.message(message, needed(message.chat));
    }

    private ObjectNode read(Call call) {
        Chat chat = needed(call.part(1));
        if (!"setReadStatus".equals(call.form().get("action"))) {
            throw UnipileFault.wrong("The field action has to be setReadStatus.");
        }
        chat.unread = call.form().asks("value") ? 0 : Math.max(1, chat.unread);
        world.changed();
        return Told.object("ChatPatched");
    }

    // --- writing

    private void writable(LinkedAccount account) {
        UnipileApi.writable(account);
        if (Quotas.reached(account, Quotas.MESSAGE, world.now()) != null) {
            throw UnipileFault.of("too_many_requests", "Too many messages were sent in a short time.");
        }
    }

    private ObjectNode start(Call call) {
        Form form = call.form();
        LinkedAccount account = world.accountNeeded(form.needed("account_id"));
        if (!account.linkedin()) {
            throw UnipileFault.of("invalid_account", "Chats are for LinkedIn accounts alone.");
        }
        writable(account);
        Set<String> ids = new LinkedHashSet<>(form.all("attendees_ids"));
        if (ids.isEmpty()) {
            throw UnipileFault.of("missing_parameters", "The field attendees_ids is missing.");
        }
        String text = text(form);
        String api = form.text("linkedin[api]").isEmpty() ? "classic" : form.text("linkedin[api]");
        boolean inmail = form.asks("linkedin[inmail]") || !api.equals("classic");
        if (!account.has(api)) {
            throw UnipileFault.of("feature_not_subscribed", "The account has no subscription of " + api + ".");
        }
        if (inmail) {
            written(form);
        }
        List<Person> people = new ArrayList<>();
        for (String id : ids) {
            World.Issued known = world.issued(id);
            Person person = known == null ? null : world.find(id, account.id);
            if (known == null || person == null || !known.product().equals(api)) {
                throw UnipileFault.of(
                        "invalid_recipient", "One of attendees_ids is not an id of a user for " + api + ".");
            }
            people.add(person);
        }
        for (Person person : people) {
            reachable(account, person, inmail, api);
        }
        Chat chat;
        if (people.size() == 1) {
            Chat known = world.chat(account.id, people.getFirst().key);
            chat = known == null || (inmail && !known.inmail && world.tie(account.id, people.getFirst().key) == null)
                    ? world.newChat(account.id, people.getFirst().key, List.of(), form.get("subject"), inmail)
                    : known;
        } else {
            List<String> others = people.stream().skip(1).map(each -> each.key).toList();
            chat = world.newChat(account.id, people.getFirst().key, others, form.get("subject"), inmail);
        }
        Message message = send(account, chat, text, form, inmail ? "inmail" : "message");
        ObjectNode answer = Told.object("ChatStarted");
        answer.put("chat_id", call.hit("null_ids") ? null : chat.id);
        answer.put("message_id", call.hit("null_ids") ? null : message.id);
        return answer;
    }

    private void reachable(LinkedAccount account, Person person, boolean inmail, String api) {
        if (person.behaviour.blocks) {
            throw UnipileFault.of("blocked_recipient", "The recipient has blocked this account.");
        }
        if (person.behaviour.unreachable) {
            throw UnipileFault.of("user_unreachable", "The recipient cannot be reached.");
        }
        boolean tied = world.tie(account.id, person.key) != null;
        if (tied) {
            return;
        }
        if (!inmail) {
            throw UnipileFault.of(
                    "no_connection_with_recipient", "The recipient is no first-degree connection of this account.");
        }
        Integer left = account.credits.get(LinkedAccount.plan(api));
        if (left == null) {
            throw UnipileFault.of("not_allowed_inmail", "The account has no plan that sends InMails by " + api + ".");
        }
        if (!person.openProfile) {
            if (left < 1) {
                throw UnipileFault.of("insufficient_credits", "There are no InMail credits left.");
            }
            if (Quotas.reached(account, Quotas.INMAIL, world.now()) != null) {
                throw UnipileFault.of("limit_exceeded", "Too many InMails were sent in a day.");
            }
            account.credits.put(LinkedAccount.plan(api), left - 1);
        }
        Quotas.use(account, Quotas.INMAIL, world.now());
    }

    /** An InMail has a subject, and is shorter than a message. */
    private static void written(Form form) {
        String subject = form.text("subject");
        if (subject.isBlank()) {
            throw UnipileFault.of("missing_parameters", "The field subject is missing.");
        }
        if (subject.length() > 200 || form.text("text").length() > 1_900) {
            throw UnipileFault.of("too_many_characters", "An InMail has at most 200 and 1900 characters.");
        }
    }

    private static String text(Form form) {
        String text = form.text("text");
        if (text.isBlank() && form.files().isEmpty()) {
            throw UnipileFault.of("missing_parameters", "The field text is missing.");
        }
        if (text.length() > 8_000) {
            throw UnipileFault.of("too_many_characters", "The message has more than 8000 characters.");
        }
        return text;
    }

    private Message send(LinkedAccount account, Chat chat, String text, Form form, String kind) {
        Quotas.use(account, Quotas.MESSAGE, world.now());
        Message message = world.message(chat, true, text, kind);
        message.attachments.addAll(form.files());
        play.sent(chat, message);
        return message;
    }

    private ObjectNode reply(Call call) {
        Chat chat = needed(call.part(1));
        LinkedAccount account = world.accountNeeded(chat.account);
        writable(account);
        String text = text(call.form());
        Person person = world.person(chat.person);
        if (person.behaviour.blocks) {
            throw UnipileFault.of("blocked_recipient", "The recipient has blocked this account.");
        }
        boolean answered = world.messages(chat.id).stream().anyMatch(each -> !each.mine);
        if (chat.readOnly || (world.tie(account.id, person.key) == null && !answered)) {
            throw UnipileFault.of("cant_send_message", "Nothing can be sent to this chat at present.");
        }
        Message message = send(account, chat, text, call.form(), "message");
        ObjectNode answer = Told.object("MessageSent");
        answer.put("message_id", call.hit("null_ids") ? null : message.id);
        return answer;
    }

    // --- attendees

    private record Attendee(Person person, String account) {}

    private List<Attendee> everybody(@Nullable String account) {
        Set<String> seen = new LinkedHashSet<>();
        List<Attendee> all = new ArrayList<>();
        for (Chat chat : world.truth().chats) {
            if ((account == null || account.equals(chat.account)) && seen.add(chat.account + " " + chat.person)) {
                all.add(new Attendee(world.person(chat.person), chat.account));
            }
        }
        return all;
    }

    private Attendee who(String id) {
        for (Attendee each : everybody(null)) {
            if (told.attendeeId(each.person, each.account).equals(id)) {
                return each;
            }
        }
        throw UnipileFault.missing("attendee");
    }

    private ObjectNode attendee(String id) {
        Attendee who = who(id);
        return told.attendee(who.person, who.account);
    }

    private ObjectNode attendees(Call call) {
        return Paging.byLast(
                call,
                "ChatAttendeeList",
                everybody(call.asked("account_id")),
                each -> new Paging.Mark(told.attendeeId(each.person, each.account), world.now()),
                each -> told.attendee(each.person, each.account));
    }

    private ObjectNode attendeesOf(Chat chat) {
        ObjectNode list = Told.object("ChatAttendeeList");
        ArrayNode items = list.putArray("items");
        items.add(told.attendee(world.person(chat.person), chat.account));
        chat.others.forEach(other -> items.add(told.attendee(world.person(other), chat.account)));
        return list;
    }
}

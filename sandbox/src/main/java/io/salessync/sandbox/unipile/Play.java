package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.Event;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import io.salessync.sandbox.unipile.Truth.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people do by themselves, when its time has come, and what the vendor tells of it. */
final class Play {
    /** What the service says of an account whose owner signed in again. */
    static final String RECONNECTED = "RECONNECTED";

    private static final int STATUSES = 1_000;

    private final World world;
    private final Told told;
    private final Courier courier;
    private final SandboxClock clock;
    private final ReentrantLock turn = new ReentrantLock();

    Play(World world, Told told, Courier courier, SandboxClock clock) {
        this.world = world;
        this.told = told;
        this.courier = courier;
        this.clock = clock;
    }

    // --- time

    /** Plays what is due by now, unless somebody is at it already. */
    void catchUp() {
        if (turn.tryLock()) {
            try {
                play(clock.instant(), false);
            } finally {
                turn.unlock();
            }
        }
    }

    /** Plays everything up to a time, one after the other, the clock going along; webhooks are brought before it returns. */
    void passTo(Instant until) {
        turn.lock();
        try {
            courier.awaitQuiet();
            play(until, true);
        } finally {
            turn.unlock();
        }
    }

    private void play(Instant until, boolean along) {
        while (true) {
            Event event = world.locked(() -> {
                Event next = world.take(until);
                if (next != null) {
                    if (along) {
                        clock.advanceTo(next.due());
                    }
                    world.playing(next.due());
                    try {
                        happen(next);
                    } finally {
                        world.playing(null);
                    }
                }
                return next;
            });
            if (event == null) {
                return;
            }
            if (event.kind().equals("deliver")) {
                boolean again = event.detail().equals("again");
                if (along) {
                    courier.deliver(event.subject(), again);
                } else {
                    courier.deliverSoon(event.subject(), again);
                }
            }
        }
    }

    private void happen(Event event) {
        switch (event.kind()) {
            case "decide" -> decide(event);
            case "relation" -> relation(event);
            case "reply" -> reply(event);
            case "mail" -> mail(event);
            case "status" -> {
                LinkedAccount account = world.accountOrNull(event.subject());
                if (account != null && event.detail().equals(RECONNECTED)) {
                    status(account, "OK", RECONNECTED);
                    world.due(world.now().plus(Duration.ofMinutes(1)), "sync", account.id, "");
                } else if (account != null) {
                    status(account, event.detail(), event.detail());
                }
            }
            case "sync" -> {
                LinkedAccount account = world.accountOrNull(event.subject());
                if (account != null) {
                    account.syncing = null;
                    tellStatus(account, "SYNC_SUCCESS");
                }
            }
            case "day" -> day(event);
            case "job" -> changeJob(world.person(event.subject()), Json.MAPPER.readTree(event.detail()));
            default -> {}
        }
    }

    // --- invitations

    /** Draws what the person makes of an invitation, and when. */
    void invited(Invitation invitation) {
        Settings how = world.settings();
        Person person = world.person(invitation.person);
        long seed = world.seed();
        LinkedAccount account = world.accountOrNull(invitation.account);
        // an account with few connections is shown to fewer of those it invites
        double accept = how.accept * (account != null && account.connections < 150 ? 0.5 : 1);
        double draw = Dice.chance(seed, "decide", person.key, invitation.account);
        boolean declines = person.behaviour.declines != null
                ? person.behaviour.declines
                : person.behaviour.accepts == null && draw >= accept && draw < accept + how.decline;
        boolean accepts = person.behaviour.accepts != null ? person.behaviour.accepts : !declines && draw < accept;
        if (!accepts && !declines) {
            return;
        }
        Duration after = person.behaviour.accept_after != null
                ? person.behaviour.accept_after
                : Dice.around(how.accept_hours, seed, "decide after", person.key, invitation.account);
        world.due(invitation.at.plus(after), "decide", invitation.id, accepts ? "accept" : "decline");
    }

    private void decide(Event event) {
        Invitation invitation = world.invitationById(event.subject());
        if (invitation != null && invitation.pending()) {
            if (event.detail().equals("accept")) {
                accept(invitation);
            } else {
                world.end(invitation, "DECLINED");
            }
        }
    }

    /** The invitation is accepted: a connection, the note as the first message, and word of it hours later. */
    void accept(Invitation invitation) {
        world.end(invitation, "ACCEPTED");
        connect(invitation.account, invitation.person);
        if (invitation.note != null && !invitation.note.isBlank() && !invitation.received) {
            Chat chat = chatWith(invitation.account, invitation.person);
            Message note = world.message(chat, true, invitation.note, "note");
            announce(chat, note);
        }
        boolean silent = Boolean.FALSE.equals(world.person(invitation.person).behaviour.replies);
        if (!silent
                && Dice.chance(world.seed(), "greet", invitation.account, invitation.person) < world.settings().greet) {
            Chat chat = chatWith(invitation.account, invitation.person);
            world.due(world.now().plus(Duration.ofMinutes(7)), "reply", chat.id, "greeting");
        }
    }

    /** A connection from now on, however it came about. */
    void connect(String account, String person) {
        for (Invitation each : world.invitations(account, person)) {
            if (each.pending()) {
                world.end(each, "ACCEPTED");
            }
        }
        if (world.tie(account, person) != null) {
            return;
        }
        world.tie(account, person, world.now());
        LinkedAccount owner = world.accountOrNull(account);
        if (owner != null) {
            owner.connections++;
        }
        Chat chat = world.chat(account, person);
        if (chat != null) {
            chat.readOnly = false;
        }
        double late = Dice.chance(world.seed(), "poll", account, person) * world.settings().new_relation_hours;
        world.due(world.now().plusSeconds(Math.round(late * 3600)), "relation", account, person);
    }

    private void relation(Event event) {
        LinkedAccount account = world.accountOrNull(event.subject());
        Person person = world.personOrNull(event.detail());
        if (account == null || person == null || world.tie(account.id, person.key) == null) {
            return;
        }
        if (!account.ok()) {
            world.due(world.now().plus(Duration.ofHours(1)), "relation", account.id, person.key);
            return;
        }
        tellRelation(account.id, person.key);
    }

    /** The webhook of a new connection. */
    void tellRelation(String account, String key) {
        Person person = world.person(key);
        String id = world.providerId(person, "classic", account);
        String name = person.publicId == null ? id : person.publicId;
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", "new_relation");
        body.put("account_id", account);
        body.put("account_type", "LINKEDIN");
        body.put("user_full_name", person.name());
        body.put("user_provider_id", id);
        body.put("user_public_identifier", name);
        body.put("user_profile_url", "https://www.linkedin.com/in/" + name + "/");
        body.putNull("user_picture_url");
        courier.raise("users", "new_relation", account, person.key, body, Duration.ZERO);
    }

    // --- messages

    Chat chatWith(String account, String person) {
        Chat chat = world.chat(account, person);
        return chat == null ? world.newChat(account, person, List.of(), null, false) : chat;
    }

    /** A message was sent to a person: word of it, and perhaps an answer later. */
    void sent(Chat chat, Message message) {
        announce(chat, message);
        Settings how = world.settings();
        Person person = world.person(chat.person);
        long seed = world.seed();
        long before = world.messages(chat.id).stream().filter(m -> m.mine).count();
        if (person.behaviour.unreachable) {
            return;
        }
        boolean replies = person.behaviour.replies != null
                ? person.behaviour.replies
                : Dice.chance(seed, "reply", person.key, chat.account, before) < how.reply;
        if (!replies) {
            return;
        }
        double kind = Dice.chance(seed, "reply kind", person.key, chat.account, before);
        String drawn = kind < how.auto_reply
                ? "auto_reply"
                : kind < how.auto_reply + how.not_interested ? "not_interested" : "interested";
        if (person.behaviour.reply_kind != null) {
            drawn = person.behaviour.reply_kind;
        }
        Duration after = person.behaviour.reply_after != null
                ? person.behaviour.reply_after
                : drawn.equals("auto_reply")
                        ? Duration.ofSeconds(40)
                        : Dice.around(how.reply_hours, seed, "reply after", person.key, chat.account, before);
        world.due(world.now().plus(after), "reply", chat.id, drawn);
    }

    private void reply(Event event) {
        Chat chat = world.chatById(event.subject());
        if (chat != null) {
            String own = world.person(chat.person).behaviour.reply_text;
            receive(chat, own == null ? words(event.detail()) : own, event.detail());
        }
    }

    Message receive(Chat chat, String text, String kind) {
        Message message = world.message(chat, false, text, kind);
        announce(chat, message);
        return message;
    }

    String words(String kind) {
        String back =
                world.told(world.now().plus(Duration.ofDays(9))).toString().substring(0, 10);
        return switch (kind) {
            case "auto_reply" ->
                "Automatic reply: I am out of the office until " + back + " and will answer when I am back.";
            case "not_interested" -> "Thanks, but we are not interested. Please do not write again.";
            case "greeting" -> "Thanks for connecting!";
            case "unsubscribe" -> "Please unsubscribe me from this list.";
            default -> "Thanks for your note. Could you send me some more about it? Thursday would suit me.";
        };
    }

    /** The webhook of a message, which the vendor sends for the owner's own ones too. */
    void announce(Chat chat, Message message) {
        LinkedAccount account = world.accountOrNull(chat.account);
        if (account == null || !account.ok()) {
            return;
        }
        Person self = world.person(account.person);
        Person other = world.person(chat.person);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", "message_received");
        body.put("account_id", account.id);
        body.put("account_type", "LINKEDIN");
        body.putObject("account_info")
                .put("type", "LINKEDIN")
                .put("feature", "classic")
                .put("user_id", world.providerId(self, "classic", account.id));
        body.put("chat_id", chat.id);
        body.put("provider_chat_id", chat.providerId);
        body.put("timestamp", Told.moment(message.told));
        body.put("message_id", message.id);
        body.put("provider_message_id", "2-" + message.id);
        body.put("message", message.text);
        body.set("sender", attendee(message.mine ? self : other, account.id));
        body.putArray("attendees").add(attendee(other, account.id));
        body.putArray("attachments");
        long delay = Math.round(1000
                * world.settings().message_webhook_seconds
                * (0.5 + Dice.chance(world.seed(), "message webhook", message.id)));
        courier.raise("messaging", "message_received", account.id, message.id, body, Duration.ofMillis(delay));
    }

    private ObjectNode attendee(Person person, String account) {
        String id = world.providerId(person, "classic", account);
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("attendee_id", told.attendeeId(person, account));
        node.put("attendee_name", person.name());
        node.put("attendee_provider_id", id);
        node.put(
                "attendee_profile_url",
                "https://www.linkedin.com/in/" + (person.publicId == null ? id : person.publicId));
        return node;
    }

    // --- mail

    /** A mail was sent: word of it, and what its receiver makes of it. */
    void mailed(Mail mail) {
        announce(mail);
        Person person = mail.person == null ? null : world.personOrNull(mail.person);
        if (person == null) {
            if (mail.to.stream().anyMatch(each -> each.startsWith("bounce") || world.wasLeft(each))) {
                world.due(world.now().plusSeconds(30), "mail", mail.id, "bounce");
            }
            return;
        }
        Settings how = world.settings();
        long before = world.truth().mails.stream()
                .filter(m -> m.mine && person.key.equals(m.person))
                .count();
        boolean bounces = says(person.behaviour.bounces, "bounce", person.key, 0, how.mail_bounce);
        if (bounces) {
            world.due(world.now().plusSeconds(30), "mail", mail.id, "bounce");
            return;
        }
        if (says(null, "mail auto", person.key, before, how.mail_auto_reply)) {
            world.due(world.now().plusSeconds(20), "mail", mail.id, "auto_reply");
        }
        if (mail.opens && says(person.behaviour.opens, "open", person.key, before, how.mail_open)) {
            world.due(later(1.5, "open", mail), "mail", mail.id, "open");
        }
        if (mail.links && says(person.behaviour.clicks, "click", person.key, before, how.mail_click)) {
            world.due(later(3, "click", mail), "mail", mail.id, "click");
        }
        if (says(person.behaviour.unsubscribes, "unsubscribe", person.key, before, how.mail_unsubscribe)) {
            world.due(later(4, "unsubscribe", mail), "mail", mail.id, "unsubscribe");
        } else if (says(person.behaviour.replies, "mail reply", person.key, before, how.mail_reply)) {
            Instant at = person.behaviour.reply_after == null
                    ? later(how.reply_hours, "mail reply", mail)
                    : world.now().plus(person.behaviour.reply_after);
            String kind = person.behaviour.reply_kind == null ? "interested" : person.behaviour.reply_kind;
            world.due(at, "mail", mail.id, kind);
        }
    }

    private boolean says(@Nullable Boolean fixed, String what, String person, long turnOf, double share) {
        return fixed != null ? fixed : Dice.chance(world.seed(), what, person, turnOf) < share;
    }

    private Instant later(double hours, String what, Mail mail) {
        return world.now().plus(Dice.around(hours, world.seed(), what, String.valueOf(mail.person), mail.subject));
    }

    private void mail(Event event) {
        Mail mail = world.mail(event.subject(), null);
        LinkedAccount account = mail == null ? null : world.accountOrNull(mail.account);
        if (mail == null || account == null) {
            return;
        }
        switch (event.detail()) {
            case "open" -> track(mail, "mail_opened", null);
            case "click" -> track(mail, "mail_link_clicked", link(mail));
            default -> {
                Person person = mail.person == null ? null : world.personOrNull(mail.person);
                String own = person == null ? null : person.behaviour.reply_text;
                boolean bounce = event.detail().equals("bounce");
                receive(mail, event.detail(), bounce || own == null ? words(event.detail()) : own);
            }
        }
    }

    /** Somebody's answer to a mail, or the server's word that it could not be delivered. */
    Mail receive(Mail mail, String kind, String text) {
        LinkedAccount account = world.accountNeeded(mail.account);
        Mail answer = world.mail(account, false);
        Person person = mail.person == null ? null : world.personOrNull(mail.person);
        String to = mail.to.isEmpty() ? "nobody@sandbox.example" : mail.to.getFirst();
        answer.person = mail.person;
        answer.kind = kind;
        answer.to.add(account.email);
        answer.parent = mail.id;
        answer.thread = mail.thread;
        answer.subject = mail.subject.toLowerCase(Locale.ROOT).startsWith("re:") ? mail.subject : "Re: " + mail.subject;
        answer.from = to;
        answer.fromName = person == null ? "" : person.name();
        answer.body = text;
        switch (kind) {
            case "bounce", "soft_bounce" -> {
                boolean hard = kind.equals("bounce");
                answer.from = "mailer-daemon@mx.sandbox.example";
                answer.fromName = "Mail Delivery Subsystem";
                answer.subject = hard ? "Undelivered Mail Returned to Sender" : "Delayed Mail (still being retried)";
                answer.headers.put("Auto-Submitted", "auto-replied");
                answer.headers.put("Content-Type", "multipart/report; report-type=delivery-status; boundary=\"b\"");
                answer.body = "Your message to " + to + " could not be delivered.\n\nFinal-Recipient: rfc822; " + to
                        + "\nAction: " + (hard ? "failed" : "delayed") + "\nStatus: " + (hard ? "5.1.1" : "4.2.2")
                        + "\nOriginal-Message-ID: " + mail.messageId + "\n";
            }
            case "auto_reply" -> {
                answer.subject = "Automatic reply: " + mail.subject;
                answer.headers.put("Auto-Submitted", "auto-replied");
            }
            default -> {}
        }
        announce(answer);
        return answer;
    }

    private void announce(Mail mail) {
        LinkedAccount account = world.accountOrNull(mail.account);
        if (account == null || !account.ok()) {
            return;
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        String event = mail.mine ? "mail_sent" : "mail_received";
        body.put("event", event);
        body.put("email_id", mail.id);
        body.put("account_id", mail.account);
        body.put("date", Told.moment(mail.told));
        told.mailFields(body, mail);
        body.put("body", mail.body);
        body.put("body_plain", mail.body.replaceAll("<[^>]*>", ""));
        body.put("message_id", mail.messageId);
        body.put("provider_id", mail.providerId);
        body.put("read_date", mail.read ? Told.moment(mail.told) : null);
        body.put("is_complete", true);
        body.putArray("folders").add(mail.mine ? "Sent" : "Inbox");
        body.put("role", mail.mine ? "sent" : "inbox");
        long delay = Math.round(1000 * world.settings().mail_webhook_seconds);
        courier.raise("email", event, mail.account, mail.id, body, Duration.ofMillis(delay));
    }

    private static String link(Mail mail) {
        java.util.regex.Matcher found =
                java.util.regex.Pattern.compile("https?://[^\\s\"'<>]+").matcher(mail.body);
        return found.find() ? found.group() : "https://sandbox.example/";
    }

    void track(Mail mail, String event, @Nullable String url) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", event);
        body.put("event_id", world.next("V"));
        body.put("type", event);
        body.put("tracking_id", mail.trackingId);
        body.put("email_id", mail.id);
        body.put("account_id", mail.account);
        body.put("date", Told.moment(world.told(world.now())));
        body.put("ip", "203.0.113.9");
        body.put("user_agent", "Mozilla/5.0 (sandbox)");
        if (url != null) {
            body.put("url", url);
        }
        if (mail.label != null) {
            body.put("label", mail.label);
        }
        courier.raise("email_tracking", event, mail.account, mail.id, body, Duration.ofSeconds(1));
    }

    // --- accounts

    /** Gives an account a status and tells it; the vendor's word for it may be another, such as RECONNECTED. */
    void status(LinkedAccount account, String status, String said) {
        boolean ok = status.equals("OK");
        if (!account.status.equals(status)) {
            account.statuses.add(new Truth.Standing(status, world.now()));
            if (account.statuses.size() > STATUSES) {
                account.statuses.removeFirst();
            }
        }
        account.status = status;
        account.staleSince = ok ? null : account.staleSince == null ? world.now() : account.staleSince;
        world.changed();
        tellStatus(account, said);
    }

    void tellStatus(LinkedAccount account, String said) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putObject("AccountStatus")
                .put("account_id", account.id)
                .put("account_type", account.type)
                .put("message", said);
        courier.raise("account_status", said, account.id, said, body, Duration.ofSeconds(1));
    }

    // --- the people's own lives

    private void day(Event event) {
        Settings how = world.settings();
        if (how.job_changes_a_year > 0 || how.renames_a_year > 0) {
            for (Person person : List.copyOf(world.truth().people)) {
                live(person, how, event.due().getEpochSecond() / 86_400);
            }
        }
        world.due(event.due().plus(Duration.ofDays(1)), "day", "", "");
    }

    private void live(Person person, Settings how, long day) {
        if (person.nobody) {
            return;
        }
        if (Dice.chance(world.seed(), "job", person.key, day) < how.job_changes_a_year / 365) {
            changeJob(person, null, null);
        }
        if (person.publicId != null
                && Dice.chance(world.seed(), "rename", person.key, day) < how.renames_a_year / 365) {
            world.rename(person, person.publicId + "-" + (1 + person.formerPublicIds.size()));
        }
    }

    /** As {@code title}, {@code company} and {@code headline} say; with {@code keep} the old position stays beside the new one. */
    void changeJob(Person person, JsonNode told) {
        Truth.Job before = new Truth.Job(person.title, person.company, person.inJobSince, world.now());
        String email = person.email;
        List<String> formerEmails = List.copyOf(person.formerEmails);
        changeJob(
                person,
                told.hasNonNull("title") ? told.path("title").asString("") : null,
                told.hasNonNull("company") ? told.path("company").asString("") : null);
        if (told.path("keep").asBoolean(false)) {
            person.formerJobs.removeLast();
            person.otherJobs.add(before);
            world.email(person, email);
            person.formerEmails.clear();
            person.formerEmails.addAll(formerEmails);
        }
        if (told.has("headline")) {
            person.headline = told.path("headline").asString("");
        }
        world.changed();
    }

    /** The person goes to another company, drawn when none is named; the mailbox of the old one bounces from now on. */
    void changeJob(Person person, @Nullable String title, @Nullable String company) {
        Names.anotherJob(person, Dice.of(world.seed(), "next job", person.key, person.formerJobs.size()), world.now());
        if (company != null) {
            person.company = company;
        }
        if (title != null) {
            person.title = title;
        }
        person.headline = person.title + " at " + person.company;
        if (person.email != null) {
            String name = person.email.substring(0, person.email.indexOf('@'));
            world.email(person, name + "@" + Names.domain(person.company));
        }
        world.changed();
    }
}

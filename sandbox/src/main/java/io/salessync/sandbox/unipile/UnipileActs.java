package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.WrongInput;
import io.salessync.sandbox.unipile.Truth.Behaviour;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.Invitation;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import io.salessync.sandbox.unipile.Truth.Mail;
import io.salessync.sandbox.unipile.Truth.Message;
import io.salessync.sandbox.unipile.Truth.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What owners do in LinkedIn's own pages and people do at once, told by a test: no key, no delay. */
final class UnipileActs {
    private static final String KNOWN =
            "Known: GET people; POST accounts, people, settings, status, connections, invite, withdraw, message, invited_by,"
                    + " accept, decline, connect, disconnect, reply, mail_reply, open, click, job, rename, relation_webhook";

    private final World world;
    private final Play play;
    private final UserCalls users;
    private final AccountCalls accounts;
    private final UnipileReport report;

    UnipileActs(World world, Play play, UserCalls users, AccountCalls accounts, UnipileReport report) {
        this.world = world;
        this.play = play;
        this.users = users;
        this.accounts = accounts;
        this.report = report;
    }

    Reply act(Request request, List<String> path) {
        play.catchUp();
        String what = path.size() == 1 ? path.getFirst() : "";
        if (request.method().equals("GET") && what.equals("people")) {
            return Reply.json(200, world.locked(() -> people(request)));
        }
        if (!request.method().equals("POST")) {
            return Reply.problem(404, KNOWN);
        }
        JsonNode body =
                request.body().length == 0 ? Json.MAPPER.createObjectNode() : Json.object(request.body(), "The body");
        try {
            ObjectNode answer = world.locked(() -> act(what, body));
            return answer == null ? Reply.problem(404, KNOWN) : Reply.json(200, answer);
        } catch (UnipileFault fault) {
            throw new WrongInput(fault.slug() + ": " + fault.getMessage());
        }
    }

    private @Nullable ObjectNode act(String what, JsonNode body) {
        return switch (what) {
            case "accounts" -> account(body);
            case "people" -> person(body);
            case "settings" -> settings(body);
            case "status" -> status(body);
            case "connections" -> {
                LinkedAccount account = accountOf(body);
                world.connections(
                        account,
                        body.path("count").asInt(0),
                        body.path("age_days").asInt(400));
                yield report.account(account);
            }
            case "invite" -> {
                LinkedAccount account = accountOf(body);
                Invitation made =
                        users.invite(account, personOf(body), textOr(body, "note"), textOr(body, "email"), true);
                yield done("invitation", made.id);
            }
            case "withdraw" -> {
                world.end(pending(body, false), "WITHDRAWN");
                yield done("withdrawn", personOf(body).key);
            }
            case "invited_by" -> {
                Invitation made =
                        world.invitation(accountOf(body).id, personOf(body).key, textOr(body, "note"), true, false);
                yield done("invitation", made.id);
            }
            case "accept" -> {
                play.accept(pending(body, body.path("received").asBoolean(false)));
                yield done("accepted", personOf(body).key);
            }
            case "decline" -> {
                world.end(pending(body, body.path("received").asBoolean(false)), "DECLINED");
                yield done("declined", personOf(body).key);
            }
            case "connect" -> {
                play.connect(accountOf(body).id, personOf(body).key);
                yield done("connected", personOf(body).key);
            }
            case "disconnect" -> {
                world.untie(accountOf(body).id, personOf(body).key);
                yield done("disconnected", personOf(body).key);
            }
            case "message" -> {
                Chat chat = play.chatWith(accountOf(body).id, personOf(body).key);
                Message sent = world.message(chat, true, text(body, "text"), "by_hand");
                play.announce(chat, sent);
                yield done("message", sent.id);
            }
            case "reply" -> {
                Chat chat = play.chatWith(accountOf(body).id, personOf(body).key);
                String kind = body.path("kind").asString("by_hand");
                String text = body.has("text") ? text(body, "text") : play.words(kind);
                yield done("message", play.receive(chat, text, kind).id);
            }
            case "mail_reply" -> {
                String kind = body.path("kind").asString("interested");
                String text = body.has("text") ? text(body, "text") : play.words(kind);
                yield done("mail", play.receive(mailOf(body), kind, text).id);
            }
            case "open" -> {
                play.track(mailOf(body), "mail_opened", null);
                yield done("opened", mailOf(body).id);
            }
            case "click" -> {
                play.track(mailOf(body), "mail_link_clicked", body.path("url").asString("https://sandbox.example/"));
                yield done("clicked", mailOf(body).id);
            }
            case "job" -> {
                Person person = personOf(body);
                job(person, body);
                yield report.who(person, null);
            }
            case "rename" -> {
                Person person = personOf(body);
                world.rename(person, textOr(body, "public_id"));
                yield report.who(person, null);
            }
            case "relation_webhook" -> {
                play.tellRelation(accountOf(body).id, personOf(body).key);
                yield done("raised", personOf(body).key);
            }
            default -> null;
        };
    }

    private static ObjectNode done(String name, String value) {
        return Json.MAPPER.createObjectNode().put(name, value);
    }

    private static String text(JsonNode body, String name) {
        String text = body.path(name).asString("");
        if (text.isEmpty()) {
            throw new WrongInput("\"" + name + "\" is missing");
        }
        return text;
    }

    private static @Nullable String textOr(JsonNode body, String name) {
        return body.path(name).isString() ? body.path(name).asString() : null;
    }

    private LinkedAccount accountOf(JsonNode body) {
        String id = text(body, "account");
        LinkedAccount account = world.accountOrNull(id);
        if (account == null) {
            throw new WrongInput("There is no account '" + id + "'; known: "
                    + world.truth().accounts.keySet());
        }
        return account;
    }

    private Person personOf(JsonNode body) {
        return report.find(text(body, "person"), textOr(body, "account"));
    }

    private Invitation pending(JsonNode body, boolean received) {
        Invitation invitation = world.pending(accountOf(body).id, personOf(body).key, received);
        if (invitation == null) {
            throw new WrongInput("No invitation is waiting between " + accountOf(body).id + " and " + personOf(body).key
                    + (received ? " that was received" : " that was sent"));
        }
        return invitation;
    }

    /** A mail by its id, or the last one sent to a person. */
    private Mail mailOf(JsonNode body) {
        if (body.has("mail")) {
            Mail mail = world.mail(text(body, "mail"), null);
            if (mail == null) {
                throw new WrongInput("There is no mail '" + text(body, "mail") + "'");
            }
            return mail;
        }
        Person person = personOf(body);
        for (Mail mail : world.truth().mails.reversed()) {
            if (mail.mine && person.key.equals(mail.person)) {
                return mail;
            }
        }
        throw new WrongInput("No mail was sent to " + person.key);
    }

    private ObjectNode people(Request request) {
        String account = request.query().get("account");
        int limit = number(request, "limit", 50);
        int skip = number(request, "offset", 0);
        boolean strangers = request.asks("strangers");
        List<ObjectNode> found = new ArrayList<>();
        for (Person person : world.truth().people) {
            boolean known = account != null
                    && (world.tie(account, person.key) != null
                            || !world.invitations(account, person.key).isEmpty());
            if (person.nobody || (strangers && known)) {
                continue;
            }
            if (skip-- <= 0) {
                found.add(report.who(person, account));
            }
            if (found.size() >= limit) {
                break;
            }
        }
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.putArray("people").addAll(found);
        return node;
    }

    private static int number(Request request, String name, int fallback) {
        String asked = request.query().get(name);
        if (asked == null) {
            return fallback;
        }
        if (!asked.matches("\\d{1,7}")) {
            throw new WrongInput(name + " has to be a whole number, not '" + asked + "'");
        }
        return Integer.parseInt(asked);
    }

    /** Makes an account, or changes the one with the id. */
    private ObjectNode account(JsonNode body) {
        String id = body.path("id").asString(world.next("acc-"));
        LinkedAccount account = world.accountOrNull(id);
        String tier = body.path("tier").asString("premium").toLowerCase(Locale.ROOT);
        String type = body.path("type").asString("LINKEDIN");
        if (!List.of("LINKEDIN", "GOOGLE_OAUTH", "MAIL").contains(type)) {
            throw new WrongInput("\"type\" has to be LINKEDIN, GOOGLE_OAUTH or MAIL, not '" + type + "'");
        }
        if (!List.of("free", "premium", "sales_navigator", "recruiter").contains(tier)) {
            throw new WrongInput("\"tier\" has to be free, premium, sales_navigator or recruiter, not '" + tier + "'");
        }
        if (account == null) {
            boolean linkedin = type.equals("LINKEDIN");
            account = world.account(
                    id,
                    type,
                    linkedin ? tier : "mail",
                    body.path("name").asString("Owner " + id),
                    body.path("email").asString(id.toLowerCase(Locale.ROOT) + "@sandbox.example"),
                    linkedin ? body.path("connections").asInt(300) : 0,
                    body.path("age_days").asInt(400));
        } else if (body.has("tier")) {
            account.tier = tier;
            if (!tier.equals("free")) {
                account.credits.putIfAbsent(tier, 50);
            }
            account.limits.putAll(Quotas.defaults(tier));
        }
        if (body.has("inmail_credits")) {
            account.credits.put(account.tier, body.path("inmail_credits").asInt(0));
        }
        if (body.has("products")) {
            account.products.clear();
            for (JsonNode each : body.path("products")) {
                String product = each.asString("");
                if (!List.of("sales_navigator", "recruiter").contains(product)) {
                    throw new WrongInput("\"products\" may hold sales_navigator and recruiter, not '" + product + "'");
                }
                account.products.add(product);
                account.credits.putIfAbsent(product, 50);
            }
        }
        for (Map.Entry<String, JsonNode> each : body.path("credits").properties()) {
            if (!List.of("premium", "sales_navigator", "recruiter").contains(each.getKey())
                    || !each.getValue().isInt()) {
                throw new WrongInput("credits." + each.getKey()
                        + " has to be a whole number of premium, sales_navigator or recruiter");
            }
            account.credits.put(each.getKey(), each.getValue().asInt());
        }
        for (Map.Entry<String, JsonNode> each : body.path("limits").properties()) {
            if (!each.getValue().isInt()
                    || !Quotas.defaults(tier).containsKey(each.getKey())
                            && !each.getKey().matches("(invite|note|message|visit|inmail|mail)_(day|week|month)")) {
                throw new WrongInput("limits." + each.getKey() + " has to be a whole number; known: "
                        + Quotas.defaults(tier).keySet());
            }
            account.limits.put(each.getKey(), each.getValue().asInt());
        }
        if (body.has("status")) {
            status(account, body.path("status").asString(""));
        }
        world.changed();
        return report.account(account);
    }

    private ObjectNode status(JsonNode body) {
        LinkedAccount account = accountOf(body);
        status(account, text(body, "status"));
        if (body.has("for")) {
            world.due(world.now().plus(duration(body.path("for"), "for")), "status", account.id, "OK");
        }
        return report.account(account);
    }

    private void status(LinkedAccount account, String status) {
        if (status.equals("RECONNECTED")) {
            accounts.reconnected(account);
            return;
        }
        if (!List.of("OK", "STOPPED", "ERROR", "CREDENTIALS", "PERMISSIONS", "CONNECTING")
                .contains(status)) {
            throw new WrongInput("\"status\" has to be OK, STOPPED, ERROR, CREDENTIALS, PERMISSIONS, CONNECTING or"
                    + " RECONNECTED, not '" + status + "'");
        }
        play.status(account, status, status);
    }

    private static Duration duration(JsonNode value, String name) {
        try {
            return Duration.parse(value.asString(""));
        } catch (DateTimeParseException e) {
            throw new WrongInput(
                    "\"" + name + "\" has to be a duration such as PT3H, not '" + value.asString("") + "'");
        }
    }

    /** Makes people, or changes one. */
    private ObjectNode person(JsonNode body) {
        if (body.has("count")) {
            int count = body.path("count").asInt(0);
            if (count < 1 || count > 100_000) {
                throw new WrongInput("\"count\" has to be from 1 to 100000");
            }
            world.people(count);
            return Json.MAPPER
                    .createObjectNode()
                    .put("people", world.truth().people.size());
        }
        if (body.path("people").isArray()) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            ArrayNode made = node.putArray("people");
            body.path("people").forEach(each -> made.add(person(each)));
            return node;
        }
        Person person;
        if (body.has("person")) {
            person = personOf(body);
        } else {
            person = Names.person(world.seed(), world.truth().people.size() + 1, world.now());
            person.behaviour = new Behaviour();
            world.add(person);
        }
        if (body.has("public_id") && !String.valueOf(person.publicId).equals(textOr(body, "public_id"))) {
            boolean fresh = !body.has("person");
            world.rename(person, textOr(body, "public_id"));
            if (fresh) {
                person.formerPublicIds.clear();
            }
        }
        if (body.has("first_name")) {
            person.firstName = textOr(body, "first_name");
        }
        if (body.has("last_name")) {
            person.lastName = textOr(body, "last_name");
        }
        if (body.has("title") || body.has("company")) {
            person.title = body.path("title").asString(person.title);
            person.company = body.path("company").asString(person.company);
            person.headline = person.title + " at " + person.company;
        }
        if (body.has("headline")) {
            person.headline = body.path("headline").asString("");
        }
        if (body.has("email")) {
            world.email(person, textOr(body, "email"));
            if (!body.has("person")) {
                person.formerEmails.clear();
            }
        }
        person.openProfile = body.path("open_profile").asBoolean(person.openProfile);
        if (body.has("behaviour")) {
            person.behaviour = read(body.path("behaviour"), Behaviour.class, "behaviour");
        }
        world.changed();
        return report.who(person, textOr(body, "account"));
    }

    /** Now, or at a time that is to come; beside the old one where that is kept. */
    private void job(Person person, JsonNode body) {
        String at = textOr(body, "at");
        if (at == null) {
            play.changeJob(person, body);
            return;
        }
        Instant time;
        try {
            time = Instant.parse(at);
        } catch (DateTimeParseException e) {
            throw new WrongInput("\"at\" is a time such as 2026-12-01T09:00:00Z, not \"" + at + "\"");
        }
        if (!time.isAfter(world.now())) {
            throw new WrongInput("\"at\" has to be to come; it is " + world.now() + " here");
        }
        world.due(time, "job", person.key, body.toString());
    }

    private ObjectNode settings(JsonNode body) {
        ObjectNode all = report.settings(world.settings());
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!all.has(each.getKey())) {
                throw new WrongInput("There is no setting '" + each.getKey() + "'; known: " + all.propertyNames());
            }
            all.set(each.getKey(), each.getValue());
        }
        world.truth().settings = read(all, Truth.Settings.class, "settings");
        world.changed();
        return report.settings(world.settings());
    }

    private static <T> T read(JsonNode node, Class<T> type, String what) {
        try {
            return Unipile.read(node, type);
        } catch (JacksonException e) {
            throw new WrongInput("\"" + what + "\" cannot be read: " + e.getOriginalMessage());
        }
    }
}

package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Reply;
import io.salessync.sandbox.unipile.Truth.HostedLink;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Accounts, their connecting and reconnecting, and the page where an owner does it. */
final class AccountCalls {
    private static final Duration CHECKPOINT = Duration.ofMinutes(5);

    private final World world;
    private final Told told;
    private final Play play;
    private final Courier courier;
    private final Map<String, Instant> checkpoints = new HashMap<>();

    AccountCalls(World world, Told told, Play play, Courier courier) {
        this.world = world;
        this.told = told;
        this.play = play;
        this.courier = courier;
    }

    /** What is left of InMails by plan; null where the account has no such plan. */
    @Nullable Reply linkedin(Call call) {
        if (!call.method().equals("GET") || !call.part(1).equals("inmail_balance")) {
            return null;
        }
        LinkedAccount account = world.accountNeeded(call.asked("account_id"));
        if (!account.linkedin()) {
            throw UnipileFault.of("feature_not_implemented", "This is for LinkedIn accounts alone.");
        }
        ObjectNode node = Told.object("LinkedinInmailBalance");
        for (String plan : List.of("premium", "recruiter", "sales_navigator")) {
            node.put(plan, account.credits.get(plan));
        }
        return Reply.json(200, node);
    }

    @Nullable Reply answer(Call call) {
        String third = call.part(2);
        String asked = call.method() + " "
                + (call.path().size() == 1 ? "" : call.path().size() == 2 ? "one" : third);
        if (call.part(1).equals("checkpoint")) {
            return call.method().equals("POST") ? checkpoint(call) : null;
        }
        return switch (asked) {
            case "GET " -> Reply.json(200, list(call));
            case "POST " -> connect(call);
            case "GET one" -> Reply.json(200, told.account(needed(call)));
            case "POST one" -> reconnect(call);
            case "DELETE one" -> Reply.json(200, delete(needed(call)));
            case "POST restart" -> Reply.json(200, restart(needed(call)));
            case "GET sync" -> Reply.json(200, sync(needed(call)));
            default -> null;
        };
    }

    private LinkedAccount needed(Call call) {
        return world.accountNeeded(call.part(1));
    }

    private ObjectNode list(Call call) {
        return Paging.byLast(
                call,
                "AccountList",
                new ArrayList<>(world.truth().accounts.values()),
                account -> new Paging.Mark(account.id, world.told(account.created)),
                told::account);
    }

    private Reply connect(Call call) {
        String provider = call.form().needed("provider");
        String name = call.form().text("username");
        if (!List.of("LINKEDIN", "MAIL", "GOOGLE_OAUTH").contains(provider)) {
            throw UnipileFault.of("feature_not_implemented", "The sandbox connects LINKEDIN, MAIL and GOOGLE_OAUTH.");
        }
        if (call.form().text("password").equals("wrong")) {
            throw UnipileFault.of("invalid_credentials", "The provider refused the credentials.");
        }
        String owner = name.isBlank() ? "New Owner" : name;
        String email = owner.contains("@") ? owner : "owner@sandbox.example";
        LinkedAccount account = made(provider, owner.replaceAll("@.*", ""), email);
        if (name.contains("checkpoint")) {
            return opened(account);
        }
        play.tellStatus(account, "CREATION_SUCCESS");
        return Reply.json(201, Told.object("AccountCreated").put("account_id", account.id));
    }

    private LinkedAccount made(String provider, String name, String email) {
        boolean linkedin = provider.equals("LINKEDIN");
        String id = world.next("");
        return world.account(id, provider, linkedin ? "premium" : "mail", name, email, linkedin ? 200 : 0, 300);
    }

    private Reply opened(LinkedAccount account) {
        account.status = "CONNECTING";
        account.staleSince = world.now();
        checkpoints.put(account.id, world.now());
        ObjectNode answer = Told.object("Checkpoint").put("account_id", account.id);
        answer.putObject("checkpoint").put("type", "2FA");
        return Reply.json(202, answer);
    }

    private Reply checkpoint(Call call) {
        LinkedAccount account = world.accountNeeded(call.form().needed("account_id"));
        Instant since = checkpoints.get(account.id);
        if (since == null || since.plus(CHECKPOINT).isBefore(world.now())) {
            throw UnipileFault.of("checkpoint_error", "There is no checkpoint to solve, or its five minutes are over.");
        }
        if (!call.form().needed("code").equals("123456")) {
            throw UnipileFault.of("invalid_checkpoint_solution", "The code is not the right one.");
        }
        checkpoints.remove(account.id);
        play.status(account, "OK", "CREATION_SUCCESS");
        return Reply.json(200, Told.object("AccountCreated").put("account_id", account.id));
    }

    private Reply reconnect(Call call) {
        LinkedAccount account = needed(call);
        if (call.form().text("password").equals("wrong")) {
            throw UnipileFault.of("invalid_credentials", "The provider refused the credentials.");
        }
        if (call.form().text("username").contains("checkpoint")) {
            return opened(account);
        }
        reconnected(account);
        return Reply.json(200, Told.object("AccountReconnected").put("account_id", account.id));
    }

    void reconnected(LinkedAccount account) {
        play.status(account, "OK", "RECONNECTED");
        world.due(world.now().plus(Duration.ofMinutes(1)), "sync", account.id, "");
    }

    private ObjectNode delete(LinkedAccount account) {
        play.tellStatus(account, "DELETED");
        world.truth().accounts.remove(account.id);
        world.changed();
        return Told.object("AccountDeleted");
    }

    private ObjectNode restart(LinkedAccount account) {
        if (account.status.equals("STOPPED") || account.status.equals("ERROR")) {
            play.status(account, "CONNECTING", "CONNECTING");
            world.due(world.now().plusSeconds(20), "status", account.id, "OK");
        }
        return Told.object("AccountRestarted").put("account_id", account.id);
    }

    private ObjectNode sync(LinkedAccount account) {
        String status = "SYNC_STARTED";
        if (!account.ok()) {
            status = "SYNC_ERROR";
        } else if (account.syncing != null) {
            status = "SYNC_RUNNING";
        } else {
            account.syncing = world.now();
            world.due(world.now().plusSeconds(30), "sync", account.id, "");
        }
        return Told.object("AccountResync").put("status", status);
    }

    // --- the page for owners

    Reply link(Call call) {
        Form form = call.form();
        HostedLink link = new HostedLink();
        link.token = world.next("");
        link.type = form.needed("type");
        link.name = form.get("name");
        link.notifyUrl = form.get("notify_url");
        link.successUrl = form.get("success_redirect_url");
        if (!List.of("create", "reconnect").contains(link.type)) {
            throw UnipileFault.wrong("The field type has to be create or reconnect.");
        }
        if (link.type.equals("reconnect")) {
            link.account = world.accountNeeded(form.needed("reconnect_account")).id;
        }
        try {
            link.expires = Instant.parse(form.needed("expiresOn"));
        } catch (DateTimeException e) {
            throw UnipileFault.wrong("The field expiresOn has to be a UTC time such as 2026-12-31T23:59:59.999Z.");
        }
        form.needed("api_url");
        world.truth().links.add(link);
        world.changed();
        String host = call.request().header("host");
        return Reply.json(
                201, Told.object("HostedAuthUrl").put("url", "http://" + host + "/unipile/hosted/" + link.token));
    }

    /** The page of a link, and what happens when the owner agrees there. */
    Reply hosted(String method, String token) {
        HostedLink link = world.truth().links.stream()
                .filter(each -> each.token.equals(token))
                .findFirst()
                .orElseThrow(() -> UnipileFault.missing("link"));
        if (link.used || link.expires.isBefore(world.told(world.now()))) {
            throw UnipileFault.of("expired_link", "The link was used or is too old.");
        }
        if (!method.equals("POST")) {
            return Reply.text(
                    200,
                    "text/html",
                    "<!doctype html><title>Connect</title><h1>Connect a LinkedIn account</h1><form method=\"post\">"
                            + "<button>Connect</button></form>");
        }
        link.used = true;
        LinkedAccount account = link.account == null
                ? made("LINKEDIN", "Hosted Owner", "owner@sandbox.example")
                : world.accountNeeded(link.account);
        if (link.account == null) {
            play.tellStatus(account, "CREATION_SUCCESS");
        } else {
            reconnected(account);
        }
        String url = link.notifyUrl;
        if (url != null) {
            Map<String, String> body = Map.of(
                    "status",
                    link.account == null ? "CREATION_SUCCESS" : "RECONNECTED",
                    "account_id",
                    account.id,
                    "name",
                    link.name == null ? "" : link.name);
            Thread.ofVirtual().start(() -> courier.notify(url, body));
        }
        return link.successUrl == null
                ? Reply.text(200, "text/html", "<!doctype html><title>Connected</title><h1>Connected</h1>")
                : Reply.text(303, "text/plain", "Connected").with(Map.of("Location", link.successUrl));
    }

    /** The status that a word of a fault or of a person stands for. */
    static String status(String word) {
        return word.replaceFirst("^status_", "").toUpperCase(Locale.ROOT);
    }
}

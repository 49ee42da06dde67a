package io.salessync.sandbox.unipile;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.unipile.Truth.Chat;
import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers the calls of the vendor's API: the key, the faults, then the resource. */
final class UnipileApi {
    /** The key that is taken. */
    static final String KEY = "sandbox-unipile-key";

    private final World world;
    private final CallLog log;
    private final Faults faults;
    private final Play play;
    private final AccountCalls accounts;
    private final UserCalls users;
    private final ChatCalls chats;
    private final MailCalls mails;
    private final HookCalls hooks;

    UnipileApi(
            World world,
            CallLog log,
            Faults faults,
            Play play,
            AccountCalls accounts,
            UserCalls users,
            ChatCalls chats,
            MailCalls mails,
            HookCalls hooks) {
        this.world = world;
        this.log = log;
        this.faults = faults;
        this.play = play;
        this.accounts = accounts;
        this.users = users;
        this.chats = chats;
        this.mails = mails;
        this.hooks = hooks;
    }

    Reply answer(Request request) {
        long begun = System.nanoTime();
        String[] outcome = {"ok"};
        Reply reply = answer(request, outcome);
        String asked = request.method() + " " + request.path();
        double millis = Math.round((System.nanoTime() - begun) / 10_000.0) / 100.0;
        log.call(new CallLog.Call(
                world.locked(() -> world.told(world.now())), "unipile", asked, reply.status(), outcome[0], 0, millis));
        if (!outcome[0].equals("ok")) {
            log.refusal("unipile " + outcome[0]);
        }
        return reply;
    }

    private Reply answer(Request request, String[] outcome) {
        List<String> path = List.of(request.path().replaceAll("^/+|/+$", "").split("/+", -1));
        try {
            play.catchUp();
            if (path.size() == 3 && path.get(1).equals("hosted")) {
                return world.locked(() -> accounts.hosted(request.method(), path.get(2)));
            }
            if (path.size() < 4 || !path.get(1).equals("api") || !path.get(2).equals("v1")) {
                throw UnipileFault.missing("resource");
            }
            if (!KEY.equals(request.header("x-api-key"))) {
                throw UnipileFault.of("missing_credentials", "The header X-API-KEY is missing or wrong.");
            }
            return within(request, path.subList(3, path.size()), outcome);
        } catch (UnipileFault fault) {
            outcome[0] = fault.slug();
            return fault.reply(request.path());
        }
    }

    private Reply within(Request request, List<String> path, String[] outcome) {
        Form form = Form.of(request);
        Call plain = new Call(request, path, form, null);
        String account = world.locked(() -> accountOf(plain));
        Set<String> operations = operations(plain, account);
        count(operations);
        Fault fault = faults.next("unipile", operations, kind -> UnipileFaults.canBefall(kind, operations));
        String kind = fault == null ? "" : fault.kind();
        if (fault != null) {
            outcome[0] = kind;
        }
        if (kind.startsWith("status_")) {
            disturb(account, fault);
        }
        Reply reply = Reply.nothing();
        if (UnipileFaults.takesEffect(fault)) {
            Call call = new Call(request, path, form, fault);
            try {
                reply = world.locked(() -> resource(call));
            } catch (UnipileFault refusal) {
                outcome[0] = refusal.slug();
                reply = refusal.reply(request.path());
            }
        }
        return UnipileFaults.after(fault, reply, request.path());
    }

    private void count(Set<String> operations) {
        if (operations.contains("write")) {
            log.mutationCall();
        } else {
            log.query();
        }
    }

    /** The account loses its status with this call, for good or for some sandbox seconds. */
    private void disturb(@Nullable String id, @Nullable Fault fault) {
        world.locked(() -> {
            LinkedAccount account = world.accountOrNull(id);
            if (account != null && fault != null) {
                String status = AccountCalls.status(fault.kind());
                play.status(account, status, status);
                if (fault.seconds() != null) {
                    Duration after = Duration.ofMillis(Math.round(fault.secondsOr(0) * 1000));
                    // who has to sign in again comes back by doing so, the others by themselves
                    boolean signsIn = List.of("CREDENTIALS", "PERMISSIONS").contains(status);
                    world.due(world.now().plus(after), "status", account.id, signsIn ? Play.RECONNECTED : "OK");
                }
            }
            return true;
        });
    }

    private Reply resource(Call call) {
        Reply reply = switch (call.part(0)) {
            case "accounts" -> accounts.answer(call);
            case "hosted" -> call.method().equals("POST") && call.part(2).equals("link") ? accounts.link(call) : null;
            case "users" -> users.answer(call);
            case "chats", "messages", "chat_attendees" -> chats.answer(call);
            case "emails", "folders" -> mails.answer(call);
            case "webhooks" -> hooks.answer(call);
            case "linkedin" -> accounts.linkedin(call);
            default -> null;
        };
        if (reply == null) {
            throw UnipileFault.missing("resource");
        }
        return reply;
    }

    /** The account a call is about; null when it is about none or all. */
    private @Nullable String accountOf(Call call) {
        if (call.asked("account_id") != null) {
            return call.asked("account_id");
        }
        if (call.form().get("account_id") != null) {
            return call.form().get("account_id");
        }
        if (call.part(0).equals("accounts") && call.path().size() > 1) {
            return call.part(1);
        }
        if (call.part(0).equals("chats") && call.path().size() > 1) {
            Chat chat = world.chatById(call.part(1));
            return chat == null ? null : chat.account;
        }
        return null;
    }

    /** The names by which a fault can ask for a call, each also with the account it is about: invite@linkedin-anna. */
    private static Set<String> operations(Call call, @Nullable String account) {
        Set<String> names = new HashSet<>();
        boolean get = call.method().equals("GET");
        names.add(get ? "read" : "write");
        String first = call.part(0);
        String second = call.part(1);
        names.add(first);
        switch (first) {
            case "users" -> {
                switch (second) {
                    case "invite" -> {
                        if (call.path().size() == 2) {
                            names.add("invite");
                        } else if (call.part(2).equals("sent")) {
                            names.add(get ? "invitations" : "withdraw");
                        } else {
                            names.add(get ? "received" : "handle");
                        }
                        if (get) {
                            names.add("list");
                        }
                    }
                    case "relations" -> names.addAll(List.of("relations", "list"));
                    case "me" -> names.add("me");
                    default -> names.add("profile");
                }
            }
            case "chats", "messages", "chat_attendees" -> {
                boolean list = call.path().size() == 1 || call.path().size() == 3;
                if (get) {
                    names.addAll(list ? List.of("list", "conversations") : List.of("conversations"));
                } else {
                    names.addAll(List.of("send", call.path().size() == 1 ? "start_chat" : "send_message"));
                }
            }
            case "emails", "folders" -> {
                if (get) {
                    names.addAll(call.path().size() == 1 ? List.of("list", "mails") : List.of("mails"));
                } else if (call.method().equals("POST")) {
                    names.addAll(List.of("mail_send", "send"));
                }
            }
            case "accounts", "webhooks" -> {
                if (get && call.path().size() == 1) {
                    names.add("list");
                }
            }
            default -> {}
        }
        if (account != null) {
            Set<String> bound = new HashSet<>();
            names.forEach(name -> bound.add(name + "@" + account));
            names.addAll(bound);
            names.add(account);
            names.add("account");
        }
        return names;
    }

    /** Refuses a write of an account that is not well. */
    static void writable(LinkedAccount account) {
        switch (account.status) {
            case "OK" -> {}
            case "CREDENTIALS" ->
                throw UnipileFault.of("expired_credentials", "The account has to be connected again by its owner.");
            case "STOPPED" -> throw UnipileFault.of("disconnected_account", "The account is not connected.");
            case "PERMISSIONS" ->
                throw UnipileFault.of("insufficient_permissions", "The account lacks a permission that this needs.");
            default -> throw UnipileFault.of("no_client_session", "The account has no session at present.");
        }
    }
}

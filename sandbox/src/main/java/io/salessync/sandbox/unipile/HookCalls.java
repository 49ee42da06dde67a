package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Reply;
import io.salessync.sandbox.unipile.Truth.Hook;
import io.salessync.sandbox.unipile.Truth.Pair;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The addresses that want to be told. */
final class HookCalls {
    private static final Map<String, List<String>> EVENTS = Map.of(
            "users", List.of("new_relation"),
            "messaging", List.of("message_received", "message_read", "message_reaction"),
            "account_status", List.of(),
            "email", List.of("mail_received", "mail_sent"),
            "email_tracking", List.of("mail_opened", "mail_link_clicked"));

    private final World world;
    private final Told told;

    HookCalls(World world, Told told) {
        this.world = world;
        this.told = told;
    }

    @Nullable Reply answer(Call call) {
        String asked = call.method() + (call.path().size() > 1 ? " one" : "");
        return switch (asked) {
            case "GET" ->
                Reply.json(
                        200,
                        Paging.byLast(
                                call,
                                "WebhookList",
                                List.copyOf(world.truth().hooks),
                                hook -> new Paging.Mark(hook.id, world.now()),
                                told::hook));
            case "POST" -> Reply.json(201, create(call));
            case "DELETE one" -> {
                if (!world.truth().hooks.removeIf(hook -> hook.id.equals(call.part(1)))) {
                    throw UnipileFault.missing("webhook");
                }
                world.changed();
                yield Reply.json(200, Told.object("WebhookDeleted"));
            }
            default -> null;
        };
    }

    private ObjectNode create(Call call) {
        Form form = call.form();
        Hook hook = new Hook();
        hook.source = form.needed("source");
        hook.url = form.needed("request_url");
        List<String> known = EVENTS.get(hook.source);
        if (known == null) {
            throw UnipileFault.wrong("The field source has to be one of " + EVENTS.keySet() + ".");
        }
        if (!hook.url.matches("https?://.+")) {
            throw UnipileFault.of("invalid_url", "The field request_url has to be an http or https address.");
        }
        hook.name = form.get("name");
        hook.format = form.text("format").isEmpty() ? "json" : form.text("format");
        hook.enabled = !"false".equals(form.get("enabled"));
        hook.accounts.addAll(form.all("account_ids"));
        hook.events.addAll(form.all("events"));
        for (String event : hook.events) {
            if (!known.contains(event)) {
                throw UnipileFault.wrong("The event " + event + " is none of " + hook.source + ".");
            }
        }
        if (hook.events.isEmpty() && !known.isEmpty()) {
            hook.events.add(known.getFirst());
        }
        for (JsonNode each : form.tree("headers")) {
            hook.headers.add(new Pair(
                    each.path("key").asString(""), each.path("value").asString("")));
        }
        for (JsonNode each : form.tree("data")) {
            hook.data.add(new Pair(
                    each.path("key").asString(""), each.path("name").asString("")));
        }
        hook.id = world.next("we_");
        world.truth().hooks.add(hook);
        world.changed();
        return Told.object("WebhookCreated").put("webhook_id", hook.id);
    }
}

package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Json;
import io.salessync.sandbox.unipile.Truth.Delivery;
import io.salessync.sandbox.unipile.Truth.Hook;
import io.salessync.sandbox.unipile.Truth.Pair;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings webhooks: late, five times more when they are not taken, and with the faults asked for. */
final class Courier implements AutoCloseable {
    static final Set<String> KINDS = Set.of("webhook_drop", "webhook_duplicate", "webhook_delay", "webhook_reorder");

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2));
    private static final int KEPT = 20_000;

    private final World world;
    private final Faults faults;
    private final Phaser under = new Phaser(1);
    private final Map<String, List<String>> held = new HashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Courier(World world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    void reset() {
        held.clear();
    }

    /**
     * Tells every webhook of the source that listens to the event, after a while.
     *
     * @param subject whom or what it is about, told in the state
     */
    void raise(String source, String event, String account, String subject, ObjectNode body, Duration after) {
        if (!world.settings().webhooks) {
            return;
        }
        for (Hook hook : world.truth().hooks) {
            boolean listens = hook.enabled
                    && hook.source.equals(source)
                    && (hook.accounts.isEmpty() || hook.accounts.contains(account))
                    && (hook.events.isEmpty() || hook.events.contains(event));
            if (listens) {
                raise(hook, event, account, subject, body, after);
            }
        }
    }

    private void raise(Hook hook, String event, String account, String subject, ObjectNode body, Duration after) {
        Delivery delivery = new Delivery();
        delivery.id = world.next("D");
        delivery.hook = hook.id;
        delivery.event = event;
        delivery.account = account;
        delivery.subject = subject;
        delivery.raised = world.now();
        ObjectNode named = body.deepCopy();
        if (!hook.source.equals("account_status")) {
            named.put("webhook_name", hook.name == null ? "" : hook.name);
        }
        delivery.body = written(hook, named);
        List<Delivery> all = world.truth().deliveries;
        if (all.size() > KEPT) {
            all.subList(0, all.size() / 2).clear();
        }
        all.add(delivery);
        Set<String> operations = Set.of("webhook", "webhook_" + hook.source, event, account, event + "@" + account);
        Fault fault = faults.next("unipile", operations, KINDS::contains);
        String kind = fault == null ? "" : fault.kind();
        Instant due = world.now().plus(after);
        switch (kind) {
            case "webhook_drop" -> delivery.outcome = "dropped";
            case "webhook_delay" -> due = due.plus(seconds(fault, 8 * 3600));
            case "webhook_reorder" -> {
                delivery.outcome = "held";
                held.computeIfAbsent(hook.id, k -> new ArrayList<>()).add(delivery.id);
                due = due.plus(seconds(fault, 3600));
            }
            default -> {}
        }
        if (!kind.equals("webhook_drop")) {
            world.due(due, "deliver", delivery.id, "");
        }
        if (kind.equals("webhook_duplicate")) {
            world.due(due.plus(seconds(fault, 60)), "deliver", delivery.id, "again");
        }
    }

    private static Duration seconds(@Nullable Fault fault, double fallback) {
        return Duration.ofMillis(Math.round(1000 * (fault == null ? fallback : fault.secondsOr(fallback))));
    }

    private static String written(Hook hook, ObjectNode body) {
        ObjectNode told = body;
        if (!hook.data.isEmpty()) {
            told = Json.MAPPER.createObjectNode();
            for (Pair each : hook.data) {
                told.set(each.value(), body.path(each.key()));
            }
        }
        if (!hook.format.equals("form")) {
            return told.toString();
        }
        StringBuilder form = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : told.properties()) {
            String value = each.getValue().isValueNode() ? each.getValue().asString("") : each.getValue().toString();
            form.append(form.isEmpty() ? "" : "&").append(each.getKey()).append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    /** Brings one in a thread of its own, so that whoever called the API does not wait for it. */
    void deliverSoon(String id, boolean again) {
        under.register();
        Thread.ofVirtual().start(() -> {
            try {
                deliver(id, again);
            } finally {
                under.arriveAndDeregister();
            }
        });
    }

    /** Waits until nothing is on its way any more. */
    void awaitQuiet() {
        under.arriveAndAwaitAdvance();
    }

    /** Brings one, outside of the lock; what was held back for it comes right after. */
    void deliver(String id, boolean again) {
        if (attempt(id, again)) {
            List<String> after = world.locked(() -> {
                Delivery delivery = delivery(id);
                List<String> waiting = delivery == null ? null : held.remove(delivery.hook);
                return waiting == null ? List.<String>of() : waiting;
            });
            after.stream().filter(each -> !each.equals(id)).forEach(each -> attempt(each, false));
        }
    }

    private @Nullable Delivery delivery(String id) {
        List<Delivery> all = world.truth().deliveries;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).id.equals(id)) {
                return all.get(i);
            }
        }
        return null;
    }

    private record Parcel(Hook hook, String body, Duration patience) {}

    /** Whether there was one to bring, taken or not. */
    private boolean attempt(String id, boolean again) {
        Parcel parcel = world.locked(() -> parcel(id, again));
        if (parcel == null) {
            return false;
        }
        String outcome = send(parcel);
        world.locked(() -> {
            Delivery delivery = delivery(id);
            if (delivery != null) {
                settle(delivery, outcome, again);
            }
            return true;
        });
        return true;
    }

    private @Nullable Parcel parcel(String id, boolean again) {
        Delivery delivery = delivery(id);
        if (delivery == null || (!again && delivery.done != null)) {
            return null;
        }
        delivery.attempts++;
        delivery.duplicate |= again;
        List<String> waiting = held.get(delivery.hook);
        if (waiting != null) {
            waiting.remove(id);
        }
        for (Hook hook : world.truth().hooks) {
            if (hook.id.equals(delivery.hook)) {
                long millis = Math.max(1, Math.round(1000 * world.settings().webhook_timeout_seconds));
                return new Parcel(hook, delivery.body, Duration.ofMillis(millis));
            }
        }
        delivery.outcome = "webhook deleted";
        return null;
    }

    private void settle(Delivery delivery, String outcome, boolean again) {
        delivery.outcome = outcome;
        if (outcome.equals("200")) {
            delivery.done = world.now();
        } else if (!again && delivery.attempts <= PAUSES.size()) {
            world.due(world.now().plus(PAUSES.get(delivery.attempts - 1)), "deliver", delivery.id, "");
        } else if (!again) {
            delivery.outcome = "given up: " + outcome;
        }
        world.changed();
    }

    private String send(Parcel parcel) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(parcel.hook.url))
                    .timeout(parcel.patience)
                    .POST(BodyPublishers.ofString(parcel.body));
            parcel.hook.headers.forEach(each -> request.header(each.key(), each.value()));
            return String.valueOf(
                    http.send(request.build(), BodyHandlers.discarding()).statusCode());
        } catch (IOException | IllegalArgumentException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Tells somebody's address that an account was connected, once. */
    void notify(String url, Map<String, String> body) {
        Hook hook = new Hook();
        hook.url = url;
        hook.headers.add(new Pair("Content-Type", "application/json"));
        send(new Parcel(hook, Json.MAPPER.writeValueAsString(body), Duration.ofSeconds(30)));
    }
}

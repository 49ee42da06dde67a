package io.salessync.connectors.unipile;

import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachAnswer.Done;
import io.salessync.connectors.OutreachAnswer.NotSent;
import io.salessync.connectors.OutreachAnswer.Refused;
import io.salessync.connectors.OutreachAnswer.Unknown;
import io.salessync.connectors.OutreachPage;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What Unipile is asked to tell by itself: one subscription for each of its sources. */
@Component
class Subscriptions {
    private static final Map<String, List<String>> SOURCES = sources();

    private final UnipileGate gate;

    Subscriptions(UnipileGate gate) {
        this.gate = gate;
    }

    private static Map<String, List<String>> sources() {
        Map<String, List<String>> sources = new LinkedHashMap<>();
        sources.put("users", List.of("new_relation"));
        sources.put("messaging", List.of("message_received"));
        sources.put("account_status", List.of());
        sources.put("email", List.of("mail_received", "mail_sent"));
        sources.put("email_tracking", List.of("mail_opened", "mail_link_clicked"));
        return sources;
    }

    private record Told(
            String id,
            String source,
            String url,
            boolean enabled,
            @Nullable Map<String, String> headers) {
        static @Nullable Told of(JsonNode node) {
            String id = Shapes.text(node, "id", "webhook_id");
            if (id == null) {
                return null;
            }
            Map<String, String> headers = null;
            if (node.path("headers").isArray()) {
                headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (JsonNode header : node.path("headers")) {
                    headers.put(Shapes.word(header, "key", "name"), Shapes.word(header, "value"));
                }
            }
            return new Told(
                    id,
                    Shapes.word(node, "source"),
                    Shapes.word(node, "request_url"),
                    !Boolean.FALSE.equals(Shapes.yes(node, "enabled")),
                    headers);
        }
    }

    OutreachAnswer<List<String>> subscribe(
            Connection connection, URI url, Map<String, String> given, @Nullable ActiveRun run) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(given);
        // without it news come without a content type
        headers.putIfAbsent("Content-Type", "application/json");
        List<Told> present = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        do {
            OutreachAnswer<OutreachPage<Told>> page = gate.ask(
                    Ask.get(connection, "webhooks", Ask.query("/webhooks", "limit", "100", "cursor", cursor), run),
                    root -> Shapes.page(root, Told::of));
            if (!(page instanceof Done<OutreachPage<Told>> done)) {
                return without(page);
            }
            present.addAll(done.value().items());
            cursor = done.value().next();
        } while (cursor != null && cursors.add(cursor));
        List<String> ids = new ArrayList<>();
        for (Map.Entry<String, List<String>> source : SOURCES.entrySet()) {
            OutreachAnswer<String> one = one(connection, url, headers, source, present, run);
            if (!(one instanceof Done<String> done)) {
                return without(one);
            }
            ids.add(done.value());
        }
        return new Done<>(ids, new Evidence(null, 200, null, false, ""));
    }

    private OutreachAnswer<String> one(
            Connection connection,
            URI url,
            Map<String, String> headers,
            Map.Entry<String, List<String>> source,
            List<Told> present,
            @Nullable ActiveRun run) {
        for (Told told : present) {
            if (!told.source().equals(source.getKey()) || !told.url().equals(url.toString())) {
                continue;
            }
            Map<String, String> its = told.headers();
            boolean right = its == null
                    || headers.entrySet().stream()
                            .allMatch(header -> Objects.equals(its.get(header.getKey()), header.getValue()));
            if (told.enabled() && right) {
                return new Done<>(told.id(), new Evidence(null, 200, null, false, ""));
            }
            OutreachAnswer<Boolean> gone = gate.ask(
                    Ask.delete(connection, "unsubscribe", "/webhooks/" + Ask.encoded(told.id()), run), root -> true);
            if (!(gone instanceof Done<Boolean>)) {
                return without(gone);
            }
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("request_url", url.toString());
        body.put("source", source.getKey());
        body.put("name", "SalesSync " + source.getKey());
        body.put("format", "json");
        body.put("enabled", true);
        body.put(
                "headers",
                headers.entrySet().stream()
                        .map(header -> Map.of("key", header.getKey(), "value", header.getValue()))
                        .toList());
        if (!source.getValue().isEmpty()) {
            body.put("events", source.getValue());
        }
        OutreachAnswer<String> made = gate.ask(
                Ask.post(connection, "subscribe", "/webhooks", UnipileGate.JSON.writeValueAsString(body), run),
                root -> Shapes.text(root, "webhook_id", "id"));
        return made instanceof Done<String> done
                ? new Done<>(done.value(), new Evidence(null, done.evidence().status(), null, false, ""))
                : made;
    }

    /** The same for another kind of value, without its text: it may hold the headers' secret. */
    private static <T> OutreachAnswer<T> without(OutreachAnswer<?> answer) {
        return switch (answer) {
            case Done<?> done -> throw new IllegalStateException("It is done");
            case Refused<?> refused ->
                new Refused<>(refused.fault(), refused.slug(), refused.message(), bare(refused.evidence()));
            case Unknown<?> unknown -> new Unknown<>("no clear answer about subscriptions", bare(unknown.evidence()));
            case NotSent<?> not -> new NotSent<>(not.until(), not.reason());
        };
    }

    private static Evidence bare(Evidence evidence) {
        return new Evidence(evidence.vendorRequestId(), evidence.status(), null, false, "");
    }
}

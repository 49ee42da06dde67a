package io.salessync.sandbox.monday;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.language.Field;
import graphql.language.Selection;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.SandboxClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts answers into the vendor's shape: partial data beside errors, refusals with the time to wait. */
final class Answers {
    private static final Set<Integer> TRANSPORT = Set.of(400, 401, 403, 404, 409, 422, 423, 500);

    private final SandboxClock clock;

    Answers(SandboxClock clock) {
        this.clock = clock;
    }

    /** The complexity a call is told about itself. */
    record Told(long before, long query, long reset) {
        private Object field(String name) {
            return switch (name) {
                case "before" -> before;
                case "after" -> before - query;
                case "query" -> query;
                case "reset_in_x_seconds" -> reset;
                default -> "Complexity";
            };
        }
    }

    Reply refused(Refusal refusal, String requestId, @Nullable Account account) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("code", refusal.code());
        extensions.put("status_code", refusal.status());
        extensions.put("error_data", Map.of());
        extensions.putAll(refusal.more());
        Map<String, String> headers = new LinkedHashMap<>();
        if (refusal.pause() != null) {
            long seconds = clock.wallSeconds(refusal.pause());
            extensions.put("retry_in_seconds", seconds);
            headers.put("Retry-After", String.valueOf(seconds));
        }
        Map<String, Object> error = Map.of("message", refusal.message(), "extensions", extensions);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("errors", List.of(error));
        return close(refusal.status(), body, requestId, account).with(headers);
    }

    Reply invalid(List<? extends GraphQLError> errors, String requestId, Account account) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("errors", errors.stream().map(Answers::error).toList());
        return close(200, body, requestId, account);
    }

    Reply executed(ExecutionResult result, Call call, Told told, boolean empty, String requestId, Account account) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        Map<String, @Nullable Object> sent = result.getData();
        if (result.isDataPresent()) {
            Map<String, @Nullable Object> data = sent == null ? null : new LinkedHashMap<>(sent);
            if (data != null) {
                complete(data, call, told, empty);
            }
            body.put("data", data);
        }
        List<Map<String, Object>> errors = new ArrayList<>();
        if (!empty) {
            result.getErrors().forEach(error -> errors.add(error(error)));
        }
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        return close(status(sent, call, errors), body, requestId, account);
    }

    private static void complete(Map<String, @Nullable Object> data, Call call, Told told, boolean empty) {
        for (Field field : call.fields()) {
            if (field.getName().equals("complexity")) {
                Map<String, Object> complexity = new LinkedHashMap<>();
                for (Selection<?> selection : field.getSelectionSet().getSelections()) {
                    if (selection instanceof Field part) {
                        complexity.put(part.getResultKey(), told.field(part.getName()));
                    }
                }
                data.put(field.getResultKey(), complexity);
            } else if (empty) {
                data.put(field.getResultKey(), null);
            }
        }
    }

    /** A call of which nothing succeeded takes the status of its errors when they agree on one. */
    private static int status(
            @Nullable Map<String, @Nullable Object> data, Call call, List<Map<String, Object>> errors) {
        boolean anything =
                data != null && call.working().stream().anyMatch(field -> data.get(field.getResultKey()) != null);
        if (anything || errors.isEmpty()) {
            return 200;
        }
        List<Object> statuses = errors.stream()
                .map(error -> error.get("extensions") instanceof Map<?, ?> more ? more.get("status_code") : null)
                .map(status -> status == null ? (Object) 200 : status)
                .distinct()
                .toList();
        return statuses.size() == 1 && statuses.getFirst() instanceof Integer status && TRANSPORT.contains(status)
                ? status
                : 200;
    }

    private static Map<String, Object> error(GraphQLError error) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("message", String.valueOf(error.getMessage()));
        if (error.getLocations() != null) {
            told.put(
                    "locations",
                    error.getLocations().stream()
                            .map(at -> Map.of("line", at.getLine(), "column", at.getColumn()))
                            .toList());
        }
        if (error.getPath() != null) {
            told.put("path", error.getPath());
        }
        Map<String, Object> extensions = error.getExtensions();
        boolean known = extensions != null && extensions.containsKey("code");
        told.put(
                "extensions",
                known
                        ? Objects.requireNonNull(extensions)
                        : Map.of("code", "GRAPHQL_VALIDATION_FAILED", "status_code", 200));
        return told;
    }

    private static Reply close(
            int status, Map<String, @Nullable Object> body, String requestId, @Nullable Account account) {
        body.put("extensions", Map.of("request_id", requestId));
        if (account != null) {
            body.put("account_id", account.token().account());
        }
        return Reply.json(status, body).with(Map.of("x-request-id", requestId));
    }
}

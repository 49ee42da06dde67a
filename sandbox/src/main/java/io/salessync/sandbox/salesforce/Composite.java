package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Several calls in one: up to 25, of which 5 may be queries or collections, each able to use results of earlier ones. */
final class Composite {
    private static final int MOST = 25;
    private static final int MOST_LARGE = 5;
    private static final Pattern REFERENCE = Pattern.compile("@\\{([A-Za-z]\\w*)((?:\\.\\w+|\\[\\d+])*)}");

    private final Org org;
    private final Function<Request, Reply> inner;

    /**
     * @param inner answers one of the calls, as if it had come alone
     */
    Composite(Org org, Function<Request, Reply> inner) {
        this.org = org;
        this.inner = inner;
    }

    Reply answer(Call call) {
        if (!call.method().equals("POST")) {
            throw SalesforceFault.notAllowed(call.method());
        }
        ObjectNode body = Records.body(call);
        JsonNode requests = body.path("compositeRequest");
        if (!requests.isArray() || requests.isEmpty()) {
            throw SalesforceFault.of("REQUIRED_FIELD_MISSING", "compositeRequest is missing", "compositeRequest");
        }
        if (requests.size() > MOST) {
            throw SalesforceFault.of(
                    "LIMIT_EXCEEDED",
                    "The number of subrequests exceeds the limit of " + MOST + ": " + requests.size());
        }
        long large = 0;
        Set<String> names = new HashSet<>();
        for (JsonNode each : requests) {
            String url = each.path("url").asString("");
            if (url.matches(".*/(query|queryAll)[/?].*") || url.contains("/composite/sobjects")) {
                large++;
            }
            if (!names.add(each.path("referenceId").asString(""))) {
                throw SalesforceFault.of("INVALID_INPUT", "Each subrequest needs a referenceId of its own");
            }
        }
        if (large > MOST_LARGE) {
            throw SalesforceFault.of(
                    "LIMIT_EXCEEDED",
                    "The number of query and collection subrequests exceeds the limit of " + MOST_LARGE + ": " + large);
        }
        boolean allOrNone = body.path("allOrNone").asBoolean(false);
        return org.writing(() -> run(call, requests, allOrNone));
    }

    private Reply run(Call call, JsonNode requests, boolean allOrNone) {
        Org.Mark mark = org.mark();
        Map<String, JsonNode> results = new HashMap<>();
        ObjectNode told = Json.MAPPER.createObjectNode();
        ArrayNode list = told.putArray("compositeResponse");
        boolean failed = false;
        for (JsonNode each : requests) {
            String name = each.path("referenceId").asString("");
            ObjectNode one = list.addObject();
            Reply reply = failed && allOrNone ? halted() : one(call, each, results);
            JsonNode answer = reply.body().length == 0 ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(reply.body());
            one.set("body", answer);
            ObjectNode headers = one.putObject("httpHeaders");
            if (reply.headers().containsKey("Location")) {
                headers.put("Location", reply.headers().get("Location"));
            }
            one.put("httpStatusCode", reply.status());
            one.put("referenceId", name);
            if (reply.status() < 300) {
                results.put(name, answer);
            } else {
                failed = true;
            }
        }
        if (failed && allOrNone) {
            org.back(mark);
            for (JsonNode each : list) {
                if (each.path("httpStatusCode").asInt() < 300) {
                    Reply halted = halted();
                    ((ObjectNode) each).set("body", Json.MAPPER.readTree(halted.body()));
                    ((ObjectNode) each).put("httpStatusCode", halted.status());
                }
            }
        }
        return Reply.json(200, told);
    }

    private Reply halted() {
        return SalesforceFault.of(
                        "PROCESSING_HALTED",
                        "The transaction was rolled back since another operation in the same transaction failed.")
                .reply(org);
    }

    private Reply one(Call call, JsonNode each, Map<String, JsonNode> results) {
        try {
            String url = filled(each.path("url").asString(""), results);
            URI uri = new URI(url.replace(" ", "%20"));
            if (!String.valueOf(uri.getPath()).startsWith("/services/data/v")) {
                throw SalesforceFault.notFound();
            }
            byte[] body = each.has("body")
                    ? filled(each.path("body").toString(), results).getBytes(java.nio.charset.StandardCharsets.UTF_8)
                    : new byte[0];
            Map<String, String> headers = new HashMap<>(call.request().headers());
            each.path("httpHeaders")
                    .properties()
                    .forEach(header -> headers.put(
                            header.getKey().toLowerCase(java.util.Locale.ROOT),
                            header.getValue().asString("")));
            return inner.apply(new Request(
                    each.path("method").asString("GET"),
                    uri.getPath(),
                    Request.query(uri.getRawQuery()),
                    headers,
                    body,
                    call.request().remoteAddress()));
        } catch (SalesforceFault fault) {
            return fault.reply(org);
        } catch (URISyntaxException | JacksonException e) {
            return SalesforceFault.of("INVALID_INPUT", String.valueOf(e.getMessage()))
                    .reply(org);
        }
    }

    private static String filled(String text, Map<String, JsonNode> results) {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (references.find()) {
            JsonNode result = results.get(references.group(1));
            if (result == null) {
                throw SalesforceFault.of(
                        "PROCESSING_HALTED", "Invalid reference specified. No value for " + references.group());
            }
            String pointer =
                    references.group(2).replace('.', '/').replace('[', '/').replace("]", "");
            JsonNode value = result.at(pointer);
            if (value.isMissingNode()) {
                throw SalesforceFault.of(
                        "PROCESSING_HALTED", "Invalid reference specified. No value for " + references.group());
            }
            references.appendReplacement(filled, Matcher.quoteReplacement(value.asString("")));
        }
        references.appendTail(filled);
        return filled.toString();
    }
}

package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Serves one call after the vendor's rules: who calls, within which limits, to which resource. */
final class RestApi {
    private static final int OLDEST = 45;
    private static final int NEWEST = 68;
    private static final int LONGEST_URI = 16_384;
    private static final int COMPRESSED = 1_024;

    private final Org org;
    private final CallLog log;
    private final Faults faults;
    private final Sessions sessions;
    private final Limits limits;
    private final OAuth oauth;
    private final Cursors cursors;
    private final Records records;
    private final Collections collections;
    private final Composite composite;
    private final BulkQueries bulkQueries;
    private final BulkIngests bulkIngests;
    private final Troubles troubles;

    RestApi(
            Org org,
            CallLog log,
            Faults faults,
            Sessions sessions,
            Limits limits,
            OAuth oauth,
            Cursors cursors,
            Writer writer,
            BulkQueries bulkQueries,
            BulkIngests bulkIngests) {
        this.org = org;
        this.log = log;
        this.faults = faults;
        this.sessions = sessions;
        this.limits = limits;
        this.oauth = oauth;
        this.cursors = cursors;
        this.records = new Records(org, writer);
        this.collections = new Collections(org, writer);
        this.composite = new Composite(org, this::part);
        this.bulkQueries = bulkQueries;
        this.bulkIngests = bulkIngests;
        this.troubles = new Troubles(org);
    }

    Reply answer(Request request) {
        long startedAt = System.nanoTime();
        List<String> path = List.of(request.path().replaceAll("^/+|/+$", "").split("/+", -1));
        String[] outcome = {"ok"};
        Reply reply = route(request, path, outcome);
        if (reply.lost() || reply.status() >= 400) {
            log.refusal(reply.lost() ? "lost" : outcome[0].equals("ok") ? String.valueOf(reply.status()) : outcome[0]);
        }
        log.call(new CallLog.Call(
                org.clock().stamp(),
                "salesforce",
                request.method() + " " + request.path(),
                reply.lost() ? 0 : reply.status(),
                outcome[0],
                0,
                (System.nanoTime() - startedAt) / 1e6));
        return reply.lost() ? reply : compressed(request, reply);
    }

    private Reply route(Request request, List<String> path, String[] outcome) {
        if (request.path().length()
                        + request.query().values().stream()
                                .mapToInt(String::length)
                                .sum()
                > LONGEST_URI) {
            return Reply.text(414, "text/html", "<h1>URI Too Long</h1>");
        }
        if (path.size() > 1 && path.get(0).equals("services") && path.get(1).equals("oauth2")) {
            return login(request, path);
        }
        if (path.getFirst().equals("id")) {
            return oauth.userInfo(request);
        }
        if (path.size() < 2 || !path.get(0).equals("services") || !path.get(1).equals("data")) {
            return SalesforceFault.notFound().reply(org);
        }
        if (path.size() == 2) {
            return versions();
        }
        return data(request, path, outcome);
    }

    private Reply login(Request request, List<String> path) {
        Fault fault = path.size() > 2 && path.get(2).equals("token")
                ? faults.next(
                        "salesforce",
                        Set.of("login", "salesforce"),
                        kind -> SalesforceFaults.canBefall(kind, Set.of("login")))
                : null;
        Reply instead = SalesforceFaults.instead(fault);
        if (instead != null) {
            return instead;
        }
        SalesforceFault before = SalesforceFaults.before(fault, Set.of("login"));
        if (before != null) {
            return Reply.json(before.status(), Map.of("error", "server_error", "error_description", before.text()));
        }
        SalesforceFaults.linger(fault);
        return SalesforceFaults.after(fault, oauth.answer(request, path), org);
    }

    private static Reply versions() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (int version = OLDEST; version <= NEWEST; version++) {
            String season = List.of("Spring", "Summer", "Winter").get((version - OLDEST) % 3);
            int year = 19 + (version - OLDEST + 1) / 3;
            list.addObject()
                    .put("label", season + " '" + year)
                    .put("url", "/services/data/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return Reply.json(200, list);
    }

    private Reply data(Request request, List<String> path, String[] outcome) {
        String version = path.get(2);
        List<String> rest = path.subList(3, path.size());
        if (!known(version)) {
            return SalesforceFault.notFound().reply(org);
        }
        if (org.due()) {
            org.writing(() -> {
                org.settle();
                return true;
            });
        }
        Sessions.Session session = sessions.of(request.header("authorization"));
        if (session == null) {
            outcome[0] = "INVALID_SESSION_ID";
            return SalesforceFault.session().reply(org);
        }
        Set<String> operations = operations(request.method(), rest);
        count(operations);
        Fault fault = faults.next("salesforce", operations, kind -> SalesforceFaults.canBefall(kind, operations));
        Call call = new Call(request, rest, "/services/data/" + version, version.substring(1), session, fault);
        Reply instead = SalesforceFaults.instead(fault);
        if (instead != null) {
            return instead;
        }
        Reply reply = within(call, operations, outcome);
        return reply.with(Map.of("Sforce-Limit-Info", limits.header()));
    }

    private static boolean known(String version) {
        if (!version.matches("v\\d{2}\\.0")) {
            return false;
        }
        int number = Integer.parseInt(version.substring(1, 3));
        return number >= OLDEST && number <= NEWEST;
    }

    private void count(Set<String> operations) {
        if (operations.contains("write")) {
            log.mutationCall();
        } else {
            log.query();
        }
    }

    private Reply within(Call call, Set<String> operations, String[] outcome) {
        Instant entered = null;
        try {
            SalesforceFault before = SalesforceFaults.before(call.fault(), operations);
            if (before != null) {
                if (before.status() == 401) {
                    String token = Sessions.token(call.request().header("authorization"));
                    sessions.close(token == null ? "" : token);
                }
                throw before;
            }
            if (!operations.contains("limits")) {
                if (limits.exhausted(Limits.CALLS)) {
                    throw Limits.daily();
                }
                limits.use(Limits.CALLS, 1);
            }
            entered = limits.enter();
            troubles.before(call);
            SalesforceFaults.linger(call.fault());
            Reply reply = resource(call);
            troubles.after(call);
            return SalesforceFaults.after(call.fault(), reply, org);
        } catch (SalesforceFault fault) {
            outcome[0] = fault.code();
            return fault.reply(org);
        } catch (Records.Several several) {
            return several.reply();
        } finally {
            if (entered != null) {
                limits.leave(entered);
            }
        }
    }

    /** One of the calls inside a composite one: it counts towards no limit of its own. */
    private Reply part(Request request) {
        List<String> path = List.of(request.path().replaceAll("^/+|/+$", "").split("/+", -1));
        Sessions.Session session = sessions.of(request.header("authorization"));
        if (session == null
                || path.size() < 4
                || !known(path.get(2))
                || path.get(3).equals("composite") && path.size() == 4) {
            return SalesforceFault.notFound().reply(org);
        }
        String version = path.get(2);
        try {
            return resource(new Call(
                    request,
                    path.subList(3, path.size()),
                    "/services/data/" + version,
                    version.substring(1),
                    session,
                    null));
        } catch (SalesforceFault fault) {
            return fault.reply(org);
        } catch (Records.Several several) {
            return several.reply();
        }
    }

    private Reply resource(Call call) {
        return switch (call.part(0)) {
            case "" -> resources(call);
            case "sobjects" -> records.answer(call);
            case "query", "queryAll" -> query(call);
            case "limits" -> Reply.json(200, limits.told());
            case "consent" -> records.consent(call);
            case "composite" ->
                call.path().size() == 1
                        ? composite.answer(call)
                        : call.part(1).equals("sobjects") ? collections.answer(call) : unknown();
            case "jobs" ->
                switch (call.part(1)) {
                    case "query" -> bulkQueries.answer(call);
                    case "ingest" -> bulkIngests.answer(call);
                    default -> unknown();
                };
            default -> unknown();
        };
    }

    private static Reply unknown() {
        throw SalesforceFault.notFound();
    }

    private static Reply resources(Call call) {
        ObjectNode list = Json.MAPPER.createObjectNode();
        for (String name : List.of("sobjects", "query", "queryAll", "limits", "composite", "jobs", "consent")) {
            list.put(name, call.base() + "/" + name);
        }
        list.put(
                "identity",
                OAuth.address(call.request()) + "/id/" + Ids.ORG + "/"
                        + call.session().user());
        return Reply.json(200, list);
    }

    private Reply query(Call call) {
        if (!call.method().equals("GET")) {
            throw SalesforceFault.notAllowed(call.method());
        }
        if (call.path().size() == 2) {
            return org.reading(() -> cursors.next(call.part(1), call.base(), call.batchSize()));
        }
        Map<String, String> asked = call.request().query();
        if (asked.containsKey("explain")) {
            return org.reading(() -> explain(asked.getOrDefault("explain", "")));
        }
        String soql = asked.get("q");
        if (soql == null) {
            throw SalesforceFault.of("MALFORMED_QUERY", "SOQL query is missing: parameter q");
        }
        int leftOut =
                call.hit("short_list") && call.fault() != null ? call.fault().aliasesOr(1) : 0;
        return org.reading(
                () -> cursors.first(soql, call.part(0).equals("queryAll"), call.base(), call.batchSize(), leftOut));
    }

    private Reply explain(String soql) {
        Search search = new Search(org, Soql.parse(soql), false);
        long found = search.count();
        long all = Math.max(1, search.table().size());
        boolean index = search.indexed();
        ObjectNode told = Json.MAPPER.createObjectNode();
        ObjectNode plan = told.putArray("plans").addObject();
        plan.put("cardinality", found);
        ArrayNode fields = plan.putArray("fields");
        if (index) {
            fields.add(search.indexedField());
        }
        plan.put("leadingOperationType", index ? "Index" : "TableScan");
        ArrayNode notes = plan.putArray("notes");
        if (!index) {
            notes.addObject()
                    .put("description", "Not considering filter for optimization because unindexed")
                    .put("tableEnumOrId", search.table().type().name())
                    .putArray("fields");
        }
        plan.put("relativeCost", Math.round((index ? found / (0.3 * all) : 1 + found / (double) all) * 1000) / 1000.0);
        plan.put("sobjectCardinality", all);
        plan.put("sobjectType", search.table().type().name());
        told.put("sourceQuery", soql);
        return Reply.json(200, told);
    }

    /** The names by which a fault can ask for a call. */
    private static Set<String> operations(String method, List<String> path) {
        Set<String> names = new HashSet<>();
        names.add("salesforce");
        String first = path.isEmpty() ? "" : path.getFirst();
        boolean writes = !method.equals("GET");
        switch (first) {
            case "query", "queryAll" -> {
                names.add(path.size() > 1 ? "query_more" : "query");
                if (first.equals("queryAll")) {
                    names.add("query_all");
                }
                return names;
            }
            case "composite" -> {
                names.add(path.size() == 1 ? "composite" : "collections");
                if (path.size() > 2) {
                    names.add(path.get(2));
                }
                writes = !(path.size() == 3 && method.equals("POST")) && writes;
            }
            case "sobjects" -> {
                String last = path.getLast();
                if (path.size() > 1) {
                    names.add(path.get(1));
                }
                names.add(
                        switch (last) {
                            case "describe", "updated", "deleted" -> last;
                            default ->
                                switch (method) {
                                    case "POST" -> "create";
                                    case "PATCH" -> path.size() == 4 ? "upsert" : "update";
                                    case "DELETE" -> "delete";
                                    default -> path.size() < 3 ? "describe" : "retrieve";
                                };
                        });
            }
            case "jobs" -> {
                boolean query = path.size() > 1 && path.get(1).equals("query");
                String last = path.getLast();
                names.add(
                        last.matches("results|resultPages")
                                ? "bulk_results"
                                : method.equals("POST") ? query ? "bulk_query" : "bulk_ingest" : "bulk_job");
                return names;
            }
            default -> names.add(first.isEmpty() ? "resources" : first);
        }
        if (writes) {
            names.add("write");
        }
        return names;
    }

    private static Reply compressed(Request request, Reply reply) {
        String accepts = request.header("accept-encoding");
        if (accepts == null || !accepts.toLowerCase(Locale.ROOT).contains("gzip") || reply.body().length < COMPRESSED) {
            return reply;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(reply.body().length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(packed, 8192) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            out.write(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.put("Content-Encoding", "gzip");
        return new Reply(
                reply.status(), reply.contentType(), packed.toByteArray(), headers, false, reply.dribbleSeconds());
    }

    /** The request with its body unpacked where it came packed. */
    static Request unpacked(Request request) {
        String encoding = request.header("content-encoding");
        if (encoding == null || !encoding.equalsIgnoreCase("gzip") || request.body().length == 0) {
            return request;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            return new Request(
                    request.method(),
                    request.path(),
                    request.query(),
                    request.headers(),
                    in.readAllBytes(),
                    request.remoteAddress());
        } catch (IOException e) {
            return request;
        }
    }
}

package io.salessync.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends each call to the vendor it is meant for, or to what the sandbox tells and takes about itself. */
final class Routes {
    private final SandboxClock clock;
    private final CallLog log;
    private final Faults faults;
    private final List<Vendor> vendors;
    private final FaultScript script;
    private volatile long seed;

    Routes(SandboxClock clock, CallLog log, Faults faults, List<Vendor> vendors, long seed) {
        this.clock = clock;
        this.log = log;
        this.faults = faults;
        this.vendors = vendors;
        this.seed = seed;
        TreeSet<String> kinds = new TreeSet<>();
        vendors.forEach(vendor -> kinds.addAll(vendor.faultKinds()));
        this.script =
                new FaultScript(kinds, vendors.stream().map(Vendor::name).collect(java.util.stream.Collectors.toSet()));
    }

    Reply answer(Request request) {
        List<String> path = List.of(request.path().replaceAll("^/+|/+$", "").split("/+", -1));
        if (path.getFirst().equals("_sandbox")) {
            return control(request, path.subList(1, path.size()));
        }
        Vendor vendor = vendor(path.getFirst());
        return vendor == null ? page(request, path) : vendor.answer(request);
    }

    private @Nullable Vendor vendor(String name) {
        return vendors.stream()
                .filter(vendor -> vendor.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Reply page(Request request, List<String> path) {
        boolean board = path.getFirst().equals("boards") && (path.size() == 2 || path.size() == 4);
        return request.path().equals("/") || board ? BoardPage.reply() : Reply.problem(404, "Not found");
    }

    private Reply control(Request request, List<String> path) {
        String first = path.isEmpty() ? "" : path.getFirst();
        Vendor named = vendor(path.size() > 1 ? path.get(1) : "");
        return switch (request.method() + " " + first) {
            case "GET health" -> Reply.json(200, Map.of("status", "up"));
            case "GET state" ->
                named == null ? Reply.problem(404, "No such vendor") : Reply.json(200, named.state(request));
            case "GET calls" -> Reply.json(200, log.report());
            case "DELETE calls" -> {
                log.zero();
                yield Reply.json(200, log.report());
            }
            case "GET faults" -> Reply.json(200, Map.of("faults", faults.status()));
            case "PUT faults" -> {
                faults.replace(script.read(request.body()), seed);
                yield Reply.json(200, Map.of("faults", faults.status()));
            }
            case "DELETE faults" -> {
                faults.replace(List.of(), seed);
                yield Reply.json(200, Map.of("faults", List.of()));
            }
            case "POST reset" -> reset(request);
            case "GET clock" -> Reply.json(200, time());
            case "PUT clock" -> step(request);
            default -> {
                Vendor acted = vendor(first);
                yield acted == null
                        ? Reply.problem(404, "Not found")
                        : acted.act(request, path.subList(1, path.size()));
            }
        };
    }

    private Reply reset(Request request) {
        Instant begin = null;
        boolean hold = false;
        if (request.body().length > 0) {
            JsonNode body = Json.object(request.body(), "The body");
            JsonNode wanted = body.path("seed");
            if (!wanted.isMissingNode()) {
                if (!wanted.isIntegralNumber()) {
                    throw new WrongInput("seed has to be a whole number");
                }
                seed = wanted.asLong();
            }
            begin = body.has("now") ? moment(body.path("now"), "now") : null;
            hold = flag(body, "hold");
        }
        faults.replace(List.of(), seed);
        log.clear();
        clock.reset();
        clock.hold(hold);
        if (begin != null) {
            clock.begin(begin);
        }
        vendors.forEach(vendor -> vendor.reset(seed));
        return Reply.json(200, time());
    }

    /** Holds the clock or lets it run, and steps it by a duration or to a time; what is due happens before it answers. */
    private Reply step(Request request) {
        JsonNode body = Json.object(request.body(), "The body");
        if (!body.has("advance") && !body.has("to") && !body.has("hold")) {
            throw new WrongInput("The body needs \"advance\": a duration such as PT30M, \"to\": a time, or \"hold\"");
        }
        if (body.has("hold")) {
            clock.hold(flag(body, "hold"));
        }
        if (body.has("advance") || body.has("to")) {
            Instant to = body.has("to")
                    ? moment(body.path("to"), "to")
                    : clock.instant().plus(duration(body.path("advance").asString("")));
            if (to.isBefore(clock.instant()) && (body.has("advance") || clock.isHeld())) {
                throw new WrongInput("The clock only goes forward");
            }
            vendors.forEach(vendor -> vendor.passTo(to));
            clock.advanceTo(to);
        }
        return Reply.json(200, time());
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new WrongInput("\"advance\" has to be a duration such as PT30M, not '" + text + "'");
        }
    }

    private static Instant moment(JsonNode value, String name) {
        try {
            return Instant.parse(value.asString(""));
        } catch (DateTimeParseException e) {
            throw new WrongInput("\"" + name + "\" has to be a UTC time such as 2026-12-01T09:00:00Z, not '"
                    + value.asString("") + "'");
        }
    }

    private static boolean flag(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new WrongInput("\"" + name + "\" has to be true or false");
        }
        return value.asBoolean(false);
    }

    private Map<String, Object> time() {
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("now", clock.instant().toString());
        time.put("stamp", clock.stamp().toString());
        time.put("speed", clock.speed());
        time.put("held", clock.isHeld());
        vendors.stream()
                .map(Vendor::nextDue)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .ifPresent(next -> time.put("next_due", next.toString()));
        time.put("seed", seed);
        return time;
    }
}

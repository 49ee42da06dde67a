package io.salessync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the faults of a request body and says plainly what is wrong with them. */
final class FaultScript {
    private static final Set<String> FIELDS = Set.of(
            "kind",
            "probability",
            "every",
            "times",
            "after",
            "operation",
            "seconds",
            "aliases",
            "cached",
            "effect",
            "vendor",
            "rows");

    private final Set<String> kinds;
    private final Set<String> vendors;

    FaultScript(Set<String> kinds, Set<String> vendors) {
        this.vendors = vendors;
        this.kinds = kinds;
    }

    List<Fault> read(byte[] body) {
        JsonNode faults = Json.object(body, "The body").path("faults");
        if (!faults.isArray()) {
            throw new WrongInput("The body needs \"faults\": a list, empty to have none");
        }
        List<Fault> read = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            read.add(fault(faults.get(i), "faults[" + i + "]"));
        }
        return read;
    }

    private Fault fault(JsonNode node, String at) {
        if (!node.isObject()) {
            throw new WrongInput(at + " has to be an object");
        }
        for (String name : node.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw new WrongInput(at + "." + name + " is unknown; known: " + new TreeSet<>(FIELDS));
            }
        }
        String kind = node.path("kind").asString("");
        if (!kinds.contains(kind)) {
            throw new WrongInput(at + ".kind '" + kind + "' is unknown; known: " + new TreeSet<>(kinds));
        }
        Double probability = number(node, "probability", at, 1);
        Integer every = count(node, "every", at, 1);
        if (probability != null && every != null) {
            throw new WrongInput(at + " has both probability and every: choose one");
        }
        Integer after = count(node, "after", at, 0);
        String operation = node.path("operation").asString("");
        String vendor = node.path("vendor").asString("");
        if (!vendor.isEmpty() && !vendors.contains(vendor)) {
            throw new WrongInput(at + ".vendor '" + vendor + "' is unknown; known: " + new TreeSet<>(vendors));
        }
        return new Fault(
                kind,
                probability,
                every,
                count(node, "times", at, 1),
                after == null ? 0 : after,
                operation.isEmpty() ? null : operation,
                number(node, "seconds", at, 2_592_000),
                node.has("rows") ? count(node, "rows", at, 1) : count(node, "aliases", at, 0),
                flag(node, "cached", at),
                flag(node, "effect", at),
                vendor.isEmpty() ? null : vendor);
    }

    private static @Nullable Double number(JsonNode node, String name, String at, double most) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > most) {
            throw new WrongInput(at + "." + name + " has to be a number from 0 to " + (long) most);
        }
        return value.asDouble();
    }

    private static @Nullable Integer count(JsonNode node, String name, String at, int least) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isInt() || value.asInt() < least) {
            throw new WrongInput(at + "." + name + " has to be a whole number from " + least);
        }
        return value.asInt();
    }

    private static @Nullable Boolean flag(JsonNode node, String name, String at) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new WrongInput(at + "." + name + " has to be true or false");
        }
        return value.asBoolean();
    }
}

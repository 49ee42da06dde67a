package io.salessync.flows.graph;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one YAML document into a tree, remembering lines. What could make a small text large or strange (anchors, tags) is
 * refused, and so are keys that come twice.
 */
final class YamlText {
    /** The longest text that is read, in characters. */
    static final int LONGEST = 1 << 20;

    private static final int DEEPEST = 50;

    private final Iterator<Event> events;
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlText(Iterator<Event> events) {
        this.events = events;
    }

    /** @param lines the line, from 1, of each place in it, such as {@code nodes/2/type} */
    record Document(JsonNode root, Map<String, Integer> lines) {}

    /** What keeps it from being read. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final String place;

        Fault(int line, String place, String message) {
            super(message);
            this.line = line;
            this.place = place;
        }

        int line() {
            return line;
        }

        String place() {
            return place;
        }
    }

    static Document read(String text) throws Fault {
        if (text.length() > LONGEST) {
            throw new Fault(0, "", "is longer than 1 MB (%,d characters)".formatted(text.length()));
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Resolver());
        try {
            return new YamlText(yaml.parse(new StringReader(text)).iterator()).document();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new Fault(line, "", "is no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new Fault(
                    0,
                    "",
                    "is no YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private Document document() throws Fault {
        JsonNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent start) {
                if (root != null) {
                    throw fault(start, "", "holds more than one document; a file holds one");
                }
                root = value(events.next(), "", 0);
            }
        }
        if (root == null) {
            throw new Fault(1, "", "is empty");
        }
        return new Document(root, lines);
    }

    private JsonNode value(Event event, String place, int depth) throws Fault {
        lines.putIfAbsent(place, line(event));
        refuseTricks(event, place);
        if (depth > DEEPEST) {
            throw fault(event, place, "is nested deeper than " + DEEPEST + " levels");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case MappingStartEvent ignored -> mapping(place, depth);
            case CollectionStartEvent ignored -> sequence(place, depth);
            default -> throw fault(event, place, "is no value");
        };
    }

    private static JsonNode scalar(ScalarEvent scalar) {
        return scalar.isPlain()
                ? YamlScalars.plain(scalar.getValue())
                : JsonNodeFactory.instance.stringNode(scalar.getValue());
    }

    private ObjectNode mapping(String place, int depth) throws Fault {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            refuseTricks(key, place);
            if (!(key instanceof ScalarEvent name)) {
                throw fault(key, place, "has a key that is no word");
            }
            String below = below(place, name.getValue());
            if (made.has(name.getValue())) {
                throw fault(key, below, "is there twice, first in line " + lines.get(below));
            }
            lines.put(below, line(key));
            made.set(name.getValue(), value(events.next(), below, depth + 1));
        }
        return made;
    }

    private ArrayNode sequence(String place, int depth) throws Fault {
        ArrayNode made = JsonNodeFactory.instance.arrayNode();
        for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
            made.add(value(item, below(place, String.valueOf(made.size())), depth + 1));
        }
        return made;
    }

    private static void refuseTricks(Event event, String place) throws Fault {
        if (event instanceof AliasEvent) {
            throw fault(event, place, "uses an alias (*…); write the value out");
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw fault(
                    event, place, "has an anchor (&" + node.getAnchor() + "); write values out where they are used");
        }
        String tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
        if (tag != null) {
            throw fault(event, place, "has a tag (" + tag + "); tags are not read");
        }
    }

    static String below(String place, String name) {
        return place.isEmpty() ? name : place + "/" + name;
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }

    private static Fault fault(Event event, String place, String message) {
        return new Fault(line(event), place, message);
    }
}

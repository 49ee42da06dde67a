package io.salessync.flows.graph;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;

/** Writes a tree as YAML that people like to read, and that {@link YamlText} and others read as the same tree. */
final class YamlWriting {
    private YamlWriting() {}

    static String write(JsonNode tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setIndent(4);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(false);
        options.setSplitLines(false);
        options.setWidth(120);
        options.setLineBreak(DumperOptions.LineBreak.UNIX);
        StringWriter out = new StringWriter();
        new Yaml(options).serialize(node(tree), out);
        return out.toString();
    }

    private static Node node(JsonNode value) {
        if (value.isObject()) {
            List<NodeTuple> entries = new ArrayList<>();
            value.properties()
                    .forEach(entry -> entries.add(new NodeTuple(key(entry.getKey()), node(entry.getValue()))));
            return new MappingNode(Tag.MAP, entries, entries.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        if (value.isArray()) {
            List<Node> items = new ArrayList<>();
            value.forEach(item -> items.add(node(item)));
            boolean small = items.size() <= 8
                    && items.stream()
                            .allMatch(item -> item instanceof ScalarNode scalar
                                    // text over several lines has no place between brackets
                                    && scalar.getScalarStyle() != ScalarStyle.LITERAL
                                    && scalar.getValue().length() < 16
                                    && scalar.getValue().indexOf(' ') < 0);
            return new SequenceNode(Tag.SEQ, items, small ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        if (value.isString()) {
            return text(value.asString());
        }
        Tag tag = value.isNull()
                ? Tag.NULL
                : value.isBoolean() ? Tag.BOOL : value.isIntegralNumber() ? Tag.INT : Tag.FLOAT;
        return new ScalarNode(tag, value.isNull() ? "null" : value.asString(), null, null, ScalarStyle.PLAIN);
    }

    /** Other styles make line feeds of these. */
    private static boolean breaksOddly(int c) {
        return c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** A key stays on its line. */
    private static ScalarNode key(String text) {
        return text.indexOf('\n') >= 0
                ? new ScalarNode(Tag.STR, text, null, null, ScalarStyle.DOUBLE_QUOTED)
                : text(text);
    }

    private static ScalarNode text(String text) {
        ScalarStyle style = ScalarStyle.PLAIN;
        if (text.chars().anyMatch(YamlWriting::breaksOddly)) {
            style = ScalarStyle.DOUBLE_QUOTED;
        } else if (text.indexOf('\n') >= 0) {
            // a block that begins with white space needs a hint at its indentation, which not every reader gets right
            style = Character.isWhitespace(text.charAt(0)) ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.LITERAL;
        } else if (!YamlScalars.isWord(text)) {
            style = ScalarStyle.DOUBLE_QUOTED;
        }
        return new ScalarNode(Tag.STR, text, null, null, style);
    }
}

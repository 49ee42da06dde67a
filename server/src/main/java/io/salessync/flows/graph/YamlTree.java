package io.salessync.flows.graph;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads and writes trees as YAML the way flows are: no anchors, tags or keys that come twice, {@code no} is a word. */
public final class YamlTree {
    private YamlTree() {}

    /**
     * One document.
     *
     * @param lines the line, from 1, of each place in it, such as {@code steps/2/type}
     */
    public record Document(JsonNode root, Map<String, Integer> lines) {}

    /** It is no YAML that is read here. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Mistake mistake;

        Unreadable(Mistake mistake) {
            super(mistake.toString());
            this.mistake = mistake;
        }

        /** Where and why. */
        public Mistake mistake() {
            return mistake;
        }
    }

    /**
     * Reads a text of up to 1 MB; JSON is YAML as well.
     *
     * @throws Unreadable naming the line
     */
    public static Document read(String text) throws Unreadable {
        try {
            YamlText.Document document = YamlText.read(text);
            return new Document(document.root(), document.lines());
        } catch (YamlText.Fault fault) {
            throw new Unreadable(new Mistake(fault.line(), fault.place(), String.valueOf(fault.getMessage())));
        }
    }

    /** Writes a tree as people like to read it; {@link #read} gives the same tree back. */
    public static String write(JsonNode tree) {
        return YamlWriting.write(tree);
    }
}

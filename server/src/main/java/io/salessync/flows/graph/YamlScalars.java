package io.salessync.flows.graph;

import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What plain words of YAML mean, as YAML 1.2's core schema has it: {@code no} and {@code on} are words. Numbers with leading
 * zeros stay words too, since they are postal codes and telephone numbers.
 */
final class YamlScalars {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]+|(0|[1-9][0-9]*)(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final int LONGEST_NUMBER = 40;

    private YamlScalars() {}

    static JsonNode plain(String text) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        switch (text) {
            case "", "~", "null", "Null", "NULL" -> {
                return make.nullNode();
            }
            case "true", "True", "TRUE" -> {
                return make.booleanNode(true);
            }
            case "false", "False", "FALSE" -> {
                return make.booleanNode(false);
            }
            default -> {
                return number(text);
            }
        }
    }

    private static JsonNode number(String text) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (text.length() > LONGEST_NUMBER) {
            return make.stringNode(text);
        }
        if (WHOLE.matcher(text).matches()) {
            BigInteger whole = new BigInteger(text);
            if (whole.bitLength() < Integer.SIZE) {
                return make.numberNode(whole.intValue());
            }
            return whole.bitLength() < Long.SIZE ? make.numberNode(whole.longValue()) : make.numberNode(whole);
        }
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? make.numberNode(number) : make.stringNode(text);
        }
        return make.stringNode(text);
    }

    static boolean isWord(String text) {
        return plain(text).isString();
    }
}

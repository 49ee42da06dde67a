package io.salessync.ordersync.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Text with source columns in braces: {@code "{Order Number} – {Style}"}. A doubled brace stands for itself. Surrounding blanks
 * of the result are dropped.
 */
public final class Template {
    private final String text;
    private final List<Part> parts;

    private Template(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    private record Part(String text, boolean cell) {}

    /** @throws IllegalArgumentException with a sentence saying what is wrong with it */
    static Template parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                plain.append(c);
                at++;
            } else if (c == '}') {
                throw new IllegalArgumentException("'}' without '{' before it; write '}}' for a brace");
            } else if (c == '{') {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException("'{' is never closed; write '{{' for a brace");
                }
                String cell = text.substring(at + 1, end).strip();
                if (cell.isEmpty()) {
                    throw new IllegalArgumentException("'{}' names no column");
                }
                flush(plain, parts);
                parts.add(new Part(cell, true));
                at = end;
            } else {
                plain.append(c);
            }
        }
        flush(plain, parts);
        return new Template(text, List.copyOf(parts));
    }

    static Template ofCell(String cell) {
        return new Template("{" + cell + "}", List.of(new Part(cell, true)));
    }

    static Template constant(String value) {
        return new Template(value.replace("{", "{{").replace("}", "}}"), List.of(new Part(value, false)));
    }

    private static void flush(StringBuilder plain, List<Part> parts) {
        if (!plain.isEmpty()) {
            parts.add(new Part(plain.toString(), false));
            plain.setLength(0);
        }
    }

    /** The template as written. */
    public String text() {
        return text;
    }

    /** The columns it names, each once. */
    public List<String> cells() {
        LinkedHashSet<String> cells = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part.cell()) {
                cells.add(part.text());
            }
        }
        return List.copyOf(cells);
    }

    /** The text for one row; empty where every column it names is empty. */
    public String fill(Function<String, String> cell) {
        if (parts.size() == 1) {
            Part only = parts.getFirst();
            return only.cell() ? cell.apply(only.text()) : only.text();
        }
        StringBuilder filled = new StringBuilder();
        boolean named = false;
        boolean any = false;
        for (Part part : parts) {
            String value = part.cell() ? cell.apply(part.text()) : part.text();
            named |= part.cell();
            any |= part.cell() && !value.isEmpty();
            filled.append(value);
        }
        return named && !any ? "" : filled.toString().strip();
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}

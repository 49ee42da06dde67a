package io.salessync.sandbox.salesforce;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes files of comma-separated values as Bulk API 2.0 has them: every cell that is written is quoted. */
final class Csv {
    private Csv() {}

    static char delimiter(String name) {
        return switch (name) {
            case "COMMA" -> ',';
            case "SEMICOLON" -> ';';
            case "TAB" -> '\t';
            case "PIPE" -> '|';
            case "CARET" -> '^';
            case "BACKQUOTE" -> '`';
            default -> throw SalesforceFault.of("INVALIDJOB", "Unknown columnDelimiter " + name);
        };
    }

    /** Writes one file. */
    static final class Writer {
        private final ByteArrayOutputStream out;
        private final char delimiter;
        private final byte[] ending;
        private boolean first = true;

        Writer(ByteArrayOutputStream out, char delimiter, String ending) {
            this.out = out;
            this.delimiter = delimiter;
            this.ending = ending.getBytes(StandardCharsets.US_ASCII);
        }

        void cell(String text) {
            if (!first) {
                out.write(delimiter);
            }
            first = false;
            out.write('"');
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (text.indexOf('"') < 0) {
                out.write(bytes, 0, bytes.length);
            } else {
                for (byte each : bytes) {
                    if (each == '"') {
                        out.write('"');
                    }
                    out.write(each);
                }
            }
            out.write('"');
        }

        void end() {
            out.write(ending, 0, ending.length);
            first = true;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** The lines of a file, each as its cells; cells may be quoted and hold line breaks. */
    static List<List<String>> read(String text, char delimiter) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    cell.append('"');
                    at++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
                any = true;
            } else if (c == delimiter) {
                line.add(cell.toString());
                cell.setLength(0);
                any = true;
            } else if (c == '\n' || c == '\r') {
                if (any || !cell.isEmpty() || !line.isEmpty()) {
                    line.add(cell.toString());
                    lines.add(line);
                    line = new ArrayList<>();
                }
                cell.setLength(0);
                any = false;
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw SalesforceFault.of("InvalidBatch", "The file ends within a quoted value");
        }
        if (any || !cell.isEmpty() || !line.isEmpty()) {
            line.add(cell.toString());
            lines.add(line);
        }
        return lines;
    }
}

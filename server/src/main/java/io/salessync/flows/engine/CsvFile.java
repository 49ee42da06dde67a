package io.salessync.flows.engine;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that can be read from any row whose place in bytes is known. Rows are cut apart as bytes, by quotes and line ends, and
 * only then decoded: a row in another encoding spoils itself alone.
 */
final class CsvFile {
    private static final int HEAD = 64 * 1024;
    /** The longest row; more is a quote that was never closed. */
    private static final int LONGEST = 16 * 1024 * 1024;

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    private final Path path;
    private final String name;
    private final Charset charset;
    /** Bytes of a letter as far as delimiters, quotes and line ends go; 2 for UTF-16. */
    private final int unit;

    private final boolean bigEndian;
    private final char delimiter;
    private final List<String> header;
    private final Place first;

    /** @param line of the file, from 1 */
    record Place(long offset, long line) {}

    /**
     * A row.
     *
     * @param fault why it cannot be read; null: {@code cells} hold it
     */
    record Row(long line, List<String> cells, @Nullable String fault) {}

    /** @param next null: the file is at its end */
    record Rows(List<Row> rows, @Nullable Place next) {}

    private record Cut(int from, int to, long line) {}

    /**
     * Opens a file and reads its header.
     *
     * @param encoding null: UTF-8, unless its first bytes say otherwise
     * @param delimiter null: the one of comma, semicolon, tabulator and bar that the header holds most of
     */
    CsvFile(Path path, String name, @Nullable String encoding, @Nullable Character delimiter) {
        this.path = path;
        this.name = name;
        byte[] head = head();
        int mark;
        if (begins(head, 0xef, 0xbb, 0xbf)) {
            mark = 3;
            charset = StandardCharsets.UTF_8;
        } else if (begins(head, 0xff, 0xfe)) {
            mark = 2;
            charset = StandardCharsets.UTF_16LE;
        } else if (begins(head, 0xfe, 0xff)) {
            mark = 2;
            charset = StandardCharsets.UTF_16BE;
        } else {
            mark = 0;
            charset = charset(encoding == null ? "UTF-8" : encoding);
        }
        unit = charset.name().startsWith("UTF-16") ? 2 : 1;
        bigEndian = !charset.equals(StandardCharsets.UTF_16LE);
        refuseOtherTypes(head);
        this.delimiter = delimiter == null ? sniffed(head, mark) : delimiter;
        Rows top = read(new Place(mark, 1), 1);
        if (top.rows().isEmpty()) {
            throw Problem.of(NodeProblem.WRONG_HEADER, "'%s' is empty: there is not even a header.".formatted(name))
                    .with("file", name);
        }
        Row row = top.rows().getFirst();
        if (row.fault() != null) {
            throw Problem.of(NodeProblem.FILE_UNREADABLE, "The header of '%s' %s.".formatted(name, row.fault()))
                    .with("file", name);
        }
        header = names(row.cells());
        first = top.next() == null ? new Place(Long.MAX_VALUE, row.line() + 1) : top.next();
    }

    private List<String> names(List<String> cells) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < cells.size(); i++) {
            String column = cells.get(i).strip();
            String named = column.isEmpty() ? "column " + (i + 1) : column;
            if (!seen.add(named)) {
                throw Problem.of(
                                NodeProblem.WRONG_HEADER,
                                "'%s' has the column '%s' twice. Give each a name of its own.".formatted(name, named))
                        .with("file", name)
                        .with("column", named);
            }
            names.add(named);
        }
        return List.copyOf(names);
    }

    static Charset charset(String encoding) {
        try {
            Charset charset = Charset.forName(encoding);
            if (charset.name().startsWith("UTF-32") || charset.name().startsWith("x-") || !charset.canEncode()) {
                throw new UnsupportedCharsetException(encoding);
            }
            // a mark at the beginning says which of the two it is; there is none when we come here
            return charset.name().equals("UTF-16") ? StandardCharsets.UTF_16LE : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw Forms.wrong(
                    "encoding",
                    "'encoding' is UTF-8, windows-1252, ISO-8859-15, UTF-16LE …, not '%s'".formatted(encoding));
        }
    }

    List<String> header() {
        return header;
    }

    /** Where the first row after the header begins. */
    Place first() {
        return first;
    }

    private byte[] head() {
        try (InputStream in = java.nio.file.Files.newInputStream(path)) {
            return in.readNBytes(HEAD);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Problem unreadable(IOException e) {
        return Problem.of(NodeProblem.FILE_UNREADABLE, "'%s' cannot be read: %s.".formatted(name, e.getMessage()), e)
                .with("file", name);
    }

    private static boolean begins(byte[] bytes, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }

    private void refuseOtherTypes(byte[] head) {
        String text = new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        String other = begins(head, 'P', 'K', 3, 4)
                ? "a workbook or ZIP archive"
                : begins(head, 0x1f, 0x8b)
                        ? "packed; unpack it first"
                        : begins(head, '%', 'P', 'D', 'F')
                                ? "a PDF document"
                                : text.startsWith("<!doctype html") || text.startsWith("<html")
                                        ? "a web page, perhaps a sign-in page that was saved in place of the file"
                                        : text.startsWith("<?xml") ? "an XML document" : null;
        long zeros = 0;
        for (byte b : head) {
            zeros += b == 0 ? 1 : 0;
        }
        if (other == null && unit == 1 && zeros * 10 > head.length) {
            other = "not text; if it is UTF-16, say so with 'encoding'";
        }
        if (other != null) {
            throw Problem.of(NodeProblem.FILE_UNREADABLE, "'%s' is %s, not CSV.".formatted(name, other))
                    .with("file", name);
        }
    }

    private char sniffed(byte[] head, int mark) {
        String text = new String(head, mark, head.length - mark, charset).stripLeading();
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        for (int i = 0; i < text.length() && (quoted || text.charAt(i) != '\n'); i++) {
            char letter = text.charAt(i);
            quoted ^= letter == '"';
            for (int d = 0; d < DELIMITERS.length && !quoted; d++) {
                counts[d] += letter == DELIMITERS[d] ? 1 : 0;
            }
        }
        int best = 0;
        for (int d = 1; d < DELIMITERS.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    /** How many rows follow the header, blank ones not counted; reads the file once. */
    long count() {
        long rows = 0;
        Place at = first;
        try (FileChannel channel = FileChannel.open(path)) {
            while (at != null) {
                Cutting cutting = cut(channel, at, 10_000);
                rows += cutting.cuts.size();
                at = cutting.next;
            }
            return rows;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The rows from a place on; blank ones are passed over. */
    Rows read(Place from, int most) {
        try (FileChannel channel = FileChannel.open(path)) {
            Cutting cutting = cut(channel, from, most);
            return new Rows(parsed(cutting), cutting.next);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A stretch of the file and where the rows in it lie. */
    private static final class Cutting {
        private byte[] bytes = new byte[256 * 1024];
        private int length;
        private final List<Cut> cuts = new ArrayList<>();
        private @Nullable Place next;

        void add(int value) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            bytes[length++] = (byte) value;
        }
    }

    /** One byte after the other; -1 at the end. */
    private static final class Bytes {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();

        Bytes(FileChannel channel) {
            this.channel = channel;
        }

        int read() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int count = channel.read(buffer);
                buffer.flip();
                if (count <= 0) {
                    return -1;
                }
            }
            return buffer.get() & 0xff;
        }
    }

    private Cutting cut(FileChannel channel, Place from, int most) throws IOException {
        Cutting cutting = new Cutting();
        if (from.offset() >= channel.size()) {
            return cutting;
        }
        channel.position(from.offset());
        Bytes in = new Bytes(channel);
        long offset = from.offset();
        long line = from.line();
        while (cutting.cuts.size() < most) {
            int start = cutting.length;
            long firstLine = line;
            boolean quoted = false;
            boolean fieldBegins = true;
            boolean afterQuote = false;
            boolean blank = true;
            boolean ended = false;
            while (true) {
                int one = in.read();
                int two = unit == 2 && one >= 0 ? in.read() : 0;
                if (one < 0 || two < 0) {
                    ended = true;
                    break;
                }
                offset += unit;
                int letter = unit == 1 ? one : bigEndian ? one << 8 | two : two << 8 | one;
                if (letter == '\n') {
                    line++;
                }
                if (!quoted && letter == '\n') {
                    break;
                }
                cutting.add(one);
                if (unit == 2) {
                    cutting.add(two);
                }
                if (cutting.length - start > LONGEST) {
                    throw Problem.of(
                                    NodeProblem.FILE_UNREADABLE,
                                    "'%s' cannot be read on: the row that begins in line %d is longer than %d MB. Look for a quote that is not closed."
                                            .formatted(name, firstLine, LONGEST / 1024 / 1024))
                            .with("file", name)
                            .with("line", firstLine);
                }
                if (quoted) {
                    quoted = letter != '"';
                    afterQuote = !quoted;
                } else if (letter == '"' && (fieldBegins || afterQuote)) {
                    quoted = true;
                    fieldBegins = false;
                } else {
                    afterQuote = false;
                    fieldBegins = letter == delimiter;
                }
                blank &= letter == '\r' || letter == ' ';
            }
            if (!blank) {
                cutting.cuts.add(new Cut(start, cutting.length, firstLine));
            } else {
                cutting.length = start;
            }
            if (ended) {
                cutting.next = null;
                return cutting;
            }
        }
        cutting.next = offset < channel.size() ? new Place(offset, line) : null;
        return cutting;
    }

    private List<Row> parsed(Cutting cutting) {
        List<Row> rows = new ArrayList<>(cutting.cuts.size());
        for (Cut cut : cutting.cuts) {
            rows.add(parsed(cutting.bytes, cut));
        }
        return rows;
    }

    private Row parsed(byte[] bytes, Cut cut) {
        int to = cut.to();
        boolean carriage = unit == 1
                ? to > cut.from() && bytes[to - 1] == '\r'
                : to - 1 > cut.from()
                        && (bytes[to - 1] == '\r' || bytes[to - 2] == '\r')
                        && bytes[to - 1] + bytes[to - 2] == '\r';
        to -= carriage ? unit : 0;
        String text;
        try {
            text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, cut.from(), to - cut.from()))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Row(
                    cut.line(),
                    List.of(),
                    "is not written in %s. If the file was saved by a Windows program, say windows-1252 as the encoding"
                            .formatted(charset.name()));
        }
        if (text.indexOf('"') < 0) {
            return new Row(cut.line(), split(text), null);
        }
        try {
            CsvRecord record = CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .allowUnclosedQuote(false)
                    .maxBufferSize(LONGEST + 1)
                    .ofSingleCsvRecord(text);
            return new Row(cut.line(), record.getFields(), null);
        } catch (CsvParseException e) {
            return new Row(cut.line(), List.of(), "has quotes that do not match");
        }
    }

    private List<String> split(String text) {
        List<String> cells = new ArrayList<>(Math.max(4, sizeOfHeader()));
        int from = 0;
        for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, from)) {
            cells.add(text.substring(from, at));
            from = at + 1;
        }
        cells.add(text.substring(from));
        return cells;
    }

    @SuppressWarnings("NullAway")
    private int sizeOfHeader() {
        // the header itself is read while there is none yet
        return header == null ? 0 : header.size();
    }
}

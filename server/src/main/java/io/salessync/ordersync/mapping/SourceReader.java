package io.salessync.ordersync.mapping;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code [source]} and what is below it. */
final class SourceReader {
    /** XS, S, M, XXL, 2XL, 32/30, 32, OS, ONE SIZE, 4T, 6-8 and their like. */
    static final Pattern SIZE = Pattern.compile(
            "X{0,4}[SL]|M|[2-9]X[SL]|OS|O/S|ONE SIZE|\\d{1,2}(?:\\.5)?(?:/\\d{2})?|\\d{1,2}T|\\d{1,2}-\\d{1,2}",
            Pattern.CASE_INSENSITIVE);

    private static final Map<String, Character> DELIMITERS =
            Map.of("comma", ',', ",", ',', "semicolon", ';', ";", ';', "tab", '\t', "\t", '\t', "pipe", '|', "|", '|');

    private final @Nullable Section section;
    private final Section file;

    SourceReader(@Nullable Section section, Section file) {
        this.section = section;
        this.file = file;
    }

    Source read() {
        if (section == null) {
            if (!file.has("source")) {
                file.problem("source", "is missing", "write [source]");
            }
            return nothing();
        }
        return read(section);
    }

    private static Source read(Section section) {
        section.refuseOthers(Keys.OF.getOrDefault(Keys.SOURCE, List.of()));
        Source.Kind kind = Source.Kind.valueOf(section.word("kind", "file", MappingReader.words(Source.Kind.values()))
                .toUpperCase(Locale.ROOT));
        Source.Shape shape =
                Source.Shape.valueOf(section.word("shape", "wide", MappingReader.words(Source.Shape.values()))
                        .toUpperCase(Locale.ROOT));
        List<String> orderKey = section.texts("order_key");
        if (orderKey.isEmpty()) {
            section.problem("order_key", "is missing", "the column, or the columns, that name an order");
        }
        Template group = section.parsed("group", Template::parse);
        return new Source(
                kind,
                shape,
                orderKey,
                group == null ? Template.ofCell("Customer") : group,
                section.text("group_default", "Other"),
                section.flag("complete", true),
                maxRemovals(section),
                types(section.section("types")),
                dateFormats(section),
                section.word("decimal", ".", List.of(".", ",")).charAt(0),
                files(section, kind),
                query(section, kind),
                sizes(section, shape),
                lines(section, shape));
    }

    private static double maxRemovals(Section section) {
        Object written = section.has("max_removals") ? section.number("max_removals") : null;
        double share = written instanceof Double number ? number : 0.2;
        if (share < 0 || share > 1) {
            section.problem("max_removals", "cannot be " + share, "a share from 0 to 1, such as 0.2");
        }
        return share;
    }

    private static List<String> dateFormats(Section section) {
        List<String> formats = section.texts("date_formats");
        for (String format : formats) {
            try {
                var _ = DateTimeFormatter.ofPattern(format, Locale.ENGLISH);
            } catch (IllegalArgumentException e) {
                section.problem("date_formats", "holds '" + format + "': " + e.getMessage(), "such as dd.MM.uuuu");
            }
        }
        return formats;
    }

    private static Map<String, Source.CellType> types(@Nullable Section section) {
        Map<String, Source.CellType> types = new LinkedHashMap<>();
        if (section != null) {
            for (String column : section.keys()) {
                String word = section.word(column, "text", MappingReader.words(Source.CellType.values()));
                types.put(column, Source.CellType.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        return Map.copyOf(types);
    }

    private static Source.Files files(Section section, Source.Kind kind) {
        String encoding = section.parsed("encoding", SourceReader::charset);
        String delimiter = section.text("delimiter", "auto");
        if (!delimiter.equals("auto") && !DELIMITERS.containsKey(delimiter)) {
            section.problem("delimiter", "cannot be '" + delimiter + "'", "auto, comma, semicolon, tab or pipe");
        }
        String path = section.text("path");
        if (kind == Source.Kind.FOLDER && path == null) {
            section.problem("path", "is missing: the folder to watch", null);
        }
        return new Source.Files(
                section.word("format", "auto", List.of("auto", "csv", "xlsx")),
                encoding,
                DELIMITERS.get(delimiter),
                section.text("sheet"),
                path,
                section.text("pattern", "*"),
                section.text("done", "done"),
                section.text("failed", "failed"));
    }

    private static String charset(String name) {
        try {
            return Charset.forName(name).name();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("no such encoding; UTF-8 and windows-1252 are usual", e);
        }
    }

    private static Source.@Nullable Query query(Section section, Source.Kind kind) {
        Duration timeout = section.parsed("timeout", EnvironmentReader::duration);
        if (kind != Source.Kind.JDBC) {
            return null;
        }
        if (section.has("query") == section.has("table")) {
            section.problem("query", "or 'table' says what to read: one of them is needed", null);
        }
        String table = section.text("table");
        if (table != null && !table.matches("[\\p{L}_][\\p{L}\\p{N}_$ ]*(\\.[\\p{L}_][\\p{L}\\p{N}_$ ]*){0,2}")) {
            section.problem("table", "cannot be '" + table + "'", "schema.table, or give a 'query'");
        }
        return new Source.Query(
                section.required("url"),
                section.text("user"),
                section.text("password"),
                section.text("query"),
                table,
                timeout == null ? Duration.ofMinutes(10) : timeout);
    }

    private static Source.@Nullable Sizes sizes(Section section, Source.Shape shape) {
        Section sizes = section.section("sizes");
        if (sizes == null) {
            return null;
        }
        sizes.refuseOthers(Keys.OF.getOrDefault(Keys.SIZES, List.of()));
        if (shape != Source.Shape.WIDE) {
            section.problem("sizes", "is for the wide shape", "shape = \"wide\", or [source.lines]");
        }
        Pattern pattern = sizes.parsed("pattern", text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE));
        return new Source.Sizes(
                sizes.texts("columns"),
                pattern == null ? SIZE : pattern,
                sizes.text("after"),
                sizes.text("before"),
                sizes.text("total"));
    }

    private static Source.@Nullable Lines lines(Section section, Source.Shape shape) {
        Section lines = section.section("lines");
        if (lines == null) {
            if (shape == Source.Shape.LONG && !section.has("lines")) {
                section.problem("lines", "is missing: the long shape needs what names a line", "[source.lines]");
            }
            return null;
        }
        lines.refuseOthers(Keys.OF.getOrDefault(Keys.SOURCE_LINES, List.of()));
        if (shape != Source.Shape.LONG) {
            section.problem("lines", "is for the long shape", "shape = \"long\", or [source.sizes]");
        }
        List<String> key = lines.texts("line_key");
        if (key.isEmpty()) {
            lines.problem("line_key", "is missing", "the column, or the columns, that name a line of an order");
        }
        List<String> rules = List.of("quarantine", "number");
        return new Source.Lines(
                key,
                lines.word("repeat", "quarantine", rules).equals("number"),
                lines.word("header", "quarantine", List.of("quarantine", "first"))
                        .equals("first"));
    }

    private static Source nothing() {
        return new Source(
                Source.Kind.FILE,
                Source.Shape.WIDE,
                List.of(),
                Template.constant("-"),
                "-",
                true,
                0,
                Map.of(),
                List.of(),
                '.',
                new Source.Files("auto", null, null, null, null, "*", "done", "failed"),
                null,
                null,
                null);
    }
}

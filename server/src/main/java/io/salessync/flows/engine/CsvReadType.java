package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads records from a CSV file; goes on at the very byte where the last page ended. */
@Component
final class CsvReadType implements ExecutableType {
    private final FlowFiles files;
    private final PackedFiles packed;
    private final NodeCard card = new NodeCard(
            "csv.read",
            "Read CSV",
            "Brings a record for each row of a CSV file, packed with gzip or not: an upload, or a file below a folder that whoever"
                    + " runs the server allows. Rows that cannot be read are listed with their line and the rest goes on.",
            NodeCard.Group.SOURCE,
            "file-type-csv",
            schema(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    CsvReadType(FlowFiles files, PackedFiles packed) {
        this.files = files;
        this.packed = packed;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("upload", "Uploaded file", "A file that was uploaded here.")
                .as("upload")
                .text(
                        "path",
                        "Path",
                        "Or the whole path of a file on the server. Without either, the file that started the flow.")
                .example("/srv/import/contacts.csv")
                .choice(
                        "delimiter",
                        "Delimiter",
                        "What stands between two cells; auto takes what the header holds most of.",
                        List.of("auto", ",", ";", "tab", "|"),
                        "auto")
                .text(
                        "encoding",
                        "Encoding",
                        "How letters are written, unless the file begins with a mark that says so.")
                .standard("UTF-8")
                .example("windows-1252")
                .text("key", "Key", "The column that names a record in logs; without one, the line it stands in.")
                .as("field")
                .texts(
                        "columns",
                        "Columns",
                        "The columns that have to be there: what later nodes may name is checked against them. Filled in from an upload.")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> reading(forms));
        columns(forms, findings);
    }

    /** What holds of every node that reads a file. */
    static void columns(Forms forms, NodeFindings findings) {
        if (forms.has("path") && forms.has("upload")) {
            findings.problem("path", "Either 'upload' or 'path' names the file; leave one empty.");
        }
        if (!forms.has("path") && !forms.has("upload")) {
            findings.warning("upload", "No file is named: the flow has to be started with one.");
        }
        List<String> columns = forms.texts("columns");
        Map<String, FieldType> fields = new LinkedHashMap<>();
        columns.forEach(column -> fields.put(column, FieldType.TEXT));
        String key = forms.text("key");
        if (key != null && !columns.isEmpty() && !columns.contains(key)) {
            findings.problem(
                    "key", "The key '%s' is none of the columns %s.".formatted(key, String.join(", ", columns)));
        }
        findings.output(EdgeSpec.OUT, new RecordShape(fields, true));
    }

    private static Reading reading(Forms forms) {
        String delimiter = forms.choice("delimiter", "auto", ",", ";", "tab", "|");
        String encoding = forms.text("encoding");
        if (encoding != null) {
            CsvFile.charset(encoding);
        }
        return new Reading(
                forms.text("path"),
                forms.text("upload"),
                switch (delimiter) {
                    case "auto" -> null;
                    case "tab" -> '\t';
                    default -> delimiter.charAt(0);
                },
                encoding,
                forms.text("key"),
                forms.texts("columns"));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Csv(files, packed, reading(new Forms(spec.settings())));
    }

    /** Settings. */
    record Reading(
            @Nullable String path,
            @Nullable String upload,
            @Nullable Character delimiter,
            @Nullable String encoding,
            @Nullable String key,
            List<String> columns) {}

    /** What a file was when its first page was read, and where the next one begins. */
    private record Cursor(long bytes, long modified, long total, long offset, long line) {
        String text() {
            return Documents.JSON
                    .createObjectNode()
                    .put("bytes", bytes)
                    .put("modified", modified)
                    .put("total", total)
                    .put("offset", offset)
                    .put("line", line)
                    .toString();
        }

        static Cursor parse(String text) {
            JsonNode node = Documents.JSON.readTree(text);
            return new Cursor(
                    node.path("bytes").asLong(),
                    node.path("modified").asLong(),
                    node.path("total").asLong(),
                    node.path("offset").asLong(),
                    node.path("line").asLong());
        }
    }

    private static final class Csv implements Node.Source {
        private final FlowFiles files;
        private final PackedFiles packed;
        private final Reading reading;
        /** Kept between pages of one execution; what it was opened on is in every cursor. */
        private @Nullable CsvFile open;

        Csv(FlowFiles files, PackedFiles packed, Reading reading) {
            this.files = files;
            this.packed = packed;
            this.reading = reading;
        }

        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            FlowFiles.Place place = files.find(occasion, reading.path(), reading.upload());
            CsvFile file = open;
            if (file == null || cursor == null) {
                file = new CsvFile(packed.plain(place), place.name(), reading.encoding(), reading.delimiter());
                present(place.name(), file.header(), reading.columns(), reading.key());
                open = file;
            }
            Cursor at = cursor == null ? begin(file, place) : unchanged(Cursor.parse(cursor), place);
            CsvFile.Rows rows = file.read(new CsvFile.Place(at.offset(), at.line()), limit);
            List<FlowRecord> records = new ArrayList<>(rows.rows().size());
            List<Node.Reject> rejects = new ArrayList<>();
            for (CsvFile.Row row : rows.rows()) {
                take(file.header(), row, records, rejects);
            }
            CsvFile.Place next = rows.next();
            return new Node.Read(
                    records,
                    next == null
                            ? null
                            : new Cursor(at.bytes(), at.modified(), at.total(), next.offset(), next.line()).text(),
                    at.total(),
                    rejects);
        }

        private void take(List<String> header, CsvFile.Row row, List<FlowRecord> records, List<Node.Reject> rejects) {
            String line = "line " + row.line();
            String fault = row.fault();
            if (fault == null && row.cells().size() > header.size()) {
                fault = "has %d cells where the header has %d; is a cell with the delimiter in it not quoted?"
                        .formatted(row.cells().size(), header.size());
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                values.put(header.get(i), i < row.cells().size() ? row.cells().get(i) : "");
            }
            String key = reading.key() == null
                    ? line
                    : String.valueOf(values.get(reading.key())).strip();
            if (fault == null && key.isEmpty()) {
                fault = "has nothing in the key column '%s'".formatted(reading.key());
            }
            if (fault == null) {
                records.add(new FlowRecord(key, values));
            } else {
                rejects.add(new Node.Reject(line, "Line %d %s.".formatted(row.line(), fault)));
            }
        }

        private static Cursor begin(CsvFile file, FlowFiles.Place place) {
            long[] now = stamp(place);
            long total = place.rows() == null ? file.count() : place.rows();
            return new Cursor(
                    now[0], now[1], total, file.first().offset(), file.first().line());
        }

        private static Cursor unchanged(Cursor cursor, FlowFiles.Place place) {
            long[] now = stamp(place);
            if (now[0] != cursor.bytes() || now[1] != cursor.modified()) {
                throw Problem.of(
                                NodeProblem.FILE_CHANGED,
                                "'%s' changed while it was read: line %d cannot be found again. Start the flow anew."
                                        .formatted(place.name(), cursor.line()))
                        .with("file", place.name());
            }
            return cursor;
        }

        private static long[] stamp(FlowFiles.Place place) {
            try {
                return new long[] {
                    Files.size(place.path()),
                    Files.getLastModifiedTime(place.path()).toMillis()
                };
            } catch (IOException e) {
                throw Problem.of(
                        NodeProblem.FILE_UNREADABLE, "'%s' cannot be read any more.".formatted(place.name()), e);
            }
        }
    }

    /** Refuses a file that lacks what the settings name. */
    static void present(String file, List<String> header, List<String> columns, @Nullable String key) {
        List<String> missing = new ArrayList<>(columns);
        if (key != null && !columns.contains(key)) {
            missing.add(key);
        }
        missing.removeAll(header);
        if (!missing.isEmpty()) {
            throw Problem.of(
                            NodeProblem.WRONG_HEADER,
                            "'%s' lacks the columns %s. It has: %s."
                                    .formatted(file, String.join(", ", missing), String.join(", ", header)))
                    .with("file", file)
                    .with("columns", missing);
        }
    }
}

package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads records from a sheet of a workbook, in constant memory. */
@Component
final class XlsxReadType implements ExecutableType {
    private static final Cleaner CLEANER = Cleaner.create();

    private final FlowFiles files;
    private final NodeCard card = new NodeCard(
            "xlsx.read",
            "Read Excel",
            "Brings a record for each row of a sheet of an Excel workbook (XLSX): an upload, or a file below a folder that"
                    + " whoever runs the server allows. Formulas give the value Excel last computed.",
            NodeCard.Group.SOURCE,
            "file-spreadsheet",
            schema(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    XlsxReadType(FlowFiles files) {
        this.files = files;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("upload", "Uploaded file", "A file that was uploaded here.")
                .as("upload")
                .text(
                        "path",
                        "Path",
                        "Or the whole path of a file on the server. Without either, the file that started the flow.")
                .example("/srv/import/contacts.xlsx")
                .text("sheet", "Sheet", "The sheet's name; without one, the first.")
                .text("key", "Key", "The column that names a record in logs; without one, the row it stands in.")
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
        CsvReadType.columns(new Forms(settings), findings);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Sheet(
                files,
                forms.text("path"),
                forms.text("upload"),
                forms.text("sheet"),
                forms.text("key"),
                forms.texts("columns"));
    }

    /** The workbook that is open between two pages; closed with the node, should nobody read it to its end. */
    private static final class Handle implements Runnable {
        private @Nullable SheetRows rows;

        @Override
        public synchronized void run() {
            SheetRows open = rows;
            rows = null;
            if (open != null) {
                open.close();
            }
        }

        synchronized void hold(SheetRows held) {
            run();
            rows = held;
        }

        synchronized SheetRows rows() {
            return Objects.requireNonNull(rows);
        }
    }

    private static final class Sheet implements Node.Source {
        private final FlowFiles files;
        private final @Nullable String path;
        private final @Nullable String upload;
        private final @Nullable String sheet;
        private final @Nullable String key;
        private final List<String> columns;
        private final Handle handle = new Handle();
        /** The row the open workbook stands at; what is not there yet is skipped once, after a kill. */
        private long stands = -1;

        Sheet(
                FlowFiles files,
                @Nullable String path,
                @Nullable String upload,
                @Nullable String sheet,
                @Nullable String key,
                List<String> columns) {
            this.files = files;
            this.path = path;
            this.upload = upload;
            this.sheet = sheet;
            this.key = key;
            this.columns = columns;
            CLEANER.register(this, handle);
        }

        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            FlowFiles.Place place = files.find(occasion, path, upload);
            long from = cursor == null ? 0 : Long.parseLong(cursor);
            if (cursor == null || stands != from) {
                open(place, from);
            }
            SheetRows rows = handle.rows();
            List<FlowRecord> records = new ArrayList<>(limit);
            List<Node.Reject> rejects = new ArrayList<>();
            boolean more = true;
            while (records.size() + rejects.size() < limit) {
                more = rows.next();
                if (!more) {
                    break;
                }
                stands = rows.line();
                take(rows, records, rejects);
            }
            if (!more) {
                handle.run();
                stands = -1;
            }
            return new Node.Read(records, more ? Long.toString(stands) : null, place.rows(), rejects);
        }

        private void open(FlowFiles.Place place, long from) {
            SheetRows rows = new SheetRows(place.path(), place.name(), sheet);
            handle.hold(rows);
            CsvReadType.present(place.name(), rows.header(), columns, key);
            stands = from;
            while (from > 0 && rows.next()) {
                if (rows.line() >= from) {
                    return;
                }
            }
        }

        private void take(SheetRows rows, List<FlowRecord> records, List<Node.Reject> rejects) {
            List<String> header = rows.header();
            String row = "row " + rows.line();
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                String fault = rows.fault(i);
                if (fault != null) {
                    rejects.add(new Node.Reject(
                            row, "Row %d: the cell under '%s' %s.".formatted(rows.line(), header.get(i), fault)));
                    return;
                }
                values.put(header.get(i), rows.cell(i));
            }
            String named = key == null ? row : String.valueOf(values.get(key)).strip();
            if (named.isEmpty()) {
                rejects.add(
                        new Node.Reject(row, "Row %d has nothing in the key column '%s'.".formatted(rows.line(), key)));
            } else {
                records.add(new FlowRecord(named, values));
            }
        }
    }
}

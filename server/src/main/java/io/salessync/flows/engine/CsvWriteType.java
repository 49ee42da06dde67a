package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes records into a CSV file of the run. */
@Component
final class CsvWriteType implements ExecutableType {
    private final RunFiles files;
    private final NodeCard card = new NodeCard(
            "csv.write",
            "Write CSV",
            "Adds each record as a row to a CSV file that can be downloaded from the run. Text that a spreadsheet would take"
                    + " for a formula gets an apostrophe before it.",
            NodeCard.Group.STORE,
            "file-download",
            Schemas.settings()
                    .text("name", "File name", "What the file is called, such as kept.csv.")
                    .example("kept.csv")
                    .texts("columns", "Columns", "The fields to write, in this order; without any, all that come.")
                    .choice(
                            "delimiter",
                            "Delimiter",
                            "What stands between two cells.",
                            List.of(",", ";", "tab", "|"),
                            ",")
                    .required("name")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    CsvWriteType(RunFiles files) {
        this.files = files;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> writing(forms));
        columns(forms, in, findings);
    }

    /** Names a column that no record can have. */
    static void columns(Forms forms, RecordShape in, NodeFindings findings) {
        List<String> columns = forms.texts("columns");
        for (int i = 0; i < columns.size(); i++) {
            if (!in.open() && !in.fields().containsKey(columns.get(i))) {
                findings.problem(
                        "columns/" + i,
                        "No record here has a field '%s'. There are: %s."
                                .formatted(
                                        columns.get(i),
                                        String.join(", ", in.fields().keySet())));
            }
        }
        findings.output(EdgeSpec.OUT, in);
    }

    private static RunFiles.Writing writing(Forms forms) {
        String name = forms.required("name");
        RunFiles.checkName(name, ".csv");
        String delimiter = forms.choice("delimiter", ",", ";", "tab", "|");
        return new RunFiles.Writing(
                name, RunFiles.Format.CSV, delimiter.equals("tab") ? "\t" : delimiter, forms.texts("columns"));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Writer(files, writing(new Forms(spec.settings())));
    }

    /** Adds pages to a file. */
    record Writer(RunFiles files, RunFiles.Writing writing) implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            files.append(sql, occasion, writing, page);
            page.forEach(record -> out.pass(EdgeSpec.OUT, record));
        }
    }
}

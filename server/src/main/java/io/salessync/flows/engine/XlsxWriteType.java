package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes records into a workbook of the run. */
@Component
final class XlsxWriteType implements ExecutableType {
    private final RunFiles files;
    private final NodeCard card = new NodeCard(
            "xlsx.write",
            "Write Excel",
            "Adds each record as a row to an Excel workbook (XLSX) that can be downloaded from the run. Text stays text:"
                    + " nothing in it is taken for a formula.",
            NodeCard.Group.STORE,
            "file-spreadsheet",
            Schemas.settings()
                    .text("name", "File name", "What the file is called, such as kept.xlsx.")
                    .example("kept.xlsx")
                    .texts("columns", "Columns", "The fields to write, in this order; without any, all that come.")
                    .required("name")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    XlsxWriteType(RunFiles files) {
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
        CsvWriteType.columns(forms, in, findings);
    }

    private static RunFiles.Writing writing(Forms forms) {
        String name = forms.required("name");
        RunFiles.checkName(name, ".xlsx");
        return new RunFiles.Writing(name, RunFiles.Format.XLSX, ",", forms.texts("columns"));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new CsvWriteType.Writer(files, writing(new Forms(spec.settings())));
    }
}

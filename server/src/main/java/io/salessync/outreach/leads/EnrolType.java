package io.salessync.outreach.leads;

import io.salessync.flows.engine.ExecutableType;
import io.salessync.flows.engine.Forms;
import io.salessync.flows.engine.Node;
import io.salessync.flows.engine.Schemas;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.mapping.Coercion;
import io.salessync.outreach.leads.LeadImports.Given;
import io.salessync.outreach.leads.LeadImports.Line;
import io.salessync.outreach.leads.LeadImports.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Takes the people that records stand for into a sequence. */
@Component
final class EnrolType implements ExecutableType {
    private static final String CUSTOMER = "customerId";
    private static final String LEAD = "leadId";
    private static final String RESULT = "enrolled";
    private static final String DROP = "drop";
    private static final String PASS = "pass";

    private final LeadImports imports;
    private final NodeCard card = new NodeCard(
            "outreach.enrol",
            "Enrol in a sequence",
            "Takes the people that the records stand for into an outreach sequence: customers by their id, others by the fields email,"
                    + " linkedin, first_name, company and so on. Whoever is at work already, objected, or was written to not long ago is not"
                    + " taken, and the record says why.",
            NodeCard.Group.STORE,
            "send",
            Schemas.settings()
                    .text("sequence", "Sequence", "Its name or id. It has to be published.")
                    .example("Logistics autumn")
                    .text(
                            "customer",
                            "Customer",
                            "The field with the customer's id; records without it are taken by their fields.")
                    .as("field")
                    .standard(CUSTOMER)
                    .whole(
                            "mostPerCompany",
                            "Of a company",
                            "So many people of a company at work at once; 0: as many as there are.",
                            0,
                            1_000)
                    .standard(0)
                    .flag("again", "Again", "Also people who went through this sequence before.", false)
                    .choice(
                            "others",
                            "The others",
                            "What becomes of records that are not taken.",
                            List.of(DROP, PASS),
                            PASS)
                    .required("sequence")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    EnrolType(LeadImports imports) {
        this.imports = imports;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        String customer = forms.text("customer", CUSTOMER);
        if (!in.open()
                && !in.fields().containsKey(customer)
                && !in.fields().containsKey(LeadFile.EMAIL)
                && !in.fields().containsKey(LeadFile.LINKEDIN)) {
            findings.problem(
                    "customer",
                    "No record here has a field '%s', 'email' or 'linkedin'. Put 'Store customers' or a mapping before it."
                            .formatted(customer));
        }
        findings.output(EdgeSpec.OUT, in.with(LEAD, FieldType.TEXT).with(RESULT, FieldType.TEXT));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Enrolling(
                imports,
                forms.required("sequence"),
                forms.text("customer", CUSTOMER),
                new Way(forms.whole("mostPerCompany", 0, 0, 1_000), forms.flag("again", false), false, false),
                forms.choice("others", PASS, DROP).equals(PASS));
    }

    private record Enrolling(LeadImports imports, String sequence, String customer, Way way, boolean passesOthers)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            List<FlowRecord> records = new ArrayList<>();
            List<Given> given = new ArrayList<>();
            int row = 0;
            for (FlowRecord record : page) {
                row++;
                String id = Coercion.text(record.get(customer)).strip();
                try {
                    given.add(
                            id.isEmpty()
                                    ? plain(row, record)
                                    : imports.customer(
                                            sql, occasion.tenant(), row, UUID.fromString(id), plain(row, record)));
                    records.add(record);
                } catch (IllegalArgumentException e) {
                    out.fail(record, "value", "'%s' in '%s' is no customer's id.".formatted(Names.shown(id), customer));
                }
            }
            List<Line> lines = imports.page(
                    sql,
                    occasion.tenant(),
                    sequence,
                    "flow " + occasion.flowName(),
                    "flow " + occasion.flowName(),
                    given,
                    way);
            for (int i = 0; i < lines.size(); i++) {
                Line line = lines.get(i);
                if (line.lead() == null && !passesOthers) {
                    out.drop(records.get(i), "not taken: " + line.why());
                } else {
                    Map<String, @Nullable Object> values =
                            new LinkedHashMap<>(records.get(i).values());
                    values.put(LEAD, line.lead() == null ? "" : line.lead().toString());
                    values.put(RESULT, line.lead() == null ? "left: " + line.why() : "taken");
                    out.pass(EdgeSpec.OUT, new FlowRecord(records.get(i).key(), values));
                }
            }
        }

        private static Given plain(int number, FlowRecord record) {
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            record.values().forEach((name, value) -> {
                if (values.size() < Entering.MOST_FIELDS - 10) {
                    values.put(name, Coercion.text(value));
                }
            });
            LeadFile.Row row = LeadFile.row(number, values);
            return LeadImports.given(number, null, row.values(), row.state(), row.since(), row.why(), row.notes());
        }
    }
}

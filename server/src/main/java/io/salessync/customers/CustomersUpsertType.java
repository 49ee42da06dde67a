package io.salessync.customers;

import io.salessync.customers.Customers.GoneRecord;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
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
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.Coercion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Creates or changes customers from records whose fields bear the names of theirs, as a mapping makes them. */
@Component
final class CustomersUpsertType implements ExecutableType {
    private static final String PEOPLE = "people";
    private static final String COMPANIES = "companies";
    private static final String ID = "customerId";
    private static final String CHANGE = "customerChange";
    private static final String GONE = "gone";

    private final Customers customers;
    private final NodeCard card = new NodeCard(
            "customers.upsert",
            "Store customers",
            "Creates or changes people or companies by their ids where they come from, with history. Fields are taken by name, as"
                    + " a mapping makes them. A record that is the same already is not touched; one that does not fit fails alone. One that"
                    + " is gone where it comes from (_deleted) is told on the customer, who stays, and goes out by 'gone'.",
            NodeCard.Group.STORE,
            "address-book",
            schema(),
            false,
            List.of(EdgeSpec.OUT, GONE),
            NodeCard.Effect.OWN_DATA);

    CustomersUpsertType(Customers customers) {
        this.customers = customers;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .choice("kind", "Kind", "What the records are.", List.of(PEOPLE, COMPANIES), PEOPLE)
                .text("system", "System", "Where they come from; their ids are unique there.")
                .example("salesforce:production")
                .text("object", "Object", "What they are there.")
                .example("Contact")
                .text("key", "Id field", "The field with the id there; without one, the key it came with.")
                .as("field")
                .text(
                        "same",
                        "Field of the match",
                        "A field with the id of the customer it was found to be, as matching fills it: a record with a new id is"
                                + " linked to that one instead of making another.")
                .as("field")
                .example(ID)
                .texts("extra", "Further fields", "Fields to keep as they are beside those that customers have.")
                .text("idField", "Field for the customer", "A field that takes the customer's id here.")
                .standard(ID)
                .text(
                        "changeField",
                        "Field for the result",
                        "A field that takes what became of it: created, updated or unchanged; of those by 'gone' gone, unchanged"
                                + " or left.")
                .standard(CHANGE)
                .required("system", "object")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    private static Set<String> known(boolean people) {
        return (people ? CustomerFields.ofPeople() : CustomerFields.ofCompanies())
                .stream().map(CustomerFields.Writable::name).collect(Collectors.toSet());
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        boolean people = forms.text("kind", PEOPLE).equals(PEOPLE);
        Set<String> known = known(people);
        List<String> extra = forms.texts("extra");
        missing("key", forms.text("key"), in, findings);
        missing("same", forms.text("same"), in, findings);
        for (int i = 0; i < extra.size(); i++) {
            missing("extra/" + i, extra.get(i), in, findings);
        }
        boolean any = in.fields().keySet().stream().anyMatch(known::contains);
        if (!in.open() && !any) {
            findings.problem(
                    "kind",
                    "No record here has a field that %s have. Put a mapping before it. They have: %s."
                            .formatted(
                                    people ? PEOPLE : COMPANIES,
                                    String.join(", ", known.stream().sorted().toList())));
        }
        RecordShape out = in.with(forms.text("idField", ID), FieldType.TEXT)
                .with(forms.text("changeField", CHANGE), FieldType.TEXT);
        card.outputs().forEach(port -> findings.output(port, out));
    }

    private static void missing(String setting, @Nullable String field, RecordShape in, NodeFindings findings) {
        if (field != null && !in.open() && !in.fields().containsKey(field)) {
            findings.problem(
                    setting,
                    "No record here has a field '%s'. There are: %s."
                            .formatted(field, String.join(", ", in.fields().keySet())));
        }
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        boolean people = forms.choice("kind", PEOPLE, COMPANIES).equals(PEOPLE);
        return new Upsert(
                customers,
                people,
                forms.required("system"),
                forms.required("object"),
                forms.text("key"),
                forms.text("same"),
                known(people),
                Set.copyOf(forms.texts("extra")),
                forms.text("idField", ID),
                forms.text("changeField", CHANGE));
    }

    private record Upsert(
            Customers customers,
            boolean people,
            String system,
            String object,
            @Nullable String key,
            @Nullable String same,
            Set<String> known,
            Set<String> extra,
            String idField,
            String changeField)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Origin origin = new Origin("flow " + occasion.flowName(), occasion.run());
            // first, so that the record that others became finds their customer
            gone(occasion, sql, page.stream().filter(FlowRecord::isGone).toList(), origin, out);
            List<FlowRecord> records = new ArrayList<>(page.size());
            List<Incoming> rows = new ArrayList<>(page.size());
            for (FlowRecord record : page) {
                String id = record.isGone() ? null : id(record, out);
                if (id == null) {
                    continue;
                }
                UUID match = null;
                String matched =
                        same == null ? "" : Coercion.text(record.get(same)).strip();
                try {
                    match = matched.isEmpty() ? null : UUID.fromString(matched);
                } catch (IllegalArgumentException e) {
                    out.fail(record, "value", "'%s' in '%s' is no customer's id.".formatted(matched, same));
                    continue;
                }
                records.add(record);
                rows.add(new Incoming(system, object, id, values(record), match));
            }
            List<Outcome> outcomes = people
                    ? customers.upsertPeople(sql, occasion.tenant(), origin, rows)
                    : customers.upsertCompanies(sql, occasion.tenant(), origin, rows);
            for (int i = 0; i < outcomes.size(); i++) {
                tell(records.get(i), outcomes.get(i), out);
            }
        }

        private @Nullable String id(FlowRecord record, Node.Outlet out) {
            String id =
                    key == null ? record.key() : Coercion.text(record.get(key)).strip();
            if (id.isEmpty()) {
                out.fail(record, "value", "It has nothing in '%s', which is its id.".formatted(key));
                return null;
            }
            return id;
        }

        private void gone(
                Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Origin origin, Node.Outlet out) {
            List<FlowRecord> records = new ArrayList<>();
            List<GoneRecord> rows = new ArrayList<>();
            for (FlowRecord record : page) {
                String id = id(record, out);
                if (id != null && record.hasLeft()) {
                    UUID customer = customers
                            .known(sql, occasion.tenant(), system, object, List.of(id))
                            .get(id);
                    out.pass(GONE, with(record, customer, "left"));
                } else if (id != null) {
                    String into =
                            Coercion.text(record.get(FlowRecord.MERGED_INTO)).strip();
                    records.add(record);
                    rows.add(new GoneRecord(system, object, id, into.isEmpty() ? null : into));
                }
            }
            List<Outcome> outcomes = customers.gone(sql, occasion.tenant(), origin, people, rows);
            for (int i = 0; i < outcomes.size(); i++) {
                Outcome outcome = outcomes.get(i);
                out.pass(GONE, with(records.get(i), outcome.customer(), word(outcome)));
            }
        }

        private static String word(Outcome outcome) {
            return outcome.change().name().toLowerCase(Locale.ROOT);
        }

        private FlowRecord with(FlowRecord record, @Nullable UUID customer, String change) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
            values.put(idField, customer == null ? null : customer.toString());
            values.put(changeField, change);
            return new FlowRecord(record.key(), values);
        }

        private void tell(FlowRecord record, Outcome outcome, Node.Outlet out) {
            Problem problem = outcome.problem();
            if (problem != null) {
                out.fail(record, problem.code() == CustomersProblem.ERASED ? "erased" : "value", problem.detail());
                return;
            }
            out.pass(EdgeSpec.OUT, with(record, outcome.customer(), word(outcome)));
        }

        private Map<String, @Nullable Object> values(FlowRecord record) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            record.values().forEach((name, value) -> {
                if (known.contains(name) || name.startsWith(CustomerFields.EXTRA)) {
                    values.put(name, value);
                } else if (extra.contains(name)) {
                    values.put(CustomerFields.EXTRA + name, value);
                }
            });
            return values;
        }
    }
}

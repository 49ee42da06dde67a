package io.salessync.matching;

import io.salessync.customers.Customers;
import io.salessync.flows.engine.ExecutableType;
import io.salessync.flows.engine.Forms;
import io.salessync.flows.engine.Node;
import io.salessync.flows.engine.Schemas;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds for each contact the customer it is, and asks people where it is not sure. */
@Component
final class MatchCustomersType implements ExecutableType {
    private static final String BAND = "matchBand";
    private static final String ID = "customerId";
    private static final String PROBABILITY = "matchProbability";
    private static final String EXPLANATION = "matchExplanation";
    private static final List<String> COMPARED = List.of(
            "givenName",
            "familyName",
            "fullName",
            "email",
            "phone",
            "mobilePhone",
            "company",
            "street",
            "postalCode",
            "birthDate");

    private final Database database;
    private final ContactMatching matching;
    private final Reviews reviews;
    private final Customers customers;
    private final NodeCard card = new NodeCard(
            "match.customers",
            "Match customers",
            "Holds each contact against all customers by name, e-mail, phone, company and address, and says which one"
                    + " it is, with the reasons. What is likely but not sure goes to the review queue. Fields are taken by"
                    + " name, as a mapping makes them.",
            NodeCard.Group.SHAPE,
            "users-search",
            schema(),
            false,
            List.of("same", "review", "different"),
            NodeCard.Effect.OWN_DATA);

    MatchCustomersType(Database database, ContactMatching matching, Reviews reviews, Customers customers) {
        this.database = database;
        this.matching = matching;
        this.reviews = reviews;
        this.customers = customers;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text(
                        "system",
                        "System",
                        "Where they come from; one whose id is known there is that customer without comparing.")
                .example("salesforce:production")
                .text("object", "Object", "What they are there.")
                .example("Contact")
                .text("key", "Id field", "The field with the id there; without one, the key it came with.")
                .as("field")
                .required("system", "object")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        String key = forms.text("key");
        if (key != null && !in.open() && !in.fields().containsKey(key)) {
            findings.problem(
                    "key",
                    "No record here has a field '%s'. There are: %s."
                            .formatted(key, String.join(", ", in.fields().keySet())));
        }
        if (!in.open() && COMPARED.stream().noneMatch(in.fields()::containsKey)) {
            findings.problem(
                    "system",
                    "No record here has a field that is compared. Put a mapping before it. Compared are: %s."
                            .formatted(String.join(", ", COMPARED)));
        }
        RecordShape out = in.with(BAND, FieldType.TEXT)
                .with(ID, FieldType.TEXT)
                .with(PROBABILITY, FieldType.NUMBER)
                .with(EXPLANATION, FieldType.TEXT);
        card.outputs().forEach(port -> findings.output(port, out));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Match(
                database,
                matching,
                reviews,
                customers,
                forms.required("system"),
                forms.required("object"),
                forms.text("key"));
    }

    private record Match(
            Database database,
            ContactMatching matching,
            Reviews reviews,
            Customers customers,
            String system,
            String object,
            @Nullable String key)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        /** Many new customers are taken over in several transactions: one would hold everybody else who matches. */
        @Override
        public void makeReady(Node.Occasion occasion, Runnable checkpoint) {
            while (!database.inTenant(occasion.tenant(), sql -> matching.prepare(sql, occasion.tenant()))) {
                checkpoint.run();
            }
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            TenantId tenant = occasion.tenant();
            matching.ready(sql, tenant);
            List<FlowRecord> records = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (FlowRecord record : page) {
                Object id = key == null ? record.key() : record.get(key);
                String text = id == null ? "" : id.toString().strip();
                if (text.isEmpty()) {
                    out.fail(record, "value", "It has nothing in '%s', which is its id.".formatted(key));
                } else {
                    records.add(record);
                    ids.add(text);
                }
            }
            Map<String, UUID> known = customers.known(sql, tenant, system, object, ids);
            Map<String, Map<UUID, String>> decided = reviews.decided(sql, tenant, system, object, ids);
            List<Map<String, List<String>>> contacts = new ArrayList<>();
            List<Integer> open = new ArrayList<>();
            List<Set<UUID>> not = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                UUID person = known.get(ids.get(i));
                if (person == null) {
                    person = decided.getOrDefault(ids.get(i), Map.of()).entrySet().stream()
                            .filter(one -> one.getValue().equals(Reviews.SAME))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse(null);
                }
                if (person == null && records.get(i).isGone()) {
                    // whoever it was, nobody here has its id: there is nothing to hold against anybody
                    out.pass(
                            "different",
                            with(records.get(i), Band.DIFFERENT, null, 0.0, "gone, and nobody has its id"));
                } else if (person != null) {
                    out.pass("same", with(records.get(i), Band.SAME, person, 1.0, "known by its id"));
                } else {
                    open.add(i);
                    contacts.add(ContactCells.of(records.get(i).values()));
                    not.add(refused(decided.getOrDefault(ids.get(i), Map.of())));
                }
            }
            List<ContactMatching.Found> found = matching.match(sql, tenant, contacts, not);
            for (int j = 0; j < open.size(); j++) {
                int i = open.get(j);
                tell(occasion, sql, records.get(i), ids.get(i), contacts.get(j), found.get(j), out);
            }
        }

        /** Whom a person has said it is not. */
        private static Set<UUID> refused(Map<UUID, String> decided) {
            return decided.entrySet().stream()
                    .filter(one -> one.getValue().equals(Reviews.DIFFERENT))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        private void tell(
                Node.Occasion occasion,
                DSLContext sql,
                FlowRecord record,
                String id,
                Map<String, List<String>> contact,
                ContactMatching.Found found,
                Node.Outlet out) {
            if (found.band() != Band.DIFFERENT) {
                reviews.note(
                        sql,
                        occasion.tenant(),
                        occasion.run(),
                        new Reviews.Contact(system, object, id, contact),
                        found);
            }
            ContactMatching.@Nullable Candidate best =
                    found.candidates().isEmpty() ? null : found.candidates().getFirst();
            String words = best == null ? "nobody shares enough with it" : Reviews.words(best, found.note());
            out.pass(
                    found.band().word(),
                    with(
                            record,
                            found.band(),
                            found.band() == Band.SAME && best != null ? best.person() : null,
                            best == null ? 0.0 : best.probability(),
                            words));
        }

        private static FlowRecord with(
                FlowRecord record, Band band, @Nullable UUID person, double probability, String explanation) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
            values.put(BAND, band.word());
            values.put(ID, person == null ? null : person.toString());
            values.put(PROBABILITY, java.math.BigDecimal.valueOf(Math.round(probability * 1e6), 6));
            values.put(EXPLANATION, explanation);
            return new FlowRecord(record.key(), values);
        }
    }
}

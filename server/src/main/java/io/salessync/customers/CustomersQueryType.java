package io.salessync.customers;

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
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Brings our people as records, in the order of their ids. */
@Component
final class CustomersQueryType implements ExecutableType {
    private static final String EXTERNAL_ID = "externalId";

    private final Customers customers;
    private final Database database;
    private final ObjectProvider<TaggedPeople> tagged;
    private final NodeCard card = new NodeCard(
            "customers.query",
            "Read customers",
            "Brings a record for each person: their fields, the primary e-mail and phone, and their ids elsewhere as far as the"
                    + " records are there.",
            NodeCard.Group.SOURCE,
            "address-book",
            Schemas.settings()
                    .text("owner", "Owner", "Only people of this owner.")
                    .text("source", "Source", "Only people from this source.")
                    .text("tag", "Tag", "Only people with this tag.")
                    .example("champion")
                    .text(
                            "system",
                            "System",
                            "Only people who are known there, each with their id there as the key and in the field 'externalId'.")
                    .example("salesforce:production")
                    .text("object", "Object", "What they are there; without one, anything.")
                    .example("Contact")
                    .done(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    CustomersQueryType(Customers customers, Database database, ObjectProvider<TaggedPeople> tagged) {
        this.customers = customers;
        this.database = database;
        this.tagged = tagged;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        if (forms.text("object") != null && forms.text("system") == null) {
            findings.problem("object", "It says what people are in a system: name that in 'system'.");
        }
        findings.output(EdgeSpec.OUT, shape(forms.text("system") != null));
    }

    private static RecordShape shape(boolean elsewhere) {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("customerId", FieldType.TEXT);
        for (PersonField field : PersonField.values()) {
            fields.put(field.text(), field.type());
        }
        fields.put(CustomerFields.EMAIL, FieldType.TEXT);
        fields.put("phone", FieldType.TEXT);
        fields.put(CustomerFields.COMPANY, FieldType.TEXT);
        fields.put("changedAt", FieldType.TIME);
        if (elsewhere) {
            fields.put(EXTERNAL_ID, FieldType.TEXT);
        }
        return new RecordShape(fields, false);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        String owner = forms.text("owner");
        String source = forms.text("source");
        String tag = forms.text("tag");
        String system = forms.text("system");
        String object = forms.text("object");
        return (Node.Source) (occasion, cursor, limit) -> {
            List<Person> people = database.inTenant(
                    occasion.tenant(),
                    sql -> customers.page(
                            sql, occasion.tenant(), cursor == null ? null : UUID.fromString(cursor), limit));
            Set<UUID> having = tag == null ? Set.of() : having(occasion.tenant(), tag, people);
            List<FlowRecord> records = people.stream()
                    .filter(person -> tag == null || having.contains(person.id()))
                    .filter(person -> owner == null || owner.equals(person.text(PersonField.OWNER)))
                    .filter(person -> source == null || source.equals(person.text(PersonField.SOURCE)))
                    .flatMap(person -> system == null ? Stream.of(record(person)) : elsewhere(person, system, object))
                    .toList();
            String next = people.size() < limit ? null : people.getLast().id().toString();
            return new Node.Read(records, next, null, List.of());
        };
    }

    private Set<UUID> having(TenantId tenant, String tag, List<Person> people) {
        TaggedPeople tags = tagged.getIfAvailable();
        Set<UUID> having = new HashSet<>();
        if (tags != null) {
            database.inTenant(
                            tenant,
                            sql -> tags.of(
                                    sql, tenant, people.stream().map(Person::id).toList()))
                    .forEach((person, labels) -> {
                        if (labels.stream()
                                .anyMatch(label -> label.name().equalsIgnoreCase(tag.strip())
                                        || label.id().toString().equals(tag.strip()))) {
                            having.add(person);
                        }
                    });
        }
        return having;
    }

    /** One for each id there: who was made of two customers may have two. */
    private static Stream<FlowRecord> elsewhere(Person person, String system, @Nullable String object) {
        return person.externalIds().stream()
                .filter(id -> id.gone() == null)
                .filter(id -> id.system().equals(system)
                        && (object == null || id.object().equals(object)))
                .map(id -> {
                    Map<String, @Nullable Object> values =
                            new LinkedHashMap<>(record(person).values());
                    values.put(EXTERNAL_ID, id.id());
                    return new FlowRecord(id.id(), values);
                });
    }

    private static FlowRecord record(Person person) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("customerId", person.id().toString());
        for (PersonField field : PersonField.values()) {
            Object value = person.fields().get(field.text());
            values.put(field.text(), value == null && field.type() == FieldType.FLAG ? (Object) false : value);
        }
        values.put(CustomerFields.EMAIL, person.email());
        values.put(
                "phone",
                person.phones().isEmpty() || person.phones().getFirst().ended() != null
                        ? null
                        : person.phones().getFirst().written());
        values.put(CustomerFields.COMPANY, person.company());
        values.put("changedAt", person.changedAt());
        return new FlowRecord(person.id().toString(), values);
    }
}

package io.salessync.pushes;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.customers.Customers;
import io.salessync.flows.engine.ExecutableType;
import io.salessync.flows.engine.Forms;
import io.salessync.flows.engine.Node;
import io.salessync.flows.engine.Schemas;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.graph.Scope;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Proposes what came to be written to a CRM, and holds the records until that is approved and done, or will not be. */
@Component
final class PushType implements ExecutableType {
    static final String NOT_WRITTEN = "not-written";
    static final String STATE_FIELD = "pushState";
    static final String WHY_FIELD = "pushWhy";

    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(90);

    private final Pushes pushes;
    private final Connections connections;
    private final Customers customers;
    private final ObjectProvider<FlowVersions> versions;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "salesforce.push",
            "Write to the CRM",
            "Proposes to write fields of the records back to the CRM, and waits: a second person sees before and after of each,"
                    + " and approves. Consent is checked for the review and again before each call; nothing goes around it.",
            NodeCard.Group.SEND,
            "cloud-upload",
            schema(),
            false,
            List.of(EdgeSpec.OUT, NOT_WRITTEN),
            NodeCard.Effect.OWN_DATA);

    PushType(
            Pushes pushes,
            Connections connections,
            Customers customers,
            ObjectProvider<FlowVersions> versions,
            InstantSource clock) {
        this.pushes = pushes;
        this.connections = connections;
        this.customers = customers;
        this.versions = versions;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("connection", "Connection", "The connection to the CRM, by name.")
                .as("connection")
                .text("object", "Object", "What is written, such as Contact.")
                .standard("Contact")
                .choice(
                        "mode",
                        "Mode",
                        "update: only records that are there, by their id. upsert: by an external id, creates what is not there."
                                + " member: makes people members of the campaign whose id is in CampaignId (object CampaignMember,"
                                + " found by ContactId or LeadId).",
                        List.of("update", "upsert", "member"),
                        "update")
                .text(
                        "keyField",
                        "Found by",
                        "The CRM's field that records are found by: Id, or for upsert an external id field.")
                .standard("Id")
                .text("key", "Key", "The record's field with that key; without one, the key it came with.")
                .as("field")
                .map(
                        "set",
                        "Fields to write",
                        "The CRM's fields, each with an expression such as 'old lead' or record.segment.")
                .map(
                        "add",
                        "Values to add",
                        "Fields of several values at the CRM, each with an expression for what is added; what is there stays.")
                .map(
                        "take",
                        "Values to take away",
                        "Fields of several values, each with an expression for what is taken away.")
                .text("title", "Title", "What is asked, in one line.")
                .example("Tag old leads in Salesforce")
                .text("purpose", "Purpose", "What consent has to cover.")
                .standard("sales")
                .choice(
                        "channel",
                        "Channel",
                        "By which channel the people concerned will be reached: their consent for it counts.",
                        List.of("email", "phone", "any"),
                        "email")
                .flag(
                        "unknownAllowed",
                        "Write where no consent is known",
                        "Also writes people of whom nobody says whether they consent. Whoever refused is never written.",
                        false)
                .text("expires", "Expires after", "How long somebody has to approve: 4h, 2d.")
                .as("duration")
                .standard("3d")
                .required("connection", "object", "title", "purpose")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        for (String kind : List.of("set", "add", "take")) {
            forms.map(kind)
                    .forEach((field, text) -> Expression.check(text, in, FieldType.ANY, kind + "/" + field, findings));
        }
        if (forms.map("set").isEmpty()
                && forms.map("add").isEmpty()
                && forms.map("take").isEmpty()) {
            findings.problem("set", "Nothing would be written: name at least one field in 'set', 'add' or 'take'.");
        }
        if (forms.text("mode", "update").equals("upsert")
                && forms.text("keyField", "Id").equals("Id")) {
            findings.problem("keyField", "'upsert' finds records by an external id field, not by Id.");
        }
        Forms.tries(findings, () -> forms.duration("expires", Duration.ofDays(3), LONGEST));
        RecordShape out = in.with(STATE_FIELD, FieldType.TEXT).with(WHY_FIELD, FieldType.TEXT);
        findings.output(EdgeSpec.OUT, out);
        findings.output(NOT_WRITTEN, out);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        Map<String, Expression> values = new LinkedHashMap<>();
        for (String kind : List.of("set", "add", "take")) {
            forms.map(kind).forEach((field, text) -> {
                if (values.put(field, expression(kind, field, text, in)) != null) {
                    throw Forms.wrong(kind + "/" + field, "'%s' is written twice".formatted(field));
                }
            });
        }
        return new Push(
                this,
                forms.required("connection"),
                forms.text("object", "Contact"),
                PushMode.valueOf(
                        forms.choice("mode", "update", "upsert", "member").toUpperCase(Locale.ROOT)),
                forms.text("keyField", "Id"),
                forms.text("key"),
                values,
                List.copyOf(forms.map("add").keySet()),
                List.copyOf(forms.map("take").keySet()),
                forms.required("title"),
                forms.text("purpose", "sales"),
                forms.choice("channel", "email", "phone", "any"),
                forms.flag("unknownAllowed", false),
                forms.duration("expires", Duration.ofDays(3), LONGEST));
    }

    private static Expression expression(String kind, String field, String text, RecordShape in) {
        try {
            return Expression.of(text, in);
        } catch (Expression.Mistake mistake) {
            throw Forms.wrong(kind + "/" + field, "'%s' %s".formatted(text, mistake.getMessage()));
        }
    }

    private record Push(
            PushType type,
            String connection,
            String object,
            PushMode mode,
            String keyField,
            @Nullable String key,
            Map<String, Expression> values,
            List<String> added,
            List<String> taken,
            String title,
            String purpose,
            String channel,
            boolean unknownAllowed,
            Duration lasts)
            implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            Optional<Pushes.Standing> there = type.pushes.ofParked(sql, occasion.tenant(), parked);
            if (there.isEmpty()) {
                return proposed(occasion, sql, parked, page);
            }
            Pushes.Standing standing = there.get();
            if (standing.state().isOver()) {
                return done(occasion, sql, standing, page);
            }
            Instant again = type.clock.instant().plus(LOOK);
            return new Node.Verdict.Closed(
                    again,
                    switch (standing.state()) {
                        case PREPARING -> "a look at the records as they are in the CRM now";
                        case WAITING -> "an approval of \"%s\", until %s".formatted(title, standing.expiresAt());
                        default -> "the CRM, which is being written to";
                    });
        }

        private Node.Verdict proposed(Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page) {
            Connection to = type.connections
                    .named(occasion.tenant(), connection)
                    .orElseThrow(() -> Forms.wrong("connection", "There is no connection '%s'".formatted(connection)));
            Map<String, PushRequest.Wanted> wanted = wanted(occasion, sql, to, page);
            if (wanted.isEmpty()) {
                return new Node.Verdict.Shut("None of the records has a %s to be found by.".formatted(keyField));
            }
            try {
                type.pushes.propose(
                        sql,
                        occasion.tenant(),
                        new PushRequest(
                                to,
                                object,
                                mode,
                                keyField,
                                List.copyOf(values.keySet()),
                                added,
                                taken,
                                title,
                                "Proposed by the flow %s.".formatted(occasion.flowName()),
                                purpose,
                                channel,
                                unknownAllowed,
                                lasts,
                                new PushRequest.Origin(
                                        "flow " + occasion.flowName(),
                                        occasion.userStarted(),
                                        occasion.run(),
                                        occasion.flow(),
                                        occasion.flowName(),
                                        occasion.node(),
                                        parked,
                                        type.versions
                                                .getObject()
                                                .author(sql, occasion.tenant(), occasion.flow(), occasion.version())
                                                .orElse(null)),
                                List.copyOf(wanted.values())));
            } catch (Problem problem) {
                return new Node.Verdict.Shut(problem.detail());
            }
            return new Node.Verdict.Closed(
                    type.clock.instant().plus(LOOK), "a look at the records as they are in the CRM now");
        }

        /** By key: where several records have one, the last of them counts. */
        private Map<String, PushRequest.Wanted> wanted(
                Node.Occasion occasion, DSLContext sql, Connection to, List<FlowRecord> page) {
            Scope scope = new Scope(
                    occasion.flowName(),
                    occasion.run(),
                    type.clock.instant(),
                    occasion.due(),
                    occasion.since(),
                    occasion.before(),
                    occasion.payload());
            // keys that are the same to the CRM are one record there
            Map<String, FlowRecord> byKey = new LinkedHashMap<>();
            page.forEach(record -> byKey.put(VendorKeys.compared(keyField, key(record)), record));
            byKey.remove("");
            List<String> ids = new ArrayList<>();
            byKey.values().forEach(record -> ids.add(VendorKeys.full(key(record))));
            Map<String, UUID> people = people(sql, occasion.tenant(), to, ids);
            Map<String, PushRequest.Wanted> wanted = new LinkedHashMap<>();
            byKey.values().forEach(record -> {
                String named = key(record);
                Map<String, @Nullable Object> set = new LinkedHashMap<>();
                values.forEach((field, expression) -> {
                    Object value = expression.eval(record, scope);
                    set.put(field, value instanceof List<?> list ? joined(list) : value);
                });
                UUID person = record.get("customerId") instanceof String id ? uuid(id) : null;
                wanted.put(
                        named,
                        new PushRequest.Wanted(
                                named,
                                record.key(),
                                person == null ? people.get(VendorKeys.full(named)) : person,
                                label(record, named),
                                set));
            });
            return wanted;
        }

        private Map<String, UUID> people(DSLContext sql, TenantId tenant, Connection to, List<String> ids) {
            String who = switch (keyField) {
                case "Id" -> object;
                case "ContactId" -> "Contact";
                case "LeadId" -> "Lead";
                default -> "";
            };
            return who.isEmpty()
                    ? Map.of()
                    : type.customers.known(sql, tenant, "salesforce:" + to.name(), who, new LinkedHashSet<>(ids));
        }

        private static @Nullable UUID uuid(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private static String joined(List<?> values) {
            return String.join(";", values.stream().map(String::valueOf).toList());
        }

        private static String label(FlowRecord record, String otherwise) {
            for (String field : List.of("Name", "fullName", "name")) {
                if (record.get(field) instanceof String text && !text.isBlank()) {
                    return text;
                }
            }
            for (List<String> parts : List.of(List.of("FirstName", "LastName"), List.of("givenName", "familyName"))) {
                String name = (part(record, parts.getFirst()) + " " + part(record, parts.getLast())).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
            return otherwise;
        }

        private static String part(FlowRecord record, String field) {
            return record.get(field) instanceof String text ? text : "";
        }

        private String key(FlowRecord record) {
            Object value = key == null ? record.key() : record.get(key);
            return value == null ? "" : value.toString().strip();
        }

        private Node.Verdict done(
                Node.Occasion occasion, DSLContext sql, Pushes.Standing standing, List<FlowRecord> page) {
            Map<String, Pushes.Outcome> became = new HashMap<>();
            type.pushes
                    .outcomes(sql, occasion.tenant(), standing.push())
                    .forEach(outcome -> became.put(outcome.recordKey(), outcome));
            boolean written = switch (standing.state()) {
                case DONE, PARTLY_FAILED, EMPTY -> true;
                default -> false;
            };
            List<FlowRecord> records = new ArrayList<>(page.size());
            for (FlowRecord record : page) {
                Pushes.Outcome outcome = became.get(record.key());
                Map<String, @Nullable Object> more = new LinkedHashMap<>(record.values());
                more.put(
                        STATE_FIELD,
                        outcome == null || !written
                                ? standing.state().name()
                                : outcome.state().name());
                more.put(WHY_FIELD, outcome == null || outcome.why() == null ? standing.message() : outcome.why());
                records.add(new FlowRecord(record.key(), more));
            }
            return new Node.Verdict.Open(written ? EdgeSpec.OUT : NOT_WRITTEN, records);
        }
    }
}

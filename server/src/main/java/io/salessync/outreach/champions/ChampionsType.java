package io.salessync.outreach.champions;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
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
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mapping.Coercion;
import io.salessync.outreach.leads.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows the people that records stand for, has those looked at whose last look is old, and holds the records until all were looked
 * at: on as many days as the visits of the accounts need.
 */
@Component
final class ChampionsType implements ExecutableType {
    private static final String CUSTOMER = "customerId";
    private static final String LINKEDIN = "linkedin";
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration LOOK = Duration.ofHours(1);
    private static final Map<String, FieldType> ADDED = added();

    private final Following following;
    private final Customers customers;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "outreach.champions",
            "Follow champions",
            "Looks whether the people changed jobs: their profiles, within the day's visits of the accounts, mail that came back, the"
                    + " customer's e-mail and company. Waits until all were looked at, on the next days too, and adds verdict, confidence,"
                    + " why, newCompany, newTitle and newCustomerId, and news where the flow tells"
                    + " of a move for the first time. What is done about a move is set on the page of champions.",
            NodeCard.Group.STORE,
            "user-search",
            Schemas.settings()
                    .text("customer", "Customer", "The field with the customer's id.")
                    .as("field")
                    .standard(CUSTOMER)
                    .text(
                            "linkedin",
                            "Profile",
                            "The field with the address of the LinkedIn profile or its public id, for records without a customer.")
                    .as("field")
                    .standard(LINKEDIN)
                    .flag(
                            "make",
                            "Make customers",
                            "People with a profile who are no customers become some; otherwise they go on without a verdict.",
                            true)
                    .text("after", "Look again after", "Who was looked at within this time is not looked at again: 7d.")
                    .as("duration")
                    .standard("7d")
                    .text(
                            "patience",
                            "Wait at most",
                            "After this time the records go on with what is known by then: 6d.")
                    .as("duration")
                    .standard("6d")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    ChampionsType(Following following, Customers customers, InstantSource clock) {
        this.following = following;
        this.customers = customers;
        this.clock = clock;
    }

    private static Map<String, FieldType> added() {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("championId", FieldType.TEXT);
        fields.put("verdict", FieldType.TEXT);
        fields.put("confidence", FieldType.WHOLE);
        fields.put("why", FieldType.TEXT);
        fields.put("fromCompany", FieldType.TEXT);
        fields.put("newCompany", FieldType.TEXT);
        fields.put("newTitle", FieldType.TEXT);
        fields.put("newCustomerId", FieldType.TEXT);
        fields.put("looked", FieldType.FLAG);
        fields.put("news", FieldType.FLAG);
        return fields;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        String customer = forms.text("customer", CUSTOMER);
        String profile = forms.text("linkedin", LINKEDIN);
        if (!in.open() && !in.fields().containsKey(customer) && !in.fields().containsKey(profile)) {
            findings.problem(
                    "customer",
                    "No record here has a field '%s' or '%s'. Put 'Read customers' or a mapping before it."
                            .formatted(customer, profile));
        }
        Forms.tries(findings, () -> forms.duration("after", Duration.ofDays(7), LONGEST));
        Forms.tries(findings, () -> forms.duration("patience", Duration.ofDays(6), LONGEST));
        RecordShape out = in;
        for (Map.Entry<String, FieldType> field : ADDED.entrySet()) {
            out = out.with(field.getKey(), field.getValue());
        }
        findings.output(EdgeSpec.OUT, out);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Watching(
                this,
                forms.text("customer", CUSTOMER),
                forms.text("linkedin", LINKEDIN),
                forms.flag("make", true),
                forms.duration("after", Duration.ofDays(7), LONGEST),
                forms.duration("patience", Duration.ofDays(6), LONGEST));
    }

    private record Watching(
            ChampionsType type, String customer, String linkedin, boolean make, Duration after, Duration patience)
            implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            TenantId tenant = occasion.tenant();
            Instant now = type.clock.instant();
            Record asked = count(sql, tenant, parked);
            if (asked.get("asked", Integer.class) == 0) {
                ask(occasion, sql, parked, page, now);
                asked = count(sql, tenant, parked);
            }
            int open = asked.get("open", Integer.class);
            Instant end = parkedAt.plus(patience);
            if (open > 0 && now.isBefore(end)) {
                Instant again = now.plus(LOOK);
                return new Node.Verdict.Closed(
                        again.isBefore(end) ? again : end,
                        "looks at %d of %d profiles, within the accounts' visits, until %s at the latest"
                                .formatted(open, asked.get("asked", Integer.class), end));
            }
            List<FlowRecord> out = new ArrayList<>(page.size());
            for (FlowRecord record : page) {
                out.add(known(occasion, sql, record, now));
            }
            return new Node.Verdict.Open(EdgeSpec.OUT, out);
        }

        private static Record count(DSLContext sql, TenantId tenant, UUID parked) {
            return sql.fetchSingle(
                    "SELECT count(*)::int AS asked, (count(*) FILTER (WHERE done_at IS NULL))::int AS open FROM outreach.champion_ask"
                            + " WHERE tenant_id = ? AND parked_id = ?",
                    tenant.value(),
                    parked);
        }

        private void ask(Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant now) {
            TenantId tenant = occasion.tenant();
            for (FlowRecord record : page) {
                UUID person;
                try {
                    person = person(occasion, sql, record, true);
                } catch (Problem cannot) {
                    continue;
                }
                if (person == null) {
                    continue;
                }
                Champion champion;
                try {
                    champion = type.following.follow(
                            sql, tenant, person, "flow " + occasion.flowName(), "flow " + occasion.flowName(), false);
                } catch (Problem gone) {
                    continue;
                }
                boolean old =
                        champion.checkedAt() == null || champion.checkedAt().isBefore(now.minus(after));
                if (champion.unfollowedAt() == null && old) {
                    sql.execute(
                            "UPDATE outreach.champion SET asked = 'FLOW', next_check_at = least(next_check_at, ?::timestamptz)"
                                    + " WHERE tenant_id = ? AND champion_id = ?",
                            Rows.at(now),
                            tenant.value(),
                            champion.id());
                    sql.execute(
                            "INSERT INTO outreach.champion_ask (tenant_id, parked_id, champion_id, asked_at) VALUES (?, ?, ?, ?::timestamptz)"
                                    + " ON CONFLICT DO NOTHING",
                            tenant.value(),
                            parked,
                            champion.id(),
                            Rows.at(now));
                }
            }
        }

        /** The customer that a record stands for; null: none, and none is to be made. */
        private @Nullable UUID person(Node.Occasion occasion, DSLContext sql, FlowRecord record, boolean making) {
            String id = Coercion.text(record.get(customer)).strip();
            if (!id.isEmpty()) {
                try {
                    return UUID.fromString(id);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
            String profile = Following.normal(Coercion.text(record.get(linkedin)));
            String email = email(record);
            UUID known = profile == null
                    ? null
                    : type.customers
                            .known(sql, occasion.tenant(), "linkedin", "Profile", List.of(profile))
                            .get(profile);
            if (known == null && email != null) {
                known = type.customers
                        .reachedBy(sql, occasion.tenant(), List.of(email))
                        .get(email);
            }
            if (known != null || profile == null || !make || !making) {
                return known;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            put(values, "givenName", record, "first_name", "givenName");
            put(values, "familyName", record, "last_name", "familyName");
            put(values, "fullName", record, "name", "fullName");
            put(values, "title", record, "title");
            put(values, "company", record, "company");
            if (email != null) {
                values.put("email", email);
            }
            if (!values.containsKey("givenName")
                    && !values.containsKey("familyName")
                    && !values.containsKey("fullName")) {
                values.put("fullName", profile);
            }
            return type.customers
                    .upsertPeople(
                            sql,
                            occasion.tenant(),
                            new Origin("flow " + occasion.flowName(), occasion.run()),
                            List.of(new Incoming("linkedin", "Profile", profile, values, null)))
                    .getFirst()
                    .customer();
        }

        private static @Nullable String email(FlowRecord record) {
            try {
                return Names.email(Coercion.text(record.get("email")));
            } catch (Names.Unfit unfit) {
                return null;
            }
        }

        private static void put(
                Map<String, @Nullable Object> values, String field, FlowRecord record, String... names) {
            for (String name : names) {
                String text = Coercion.text(record.get(name)).strip();
                if (!text.isEmpty() && text.length() <= 200) {
                    values.put(field, text);
                    return;
                }
            }
        }

        /** Whether the flow tells of the move for the first time. */
        private static boolean told(Node.Occasion occasion, DSLContext sql, @Nullable UUID move) {
            return sql.execute(
                            "INSERT INTO outreach.champion_told (tenant_id, flow_id, move_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                            occasion.tenant().value(),
                            occasion.flow(),
                            move)
                    > 0;
        }

        private FlowRecord known(Node.Occasion occasion, DSLContext sql, FlowRecord record, Instant now) {
            UUID person = person(occasion, sql, record, false);
            Champion champion = person == null
                    ? null
                    : Rows.ofPerson(sql, occasion.tenant(), person).orElse(null);
            Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
            if (champion == null) {
                ADDED.forEach((name, fieldType) -> values.put(name, null));
                values.put("verdict", "UNKNOWN");
                values.put("confidence", 0L);
                values.put("why", "No customer or profile stands for the record.");
                values.put("looked", false);
                values.put("news", false);
                return new FlowRecord(record.key(), values);
            }
            Instant looked = champion.checkedAt();
            boolean moved = champion.moved();
            values.put("championId", champion.id().toString());
            values.put("verdict", champion.verdict().name());
            values.put("confidence", (long) champion.confidence());
            values.put("why", champion.why());
            values.put(
                    "fromCompany",
                    moved
                            ? sql.fetchSingle(
                                            "SELECT from_company FROM outreach.champion_move WHERE tenant_id = ? AND move_id = ?",
                                            occasion.tenant().value(),
                                            champion.move())
                                    .get(0, String.class)
                            : champion.company());
            values.put("newCompany", moved ? champion.company() : champion.newCompany());
            values.put("newTitle", champion.newTitle());
            values.put("newCustomerId", moved ? champion.person().toString() : null);
            values.put("news", moved && told(occasion, sql, champion.move()));
            values.put(
                    "looked",
                    looked != null && !looked.isBefore(now.minus(after).minus(patience)));
            return new FlowRecord(record.key(), values);
        }
    }
}

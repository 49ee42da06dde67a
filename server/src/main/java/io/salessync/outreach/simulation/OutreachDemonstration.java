package io.salessync.outreach.simulation;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachConnector;
import io.salessync.customers.Customers;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.champions.Champions;
import io.salessync.outreach.detection.NewsGates;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.sending.ReadySenders;
import io.salessync.outreach.sending.SenderSettings;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.tags.Tags;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Outreach at work in the demonstration: accounts of the sandbox, a sequence that is live, and leads who answer within minutes. */
@Component
public class OutreachDemonstration {
    private static final String VENDOR = "unipile";
    private static final List<String> ACCOUNTS = List.of("linkedin-anna", "linkedin-chloe");

    /** Round the clock and close together, within what a sender may be set to. */
    private static final SenderSettings EAGER = new SenderSettings(
            EnumSet.allOf(DayOfWeek.class),
            LocalTime.MIDNIGHT,
            LocalTime.of(23, 59),
            Map.of(),
            null,
            null,
            false,
            30,
            40);

    /** The sandbox's hours are minutes in the demonstration. */
    private static final Map<String, Object> BEHAVIOUR =
            Map.of("accept", 0.7, "accept_hours", 0.4, "reply", 0.6, "reply_hours", 0.4, "new_relation_hours", 0.1);

    private final Accounts accounts;
    private final Database database;
    private final Connections connections;
    private final ObjectProvider<OutreachConnector> connectors;
    private final NewsGates gates;
    private final Sequences sequences;
    private final LeadImports imports;
    private final ReadySenders senders;
    private final Customers customers;
    private final Tags tags;
    private final Champions champions;

    OutreachDemonstration(
            Accounts accounts,
            Database database,
            Connections connections,
            ObjectProvider<OutreachConnector> connectors,
            NewsGates gates,
            Sequences sequences,
            LeadImports imports,
            ReadySenders senders,
            Customers customers,
            Tags tags,
            Champions champions) {
        this.accounts = accounts;
        this.database = database;
        this.connections = connections;
        this.connectors = connectors;
        this.gates = gates;
        this.sequences = sequences;
        this.imports = imports;
        this.senders = senders;
        this.customers = customers;
        this.tags = tags;
        this.champions = champions;
    }

    /**
     * Connects the sandbox, and at the first start lets the sequence go with its leads.
     *
     * @param email of the user whose accounts they are, and who agrees
     * @param sandbox its address
     * @param ours of this server, as the sandbox reaches it
     * @param people their fields by token; the sandbox's network gets them too
     * @throws io.salessync.kernel.problems.Problem where the sandbox refuses something
     */
    public void begin(
            TenantId tenant, String email, URI sandbox, String ours, String yaml, List<Map<String, String>> people) {
        User owner = accounts.named(tenant, email).orElseThrow();
        Actor actor =
                new Actor(tenant, owner.id(), owner.email(), owner.name(), Role.OWNER, EnumSet.allOf(Permission.class));
        Connection connection = connections.ensure(
                tenant, VENDOR, VENDOR, sandbox.resolve("/unipile"), Map.of("apiKey", SandboxWorld.KEY), false);
        // where this server is now; without it everything is found by looking, later
        connectors.stream()
                .filter(one -> one.vendor().equals(VENDOR))
                .findFirst()
                .ifPresent(connector -> gates.subscribe(connector, connection, ours));
        SequenceDocument document = sequences.read(yaml);
        if (database.inTenant(tenant, sql -> sequences.named(sql, tenant, document.name()))
                .isPresent()) {
            return;
        }
        try (SandboxWorld world = SandboxWorld.at(sandbox)) {
            world.settings(JsonMapper.shared().valueToTree(BEHAVIOUR));
            for (Map<String, String> fields : people) {
                Map<String, @Nullable Object> person = new LinkedHashMap<>();
                List.of("first_name", "last_name", "company", "title", "email").forEach(name -> {
                    if (fields.containsKey(name)) {
                        person.put(name, fields.get(name));
                    }
                });
                person.put("public_id", fields.get("linkedin"));
                world.act("people", person);
            }
        }
        senders.take(actor, VENDOR, ACCOUNTS, "Europe/Berlin", "DE", EAGER);
        UUID sequence = database.inTenant(tenant, sql -> {
            UUID id = sequences.put(sql, tenant, document, actor.signature()).id();
            sequences.publish(sql, tenant, id, "The demonstration's", actor.signature());
            return id;
        });
        imports.rows(
                tenant, sequence.toString(), actor.signature(), people, new LeadImports.Way(0, false, true, false));
    }

    /**
     * At the first start: customers who are followed, of whom some changed jobs since we knew them.
     *
     * @param email of the user who follows them
     * @param sandbox its address
     * @param people their fields, with {@code moves_to}, {@code moves_as}, {@code keeps} and {@code hidden} of what became of them
     */
    public void champions(TenantId tenant, String email, URI sandbox, List<Map<String, String>> people) {
        User owner = accounts.named(tenant, email).orElseThrow();
        List<Customers.Incoming> rows = people.stream()
                .map(fields -> new Customers.Incoming(
                        "linkedin", "Profile", Objects.requireNonNull(fields.get("linkedin")), customer(fields), null))
                .toList();
        Customers.Origin origin = new Customers.Origin(owner.email(), null);
        List<UUID> known = database.inTenant(tenant, sql -> {
            Tags.Tag tag = tags.ensure(sql, tenant, origin, "champion");
            List<Customers.Outcome> outcomes = customers.upsertPeople(sql, tenant, origin, rows);
            List<UUID> ids = new ArrayList<>();
            boolean fresh = false;
            for (Customers.Outcome outcome : outcomes) {
                fresh |= outcome.change() == Customers.Change.CREATED;
                if (outcome.customer() != null) {
                    ids.add(outcome.customer());
                }
            }
            if (fresh) {
                tags.add(sql, tenant, origin, tag, ids, "They know us well");
            }
            return fresh ? ids : List.<UUID>of();
        });
        if (known.isEmpty()) {
            return;
        }
        try (SandboxWorld world = SandboxWorld.at(sandbox)) {
            for (Map<String, String> fields : people) {
                world.act("people", atTheNetwork(fields));
                if (fields.containsKey("moves_to")) {
                    Map<String, @Nullable Object> job = new LinkedHashMap<>();
                    job.put("person", fields.get("linkedin"));
                    job.put("company", fields.get("moves_to"));
                    job.put("title", fields.get("moves_as"));
                    job.put("keep", fields.containsKey("keeps"));
                    world.act("job", job);
                }
            }
        }
        database.runInTenant(
                tenant, sql -> known.forEach(id -> champions.follow(sql, tenant, id, "page", owner.email())));
    }

    private static Map<String, @Nullable Object> customer(Map<String, String> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("givenName", fields.get("first_name"));
        values.put("familyName", fields.get("last_name"));
        for (String name : List.of("email", "company", "title", "owner")) {
            if (fields.containsKey(name)) {
                values.put(name, fields.get(name));
            }
        }
        return values;
    }

    private static Map<String, @Nullable Object> atTheNetwork(Map<String, String> fields) {
        Map<String, @Nullable Object> person = new LinkedHashMap<>();
        for (String name : List.of("first_name", "last_name", "company", "title", "email")) {
            person.put(name, fields.get(name));
        }
        person.put("public_id", fields.get("linkedin"));
        if (fields.containsKey("hidden")) {
            person.put("behaviour", Map.of("unreachable", true));
        }
        return person;
    }
}

package io.salessync.pulls;

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
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings records out of Salesforce: what changed since the last run that was complete, or all. */
@Component
final class PullType implements ExecutableType {
    private final Database database;
    private final PullRows rows;
    private final Landing landing;
    private final Pulling pulling;
    private final Crms crms;
    private final NodeCard card = new NodeCard(
            "salesforce.pull",
            "Pull from Salesforce",
            "Brings the records of a query. Each run is sealed: what Salesforce counts is what came, or the run fails"
                    + " and says why. Records that did not change since the last complete run are left out.",
            NodeCard.Group.SOURCE,
            "cloud-download",
            schema(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    PullType(Database database, PullRows rows, Landing landing, Pulling pulling, Crms crms) {
        this.database = database;
        this.rows = rows;
        this.landing = landing;
        this.pulling = pulling;
        this.crms = crms;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("pull", "Saved pull", "A saved pull whose connection and query are used; or give them here.")
                .as("pull")
                .example("Contacts")
                .text("connection", "Connection", "The connection to Salesforce, by its name.")
                .as("connection")
                .example("Salesforce")
                .text("object", "Object", "What is pulled, such as Contact or Visit__c.")
                .as("crm-object")
                .example("Contact")
                .texts(
                        "fields",
                        "Fields",
                        "The fields to bring; Account.Owner.Name reaches a parent's, up to five parents in a row.")
                .as("crm-fields")
                .text("filter", "Conditions", "The conditions of the query builder, as JSON.")
                .as("crm-filter")
                .example("{\"all\": [{\"field\": \"Email\", \"op\": \"isNotEmpty\"}]}")
                .choice(
                        "mode",
                        "How much",
                        "What changed since the last complete run, or all of it each time.",
                        List.of("changed", "all"),
                        "changed")
                .texts(
                        "order",
                        "Order",
                        "Fields to sort by, each with asc or desc behind it, such as LastActivityDate desc. Only where"
                                + " all of it is brought each time: what changed is fetched in an order of its own, or"
                                + " rows would be missed.")
                .as("crm-order")
                .whole(
                        "limit",
                        "At most",
                        "How many records are brought, the first ones of the order. Only where all of it is brought"
                                + " each time.",
                        1,
                        Compiling.HIGHEST_LIMIT)
                .flag(
                        "deletions",
                        "Deleted ones too",
                        "Brings records that are gone since too: %s is true, %s names the record one was merged into, %s is true where it is there and only does not meet the conditions any more."
                                .formatted(FlowRecord.DELETED, FlowRecord.MERGED_INTO, FlowRecord.LEFT),
                        false)
                .text("zone", "Time zone", "Whose days conditions such as TODAY mean.")
                .as("zone")
                .example("Europe/Berlin")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    /** Settings as read. */
    private record Wanted(
            @Nullable String pull, @Nullable String connection, ObjectNode query, boolean all, boolean deletions) {}

    private static Wanted wanted(Forms forms) {
        String pull = forms.text("pull");
        ObjectNode query = PullRows.JSON.createObjectNode();
        if (pull == null) {
            forms.required("connection");
            query.put("object", forms.required("object"));
            ArrayNode fields = query.putArray("fields");
            forms.texts("fields").forEach(fields::add);
            JsonNode filter = filter(forms);
            if (filter != null) {
                query.set("where", filter);
            }
            if (forms.text("zone") != null) {
                query.put("zone", forms.text("zone"));
            }
        }
        boolean all = forms.choice("mode", "changed", "all").equals("all");
        limited(forms, query, pull, all);
        return new Wanted(pull, forms.text("connection"), query, all, forms.flag("deletions", false));
    }

    private static void limited(Forms forms, ObjectNode query, @Nullable String pull, boolean all) {
        List<String> order = forms.texts("order");
        for (String name : List.of("order", "limit")) {
            if (name.equals("order") ? order.isEmpty() : !forms.has("limit")) {
                continue;
            }
            if (pull != null) {
                throw Forms.wrong(name, "'%s' belongs to the saved pull '%s'; take it out here".formatted(name, pull));
            }
            if (!all) {
                throw Forms.wrong(
                        name,
                        "'%s' only goes with all of it each time (mode: all); what changed is fetched in an order of its own, or rows would be missed"
                                .formatted(name));
            }
        }
        if (!order.isEmpty()) {
            query.set("order", Orders.of(order));
        }
        if (forms.has("limit")) {
            query.put("limit", forms.whole("limit", 1, 1, Compiling.HIGHEST_LIMIT));
        }
    }

    private static @Nullable JsonNode filter(Forms forms) {
        JsonNode given = forms.settings().path("filter");
        if (given.isObject()) {
            return given;
        }
        String text = forms.text("filter");
        if (text == null) {
            return null;
        }
        try {
            JsonNode filter = PullRows.JSON.readTree(text);
            if (filter.isObject()) {
                return filter;
            }
        } catch (JacksonException e) {
            throw Forms.wrong("filter", "'filter' is no JSON: " + e.getOriginalMessage());
        }
        throw Forms.wrong("filter", "'filter' is an object with 'all', 'any' or 'field'");
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        boolean sound = Forms.tries(findings, () -> wanted(forms));
        RecordShape shape = RecordShape.UNKNOWN;
        if (sound && forms.text("pull") == null) {
            shape = shape.with("Id", FieldType.TEXT);
            for (String field : forms.texts("fields")) {
                shape = shape.with(field, FieldType.ANY);
            }
        }
        if (forms.flag("deletions", false)) {
            shape = shape.with(FlowRecord.DELETED, FieldType.FLAG)
                    .with(FlowRecord.MERGED_INTO, FieldType.TEXT)
                    .with(FlowRecord.LEFT, FieldType.FLAG);
        }
        findings.output(EdgeSpec.OUT, shape);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Source(wanted(new Forms(spec.settings())));
    }

    /**
     * Where a run of this node stands.
     *
     * @param page the page of the execution that is handed on; -1: those that are gone; -2: those that comparisons caught up
     * @param after the last record handed on of that page
     */
    private record Cursor(UUID execution, int page, String after, int looks) {
        String text() {
            return PullRows.JSON.writeValueAsString(this);
        }
    }

    private final class Source implements Node.Source {
        private final Wanted wanted;

        Source(Wanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            TenantId tenant = occasion.tenant();
            Pulling.Work work = Pulling.Work.of(tenant, occasion.run());
            if (cursor == null) {
                Pull pull = ensured(occasion);
                Execution at = pulling.resume(work, pull, wanted.all());
                return new Node.Read(List.of(), new Cursor(at.id(), 0, "", 0).text(), null, List.of());
            }
            Cursor place = PullRows.JSON.readValue(cursor, Cursor.class);
            Execution at = database.inTenant(tenant, sql -> rows.execution(sql, tenant, place.execution()));
            Pull pull = database.inTenant(tenant, sql -> rows.present(sql, tenant, at.pull()));
            if (place.page() >= 0 && place.page() < at.page()) {
                return handed(tenant, at, pull, place, limit);
            }
            if (!at.isOver()) {
                Execution moved = pulling.step(work, at);
                return new Node.Read(
                        List.of(),
                        new Cursor(moved.id(), place.page(), place.after(), place.looks() + 1).text(),
                        null,
                        List.of());
            }
            if (!at.sealed()) {
                throw Problem.of(PullsProblem.NOT_SEALED, "The pull is not complete: " + at.why() + ".")
                        .with("execution", at.id().toString());
            }
            return last(tenant, work, at, place, limit);
        }

        private Node.Read handed(TenantId tenant, Execution at, Pull pull, Cursor place, int limit) {
            boolean unchanged = wanted.all() || pull.mode() == Pull.Mode.FULL;
            List<Landing.Landed> found = database.inTenant(
                    tenant,
                    sql -> landing.rows(sql, tenant, at, at.baseSeq(), unchanged, place.page(), place.after(), limit));
            Cursor next = found.size() < limit
                    ? new Cursor(at.id(), place.page() + 1, "", 0)
                    : new Cursor(at.id(), place.page(), found.getLast().id(), 0);
            return new Node.Read(found.stream().map(this::record).toList(), next.text(), null, List.of());
        }

        /** Those that comparisons had to fetch, those that are gone, the refused ones, and then the window is done with. */
        private Node.Read last(TenantId tenant, Pulling.Work work, Execution at, Cursor place, int limit) {
            if (place.page() != -1) {
                String from = place.page() == -2 ? place.after() : "";
                List<Landing.Landed> late =
                        database.inTenant(tenant, sql -> landing.caughtUp(sql, tenant, at, at.baseSeq(), from, limit));
                if (!late.isEmpty()) {
                    boolean more = late.size() == limit;
                    return new Node.Read(
                            late.stream().map(this::record).toList(),
                            new Cursor(
                                            at.id(),
                                            more ? -2 : -1,
                                            more ? late.getLast().id() : "",
                                            0)
                                    .text(),
                            null,
                            List.of());
                }
            }
            if (wanted.deletions()) {
                String after = place.page() == -1 ? place.after() : "";
                List<Landing.Landed> gone =
                        database.inTenant(tenant, sql -> landing.gone(sql, tenant, at, at.baseSeq(), after, limit));
                if (gone.size() == limit) {
                    return new Node.Read(
                            gone.stream().map(this::record).toList(),
                            new Cursor(at.id(), -1, gone.getLast().id(), 0).text(),
                            null,
                            List.of());
                }
                return ended(tenant, work, at, gone);
            }
            return ended(tenant, work, at, List.of());
        }

        private Node.Read ended(TenantId tenant, Pulling.Work work, Execution at, List<Landing.Landed> gone) {
            List<Node.Reject> rejects = at.rejected() == 0
                    ? List.of()
                    : database.inTenant(tenant, sql -> rows.rejects(sql, tenant, at.id(), 10_000)).stream()
                            .map(reject -> new Node.Reject(reject.id(), reject.message()))
                            .toList();
            List<FlowRecord> records = gone.stream().map(this::record).toList();
            pulling.accept(work, at);
            return new Node.Read(records, null, at.counted(), rejects);
        }

        private FlowRecord record(Landing.Landed landed) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            landed.values()
                    .forEach((path, value) -> values.put(
                            path,
                            switch (value) {
                                case BigDecimal number -> number.doubleValue();
                                case LocalTime time -> time.toString();
                                case null -> null;
                                default -> value;
                            }));
            if (wanted.deletions()) {
                // a query may ask for deleted ones itself
                boolean gone =
                        landed.deleted() || Boolean.TRUE.equals(landed.values().get("IsDeleted"));
                values.put(FlowRecord.DELETED, gone);
                values.put(FlowRecord.MERGED_INTO, landed.master());
                values.put(FlowRecord.LEFT, landed.left());
            }
            return new FlowRecord(landed.id(), values);
        }

        /** The node's own pull: what was handed on is counted for this node alone, also where it uses a saved one. */
        private Pull ensured(Node.Occasion occasion) {
            TenantId tenant = occasion.tenant();
            String name = "flow " + occasion.flow() + " node " + occasion.node();
            UUID connection;
            ObjectNode query;
            int overlap = Pull.OVERLAP;
            Pull.Mode mode = Pull.Mode.INCREMENTAL;
            String named = wanted.pull();
            if (named == null) {
                connection = crms.of(tenant, String.valueOf(wanted.connection()))
                        .connection()
                        .id()
                        .value();
                query = wanted.query();
            } else {
                Pull saved = database.inTenant(tenant, sql -> rows.named(sql, tenant, named))
                        .filter(one -> !one.ofNode())
                        .orElseThrow(() -> Problem.of(
                                        PullsProblem.UNKNOWN_PULL, "There is no pull %s.".formatted(Shown.of(named)))
                                .with("setting", "pull"));
                connection = saved.connection();
                query = saved.query();
                overlap = saved.overlap();
                mode = saved.mode();
            }
            if (wanted.all()) {
                mode = Pull.Mode.FULL;
            }
            Pull.Mode how = mode;
            int seconds = overlap;
            return database.inTenant(tenant, sql -> {
                Pull there = rows.named(sql, tenant, name).orElse(null);
                if (there == null) {
                    return rows.make(sql, tenant, name, true, connection, query, how, seconds, "flow");
                }
                boolean same = there.connection().equals(connection)
                        && there.query().equals(query)
                        && there.mode() == how
                        && there.overlap() == seconds;
                return same ? there : rows.change(sql, tenant, there, name, connection, query, how, seconds);
            });
        }
    }
}

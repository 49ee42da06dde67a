package io.salessync.pushes;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a push has to know of the records as they are at the CRM. Every method calls out: none inside a transaction. */
@Component
class AtVendor {
    static final String CAMPAIGN = "CampaignId";
    private static final String ID = "Id";
    private static final String CHANGED = "SystemModstamp";
    /** Accounts are people where the organisation has person accounts; the CRM says which. */
    private static final Set<String> PEOPLE = Set.of("Contact", "Lead", "Account");

    private final Connections connections;
    private final List<CrmConnector> connectors;
    private final InstantSource clock;

    AtVendor(Connections connections, List<CrmConnector> connectors, InstantSource clock) {
        this.connections = connections;
        this.connectors = connectors;
        this.clock = clock;
    }

    /**
     * A record as it is.
     *
     * @param changedAt when anything of it changed last; null where the object does not tell
     */
    record Now(String id, @Nullable Instant changedAt, Map<String, @Nullable Object> values) {}

    /**
     * The records that are there, by the push's key as the CRM compares it.
     *
     * @param several keys that more than one record has
     */
    record There(String keyField, Map<String, Now> byKey, Set<String> several) {
        /** Null: there is none. */
        @Nullable Now of(PushRowRecord row) {
            return byKey.get(VendorKeys.compared(keyField, row.getVendorKey()));
        }

        boolean isSeveral(PushRowRecord row) {
            return several.contains(VendorKeys.compared(keyField, row.getVendorKey()));
        }

        private void put(String key, Now now) {
            String compared = VendorKeys.compared(keyField, key);
            Now before = byKey.put(compared, now);
            if (before != null && !before.id().equals(now.id())) {
                several.add(compared);
            }
        }
    }

    /** @throws Problem where the connection is gone */
    Connection connection(TenantId tenant, UUID id) {
        return connections.all(tenant).stream()
                .filter(connection -> connection.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        PushProblem.UNKNOWN_CONNECTION, "The connection that this goes to has been removed."));
    }

    CrmConnector connector(Connection connection) {
        return connectors.stream()
                .filter(connector -> connector.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        PushProblem.UNKNOWN_CONNECTION,
                        "'%s' is a connection to %s, which is no CRM that can be written to."
                                .formatted(connection.name(), connection.vendor())));
    }

    /** @throws Problem naming the first field that is not there or may not be written */
    CrmDescription checked(Connection connection, PushRecord push, @Nullable ActiveRun run) {
        CrmDescription described = connector(connection).describe(connection, push.getObject(), run);
        PushMode mode = PushMode.valueOf(push.getMode());
        for (String field : push.getFields()) {
            CrmField found = described
                    .field(field)
                    .orElseThrow(() -> unfit(push, field, "has no field of this name; was it renamed or removed?"));
            boolean writable = mode == PushMode.MEMBER ? found.createable() : found.updateable();
            if (!writable) {
                throw unfit(push, field, "does not let us write it: a formula, or the user lacks the permission.");
            }
        }
        CrmField key = described
                .field(push.getKeyField())
                .orElseThrow(() -> unfit(push, push.getKeyField(), "has no field of this name to find records by."));
        if (mode == PushMode.UPSERT && !key.externalId()) {
            throw unfit(push, key.name(), "does not take it as an external id; 'upsert' needs one.");
        }
        return described;
    }

    private static Problem unfit(PushRecord push, String field, String what) {
        return Problem.of(
                        PushProblem.UNKNOWN_FIELD,
                        "%s.%s: %s %s".formatted(push.getObject(), field, push.getObject(), what))
                .with("field", field);
    }

    /**
     * The records as they are.
     *
     * @throws Problem where the CRM did not tell, or part of its answer could not be read: what is not told is not taken to be new
     */
    There now(
            Connection connection,
            CrmDescription described,
            PushRecord push,
            Collection<PushRowRecord> rows,
            ActiveRun run) {
        List<String> keys = rows.stream().map(PushRowRecord::getVendorKey).toList();
        Set<String> fields = new TreeSet<>(List.of(push.getFields()));
        boolean stamped = described.field(CHANGED).isPresent();
        if (push.getKeyField().equals(ID)) {
            List<String> asked = new ArrayList<>(fields);
            if (stamped) {
                asked.add(CHANGED);
            }
            There there = new There(ID, new HashMap<>(), new HashSet<>());
            Map<String, Map<String, @Nullable Object>> read =
                    connector(connection).read(connection, push.getObject(), keys, asked, run);
            for (Map.Entry<String, Map<String, @Nullable Object>> entry : read.entrySet()) {
                there.put(entry.getKey(), of(entry.getKey(), entry.getValue(), fields));
            }
            return there;
        }
        fields.add(push.getKeyField());
        There found = new There(push.getKeyField(), new HashMap<>(), new HashSet<>());
        CrmQuery query = query(described, push, fields, stamped, keys, campaign(push, rows));
        String locator = null;
        do {
            CrmRead read = connector(connection).page(connection, query, locator, run);
            if (!(read instanceof CrmRead.Page page)) {
                throw Problem.of(PushProblem.WRONG_VALUE, "The CRM could not tell what the records are now: " + read);
            }
            if (!page.rejects().isEmpty()) {
                CrmRead.Reject first = page.rejects().getFirst();
                throw Problem.of(
                        PushProblem.WRONG_VALUE,
                        "What the records are now could not be read in full: %s %s, the first of %d. %s"
                                .formatted(
                                        push.getObject(),
                                        first.id(),
                                        page.rejects().size(),
                                        first.message()));
            }
            for (Map<String, @Nullable Object> row : page.rows()) {
                found.put(String.valueOf(row.get(push.getKeyField())), of(String.valueOf(row.get(ID)), row, fields));
            }
            locator = page.next();
        } while (locator != null);
        return found;
    }

    private static Now of(String id, Map<String, @Nullable Object> row, Set<String> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(field, Values.plain(row.get(field))));
        return new Now(id, row.get(CHANGED) instanceof Instant at ? at : null, values);
    }

    private static CrmQuery query(
            CrmDescription described,
            PushRecord push,
            Set<String> fields,
            boolean stamped,
            Collection<String> keys,
            @Nullable String campaign) {
        Set<String> names = new TreeSet<>(fields);
        names.add(ID);
        if (stamped) {
            names.add(CHANGED);
        }
        List<CrmQuery.Column> columns = names.stream()
                .map(name -> new CrmQuery.Column(
                        name, described.field(name).map(CrmField::type).orElse(CrmType.TEXT)))
                .toList();
        String soql = "SELECT %s FROM %s WHERE %s IN (%s)%s"
                .formatted(
                        String.join(", ", names),
                        described.name(),
                        push.getKeyField(),
                        keys.stream().map(AtVendor::quoted).collect(Collectors.joining(", ")),
                        campaign == null ? "" : " AND " + CAMPAIGN + " = " + quoted(campaign));
        return new CrmQuery(described.name(), soql, columns, false);
    }

    /** The campaign that people are made members of; null for other pushes. */
    private static @Nullable String campaign(PushRecord push, Collection<PushRowRecord> rows) {
        return PushMode.valueOf(push.getMode()) == PushMode.MEMBER
                ? String.valueOf(Values.of(rows.iterator().next().getWanted()).get(CAMPAIGN))
                : null;
    }

    /** Whose consent counts for a record: its own id, or that of the person it is about. */
    static @Nullable String subject(PushRecord push, PushRowRecord row) {
        return PushMode.valueOf(push.getMode()) == PushMode.MEMBER ? row.getVendorKey() : row.getVendorId();
    }

    /** Reserved in texts of queries are the backslash, which has to go first, and the quote; no line may end inside one. */
    static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                        .replace("\f", "\\f")
                        .replace("\b", "\\b")
                + "'";
    }

    /** What the CRM says of the consent of these people; nothing of objects that are no people. */
    Map<String, ConsentRule.Word> consent(
            Connection connection, PushRecord push, Collection<String> ids, ActiveRun run) {
        if (ids.isEmpty() || !PEOPLE.contains(personal(push))) {
            return Map.of();
        }
        String purpose =
                push.getPurpose().equals(io.salessync.customers.Consent.ANY_PURPOSE) ? null : push.getPurpose();
        String channel = push.getChannel();
        List<String> actions = channel.equals("any") ? List.of("email", "phone") : List.of(channel);
        Map<String, ConsentRule.Word> words = new LinkedHashMap<>();
        for (String action : actions) {
            CrmConnector.ConsentAsked asked = new CrmConnector.ConsentAsked(action, purpose, clock.instant());
            connector(connection).consent(connection, asked, ids, run).forEach((id, consent) -> {
                ConsentRule.Word word = new ConsentRule.Word(
                        connection.name(),
                        consent.isExplicit()
                                ? ConsentRule.Answer.AGREED
                                : ConsentRule.Answer.valueOf(consent.answer().name()),
                        consent.evidence(),
                        consent.said());
                words.merge(id, word, AtVendor::stricter);
            });
        }
        return words;
    }

    /** Whether records are found by ids of the CRM, their own or their person's. */
    static boolean isById(PushRecord push) {
        return push.getKeyField().equals(ID) || !personal(push).equals(push.getObject());
    }

    static String personal(PushRecord push) {
        return switch (push.getKeyField()) {
            case "ContactId" -> "Contact";
            case "LeadId" -> "Lead";
            default -> push.getObject();
        };
    }

    private static ConsentRule.Word stricter(ConsentRule.Word one, ConsentRule.Word other) {
        ConsentRule.Word least = one.answer().compareTo(other.answer()) <= 0 ? one : other;
        List<CrmConnector.Said> said = new ArrayList<>(one.said());
        said.addAll(other.said());
        return new ConsentRule.Word(least.source(), least.answer(), least.why(), said);
    }
}

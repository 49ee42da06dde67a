package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmConnector.Consent;
import io.salessync.connectors.CrmConnector.ConsentAsked;
import io.salessync.connectors.CrmConnector.Said;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What Salesforce knows of people's consent: its own sum over all their records, for the purpose, and beside it what that sum does not
 * look at or does not tell apart: the flags of the record and of its individual, and the consents to contact points with their
 * purposes and times. {@link ConsentSum} says what it comes to.
 */
@Component
class SalesforceConsents {
    private static final int AT_ONCE = 150;

    /** How long an object that is not there is not asked for again. */
    private static final Duration ABSENT = Duration.ofMinutes(10);

    private static final List<String> OF_INDIVIDUALS =
            List.of("ShouldForget", "HasOptedOutSolicit", "HasOptedOutProcessing");

    private final SalesforceReads reads;
    private final SalesforceQueries queries;
    private final SalesforceDescribing describing;
    private final InstantSource clock;
    private final Map<String, Instant> absent = new ConcurrentHashMap<>();

    SalesforceConsents(
            SalesforceReads reads, SalesforceQueries queries, SalesforceDescribing describing, InstantSource clock) {
        this.reads = reads;
        this.queries = queries;
        this.describing = describing;
        this.clock = clock;
    }

    /** Whom a question is about, and where it is put. */
    private record Asking(
            Connection connection,
            ConsentAsked asked,
            @Nullable ActiveRun run) {}

    /** What came of a record. */
    private record Row(Map<String, @Nullable Object> values) {
        /** Empty: there is nothing. */
        String text(String field) {
            Object value = values.get(field);
            return value == null ? "" : value.toString();
        }

        @Nullable String textOrNull(String field) {
            String text = text(field);
            return text.isEmpty() ? null : text;
        }

        boolean isTrue(String field) {
            return Boolean.TRUE.equals(values.get(field));
        }

        @Nullable Instant instant(String field) {
            return (Instant) values.get(field);
        }
    }

    /** A record that is somebody. */
    private static final class Somebody {
        /** Whom Salesforce's own sum is asked about: of a person account its contact. */
        private final String id;

        private final @Nullable String individual;
        /** An address or number by which they would be reached; null: not known. */
        private final @Nullable String point;

        private final List<Said> said = new ArrayList<>();

        Somebody(String id, @Nullable String individual, @Nullable String point) {
            this.id = id;
            this.individual = individual;
            this.point = point;
        }
    }

    Map<String, Consent> read(
            Connection connection, ConsentAsked asked, Collection<String> ids, @Nullable ActiveRun run) {
        if (!asked.action().matches("[a-z]{1,30}")) {
            throw new IllegalArgumentException("No action: " + Excerpts.of(asked.action(), 40));
        }
        Asking asking = new Asking(connection, asked, run);
        Map<String, Consent> consents = new LinkedHashMap<>();
        List<String> wanted = ids.stream().distinct().toList();
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
            some.forEach(SalesforceQueries::checkedId);
            Map<String, Somebody> people = people(asking, some);
            individuals(asking, people.values());
            statements(asking, people.values());
            Map<String, Consent.Answer> sums = sums(asking, people.values());
            people.forEach((id, somebody) -> consents.put(
                    id, ConsentSum.of(asked, sums.getOrDefault(somebody.id, Consent.Answer.UNKNOWN), somebody.said)));
        }
        return consents;
    }

    // ------------------------------------------------------------------ the records themselves

    private Map<String, Somebody> people(Asking asking, List<String> ids) {
        Map<String, Somebody> people = new LinkedHashMap<>();
        ids.stream()
                .collect(Collectors.groupingBy(id -> id.substring(0, 3), LinkedHashMap::new, Collectors.toList()))
                .forEach((prefix, some) -> {
                    switch (prefix) {
                        case "003" -> flagged(asking, "Contact", "", some, people);
                        case "00Q" -> flagged(asking, "Lead", "", some, people);
                        case "001" -> flagged(asking, "Account", "Person", some, people);
                        case "0PK" -> some.forEach(id -> people.put(id, new Somebody(id, id, null)));
                        default -> some.forEach(id -> people.put(id, new Somebody(id, null, null)));
                    }
                });
        return people;
    }

    /** @param before what names of a person's fields begin with on this object */
    private void flagged(Asking asking, String object, String before, List<String> ids, Map<String, Somebody> people) {
        CrmDescription described = known(asking, object).orElse(null);
        boolean accounts = object.equals("Account");
        if (described == null || accounts && described.field("IsPersonAccount").isEmpty()) {
            // accounts of companies are nobody; of other records the sum is asked all the same
            if (!accounts) {
                ids.forEach(id -> people.put(id, new Somebody(id, null, null)));
            }
            return;
        }
        String flag = switch (asking.asked().action()) {
            case "email" -> before + "HasOptedOutOfEmail";
            case "phone" -> before + "DoNotCall";
            case "fax" -> before + "HasOptedOutOfFax";
            default -> "";
        };
        String point =
                asking.asked().action().equals("phone") ? accounts ? "PersonMobilePhone" : "Phone" : before + "Email";
        List<String> fields =
                present(described, List.of("IsPersonAccount", "PersonContactId", flag, point, before + "IndividualId"));
        Map<String, Row> rows = new HashMap<>();
        rows(asking, described, fields, "Id", ids).forEach(row -> rows.put(full(row.text("Id")), row));
        for (String id : ids) {
            Row row = rows.get(full(id));
            if (accounts && (row == null || !row.isTrue("IsPersonAccount"))) {
                continue;
            }
            if (row == null) {
                people.put(id, new Somebody(id, null, null));
                continue;
            }
            String contact = accounts ? row.text("PersonContactId") : "";
            Somebody somebody = new Somebody(
                    contact.isEmpty() ? id : contact, row.textOrNull(before + "IndividualId"), row.textOrNull(point));
            if (fields.contains(flag)) {
                somebody.said.add(flag(object, id, flag, row));
            }
            people.put(id, somebody);
        }
    }

    private static Said flag(String object, String id, String field, Row row) {
        String value = String.valueOf(row.isTrue(field));
        return new Said(object, id, field, value, null, null, null, true);
    }

    private void individuals(Asking asking, Collection<Somebody> people) {
        Set<String> ids = individualsOf(people);
        CrmDescription described =
                ids.isEmpty() ? null : known(asking, "Individual").orElse(null);
        if (described == null) {
            return;
        }
        List<String> fields = present(described, OF_INDIVIDUALS);
        rows(asking, described, fields, "Id", ids).forEach(row -> {
            String id = row.text("Id");
            for (Somebody somebody : people) {
                if (id.equals(somebody.individual)) {
                    fields.forEach(field -> somebody.said.add(flag("Individual", id, field, row)));
                }
            }
        });
    }

    private static Set<String> individualsOf(Collection<Somebody> people) {
        Set<String> ids = new LinkedHashSet<>();
        people.forEach(somebody -> {
            if (somebody.individual != null) {
                ids.add(somebody.individual);
            }
        });
        return ids;
    }

    // ------------------------------------------------------------------ consents to contact points

    private void statements(Asking asking, Collection<Somebody> people) {
        Set<String> individuals = individualsOf(people);
        String point = switch (asking.asked().action()) {
            case "email" -> "Email";
            case "phone" -> "Phone";
            case "mail" -> "MailingAddress";
            case "social" -> "Social";
            case "web" -> "Web";
            default -> "";
        };
        if (individuals.isEmpty() || point.isEmpty()) {
            return;
        }
        known(asking, "ContactPointTypeConsent")
                .ifPresent(described -> said(asking, described, "PartyId", individuals, "ContactPointType")
                        .forEach(row -> {
                            if (point.equals(row.text("ContactPointType"))) {
                                people.stream()
                                        .filter(one -> row.text("PartyId").equals(one.individual))
                                        .forEach(one -> one.said.add(statement(asking, described.name(), row)));
                            }
                        }));
        if (point.equals("Email") || point.equals("Phone")) {
            points(asking, people, individuals, point);
        }
    }

    /** Consents to one address or number: those of the one by which somebody would be reached. */
    private void points(Asking asking, Collection<Somebody> people, Set<String> individuals, String point) {
        CrmDescription points = known(asking, "ContactPoint" + point).orElse(null);
        CrmDescription consents =
                points == null ? null : known(asking, "ContactPointConsent").orElse(null);
        if (points == null || consents == null) {
            return;
        }
        String address = point.equals("Email") ? "EmailAddress" : "TelephoneNumber";
        Map<String, List<Somebody>> byPoint = new HashMap<>();
        rows(asking, points, present(points, List.of("ParentId", address)), "ParentId", individuals)
                .forEach(row -> {
                    List<Somebody> whose = people.stream()
                            .filter(one -> row.text("ParentId").equals(one.individual)
                                    && (one.point == null || plain(one.point).equals(plain(row.text(address)))))
                            .toList();
                    if (!whose.isEmpty()) {
                        byPoint.put(row.text("Id"), whose);
                    }
                });
        if (!byPoint.isEmpty()) {
            said(asking, consents, "ContactPointId", byPoint.keySet(), "")
                    .forEach(row -> byPoint.getOrDefault(row.text("ContactPointId"), List.of())
                            .forEach(one -> one.said.add(statement(asking, consents.name(), row))));
        }
    }

    private static String plain(String address) {
        return address.contains("@")
                ? address.strip().toLowerCase(java.util.Locale.ROOT)
                : address.replaceAll("\\D", "");
    }

    private List<Row> said(Asking asking, CrmDescription described, String by, Collection<String> ids, String more) {
        List<String> fields = new ArrayList<>(
                present(described, List.of(by, more, ConsentSum.STATUS, "EffectiveFrom", "EffectiveTo")));
        described.field("DataUsePurposeId").ifPresent(field -> {
            if (field.relationshipName() != null) {
                fields.add(field.relationshipName() + ".Name");
            }
        });
        return rows(asking, described, fields, by, ids);
    }

    private static Said statement(Asking asking, String object, Row row) {
        return ConsentSum.statement(
                asking.asked(),
                object,
                row.text("Id"),
                row.text(ConsentSum.STATUS),
                row.textOrNull("DataUsePurpose.Name"),
                row.instant("EffectiveFrom"),
                row.instant("EffectiveTo"));
    }

    // ------------------------------------------------------------------ Salesforce's own sum

    private Map<String, Consent.Answer> sums(Asking asking, Collection<Somebody> people) {
        Map<String, Consent.Answer> sums = new HashMap<>();
        List<String> ids =
                people.stream().map(somebody -> somebody.id).distinct().toList();
        if (ids.isEmpty()) {
            return sums;
        }
        ConsentAsked asked = asking.asked();
        String purpose = asked.purpose();
        Ask ask = Ask.get(
                asking.connection(),
                "consent",
                Setup.of(asking.connection())
                        .path("/consent/action/" + asked.action() + "?ids=" + String.join(",", ids)
                                + "&datetime=" + encoded(Values.written(seconds(asked.at())))
                                + (purpose == null ? "" : "&purpose=" + encoded(purpose))));
        JsonNode told;
        try {
            told = reads.json(ask, asking.run());
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(asking.connection(), refused.fault());
        }
        ids.forEach(id -> sums.put(id, answer(asked.action(), found(told, id))));
        return sums;
    }

    private static Instant seconds(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Asked with 15 letters, it may answer with 18. */
    private static JsonNode found(JsonNode told, String id) {
        JsonNode exact = told.path(id);
        if (!exact.isMissingNode()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> entry : told.properties()) {
            if (entry.getKey().length() >= 15 && id.startsWith(entry.getKey().substring(0, 15))) {
                return entry.getValue();
            }
        }
        return exact;
    }

    private static Consent.Answer answer(String action, JsonNode told) {
        JsonNode proceed = told.path("proceed").path(action);
        String says = proceed.isMissingNode() || proceed.isNull() ? "" : proceed.asString("");
        boolean failed = !told.path("result").asString("Success").equalsIgnoreCase("Success");
        return failed
                ? Consent.Answer.UNKNOWN
                : switch (says) {
                    case "true" -> Consent.Answer.YES;
                    case "false" -> Consent.Answer.NO;
                    default -> Consent.Answer.UNKNOWN;
                };
    }

    // ------------------------------------------------------------------ asking

    /** An object, where this connection may see it: not every organisation has those for consent. */
    private Optional<CrmDescription> known(Asking asking, String object) {
        Connection connection = asking.connection();
        String key = connection.tenant() + "/" + connection.id() + "/" + object;
        Instant until = absent.get(key);
        if (until != null && clock.instant().isBefore(until)) {
            return Optional.empty();
        }
        try {
            CrmDescription described = describing.describe(connection, object, asking.run());
            absent.remove(key);
            return Optional.of(described);
        } catch (Problem problem) {
            if (problem.code() != ConnectorsProblem.UNKNOWN_OBJECT) {
                throw problem;
            }
            absent.put(key, clock.instant().plus(ABSENT));
            return Optional.empty();
        }
    }

    private static List<String> present(CrmDescription described, List<String> fields) {
        return fields.stream()
                .filter(field -> !field.isEmpty())
                .map(field -> described.field(field).map(CrmField::name).orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<Row> rows(
            Asking asking, CrmDescription described, List<String> fields, String by, Collection<String> ids) {
        List<CrmQuery.Column> columns = new ArrayList<>();
        columns.add(new CrmQuery.Column("Id", CrmType.ID));
        for (String field : fields) {
            columns.add(new CrmQuery.Column(
                    field, described.field(field).map(CrmField::type).orElse(CrmType.TEXT)));
        }
        List<Row> rows = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            some.forEach(SalesforceQueries::checkedId);
            String soql = "SELECT "
                    + columns.stream().map(CrmQuery.Column::path).collect(Collectors.joining(", ")) + " FROM "
                    + described.name() + " WHERE " + by + " IN ('" + String.join("','", some) + "')";
            for (Map<String, @Nullable Object> values : queries.rows(
                    asking.connection(), new CrmQuery(described.name(), soql, columns, false), asking.run())) {
                rows.add(new Row(values));
            }
        }
        return rows;
    }

    private static String full(String id) {
        return id.substring(0, Math.min(15, id.length()));
    }
}

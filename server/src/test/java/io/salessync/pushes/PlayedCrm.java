package io.salessync.pushes;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmObject;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.CrmWritten;
import io.salessync.connectors.Intent;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** A CRM of contacts in memory, for tests of what is decided before and after calls. Each write moves its clock by a second. */
public final class PlayedCrm implements CrmConnector {
    static final String VENDOR = "played-crm";

    final Map<String, Map<String, @Nullable Object>> contacts = new TreeMap<>();
    final Map<String, Consent.Answer> consents = new TreeMap<>();
    /** By id what somebody said of single purposes; where there is anything, it counts. */
    final Map<String, Map<String, Consent.Answer>> purposes = new TreeMap<>();

    final List<List<String>> calls = new ArrayList<>();
    Instant now = Instant.parse("2026-11-23T08:00:00Z");
    /** The next write is done, and its answer lost. */
    boolean losesAnswer;
    /** The next write is not done, and its answer lost. */
    boolean losesCall;
    /** The next write is turned away until then. */
    @Nullable Instant away;
    /** So many writes find all their records held by others. */
    int locked;
    /** Most rows of a write. */
    int most = MOST_ROWS;
    /** What a page of the next query could not read. */
    List<CrmRead.Reject> rejects = List.of();
    /** Done just before the next write. */
    @Nullable Runnable meanwhile;

    void reset() {
        contacts.clear();
        consents.clear();
        purposes.clear();
        calls.clear();
        losesAnswer = false;
        losesCall = false;
        meanwhile = null;
        away = null;
        locked = 0;
        most = MOST_ROWS;
        rejects = List.of();
    }

    void contact(String id, String name, @Nullable String segment, @Nullable String tags) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("LastName", name);
        values.put("Segment__c", segment);
        values.put("Tags__c", tags);
        values.put("External__c", "ABC-" + id.charAt(14));
        values.put("SystemModstamp", now);
        contacts.put(id, values);
        consents.put(id, Consent.Answer.YES);
    }

    void edit(String id, String field, @Nullable Object value) {
        now = now.plusSeconds(1);
        Map<String, @Nullable Object> contact = contacts.get(id);
        contact.put(field, value);
        contact.put("SystemModstamp", now);
    }

    @Nullable Object value(String id, String field) {
        return contacts.get(id).get(field);
    }

    private static void outside() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Called inside a transaction");
        }
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public Profile profile() {
        return new Profile("Played", URI.create("http://127.0.0.1"), "");
    }

    @Override
    public String whoAmI(Connection connection) {
        return "played";
    }

    @Override
    public List<CrmObject> objects(Connection connection, @Nullable ActiveRun run) {
        return List.of(new CrmObject("Contact", "Contact", true, false));
    }

    @Override
    public CrmDescription describe(Connection connection, String object, @Nullable ActiveRun run) {
        outside();
        return new CrmDescription(
                object,
                object,
                true,
                false,
                List.of(
                        field("Id", CrmType.ID, false),
                        field("LastName", CrmType.TEXT, true),
                        external("External__c"),
                        field("AccountId", CrmType.ID, true),
                        field("Segment__c", CrmType.TEXT, true),
                        field("Tags__c", CrmType.CHOICES, true),
                        field("Age__c", CrmType.WHOLE, false),
                        field("SystemModstamp", CrmType.INSTANT, false)));
    }

    private static CrmField external(String name) {
        return new CrmField(
                name,
                name,
                CrmType.TEXT,
                "string",
                0,
                true,
                true,
                true,
                true,
                true,
                true,
                true,
                false,
                List.of(),
                null,
                List.of());
    }

    private static CrmField field(String name, CrmType type, boolean writable) {
        return new CrmField(
                name, name, type, "string", 0, true, true, true, writable, writable, false, false, false, List.of(),
                null, List.of());
    }

    @Override
    public Map<String, Map<String, @Nullable Object>> read(
            Connection connection,
            String object,
            Collection<String> ids,
            List<String> fields,
            @Nullable ActiveRun run) {
        outside();
        Map<String, Map<String, @Nullable Object>> found = new LinkedHashMap<>();
        ids.stream().filter(contacts::containsKey).forEach(id -> {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            fields.forEach(field -> values.put(field, contacts.get(id).get(field)));
            found.put(id, values);
        });
        return found;
    }

    @Override
    public Map<String, Consent> consent(
            Connection connection, ConsentAsked asked, Collection<String> ids, @Nullable ActiveRun run) {
        outside();
        Map<String, Consent> answers = new LinkedHashMap<>();
        ids.forEach(id -> answers.put(id, consent(id, String.valueOf(asked.purpose()))));
        return answers;
    }

    private Consent consent(String id, String purpose) {
        Map<String, Consent.Answer> by = purposes.get(id);
        if (by == null) {
            return new Consent(consents.getOrDefault(id, Consent.Answer.UNKNOWN), "the played CRM says so", List.of());
        }
        List<Said> said = new ArrayList<>();
        by.forEach((one, answer) -> said.add(new Said(
                "ContactPointTypeConsent",
                "0ZX" + id.substring(3),
                "PrivacyConsentStatus",
                answer == Consent.Answer.YES ? "OptIn" : "OptOut",
                one,
                now,
                null,
                one.equals(purpose))));
        return new Consent(by.getOrDefault(purpose, Consent.Answer.NO), "agreed to " + by.keySet(), said);
    }

    @Override
    public String body(Connection connection, CrmWrite write) {
        return JsonMapper.builder().build().writeValueAsString(write.rows());
    }

    @Override
    public int most(CrmWrite like) {
        return most;
    }

    @Override
    public @Nullable String fault(CrmWrite write) {
        return write.rows().size() > most
                ? "a call holds 1 to " + most + " rows, not " + write.rows().size()
                : null;
    }

    /** The id of the contact that a key finds, texts compared without case; null: none. */
    private @Nullable String found(String field, String key) {
        return contacts.entrySet().stream()
                .filter(contact -> field.equals("Id")
                        ? contact.getKey().equals(key)
                        : key.equalsIgnoreCase(String.valueOf(contact.getValue().get(field))))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    @Override
    public CrmAnswer send(Connection connection, Intent intent, CrmWrite write, @Nullable ActiveRun run) {
        outside();
        if (meanwhile != null) {
            Runnable act = meanwhile;
            meanwhile = null;
            act.run();
        }
        calls.add(write.rows().stream().map(CrmWrite.Row::key).toList());
        BatchAnswer.Evidence evidence = new BatchAnswer.Evidence("r" + calls.size(), 200, null, false, "");
        if (away != null) {
            Instant until = away;
            away = null;
            return new CrmAnswer.NotNow(until, "The calls of the day are used up", true);
        }
        if (locked > 0) {
            locked--;
            return new CrmAnswer.Settled(
                    Collections.nCopies(write.rows().size(), new CrmWritten.Locked("held by others")), evidence);
        }
        if (losesCall) {
            losesCall = false;
            return new CrmAnswer.Unknown(evidence, "No answer came");
        }
        List<CrmWritten> written = new ArrayList<>();
        for (CrmWrite.Row row : write.rows()) {
            String id = found(write.key(), row.key());
            if (id != null) {
                row.values().forEach((field, value) -> edit(id, field, value));
                written.add(new CrmWritten.Updated(id));
            } else {
                written.add(new CrmWritten.Failed("NOT_FOUND", "no such record", List.of()));
            }
        }
        if (losesAnswer) {
            losesAnswer = false;
            return new CrmAnswer.Unknown(evidence, "No answer came");
        }
        return new CrmAnswer.Settled(written, evidence);
    }

    @Override
    public Counted count(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Plan> explain(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CrmRead page(Connection connection, CrmQuery query, @Nullable String locator, @Nullable ActiveRun run) {
        outside();
        Matcher asked = Pattern.compile("WHERE (\\w+) IN \\((.*)\\)").matcher(query.soql());
        if (!asked.find()) {
            throw new IllegalArgumentException(query.soql());
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (String key : asked.group(2).replace("'", "").split(", ")) {
            String id = found(asked.group(1), key);
            if (id != null) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                query.columns()
                        .forEach(column ->
                                row.put(column.path(), contacts.get(id).get(column.path())));
                row.put("Id", id);
                rows.add(row);
            }
        }
        List<CrmRead.Reject> unread = rejects;
        rows.removeIf(row -> unread.stream().anyMatch(reject -> reject.id().equals(String.valueOf(row.get("Id")))));
        return new CrmRead.Page(rows, null, (long) rows.size(), unread);
    }

    @Override
    public String startBulk(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BulkState bulk(Connection connection, String job, Duration wait, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CrmRead bulkPage(
            Connection connection, CrmQuery query, String job, @Nullable String locator, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endBulk(Connection connection, String job, boolean done, @Nullable ActiveRun run) {}

    @Override
    public Changed updated(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Changed deleted(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Remaining> limits(Connection connection, @Nullable ActiveRun run) {
        return Map.of();
    }

    @Override
    public @Nullable Remaining callsToday(Connection connection) {
        return null;
    }
}

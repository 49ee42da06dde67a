package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmConnector.BulkState;
import io.salessync.connectors.CrmConnector.Changed;
import io.salessync.connectors.CrmConnector.Counted;
import io.salessync.connectors.CrmConnector.Plan;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.Waits;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Queries, page by page or in bulk, counts, plans and lists of changes. */
@Component
class SalesforceQueries {
    /** Addresses longer than this do not get through; such queries go in bulk, where the query is in the body. */
    private static final int LONGEST_ADDRESS = 14_000;

    private static final int IDS_AT_ONCE = 200;
    private static final String LARGER = "the answer is larger";

    private final SalesforceReads reads;
    private final SalesforceDescribing describing;
    private final Waits waits;
    private final InstantSource clock;

    SalesforceQueries(SalesforceReads reads, SalesforceDescribing describing, Waits waits, InstantSource clock) {
        this.reads = reads;
        this.describing = describing;
        this.waits = waits;
        this.clock = clock;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Counted count(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        String path = Setup.of(connection).path((query.all() ? "/queryAll" : "/query") + "?q=" + encoded(query.soql()));
        if (path.length() > LONGEST_ADDRESS) {
            return new Counted.TooMuch("URL_TOO_LONG", "the query is too long for an address");
        }
        try {
            JsonNode told = reads.json(Ask.get(connection, "count", path).lasting(), run);
            JsonNode total = told.path("totalSize");
            if (!total.isIntegralNumber()) {
                throw SalesforceReads.unreachable(connection, "an answer to a count without a number");
            }
            return new Counted.Rows(total.asLong());
        } catch (SalesforceReads.Refused refused) {
            SalesforceFault fault = refused.fault();
            if (fault.meaning() == SalesforceFault.Meaning.TOO_MUCH) {
                return new Counted.TooMuch(fault.code(), fault.message());
            }
            throw SalesforceReads.queryRefused(connection, fault);
        }
    }

    List<Plan> explain(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        String path = Setup.of(connection).path("/query?explain=" + encoded(query.soql()));
        if (path.length() > LONGEST_ADDRESS) {
            return List.of();
        }
        JsonNode told;
        try {
            told = reads.json(Ask.get(connection, "explain", path), run);
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
        List<Plan> plans = new ArrayList<>();
        for (JsonNode plan : told.path("plans")) {
            List<String> notes = new ArrayList<>();
            plan.path("notes")
                    .forEach(note -> notes.add(note.path("description").asString("")));
            plans.add(new Plan(
                    plan.path("leadingOperationType").asString(""),
                    plan.path("cardinality").asLong(0),
                    plan.path("relativeCost").asDouble(0),
                    notes));
        }
        return plans;
    }

    CrmRead page(Connection connection, CrmQuery query, @Nullable String locator, @Nullable ActiveRun run) {
        Setup setup = Setup.of(connection);
        String path;
        if (locator == null) {
            path = setup.path((query.all() ? "/queryAll" : "/query") + "?q=" + encoded(query.soql()));
            if (path.length() > LONGEST_ADDRESS) {
                return new CrmRead.TooMuch("URL_TOO_LONG", "the query is too long for an address");
            }
        } else {
            path = setup.path("/query/" + checked(locator));
        }
        Ask ask = Ask.get(connection, locator == null ? "query" : "next page", path)
                .lasting()
                .having(Map.of("Sforce-Query-Options", "batchSize=2000"));
        try {
            return new RestRows(query).page(reads.json(ask, run));
        } catch (SalesforceReads.Refused refused) {
            return read(connection, refused.fault(), locator != null);
        }
    }

    private static CrmRead read(Connection connection, SalesforceFault fault, boolean located) {
        return switch (fault.meaning()) {
            case LOCATOR -> new CrmRead.LocatorGone(fault.sentence());
            case TOO_MUCH -> new CrmRead.TooMuch(fault.code(), fault.message());
            case GONE -> {
                if (located) {
                    yield new CrmRead.LocatorGone(fault.sentence());
                }
                throw SalesforceReads.queryRefused(connection, fault);
            }
            default -> throw SalesforceReads.queryRefused(connection, fault);
        };
    }

    /** Locators come from Salesforce by way of our database; nothing else may get into an address. */
    private static String checked(String locator) {
        if (!locator.matches("[A-Za-z0-9_.=-]{1,200}")) {
            throw new IllegalArgumentException("No locator: " + Excerpts.of(locator, 60));
        }
        return locator;
    }

    String startBulk(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("operation", query.all() ? "queryAll" : "query");
        job.put("query", query.soql());
        job.put("contentType", "CSV");
        job.put("columnDelimiter", "COMMA");
        job.put("lineEnding", "LF");
        Ask ask = Ask.with(
                connection,
                "bulk query",
                "POST",
                Setup.of(connection).path("/jobs/query"),
                SalesforceFault.JSON.writeValueAsString(job));
        try {
            String id = reads.json(ask, run).path("id").asString("");
            if (id.isEmpty()) {
                throw SalesforceReads.unreachable(connection, "a bulk query without an id");
            }
            return id;
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
    }

    private static String job(Connection connection, String job) {
        return Setup.of(connection).path("/jobs/query/" + checked(job));
    }

    BulkState bulk(Connection connection, String job, Duration most, @Nullable ActiveRun run) {
        Instant end = clock.instant().plus(most);
        Duration pause = Duration.ofMillis(500);
        while (true) {
            BulkState state = bulk(connection, job, run);
            Instant next = clock.instant().plus(pause);
            if (state.state() != BulkState.State.RUNNING || next.isAfter(end)) {
                return state;
            }
            waits.until(next, "Salesforce works on the bulk query", run);
            pause = pause.compareTo(Duration.ofSeconds(8)) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private BulkState bulk(Connection connection, String job, @Nullable ActiveRun run) {
        JsonNode told;
        try {
            told = reads.json(Ask.get(connection, "bulk state", job(connection, job)), run);
        } catch (SalesforceReads.Refused refused) {
            if (refused.fault().meaning() == SalesforceFault.Meaning.GONE) {
                return new BulkState(BulkState.State.GONE, 0, refused.fault().sentence());
            }
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
        BulkState.State state = switch (told.path("state").asString("")) {
            case "JobComplete" -> BulkState.State.DONE;
            case "Failed" -> BulkState.State.FAILED;
            case "Aborted" -> BulkState.State.ABORTED;
            default -> BulkState.State.RUNNING;
        };
        return new BulkState(
                state,
                told.path("numberRecordsProcessed").asLong(0),
                told.path("errorMessage").asString(null));
    }

    CrmRead bulkPage(
            Connection connection, CrmQuery query, String job, @Nullable String locator, @Nullable ActiveRun run) {
        // as many rows as surely fit into an answer of 16 MB where they are of a usual size
        int most = Math.clamp(250_000 / Math.max(1, query.columns().size()), 1_000, 20_000);
        int broken = 0;
        while (true) {
            try {
                return bulkPage(connection, query, job, locator, most, run);
            } catch (BulkRows.Broken e) {
                broken++;
                if (broken >= 3) {
                    throw SalesforceReads.unreachable(connection, "a page of a bulk result: " + e.getMessage());
                }
            } catch (Problem problem) {
                if (!problem.detail().contains(LARGER) || most <= 50) {
                    throw problem;
                }
                most = most / 4;
            }
        }
    }

    private CrmRead bulkPage(
            Connection connection,
            CrmQuery query,
            String job,
            @Nullable String locator,
            int most,
            @Nullable ActiveRun run) {
        String path = job(connection, job) + "/results?maxRecords=" + most
                + (locator == null ? "" : "&locator=" + encoded(checked(locator)));
        Ask ask = Ask.get(connection, "bulk result", path).lasting().having(Map.of("Accept", "text/csv"));
        VendorAnswer.Answered told;
        try {
            told = reads.ask(ask, run);
        } catch (SalesforceReads.Refused refused) {
            return read(connection, refused.fault(), true);
        }
        String next = told.header("sforce-locator");
        String number = told.header("sforce-numberofrecords");
        return new BulkRows(query)
                .page(
                        told.content(),
                        next == null || next.isBlank() || next.equals("null") ? null : next,
                        number != null && number.strip().matches("\\d{1,12}") ? Long.valueOf(number.strip()) : null);
    }

    void endBulk(Connection connection, String job, boolean done, @Nullable ActiveRun run) {
        try {
            if (!done) {
                reads.ask(
                        Ask.with(connection, "bulk abort", "PATCH", job(connection, job), "{\"state\":\"Aborted\"}"),
                        run);
            }
            reads.ask(Ask.with(connection, "bulk delete", "DELETE", job(connection, job), ""), run);
        } catch (SalesforceReads.Refused | Problem over) {
            // it is over or gone, or Salesforce forgets it in 7 days by itself
            return;
        }
    }

    Changed changed(
            Connection connection, String object, String what, Instant start, Instant end, @Nullable ActiveRun run) {
        if (!object.matches("[A-Za-z][A-Za-z0-9_]{0,254}")) {
            throw new IllegalArgumentException("No object: " + Excerpts.of(object, 60));
        }
        String path = Setup.of(connection)
                .path("/sobjects/" + object + "/" + what + "/?start=" + encoded(Values.written(start)) + "&end="
                        + encoded(Values.written(end)));
        JsonNode told;
        try {
            told = reads.json(Ask.get(connection, what, path).lasting(), run);
        } catch (SalesforceReads.Refused refused) {
            boolean tooMany = refused.fault().meaning() == SalesforceFault.Meaning.TOO_MUCH;
            if (!tooMany) {
                throw SalesforceReads.queryRefused(connection, refused.fault());
            }
            if (Duration.between(start, end).compareTo(Duration.ofMinutes(2)) <= 0) {
                return new Changed(List.of(), null, false);
            }
            Instant middle = start.plus(Duration.between(start, end).dividedBy(2));
            Changed one = changed(connection, object, what, start, middle, run);
            Changed other = changed(connection, object, what, middle, end, run);
            List<String> ids = new ArrayList<>(one.ids());
            ids.addAll(other.ids());
            return new Changed(ids, other.latestDateCovered(), one.complete() && other.complete());
        }
        List<String> ids = new ArrayList<>();
        told.path("ids").forEach(id -> ids.add(id.asString("")));
        told.path("deletedRecords").forEach(one -> ids.add(one.path("id").asString("")));
        String covered = told.path("latestDateCovered").asString(null);
        return new Changed(ids, covered == null ? null : Values.instant(covered), true);
    }

    Map<String, Map<String, @Nullable Object>> read(
            Connection connection,
            String object,
            Collection<String> ids,
            List<String> fields,
            @Nullable ActiveRun run) {
        CrmDescription description = describing.describe(connection, object, run);
        Map<String, CrmType> columns = new LinkedHashMap<>();
        columns.put("Id", CrmType.ID);
        for (String field : fields) {
            CrmField known = description
                    .field(field)
                    .orElseThrow(() -> SalesforceReads.queryRefused(
                            connection,
                            new SalesforceFault(
                                    400,
                                    "INVALID_FIELD",
                                    "%s has no field '%s'".formatted(description.name(), Excerpts.of(field, 80)),
                                    List.of(),
                                    true)));
            columns.put(known.name(), known.type());
        }
        description.field("SystemModstamp").ifPresent(field -> columns.put(field.name(), field.type()));
        List<CrmQuery.Column> asked = columns.entrySet().stream()
                .map(column -> new CrmQuery.Column(column.getKey(), column.getValue()))
                .toList();
        Map<String, Map<String, @Nullable Object>> found = new LinkedHashMap<>();
        List<String> wanted = ids.stream().distinct().toList();
        for (int from = 0; from < wanted.size(); from += IDS_AT_ONCE) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + IDS_AT_ONCE));
            some.forEach(SalesforceQueries::checkedId);
            String soql = "SELECT " + String.join(", ", columns.keySet()) + " FROM " + description.name()
                    + " WHERE Id IN ('" + String.join("','", some) + "')";
            readInto(connection, new CrmQuery(description.name(), soql, asked, false), found, run);
        }
        return found;
    }

    private void readInto(
            Connection connection,
            CrmQuery query,
            Map<String, Map<String, @Nullable Object>> found,
            @Nullable ActiveRun run) {
        rows(connection, query, run).forEach(row -> found.put(String.valueOf(row.get("Id")), row));
    }

    /**
     * All rows of a query that has few, such as one by ids.
     *
     * @throws Problem where they do not come in full
     */
    List<Map<String, @Nullable Object>> rows(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        String locator = null;
        do {
            CrmRead read = page(connection, query, locator, run);
            if (!(read instanceof CrmRead.Page page) || !page.rejects().isEmpty()) {
                throw SalesforceReads.unreachable(
                        connection, "the rows of " + query.object() + " did not come in full");
            }
            rows.addAll(page.rows());
            locator = page.next();
        } while (locator != null);
        return rows;
    }

    static String checkedId(String id) {
        if (!id.matches("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")) {
            throw Problem.of(
                    io.salessync.connectors.ConnectorsProblem.QUERY_REFUSED,
                    "'" + Excerpts.of(id, 40) + "' is no id of Salesforce's: those have 15 or 18 letters and digits.");
        }
        return id;
    }
}

package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Query jobs of Bulk API 2.0: asked for, worked at for a while by the sandbox's clock, then read in pages of CSV. */
final class BulkQueries {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int PAGE = 50_000;
    private static final int MOST_PAGE = 250_000;
    private static final long MOST_ROWS = 20_000_000;
    private static final int PARALLEL = 5;

    private final Org org;
    private final Limits limits;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int made;
    private volatile double seconds = 2;
    private volatile boolean headerOnEach = true;

    BulkQueries(Org org, Limits limits) {
        this.org = org;
        this.limits = limits;
    }

    private static final class Job {
        private final String id;
        private final String operation;
        private final String query;
        private final String version;
        private final String delimiter;
        private final String ending;
        private final String user;
        private final Search search;
        private final Selection selection;
        private final int[] rows;
        private final Instant stamp;
        private final Instant at;
        private final boolean fails;
        private boolean aborted;

        Job(Call call, String id, ObjectNode body, Search search, Selection selection, int[] rows, Org org) {
            this.id = id;
            this.operation = body.path("operation").asString("query");
            this.query = body.path("query").asString("");
            this.version = call.version();
            this.delimiter = body.path("columnDelimiter").asString("COMMA");
            this.ending = body.path("lineEnding").asString("LF");
            this.user = call.session().user();
            this.search = search;
            this.selection = selection;
            this.rows = rows;
            this.stamp = org.clock().stamp();
            this.at = org.clock().instant();
            this.fails = call.hit("job_failed") || call.hit("query_timeout");
        }
    }

    void reset() {
        synchronized (jobs) {
            jobs.clear();
            made = 0;
            seconds = 2;
            headerOnEach = true;
        }
    }

    /** How long a job is at work, in sandbox seconds, and whether each page of results begins with the header. */
    void settings(double workSeconds, boolean headers) {
        seconds = workSeconds;
        headerOnEach = headers;
    }

    double seconds() {
        return seconds;
    }

    int count() {
        synchronized (jobs) {
            return jobs.size();
        }
    }

    private String state(Job job) {
        if (job.aborted) {
            return "Aborted";
        }
        Duration age = Duration.between(job.at, org.clock().instant());
        if (age.toMillis() < Math.min(WAIT.toMillis(), seconds * 500)) {
            return "UploadComplete";
        }
        if (age.toMillis() < seconds * 1000) {
            return "InProgress";
        }
        return job.fails ? "Failed" : "JobComplete";
    }

    Reply answer(Call call) {
        String id = call.part(2);
        if (id.isEmpty()) {
            return switch (call.method()) {
                case "POST" -> create(call);
                case "GET" -> list(call);
                default -> throw SalesforceFault.notAllowed(call.method());
            };
        }
        Job job = job(id);
        String what = call.part(3);
        if (what.equals("results") && call.method().equals("GET")) {
            return org.reading(() -> results(call, job));
        }
        if (what.equals("resultPages") && call.method().equals("GET")) {
            return pages(call, job);
        }
        if (!what.isEmpty()) {
            throw SalesforceFault.notFound();
        }
        return switch (call.method()) {
            case "GET" -> Reply.json(200, told(job, true));
            case "PATCH" -> abort(call, job);
            case "DELETE" -> delete(job);
            default -> throw SalesforceFault.notAllowed(call.method());
        };
    }

    private Job job(String id) {
        synchronized (jobs) {
            for (Job job : jobs.values()) {
                if (Ids.shortForm(job.id).equals(Ids.shortForm(id))
                        && job.at.plus(KEPT).isAfter(org.clock().instant())) {
                    return job;
                }
            }
        }
        throw SalesforceFault.notFound();
    }

    private Reply create(Call call) {
        ObjectNode body = Records.body(call);
        String operation = body.path("operation").asString("");
        if (!operation.equals("query") && !operation.equals("queryAll")) {
            throw SalesforceFault.of("INVALIDJOB", "operation has to be query or queryAll, not '" + operation + "'");
        }
        if (limits.exhausted(Limits.QUERY_JOBS)) {
            throw new SalesforceFault(
                    400, "EXCEEDEDQUOTA", "Max number of query jobs per 24 hours exceeded", List.of());
        }
        Job job = org.reading(() -> {
            Query query = Soql.parse(body.path("query").asString(""));
            if (query.count()
                    || Groups.asked(query)
                    || query.offset() != null
                    || query.select().stream().anyMatch(item -> item instanceof Query.Item.Children)) {
                throw SalesforceFault.of(
                        "FEATURENOTENABLED",
                        "Bulk queries have no aggregate functions, GROUP BY, OFFSET or parent-to-child relationships");
            }
            Search search = new Search(org, query, operation.equals("queryAll"));
            Selection selection = new Selection(org, search);
            if (selection.hasCompound()) {
                throw SalesforceFault.of(
                        "FEATURENOTENABLED", "Selecting compound data is not supported in Bulk queries");
            }
            int[] found = search.rows();
            int leftOut = call.hit("short_list") && call.fault() != null
                    ? call.fault().aliasesOr(1)
                    : 0;
            int[] rows = Arrays.copyOf(found, Math.max(0, found.length - leftOut));
            synchronized (jobs) {
                made++;
                return new Job(call, Ids.of("750", made), body, search, selection, rows, org);
            }
        });
        limits.use(Limits.QUERY_JOBS, 1);
        synchronized (jobs) {
            jobs.put(job.id, job);
            while (jobs.size() > 1
                    && jobs.values().stream()
                                    .mapToLong(each -> each.rows.length)
                                    .sum()
                            > MOST_ROWS) {
                jobs.remove(jobs.keySet().iterator().next());
            }
        }
        return Reply.json(200, told(job, false));
    }

    private ObjectNode told(Job job, boolean full) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        String state = state(job);
        told.put("id", job.id);
        told.put("operation", job.operation);
        told.put("object", job.search.table().type().name());
        told.put("createdById", job.user);
        told.put("createdDate", Values.moment(job.stamp, "+0000"));
        told.put("systemModstamp", Values.moment(job.stamp, "+0000"));
        told.put("state", state);
        told.put("concurrencyMode", "Parallel");
        told.put("contentType", "CSV");
        told.put("apiVersion", Double.parseDouble(job.version));
        told.put("lineEnding", job.ending);
        told.put("columnDelimiter", job.delimiter);
        if (full) {
            told.put("jobType", "V2Query");
            told.put("numberRecordsProcessed", state.equals("JobComplete") ? job.rows.length : 0);
            told.put("retries", 0);
            told.put("totalProcessingTime", Math.round(seconds * 1000));
            told.put(
                    "isPkChunkingSupported",
                    job.search.query().order().isEmpty() && job.search.query().limit() == null);
            if (state.equals("Failed")) {
                told.put("errorMessage", "QUERY_TIMEOUT: Your query request was running for too long.");
            }
        }
        return told;
    }

    private Reply list(Call call) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("done", true);
        ArrayNode records = told.putArray("records");
        synchronized (jobs) {
            jobs.values().forEach(job -> records.add(told(job, false)));
        }
        told.putNull("nextRecordsUrl");
        return Reply.json(200, told);
    }

    private Reply abort(Call call, Job job) {
        if (!Records.body(call).path("state").asString("").equals("Aborted")) {
            throw SalesforceFault.of("INVALIDJOBSTATE", "state can only be set to Aborted");
        }
        if (List.of("JobComplete", "Failed").contains(state(job))) {
            throw SalesforceFault.of("INVALIDJOBSTATE", "Aborting already completed job not allowed");
        }
        job.aborted = true;
        return Reply.json(200, told(job, false));
    }

    private Reply delete(Job job) {
        if (List.of("UploadComplete", "InProgress").contains(state(job))) {
            throw SalesforceFault.of("INVALIDJOBSTATE", "Only completed, failed or aborted jobs can be deleted");
        }
        synchronized (jobs) {
            jobs.remove(job.id);
        }
        return Reply.bytes(204, "application/json", new byte[0]);
    }

    private void ready(Call call, Job job) {
        if (!state(job).equals("JobComplete")) {
            throw SalesforceFault.of("INVALIDJOBSTATE", "Job is not complete: " + state(job));
        }
        if (!job.version.equals(call.version())) {
            throw new SalesforceFault(
                    409,
                    "API_ERROR",
                    "The job was created with version " + job.version + ": use it here too",
                    List.of());
        }
    }

    private static int size(Call call) {
        String asked = call.request().query().get("maxRecords");
        if (asked == null) {
            return PAGE;
        }
        if (!asked.matches("\\d{1,9}") || Integer.parseInt(asked) == 0) {
            throw SalesforceFault.of("INVALID_INPUT", "maxRecords has to be a number from 1, not '" + asked + "'");
        }
        return Math.min(MOST_PAGE, Integer.parseInt(asked));
    }

    /** A page of rows; the locator says where it begins, so each can be fetched again. */
    private Reply results(Call call, Job job) {
        ready(call, job);
        String locator = call.request().query().get("locator");
        int from = 0;
        if (locator != null && !locator.isEmpty()) {
            from = place(locator);
            if (from < 0 || from >= Math.max(1, job.rows.length)) {
                throw SalesforceFault.of("INVALID_QUERY_LOCATOR", "Invalid locator: " + locator);
            }
        }
        int to = (int) Math.min(job.rows.length, (long) from + size(call));
        byte[] body = csv(job, from, to);
        limits.use(Limits.QUERY_MEGABYTES, body.length / 1_000_000);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Sforce-Locator", to == job.rows.length ? "null" : locator(to));
        headers.put("Sforce-NumberOfRecords", Integer.toString(to - from));
        return Reply.bytes(200, "text/csv", body).with(headers);
    }

    private Reply pages(Call call, Job job) {
        ready(call, job);
        ObjectNode told = Json.MAPPER.createObjectNode();
        ArrayNode pages = told.putArray("resultPages");
        String locator = call.request().query().get("locator");
        int from = locator == null ? 0 : Math.max(0, place(locator));
        int size = size(call);
        while (from < job.rows.length && pages.size() < PARALLEL) {
            pages.addObject()
                    .put(
                            "resultUrl",
                            call.base() + "/jobs/query/" + job.id + "/results?locator=" + locator(from) + "&maxRecords="
                                    + size);
            from += size;
        }
        boolean done = from >= job.rows.length;
        told.put(
                "nextRecordsUrl",
                done ? null : call.base() + "/jobs/query/" + job.id + "/resultPages?locator=" + locator(from));
        told.put("done", done);
        return Reply.json(200, told);
    }

    private static String locator(int row) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("at" + row).getBytes(StandardCharsets.US_ASCII));
    }

    private static int place(String locator) {
        try {
            String text = new String(java.util.Base64.getUrlDecoder().decode(locator), StandardCharsets.US_ASCII);
            return text.matches("at\\d{1,9}") ? Integer.parseInt(text.substring(2)) : -1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private byte[] csv(Job job, int from, int to) {
        List<Column> columns = job.selection.columns();
        Csv.Writer csv = new Csv.Writer(
                new ByteArrayOutputStream(Math.min(64 << 20, 1024 + (to - from) * columns.size() * 16)),
                Csv.delimiter(job.delimiter),
                job.ending.equals("CRLF") ? "\r\n" : "\n");
        if (from == 0 || headerOnEach) {
            columns.forEach(column -> csv.cell(column.text()));
            csv.end();
        }
        Table table = job.search.table();
        for (int at = from; at < to; at++) {
            int row = job.rows[at];
            for (Column column : columns) {
                csv.cell(Values.plain(column.value(org, table, row)));
            }
            csv.end();
        }
        return csv.bytes();
    }
}

package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ingest jobs of Bulk API 2.0: opened, given one file, closed, and then told row by row. */
final class BulkIngests {
    private static final int LARGEST = 150_000_000;
    private static final int BATCH = 10_000;

    private final Org org;
    private final Writer writer;
    private final Limits limits;
    private final BulkQueries queries;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int made;

    BulkIngests(Org org, Writer writer, Limits limits, BulkQueries queries) {
        this.org = org;
        this.writer = writer;
        this.limits = limits;
        this.queries = queries;
    }

    /** What a row of the file came to. */
    private record Row(
            @Nullable String id, boolean created, @Nullable String error, List<String> cells) {}

    private static final class Job {
        private final String id;
        private final String object;
        private final String operation;
        private final String key;
        private final String delimiter;
        private final String ending;
        private final String version;
        private final Writer.Manner manner;
        private final Instant stamp;
        private final boolean fails;
        private byte @Nullable [] file;
        private @Nullable Instant closedAt;
        private boolean aborted;
        private @Nullable String error;
        private List<String> names = List.of();
        private @Nullable List<Row> rows;

        Job(Call call, String id, ObjectType type, ObjectNode body, Instant stamp) {
            this.id = id;
            this.object = type.name();
            this.operation = body.path("operation").asString("");
            this.key = body.path("externalIdFieldName").asString("");
            this.delimiter = body.path("columnDelimiter").asString("COMMA");
            this.ending = body.path("lineEnding").asString("LF");
            this.version = call.version();
            Writer.Manner rest = call.manner();
            this.manner = new Writer.Manner(rest.user(), true, rest.allowDuplicates(), rest.duplicateDetails());
            this.stamp = stamp;
            this.fails = call.hit("job_failed");
        }
    }

    synchronized void reset() {
        jobs.clear();
        made = 0;
    }

    synchronized int count() {
        return jobs.size();
    }

    private String state(Job job) {
        if (job.aborted) {
            return "Aborted";
        }
        if (job.closedAt == null) {
            return "Open";
        }
        Duration age = Duration.between(job.closedAt, org.clock().instant());
        double wanted = queries.seconds() * 1000;
        if (age.toMillis() < wanted / 2) {
            return "UploadComplete";
        }
        if (age.toMillis() < wanted) {
            return "InProgress";
        }
        if (job.rows == null && job.error == null) {
            work(job);
        }
        return job.error == null ? "JobComplete" : "Failed";
    }

    synchronized Reply answer(Call call) {
        String id = call.part(2);
        if (id.isEmpty()) {
            return switch (call.method()) {
                case "POST" -> create(call);
                case "GET" -> list();
                default -> throw SalesforceFault.notAllowed(call.method());
            };
        }
        Job job = job(id);
        return switch (call.part(3)) {
            case "" ->
                switch (call.method()) {
                    case "GET" -> Reply.json(200, told(job));
                    case "PATCH" -> close(call, job);
                    case "DELETE" -> delete(job);
                    default -> throw SalesforceFault.notAllowed(call.method());
                };
            case "batches" -> upload(call, job);
            case "successfulResults" -> results(job, true);
            case "failedResults" -> results(job, false);
            case "unprocessedrecords", "unprocessedRecords" -> unprocessed(job);
            default -> throw SalesforceFault.notFound();
        };
    }

    private Job job(String id) {
        for (Job job : jobs.values()) {
            if (Ids.shortForm(job.id).equals(Ids.shortForm(id))) {
                return job;
            }
        }
        throw SalesforceFault.notFound();
    }

    private Reply create(Call call) {
        ObjectNode body = Records.body(call);
        ObjectType type = org.schema().find(body.path("object").asString(""));
        if (type == null) {
            throw SalesforceFault.of(
                    "INVALIDENTITY",
                    "Unable to find object: " + body.path("object").asString(""));
        }
        String operation = body.path("operation").asString("");
        if (!List.of("insert", "update", "upsert", "delete", "hardDelete").contains(operation)) {
            throw SalesforceFault.of("INVALIDJOB", "Unknown operation: " + operation);
        }
        String key = body.path("externalIdFieldName").asString("");
        if (operation.equals("upsert") && type.lookup(key) == null && !key.equalsIgnoreCase("Id")) {
            throw SalesforceFault.of(
                    "INVALIDJOB",
                    "upsert needs externalIdFieldName: an external id or idLookup field of " + type.name());
        }
        Csv.delimiter(body.path("columnDelimiter").asString("COMMA"));
        made++;
        Job job = new Job(call, Ids.of("7S0", made), type, body, org.clock().stamp());
        jobs.put(job.id, job);
        return Reply.json(200, told(job));
    }

    private ObjectNode told(Job job) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("id", job.id);
        told.put("operation", job.operation);
        told.put("object", job.object);
        told.put("createdById", job.manner.user());
        told.put("createdDate", Values.moment(job.stamp, "+0000"));
        told.put("systemModstamp", Values.moment(job.stamp, "+0000"));
        told.put("state", state(job));
        if (!job.key.isEmpty()) {
            told.put("externalIdFieldName", job.key);
        }
        told.put("concurrencyMode", "Parallel");
        told.put("contentType", "CSV");
        told.put("apiVersion", Double.parseDouble(job.version));
        told.put("contentUrl", "services/data/v" + job.version + "/jobs/ingest/" + job.id + "/batches");
        told.put("jobType", "V2Ingest");
        told.put("lineEnding", job.ending);
        told.put("columnDelimiter", job.delimiter);
        List<Row> rows = job.rows;
        told.put("numberRecordsProcessed", rows == null ? 0 : rows.size());
        told.put(
                "numberRecordsFailed",
                rows == null
                        ? 0
                        : rows.stream().filter(row -> row.error != null).count());
        told.put("retries", 0);
        told.put("totalProcessingTime", 0);
        told.put("apexProcessingTime", 0);
        told.put("apiActiveProcessingTime", 0);
        if (job.error != null) {
            told.put("errorMessage", job.error);
        }
        return told;
    }

    private Reply list() {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("done", true);
        ArrayNode records = told.putArray("records");
        jobs.values().forEach(job -> records.add(told(job)));
        told.putNull("nextRecordsUrl");
        return Reply.json(200, told);
    }

    private Reply upload(Call call, Job job) {
        if (!call.method().equals("PUT")) {
            throw SalesforceFault.notAllowed(call.method());
        }
        if (!state(job).equals("Open") || job.file != null) {
            throw SalesforceFault.of(
                    "INVALIDJOBSTATE", "A job takes one file while it is Open; this one is " + state(job));
        }
        byte[] file = call.request().body();
        if (file.length > LARGEST) {
            throw new SalesforceFault(413, "LIMIT_EXCEEDED", "The file is larger than 150 MB", List.of());
        }
        job.file = file;
        return Reply.bytes(201, "application/json", new byte[0]);
    }

    private Reply close(Call call, Job job) {
        String state = Records.body(call).path("state").asString("");
        switch (state) {
            case "UploadComplete" -> {
                if (!state(job).equals("Open")) {
                    throw SalesforceFault.of("INVALIDJOBSTATE", "The job is " + state(job));
                }
                if (limits.exhausted(Limits.BATCHES)) {
                    throw SalesforceFault.of("EXCEEDEDQUOTA", "Batches of the last 24 hours exceeded");
                }
                job.closedAt = org.clock().instant();
            }
            case "Aborted" -> {
                if (List.of("JobComplete", "Failed").contains(state(job))) {
                    throw SalesforceFault.of("INVALIDJOBSTATE", "Aborting already completed job not allowed");
                }
                job.aborted = true;
            }
            default -> throw SalesforceFault.of("INVALIDJOBSTATE", "state has to be UploadComplete or Aborted");
        }
        return Reply.json(200, told(job));
    }

    private Reply delete(Job job) {
        if (List.of("UploadComplete", "InProgress").contains(state(job))) {
            throw SalesforceFault.of("INVALIDJOBSTATE", "Only completed, failed or aborted jobs can be deleted");
        }
        jobs.remove(job.id);
        return Reply.bytes(204, "application/json", new byte[0]);
    }

    /** Does the work of a job whose time has come; each row fails or succeeds alone. */
    private void work(Job job) {
        if (job.fails) {
            job.error = "InvalidBatch : the job failed for a reason of the service's own";
            return;
        }
        try {
            byte[] file = job.file == null ? new byte[0] : job.file;
            List<List<String>> lines = Csv.read(new String(file, StandardCharsets.UTF_8), Csv.delimiter(job.delimiter));
            if (lines.isEmpty()) {
                job.rows = List.of();
                return;
            }
            job.names = lines.getFirst();
            ObjectType type = org.type(job.object);
            for (String name : job.names) {
                String head = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
                if (type.field(head) == null && type.relationship(head) == null) {
                    job.error = "InvalidBatch : Field name not found : " + name;
                    return;
                }
            }
            limits.use(Limits.BATCHES, Math.ceilDiv(lines.size() - 1, BATCH));
            job.rows = org.writing(() -> rows(job, type, lines.subList(1, lines.size())));
        } catch (SalesforceFault fault) {
            job.error = fault.code() + " : " + fault.text();
        }
    }

    private List<Row> rows(Job job, ObjectType type, List<List<String>> lines) {
        Map<String, Integer> keys = new LinkedHashMap<>();
        int keyAt = -1;
        for (int at = 0; at < job.names.size(); at++) {
            keyAt = job.names.get(at).equalsIgnoreCase(job.key) ? at : keyAt;
        }
        if (keyAt >= 0) {
            for (List<String> line : lines) {
                if (line.size() > keyAt) {
                    keys.merge(line.get(keyAt).toLowerCase(Locale.ROOT), 1, Integer::sum);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines) {
            try {
                if (line.size() != job.names.size()) {
                    throw SalesforceFault.of(
                            "INVALID_INPUT", "The row has " + line.size() + " values, the header " + job.names.size());
                }
                Writer.Saved saved = row(job, type, Writer.ofRow(job.names, line), keys);
                rows.add(new Row(saved.id(), saved.created(), null, line));
            } catch (SalesforceFault fault) {
                String fields = fault.fields().isEmpty() ? "--" : String.join(",", fault.fields());
                rows.add(new Row(null, false, fault.code() + ":" + fault.text() + ":" + fields, line));
            }
        }
        return List.copyOf(rows);
    }

    private Writer.Saved row(Job job, ObjectType type, ObjectNode values, Map<String, Integer> keys) {
        switch (job.operation) {
            case "insert" -> {
                return writer.create(type, values, job.manner);
            }
            case "upsert" -> {
                Field key = type.lookup(job.key);
                String value = key == null ? "" : values.path(key.name()).asString("");
                if (key == null || value.isEmpty()) {
                    throw SalesforceFault.of("MISSING_ARGUMENT", job.key + " not specified");
                }
                if (keys.getOrDefault(value.toLowerCase(Locale.ROOT), 0) > 1) {
                    throw SalesforceFault.of("DUPLICATE_VALUE", "Duplicate external id specified: " + value);
                }
                values.remove(key.name());
                Writer.Upserted done = writer.upsert(type, key, value, values, false, job.manner);
                if (done.saved() == null) {
                    throw SalesforceFault.of(
                            "DUPLICATE_VALUE", "more than one record found for external id field: " + value);
                }
                return done.saved();
            }
            default -> {
                String id = values.path("Id").asString("");
                int row = org.table(type).row(id);
                if (row < 0) {
                    throw SalesforceFault.of(
                            Ids.wellFormed(id) ? "INVALID_CROSS_REFERENCE_KEY" : "MALFORMED_ID",
                            "invalid cross reference id");
                }
                if (job.operation.equals("update")) {
                    values.remove("Id");
                    return writer.update(type, row, values, job.manner);
                }
                writer.delete(type, row);
                return new Writer.Saved(id, false);
            }
        }
    }

    private Reply results(Job job, boolean good) {
        state(job);
        List<Row> rows = job.rows == null ? List.of() : job.rows;
        Csv.Writer csv = csv(job);
        csv.cell("sf__Id");
        csv.cell(good ? "sf__Created" : "sf__Error");
        job.names.forEach(csv::cell);
        csv.end();
        for (Row row : rows) {
            if ((row.error == null) == good) {
                csv.cell(row.id == null ? "" : row.id);
                csv.cell(row.error == null ? Boolean.toString(row.created) : row.error);
                row.cells.forEach(csv::cell);
                csv.end();
            }
        }
        return Reply.bytes(200, "text/csv", csv.bytes());
    }

    private Reply unprocessed(Job job) {
        boolean done = List.of("JobComplete", "Open").contains(state(job));
        Csv.Writer csv = csv(job);
        if (!done && job.file != null) {
            return Reply.bytes(200, "text/csv", job.file);
        }
        job.names.forEach(csv::cell);
        csv.end();
        return Reply.bytes(200, "text/csv", csv.bytes());
    }

    private static Csv.Writer csv(Job job) {
        return new Csv.Writer(
                new ByteArrayOutputStream(), Csv.delimiter(job.delimiter), job.ending.equals("CRLF") ? "\r\n" : "\n");
    }
}

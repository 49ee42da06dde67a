package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmObject;
import io.salessync.connectors.DescribeDocument;
import io.salessync.connectors.Descriptions;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What objects and fields there are. Asked for in full once; later only whether anything changed. */
@Component
class SalesforceDescribing {
    /** Within this time nothing is asked at all. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private static final int KEPT_IN_MEMORY = 200;
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final SalesforceReads reads;
    private final Descriptions descriptions;
    private final InstantSource clock;
    private final Map<String, Descriptions.Kept> memory = new ConcurrentHashMap<>();

    SalesforceDescribing(SalesforceReads reads, Descriptions descriptions, InstantSource clock) {
        this.reads = reads;
        this.descriptions = descriptions;
        this.clock = clock;
    }

    List<CrmObject> objects(Connection connection, @Nullable ActiveRun run) {
        JsonNode told = asked(
                connection, Ask.get(connection, "objects", Setup.of(connection).path("/sobjects")), run);
        List<CrmObject> objects = new ArrayList<>();
        for (JsonNode one : told.path("sobjects")) {
            objects.add(new CrmObject(
                    one.path("name").asString(""),
                    one.path("label").asString(""),
                    one.path("queryable").asBoolean(false),
                    one.path("custom").asBoolean(false)));
        }
        return objects;
    }

    private JsonNode asked(Connection connection, Ask ask, @Nullable ActiveRun run) {
        try {
            return reads.json(ask, run);
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
    }

    CrmDescription describe(Connection connection, String object, @Nullable ActiveRun run) {
        if (!object.matches("[A-Za-z][A-Za-z0-9_]{0,254}")) {
            throw unknown(connection, object);
        }
        Setup setup = Setup.of(connection);
        String key = connection.tenant() + "/" + connection.id() + "/" + object.toLowerCase(Locale.ROOT);
        Descriptions.Kept kept = memory.get(key);
        if (kept == null) {
            kept = descriptions.find(connection, object).orElse(null);
        }
        if (kept != null && !kept.version().equals(setup.apiVersion())) {
            kept = null;
        }
        Instant now = clock.instant();
        if (kept != null && now.isBefore(kept.toldAt().plus(FRESH)) && !now.isBefore(kept.toldAt())) {
            remember(key, kept);
            return kept.description();
        }
        String since = kept == null ? null : kept.modified();
        Ask ask = Ask.get(connection, "describe", setup.path("/sobjects/" + object + "/describe"));
        if (since != null) {
            ask = ask.having(Map.of("If-Modified-Since", since));
        }
        VendorAnswer.Answered told;
        try {
            told = reads.ask(ask, run);
        } catch (SalesforceReads.Refused refused) {
            throw switch (refused.fault().meaning()) {
                case GONE, QUERY -> unknown(connection, object);
                default -> SalesforceReads.queryRefused(connection, refused.fault());
            };
        }
        Descriptions.Kept now304 = told.status() == 304 && kept != null
                ? new Descriptions.Kept(kept.description(), kept.version(), kept.modified(), now)
                : new Descriptions.Kept(
                        DescribeDocument.read(SalesforceReads.parsed(ask, told)),
                        setup.apiVersion(),
                        modified(told, now),
                        now);
        if (told.status() != 304) {
            descriptions.keep(connection, now304);
        }
        remember(key, now304);
        return now304.description();
    }

    private void remember(String key, Descriptions.Kept kept) {
        if (memory.size() >= KEPT_IN_MEMORY) {
            memory.clear();
        }
        memory.put(key, kept);
    }

    private static String modified(VendorAnswer.Answered told, Instant now) {
        String header = told.header("last-modified");
        return header == null || header.isBlank() ? HTTP_DATE.format(now.atOffset(ZoneOffset.UTC)) : header;
    }

    private static Problem unknown(Connection connection, String object) {
        return Problem.of(
                        ConnectorsProblem.UNKNOWN_OBJECT,
                        "Connection '" + connection.name() + "' has no object '" + object
                                + "', or its user may not see it.")
                .with("object", object);
    }
}

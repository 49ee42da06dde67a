package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmConnector.Consent;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.kernel.runs.ActiveRun;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What Salesforce knows of people's consent: its own sum over all their records, the least permissive of what they say. */
@Component
class SalesforceConsents {
    private static final int AT_ONCE = 150;

    private final SalesforceReads reads;

    SalesforceConsents(SalesforceReads reads) {
        this.reads = reads;
    }

    Map<String, Consent> read(Connection connection, String action, Collection<String> ids, @Nullable ActiveRun run) {
        if (!action.matches("[a-z]{1,30}")) {
            throw new IllegalArgumentException("No action: " + Excerpts.of(action, 40));
        }
        Map<String, Consent> consents = new LinkedHashMap<>();
        List<String> wanted = ids.stream().distinct().toList();
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
            some.forEach(SalesforceQueries::checkedId);
            Ask ask = Ask.get(
                    connection,
                    "consent",
                    Setup.of(connection).path("/consent/action/" + action + "?ids=" + String.join(",", some)));
            JsonNode told;
            try {
                told = reads.json(ask, run);
            } catch (SalesforceReads.Refused refused) {
                throw SalesforceReads.queryRefused(connection, refused.fault());
            }
            some.forEach(id -> consents.put(id, consent(action, found(told, id))));
        }
        return consents;
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

    private static Consent consent(String action, JsonNode told) {
        JsonNode proceed = told.path("proceed").path(action);
        String says = proceed.isMissingNode() || proceed.isNull() ? "" : proceed.asString("");
        Consent.Answer answer = switch (says) {
            case "true" -> Consent.Answer.YES;
            case "false" -> Consent.Answer.NO;
            default -> Consent.Answer.UNKNOWN;
        };
        boolean failed = !told.path("result").asString("Success").equalsIgnoreCase("Success");
        return failed
                ? new Consent(
                        Consent.Answer.UNKNOWN,
                        "Salesforce could not tell about %s: %s"
                                .formatted(
                                        words(action),
                                        Excerpts.of(told.path("result").asString(""), 200)))
                : new Consent(
                        answer,
                        switch (answer) {
                            case YES -> "Salesforce says yes to " + words(action);
                            case NO -> "Salesforce says no to " + words(action);
                            case UNKNOWN -> "Salesforce says nothing about " + words(action);
                        });
    }

    private static String words(String action) {
        return switch (action) {
            case "email" -> "e-mail";
            case "phone" -> "calls";
            default -> action;
        };
    }
}

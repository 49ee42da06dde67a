package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Request;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One call of the data API by somebody who has logged in.
 *
 * @param path what follows the version, in its parts
 * @param base where the version's resources are, such as /services/data/v67.0
 * @param fault what goes wrong in it, if anything
 */
record Call(
        Request request,
        List<String> path,
        String base,
        String version,
        Sessions.Session session,
        @Nullable Fault fault) {

    String method() {
        return request.method();
    }

    /** A part of the path; empty when there is none. */
    String part(int at) {
        return at < path.size() ? path.get(at) : "";
    }

    boolean hit(String kind) {
        return fault != null && fault.kind().equals(kind);
    }

    Writer.Manner manner() {
        String header = request.header("sforce-duplicate-rule-header");
        String asked = header == null ? "" : header.toLowerCase(Locale.ROOT).replace(" ", "");
        return new Writer.Manner(
                session.user(), false, asked.contains("allowsave=true"), asked.contains("includerecorddetails=true"));
    }

    /** The value of a hint in the Sforce-Query-Options header. */
    @Nullable Integer batchSize() {
        String header = request.header("sforce-query-options");
        if (header == null) {
            return null;
        }
        String digits = header.replaceAll("(?i).*batchSize\\s*=\\s*(\\d{1,6}).*", "$1");
        return digits.matches("\\d+") ? Integer.valueOf(digits) : null;
    }
}

package io.salessync.kernel.problems;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The RFC 9457 document of a problem. */
final class ProblemDocument {
    static final String TYPE = "urn:salessync:problem:";
    /** A place of this name is also the answer's Retry-After header and a field of its own. */
    static final String RETRY_AFTER = "retryAfterSeconds";

    private ProblemDocument() {}

    static ProblemDetail of(Problem problem, int status) {
        ProblemDetail document = ProblemDetail.forStatusAndDetail(
                org.springframework.http.HttpStatusCode.valueOf(status), problem.detail());
        document.setType(URI.create(TYPE + problem.code().code()));
        document.setTitle(problem.code().title());
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("code", problem.code().code());
        more.put("id", UUID.randomUUID());
        if (!problem.places().isEmpty()) {
            more.put("places", problem.places());
        }
        Object wait = problem.places().get(RETRY_AFTER);
        if (wait != null) {
            more.put(RETRY_AFTER, wait);
        }
        document.setProperties(more);
        return document;
    }

    static ResponseEntity<Object> answer(ProblemDetail document, HttpHeaders headers) {
        HttpHeaders all = new HttpHeaders();
        all.putAll(headers);
        all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        Map<String, Object> more = document.getProperties();
        if (more != null && more.get(RETRY_AFTER) != null) {
            all.set(HttpHeaders.RETRY_AFTER, String.valueOf(more.get(RETRY_AFTER)));
        }
        return ResponseEntity.status(document.getStatus()).headers(all).body(document);
    }

    /** For logs: the id by which whoever saw the document can be helped. */
    static Object id(ProblemDetail document) {
        Map<String, Object> more = document.getProperties();
        return more == null ? "" : more.getOrDefault("id", "");
    }
}

package io.salessync.kernel.problems;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers a request with a problem's document, for the filters that stand before every controller. */
@Component
public final class ProblemAnswers {
    private final JsonMapper json;

    ProblemAnswers(JsonMapper json) {
        this.json = json;
    }

    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        write(request, response, problem, problem.code().kind().status());
    }

    /** The same with a status that says more than the problem's kind. */
    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem, int status)
            throws IOException {
        ProblemDetail document = ProblemDocument.of(problem, status);
        document.setInstance(null);
        response.setStatus(document.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        Object wait = problem.places().get(ProblemDocument.RETRY_AFTER);
        if (wait != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, wait.toString());
        }
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(json.writeValueAsBytes(document));
        }
    }

    /** The document as the OpenAPI description shows it. */
    public static Map<String, Object> example() {
        return Map.of(
                "type", ProblemDocument.TYPE + "ordersync.unknown-column",
                "title", "Unknown column",
                "status", 422,
                "detail", "Line 12: the column 'totl' is not in the file. Did you mean 'total'?",
                "code", "ordersync.unknown-column",
                "id", "4be0643f-1d98-573b-97cd-ca98a65347dd",
                "places", Map.of("line", 12, "column", "totl"));
    }
}

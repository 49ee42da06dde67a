package io.salessync.web;

import io.salessync.kernel.access.AccessProblem;
import io.salessync.kernel.problems.HttpProblem;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.problems.ProblemAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Words the refusals of the filter chain as problems. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final ProblemAnswers answers;

    Refusals(ProblemAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        boolean key = SignedInFilter.carriesKey(request);
        if (key) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        answers.write(
                request,
                response,
                Problem.of(
                        AccessProblem.NOT_SIGNED_IN,
                        key
                                ? "This API key is unknown, revoked or too old, or its user is disabled."
                                : "Sign in first, or send an API key: Authorization: Bearer KEY."));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
            throws IOException {
        answers.write(
                request,
                response,
                refused instanceof CsrfException
                        ? Problem.of(
                                HttpProblem.CSRF_TOKEN,
                                "Send the value of the cookie XSRF-TOKEN as the header X-XSRF-TOKEN.")
                        : Problem.of(AccessProblem.NOT_PERMITTED, "Your role or key does not have this permission."));
    }
}

package io.salessync.kernel.problems;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Turns every failure of a controller into a problem document; what was not foreseen is logged and not told. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> onProblem(Problem problem) {
        ProblemDetail document =
                ProblemDocument.of(problem, problem.code().kind().status());
        log.debug(
                "Refused {}: {} ({})",
                ProblemDocument.id(document),
                problem.detail(),
                problem.code().code(),
                problem);
        return ProblemDocument.answer(document, HttpHeaders.EMPTY);
    }

    /** The filter chain knows whether this is somebody without the permission or nobody at all. */
    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    void onRefusedAccess(RuntimeException refused) {
        throw refused;
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> onAnythingElse(Exception unexpected, WebRequest request) {
        Problem problem = problemBehind(unexpected);
        if (problem != null) {
            return onProblem(problem);
        }
        ProblemDetail document = ProblemDocument.of(
                Problem.of(
                        HttpProblem.UNEXPECTED,
                        "The program met a fault of its own. The log has it under the id of this answer."),
                HttpProblem.UNEXPECTED.kind().status());
        log.error(
                "Unexpected, answered as {}: {}",
                ProblemDocument.id(document),
                request.getDescription(false),
                unexpected);
        return ProblemDocument.answer(document, HttpHeaders.EMPTY);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Problem known = problemBehind(exception);
        if (known != null) {
            return onProblem(known);
        }
        if (status.is5xxServerError() && status.value() != 503) {
            return onAnythingElse(exception, request);
        }
        Problem described = described(exception, status);
        // a field's value is wrong input, as it is when a module finds it
        int answered = described.code() == HttpProblem.WRONG_FIELD ? 422 : status.value();
        return ProblemDocument.answer(ProblemDocument.of(described, answered), headers);
    }

    private static Problem described(Exception exception, HttpStatusCode status) {
        return switch (exception) {
            case HttpMessageNotReadableException unreadable -> unreadableBody(unreadable);
            case MethodArgumentNotValidException invalid -> wrongFields(invalid);
            case HandlerMethodValidationException invalid -> wrongParameters(invalid);
            case TypeMismatchException mismatch ->
                Problem.of(
                                HttpProblem.WRONG_PARAMETER,
                                "'%s' does not fit the parameter %s."
                                        .formatted(mismatch.getValue(), mismatch.getPropertyName()))
                        .with("parameter", String.valueOf(mismatch.getPropertyName()))
                        .with("value", String.valueOf(mismatch.getValue()));
            default -> byStatus(exception, status.value());
        };
    }

    private static Problem byStatus(Exception exception, int status) {
        return switch (status) {
            case 404 -> Problem.of(HttpProblem.NOT_FOUND, "There is nothing at this address.");
            case 405 ->
                Problem.of(HttpProblem.WRONG_METHOD, "This address does not take that method; see the Allow header.");
            case 406 -> Problem.of(HttpProblem.NOT_ACCEPTABLE, "This address answers in JSON; see the Accept header.");
            case 413 ->
                Problem.of(
                        HttpProblem.TOO_LARGE, "The upload is larger than this server takes; nothing of it was kept.");
            case 415 ->
                Problem.of(HttpProblem.WRONG_CONTENT_TYPE, "This address does not take that content type; send JSON.");
            case 503 -> Problem.of(HttpProblem.TOO_SLOW, "The answer took too long. Try again.");
            default -> Problem.of(HttpProblem.WRONG_PARAMETER, detailOf(exception));
        };
    }

    /** Spring words these for the caller: "Required parameter 'x' is not present." */
    private static String detailOf(Exception exception) {
        String detail = exception instanceof org.springframework.web.ErrorResponse answer
                ? answer.getBody().getDetail()
                : null;
        return detail == null ? "The request cannot be served as it is." : detail;
    }

    private static Problem unreadableBody(HttpMessageNotReadableException unreadable) {
        if (unreadable.getCause() instanceof JacksonException json) {
            String field = json.getPath().stream()
                    .map(step ->
                            step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                    .collect(Collectors.joining())
                    .replaceFirst("^\\.", "");
            var where = json.getLocation();
            String at = where == null ? "" : " at line %d, column %d".formatted(where.getLineNr(), where.getColumnNr());
            return Problem.of(
                            HttpProblem.UNREADABLE_BODY,
                            field.isEmpty()
                                    ? "The body is not the JSON that this address takes" + at + "."
                                    : "The field '%s' of the body is not of the form that this address takes%s."
                                            .formatted(field, at))
                    .with("field", field);
        }
        return Problem.of(
                HttpProblem.UNREADABLE_BODY, "The body is missing or is not the JSON that this address takes.");
    }

    private static Problem wrongFields(MethodArgumentNotValidException invalid) {
        List<Map<String, String>> fields = new ArrayList<>();
        for (FieldError error : invalid.getBindingResult().getFieldErrors()) {
            fields.add(Map.of("field", error.getField(), "message", String.valueOf(error.getDefaultMessage())));
        }
        return wrong(HttpProblem.WRONG_FIELD, fields);
    }

    private static Problem wrongParameters(HandlerMethodValidationException invalid) {
        List<Map<String, String>> fields = new ArrayList<>();
        invalid.getParameterValidationResults()
                .forEach(result -> result.getResolvableErrors()
                        .forEach(error -> fields.add(Map.of(
                                "field",
                                String.valueOf(result.getMethodParameter().getParameterName()),
                                "message",
                                String.valueOf(error.getDefaultMessage())))));
        return wrong(HttpProblem.WRONG_FIELD, fields);
    }

    private static Problem wrong(ErrorCode code, List<Map<String, String>> fields) {
        List<String> sentences = fields.stream()
                .map(field -> field.get("field") + " " + field.get("message"))
                .toList();
        return Problem.of(code, String.join("; ", sentences) + ".").with("fields", fields);
    }

    private static @Nullable Problem problemBehind(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
        }
        return null;
    }
}

package io.salessync.kernel.problems;

/** What can be wrong with an HTTP request before it reaches a module, or with the program itself. */
public enum HttpProblem implements ErrorCode {
    UNREADABLE_BODY("http.unreadable-body", "The request body cannot be read", Kind.MALFORMED),
    WRONG_PARAMETER("http.wrong-parameter", "A parameter is missing or wrong", Kind.MALFORMED),
    WRONG_FIELD("http.wrong-field", "A field is wrong", Kind.WRONG_INPUT),
    REFUSED("http.refused", "The request cannot be served", Kind.MALFORMED),
    CSRF_TOKEN("http.csrf-token", "The CSRF token is missing or old", Kind.NOT_PERMITTED),
    NOT_FOUND("http.not-found", "Nothing at this address", Kind.NOT_FOUND),
    /** Status 405. */
    WRONG_METHOD("http.wrong-method", "Not with this method", Kind.MALFORMED),
    /** Status 406. */
    NOT_ACCEPTABLE("http.not-acceptable", "Not in this format", Kind.MALFORMED),
    /** Status 413. */
    TOO_LARGE("http.too-large", "The request is too large", Kind.MALFORMED),
    /** Status 415. */
    WRONG_CONTENT_TYPE("http.wrong-content-type", "Not with this content type", Kind.MALFORMED),
    /** Status 503. */
    TOO_SLOW("http.too-slow", "The answer took too long", Kind.UNREACHABLE),
    UNEXPECTED("http.unexpected", "Something went wrong that should not", Kind.UNEXPECTED);

    private final String code;
    private final String title;
    private final Kind kind;

    HttpProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Kind kind() {
        return kind;
    }
}

package io.salessync.logs;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with a question about record logs. */
enum LogsProblem implements ErrorCode {
    BAD_FILTER("logs.bad-filter", "The filter cannot be read", Kind.MALFORMED),
    UNKNOWN_LINE("logs.unknown-line", "No such line in the logs", Kind.NOT_FOUND),
    UNKNOWN_VIEW("logs.unknown-view", "No such saved view", Kind.NOT_FOUND),
    BAD_VIEW("logs.bad-view", "The view cannot be saved", Kind.WRONG_INPUT);

    private final String code;
    private final String title;
    private final Kind kind;

    LogsProblem(String code, String title, Kind kind) {
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

package io.salessync.kernel.runs;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with a question about runs. */
enum RunProblem implements ErrorCode {
    UNKNOWN_RUN("runs.unknown-run", "No such run", Kind.NOT_FOUND),
    UNKNOWN_KIND("runs.unknown-kind", "No such kind of run", Kind.WRONG_INPUT),
    DOES_NOT_FIT("runs.does-not-fit", "That does not fit the run's state", Kind.CONFLICT),
    BAD_FILTER("runs.bad-filter", "The filter cannot be read", Kind.MALFORMED);

    private final String code;
    private final String title;
    private final Kind kind;

    RunProblem(String code, String title, Kind kind) {
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

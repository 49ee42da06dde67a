package io.salessync.kernel.live;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with following news. */
enum LiveProblem implements ErrorCode {
    TOO_MANY_STREAMS("live.too-many-streams", "Too many open pages", Kind.TOO_OFTEN);

    private final String code;
    private final String title;
    private final Kind kind;

    LiveProblem(String code, String title, Kind kind) {
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

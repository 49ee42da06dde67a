package io.salessync.matching;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum MatchingProblem implements ErrorCode {
    CONFIG_INVALID("config-invalid", "The matching configuration has mistakes", Kind.WRONG_INPUT),
    CONFIG_UNREADABLE("config-unreadable", "The matching configuration cannot be read", Kind.WRONG_INPUT),
    UNKNOWN_COMPARISON("unknown-comparison", "There is no such comparison", Kind.WRONG_INPUT),
    FILE_UNREADABLE("file-unreadable", "The file cannot be read", Kind.WRONG_INPUT),
    WRONG_HEADER("wrong-header", "Columns are missing in the file", Kind.WRONG_INPUT),
    WRONG_ROW("wrong-row", "A row of the file cannot be used", Kind.WRONG_INPUT),
    UNKNOWN_REVIEW("unknown-review", "There is no such review", Kind.NOT_FOUND),
    NOT_OPEN("not-open", "It is decided already", Kind.CONFLICT),
    WRONG_SETTING("wrong-setting", "The setting cannot be used", Kind.WRONG_INPUT),
    TOO_MANY("too-many", "There are too many records", Kind.WRONG_INPUT),
    NOT_WRITTEN("not-written", "The pairs cannot be written", Kind.WRONG_INPUT);

    private final String word;
    private final String title;
    private final Kind kind;

    MatchingProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "matching." + word;
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

package io.salessync.alerts;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum AlertsProblem implements ErrorCode {
    UNKNOWN_ALERT("unknown-alert", "There is no such alert", Kind.NOT_FOUND),
    UNKNOWN_RULE("unknown-rule", "There is no such rule", Kind.NOT_FOUND),
    UNKNOWN_CHANNEL("unknown-channel", "There is no such channel", Kind.NOT_FOUND),
    DOES_NOT_FIT("does-not-fit", "It does not fit the alert's present state", Kind.CONFLICT),
    WRONG_TIME("wrong-time", "That time cannot be used", Kind.WRONG_INPUT),
    WRONG_RULE("wrong-rule", "The rule cannot be like this", Kind.WRONG_INPUT),
    WRONG_CHANNEL("wrong-channel", "The channel cannot be like this", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A channel has this name already", Kind.CONFLICT),
    BAD_FILTER("bad-filter", "The list cannot be filtered like this", Kind.MALFORMED);

    private final String code;
    private final String title;
    private final Kind kind;

    AlertsProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "alerts." + code;
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

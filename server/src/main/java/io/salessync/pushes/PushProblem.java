package io.salessync.pushes;

import io.salessync.kernel.problems.ErrorCode;

/** What pushes refuse. */
enum PushProblem implements ErrorCode {
    UNKNOWN_PUSH("unknown-push", "There is no such push", Kind.NOT_FOUND),
    UNKNOWN_STANDING("unknown-standing", "There is no such standing approval", Kind.NOT_FOUND),
    WRONG_VALUE("wrong-value", "A value cannot be used", Kind.WRONG_INPUT),
    UNKNOWN_CONNECTION("unknown-connection", "There is no such connection", Kind.WRONG_INPUT),
    UNKNOWN_FIELD("unknown-field", "There is no such field to write", Kind.WRONG_INPUT),
    NOT_WAITING("not-waiting", "Nothing waits to be decided here", Kind.CONFLICT),
    SECOND_PERSON("second-person", "Somebody else has to decide this", Kind.NOT_PERMITTED),
    NOT_UNDOABLE("not-undoable", "There is nothing to take back", Kind.CONFLICT);

    private final String word;
    private final String title;
    private final Kind kind;

    PushProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "pushes." + word;
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

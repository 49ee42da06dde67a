package io.salessync.flows.engine;

import io.salessync.kernel.problems.ErrorCode;

/** What nodes refuse. */
enum NodeProblem implements ErrorCode {
    WRONG_SETTING("wrong-setting", "A setting of the node cannot be used", Kind.WRONG_INPUT),
    WRONG_TEXT("wrong-text", "A text with placeholders cannot be used", Kind.WRONG_INPUT),
    FILE_NOT_ALLOWED("file-not-allowed", "The file lies outside the folders that flows may read", Kind.NOT_PERMITTED),
    FILE_UNREADABLE("file-unreadable", "The file cannot be read", Kind.WRONG_INPUT),
    FILE_CHANGED("file-changed", "The file changed while it was read", Kind.CONFLICT),
    WRONG_HEADER("wrong-header", "The file's header does not fit", Kind.WRONG_INPUT),
    FILE_TOO_LARGE("file-too-large", "The file is too large", Kind.WRONG_INPUT),
    UNKNOWN_FILE("unknown-file", "There is no such file", Kind.NOT_FOUND),
    FILE_ELSEWHERE("file-elsewhere", "The file is on another machine", Kind.CONFLICT),
    UNKNOWN_SECRET("unknown-secret", "There is no such secret", Kind.WRONG_INPUT),
    SECRET_FOR_ANOTHER_HOST("secret-for-another-host", "The secret is for another host", Kind.NOT_PERMITTED),
    WRONG_ADDRESS("wrong-address", "The address cannot be called", Kind.WRONG_INPUT),
    NOT_ANSWERED("not-answered", "The address does not answer as it should", Kind.UNREACHABLE),
    ASKED_TOO_OFTEN("asked-too-often", "The address wants to be asked later", Kind.TOO_OFTEN),
    WRONG_ANSWER("wrong-answer", "The answer is not what the node expects", Kind.UNREACHABLE),
    WRONG_BODY("wrong-body", "The body cannot be made of these records", Kind.WRONG_INPUT),
    NOT_AT_HAND("not-at-hand", "A part that the node needs is not there", Kind.CONFLICT),
    UNKNOWN_SYNC("unknown-sync", "There is no such order sync", Kind.WRONG_INPUT),
    UNKNOWN_FLOW("unknown-flow", "There is no such flow", Kind.WRONG_INPUT),
    TOO_DEEP("too-deep", "Flows call each other too deeply", Kind.CONFLICT),
    UNKNOWN_APPROVAL("unknown-approval", "There is no such approval", Kind.NOT_FOUND),
    NOT_PENDING("approval-over", "The approval is decided or over", Kind.CONFLICT),
    NOT_YOURS("approval-not-yours", "Somebody else has to decide this", Kind.NOT_PERMITTED);

    private final String word;
    private final String title;
    private final Kind kind;

    NodeProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "flows.nodes." + word;
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

package io.salessync.flows;

import io.salessync.kernel.problems.ErrorCode;

/** What flows refuse. */
public enum FlowsProblem implements ErrorCode {
    UNREADABLE("unreadable", "The flow cannot be read", Kind.WRONG_INPUT),
    NEWER_FORMAT("newer-format", "The flow was written by a newer version", Kind.WRONG_INPUT),
    FILE_UNREADABLE("file-unreadable", "The file cannot be read", Kind.WRONG_INPUT),
    TOO_LARGE("too-large", "The flow is too large", Kind.WRONG_INPUT),
    NOT_PUBLISHABLE("not-publishable", "The flow has problems and cannot be published", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A flow has this name already", Kind.CONFLICT),
    NAME_STAYS("name-stays", "A flow keeps its name", Kind.CONFLICT),
    OLD_DRAFT("old-draft", "Somebody else changed the flow meanwhile", Kind.CONFLICT),
    NO_DRAFT("no-draft", "There is nothing to publish", Kind.CONFLICT),
    NEVER_PUBLISHED("never-published", "The flow was never published", Kind.CONFLICT),
    STILL_ON("still-on", "The flow is switched on", Kind.CONFLICT),
    UNKNOWN_FLOW("unknown-flow", "There is no such flow", Kind.NOT_FOUND),
    UNKNOWN_VERSION("unknown-version", "There is no such version of the flow", Kind.NOT_FOUND),
    WRONG_VALUE("wrong-value", "A value cannot be used", Kind.WRONG_INPUT),
    NOT_HERE("not-here", "This part of the program is not installed", Kind.UNREACHABLE);

    private final String word;
    private final String title;
    private final Kind kind;

    FlowsProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "flows." + word;
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

package io.salessync.tags;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum TagsProblem implements ErrorCode {
    UNKNOWN_TAG("unknown-tag", "There is no such tag", Kind.NOT_FOUND),
    NAME_TAKEN("name-taken", "A tag has this name already", Kind.CONFLICT),
    WRONG_NAME("wrong-name", "The name cannot be used", Kind.WRONG_INPUT),
    WRONG_COLOR("wrong-color", "Not a color", Kind.WRONG_INPUT),
    WRONG_REQUIREMENT("wrong-requirement", "The tag cannot require this", Kind.WRONG_INPUT),
    TOO_MANY("too-many", "Too many people at once", Kind.WRONG_INPUT),
    CHANGED_MEANWHILE("changed-meanwhile", "Somebody else changed it meanwhile", Kind.CONFLICT);

    private final String word;
    private final String title;
    private final Kind kind;

    TagsProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "tags." + word;
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

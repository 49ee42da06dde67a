package io.salessync.records;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum RecordsProblem implements ErrorCode {
    UNKNOWN_COLLECTION("unknown-collection", "There is no such collection", Kind.NOT_FOUND),
    UNKNOWN_RECORD("unknown-record", "There is no such record", Kind.NOT_FOUND),
    WRONG_NAME("wrong-name", "The name cannot be used", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A collection has this name already", Kind.CONFLICT),
    WRONG_FIELDS("wrong-fields", "The fields cannot be used", Kind.WRONG_INPUT),
    WRONG_KEY("wrong-key", "The key cannot be used", Kind.WRONG_INPUT),
    WRONG_VALUE("wrong-value", "A value does not fit its field", Kind.WRONG_INPUT),
    UNKNOWN_FIELD("unknown-field", "The collection has no such field", Kind.WRONG_INPUT),
    MISSING_VALUE("missing-value", "A field that is required is empty", Kind.WRONG_INPUT);

    private final String word;
    private final String title;
    private final Kind kind;

    RecordsProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "records." + word;
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

package io.salessync.mapping;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum MappingProblem implements ErrorCode {
    UNKNOWN_MAPPING("unknown-mapping", "There is no such mapping", Kind.NOT_FOUND),
    NAME_TAKEN("name-taken", "A mapping has this name already", Kind.CONFLICT),
    WRONG_NAME("wrong-name", "The name cannot be used", Kind.WRONG_INPUT),
    WRONG_SIDE("wrong-side", "It does not say where records come from or go to", Kind.WRONG_INPUT),
    UNKNOWN_SIDE("unknown-side", "What the mapping leads to is not there", Kind.NOT_FOUND),
    WRONG_FIELD("wrong-field", "A field of the mapping cannot be used", Kind.WRONG_INPUT),
    DRIFTED("drifted", "A field that has to be filled lost its source", Kind.CONFLICT),
    CHANGED_MEANWHILE("changed-meanwhile", "Somebody else changed it meanwhile", Kind.CONFLICT);

    private final String word;
    private final String title;
    private final Kind kind;

    MappingProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "mapping." + word;
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

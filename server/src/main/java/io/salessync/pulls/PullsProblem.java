package io.salessync.pulls;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
enum PullsProblem implements ErrorCode {
    WRONG_QUERY("wrong-query", "The query cannot be made", Kind.WRONG_INPUT),
    WRONG_PULL("wrong-pull", "The pull cannot be kept so", Kind.WRONG_INPUT),
    UNKNOWN_PULL("unknown-pull", "There is no such pull", Kind.NOT_FOUND),
    UNKNOWN_CONNECTION("unknown-connection", "There is no such connection to a CRM", Kind.WRONG_INPUT),
    UNKNOWN_OBJECT("unknown-object", "There is no description of that object", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A pull has this name already", Kind.CONFLICT),
    NOT_SEALED("not-sealed", "The pull is not complete", Kind.CONFLICT),
    IN_USE("in-use", "Another run is fetching this pull", Kind.TOO_OFTEN),
    TAKEN_OVER("taken-over", "Another run has taken over this pull", Kind.CONFLICT),
    NOT_AT_HAND("not-at-hand", "Nothing here speaks to that CRM", Kind.CONFLICT),
    WRONG_CURSOR("wrong-cursor", "There is no such place in the list", Kind.MALFORMED);

    private final String word;
    private final String title;
    private final Kind kind;

    PullsProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "pulls." + word;
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

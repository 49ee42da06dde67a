package io.salessync.ordersync;

import io.salessync.kernel.problems.ErrorCode;

/** What the order sync refuses. */
public enum OrderSyncProblem implements ErrorCode {
    MAPPING_INVALID("mapping-invalid", "The mapping file has mistakes", Kind.WRONG_INPUT),
    MAPPING_UNREADABLE("mapping-unreadable", "The mapping file cannot be read", Kind.WRONG_INPUT),
    MAPPING_EDITED("mapping-edited", "The mapping was edited on its page", Kind.CONFLICT),
    UNKNOWN_ENVIRONMENT("unknown-environment", "The mapping file has no such environment", Kind.WRONG_INPUT),
    OPERATORS_KEY("operators-key", "Only whoever runs this server may set this key", Kind.NOT_PERMITTED),
    UNKNOWN_SYNC("unknown-sync", "There is no such order sync", Kind.NOT_FOUND),
    UNKNOWN_LOAD("unknown-load", "There is no such load", Kind.NOT_FOUND),
    FILE_UNREADABLE("file-unreadable", "The file cannot be read", Kind.WRONG_INPUT),
    WRONG_FILE_TYPE("wrong-file-type", "The file is of another type", Kind.WRONG_INPUT),
    WRONG_ENCODING("wrong-encoding", "The file is written in another encoding", Kind.WRONG_INPUT),
    WRONG_HEADER("wrong-header", "The file's header does not fit the mapping", Kind.WRONG_INPUT),
    UNSAFE_FILE("unsafe-file", "The file would unpack to more than is safe", Kind.WRONG_INPUT),
    FILE_TOO_LARGE("file-too-large", "The file is too large", Kind.WRONG_INPUT),
    TOO_MANY_REMOVALS("too-many-removals", "The list would remove more than is allowed at once", Kind.CONFLICT),
    SOURCE_UNREACHABLE("source-unreachable", "The source database does not answer", Kind.UNREACHABLE),
    SOURCE_REFUSED("source-refused", "The source database refuses the query", Kind.WRONG_INPUT),
    WRONG_SOURCE_KIND("wrong-source-kind", "The mapping names another kind of source", Kind.CONFLICT),
    NO_TOKEN("no-token", "There is no token for the board", Kind.WRONG_INPUT),
    UNKNOWN_BOARD("unknown-board", "There is no such board for this token", Kind.WRONG_INPUT),
    UNKNOWN_ROW("unknown-row", "There is no such row", Kind.NOT_FOUND),
    UNKNOWN_RUN("unknown-run", "There is no such run of this sync", Kind.NOT_FOUND),
    NO_MAIL("no-mail", "No mail server is configured", Kind.CONFLICT),
    WRONG_RECIPIENTS("wrong-recipients", "The report cannot be sent to these", Kind.WRONG_INPUT),
    MAIL_FAILED("mail-failed", "The mail could not be sent", Kind.UNREACHABLE),
    IMPORT_FAILED("import-failed", "The import did not come to its end", Kind.UNREACHABLE);

    private final String word;
    private final String title;
    private final Kind kind;

    OrderSyncProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "ordersync." + word;
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

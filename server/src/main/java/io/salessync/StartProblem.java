package io.salessync;

import io.salessync.kernel.problems.ErrorCode;

/** Why the program does not start. */
enum StartProblem implements ErrorCode {
    WRONG_PORT("start.wrong-port", "The port or address cannot be used", Kind.WRONG_INPUT),
    PORT_TAKEN("start.port-taken", "The port is taken", Kind.WRONG_INPUT),
    NOT_A_DATA_FOLDER("start.not-a-data-folder", "Not a data folder", Kind.WRONG_INPUT),
    NO_DATA("start.no-data", "There are no data yet", Kind.WRONG_INPUT),
    IN_USE("start.in-use", "The data folder is in use", Kind.CONFLICT),
    SHORT_KEY("start.short-key", "The key is too short", Kind.WRONG_INPUT),
    NO_SANDBOX("start.no-sandbox", "The sandbox does not start", Kind.UNREACHABLE),
    NO_DATABASE("start.no-database", "No database", Kind.UNREACHABLE);

    private final String code;
    private final String title;
    private final Kind kind;

    StartProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
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

package io.salessync.kernel.commands;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with a command before anything is asked. */
enum CommandProblem implements ErrorCode {
    NO_DATA_FOLDER("commands.no-data-folder", "The data folder is not there", Kind.WRONG_INPUT);

    private final String code;
    private final String title;
    private final Kind kind;

    CommandProblem(String code, String title, Kind kind) {
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

package io.salessync.kernel.postgres;

import io.salessync.kernel.problems.ErrorCode;

/** Why there is no database. */
enum PostgresProblem implements ErrorCode {
    OTHER_VERSION("postgres.other-version", "The data folder belongs to another PostgreSQL version", Kind.CONFLICT),
    DOES_NOT_START("postgres.does-not-start", "The embedded PostgreSQL does not start", Kind.UNREACHABLE),
    TOO_OLD("postgres.too-old", "The database server is too old", Kind.CONFLICT),
    UNREACHABLE("postgres.unreachable", "The database cannot be reached", Kind.UNREACHABLE);

    private final String code;
    private final String title;
    private final Kind kind;

    PostgresProblem(String code, String title, Kind kind) {
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

package io.salessync.kernel.audit;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with a question about the trail. */
enum AuditProblem implements ErrorCode {
    WRONG_PLACE("audit.wrong-place", "Not a place of the audit trail", Kind.WRONG_INPUT);

    private final String code;
    private final String title;
    private final Kind kind;

    AuditProblem(String code, String title, Kind kind) {
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

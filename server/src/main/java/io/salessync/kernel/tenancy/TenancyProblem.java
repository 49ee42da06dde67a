package io.salessync.kernel.tenancy;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with naming a tenant. */
enum TenancyProblem implements ErrorCode {
    UNKNOWN_TENANT("tenancy.unknown-tenant", "No such tenant", Kind.NOT_FOUND),
    WHICH_TENANT("tenancy.which-tenant", "There are several tenants", Kind.WRONG_INPUT),
    SLUG_TAKEN("tenancy.slug-taken", "The short name is taken", Kind.CONFLICT),
    WRONG_SLUG("tenancy.wrong-slug", "Not a short name", Kind.WRONG_INPUT);

    private final String code;
    private final String title;
    private final Kind kind;

    TenancyProblem(String code, String title, Kind kind) {
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
